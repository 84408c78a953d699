"""BSON, bounded. Source: https://bsonspec.org/spec.html ; vectors: the MongoDB specification "BSON Binary Subtype 9".

Decoded values are leaves that a record may hold: text, numbers, booleans, None, bytes, UTC datetimes, `ObjectId`
(a str), lists and dicts. Decimal128, regular expressions, code and symbols come as text, UUIDs as text, packed vectors
as lists of numbers; dates beyond the calendar of Python come as milliseconds.

>>> decode(encode({"name": "Ana", "n": [1, None, True]}))
{'name': 'Ana', 'n': [1, None, True]}
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from leftopen.wire.talk import Broken

DEPTH = 128
"""Documents in each other that are read: MongoDB stores 100 ("Limits and Thresholds"), and a reply goes around them."""
_EPOCH, _MILLISECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)
_INT, _LONG, _DOUBLE = struct.Struct("<i"), struct.Struct("<q"), struct.Struct("<d")
_int, _long, _double = _INT.pack, _LONG.pack, _DOUBLE.pack
_int_at, _long_at, _double_at = _INT.unpack_from, _LONG.unpack_from, _DOUBLE.unpack_from
_COEFFICIENT = 10**34 - 1


class ObjectId(str):
    """Twelve bytes in hexadecimal, of which the first four are the seconds at which it was made."""

    __slots__ = ()

    @property
    def time(self) -> int:
        """Epoch seconds."""
        return int(self[:8], 16)


def decode(data: bytes) -> dict[str, Any]:
    """The document, in which what is deeper than `DEPTH` is empty; raises `Broken` where the bytes are not exactly
    one."""
    document, end = document_at(data, 0)
    if end != len(data):
        raise Broken("bytes after a BSON document")
    return document


def document_at(data: bytes, place: int, limit: int | None = None) -> tuple[dict[str, Any], int]:
    """The document that begins at `place` and ends at `limit` or before, and where it ends."""
    try:
        return _fields(data, place, len(data) if limit is None else limit, 0, True)
    except (struct.error, IndexError, ValueError):  # ValueError: a name without an end
        raise Broken("not BSON") from None


def begun(data: bytes, place: int, end: int) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Of a document that begins at `place` and whose bytes end at `end`, before it does: what came whole, and where
    the cut is, as names of fields (of an element of an array, its number). Raises `Broken` where that is no BSON.

    >>> whole = encode({"cursor": {"batch": [{"name": "Ana", "photo": b"123456789"}]}})
    >>> begun(whole, 0, len(whole) - 9)
    ({'cursor': {'batch': [{'name': 'Ana'}]}}, ('cursor', 'batch', '0', 'photo'))
    """
    found: dict[str, Any] = {}
    path: list[str] = []
    into: dict[str, Any] | list[Any] = found
    place += 4
    for _ in range(DEPTH):
        name, into_next, place = _cut(data, place, end, into)
        if name is None:
            break
        path.append(name)
        if into_next is None:
            break
        into = into_next
    return found, tuple(path)


def _cut(
    data: bytes, place: int, end: int, into: dict[str, Any] | list[Any]
) -> tuple[str | None, dict[str, Any] | list[Any] | None, int]:
    """Reads elements into a document or an array until the bytes end: the name of the one that was cut, what it goes
    into where it is a document or an array itself, and where its elements begin."""
    while place < end and data[place]:
        kind, begin = data[place], place + 1
        stop = data.find(b"\0", begin, end)
        if stop < 0:
            break
        name, place = data[begin:stop].decode("utf-8", "replace"), stop + 1
        nested = kind in (0x03, 0x04)
        try:
            value, after = _ALL[kind](data, place, end)
            if after > end:
                raise Broken("a BSON value that was cut")
        except KeyError:
            raise Broken("a BSON value of no known kind") from None
        except (Broken, struct.error, IndexError, ValueError):
            if not nested:
                return name, None, place
            inner: dict[str, Any] | list[Any] = {} if kind == 0x03 else []
            _put(into, name, inner)
            return name, inner, place + 4
        _put(into, name, value)
        place = after
    return None, None, place


def _put(into: dict[str, Any] | list[Any], name: str, value: Any) -> None:
    if isinstance(into, dict):
        into[name] = value
    else:
        into.append(value)


def size_at(data: bytes, place: int) -> int:
    """The bytes of the document that begins at `place`, as it says itself; `Broken` where so many are not there."""
    try:
        size: int = _int_at(data, place)[0]
    except struct.error:
        raise Broken("not BSON") from None
    if size < 5 or place + size > len(data) or data[place + size - 1]:
        raise Broken("a BSON document of no good size")
    return size


def encode(document: Mapping[str, Any]) -> bytes:
    """The bytes of a document of plain values; raises TypeError for any other."""
    body = elements(document)
    return b"%b%b\0" % (_int(len(body) + 5), body)


def elements(fields: Mapping[str, Any]) -> bytes:
    """What stands in a document of these fields between its size and its closing nul."""
    written = []
    for name, value in fields.items():
        write = _WRITERS.get(type(value)) or _writer(value)
        written.append(write(name.replace("\0", "").encode("utf-8", "replace"), value))
    return b"".join(written)


def text(key: bytes, value: str) -> bytes:
    """One element: a text by this name."""
    written = value.encode("utf-8", "replace")
    return b"\x02%b\0%b%b\0" % (key, _int(len(written) + 1), written)


