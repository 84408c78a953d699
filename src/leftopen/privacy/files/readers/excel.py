"""Spreadsheets of Excel and OpenDocument (xlsx, xlsm, xlsb, xls, ods): each row of each sheet, under the sheet's name.

Needs `leftopen[excel]`, which brings python-calamine: it reads all of these, and as it is compiled a sheet costs less
than its text would. A sheet is in memory while it is read, so that files are bounded.
"""

import csv
import io
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from leftopen.extras import needed
from leftopen.privacy.files import notes
from leftopen.privacy.files.readers import Unreadable, seekable
from leftopen.privacy.files.readers import csv as tables
from leftopen.privacy.sayings import sayings_of

NAME = "Excel"
SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
ORDER = 5

LARGEST = 256 * 1024 * 1024
"""Bytes of a file."""
_HEADINGS = 20
"""Rows among which names of columns stand."""
_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def fits(head: bytes) -> bool:
    """True for zip and for the compound files of old Office; zips that hold no sheet come unpacked."""
    return head.startswith((_ZIP, _OLD))


def records(file: BinaryIO) -> Iterator[Any]:
    """`{sheet: {column: value}}` for each row, sheets in their order; lines of names are found as in CSV."""
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError as fault:
        raise Unreadable(f"a spreadsheet {needed('excel')}") from fault
    whole = seekable(file)
    size = whole.seek(0, io.SEEK_END)
    whole.seek(0)
    if size > LARGEST:
        raise Unreadable(f"a spreadsheet of more than {LARGEST >> 20} MiB")
    try:
        data = whole.read()
        sayings, noted = sayings_of(file), notes.of(data)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            rows = _Rows(sheet.iter_rows())
            for record in tables.records(cast("BinaryIO", rows)):
                yield {name: record}
            top, left = sheet.start or (0, 0)
            for (row, column), text in noted.get(name, {}).items():
                sayings.say((name, rows.heading(row - top, column - left)), text)
    except (CalamineError, OSError, ValueError) as fault:
        raise Unreadable("not a sound spreadsheet, or one with a password") from fault


class _Rows:
    """Rows of a sheet as bytes of a table, so that titles and names of columns are found in one way."""

    def __init__(self, rows: Iterator[list[Any]]) -> None:
        self._rows = rows
        self._left = b""
        self._first: list[list[Any]] = []

    def heading(self, row: int, column: int) -> str:
        """What a cell of the first rows says, "" for one of another place."""
        if not (0 <= row < len(self._first) and 0 <= column < len(self._first[row])):
            return ""
        return _shown(self._first[row][column]).strip()

    def read(self, size: int = -1) -> bytes:
        while len(self._left) < max(size, 1):
            out = io.StringIO()
            writer = csv.writer(out)
            count = 0
            for row in self._rows:
                if len(self._first) < _HEADINGS:
                    self._first.append(row)
                writer.writerow([_shown(cell) for cell in row])
                count += 1
                if count >= 500:
                    break
            if not count:
                break
            self._left += out.getvalue().encode("utf-8", "replace")
        data, self._left = self._left[:size], self._left[size:]
        return data


def _shown(cell: Any) -> str:
    """A cell as text: whole numbers without their point, dates as ISO 8601."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).replace("\n", " ")
