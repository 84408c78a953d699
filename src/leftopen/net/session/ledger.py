"""Which logins were tried, as all processes of a run know it: one may ask an address of a device that another asks at
its other address.

A file without a name, to which each appends what it tries, one JSON object a line, and reads what others did, under a
lock. It can be pickled only while a process starts.
"""

import fcntl
import os
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from multiprocessing import reduction
from pathlib import Path
from typing import Any

import msgspec

from leftopen.model import Tried

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Tried).decode_lines


class Ledger:
    """Begins empty."""

    def __init__(self) -> None:
        fd, name = tempfile.mkstemp(prefix="leftopen-")
        Path(name).unlink()
        self._open(fd)

    def _open(self, fd: int) -> None:
        self._fd, self._at = fd, 0
        weakref.finalize(self, os.close, fd)

    def __reduce__(self) -> tuple[Any, ...]:
        return _adopt, (reduction.DupFd(self._fd),)

    @contextmanager
    def held(self) -> Iterator[list[Tried]]:
        """What others have told since the last time; nobody else tells anything meanwhile."""
        fcntl.lockf(self._fd, fcntl.LOCK_EX)
        try:
            data = os.pread(self._fd, os.fstat(self._fd).st_size - self._at, self._at)
            self._at += len(data)
            yield _decode(data)
        finally:
            fcntl.lockf(self._fd, fcntl.LOCK_UN)

    @property
    def news(self) -> bool:
        """Whether others have told something since the last time."""
        return os.fstat(self._fd).st_size > self._at

    def tell(self, tried: Iterable[Tried]) -> None:
        """Adds these, while it is `held`."""
        data = b"".join(_encode(one) + b"\n" for one in tried)
        self._at += os.pwrite(self._fd, data, self._at)


def _adopt(passed: Any) -> Ledger:
    """The same in another process."""
    made = Ledger.__new__(Ledger)
    made._open(passed.detach())
    return made
