"""Columns of fixed width, filled up with spaces, as mainframes, reports and command lines write them.

A column begins where every line has a space before it; the first line is of names where it says so, else they are
`column1`, `column2`, …
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any, BinaryIO

from leftopen.privacy.detect import concepts
from leftopen.privacy.encodings import binary, encoding_of
from leftopen.privacy.files.readers import csv
from leftopen.privacy.files.texts import TextFile
from leftopen.privacy.later import later

NAME = "fixed-width columns"
SUFFIXES = (".fwf",)
ORDER = 54

_LINES = 60
_LEAST, _COLUMNS = 5, 3
"""Lines and columns from which on gaps in the same places are no accident."""
_GAP = later(r" {2,}")
_CODE = later(r"(?:\(\d{2,5}\)|(?:^|\s)\+\d{1,4}) $")
_LONGEST = 10_000
"""Characters of a line that are looked at."""
_RULE = later(r"[-=+ ]*")


def fits(head: bytes) -> bool:
    """True where the first lines have gaps of spaces in the same places, and are no running text."""
    if binary(head) or b"  " not in head:
        return False
    text = head.decode(encoding_of(head), "replace").removeprefix("\ufeff")
    lines = [line.rstrip("\r") for line in text.split("\n")[:_LINES]]
    return len(_starts(lines if len(lines) < _LINES and text.endswith("\n") else lines[:-1])) >= _COLUMNS


def _starts(lines: list[str]) -> list[int]:
    """Where columns begin; none where lines are no table."""
    said = [line[:_LONGEST].rstrip() for line in lines if line.strip() and not _RULE.fullmatch(line)]
    if len(said) < _LEAST or any("\t" in line for line in said) or sum("  " in line for line in said) < 0.8 * len(said):
        return []
    width = max(map(len, said))
    free = [True] * width
    for line in said:
        for at, character in enumerate(line):
            if character != " ":
                free[at] = False
    starts = [at for at in range(width) if not free[at] and (at == 0 or free[at - 1])]
    starts = [at for at in starts if not _goes_on(said, at)]
    begun = [sum(line[at : at + 1] not in ("", " ") for line in said) for at in starts]
    # Words that end at the same place are figures; a column of words begins in the same place in most lines.
    return [
        at for at, count in zip(starts, begun, strict=True) if at == 0 or 2 * count >= len(said) or _right(said, at)
    ]


def _goes_on(lines: list[str], start: int) -> bool:
    """True where one space parts what is one telephone number in nearly all lines: `(503) 555-0115`."""
    found = sum(_CODE.search(line[:start]) is not None and line[start : start + 1].isdigit() for line in lines)
    return found >= 0.8 * len(lines)


def _right(lines: list[str], start: int) -> bool:
    """True where figures stand at the right of their column."""
    return sum(line[start:].lstrip()[:1].isdigit() for line in lines) * 2 >= len(lines)


def records(file: BinaryIO) -> Iterator[Any]:
    """Each line as a mapping from names to text without the spaces around it."""
    lines = TextFile(file).lines()
    ahead = []
    for line in lines:
        ahead.append(line.removeprefix("\ufeff"))
        if len(ahead) >= _LINES:
            break
    starts = _starts(ahead)
    names: list[str] = []
    for line in chain(ahead, lines):
        if not line.strip() or _RULE.fullmatch(line):
            continue
        if not starts:
            yield {"text": line}
            continue
        cells = [line[at:end].strip() for at, end in zip(starts, [*starts[1:], _LONGEST], strict=True)]
        if not names:
            said = sum(bool(concepts.read(cell)) for cell in cells)
            named = said and not any(map(csv.data, cells))
            names = csv.unique([cell if cell and named else f"column{at}" for at, cell in enumerate(cells, 1)])
            if named:
                continue
        yield dict(zip(names, cells, strict=True))
