"""Opens files and nothing else: who can write a folder may put a pipe there, at which a program waits for ever."""

import errno
import os
import stat
from typing import BinaryIO

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What is wrong with a disk, and not with the place that was named on it."""


def opened(path: str | os.PathLike[str], flags: int, mode: int = 0o600) -> int:
    """A descriptor of the file at `path`, as `os.open` gives it; `flags` and `mode` are those of that.

    Raises OSError, with `EINVAL` where a pipe, a device, a socket or a folder is in its place.
    """
    file = os.open(path, flags & ~os.O_TRUNC | os.O_NONBLOCK, mode)
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise OSError(errno.EINVAL, "is no file", os.fspath(path))
        if flags & os.O_TRUNC:
            os.ftruncate(file, 0)
    except OSError:
        os.close(file)
        raise
    return file


def reading(path: str | os.PathLike[str]) -> BinaryIO:
    """The file at `path`, to be read. Raises OSError, as `opened` does."""
    return os.fdopen(opened(path, os.O_RDONLY), "rb")


def held(path: str | os.PathLike[str]) -> bytes:
    """What stands in the file. Raises OSError, as `opened` does."""
    with reading(path) as file:
        return file.read()


def text(path: str | os.PathLike[str]) -> str:
    """The same as text. Raises OSError and UnicodeDecodeError."""
    with os.fdopen(opened(path, os.O_RDONLY), "r", encoding="utf-8") as file:
        return file.read()
