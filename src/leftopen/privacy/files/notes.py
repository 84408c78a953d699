"""Notes on the cells of a spreadsheet of Office Open XML (ECMA-376, 18.7 and 12.3), which readers of cells pass over.

A workbook names its sheets, each of them the part that has its notes, by relations between the parts of the zip. Notes
are few and short: larger parts are left out, as is whatever is not as the standard has it.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from typing import Any

_WORKBOOK = "xl/workbook.xml"
_MARKS = ("xl/comments", "xl/threadedComments/")
_PART, _NOTES, _SHEETS = 1 << 20, 1000, 200
"""Bytes of a part, notes of a sheet, and sheets that are looked at."""
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")

Notes = dict[tuple[int, int], str]
"""Texts by row and column of their cells, from 0 on."""


def of(data: bytes) -> dict[str, Notes]:
    """The notes of each sheet that has some, by its name."""
    if not data.startswith(b"PK"):
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if not any(name.startswith(_MARKS) for name in parts.namelist()):
                return {}
            return {name: found for name, place in _sheets(parts) if (found := _of_sheet(parts, place))}
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, KeyError):
        return {}


def _sheets(parts: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name and part."""
    places = {key: place for key, _, place in _related(parts, _WORKBOOK)}
    book = _read(parts, _WORKBOOK)
    found = [each for each in book.iter() if _local(each) == "sheet"] if book is not None else []
    for sheet in found[:_SHEETS]:
        if (place := places.get(sheet.get(_ID, ""))) is not None:
            yield sheet.get("name", ""), place


def _of_sheet(parts: zipfile.ZipFile, sheet: str) -> Notes:
    found: Notes = {}
    for _, sort, place in _related(parts, sheet):
        if not sort.lower().endswith("comments") and not sort.endswith("threadedComment"):
            continue
        read = _read(parts, place)
        for note in read.iter() if read is not None else ():
            at = _PLACE.fullmatch(note.get("ref", ""))
            if at is not None and len(found) < _NOTES:
                text = "".join(each.text or "" for each in note.iter() if _local(each) in ("t", "text"))
                found.setdefault((int(at[2]) - 1, _column(at[1])), text.strip())
    return found


def _related(parts: zipfile.ZipFile, name: str) -> list[tuple[str, str, str]]:
    """The parts that one refers to: by which key, of which sort, and where."""
    folder = dirname(name)
    read = _read(parts, f"{folder}/_rels/{name.rpartition('/')[2]}.rels")
    if read is None:
        return []
    return [
        (each.get("Id", ""), each.get("Type", ""), normpath(join(folder, each.get("Target", ""))).lstrip("/"))
        for each in read.iter()
        if each.get("Target")
    ]


def _read(parts: zipfile.ZipFile, name: str) -> Any:
    """A part as XML; None for one that is not there, too large, or no XML."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        info = parts.getinfo(name)
        if info.file_size > _PART:
            return None
        with parts.open(info) as part:
            return fromstring(part.read(_PART))
    except (KeyError, ParseError, DefusedXmlException):
        return None


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _column(letters: str) -> int:
    """The place of a column.

    >>> _column("A"), _column("Z"), _column("AA")
    (0, 25, 26)
    """
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1
