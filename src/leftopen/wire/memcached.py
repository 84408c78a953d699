r"""The text protocol of Memcached: commands that only read, and bounded replies; two empty requests of its binary one.

Sources: https://github.com/memcached/memcached/blob/master/doc/protocol.txt and, for the binary header and its status
words, https://github.com/memcached/memcached/wiki/BinaryProtocolRevamped . A command is one line. Its verb is the first
word, for commands of many kinds (`stats`, `lru_crawler`, …) the second too. `mg` is the reading verb only with flags
that read and with `u`, without which it marks the item as used; otherwise it is `mg changing`, which is never sent.

>>> command("stats cachedump", 1, 50).data
b'stats cachedump 1 50\r\n'
>>> verb_of(b"mg user:1 v u\r\n"), verb_of(b"mg user:1 v T60\r\n"), verb_of(b"get a\r\nflush_all\r\n")
('mg', 'mg changing', '')
"""

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote_to_bytes

from leftopen.wire.talk import Broken, Fault, Foreign, Message, Talk, exact, line

GRAMMAR = "memcached"
_DENIED = """
add append cache_memlimit cas debugtime decr delete extstore flush_all flush_regex gat gats incr lru ma md misbehave ms
prepend refresh_certs reload replace set shutdown slabs touch verbosity watch
"""
_DENIED_PARTS = {
    "lru_crawler": "crawl disable enable sleep tocrawl",
    "stats": "detail reset sizes sizes_disable sizes_enable",
    "slabs": "automove reassign",
    "lru": "mode temp_ttl tune",
    "extstore": "compact_under drop_under free_memchunks item_age item_size low_ttl max_frag max_sleep recache_rate",
}
DENIED = frozenset(
    [
        *_DENIED.split(),
        "mg changing",
        *(f"{word} {part}" for word, parts in _DENIED_PARTS.items() for part in parts.split()),
    ]
)
"""Commands that write, touch, change settings, watch others, log in or hold the server up."""

_READING = frozenset(b"bcfhklstuv")
"""Flags of `mg` that ask; all others change the item or what is answered."""

Binary = Literal["noop", "version"]
"""Requests of the binary protocol."""

_OPCODES: Mapping[Binary, int] = {"noop": 0x0A, "version": 0x0B}
_HEADER = struct.Struct(">BBHBBHIIQ")
_KEY = re.compile(rb"[\x21-\x7e\x80-\xff]{1,250}")
_LONGEST = 2048
"""Bytes of a command line, which is as much as the server takes."""

_LINE = 4096
_STATS = 1000
_ERRORS = (b"ERROR", b"CLIENT_ERROR", b"SERVER_ERROR", b"BUSY", b"BADCLASS", b"NOTSTARTED")
_CACHEDUMP = re.compile(rb"ITEM (.{1,1000}) \[([0-9]{1,10}) b; [0-9]{1,20} s\]", re.DOTALL)
_METADUMP = re.compile(rb"key=(\S{1,1000}) exp=\S+ la=([0-9]{1,12})\b.*? size=([0-9]{1,10})\b")
_VALUE = re.compile(rb"VALUE \S{1,250} [0-9]{1,10} ([0-9]{1,10})(?: [0-9]{1,20})?")
_META_VALUE = re.compile(rb"VA ([0-9]{1,10})(?: .*)?")


class TooLarge(Broken):
    """A value larger than was said, of which nothing was read: go on in a fresh connection."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An error: its first word, and the rest in lower case to look into, never to show."""

    code: str
    text: str

    def __repr__(self) -> str:
        return f"<Refused {self.code}>"


@dataclass(frozen=True, slots=True, repr=False)
class Item:
    """An item that a dump named: `size` is that of its value, at most; `used` when it was last set or read (epoch)."""

    key: bytes
    size: int
    used: int | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Dump:
    """Items that were named; `whole`: the dump came to its end, else the rest is still on its way."""

    items: tuple[Item, ...]
    whole: bool


# --- asking -----------------------------------------------------------------------------------------------------------


def sound(key: bytes) -> bool:
    """Whether a key can stand in a command: 1 to 250 bytes, no space and no control character."""
    return _KEY.fullmatch(key) is not None


def command(verb: str, *args: str | bytes | int) -> Message:
    """A command. Arguments of ours are `str` or `int`; `bytes` are keys that came from the peer and are not shown.

    Raises ValueError for a key that is not `sound`: it could smuggle in another command.
    """
    words = [arg if isinstance(arg, bytes) else str(arg).encode("ascii") for arg in args]
    if not all(map(sound, words)):
        raise ValueError("an argument that would not stay one")
    data = b" ".join([verb.encode("ascii"), *words]) + b"\r\n"
    shown = " ".join([verb, *("…" if isinstance(arg, bytes) else str(arg) for arg in args)])
    return Message(GRAMMAR, verb, data, shown)


def binary(name: Binary) -> Message:
    """The request `noop` or `version` of the binary protocol, which holds nothing but its header."""
    return Message(GRAMMAR, f"binary {name}", _HEADER.pack(0x80, _OPCODES[name], 0, 0, 0, 0, 0, 0, 0), f"binary {name}")