# --- encoding ---------------------------------------------------------------------------------------------------------


def _whole(key: bytes, value: int) -> bytes:
    if -(2**31) <= value < 2**31:
        return b"\x10%b\0%b" % (key, _int(value))
    return b"\x12%b\0%b" % (key, _long(value))


def _moment(key: bytes, value: datetime) -> bytes:
    return b"\x09%b\0%b" % (key, _long((value - _EPOCH) // _MILLISECOND))


def _document(key: bytes, value: Mapping[str, Any]) -> bytes:
    body = elements(value)
    return b"\x03%b\0%b%b\0" % (key, _int(len(body) + 5), body)


def _array(key: bytes, value: Sequence[object]) -> bytes:
    return b"\x04%b\0%b" % (key, encode({str(number): item for number, item in enumerate(value)}))


_WRITERS: Mapping[type, Callable[[bytes, Any], bytes]] = {
    ObjectId: lambda key, value: b"\x07%b\0%b" % (key, bytes.fromhex(value)),
    str: text,
    bool: lambda key, value: b"\x08%b\0%c" % (key, value),
    int: _whole,
    float: lambda key, value: b"\x01%b\0%b" % (key, _double(value)),
    dict: _document,
    list: _array,
    tuple: _array,
    bytes: lambda key, value: b"\x05%b\0%b\0%b" % (key, _int(len(value)), value),
    datetime: _moment,
    type(None): lambda key, _: b"\x0a%b\0" % key,
}
"""One element, by the type of its value; a subtype stands before its type."""


def _writer(value: object) -> Callable[[bytes, Any], bytes]:
    """The writer for a value whose type is only derived from one that is known."""
    for kind, write in _WRITERS.items():
        if isinstance(value, kind):
            return write
    raise TypeError("a value that has no place in BSON")


# --- decoding ---------------------------------------------------------------------------------------------------------


def _fields(data: bytes, place: int, limit: int, depth: int, named: bool) -> tuple[dict[Any, Any], int]:
    """The document at `place`, which has to end before `limit`, and where it ends; of an array, whose names count for
    nothing, the values by their number.

    The usual kinds are read here, as a call takes longer than a value. No name goes on beyond the nul that closes its
    document; of what leaves it otherwise nothing is believed, for the place after it is then not that of the nul.
    """
    last = place + _int_at(data, place)[0] - 1
    if last < place + 4 or last >= limit or data[last]:
        raise Broken("a BSON document of no good size")
    fields: dict[Any, Any] = {}
    if depth > DEPTH:
        return fields, last + 1
    place += 4
    while place < last:
        kind = data[place]
        place += 1
        end = data.index(0, place)
        name = data[place:end].decode("utf-8", "replace") if named else len(fields)
        place = end + 1
        if kind == 0x02:
            begin = end + 5
            place = begin + _int_at(data, place)[0]
            if not begin < place <= last or data[place - 1]:
                raise Broken("a BSON string of no good size")
            fields[name] = data[begin : place - 1].decode("utf-8", "replace")
        elif kind == 0x10:
            fields[name] = _int_at(data, place)[0]
            place += 4
        elif kind == 0x03:
            fields[name], place = _fields(data, place, last, depth + 1, True)
        elif kind == 0x12:
            fields[name] = _long_at(data, place)[0]
            place += 8
        elif kind == 0x01:
            fields[name] = _double_at(data, place)[0]
            place += 8
        elif kind == 0x04:
            items, place = _fields(data, place, last, depth + 1, False)
            fields[name] = [*items.values()]
        elif kind in _KINDS:
            fields[name], place = _KINDS[kind](data, place, last)
        else:
            raise Broken("a BSON value of no known kind")
    if place != last:
        raise Broken("a BSON value that leaves its document")
    return fields, last + 1


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
    (milliseconds,) = _long_at(data, place)
    try:
        return _EPOCH + milliseconds * _MILLISECOND, place + 8
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


def _boolean(data: bytes, place: int, _: int) -> tuple[bool, int]:
    return data[place] != 0, place + 1


def _nothing(_data: bytes, place: int, _limit: int) -> tuple[None, int]:
    return None, place


_KINDS: Mapping[int, Callable[[bytes, int, int], tuple[Any, int]]] = {
    0x05: _binary,
    0x06: _nothing,
    0x07: _object_id,
    0x08: _boolean,
    0x09: _date,
    0x0A: _nothing,
    0x0B: _regex,
    0x0C: _pointer,
    0x0D: _string,
    0x0E: _string,
    0x0F: _scoped,
    0x11: _timestamp,
    0x13: _decimal,
    0x7F: _nothing,
    0xFF: _nothing,
}


def _items(data: bytes, place: int, limit: int) -> tuple[list[Any], int]:
    items, place = _fields(data, place, limit, 1, False)
    return [*items.values()], place


_ALL: Mapping[int, Callable[[bytes, int, int], tuple[Any, int]]] = {
    0x01: lambda data, place, _: (_double_at(data, place)[0], place + 8),
    0x02: _string,
    0x03: lambda data, place, limit: _fields(data, place, limit, 1, True),
    0x04: _items,
    0x10: lambda data, place, _: (_int_at(data, place)[0], place + 4),
    0x12: lambda data, place, _: (_long_at(data, place)[0], place + 8),
    **_KINDS,
}
