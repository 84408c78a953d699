import os
from collections.abc import Callable
from pathlib import Path

import pytest

from leftopen import regular


def test_a_file_is_opened_as_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "one"
    for flags, left in ((os.O_APPEND, b"a"), (os.O_APPEND, b"aa"), (os.O_TRUNC, b"a")):
        file = regular.opened(path, os.O_WRONLY | os.O_CREAT | flags)
        os.write(file, b"a")
        os.close(file)
        assert path.read_bytes() == left
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("put", [os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/dev/zero")])
@pytest.mark.parametrize("flags", [os.O_RDONLY, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, os.O_RDWR | os.O_APPEND])
def test_what_is_no_file_is_not_waited_for(tmp_path: Path, put: Callable[[Path], None], flags: int) -> None:
    put(tmp_path / "one")
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(OSError, match="one"):
        regular.opened(tmp_path / "one", flags)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_what_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        regular.opened(tmp_path / "one", os.O_RDONLY)
