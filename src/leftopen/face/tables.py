"""Tables for a terminal or a pipe: as wide as the terminal, or as wide as they need to be where there is none."""

import re
import sys
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from leftopen.harmless import printable

_GAP = "   "
_LINE = "─"
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
    """As wide as the terminal, long cells folded."""
    import io
    import shutil

    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from leftopen.face.console import coloured

    width = shutil.get_terminal_size().columns
    found = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for title in head:
        found.add_column(title, overflow="fold")
    for row in rows:
        found.add_row(*map(Text, row))
    text = io.StringIO()
    Console(file=text, width=width, no_color=not coloured(), force_terminal=coloured()).print(found)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"
