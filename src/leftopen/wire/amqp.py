"""AMQP 0-9-1: who a broker is, which logins it takes, and a session without one.

Source: AMQP 0-9-1 specification and its XML of classes (connection: start, tune, open, close; queue: declare, with
`passive`); RabbitMQ documentation ("AMQP 0-9-1 Errata" for the types in a table, "Access Control" for the mechanism
ANONYMOUS). The verb is the method; a start that names any other mechanism than ANONYMOUS, or a queue that would be made
where it is not there, has none. Nothing is published, consumed, bound or acknowledged.
"""

import struct
from dataclasses import dataclass, field

from leftopen.wire.talk import Broken, Foreign, Message, Talk, exact

GRAMMAR = "amqp"
_DENIED = """
basic.ack basic.cancel basic.consume basic.get basic.nack basic.publish basic.qos basic.recover basic.reject
confirm.select exchange.bind exchange.declare exchange.delete exchange.unbind queue.bind queue.declare queue.delete
queue.purge queue.unbind tx.commit tx.rollback tx.select
"""
DENIED = frozenset(_DENIED.split())
"""Methods that bring or take messages, or change what is there."""

_HEADER, _PROTOCOL = b"AMQP\x00\x00\x09\x01", b"AMQP"
_METHOD, _END = 1, 0xCE
_START, _START_OK, _TUNE, _TUNE_OK, _OPEN, _OPEN_OK, _CLOSE = (
    (10, 10),
    (10, 11),
    (10, 30),
    (10, 31),
    (10, 40),
    (10, 41),
    (10, 50),
)
_CAPABLE = b"\x1cauthentication_failure_closet\x01"
"""A broker then says that it refuses a login, where others just close."""

_TABLE = b"\x07productS\x00\x00\x00\x08leftopen\x0ccapabilitiesF" + struct.pack(">I", len(_CAPABLE)) + _CAPABLE
_ANONYMOUS = struct.pack(">I", len(_TABLE)) + _TABLE + b"\x09ANONYMOUS\x00\x00\x00\x08leftopen\x05en_US"
_LIMITS = struct.pack(">HIH", 1, 65_536, 0)
"""One channel, frames of 64 KiB, no heartbeat."""

_FRAME = 131_072
_FIELDS = 200
_SIZES = {b"t": 1, b"b": 1, b"B": 1, b"s": 2, b"u": 2, b"I": 4, b"i": 4, b"l": 8, b"L": 8, b"f": 4, b"d": 8, b"T": 8}
"""Bytes of the values that have a size of their own; `D` has five, `V` none."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a broker says first: texts of its properties by their names, and the mechanisms of a login."""

    properties: dict[str, str]
    mechanisms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Closed:
    """It ends the session: a code, and words that are the peer's."""

    code: int
    says: str = field(default="", repr=False)


# --- what is sent -----------------------------------------------------------------------------------------------------


def header() -> Message:
    """Asks for version 0-9-1."""
    return Message(GRAMMAR, "protocol header", _HEADER, "protocol header 0-9-1")


def anonymous() -> Message:
    """Asks for a session by the mechanism ANONYMOUS, which carries no login."""
    return _method("connection.start-ok anonymous", _START_OK, _ANONYMOUS)


def tuned() -> Message:
    """Takes small limits."""
    return _method("connection.tune-ok", _TUNE_OK, _LIMITS)


def open_host(name: str) -> Message:
    """Asks to be let into a virtual host."""
    data = name.encode()
    if len(data) > 200:
        raise Broken("a name that no virtual host has")
    return _method("connection.open", _OPEN, bytes([len(data)]) + data + b"\0\0")


def _method(verb: str, method: tuple[int, int], body: bytes) -> Message:
    data = struct.pack(">HH", *method) + body
    return Message(GRAMMAR, verb, struct.pack(">BHI", _METHOD, 0, len(data)) + data + bytes([_END]), verb)


def verb_of(data: bytes) -> str:
    """The verb that these bytes say; "" where they are not exactly one message of ours."""
    if data == _HEADER:
        return "protocol header"
    if len(data) < 12 or data[:3] != b"\x01\0\0" or data[-1] != _END:
        return ""
    if int.from_bytes(data[3:7], "big") != len(data) - 8:
        return ""
    method, body = struct.unpack(">HH", data[7:11]), data[11:-1]
    if method == _START_OK:
        return "connection.start-ok anonymous" if body == _ANONYMOUS else ""
    if method == _TUNE_OK:
        return "connection.tune-ok" if body == _LIMITS else ""
    return "connection.open" if method == _OPEN and len(body) == body[0] + 3 and body[-2:] == b"\0\0" else ""


