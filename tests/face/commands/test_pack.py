import json
from pathlib import Path
from typing import Any

import pytest

from leftopen.face.cli import main
from leftopen.journal import NAME, Journal
from leftopen.store import custody
from tests.cases.cases import Place, door

pyrage: Any = pytest.importorskip("pyrage")

Shown = pytest.CaptureFixture[str]
KEYS = [str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2)]
TO = ["--to", KEYS[0], "--to", KEYS[1]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "autumn"
    made.mkdir()
    with Journal(made / NAME) as journal:
        journal.note("exchange", bytes=1)
    custody.end(made, {})
    monkeypatch.chdir(tmp_path)
    return made


def test_a_folder_is_one_file_of_its_name(folder: Path, capsys: Shown) -> None:
    assert main(["pack", str(folder), *TO]) == 0
    told = capsys.readouterr().out
    assert told == "autumn.tar.age: 1 files for 2 keys. Open it with: age -d -i KEY autumn.tar.age | tar x\n"
    assert Path("autumn.tar.age").read_bytes().startswith(b"age-encryption.org/v1\n")


def test_a_case_is_one(tmp_path: Path, folder: Path, capsys: Shown) -> None:
    place = Place(tmp_path)
    place.one(door(1))
    out = tmp_path / "x.age"
    assert main(["pack", "1", *TO, "--db", place.url, "--out", str(out), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(out), "files": 3, "keys": 2}
    assert main(["pack", "9", *TO, "--db", place.url]) == 2


def test_what_cannot_be_packed(folder: Path, tmp_path: Path, capsys: Shown) -> None:
    assert main(["pack", str(folder), *TO[:2]]) == 2
    assert "1 of at least 2 keys" in capsys.readouterr().err
    assert main(["pack", str(tmp_path / "none"), *TO]) == 2
    assert main(["pack", str(folder), *TO, "--out", str(tmp_path / "none" / "x")]) == 4
    assert "not written (No such file or directory)" in capsys.readouterr().err
