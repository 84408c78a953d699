r"""Java's serialised objects ("Java Object Serialization Specification", chapter 6), as bytes and in Base64 (`rO0AB…`).

Sessions, queues and caches hold them. Fields come by their names, maps and lists of the library as maps and lists;
nothing is made or called: classes are names. An object that is met again is left out the second time, its text is not.
"""

import struct
from collections.abc import Iterator
from typing import Any

from leftopen.privacy.unwrap import DEPTH, base64

OPENS = ("rO", "\xac\xed")
BYTES = (b"\xac\xed\x00\x05",)
_NUMBERS = {"B": ">b", "D": ">d", "F": ">f", "I": ">i", "J": ">q", "S": ">h", "Z": ">?"}
_NULL, _AGAIN, _CLASS, _OBJECT, _STRING, _ARRAY, _CLASS_OF = range(0x70, 0x77)
_BLOCK, _END, _RESET, _BLOCK_LONG, _FAULT, _STRING_LONG, _PROXY, _ENUM = range(0x77, 0x7F)
_WRITES, _PLAIN, _EXTERNAL, _BLOCKS = 1, 2, 4, 8
_FIRST_HANDLE = 0x7E0000
_MOST_FIELDS = 1000
_LONG = 8
_DAY = 7
_DAYS = (3, 5)
"""Bytes that tell dates, and dates with a time, among the classes of java.time."""


def value(text: str) -> Any:
    """The object that a text holds in Base64, or that bytes hold which were read as Latin-1."""
    if text.startswith("\xac\xed"):
        try:
            return of_bytes(text.encode("latin-1"))
        except UnicodeError:
            return None
    data = base64.unpacked(text) if text.startswith("rO0AB") else None
    return None if data is None else of_bytes(data)


def of_bytes(data: bytes) -> Any:
    """The first object of a stream, None where it is none; a text by itself as `{"value": …}`.

    >>> of_bytes(b"\\xac\\xed\\x00\\x05t\\x00\\x04Anna"), of_bytes(b"\\xac\\xed\\x00\\x05t\\x00\\x09Anna")
    ({'value': 'Anna'}, None)
    """
    try:
        found = _Stream(data).content(0)
    except FAULTS:
        return None
    return found if isinstance(found, dict | list) or found is None else {"value": found}


def objects(data: bytes) -> Iterator[Any]:
    """Every object of a stream, or of streams one after the other, and the items of a list by themselves.

    Raises one of `FAULTS` after those before a fault.
    """
    stream = _Stream(data)
    while stream.at < len(data):
        if data.startswith(BYTES, stream.at):
            stream.at += len(BYTES[0])
            stream.handles.clear()
        elif data[stream.at] == _RESET:
            stream.at += 1
            stream.handles.clear()
        else:
            found = stream.content(0)
            yield from found if isinstance(found, list) else [found]


class _OddError(ValueError):
    """It is not of this form."""


FAULTS = (_OddError, struct.error, IndexError)
"""What reading raises where bytes are none of this form."""


class _Class:
    """A description of a class: its name, flags, fields (type code and name), and the one above."""

    def __init__(self, name: str) -> None:
        self.name, self.flags, self.above = name, 0, None
        self.fields: list[tuple[str, str]] = []

    above: "_Class | None"

    def chain(self) -> "list[_Class]":
        """From the topmost class down to this one."""
        found: list[_Class] = []
        each: _Class | None = self
        while each is not None and len(found) < DEPTH:
            found.append(each)
            each = each.above
        return found[::-1]


