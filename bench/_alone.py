"""One benchmark at a time on this machine: its servers have fixed addresses, and its figures want the processors."""

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Waits until no other benchmark of this user holds the lock, and holds it; it ends with the process."""
    path = Path(tempfile.gettempdir()) / f"leftopen-bench-{os.getuid()}.lock"
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
