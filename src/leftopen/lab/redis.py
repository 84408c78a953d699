"""A Redis of the lab: enough of version 5 to be read by the probe and by clients that speak RESP2.

A record is the hash `collection:number`; one that holds lists or objects is a string of JSON under that key.
Databases are named by their number, "" is 0.
"""

import asyncio
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec

from leftopen.lab.server import PASSWORD, Content, Running, listen
from leftopen.wire import resp

Stored = bytes | Mapping[bytes, bytes]
Answer = bytes | int | None | str | list["Answer"]
"""`str` is a status, or an error where it begins with `-`."""

_INFO = {
    "SERVER": "# Server\r\nredis_version:5.0.14\r\nredis_mode:standalone\r\nos:Linux 4.15.0 x86_64\r\n",
    "REPLICATION": "# Replication\r\nrole:master\r\nconnected_slaves:0\r\nmaster_replid:" + "5eed" * 10 + "\r\n",
}
_ARGS, _SIZE = 100, 65_536


async def serve(
    address: str, port: int, content: Content, *, locked: bool = False, tls: ssl.SSLContext | None = None
) -> Running:
    """Starts one; `locked` asks for the password of the lab."""
    databases = {int(name or 0): _keys(collections) for name, collections in content.items()}

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[str], None]) -> None:
        client = _Client(databases, not locked)
        while data := await _command(reader):
            words, raw = data
            note(resp.verb_of(raw))
            writer.write(_encoded(client.answer(words[0].decode("ascii", "replace").upper(), words[1:])))
            await writer.drain()

    return await listen(address, port, talk, tls)


async def _command(reader: asyncio.StreamReader) -> tuple[list[bytes], bytes] | None:
    head = await reader.readline()
    if not head:
        return None
    if head[:1] != b"*" or not 1 <= int(head[1:]) <= _ARGS:
        raise ValueError("not a command")
    raw, words = head, list[bytes]()
    for _ in range(int(head[1:])):
        size = await reader.readuntil(b"\r\n")
        if size[:1] != b"$" or not 0 <= int(size[1:]) <= _SIZE:
            raise ValueError("not a bulk string")
        body = await reader.readexactly(int(size[1:]) + 2)
        words.append(body[:-2])
        raw += size + body
    return words, raw


def _keys(collections: Mapping[str, object]) -> dict[bytes, Stored]:
    stored: dict[bytes, Stored] = {}
    for name, records in collections.items():
        assert isinstance(records, list | tuple)
        for number, record in enumerate(records, 1):
            nested = any(isinstance(value, list | dict) for value in record.values())
            fields = {key.encode(): str(value).encode() for key, value in record.items()}
            stored[f"{name}:{number}".encode()] = msgspec.json.encode(record) if nested else fields
    return stored


@dataclass(slots=True)
class _Client:
    """One connection: its database, and whether it has shown the password."""

    databases: Mapping[int, dict[bytes, Stored]]
    known: bool
    number: int = 0

    def answer(self, verb: str, args: list[bytes]) -> Answer:
        if verb == "AUTH":
            self.known = self.known or args[-1:] == [PASSWORD.encode()]
            return "OK" if self.known else "-ERR invalid password"
        if not self.known:
            return "-NOAUTH Authentication required."
        simple = {"PING": "PONG", "CLIENT": "OK", "QUIT": "OK"}.get(verb)
        if simple:
            return simple
        if verb == "DBSIZE":
            return len(self._stored())
        act = {"INFO": self._info, "SELECT": self._select, "SCAN": self._scan}.get(verb)
        if act:
            return act(args)
        if verb in ("TYPE", "MEMORY", "GET", "GETRANGE", "HSCAN", "HGETALL", "HLEN", "STRLEN", "EXISTS", "TTL"):
            return self._read(verb, args)
        shown = args[0].decode("utf-8", "replace") if args else ""
        return f"-ERR unknown command `{verb}`, with args beginning with: `{shown}`, "

    def _stored(self) -> dict[bytes, Stored]:
        return self.databases.get(self.number, {})

    def _info(self, args: list[bytes]) -> Answer:
        keyspace = "# Keyspace\r\n" + "".join(
            f"db{number}:keys={len(keys)},expires=0,avg_ttl=0\r\n" for number, keys in self.databases.items() if keys
        )
        sections = {**_INFO, "KEYSPACE": keyspace}
        asked = [arg.decode("ascii", "replace").upper() for arg in args] or list(sections)
        return "".join(sections.get(section, "") for section in asked).encode()

    def _select(self, args: list[bytes]) -> Answer:
        self.number = int(args[0])
        return "OK"

    def _scan(self, args: list[bytes]) -> Answer:
        count = int(args[args.index(b"COUNT") + 1]) if b"COUNT" in args else 10
        start, keys = int(args[0]), list(self._stored())
        following = start + count if start + count < len(keys) else 0
        return [str(following).encode(), list(keys[start : start + count])]

    def _read(self, verb: str, args: list[bytes]) -> Answer:
        value = self._stored().get(args[-1] if verb == "MEMORY" else args[0])
        if verb == "TYPE":
            return "none" if value is None else "string" if isinstance(value, bytes) else "hash"
        if verb in ("EXISTS", "TTL"):
            return int(value is not None) if verb == "EXISTS" else -1
        if verb == "MEMORY":
            return None if value is None else 100
        if isinstance(value, bytes) != (verb in ("GET", "GETRANGE", "STRLEN")) and value is not None:
            return "-WRONGTYPE Operation against a key holding the wrong kind of value"
        if isinstance(value, bytes):
            end = int(args[2]) + 1 if verb == "GETRANGE" else len(value)
            return len(value) if verb == "STRLEN" else value[:end]
        flat: list[Answer] = [part for pair in (value or {}).items() for part in pair]
        if verb == "GET":
            return None
        return len(flat) // 2 if verb == "HLEN" else [b"0", flat] if verb == "HSCAN" else flat


def _encoded(answer: Answer) -> bytes:
    match answer:
        case None:
            return b"$-1\r\n"
        case str():
            return f"{'' if answer.startswith('-') else '+'}{answer}\r\n".encode()
        case int():
            return b":%d\r\n" % answer
        case bytes():
            return b"$%d\r\n%b\r\n" % (len(answer), answer)
    return b"*%d\r\n" % len(answer) + b"".join(map(_encoded, answer))
