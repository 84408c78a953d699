"""Other tools' findings as targets or claims, one file per format.

A module has a docstring, `LIKELY`, `fits(head)` and `read(text)`; modules found here are the registry, and one that
lacks the contract stops the program with its name. What formats share is in the package `common`.
"""

import sys
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import BinaryIO, NamedTuple

from leftopen import regular
from leftopen.ingest.common.rows import Listed, Row, Skipped
from leftopen.ingest.common.text import ListText

__all__ = ["IngestError", "ListFormat", "Listed", "Read", "Skipped", "formats", "load", "read"]

STDIN = Path("-")
MOST = 1_000_000
"""The most services of one file."""
MOST_SKIPPED = 1000
"""The most lines that are told one by one of those that cannot be read."""


class IngestError(Exception):
    """A list of targets that cannot be used; its text is one line: file, line, what is wrong, what to do."""


class ListFormat(NamedTuple):
    """`fits(head)`: whether a text that begins like this is of this format; `read(text)` yields what it lists."""

    name: str
    fits: Callable[[str], bool]
    read: Callable[[ListText], Iterator[Row]]
    likely: int


class Read(NamedTuple):
    """What reading a file gave: each service once, and what could not be read or is not asked; `rows` are all of these.

    `format` is None where none fits. `unread` counts what may have named a service that is not listed for that reason.
    """

    file: str
    format: str | None
    rows: int
    listed: list[Listed]
    skipped: list[Skipped]
    unread: int


def _format(module: ModuleType) -> ListFormat:
    name = module.__name__.rpartition(".")[2]
    if not (module.__doc__ and callable(module.fits) and callable(module.read) and isinstance(module.LIKELY, int)):
        raise TypeError(f"leftopen.ingest.{name}: needs a docstring, LIKELY, fits() and read()")
    return ListFormat(name, module.fits, module.read, module.LIKELY)


@cache
def formats() -> tuple[ListFormat, ...]:
    """Every format, the most particular first."""
    names = (m.name for m in iter_modules(__path__) if not (m.ispkg or m.name.startswith("_")))
    found = (_format(import_module(f"{__name__}.{name}")) for name in names)
    return tuple(sorted(found, key=lambda item: -item.likely))


def read(path: Path, named: str | None = None) -> Read:
    """What a file (`-`: standard input) lists, in the format of this name, or in the one that it shows.

    Whatever is wrong with it stands in `skipped`. Raises IngestError only for a format that there is not.
    """
    known = {form.name: form for form in formats()}
    if named is not None and named not in known:
        raise IngestError(f"--from-format: {named!r} is not known. Known are: {', '.join(sorted(known))}")
    if path == STDIN:
        return _read(sys.stdin.buffer, "-", known.get(named or ""))
    try:
        with regular.reading(path) as file:
            return _read(file, str(path), known.get(named or ""))
    except OSError as error:
        return _nothing(
            str(path), f"cannot be read ({error.strerror}). Name a file that exists, or - for standard input"
        )


def load(path: Path, named: str | None = None) -> Read:
    """The same as targets of an audit. Raises IngestError where it lists none."""
    found = read(path, named)
    if not found.listed:
        first = next(iter(found.skipped), Skipped(None, "lists no target. Write one host:port a line"))
        line = "" if first.line is None else f":{first.line}"
        raise IngestError(f"{found.file}{line}: {first.says}.")
    return found


def _nothing(file: str, says: str) -> Read:
    return Read(file, None, 0, [], [Skipped(None, says)], 1)


def _read(file: BinaryIO, name: str, form: ListFormat | None) -> Read:
    text = ListText(file, name)
    if not text.head.strip():
        return _nothing(name, text.ended or "is empty: it lists no target. Write one host:port a line")
    form = form or next((each for each in formats() if each.fits(text.head)), None)
    if form is None:
        return _nothing(name, "is in no known format. Name it with --from-format, or write one host:port a line")
    listed: dict[tuple[str, int, str], Listed] = {}
    skipped: list[Skipped] = []
    rows = unread = left_out = 0
    for item in form.read(text):
        rows += 1
        if isinstance(item, Skipped):
            unread += item.broken
            if len(skipped) < MOST_SKIPPED:
                skipped.append(item)
            else:
                left_out += 1
            continue
        key = (item.host, item.port, item.source)
        listed[key] = _merged(listed[key], item) if key in listed else item
        if len(listed) >= MOST:
            skipped.append(Skipped(item.line, f"is the last that was read: there are {MOST:,} already. Split the file"))
            unread += 1
            break
    if left_out:
        skipped.append(Skipped(None, f"has {left_out:,} more lines of that kind"))
    if text.ended is not None:
        skipped.append(Skipped(None, text.ended))
        unread += 1
    if not rows and not skipped:
        skipped.append(Skipped(None, "lists no target", broken=False))
    return Read(name, form.name, rows, list(listed.values()), skipped, unread)


def _merged(one: Listed, other: Listed) -> Listed:
    """Two rows on one service: what either says of it, and when it was last seen."""
    return one._replace(
        protocol=one.protocol or other.protocol,
        at=max(filter(None, (one.at, other.at)), default=None),
        claim="open" if "open" in (one.claim, other.claim) else "reachable",
    )
