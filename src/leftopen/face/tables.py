"""Tables for a terminal or a pipe: as wide as the terminal, or as wide as they need to be where there is none."""

import re
import sys
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from leftopen.harmless import printable

_GAP = "   "
_LINE = "─"
_WORDS = (24, 14)
"""Columns of a terminal that a word may ask for before it is broken: an address with its port, else at least a date."""
_SINGLE = re.compile("[\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u2500-\u25fc]*+")
"""Text whose characters take a cell each, of which there is most; of another the library knows how many it takes."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The table as text. In a pipe each row is one line. Cells may hold what a database keeps, which is input: each is
    made harmless, whatever its type.
    """
    cells = [[printable(str(cell)) for cell in row] for row in rows]
    return painted(head, cells) if sys.stdout is not None and sys.stdout.isatty() else plain(head, cells)


def plain(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """One line for each row, without the library that paints: it takes longer to load than a page to write."""
    widths = [max(map(_cells, column)) for column in zip_longest(head, *rows, fillvalue="")]
    lines = [head, [_LINE * (sum(widths) + len(_GAP) * (len(widths) - 1))], *rows]
    return "".join(f"{_row(line, widths)}\n" for line in lines)


def _row(row: Sequence[str], widths: Sequence[int]) -> str:
    """The cells of a row, each as wide as its column."""
    return _GAP.join(cell + " " * (width - _cells(cell)) for cell, width in zip(row, widths, strict=False)).rstrip()


def _cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    if _SINGLE.fullmatch(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def painted(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """As wide as the terminal, cells folded between words; where not even those have room, a line for each cell."""
    import io
    import shutil

    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from leftopen.face.console import coloured

    width = shutil.get_terminal_size().columns
    columns = list(zip_longest(head, *rows, fillvalue=""))
    room = width - len(_GAP) * (len(columns) - 1)
    for most in _WORDS:
        needed = [max(_longest(cell, most) for cell in column) for column in columns]
        if sum(needed) <= room:
            break
    else:
        return stacked(head, rows, width)
    widths = _fitted([min(room, max(map(_cells, column))) for column in columns], needed, room)
    found = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for title, wide in zip(head, widths, strict=True):
        found.add_column(title, overflow="fold", width=wide)
    for row in rows:
        found.add_row(*map(Text, row))
    text = io.StringIO()
    Console(file=text, width=width, no_color=not coloured(), force_terminal=coloured()).print(found)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"


def _longest(cell: str, most: int) -> int:
    return min(most, max(map(_cells, cell.split()), default=0))


def _fitted(wanted: list[int], needed: Sequence[int], room: int) -> list[int]:
    """Widths of columns that fit: the widest is made narrower, but none than it needs.

    >>> _fitted([4, 30, 40], [4, 10, 14], 50)
    [4, 23, 23]
    """
    widths = list(wanted)
    while sum(widths) > room:
        widest = max(range(len(widths)), key=lambda at: (widths[at] > needed[at], widths[at]))
        widths[widest] -= 1
    return widths


def stacked(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """A line for each cell that says something, behind the name of its column; rows are parted by an empty line."""
    from rich.console import Console
    from rich.text import Text

    console = Console(width=width)
    left = max(map(_cells, head)) + len(_GAP)
    records = []
    for row in rows:
        lines = []
        for title, cell in zip(head, row, strict=False):
            pieces = list(Text(cell).wrap(console, max(width - left, 1), overflow="fold") if cell else ())
            names = (title, *[""] * len(pieces))
            lines += [
                _row((name, piece.plain), (left - len(_GAP), 0)) for name, piece in zip(names, pieces, strict=False)
            ]
        records.append("".join(f"{line}\n" for line in lines))
    return "\n".join(records)
