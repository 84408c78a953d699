"""A disk that fills up, for one file."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest


def fills(monkeypatch: pytest.MonkeyPatch, path: Path, room: int) -> None:
    """`os.write` to this file fails once so many bytes were written; the last write before is a short one."""
    real, left = os.write, [room]

    def write(file: int, data: Any) -> int:
        if not path.exists() or not os.path.samestat(os.fstat(file), path.stat()):
            return real(file, data)
        if not left[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        size = min(len(data), left[0])
        left[0] -= size
        return real(file, bytes(data)[:size])

    monkeypatch.setattr("os.write", write)
