"""BSON documents of any size."""

import struct
from collections.abc import Callable

from leftopen.wire.bson import encode


def document(elements: bytes) -> bytes:
    return struct.pack("<i", len(elements) + 5) + elements + b"\0"


def nested(size: int) -> bytes:
    """As many documents in each other as fit; far deeper than is read."""
    inner = document(b"")
    for _ in range(min(size // 8, 4_000)):
        inner = document(b"\x03a\0" + inner)
    return inner


GROWN: dict[str, Callable[[int], bytes]] = {
    "nulls": lambda size: document(b"\x04a\0" + document(b"\x0a\0" * (size // 2))),
    "named nulls": lambda size: document(b"\x0aa\0" * (size // 3)),
    "empty documents": lambda size: document(b"\x04a\0" + document(b"\x03\0\x05\0\0\0\0" * (size // 7))),
    "one text": lambda size: encode({"a": "x" * size}),
    "one name": lambda size: encode({"n" * size: 1}),
    "many names": lambda size: encode({str(number): number for number in range(size // 12)}),
    "bytes": lambda size: encode({"a": bytes(size)}),
    "patterns": lambda size: document((b"\x0ba\0" + b"x" * 20 + b"\0\0") * (size // 25)),
    "names without an end": lambda size: struct.pack("<i", size + 5) + b"\x0a" + b"n" * size,
    "nested": nested,
}
