"""One file per file format. A reader module has a docstring and

    NAME       what the format is called
    SUFFIXES   endings of file names, lower case with their dot
    fits       (head: bytes) -> bool: the first bytes of a nameless stream look like it
    ORDER      place among the readers when a stream is guessed, lower first
    records    (file) -> iterator of records; `file` is opened for reading bytes
  and, where records are lines of text:
    lines      (file) -> iterator of str, for hits with offsets

Modules found here are the registry: there is no list to edit, and one that lacks the contract stops the program.
A broken file raises `Unreadable`, whose words are ours.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import PurePath
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, BinaryIO

_NEEDED = ("NAME", "SUFFIXES", "ORDER", "fits", "records")
HEAD = 65_536


class Unreadable(ValueError):
    """The file is not what its name or its first bytes promise."""


@dataclass(frozen=True, slots=True)
class FileReader:
    """A reader as `classify` runs it."""

    name: str
    suffixes: tuple[str, ...]
    order: int
    fits: Callable[[bytes], bool]
    records: Callable[[BinaryIO], Iterator[Any]]
    lines: Callable[[BinaryIO], Iterator[str]] | None


def load(module: ModuleType) -> FileReader:
    """A module as a reader; TypeError with its name where it breaks the contract."""
    missing = [name for name in _NEEDED if not hasattr(module, name)]
    if missing or not module.__doc__:
        raise TypeError(f"reader {module.__name__}: needs a docstring and {', '.join(_NEEDED)}")
    lines = getattr(module, "lines", None)
    return FileReader(module.NAME, tuple(module.SUFFIXES), module.ORDER, module.fits, module.records, lines)


@cache
def readers() -> tuple[FileReader, ...]:
    """Every reader, in the order in which streams are guessed."""
    names = [m.name for m in iter_modules(__path__) if not m.name.startswith("_")]
    return tuple(sorted((load(import_module(f"{__name__}.{name}")) for name in names), key=lambda r: r.order))


def reader_for(name: str, head: bytes) -> FileReader:
    """The reader for a file name and its first bytes: content that is sure of itself, then the ending, then a guess."""
    suffix = PurePath(name).suffix.lower()
    named = next((reader for reader in readers() if suffix and suffix in reader.suffixes), None)
    if named is not None and named.fits(head):
        return named
    return next((reader for reader in readers() if reader.fits(head)), named or readers()[-1])


def decoding(head: bytes) -> str:
    """The encoding of text by its first bytes: a byte order mark, UTF-8, GB 18030 where that decodes, else Latin-1."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return encoding
    return "latin-1"
