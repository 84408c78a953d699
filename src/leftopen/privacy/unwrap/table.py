"""Tables in Base64: attachments and uploads as records hold them, by themselves or as `data:` addresses (RFC 2397), of
comma-separated values (RFC 4180) or JSON.
"""

import csv
from collections import Counter
from typing import Any

import msgspec

from leftopen.privacy.unwrap.base64 import unpacked

_FIRST = "MNOQRSTUVWYZabcde7I"
_SECOND = "CDEFGHSTUVWXijklmnyz0123u"
OPENS = ("da", *(first + second for first in _FIRST for second in _SECOND))
"""`data:`, and how two letters, figures, a quote or the mark of UTF-8 begin in Base64 (RFC 4648, table 1)."""

_LEAST = 48
"""Characters of the shortest table that is looked for."""
_MARKS = ",;\t|"
_NO_NAMES = frozenset("@0123456789")


def value(text: str) -> Any:
    """The rows that a text holds.

    >>> value("bmFtZSxtYWlsCkFubmEgQmVyZyxhQGIuZXhhbXBsZQpFdmEgT3R0LGVAYi5leGFtcGxlCg==")
    [{'name': 'Anna Berg', 'mail': 'a@b.example'}, {'name': 'Eva Ott', 'mail': 'e@b.example'}]
    >>> value("a letter that begins as Base64 does and is none of it at all"), value("data:text/plain,none")
    (None, None)
    """
    if len(text) < _LEAST or " " in text[:_LEAST]:
        return None
    if text.startswith("data:"):
        text = text.partition(";base64,")[2]
    data = unpacked(text) if text else None
    if not data or b"\0" in data[:_LEAST]:
        return None
    try:
        told = data.decode("utf-8-sig")
        return msgspec.json.decode(told) if told[:1] in ("{", "[") else _rows(told.splitlines())
    except (UnicodeError, msgspec.DecodeError, RecursionError, csv.Error):
        return None


def _rows(lines: list[str]) -> list[dict[str, str]] | None:
    """Lines as rows by the names in the first, or by the number of their column; None where they are no table."""
    lines = [line for line in lines if line.strip()]
    mark = max(_MARKS, key=lines[0].count) if len(lines) > 1 else ""
    if not mark or mark not in lines[0]:
        return None
    rows = list(csv.reader(lines, delimiter=mark))
    width = len(rows[0])
    if Counter(map(len, rows))[width] < 0.9 * len(rows):
        return None
    named = all(cell.strip() and _NO_NAMES.isdisjoint(cell[:1]) and "@" not in cell for cell in rows[0])
    names = rows[0] if named else [f"column{number}" for number in range(1, width + 1)]
    return [dict(zip(names, row, strict=False)) for row in rows[named:]]
