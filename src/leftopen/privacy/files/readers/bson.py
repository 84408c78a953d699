"""BSON documents one after the other, as mongodump writes a collection (bsonspec.org/spec.html)."""

import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

from leftopen.privacy.files.readers import Unreadable
from leftopen.wire.bson import decode
from leftopen.wire.talk import Broken

NAME = "BSON"
SUFFIXES = (".bson",)
ORDER = 15

_LARGEST = 64 * 1024 * 1024
"""Bytes of a document: servers take 16 MiB, their own records may have more."""
_LEAST = 5
_TYPES = frozenset({*range(1, 0x14), 0x7F, 0xFF})


def fits(head: bytes) -> bool:
    """True where a whole document begins it, or one that is longer than what was looked at begins as one."""
    if len(head) < _LEAST:
        return False
    (size,) = struct.unpack_from("<i", head)
    if not _LEAST < size <= _LARGEST or head[4] not in _TYPES:
        return False
    if size <= len(head):
        try:
            decode(head[:size])
        except Broken:
            return False
        return True
    name, end, _ = head[5:261].partition(b"\x00")
    return bool(end and name) and name.isascii() and name.decode().isprintable()


def records(file: BinaryIO) -> Iterator[Any]:
    """Each document. Raises `Unreadable` where one is cut short or broken, after those before it."""
    while start := file.read(4):
        size = struct.unpack("<i", start)[0] if len(start) == 4 else 0
        if not _LEAST <= size <= _LARGEST:
            raise Unreadable("BSON that is cut short or broken")
        rest = file.read(size - 4)
        if len(rest) < size - 4:
            raise Unreadable("BSON that is cut short")
        try:
            yield decode(start + rest)
        except Broken:
            yield {"unreadable": rest}
