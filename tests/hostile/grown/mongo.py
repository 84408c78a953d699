"""Answers of MongoDB whose one document is of any size."""

import struct
from collections.abc import Callable

from tests.hostile.grown.bson import GROWN as DOCUMENTS


def answered(document: bytes) -> bytes:
    """The OP_MSG to request 1 with this document."""
    return struct.pack("<iiiiIB", 21 + len(document), 1, 1, 2013, 0, 0) + document


GROWN: dict[str, Callable[[int], bytes]] = {
    name: lambda size, make=make: answered(make(size))  # type: ignore[misc] # mypy takes a default for no argument
    for name, make in DOCUMENTS.items()
}
