"""Other tools' findings as targets, one file per format.

A module has a docstring, `LIKELY`, `fits(head)` and `read(text)`; modules found here are the registry, and one that
lacks the contract stops the program with its name.
"""

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import NamedTuple

MOST_BYTES = 256 << 20
HEAD = 4096


class IngestError(Exception):
    """A list of targets that cannot be used; its text is one line: file, line, what is wrong, what to do."""


class Listed(NamedTuple):
    """One line of a list: a host name or literal address, and a port. `line` counts from 1."""

    line: int
    host: str
    port: int


class Wrong(ValueError):
    """A line that cannot be understood: `Wrong(line, says)`."""

    def __init__(self, line: int, says: str) -> None:
        self.line, self.says = line, says
        super().__init__(says)


class ListFormat(NamedTuple):
    """`fits(head)`: whether a text that begins like this is of this format; `read(text)` yields what it lists."""

    name: str
    fits: Callable[[str], bool]
    read: Callable[[str], Iterator[Listed]]
    likely: int


def _format(module: ModuleType) -> ListFormat:
    name = module.__name__.rpartition(".")[2]
    if not (module.__doc__ and callable(module.fits) and callable(module.read) and isinstance(module.LIKELY, int)):
        raise TypeError(f"leftopen.ingest.{name}: needs a docstring, LIKELY, fits() and read()")
    return ListFormat(name, module.fits, module.read, module.LIKELY)


@cache
def formats() -> tuple[ListFormat, ...]:
    """Every format, the most particular first."""
    found = (
        _format(import_module(f"{__name__}.{m.name}")) for m in iter_modules(__path__) if not m.name.startswith("_")
    )
    return tuple(sorted(found, key=lambda item: -item.likely))


def load(path: Path) -> list[Listed]:
    """What a file lists, each pair once. Raises IngestError."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise IngestError(f"{path}: cannot be read ({error.strerror}). Name a file that exists.") from None
    if len(data) > MOST_BYTES:
        raise IngestError(f"{path}: is larger than 256 MiB. Split it.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise IngestError(f"{path}:{line}: is not UTF-8 text. Save it as UTF-8.") from None
    for form in formats():
        if form.fits(text[:HEAD]):
            try:
                found = list(form.read(text))
            except Wrong as wrong:
                raise IngestError(f"{path}:{wrong.line}: {wrong.says}.") from None
            if not found:
                raise IngestError(f"{path}: lists no target. Write one host:port a line.")
            return list({(item.host, item.port): item for item in found}.values())
    raise IngestError(f"{path}: is in no known format. Write one host:port a line.")
