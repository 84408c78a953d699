import json
import sqlite3
from pathlib import Path

import pytest

from leftopen.audit.plan import JOURNAL
from leftopen.face.cli import main
from leftopen.journal import Journal
from leftopen.report import json as report_json
from leftopen.store import custody
from tests.cases.cases import Place, door
from tests.cases.cases import audit as report_of_cases
from tests.report import example


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Journal(tmp_path / JOURNAL) as journal:
        for number in range(5):
            journal.note("exchange", bytes=number)
    custody.end(tmp_path, {})
    return tmp_path


@pytest.mark.parametrize("place", [".", JOURNAL])
def test_an_untouched_journal_is_intact(folder: Path, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(folder / place)]) == 0
    out, err = capsys.readouterr()
    assert (out.splitlines()[0], err) == (f"{folder / JOURNAL}: intact", "")
    assert "  proved: signed with the key " in out


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [('"bytes":3', '"bytes":9', 4), ('"seq":2', '"seq":7', 3)],
)
def test_a_changed_line_is_named(
    folder: Path, old: str, new: str, line: int, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / JOURNAL
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    assert main(["verify", str(folder)]) == 1
    assert capsys.readouterr().out.startswith(f"{path}:{line}: line {line}: changed")


def test_a_missing_line_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / JOURNAL
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:2] + lines[3:]), "utf-8")
    assert main(["verify", str(folder)]) == 1
    assert f"{path}:3: line 3: line 3 is missing" in capsys.readouterr().out


def test_a_missing_end_is_a_fault(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / JOURNAL
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:3]), "utf-8")
    assert main(["verify", str(folder)]) == 1
    assert "its end is missing" in capsys.readouterr().out


@pytest.mark.parametrize("place", ["", "none", "empty"])
def test_where_there_is_no_journal_there_is_nothing_to_check(
    tmp_path: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["verify", str(tmp_path / place)]) == 2
    assert "there is no journal" in capsys.readouterr().err


def test_a_run_without_its_journal_is_broken(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / JOURNAL).unlink()
    (folder / "report.json").write_text("{}")
    assert main(["verify", str(folder)]) == 1
    assert "the journal of this run is missing" in capsys.readouterr().err


def test_it_is_told_as_json_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(folder), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["intact"] is True
    (folder / JOURNAL).write_text("")
    assert main(["verify", str(folder), "--format", "json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["faults"][0] == {"place": str(folder / JOURNAL), "says": "holds no line"}


def test_somebody_elses_key_can_be_named(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = tmp_path_factory.mktemp("away")
    assert main(["key", "export", "--out", str(away / "key.pem")]) == 0
    monkeypatch.setenv("XDG_CONFIG_HOME", str(away))
    assert main(["key", "show"]) == 0
    assert main(["verify", str(folder)]) == 1
    assert main(["verify", str(folder), "--key", str(away / "key.pem")]) == 0


@pytest.mark.parametrize("data", [None, b"x"])
def test_a_key_that_is_none_is_told(folder: Path, data: bytes | None, capsys: pytest.CaptureFixture[str]) -> None:
    place = folder / "key.pem"
    if data is not None:
        place.write_bytes(data)
    assert main(["verify", str(folder), "--key", str(place)]) == 2
    assert "--key" in capsys.readouterr().err


def test_what_is_exported_into_the_folder_stays_in_custody(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = folder / "kept.json"
    kept.write_bytes(report_json.render(example.report()))
    assert main(["export", "csv", "--from", str(kept), "--out", str(folder / "late.csv")]) == 0
    assert main(["verify", str(folder)]) == 0
    assert "late.csv: as written" in capsys.readouterr().out
    (folder / "late.csv").write_text("changed")
    assert main(["verify", str(folder)]) == 1


def test_a_case_is_held_against_its_manifest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = Place(tmp_path)
    place.save(report_of_cases(door(1)))
    assert main(["verify", "1", "--db", place.url]) == 0
    assert "case 1: intact" in capsys.readouterr().out
    with sqlite3.connect(place.file) as raw:
        raw.execute("UPDATE cases SET state = 'closed'")
    assert main(["verify", "1", "--db", place.url, "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["intact"] is False
    assert main(["verify", "7", "--db", place.url]) == 2
    assert main(["verify", "autumn", "--db", place.url]) == 2


def test_a_number_alone_is_a_case_of_some_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["verify", "7"]) == 2
    assert "Name it: leftopen verify 7 --db URL" in capsys.readouterr().err
    assert main(["verify", "autumn"]) == 2
    assert "Name an output folder" in capsys.readouterr().err
