"""The protocol of ZooKeeper: a session without a login, lists and values of nodes, in bounded reads.

Sources: `zookeeper.jute` of Apache ZooKeeper (ConnectRequest, RequestHeader, GetChildren2, GetData, Stat), `ZooDefs`
(numbers of the requests), `KeeperException.Code` (errors), administrator's guide ("The Four Letter Words"). Numbers
are big-endian, texts and byte strings begin with their length. The verb is the name of the request; `verb_of` reads it
from the bytes, and gives none for a request that leaves a watch behind, nor for a session that goes on with another's.
"""

import re
import struct
from dataclasses import dataclass, field

from leftopen.wire.mark import mark
from leftopen.wire.talk import Broken, Closed, Foreign, Message, Talk, exact

GRAMMAR = "zookeeper"
CONNECT, CHILDREN, DATA, CLOSE, VERSION = "connect", "getChildren2", "getData", "closeSession", "srvr"
DENIED = frozenset({"create", "delete", "setData", "setACL", "sync", "check", "multi", "reconfig", "auth", "addWatch"})
"""All that changes a node, what is told of it, or who we are."""

_TYPES = {4: DATA, 12: CHILDREN}
_NUMBERS = {verb: number for number, verb in _TYPES.items()}
_CLOSE = -11
_TIMEOUT = 10_000
"""Milliseconds after which a session of ours is forgotten where we did not end it."""

_CONNECT = struct.pack(">iiqiqi16x?", 45, 0, 0, _TIMEOUT, 0, 16, True)
"""A new session, also where the server lost its quorum and only lets read."""

_ENDING = struct.pack(">iii", 8, 0, _CLOSE)
_ANSWERS = (36, 37)
"""Bytes of an answer to a session, without and with the word whether it only reads (since 3.4)."""

_NAMES = 50_000
_STAT = struct.Struct(">qqqqiiiqiiq")
_HEADER = struct.Struct(">iqi")
NO_NODE, NO_AUTH, AUTH_FAILED, NEEDS_LOGIN = -101, -102, -115, -124
_WORDS = re.compile(rb"(?:Zookeeper|ClickHouse Keeper|RaftKeeper) version: v?(\d{1,4}(?:\.\d{1,6}){1,4})")


@dataclass(frozen=True, slots=True)
class Stat:
    """What is told of a node: `created` and `changed` in epoch seconds, bytes of its value, how many are below it."""

    created: float
    changed: float
    bytes: int
    children: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one request: `error` is 0 where it was done. `cut`: more of it was left unread, so that the
    connection is of no use any more."""

    error: int
    body: bytes = field(repr=False)
    cut: bool = False


# --- what is sent -----------------------------------------------------------------------------------------------------


def connect() -> Message:
    """Asks for a session without a login."""
    return Message(GRAMMAR, CONNECT, _CONNECT, "connect without a login")


def ask(verb: str, path: str) -> Message:
    """Asks for the names below a node, or for its value, and leaves no watch; the name of a node is not shown."""
    name = path.encode()
    asked = struct.pack(">ii", _NUMBERS[verb], len(name)) + name + b"\0"
    body = struct.pack(">i", mark(asked)) + asked
    return Message(GRAMMAR, verb, struct.pack(">i", len(body)) + body, f"{verb} of a node")


def close() -> Message:
    """Ends the session."""
    return Message(GRAMMAR, CLOSE, _ENDING, CLOSE)


def version() -> Message:
    """Asks what the server is, in a connection of its own."""
    return Message(GRAMMAR, VERSION, b"srvr", VERSION)


def verb_of(data: bytes) -> str:
    """The verb that these bytes say; "" where they are not exactly one request that only reads."""
    fixed = {_CONNECT: CONNECT, _ENDING: CLOSE, b"srvr": VERSION}.get(data)
    if fixed or len(data) < 17:
        return fixed or ""
    length, number, kind, name = struct.unpack_from(">iiii", data)
    whole = length == len(data) - 4 and number == mark(data[8:]) and name == len(data) - 17 and data[-1] == 0
    return _TYPES.get(kind, "") if whole and data[16:17] == b"/" else ""


# --- what is heard ----------------------------------------------------------------------------------------------------


def recognises(first: bytes) -> bool:
    """Whether these bytes begin an answer to a session, which says how long it lasts and has a password of 16 bytes."""
    if len(first) < 24:
        return False
    length, protocol, timeout, _, password = struct.unpack_from(">iiiqi", first)
    return length in _ANSWERS and protocol == 0 and 0 <= timeout < 1 << 24 and password == 16


def session() -> Talk[None]:
    """Whether a session was begun. Raises `Foreign` where it is no ZooKeeper, `Closed` where it gives us none."""
    head = yield from exact(4)
    if int.from_bytes(head, "big") not in _ANSWERS:
        raise Foreign("no answer of ZooKeeper")
    body = yield from exact(int.from_bytes(head, "big"))
    if not recognises(head + body):
        raise Foreign("no answer of ZooKeeper")
    if int.from_bytes(body[4:8], "big") == 0:
        raise Closed("it gave us no session")


def answer(to: Message, most: int) -> Talk[Answer]:
    """The answer to this question; of a longer one the first `most` bytes."""
    length = int.from_bytes((yield from exact(4)), "big", signed=True)
    if length < _HEADER.size:
        raise Broken("an answer shorter than its own head")
    number, _, error = _HEADER.unpack((yield from exact(_HEADER.size)))
    if number != int.from_bytes(to.data[4:8], "big"):
        raise Broken("an answer to what was not asked")
    size = length - _HEADER.size
    body = (yield from exact(min(size, most))) if size else b""
    return Answer(error, body, cut=size > most)


def names(body: bytes, *, cut: bool = False) -> tuple[list[str], Stat | None]:
    """The names below a node, and what is told of it; of an answer that was cut the names that came whole."""
    told = int.from_bytes(body[:4], "big", signed=True)
    if len(body) < 4 or (told > _NAMES and not cut):
        raise Broken("a list that is none")
    found: list[str] = []
    place = 4
    while len(found) < min(told, _NAMES):
        end = place + 4 + int.from_bytes(body[place : place + 4], "big", signed=True)
        if end > len(body) and cut:
            break
        if end < place + 5 or end > len(body):
            raise Broken("a name of a lying length")
        found.append(body[place + 4 : end].decode("utf-8", "replace"))
        place = end
    return found, None if cut else stat(body, place)


def value(body: bytes) -> tuple[bytes, Stat]:
    """The value of a node, and what is told of it."""
    length = int.from_bytes(body[:4], "big", signed=True)
    end = 4 + max(0, length)
    if len(body) < 4 or length < -1 or end > len(body):
        raise Broken("a value of a lying length")
    return body[4:end], stat(body, end)


def stat(body: bytes, place: int) -> Stat:
    """What is told of a node at this place."""
    if len(body) != place + _STAT.size:
        raise Broken("what is told of a node is not there")
    _, _, created, changed, _, _, _, _, size, children, _ = _STAT.unpack_from(body, place)
    return Stat(created / 1000, changed / 1000, max(0, size), max(0, children))


def product(text: bytes) -> tuple[str | None, str | None]:
    """The product that answers to `srvr` and its version, where it does."""
    found = _WORDS.search(text[:4096])
    if found is None:
        return None, None
    named = found[0].partition(b" version")[0].decode()
    return "ZooKeeper" if named == "Zookeeper" else named, found[1].decode()
