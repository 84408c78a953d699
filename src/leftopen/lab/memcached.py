"""A Memcached of the lab: enough of version 1.6 to be read by the probe and by clients that speak its text protocol.

A record is the item `collection:number` (`database/collection:number` where there is one), a string of JSON. Locked, it
asks for the login as `-Y` makes a real one do: the first command is a `set` whose value is `user password`.
"""

import asyncio
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote_from_bytes

import msgspec

from leftopen.lab.server import PASSWORD, USER, Content, Running, listen
from leftopen.wire.memcached import verb_of

_VERSION = "1.6.18"
_UPTIME = 86_400
_CLASS = 5
_OVERHEAD = 50
_KEYS = 100
_SIZE = 1024

Items = Mapping[bytes, bytes]


async def serve(
    address: str, port: int, content: Content, *, locked: bool = False, tls: ssl.SSLContext | None = None
) -> Running:
    """Starts one; `locked` asks for the login of the lab."""
    items = _items(content)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[str], None]) -> None:
        client = _Client(items, not locked)
        while (line := await reader.readline()).endswith(b"\n"):
            words = line.split()
            note(verb_of(line))
            body = await reader.readexactly(_size(words) + 2) if words[:1] == [b"set"] else b""
            if words == [b"quit"]:
                return
            writer.write(client.answer(words, body[:-2]))
            await writer.drain()

    return await listen(address, port, talk, tls)


def _size(words: Sequence[bytes]) -> int:
    size = int(words[4])
    if not 0 <= size <= _SIZE:
        raise ValueError("no size")
    return size


def _items(content: Content) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    for database, collections in content.items():
        for name, records in collections.items():
            family = f"{database}/{name}" if database else name
            for number, record in enumerate(records, 1):
                found[f"{family}:{number}".encode()] = msgspec.json.encode(record)
    return found


@dataclass(slots=True)
class _Client:
    """One connection, and whether it has shown the login."""

    items: Items
    known: bool

    def answer(self, words: Sequence[bytes], body: bytes) -> bytes:
        """The answer to a command line, `body` being the value that came with a `set`."""
        if not self.known:
            self.known = words[:1] == [b"set"] and body == f"{USER} {PASSWORD}".encode()
            return b"STORED\r\n" if self.known else b"CLIENT_ERROR unauthenticated\r\n"
        match list(words):
            case [b"version"]:
                return f"VERSION {_VERSION}\r\n".encode()
            case [b"stats"]:
                return self._stats()
            case [b"stats", b"items"]:
                count = len(self.items)
                return (b"STAT items:%d:number %d\r\n" % (_CLASS, count) if count else b"") + b"END\r\n"
            case [b"stats", b"cachedump", number, limit]:
                return self._cachedump(int(number), int(limit))
            case [b"lru_crawler", b"metadump", b"all" | b"hash"]:
                return self._metadump()
            case [b"get", *keys] if 1 <= len(keys) <= _KEYS:
                return self._get(keys)
            case [b"mg", key, *flags]:
                return self._mg(key, flags)
        return b"ERROR\r\n"

    def _stats(self) -> bytes:
        count, now = len(self.items), int(time.time())
        told = {
            "pid": 1,
            "uptime": _UPTIME,
            "time": now,
            "version": _VERSION,
            "libevent": "2.1.12-stable",
            "pointer_size": 64,
            "curr_items": count,
            "total_items": count,
        }
        return "".join(f"STAT {name} {value}\r\n" for name, value in told.items()).encode() + b"END\r\n"

    def _cachedump(self, number: int, limit: int) -> bytes:
        shown = list(self.items.items())[: limit or None] if number == _CLASS else []
        return b"".join(b"ITEM %b [%d b; 0 s]\r\n" % (key, len(value)) for key, value in shown) + b"END\r\n"

    def _metadump(self) -> bytes:
        used = int(time.time()) - _UPTIME // 2
        rows = (
            f"key={quote_from_bytes(key, safe='')} exp=-1 la={used} cas={cas} fetch=no cls={_CLASS} "
            f"size={len(key) + len(value) + _OVERHEAD}\n"
            for cas, (key, value) in enumerate(self.items.items(), 1)
        )
        return "".join(rows).encode() + b"END\r\n"

    def _get(self, keys: Sequence[bytes]) -> bytes:
        found = ((key, self.items[key]) for key in keys if key in self.items)
        return b"".join(b"VALUE %b 0 %d\r\n%b\r\n" % (key, len(value), value) for key, value in found) + b"END\r\n"

    def _mg(self, key: bytes, flags: Sequence[bytes]) -> bytes:
        if not all(flag in (b"k", b"s", b"u", b"v") for flag in flags):
            return b"CLIENT_ERROR invalid flag\r\n"
        value = self.items.get(key)
        if value is None:
            return b"EN\r\n"
        told = {b"k": b" k" + key, b"s": b" s%d" % len(value)}
        shown = b"".join(told.get(flag, b"") for flag in flags)
        return b"VA %d%b\r\n%b\r\n" % (len(value), shown, value) if b"v" in flags else b"HD%b\r\n" % shown
