"""What stands in the beginning of a file, as records: rows of a table, objects of JSON, lines of text.

Pure: bytes in, records of JSON-like leaves out. Linear in the bytes.
"""

import csv
import re
from typing import Any

from leftopen.wire import json
from leftopen.wire.talk import Broken

_ENDS = """
csv tsv tab txt text json jsonl ndjson geojson sql log xml ldif vcf ics eml mbox yaml yml ini conf cfg env properties
html htm md bak old dump dat lst
"""
DATA = frozenset(_ENDS.split())
"""Ends of names of files that are text with data in it."""

_SEPARATORS = "\t;,|"
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_VALUE = re.compile(r"[-+0-9.,:/ ]+|[^@\s]+@[^@\s]+")
"""What a name of a column is not: a number, a date, an address."""


def data(name: str) -> bool:
    """Whether a file of this name is text with data in it."""
    return name.rpartition(".")[2].lower() in DATA and "." in name


def records(head: bytes, most: int, *, cut: bool) -> list[dict[str, Any]]:
    """Up to `most` records from the beginning of a file; `cut`: it goes on, and its last line is not whole.

    >>> records(b"name;born\\nWang Dan;1990-01-02\\nLi", 5, cut=True)
    [{'name': 'Wang Dan', 'born': '1990-01-02'}]
    """
    text = _text(head)
    if text is None:
        return [{"content": head}] if head else []
    if not cut and text.lstrip()[:1] in ("[", "{"):
        found = _document(text)
        if found is not None:
            return found[:most]
    lines = text.splitlines()
    if cut and len(lines) > 1:
        lines.pop()
    lines = [each for each in lines if each.strip()][: most + 1]
    return (_objects(lines) or _rows(lines) or [{"line": each} for each in lines])[:most]


def _text(head: bytes) -> str | None:
    coding = next((name for mark, name in _MARKS if head.startswith(mark)), "utf-8")
    if coding != "utf-16" and b"\0" in head:
        return None
    return head.decode(coding, "replace")


def _document(text: str) -> list[dict[str, Any]] | None:
    try:
        told = json.decode(text.encode())
    except Broken:
        return None
    rows = told if isinstance(told, list) else [told]
    return [row for row in rows if isinstance(row, dict)] or None


def _objects(lines: list[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for each in lines:
        bare = each.strip().rstrip(",")
        if bare[:1] != "{" or bare[-1:] != "}":
            if bare in ("[", "]"):
                continue
            return []
        try:
            told = json.decode(bare.encode())
        except Broken:
            return []
        if isinstance(told, dict):
            found.append(told)
    return found


def _rows(lines: list[str]) -> list[dict[str, Any]]:
    """Rows of a table: two or more columns, as many in each of the first lines."""
    for separator in _SEPARATORS:
        if not lines or separator not in lines[0]:
            continue
        try:
            rows = list(csv.reader(lines, delimiter=separator))
        except csv.Error:
            continue
        columns = len(rows[0])
        fitting = [row for row in rows if len(row) == columns]
        if columns < 2 or 2 * len(fitting) <= len(rows):
            continue
        if any(_VALUE.fullmatch(cell.strip()) for cell in rows[0]):
            return [{f"column{place}": cell for place, cell in enumerate(row, 1)} for row in fitting]
        names = [cell.strip() or f"column{place}" for place, cell in enumerate(rows[0], 1)]
        return [dict(zip(names, row, strict=True)) for row in fitting[1:]]
    return []
