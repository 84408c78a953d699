"""The one call of DCE/RPC that is made: NetrShareEnum of the server service, the list of shares.

Source: C706 (bind, request, response, fault), MS-SRVS 3.1.4.8 (level 1: name, type, comment), MS-RPCE. The calls are
constants. Pure, linear, bounded.
"""

import struct
from dataclasses import dataclass, field

from leftopen.wire.talk import Broken

_HEAD = struct.Struct("<BBBBIHHI")
_LITTLE = 0x10
_FRAGMENT = 4280
_REQUEST, _RESPONSE, _FAULT, _BIND, _BOUND = 0, 2, 3, 11, 12
_LAST = 0x02
_SERVER = bytes.fromhex("c84f324b7016d30112785a47bf6ee188") + struct.pack("<HH", 3, 0)
_NDR = bytes.fromhex("045d888aeb1cc9119fe808002b104860") + struct.pack("<I", 2)
_ENUM = 15
_SHARES = 5000
_EMPTY = 36
"""Bytes of an answer without a share: five numbers, how many there are, a place to go on at, and a code."""
DENIED_HERE = 5
"""The code of a fault, or of an answer, that says that there is no right."""


def _call(kind: int, number: int, body: bytes) -> bytes:
    return _HEAD.pack(5, 0, kind, 3, _LITTLE, 16 + len(body), 0, number) + body


_NAME = "\\\\*\0".encode("utf-16-le")
_STUB = (
    struct.pack("<IIII", 0x20000, 4, 0, 4)
    + _NAME
    + struct.pack("<IIIII", 1, 1, 0x20004, 0, 0)
    + struct.pack("<III", 0xFFFFFFFF, 0x20008, 0)
)
BIND = _call(_BIND, 1, struct.pack("<HHIIHBB", _FRAGMENT, _FRAGMENT, 0, 1, 0, 1, 0) + _SERVER + _NDR)
LIST = _call(_REQUEST, 2, struct.pack("<IHH", len(_STUB), 0, _ENUM) + _STUB)


@dataclass(frozen=True, slots=True)
class Share:
    """`kind`: 0 a folder, 1 a printer, 2 a device, 3 pipes; `special`: made by the system itself."""

    name: str
    kind: int
    special: bool
    comment: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """The code of a fault, or of an answer."""

    code: int


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of an answer; `last`: there is no other."""

    kind: int
    last: bool
    body: bytes = field(repr=False)


def fragment(data: bytes) -> Fragment:
    """The part of an answer that these bytes are. Raises `Broken`."""
    if len(data) < _HEAD.size:
        raise Broken("an answer to a call shorter than its head")
    major, _, kind, flags, order, size, *_ = _HEAD.unpack_from(data)
    if major != 5 or order & 0xFF != _LITTLE or size > len(data):
        raise Broken("an answer to a call that is none")
    return Fragment(kind, bool(flags & _LAST), data[_HEAD.size : size])


def bound(data: bytes) -> bool:
    """Whether the service is there. Raises `Broken` where this is no answer to a bind."""
    told = fragment(data)
    if told.kind != _BOUND or len(told.body) < 10:
        return False
    size = int.from_bytes(told.body[8:10], "little")
    at = 10 + size + -(10 + size) % 4
    return told.body[at : at + 1] == b"\1" and told.body[at + 4 : at + 6] == b"\0\0"


def stub(told: Fragment) -> bytes | Refused:
    """What a part of the answer to `LIST` holds. Raises `Broken`."""
    if told.kind == _FAULT and len(told.body) >= 12:
        return Refused(int.from_bytes(told.body[8:12], "little"))
    if told.kind != _RESPONSE or len(told.body) < 8:
        raise Broken("an answer to a call that is none")
    return told.body[8:]


def shares(data: bytes) -> list[Share] | Refused:
    """The shares in an answer that came whole. Raises `Broken`."""
    said = _Ndr(data)
    level, switch, container, count, array = (said.number() for _ in range(5))
    if not container or not array:
        code = int.from_bytes(data[-4:], "little")
        if code:
            return Refused(code)
        if container and not count and len(data) <= _EMPTY:
            return []
        raise Broken("a list of shares that is none")
    if level != 1 or switch != 1 or said.number() != count or count > _SHARES:
        raise Broken("a list of shares that is none")
    heads = [(said.number(), said.number(), said.number()) for _ in range(count)]
    found = []
    for name, kind, comment in heads:
        called, about = said.text() if name else "", said.text() if comment else ""
        found.append(Share(called, kind & 0xFF, bool(kind & 0x80000000), about))
    return found


class _Ndr:
    """Reads NDR of little endian from its beginning."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def number(self) -> int:
        return int.from_bytes(self._take(4), "little")

    def text(self) -> str:
        self._take(8)
        size = self.number() * 2
        text = self._take(size).decode("utf-16-le", "replace").rstrip("\0")
        self._at += -self._at % 4
        return text

    def _take(self, size: int) -> bytes:
        if self._at + size > len(self._data):
            raise Broken("a list of shares shorter than it says")
        self._at += size
        return self._data[self._at - size : self._at]
