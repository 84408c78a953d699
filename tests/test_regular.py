import os
from collections.abc import Callable
from pathlib import Path

import pytest

from leftopen import regular
from leftopen.face.cli import main
from tests.labs import scope_file


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


COMMANDS = [
    ["audit", "NAMED"],
    ["audit", "scope.toml", "--from", "NAMED"],
    ["audit", "scope.toml", "--db", "sqlite:///NAMED"],
    ["import", "NAMED", "--db", "sqlite:///x.db"],
    ["verify", "NAMED"],
    ["verify", "journal.jsonl", "--key", "NAMED"],
    ["verify", "journal.jsonl", "--tsa", "NAMED"],
    ["export", "csv", "--from", "NAMED"],
    ["diff", "NAMED", "NAMED"],
    ["stats", "--db", "sqlite:///NAMED"],
    ["pack", "journal.jsonl", "--to", "NAMED", "--to", "NAMED"],
]
NAMED: dict[str, Callable[[Path], None]] = {
    "pipe": os.mkfifo,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "folder": Path.mkdir,
}


@pytest.mark.parametrize("what", NAMED)
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_what_is_no_file_is_refused_at_once(
    words: list[str], what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    scope_file(tmp_path, ["127.82.33.1:9"])
    Path("journal.jsonl").write_text("")
    NAMED[what](tmp_path / "named")
    assert main([word.replace("NAMED", "named") for word in words]) == 2
    said = capsys.readouterr().err
    assert "named" in said
    assert "Traceback" not in said
    assert "bug" not in said
