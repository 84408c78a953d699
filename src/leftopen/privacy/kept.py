"""What the words and tables beside the code come to, kept for the next start beside the code that Python compiled.

To read some 180 files and to take 12,000 words apart costs a start two tenths of a second; to read what came of it, one
hundredth. It is kept as Python keeps what it compiles: in `__pycache__` (or below `sys.pycache_prefix`), where only
those write who may change the code too, not at all with `-B`, and without a word where that place is not writable.
What is read is data of a known shape (MessagePack) and bears the digest of every file that it is made of, the code that
makes it among them; with another digest, or damaged, it is made again. A file that is new, changed or gone is so
never overlooked. Of input nothing is kept.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.util import cache_from_source
from pathlib import Path
from typing import TypeVar

import msgspec

from leftopen import privacy

T = TypeVar("T")
_DATA = (".toml", ".txt")
_MAKERS = ("", "detect")
"""Folders whose modules make what is kept."""
_SIZE = 16
"""Bytes of a digest."""


def kept(name: str, kind: type[T], made: Callable[[], T]) -> T:
    """What `made` gives, of the type `kind`, as it was kept, or now and kept then."""
    place = _place(name)
    if place is None:
        return made()
    with suppress(OSError, msgspec.DecodeError):
        data = place.read_bytes()
        if data[:_SIZE] == digest():
            return msgspec.msgpack.decode(memoryview(data)[_SIZE:], type=kind)
    found = made()
    if not sys.dont_write_bytecode:
        with suppress(OSError):
            _keep(place, digest() + msgspec.msgpack.encode(found))
    return found


def _place(name: str) -> Path | None:
    """Where something is kept; None for code that lies in no folder, and where Python keeps nothing compiled."""
    if not (sys.implementation.cache_tag and Path(__file__).is_file()):
        return None
    return Path(cache_from_source(__file__)).with_name(f"{name}.msgpack")


def _keep(place: Path, data: bytes) -> None:
    """All of it at once, so that whoever reads at that moment has the one before or this one."""
    place.parent.mkdir(parents=True, exist_ok=True)
    new = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        with new.open("xb") as file:
            file.write(data)
        new.replace(place)
    except OSError:
        new.unlink(missing_ok=True)
        raise


@cache
def digest() -> bytes:
    """That of every file which anything kept is made of: names, order and bytes."""
    made = blake2b(sys.version.encode(), digest_size=_SIZE)
    for folder in privacy.__path__:
        for place in _files(folder):
            with open(place, "rb", buffering=0) as file:  # noqa: PTH123  # of some 200 files: half the time
                data = file.read()
            made.update(f"{place[len(folder) :]}\0{len(data)}\0".encode())
            made.update(data)
    return made.digest()


def _files(folder: str, below: str = "") -> Iterator[str]:
    """The words and tables of a folder and of those in it, and the modules that make something of them."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.endswith(_DATA) or (below in _MAKERS and entry.name.endswith(".py")):
                yield entry.path
            elif entry.is_dir() and not entry.name.startswith("__"):
                yield from _files(entry.path, f"{below}/{entry.name}".lstrip("/"))
