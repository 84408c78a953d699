"""Comma-separated values (RFC 4180), also with semicolons, tabs or bars, with or without a line of names."""

import csv
import io
from collections.abc import Iterator
from itertools import chain
from typing import Any, BinaryIO

from leftopen.privacy.files.readers import HEAD, decoding
from leftopen.privacy.flatten import value_like

NAME = "CSV"
SUFFIXES = (".csv", ".tsv", ".tab", ".psv")
ORDER = 50

_MARKS = ",;\t|"
_CELL = 1_000_000


def fits(head: bytes) -> bool:
    """True where the first lines have the same number of the same mark, at least one."""
    if b"\x00" in head[:1024] and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return _mark(head.decode(decoding(head), "replace")) is not None


def _mark(text: str) -> str | None:
    lines = text.splitlines()
    lines = (lines if text.endswith("\n") or len(lines) == 1 else lines[:-1])[:20]
    for mark in _MARKS:
        try:
            widths = {len(row) for row in csv.reader(lines, delimiter=mark) if row}
        except csv.Error:
            continue
        if len(widths) == 1 and widths.pop() > 1 and len(lines) > 1:
            return mark
    return None


def records(file: BinaryIO) -> Iterator[Any]:
    """Each row as a mapping from names to text; without names they are `column1`, `column2`, …"""
    head = file.read(HEAD)
    text = head.decode(decoding(head), "replace")
    mark = _mark(text) or next((m for m in _MARKS if m in text.partition("\n")[0]), ",")
    csv.field_size_limit(_CELL)
    stream = io.TextIOWrapper(
        io.BufferedReader(_Chained(head, file)), encoding=decoding(head), errors="replace", newline=""
    )
    rows = _rows(csv.reader(stream, delimiter=mark))
    first = next(rows, None)
    if first is None:
        return
    if any(value_like(cell.strip()) for cell in first if cell.strip()) or len(set(first)) < len(first):
        rows = chain([first], rows)
        names = [f"column{number}" for number in range(1, len(first) + 1)]
    else:
        names = [cell.strip() or f"column{number}" for number, cell in enumerate(first, 1)]
    for row in rows:
        yield dict(zip(names, row, strict=False))


def _rows(source: Iterator[list[str]]) -> Iterator[list[str]]:
    """Rows that are not blank; a row that cannot be read (a cell without end) is left out."""
    while True:
        try:
            row = next(source)
        except StopIteration:
            return
        except csv.Error:
            continue
        if row:
            yield row


class _Chained(io.RawIOBase):
    """The head that was read already, then the rest of the file."""

    def __init__(self, head: bytes, file: BinaryIO) -> None:
        self._head, self._file = head, file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head[: len(buffer)] or self._file.read(len(buffer))
        self._head = self._head[len(data) :] if self._head else b""
        buffer[: len(data)] = data
        return len(data)