class _Stream:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 4
        self.handles: list[Any] = []

    def take(self, form: str) -> Any:
        (found,) = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return found

    def piece(self, size: int) -> bytes:
        if size < 0 or self.at + size > len(self.data):
            raise _OddError
        self.at += size
        return self.data[self.at - size : self.at]

    def text(self, form: str = ">H") -> str:
        """Modified UTF-8: zero and what is beyond the basic plane are written in other ways there."""
        return self.piece(self.take(form)).replace(b"\xc0\x80", b"\0").decode("utf-8", "replace")

    def content(self, depth: int) -> Any:
        """What begins here; a block of plain bytes as such."""
        if depth > DEPTH:
            raise _OddError
        kind = self.take(">B")
        if kind == _NULL:
            return None
        if kind == _AGAIN:
            return self._again()
        if kind in (_STRING, _STRING_LONG):
            place = self._handle(None)
            self.handles[place] = found = self.text(">H" if kind == _STRING else ">q")
            return found
        if kind in (_BLOCK, _BLOCK_LONG):
            return self.piece(self.take(">B" if kind == _BLOCK else ">i"))
        if kind == _OBJECT:
            return self._object(depth)
        if kind == _ARRAY:
            return self._array(depth)
        if kind == _ENUM:
            self._class(depth)
            self._handle(None)
            return self.content(depth + 1)
        if kind == _CLASS_OF:
            self._class(depth)
            self._handle(None)
            return None
        raise _OddError

    def _handle(self, value: Any) -> int:
        self.handles.append(value)
        return len(self.handles) - 1

    def _again(self) -> Any:
        place = self.take(">i") - _FIRST_HANDLE
        found = self.handles[place] if 0 <= place < len(self.handles) else None
        return found if isinstance(found, str) else None

    def _class(self, depth: int) -> _Class | None:
        kind = self.take(">B")
        if depth > DEPTH or kind not in (_NULL, _AGAIN, _CLASS, _PROXY):
            raise _OddError
        if kind == _NULL:
            return None
        if kind == _AGAIN:
            found = self.handles[self.take(">i") - _FIRST_HANDLE]
            if not isinstance(found, _Class):
                raise _OddError
            return found
        return self._described(depth) if kind == _CLASS else self._proxy(depth)

    def _described(self, depth: int) -> _Class:
        found = _Class(self.text())
        self.piece(8)
        self._handle(found)
        found.flags = self.take(">B")
        count = self.take(">H")
        if count > _MOST_FIELDS:
            raise _OddError
        for _ in range(count):
            code, name = chr(self.take(">B")), self.text()
            if code in "[L":
                self.content(depth + 1)
            found.fields.append((code, name))
        self._annotations(depth)
        found.above = self._class(depth + 1)
        return found

    def _proxy(self, depth: int) -> _Class:
        found = _Class("")
        self._handle(found)
        for _ in range(min(self.take(">i"), _MOST_FIELDS)):
            self.text()
        self._annotations(depth)
        found.above = self._class(depth + 1)
        return found

    def _annotations(self, depth: int) -> list[Any]:
        """What a class wrote beyond its fields, to the mark of its end."""
        found = []
        while self.data[self.at] != _END:
            found.append(self.content(depth + 1))
        self.at += 1
        return found

    def _object(self, depth: int) -> Any:
        kind = self._class(depth)
        if kind is None:
            raise _OddError
        self._handle(None)
        fields: dict[str, Any] = {}
        written: list[Any] = []
        for each in kind.chain():
            if each.flags & _PLAIN:
                fields |= {name: self._field(code, depth) for code, name in each.fields}
            if each.flags & _WRITES or (each.flags & _EXTERNAL and each.flags & _BLOCKS):
                written += self._annotations(depth)
            elif each.flags & _EXTERNAL:
                raise _OddError
        return _of_library(kind.name, fields, written)

    def _field(self, code: str, depth: int) -> Any:
        if code == "C":
            return chr(self.take(">H"))
        return self.take(_NUMBERS[code]) if code in _NUMBERS else self.content(depth + 1)

    def _array(self, depth: int) -> Any:
        kind = self._class(depth)
        self._handle(None)
        size = self.take(">i")
        if kind is None or not 0 <= size <= len(self.data) - self.at:
            raise _OddError
        code = kind.name[1:2]
        if code == "B":
            return self.piece(size)
        return [self._field(code, depth) for _ in range(size)]


def _of_library(name: str, fields: dict[str, Any], written: list[Any]) -> Any:
    """An object as what it stands for: a map, a list, a number, a time; any other by its fields."""
    objects = [each for each in written if not isinstance(each, bytes)]
    if name == "java.util.Date" and written and isinstance(written[0], bytes) and len(written[0]) >= _LONG:
        return int.from_bytes(written[0][:8], "big", signed=True)
    if name == "java.time.Ser" and written and isinstance(written[0], bytes):
        return _day(written[0])
    if name.startswith("java.lang.") and set(fields) == {"value"}:
        return fields["value"]
    if not objects:
        return fields
    if name.endswith(("Map", "Hashtable", "Properties")) and len(objects) % 2 == 0:
        return {str(key): item for key, item in zip(objects[::2], objects[1::2], strict=True)}
    return {**fields, "items": objects} if fields and not name.startswith("java.util.") else objects


def _day(data: bytes) -> str | None:
    """The day of a `LocalDate` or a `LocalDateTime` (Java SE, "Serialized Form" of java.time.Ser); None for others."""
    if len(data) < _DAY or data[0] not in _DAYS:
        return None
    year, month, day = struct.unpack_from(">iBB", data, 1)
    return f"{year:04}-{month:02}-{day:02}"
