"""BSON, bounded. Source: https://bsonspec.org/spec.html ; vectors: the MongoDB specification "BSON Binary Subtype 9".

Decoded values are leaves that a record may hold: text, numbers, booleans, None, bytes, UTC datetimes, `ObjectId`
(a str), lists and dicts. Decimal128, regular expressions, code and symbols come as text, UUIDs as text, packed vectors
as lists of numbers; dates beyond the calendar of Python come as milliseconds.

>>> decode(encode({"name": "Ana", "n": [1, None, True]}))
{'name': 'Ana', 'n': [1, None, True]}
"""

import struct
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from leftopen.wire.talk import Broken

DEPTH = 32
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COEFFICIENT = 10**34 - 1


class ObjectId(str):
    """Twelve bytes in hexadecimal, of which the first four are the seconds at which it was made."""

    __slots__ = ()

    @property
    def time(self) -> int:
        """Epoch seconds."""
        return int(self[:8], 16)


def decode(data: bytes) -> dict[str, Any]:
    """The document; raises `Broken` where the bytes are not exactly one, or one deeper than `DEPTH`."""
    document, end = document_at(data, 0)
    if end != len(data):
        raise Broken("bytes after a BSON document")
    return document


def document_at(data: bytes, place: int) -> tuple[dict[str, Any], int]:
    """The document that begins at `place`, and where it ends."""
    try:
        fields, end = _fields(data, place, len(data), 0)
    except (struct.error, IndexError, UnicodeDecodeError, ValueError):
        raise Broken("not BSON") from None
    return dict(fields), end


def encode(document: Mapping[str, Any]) -> bytes:
    """The bytes of a document of plain values; raises TypeError for any other."""
    body = b"".join(_element(name, value) for name, value in document.items())
    return struct.pack("<i", len(body) + 5) + body + b"\0"


# --- encoding ---------------------------------------------------------------------------------------------------------


def _element(name: str, value: object) -> bytes:
    key = name.encode("utf-8", "replace").replace(b"\0", b"") + b"\0"
    match value:
        case bool():
            return b"\x08" + key + bytes([value])
        case None:
            return b"\x0a" + key
        case ObjectId():
            return b"\x07" + key + bytes.fromhex(value)
        case str():
            text = value.encode("utf-8", "replace")
            return b"\x02" + key + struct.pack("<i", len(text) + 1) + text + b"\0"
        case int() if -(2**31) <= value < 2**31:
            return b"\x10" + key + struct.pack("<i", value)
        case int():
            return b"\x12" + key + struct.pack("<q", value)
        case float():
            return b"\x01" + key + struct.pack("<d", value)
        case bytes():
            return b"\x05" + key + struct.pack("<i", len(value)) + b"\0" + value
        case datetime():
            return b"\x09" + key + struct.pack("<q", (value - _EPOCH) // timedelta(milliseconds=1))
        case Mapping():
            return b"\x03" + key + encode(value)
        case list() | tuple():
            return b"\x04" + key + encode({str(number): item for number, item in enumerate(value)})
    raise TypeError("a value that has no place in BSON")


# --- decoding ---------------------------------------------------------------------------------------------------------


def _fields(data: bytes, place: int, limit: int, depth: int) -> tuple[list[tuple[str, Any]], int]:
    """The names and values of the document at `place`, which has to end before `limit`."""
    (size,) = struct.unpack_from("<i", data, place)
    end = place + size
    if depth > DEPTH or size < 5 or end > limit or data[end - 1]:
        raise Broken("a BSON document of no good size")
    fields: list[tuple[str, Any]] = []
    place += 4
    while place < end - 1:
        kind = data[place]
        name, place = _cstring(data, place + 1, end)
        value, place = _value(kind, data, place, end - 1, depth)
        if place > end - 1:
            raise Broken("a BSON value that leaves its document")
        fields.append((name, value))
    return fields, end


def _value(kind: int, data: bytes, place: int, limit: int, depth: int) -> tuple[Any, int]:
    if kind in (0x03, 0x04):
        fields, end = _fields(data, place, limit, depth + 1)
        return (dict(fields) if kind == 0x03 else [value for _, value in fields]), end
    if kind not in _KINDS:
        raise Broken("a BSON value of no known kind")
    return _KINDS[kind](data, place, limit)


def _cstring(data: bytes, place: int, limit: int) -> tuple[str, int]:
    end = data.index(b"\0", place, limit)
    return data[place:end].decode("utf-8"), end + 1


def _string(data: bytes, place: int, limit: int) -> tuple[str, int]:
    (size,) = struct.unpack_from("<i", data, place)
    end = place + 4 + size
    if size < 1 or end > limit or data[end - 1]:
        raise Broken("a BSON string of no good size")
    return data[place + 4 : end - 1].decode("utf-8", "replace"), end


def _binary(data: bytes, place: int, limit: int) -> tuple[Any, int]:
    size, subtype = struct.unpack_from("<iB", data, place)
    place, end = place + 5, place + 5 + size
    if size < 0 or end > limit:
        raise Broken("BSON bytes of no good size")
    if subtype == 2:
        place += 4  # its length a second time
    value = data[place:end]
    if subtype in (3, 4) and len(value) == 16:
        return str(UUID(bytes=value)), end
    return (_vector(value) if subtype == 9 else value), end


def _vector(value: bytes) -> Any:
    if value[:2] == b"\x27\0" and len(value) % 4 == 2:
        return list(struct.unpack(f"<{len(value) // 4}f", value[2:]))
    return list(struct.unpack(f"<{len(value) - 2}b", value[2:])) if value[:2] == b"\x03\0" else value


def _date(data: bytes, place: int, _: int) -> tuple[datetime | int, int]:
    (milliseconds,) = struct.unpack_from("<q", data, place)
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds), place + 8
    except OverflowError:
        return milliseconds, place + 8


