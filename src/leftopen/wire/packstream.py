"""PackStream, in which Bolt writes its values: a small part of it to write, all of it to read.

Source: Neo4j documentation ("PackStream 1", "Bolt protocol: structure semantics"). Nodes and relationships are read as
their properties, dates and times as text, points as coordinates. Pure, linear in the bytes, bounded in depth.
"""

import struct
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from leftopen.wire.talk import Broken

DEPTH = 32
_FIXED = {0xC0: None, 0xC2: False, 0xC3: True}
_NUMBERS = {0xC1: ">d", 0xC8: ">b", 0xC9: ">h", 0xCA: ">i", 0xCB: ">q"}
_SIZES = {0: 1, 1: 2, 2: 4}
_PROPERTIES = {0x4E: 2, 0x52: 4, 0x72: 2}
"""Where the properties of a node, of a relationship, of one without its ends stand."""

_POINTS = {0x58: ("x", "y"), 0x59: ("x", "y", "z")}
_DAYS, _LOCAL, _UTC, _OLDER, _NAMED, _OLDER_NAMED = 0x44, 0x64, 0x49, 0x46, 0x69, 0x66
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


def packed(value: Any) -> bytes:
    """A text, a number from 0 to 32,767 or a mapping of fewer than 16 of these to these. Raises `Broken`."""
    if isinstance(value, str):
        data = value.encode()
        if len(data) < 16:
            return bytes([0x80 | len(data)]) + data
        if len(data) >= 1 << 16:
            raise Broken("a text too long to send")
        return (bytes([0xD0, len(data)]) if len(data) < 256 else b"\xd1" + struct.pack(">H", len(data))) + data
    if isinstance(value, int):
        return bytes([value]) if value < 128 else b"\xc9" + struct.pack(">h", value)
    assert isinstance(value, Mapping)
    return bytes([0xA0 | len(value)]) + b"".join(packed(key) + packed(each) for key, each in value.items())


class Reader:
    """Reads values from the beginning of bytes. Raises `Broken` where these are none."""

    def __init__(self, data: bytes) -> None:
        self._data, self.place = data, 0

    @property
    def over(self) -> bool:
        """Whether nothing is left."""
        return self.place == len(self._data)

    def take(self, size: int) -> bytes:
        """So many bytes."""
        if self.place + size > len(self._data):
            raise Broken("a value shorter than it says")
        self.place += size
        return self._data[self.place - size : self.place]

    def head(self) -> tuple[int, int]:
        """How many fields a structure has, and what it is."""
        mark, kind = self.take(2)
        if mark & 0xF0 != 0xB0:
            raise Broken("no structure")
        return mark & 0x0F, kind

    def value(self, depth: int = 0) -> Any:
        """The next value."""
        if depth > DEPTH:
            raise Broken("values nested too deep")
        mark = self.take(1)[0]
        if mark < 0x80 or mark >= 0xF0:
            return mark if mark < 0x80 else mark - 256
        if mark in _FIXED:
            return _FIXED[mark]
        if form := _NUMBERS.get(mark):
            return struct.unpack(form, self.take(struct.calcsize(form)))[0]
        if mark & 0xF0 == 0xB0:
            self.place -= 1
            return self._structure(depth)
        kind, size = self._sized(mark)
        if kind == "bytes":
            return self.take(size)
        if kind == "text":
            return self.take(size).decode("utf-8", "replace")
        if kind == "list":
            return [self.value(depth + 1) for _ in range(size)]
        return {self._key(): self.value(depth + 1) for _ in range(size)}

    def _key(self) -> str:
        """Keys are texts, and nothing else: one that is a value in its turn would be written out level by level."""
        kind, size = self._sized(self.take(1)[0])
        if kind != "text":
            raise Broken("a key that is no text")
        return self.take(size).decode("utf-8", "replace")

    def _sized(self, mark: int) -> tuple[str, int]:
        kind = {0x80: "text", 0x90: "list", 0xA0: "map"}.get(mark & 0xF0)
        if kind:
            return kind, mark & 0x0F
        for first, kind in ((0xCC, "bytes"), (0xD0, "text"), (0xD4, "list"), (0xD8, "map")):
            if first <= mark < first + 3:
                return kind, int.from_bytes(self.take(_SIZES[mark - first]), "big")
        raise Broken("a value of no kind")

    def _structure(self, depth: int) -> Any:
        count, kind = self.head()
        fields = [self.value(depth + 1) for _ in range(count)]
        place = _PROPERTIES.get(kind)
        if place is not None and place < count and isinstance(fields[place], dict):
            return fields[place]
        if kind in _POINTS and count == 1 + len(_POINTS[kind]):
            return dict(zip(_POINTS[kind], fields[1:], strict=True))
        if kind in (_DAYS, _LOCAL, _UTC, _OLDER, _NAMED, _OLDER_NAMED):
            return _moment(kind, fields)
        return fields


def _moment(kind: int, fields: list[Any]) -> Any:
    """A day or a moment as ISO text; what is beyond the calendar, or no number, as it stands."""
    if not fields or not all(isinstance(each, int) for each in fields[:2]):
        return fields
    try:
        if kind == _DAYS:
            return (date(1970, 1, 1) + timedelta(days=fields[0])).isoformat()
        moment = _BEGIN + timedelta(seconds=fields[0], microseconds=(fields[1] if len(fields) > 1 else 0) // 1000)
    except (OverflowError, ValueError):
        return fields
    return moment.replace(tzinfo=None).isoformat() if kind != _UTC and kind != _NAMED else moment.isoformat()