# --- what is heard ----------------------------------------------------------------------------------------------------


def recognises(first: bytes) -> bool:
    """Whether these bytes begin what a broker says to a header, or the header by which it answers all else."""
    return other(first) is not None or (first[:3] == b"\x01\0\0" and first[7:11] == struct.pack(">HH", *_START))


def other(first: bytes) -> str | None:
    """The version that a broker asks for instead; None where these bytes are no header of AMQP."""
    if first[:4] != _PROTOCOL or len(first) != 8 or max(first[4:]) > 10:
        return None
    return ".".join(map(str, first[5:])) if first[4] in (1, 2, 3) or first[5] else "-".join(map(str, first[5:]))


def start() -> Talk[Start | str]:
    """What a broker says first, or the version that it speaks instead. Raises `Foreign` where it is none, and where
    it is our own header: no broker asks for what it was offered.
    """
    head = yield from exact(8)
    if head == _HEADER:
        raise Foreign("what was said, said back")
    version = other(head)
    if version is not None:
        return version
    if head[:3] != b"\x01\0\0":
        raise Foreign("no start of AMQP")
    method, body = yield from _rest(head)
    if method != _START:
        raise Foreign("no start of AMQP")
    said = _Fields(body[2:])
    properties = said.table()
    return Start(properties, tuple(said.long().decode("ascii", "replace").split()))


def tune() -> Talk[Closed | None]:
    """Whether a session begins; None where it does."""
    return (yield from _expected(_TUNE))


def opened() -> Talk[Closed | None]:
    """Whether a virtual host lets us in; None where it does."""
    return (yield from _expected(_OPEN_OK))


def _expected(wanted: tuple[int, int]) -> Talk[Closed | None]:
    head = yield from exact(8)
    if head[:3] != b"\x01\0\0":
        raise Broken("no frame of AMQP")
    method, body = yield from _rest(head)
    if method == wanted:
        return None
    if method != _CLOSE or len(body) < 3:
        raise Broken("another method than was asked for")
    return Closed(int.from_bytes(body[:2], "big"), body[3 : 3 + body[2]].decode("utf-8", "replace"))


def _rest(head: bytes) -> Talk[tuple[tuple[int, int], bytes]]:
    """The method of a frame and what it says; `head`: its first eight bytes."""
    size = int.from_bytes(head[3:7], "big")
    if not 4 <= size <= _FRAME:
        raise Broken("a frame larger than it can be")
    data = head[7:] + (yield from exact(size))
    if data[-1] != _END:
        raise Broken("a frame without its end")
    class_, method = struct.unpack(">HH", data[:4])
    return (class_, method), data[4:-1]


class _Fields:
    """Reads the arguments of a method. Raises `Broken` where they are shorter than they say."""

    def __init__(self, data: bytes) -> None:
        self._data, self._place, self._left = data, 0, _FIELDS

    def take(self, size: int) -> bytes:
        """So many bytes."""
        if self._place + size > len(self._data):
            raise Broken("a method shorter than it says")
        self._place += size
        return self._data[self._place - size : self._place]

    def long(self) -> bytes:
        """Bytes after how many they are, in four bytes."""
        return self.take(int.from_bytes(self.take(4), "big"))

    def table(self) -> dict[str, str]:
        """The texts of a table by their names; what else is in it is passed over."""
        end = self._place + 4 + int.from_bytes(self.take(4), "big")
        found: dict[str, str] = {}
        while self._place < end:
            self._left -= 1
            if not self._left:
                raise Broken("more fields than a table has")
            name = self.take(self.take(1)[0]).decode("ascii", "replace")
            kind = self.take(1)
            if kind == b"S":
                found[name] = self.long().decode("utf-8", "replace")
            else:
                self._pass(kind)
        return found

    def _pass(self, kind: bytes) -> None:
        if kind in (b"F", b"A", b"x"):
            self.long()
        elif kind == b"D":
            self.take(5)
        elif kind != b"V":
            if kind not in _SIZES:
                raise Broken("a field of a type that there is none of")
            self.take(_SIZES[kind])
