"""Tables of text with a line of names: CSV as in RFC 4180, also with semicolons or tabs.

A quote that never ends costs its own line and no other: a row is at most `ROWS` lines long, and has no more cells than
the table has names.
"""

import csv
from collections import deque
from collections.abc import Iterator

from leftopen.ingest.common.rows import Skipped
from leftopen.ingest.common.text import ListText

ROWS = 100
"""How many lines a row with line breaks in its cells may have."""


def names(line: str) -> tuple[list[str], str]:
    """The names in a first line, in lower case, and what separates them."""
    separator = max(",;\t", key=line.count)
    return [name.strip().strip('"').strip().lower() for name in _cells(line, separator)], separator


def first(head: str) -> str:
    """The line of names in how a text begins: the first that is neither empty nor `sep=…`."""
    lines = (line.strip() for line in head.lstrip("\ufeff").splitlines()[:5])
    return next((line for line in lines if line and not line.lower().startswith("sep=")), "")


def rows(text: ListText) -> Iterator[tuple[int, dict[str, str] | Skipped]]:
    """Each row by the names of its columns, in lower case, with the line on which it begins."""
    known: list[str] = []
    separator = ","
    again: deque[tuple[int, str | Skipped]] = deque()
    lines = text.lines()
    while (item := again.popleft() if again else next(lines, None)) is not None:
        number, line = item
        if isinstance(line, Skipped):
            yield number, line
        elif not known:
            if (found := first(line)) and not found.startswith("#"):
                known, separator = names(found)
        elif line.strip():
            taken = [line]
            if line.count('"') % 2:
                taken += _rest(again, lines)
            cells = _cells("\n".join(taken), separator)
            whole = "".join(taken).count('"') % 2 == 0
            if whole and len(cells) <= len(known):
                yield number, dict(zip(known, cells, strict=False))
            elif len(taken) == 1 and whole and len(cells) > len(known):
                yield number, dict(zip(known, cells, strict=False))  # a comma too many at the end
            else:
                again.extendleft((number + place, one) for place, one in reversed(list(enumerate(taken))) if place)
                yield number, Skipped(number, "has a quote that does not end")


def _rest(again: deque[tuple[int, str | Skipped]], lines: Iterator[tuple[int, str | Skipped]]) -> list[str]:
    """The lines up to the one that ends the quote, or as many as a row may have."""
    taken: list[str] = []
    while len(taken) < ROWS and (item := again.popleft() if again else next(lines, None)) is not None:
        if isinstance(item[1], Skipped):
            again.appendleft(item)
            break
        taken.append(item[1])
        if item[1].count('"') % 2:
            break
    return taken


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return [cell.strip('"') for cell in line.split(separator)]
