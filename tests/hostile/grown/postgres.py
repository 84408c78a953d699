"""Answers of PostgreSQL to a query, of any size."""

import struct
from collections.abc import Callable


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack(">I", len(body) + 4) + body


def columns(count: int, name: bytes = b"a") -> bytes:
    return message(b"T", struct.pack(">H", count) + (name + b"\0" + bytes(18)) * count)


def rows(count: int, width: int) -> bytes:
    return message(b"D", struct.pack(">H", width) + b"\xff\xff\xff\xff" * width) * count


READY = message(b"C", b"SELECT 1\0") + message(b"Z", b"I")
GROWN: dict[str, Callable[[int], bytes]] = {
    "columns": lambda size: columns(min(size // 20, 65_535)) + READY,
    "one long column": lambda size: columns(1, b"n" * size) + READY,
    "many rows": lambda size: columns(1) + rows(size // 11, 1) + READY,
    "rows of nulls": lambda size: columns(1) + rows(1, min(size // 4, 65_535)) + READY,
    "parameters": lambda size: message(b"S", b"a\0b\0") * (size // 9) + READY,
    "notices": lambda size: message(b"N", b"Mx\0\0") * (size // 9) + READY,
    "a long error": lambda size: message(b"E", b"C42501\0" + b"Mx\0" * (size // 3) + b"\0") + READY,
}
