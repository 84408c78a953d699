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
_INT, _LONG, _DOUBLE = struct.Struct("<i"), struct.Struct("<q"), struct.Struct("<d")
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
        return _document(data, place, len(data), 0)
    except (struct.error, IndexError, UnicodeDecodeError, ValueError):
        raise Broken("not BSON") from None


def size_at(data: bytes, place: int) -> int:
    """The bytes of the document that begins at `place`, as it says itself; `Broken` where so many are not there."""
    try:
        return _last(data, place, len(data), 0) + 1 - place
    except (struct.error, IndexError):
        raise Broken("not BSON") from None


def encode(document: Mapping[str, Any]) -> bytes:
    """The bytes of a document of plain values; raises TypeError for any other."""
    body = b"".join([_element(name, value) for name, value in document.items()])
    return b"%b%b\0" % (_INT.pack(len(body) + 5), body)


# --- encoding ---------------------------------------------------------------------------------------------------------


def _element(name: str, value: object) -> bytes:
    key = name.encode("utf-8", "replace").replace(b"\0", b"")
    match value:
        case bool():
            return b"\x08%b\0%c" % (key, value)
        case None:
            return b"\x0a%b\0" % key
        case ObjectId():
            return b"\x07%b\0%b" % (key, bytes.fromhex(value))
        case str():
            text = value.encode("utf-8", "replace")
            return b"\x02%b\0%b%b\0" % (key, _INT.pack(len(text) + 1), text)
        case int() if -(2**31) <= value < 2**31:
            return b"\x10%b\0%b" % (key, _INT.pack(value))
        case int():
            return b"\x12%b\0%b" % (key, _LONG.pack(value))
        case float():
            return b"\x01%b\0%b" % (key, _DOUBLE.pack(value))
        case bytes():
            return b"\x05%b\0%b\0%b" % (key, _INT.pack(len(value)), value)
        case datetime():
            return b"\x09%b\0%b" % (key, _LONG.pack((value - _EPOCH) // timedelta(milliseconds=1)))
        case dict():
            return b"\x03%b\0%b" % (key, encode(value))
        case list() | tuple():
            return b"\x04%b\0%b" % (key, encode({str(number): item for number, item in enumerate(value)}))
    raise TypeError("a value that has no place in BSON")


# --- decoding ---------------------------------------------------------------------------------------------------------


def _document(data: bytes, place: int, limit: int, depth: int) -> tuple[dict[str, Any], int]:
    """The document at `place`, which has to end before `limit`, and where it ends."""
    last = _last(data, place, limit, depth)
    place += 4
    fields: dict[str, Any] = {}
    while place < last:
        kind = data[place]
        end = data.index(0, place + 1, last)
        name = data[place + 1 : end].decode()
        fields[name], place = _value(kind, data, end + 1, last, depth)
    return fields, last + 1


def _array(data: bytes, place: int, limit: int, depth: int) -> tuple[list[Any], int]:
    """The array at `place`: a document of which the names count for nothing."""
    last = _last(data, place, limit, depth)
    place += 4
    items: list[Any] = []
    while place < last:
        kind = data[place]
        value, place = _value(kind, data, data.index(0, place + 1, last) + 1, last, depth)
        items.append(value)
    return items, last + 1


def _last(data: bytes, place: int, limit: int, depth: int) -> int:
    """Where the closing nul of the document at `place` is."""
    (size,) = _INT.unpack_from(data, place)
    last: int = place + size - 1
    if depth > DEPTH or size < 5 or last >= limit or data[last]:
        raise Broken("a BSON document of no good size")
    return last


def _value(kind: int, data: bytes, place: int, limit: int, depth: int) -> tuple[Any, int]:
    """The value at `place`, which has to end at `limit` or before, and where it ends; the usual kinds come first."""
    value: Any
    if kind == 0x02:
        value, end = _string(data, place, limit)
    elif kind == 0x10:
        (value,), end = _INT.unpack_from(data, place), place + 4
    elif kind == 0x03:
        value, end = _document(data, place, limit, depth + 1)
    elif kind == 0x01:
        (value,), end = _DOUBLE.unpack_from(data, place), place + 8
    elif kind == 0x08:
        value, end = data[place] != 0, place + 1
    elif kind == 0x04:
        value, end = _array(data, place, limit, depth + 1)
    elif kind in _KINDS:
        value, end = _KINDS[kind](data, place, limit)
    else:
        raise Broken("a BSON value of no known kind")
    if end > limit:
        raise Broken("a BSON value that leaves its document")
    return value, end


def _cstring(data: bytes, place: int, limit: int) -> tuple[str, int]:
    end = data.index(b"\0", place, limit)
    return data[place:end].decode("utf-8"), end + 1


def _string(data: bytes, place: int, limit: int) -> tuple[str, int]:
    (size,) = _INT.unpack_from(data, place)
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
    (milliseconds,) = _LONG.unpack_from(data, place)
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


def _long(data: bytes, place: int, _: int) -> tuple[int, int]:
    return _LONG.unpack_from(data, place)[0], place + 8


def _nothing(_data: bytes, place: int, _limit: int) -> tuple[None, int]:
    return None, place


_KINDS: Mapping[int, Callable[[bytes, int, int], tuple[Any, int]]] = {
    0x05: _binary,
    0x06: _nothing,
    0x07: _object_id,
    0x09: _date,
    0x0A: _nothing,
    0x0B: _regex,
    0x0C: _pointer,
    0x0D: _string,
    0x0E: _string,
    0x0F: _scoped,
    0x11: _timestamp,
    0x12: _long,
    0x13: _decimal,
    0x7F: _nothing,
    0xFF: _nothing,
}