def _timestamp(data: bytes, place: int, _: int) -> tuple[datetime, int]:
    _, seconds = struct.unpack_from("<II", data, place)
    return _EPOCH + timedelta(seconds=seconds), place + 8


def _object_id(data: bytes, place: int, _: int) -> tuple[ObjectId, int]:
    return ObjectId(data[place : place + 12].hex()), place + 12


def _regex(data: bytes, place: int, limit: int) -> tuple[str, int]:
    pattern, place = _cstring(data, place, limit)
    options, place = _cstring(data, place, limit)
    return f"/{pattern}/{options}", place


def _pointer(data: bytes, place: int, limit: int) -> tuple[ObjectId, int]:
    return _object_id(data, _string(data, place, limit)[1], limit)


def _scoped(data: bytes, place: int, limit: int) -> tuple[str, int]:
    (size,) = struct.unpack_from("<i", data, place)
    if size < 14 or place + size > limit:
        raise Broken("BSON code of no good size")
    return _string(data, place + 4, limit)[0], place + size


def _decimal(data: bytes, place: int, _: int) -> tuple[str, int]:
    low, high = struct.unpack_from("<QQ", data, place)
    sign, kind = high >> 63, high >> 58 & 0x1F
    if kind >= 0x1E:
        return ("NaN" if kind == 0x1F else "-Infinity" if sign else "Infinity"), place + 16
    large = kind >> 3 == 3  # a form whose coefficients are all out of range, and read as 0
    exponent = (high >> (47 if large else 49) & 0x3FFF) - 6176
    coefficient = 0 if large else (high & (1 << 49) - 1) << 64 | low
    digits = tuple(map(int, str(coefficient if coefficient <= _COEFFICIENT else 0)))
    return str(Decimal((sign, digits, exponent))), place + 16


def _fixed(shape: str) -> Callable[[bytes, int, int], tuple[Any, int]]:
    packed = struct.Struct(shape)
    return lambda data, place, _: (packed.unpack_from(data, place)[0], place + packed.size)


def _nothing(_data: bytes, place: int, _limit: int) -> tuple[None, int]:
    return None, place


_KINDS: Mapping[int, Callable[[bytes, int, int], tuple[Any, int]]] = {
    0x01: _fixed("<d"),
    0x02: _string,
    0x05: _binary,
    0x06: _nothing,
    0x07: _object_id,
    0x08: _fixed("<?"),
    0x09: _date,
    0x0A: _nothing,
    0x0B: _regex,
    0x0C: _pointer,
    0x0D: _string,
    0x0E: _string,
    0x0F: _scoped,
    0x10: _fixed("<i"),
    0x11: _timestamp,
    0x12: _fixed("<q"),
    0x13: _decimal,
    0x7F: _nothing,
    0xFF: _nothing,
}
