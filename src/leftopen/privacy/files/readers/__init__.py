"""One file per file format. A reader module has a docstring and

    NAME       what the format is called
    SUFFIXES   endings of file names, lower case with their dot
    fits       (head: bytes) -> bool: the first bytes of a nameless stream are surely of it
    ORDER      place among the readers when a stream is guessed, lower first
    records    (file) -> iterator of records; `file` is opened for reading bytes
  and, where it is not as `fits`:
    takes      (head: bytes) -> bool: the first bytes of a file with such an ending may be of it
  and, where many are read faster than one after the other:
    batches    (file) -> iterator of lists of records, the same ones, of each so many as may be held at a time
  and, where these can be cut off before they are read:
    parts      (file) -> iterator of bytes, or of lists of records where they cannot: what one process hands to others
    read       (part) -> list of the records in such bytes, and how their text is encoded if that is to be told
  and, where records are lines of text:
    lines      (file) -> iterator of str, for hits with offsets

Modules found here are the registry: there is no list to edit, and one that lacks the contract stops the program.
A broken file raises `Unreadable`, whose words are ours; what was read before that stands.
"""

import io
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
_MANY, _ENOUGH = 256, 131_072
"""Records that are held at a time, and about how many characters of them."""
WHOLE = 1 << 30
"""Bytes of a file that are held in memory where it must be read from its end and comes from a pipe."""
_KNOWN = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"PK\x03\x04", "a document in a zip"),
    (b"PGDMP", "a PostgreSQL archive: pg_restore -f - writes it as SQL"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)


class Unreadable(ValueError):
    """The file is not what its name or its first bytes promise."""


def gathered(records: Iterator[Any], place: Callable[[], int]) -> Iterator[list[Any]]:
    """Records as many at a time as may be held; `place` is how many characters of the file they took so far.

    Raises `Unreadable` as the records do, after those before it.
    """
    held: list[Any] = []
    start = place()
    try:
        for record in records:
            held.append(record)
            if len(held) >= _MANY or place() - start >= _ENOUGH:
                yield held
                held, start = [], place()
    except Unreadable:
        if held:
            yield held
        raise
    if held:
        yield held


@dataclass(frozen=True, slots=True)
class FileReader:
    """A reader as `classify` runs it. `parts`: of those that read many records at once, None for others."""

    name: str
    suffixes: tuple[str, ...]
    order: int
    fits: Callable[[bytes], bool]
    takes: Callable[[bytes], bool]
    records: Callable[[BinaryIO], Iterator[Any]]
    batches: Callable[[BinaryIO], Iterator[list[Any]]]
    parts: Callable[[BinaryIO], Iterator[bytes | list[Any]]] | None
    read: Callable[[bytes], tuple[list[Any], str]]
    lines: Callable[[BinaryIO], Iterator[str]] | None


def load(module: ModuleType) -> FileReader:
    """A module as a reader; TypeError with its name where it breaks the contract."""
    missing = [name for name in _NEEDED if not hasattr(module, name)]
    if missing or not module.__doc__:
        raise TypeError(f"reader {module.__name__}: needs a docstring and {', '.join(_NEEDED)}")
    lines, takes = getattr(module, "lines", None), getattr(module, "takes", module.fits)
    records = module.records
    many = getattr(module, "batches", None)
    batches = many or (lambda file: ([record] for record in records(file)))
    parts, read = getattr(module, "parts", many), getattr(module, "read", _unread)
    return FileReader(
        module.NAME, tuple(module.SUFFIXES), module.ORDER, module.fits, takes, records, batches, parts, read, lines
    )


def _unread(_part: bytes) -> tuple[list[Any], str]:
    """What reads bytes of a reader whose parts are none."""
    raise TypeError("a reader whose parts are bytes has to read them")


@cache
def readers() -> tuple[FileReader, ...]:
    """Every reader, in the order in which streams are guessed."""
    names = [m.name for m in iter_modules(__path__) if not m.name.startswith("_")]
    return tuple(sorted((load(import_module(f"{__name__}.{name}")) for name in names), key=lambda r: r.order))


def reader_for(name: str, head: bytes, lines: bool = False) -> FileReader:
    """The reader for a file name and its first bytes: an ending that these bear out, else the first that is sure.

    `lines`: a reader that gives lines, unless the ending is borne out. Raises `Unreadable` where nothing fits.
    """
    suffix = PurePath(name).suffix.lower()
    named = next((reader for reader in readers() if suffix and suffix in reader.suffixes), None)
    if named is not None and named.takes(head):
        return named
    found = next((r for r in readers() if r.fits(head) and (r.lines is not None or not lines)), None)
    if found is None:
        what = next((what for magic, what in _KNOWN if head.startswith(magic)), "binary data of no known format")
        raise Unreadable(f"not read: {what}")
    return found


def seekable(file: BinaryIO) -> Any:
    """The file, or all of it in memory where it cannot be read from any place; that is bounded by `WHOLE`."""
    if file.seekable():
        return file
    data = file.read(WHOLE + 1)
    if len(data) > WHOLE:
        raise Unreadable(f"more than {WHOLE >> 20} MiB from a pipe: name a file instead")
    return io.BytesIO(data)
