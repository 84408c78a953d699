"""A command that is given a pipe, a device or a folder where it reads a file says so at once."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from leftopen.face.cli import main
from tests.labs import scope_file

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
