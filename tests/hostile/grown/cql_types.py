"""Values of CQL types, which say of what type they are in the head of the rows."""

import struct
from collections.abc import Callable
from typing import Any

from leftopen.wire.cql_types import LIST, MAP, TUPLE, Type, value

_TEXT, _DECIMAL, _VARINT = Type(0x0D), Type(0x06), Type(0x0E)
_LISTS = Type(LIST, of=(Type(LIST, of=(_TEXT,)),))

CALLS: dict[str, Callable[[bytes], Any]] = {
    "text": lambda data: value(_TEXT, data),
    "decimal": lambda data: value(_DECIMAL, data),
    "whole number": lambda data: value(_VARINT, data),
    "list of lists": lambda data: value(_LISTS, data),
    "map": lambda data: value(Type(MAP, of=(_TEXT, _VARINT)), data),
    "tuple": lambda data: value(Type(TUPLE, of=(_TEXT,) * 100), data),
}


def parts(size: int, part: bytes) -> bytes:
    count = size // len(part)
    return struct.pack(">i", count) + part * count


GROWN: dict[str, Callable[[int], bytes]] = {
    "nulls": lambda size: parts(size, b"\xff\xff\xff\xff"),
    "empty parts": lambda size: parts(size, bytes(4)),
    "short parts": lambda size: parts(size, b"\0\0\0\x01a"),
    "one part": lambda size: struct.pack(">ii", 1, size) + b"a" * size,
    "more parts than there are": lambda size: struct.pack(">i", 0x7FFFFFFF) + b"\0\0\0\x01a" * (size // 5),
}