def verb_of(data: bytes) -> str:
    """The verb that these bytes say; "" where they are not exactly one command."""
    for name in _OPCODES:
        if data == binary(name).data:
            return f"binary {name}"
    words = data[:-2].split(b" ")
    if data[-2:] != b"\r\n" or len(data) > _LONGEST or not all(map(sound, words)):
        return ""
    first, second = (word.decode("latin-1").lower() for word in (words[0], words[1] if len(words) > 1 else b""))
    if first in _DENIED_PARTS and second:
        return f"{first} {second}"
    if first == "mg" and not (b"u" in words[2:] and all(len(flag) == 1 and flag[0] in _READING for flag in words[2:])):
        return "mg changing"
    return first


# --- reading ----------------------------------------------------------------------------------------------------------


def reply(*, first: bool = False) -> Talk[bytes | Refused]:
    """One line. On `first` contact, what is neither a version nor an error is `Foreign`."""
    head = b""
    if first:
        head = yield from exact(1)
        if head not in (b"V", b"E", b"C", b"S"):
            raise Foreign("not an answer of Memcached")
        head += yield from exact(4)
        if not any(word.startswith(head) for word in (b"VERSION ", *_ERRORS)):
            raise Foreign("not an answer of Memcached")
    said = head + (yield from line(_LINE))
    return _refused(said) or said


def stats(most: int) -> Talk[dict[str, str] | Refused]:
    """`STAT name value` lines of at most `most` bytes, up to END; the names of an item's class are `items:1:number`."""
    found: dict[str, str] = {}
    for _ in range(_STATS):
        said = yield from line(_LINE)
        if said == b"END":
            return found
        refused = None if found else _refused(said)
        if refused:
            return refused
        word, _, rest = said.decode("utf-8", "replace").partition(" ")
        name, _, value = rest.partition(" ")
        most -= len(said)
        if word != "STAT" or not name or most < 0:
            raise Broken("statistics that are none")
        found[name] = value
    raise Broken("statistics without an end")


def metadump(count: int, most: int) -> Talk[Dump | Refused]:
    """What `lru_crawler metadump` names: up to `count` items in `most` bytes, then it is not whole."""
    items: list[Item] = []
    while len(items) < count and most > 0:
        said = yield from line(_LINE, b"\n")
        most -= len(said)
        if said == b"END\r":
            return Dump(tuple(items), whole=True)
        refused = None if items else _refused(said.removesuffix(b"\r"))
        if refused:
            return refused
        named = _METADUMP.match(said)
        if not named:
            raise Broken("a dump whose lines name no item")
        items.append(Item(unquote_to_bytes(named[1]), int(named[3]), int(named[2])))
    return Dump(tuple(items), whole=False)


def cachedump(count: int) -> Talk[Dump | Refused]:
    """What `stats cachedump` names, at most `count` items; it leaves out those used lately."""
    items: list[Item] = []
    while True:
        said = yield from line(_LINE)
        if said == b"END":
            return Dump(tuple(items), whole=True)
        refused = None if items else _refused(said)
        if refused:
            return refused
        named = _CACHEDUMP.fullmatch(said)
        if not named or len(items) == count:
            raise Broken("a dump that is none, or of more items than were asked for")
        items.append(Item(named[1], int(named[2])))


def meta_value(most: int) -> Talk[bytes | Refused | None]:
    """The value that `mg` gives, None where there is none."""
    said = yield from line(_LINE)
    if said == b"EN":
        return None
    return _refused(said) or (yield from _data(_META_VALUE.fullmatch(said), most))


def value(most: int) -> Talk[bytes | Refused | None]:
    """The value that `get` of one key gives, None where there is none."""
    said = yield from line(_LINE)
    if said == b"END":
        return None
    refused = _refused(said)
    if refused:
        return refused
    data = yield from _data(_VALUE.fullmatch(said), most)
    if (yield from line(_LINE)) != b"END":
        raise Broken("more than one value")
    return data


def _data(head: re.Match[bytes] | None, most: int) -> Talk[bytes]:
    if not head:
        raise Broken("no value where there should be one")
    if int(head[1]) > most:
        raise TooLarge("a value larger than was said")
    data = yield from exact(int(head[1]) + 2)
    if data[-2:] != b"\r\n":
        raise Broken("a value longer than it said")
    return data[:-2]


def binary_answer(name: Binary, *, first: bool = False) -> Talk[tuple[int, bytes]]:
    """Status and body of the answer to a `binary` request. Raises `Broken` where it is none; on `first` `Foreign`."""
    fault: type[Fault] = Foreign if first else Broken
    if (yield from exact(2)) != bytes([0x81, _OPCODES[name]]):
        raise fault("not an answer of Memcached's binary protocol")
    header = yield from exact(_HEADER.size - 2)
    *_, status, size, _, _ = _HEADER.unpack(bytes(2) + header)
    if size > _LINE:
        raise Broken("an answer larger than any")
    return status, (yield from exact(size))


def _refused(said: bytes) -> Refused | None:
    code, _, text = said.partition(b" ")
    return Refused(code.decode("ascii"), text.decode("utf-8", "replace").lower()) if code in _ERRORS else None


_BEGINS = re.compile(rb"VERSION [0-9]|ERROR\r\n|CLIENT_ERROR |SERVER_ERROR |\x81[\x00-\x2f]")


def begins(first: bytes) -> bool:
    """Whether these first bytes of a connection may be of Memcached: its version, an error, or a binary answer."""
    return _BEGINS.match(first) is not None
