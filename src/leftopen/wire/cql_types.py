"""The types of CQL and how their values read: text, numbers, times, addresses, and what is made of them.

Source: CQL native protocol v4 (chapter 6: serialization), and the names of Cassandra's own types, by which newer ones
(vectors) are told to clients of version 4. A value that is none of its type stays as bytes.
"""

import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from ipaddress import ip_address
from typing import Any, Protocol
from uuid import UUID

from leftopen.wire.talk import Broken

CUSTOM, LIST, MAP, SET, UDT, TUPLE = 0x00, 0x20, 0x21, 0x22, 0x30, 0x31
_DEPTH = 8
_LARGE = 64
"""Bytes of a whole number that is written out; longer ones stay as they are."""

_DAYS = 1 << 31
"""The day 0 of a date, 1 January 1970."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_VECTOR = ".VectorType("


class Source(Protocol):
    """What reads an answer."""

    def number(self, size: int) -> int:
        """A number of so many bytes."""

    def text(self) -> str:
        """A short text."""


@dataclass(frozen=True, slots=True)
class Type:
    """A type: its number, its name where it is named, and what it is made of, with names in a type of the user's."""

    code: int
    name: str = ""
    of: tuple["Type", ...] = ()
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.code == UDT:
            return self.name
        inner = f"<{', '.join(map(str, self.of))}>" if self.of else ""
        own = self.name.partition("(")[0].rpartition(".")[2]
        return (_NAMES.get(self.code) or own or "custom") + inner


def read_type(said: Source, depth: int = 0) -> Type:
    """A type as it stands in the head of rows. Raises `Broken` where it is none, or too deep."""
    code = said.number(2)
    if depth > _DEPTH:
        raise Broken("types that are too deep")
    if code == CUSTOM:
        return Type(code, said.text())
    if code in (LIST, SET):
        return Type(code, of=(read_type(said, depth + 1),))
    if code == MAP:
        return Type(code, of=(read_type(said, depth + 1), read_type(said, depth + 1)))
    if code == UDT:
        said.text()
        name, parts = said.text(), range(said.number(2))
        fields = [(said.text(), read_type(said, depth + 1)) for _ in parts]
        return Type(code, name, tuple(each for _, each in fields), tuple(each for each, _ in fields))
    if code == TUPLE:
        return Type(code, of=tuple(read_type(said, depth + 1) for _ in range(said.number(2))))
    return Type(code)


def value(kind: Type, data: bytes) -> Any:
    """A value as JSON-like leaves, with bytes and times; bytes where they are none of its type."""
    with suppress(ValueError, OverflowError, struct.error, _Short):
        if kind.code in _SIMPLE:
            return _SIMPLE[kind.code](data)
        if kind.code in (LIST, SET):
            return [value_or_none(kind.of[0], each) for each in _parts(data, counted=True)]
        if kind.code == MAP:
            parts = _parts(data, counted=True, each=2)
            pairs = [
                (value_or_none(kind.of[0], key), value_or_none(kind.of[1], each))
                for key, each in zip(parts[::2], parts[1::2], strict=True)
            ]
            if kind.of[0].code in _SIMPLE:
                return {str(key): each for key, each in pairs}
            return [{"key": key, "value": each} for key, each in pairs]  # a text of it would double with each level
        if kind.code == UDT:
            return dict(zip(kind.fields, _together(kind, data), strict=False))
        if kind.code == TUPLE:
            return _together(kind, data)
        if _VECTOR in kind.name and ".FloatType" in kind.name:
            return list(struct.unpack(f">{len(data) // 4}f", data))
    return data


def value_or_none(kind: Type, data: bytes | None) -> Any:
    """A value, or that there is none."""
    return None if data is None else value(kind, data)


def _together(kind: Type, data: bytes) -> list[Any]:
    return [value_or_none(each, part) for each, part in zip(kind.of, _parts(data, counted=False), strict=False)]


class _Short(Exception):
    """It ends before it should."""


def _parts(data: bytes, *, counted: bool, each: int = 1) -> list[bytes | None]:
    """Parts that say how long they are, after how many there are where they are counted; `each`: of how many one is."""
    place, found = 4 * counted, list[bytes | None]()
    count = int.from_bytes(data[:4], "big", signed=True) * each if counted else len(data)
    while len(found) < count and (counted or place < len(data)):
        if place + 4 > len(data):
            raise _Short
        size = int.from_bytes(data[place : place + 4], "big", signed=True)
        place += 4
        if place + size > len(data):
            raise _Short
        found.append(None if size < 0 else data[place : place + size])
        place += max(0, size)
    return found


def _number(data: bytes) -> int | bytes:
    return int.from_bytes(data, "big", signed=True) if len(data) <= _LARGE else data


def _decimal(data: bytes) -> str | bytes:
    scale, unscaled = int.from_bytes(data[:4], "big", signed=True), data[4:]
    if len(unscaled) > _LARGE or len(data) < 5 or abs(scale) > 1000:
        return data
    return str(Decimal(int.from_bytes(unscaled, "big", signed=True)).scaleb(-scale))


def _fixed(form: str) -> Callable[[bytes], Any]:
    return lambda data: struct.unpack(form, data)[0] if data else None


def _timestamp(data: bytes) -> datetime:
    return _EPOCH + timedelta(milliseconds=struct.unpack(">q", data)[0])


def _date(data: bytes) -> str:
    return (date(1970, 1, 1) + timedelta(days=struct.unpack(">I", data)[0] - _DAYS)).isoformat()


def _time(data: bytes) -> str:
    return str((_EPOCH + timedelta(microseconds=struct.unpack(">q", data)[0] // 1000)).time())


def _uuid(data: bytes) -> str:
    return str(UUID(bytes=data))


def _text(data: bytes) -> str:
    return data.decode("utf-8")


_SIMPLE: Mapping[int, Callable[[bytes], Any]] = {
    0x01: _text,
    0x02: _fixed(">q"),
    0x04: _fixed(">?"),
    0x05: _fixed(">q"),
    0x06: _decimal,
    0x07: _fixed(">d"),
    0x08: _fixed(">f"),
    0x09: _fixed(">i"),
    0x0B: _timestamp,
    0x0C: _uuid,
    0x0D: _text,
    0x0E: _number,
    0x0F: _uuid,
    0x10: lambda data: str(ip_address(data)),
    0x11: _date,
    0x12: _time,
    0x13: _fixed(">h"),
    0x14: _fixed(">b"),
}
_NAMES = {
    0x01: "ascii",
    0x02: "bigint",
    0x03: "blob",
    0x04: "boolean",
    0x05: "counter",
    0x06: "decimal",
    0x07: "double",
    0x08: "float",
    0x09: "int",
    0x0B: "timestamp",
    0x0C: "uuid",
    0x0D: "text",
    0x0E: "varint",
    0x0F: "timeuuid",
    0x10: "inet",
    0x11: "date",
    0x12: "time",
    0x13: "smallint",
    0x14: "tinyint",
    0x15: "duration",
    LIST: "list",
    MAP: "map",
    SET: "set",
    TUPLE: "tuple",
}
