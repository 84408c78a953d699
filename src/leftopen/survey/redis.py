"""How values of Redis are read by the page, how the pages read, and what INFO and refusals say. Pure.

Source: https://redis.io/docs/latest/commands/ . Each type has commands that read some of a value, the best first; the
others are for servers that lack it or do not permit it. Those of `WHOLE` make all of a value: they are for what is
known to be small, and for one of many alike where no size is told.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from leftopen.survey.families import decoded, readable, record
from leftopen.survey.survey import Entry, Survey
from leftopen.wire.resp import Refused, Status, Value, command
from leftopen.wire.talk import Broken, Message

READERS: Mapping[bytes, tuple[str, ...]] = {
    b"string": ("GETRANGE", "GET", "MGET"),
    b"hash": ("HSCAN", "HRANDFIELD", "HGETALL"),
    b"list": ("LRANGE", "LINDEX"),
    b"set": ("SSCAN", "SRANDMEMBER"),
    b"zset": ("ZSCAN", "ZRANGE"),
    b"stream": ("XRANGE", "XREVRANGE"),
    b"ReJSON-RL": ("JSON.GET",),
    b"vectorset": ("VRANDMEMBER",),
    b"TSDB-TYPE": ("TS.RANGE",),
}
LENGTHS: Mapping[bytes, str] = {
    b"string": "STRLEN",
    b"hash": "HLEN",
    b"list": "LLEN",
    b"set": "SCARD",
    b"zset": "ZCARD",
    b"stream": "XLEN",
    b"vectorset": "VCARD",
}
"""What counts the items of a value, the bytes of a text; of another type it is refused."""
WHOLE = frozenset({"HGETALL", "JSON.GET"})
"""What a server makes all of before it says a word; a text it has as it is, and we read no more of it than we may."""
TEXTS = frozenset({b"string", b"ReJSON-RL"})
"""Types whose values are one text."""

ITEMS = 10
"""Items that are read of a value which is one record."""
MAP = 64
"""A hash of more fields is no record: its fields are."""

CODES = frozenset(
    {
        "ASK", "BUSY", "CLUSTERDOWN", "CROSSSLOT", "DENIED", "ERR", "EXECABORT", "INPROG", "LOADING", "MASTERDOWN",
        "MISCONF", "MOVED", "NOAUTH", "NOMASTERLINK", "NOPERM", "NOPROTO", "NOREPLICAS", "OOM", "READONLY",
        "TRYAGAIN", "UNBLOCKED", "WRONGPASS", "WRONGTYPE",
    }
)  # fmt: skip
"""Codes of errors of Redis and its kin that may be repeated."""

_FACT = re.compile(r"^([^:\r\n]*):(.*)$", re.MULTILINE)
_FORKS = {"valkey": "Valkey", "dragonfly": "Dragonfly", "garnet": "Garnet", "kvrocks": "Kvrocks"}

VERBS = frozenset([*(verb for verbs in READERS.values() for verb in verbs), *LENGTHS.values()])


@dataclass(slots=True)
class Key:
    """A key whose value is wanted, of the type that it is taken for.

    `alone`: the only one of its family; `size`, `length`: bytes and items of its value, as far as known; `items`: how
    many of these are asked for.
    """

    entry: Entry
    name: bytes
    kind: Value = None
    alone: bool = False
    size: int | None = None
    length: int | None = None
    items: int = ITEMS

    @property
    def type(self) -> bytes:
        """The name of its type, b"" where it is not known."""
        return self.kind if isinstance(self.kind, bytes) else b""

    @property
    def spread(self) -> bool:
        """Whether the items of this value are the records of its family."""
        return self.alone and self.length is not None and (self.kind != b"hash" or self.length > MAP)

    def put(self, survey: Survey, verb: str, value: Value) -> None:
        """Keeps what `verb` gave of its value. Raises `Broken` where that is no answer to it."""
        if verb == "MGET":
            value = value[0] if isinstance(value, list) and len(value) == 1 else value
        if no_value(value):
            survey.keep(self.entry, [])
        elif self.spread:
            survey.keep(self.entry, each(self.name, self.type, verb, value))
        else:
            survey.keep(self.entry, [one(self.name, self.type, verb, value)])


def read(verb: str, key: bytes, items: int, size: int) -> Message:
    """Asks for so many items of a value, or for so many bytes of a text."""
    args: tuple[str | int, ...]
    match verb:
        case "GETRANGE":
            args = (0, size - 1)
        case "HSCAN" | "SSCAN" | "ZSCAN":
            args = (0, "COUNT", items)
        case "LRANGE":
            args = (0, items - 1)
        case "LINDEX":
            args = (0,)
        case "ZRANGE":
            args = (0, items - 1, "WITHSCORES")
        case "HRANDFIELD":
            args = (items, "WITHVALUES")
        case "SRANDMEMBER" | "VRANDMEMBER":
            args = (items,)
        case "XRANGE" | "TS.RANGE":
            args = ("-", "+", "COUNT", items)
        case "XREVRANGE":
            args = ("+", "-", "COUNT", items)
        case _:
            args = ()
    return command(verb, key, *args)


def one(key: bytes, kind: bytes, verb: str, value: Value) -> dict[str, Any]:
    """The value of a key as one record. Raises `Broken` where it is no answer to `verb`."""
    if kind in TEXTS:
        return record(key, readable(value) if isinstance(value, bytes) else None)
    items = list(_items(kind, verb, value))
    if kind == b"hash":
        return record(key, {_name(name): item for name, item in items})
    called = {b"zset": "members", b"stream": "entries", b"TSDB-TYPE": "entries"}.get(kind, "items")
    return record(key, {called: [item for _, item in items]})


def each(key: bytes, kind: bytes, verb: str, value: Value) -> list[dict[str, Any]]:
    """The items of a value as records, those of a hash called by their field. Raises `Broken`."""
    if kind in TEXTS:
        return [one(key, kind, verb, value)]
    return [record(name or key, item) for name, item in _items(kind, verb, value)]


def _items(kind: bytes, verb: str, value: Value) -> Iterator[tuple[bytes, Any]]:
    """The items of a page, each with the name of its field, b"" where it has none."""
    if verb.endswith("SCAN"):
        value = list(page(value)[1])
    if verb == "LINDEX":
        value = [value]
    if not isinstance(value, list):
        raise Broken("no list where there should be one")
    if kind == b"hash":
        yield from ((name, readable(item)) for name, item in _pairs(value))
    elif kind == b"zset":
        yield from ((b"", {"member": readable(name), "score": decoded(item)}) for name, item in _pairs(value))
    elif kind == b"stream":
        entries = (entry[1] for entry in value if isinstance(entry, list) and len(entry) == 2)
        for entry in entries:
            yield b"", {_name(name): readable(item) for name, item in _pairs(entry)}
    elif kind == b"TSDB-TYPE":
        for entry in value:
            match entry:
                case [int() as time, bytes() as number]:
                    yield b"", {"time": time, "value": decoded(number)}
    else:
        yield from ((b"", readable(item)) for item in value if isinstance(item, bytes))


def _pairs(value: Value) -> Iterator[tuple[bytes, bytes]]:
    flat = [item for item in value if isinstance(item, bytes)] if isinstance(value, list) else []
    return zip(flat[::2], flat[1::2], strict=False)


def _name(name: bytes) -> str:
    return name.decode("utf-8", "replace")


def page(answer: Value) -> tuple[bytes, list[bytes]]:
    """The cursor and the items of a SCAN. Raises `Broken`."""
    match answer:
        case [bytes() as cursor, list() as found] if cursor.isdigit() and len(cursor) <= 20:
            return cursor, [item for item in found if isinstance(item, bytes)]
    raise Broken("no page of a SCAN")


def weight(value: Value) -> int:
    """Bytes of a reply, roughly."""
    if isinstance(value, list):
        return sum([len(each) if isinstance(each, bytes) else weight(each) for each in value])
    return len(value) if isinstance(value, bytes) else 8


def no_value(value: Value) -> bool:
    """Whether the key is gone, or holds nothing (any more)."""
    return value is None or value == [] or (value == b"" and not isinstance(value, Status))


def stream_time(entries: Value) -> float | None:
    """The time that the id of the first of these entries of a stream begins with, in milliseconds."""
    match entries:
        case [[bytes() as id, *_]] if re.fullmatch(rb"\d{12,14}-\d{1,20}", id):
            return int(id.partition(b"-")[0]) / 1000
    return None


def shares(sizes: Sequence[int], most: int, left: int) -> list[int]:
    """How many keys of each family are read, the first ones first: each is to have some of what is `left`.

    >>> shares([100, 3, 50], 25, 40)
    [24, 3, 13]
    """
    found = []
    for place, size in reversed(list(enumerate(sizes, 1))):
        found.append(max(0, min(size, most, left // place)))
        left -= found[-1]
    return found[::-1]


# --- what it says of itself -----------------------------------------------------------------------------------------


def info(answer: Value) -> dict[str, str]:
    """`name:value` lines of INFO; a refusal has none."""
    if not isinstance(answer, bytes):
        return {}
    return {name: value.strip() for name, value in _FACT.findall(answer.decode("utf-8", "replace"))}


def version(info: Mapping[str, str]) -> tuple[int, ...]:
    """The version of Redis whose commands it knows; (0,) where it says none."""
    found = re.match(r"(\d{1,4})\.(\d{1,4})", info.get("redis_version", ""))
    return (int(found[1]), int(found[2])) if found else (0,)


def told_version(info: Mapping[str, str]) -> str | None:
    """The version that it says: its own where it is a fork, which says one of Redis too."""
    forked = next((info[f"{word}_version"] for word in _FORKS if f"{word}_version" in info), None)
    return forked or info.get("redis_version")


def mode(info: Mapping[str, str]) -> str:
    """`standalone`, `cluster`, `sentinel`."""
    return info.get("redis_mode") or info.get("server_mode", "")


def product(info: Mapping[str, str]) -> str | None:
    """Which of those that speak RESP it is, None where INFO does not say."""
    for word, name in _FORKS.items():
        if f"{word}_version" in info:
            return name
    if "keydb" in info.get("executable", "").lower():
        return "KeyDB"
    return "Redis" if "redis_version" in info else None


_QUOTED = re.compile(r"['`]([a-z0-9_.]+)")


def unknown(answer: Value) -> bool:
    """Whether it says that it does not know the command."""
    return isinstance(answer, Refused) and answer.code == "ERR" and "unknown command" in answer.text


def barred(answer: Value) -> bool:
    """Whether the command itself is not to be had: it has another name, or may not be run, whatever the key."""
    refused = isinstance(answer, Refused) and answer.code == "NOPERM" and "command" in answer.text
    return refused or unknown(answer)


def barred_by_name(answer: Value, verb: str) -> bool:
    """The same, where the refusal is of this command: servers name it, and one of another command is no answer."""
    if not isinstance(answer, Refused) or not barred(answer):
        return False
    named = _QUOTED.search(answer.text)
    return named is None or named[1] == verb.partition(" ")[0].lower()


def needs_password(answer: Value) -> TypeGuard[Refused]:
    """Whether it asks for a password, or lets nobody in who has none."""
    if not isinstance(answer, Refused):
        return False
    old = answer.code == "ERR" and answer.text.startswith("operation not permitted")  # until 2.6
    return old or answer.code in ("NOAUTH", "DENIED")


def word(refused: Refused) -> str:
    """The code of an error, where it is one of the protocol's; another text is not repeated."""
    return refused.code if refused.code in CODES else "an error"


def facts(info: Mapping[str, str]) -> dict[str, str]:
    """`cluster_uuid` is the replication id, the same on a primary and its replicas."""
    names = {
        "cluster_uuid": "master_replid",
        "mode": "redis_mode",
        "os": "os",
        "role": "role",
        "primary": "master_host",
    }
    facts = {fact: info[name] for fact, name in names.items() if info.get(name)}
    watched = re.search(r"address=([^,]{1,64})", info.get("master0", ""))
    return facts | ({"primary": watched[1]} if watched else {})
