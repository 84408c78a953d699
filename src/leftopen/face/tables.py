"""Tables for a terminal or a pipe: as wide as the terminal, or as wide as they need to be where there is none."""

import io
import shutil
import sys
from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from leftopen.face.console import coloured
from leftopen.harmless import printable

UNBOUNDED = 100_000


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The table as text. In a pipe each row is one line. Cells may hold what a database keeps, which is input: each is
    made harmless, whatever its type.
    """
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    found = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for title in head:
        found.add_column(title, overflow="fold", no_wrap=width is None)
    for row in rows:
        found.add_row(*(Text(printable(str(cell))) for cell in row))
    text = io.StringIO()
    Console(file=text, width=width or UNBOUNDED, no_color=not coloured(), force_terminal=coloured()).print(found)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"
