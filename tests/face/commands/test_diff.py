import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from leftopen.face.cli import main
from leftopen.model import Report
from leftopen.report import json as report_json
from leftopen.store.store import Store
from tests.report.example import CAMERA, FACES, report

OLD = replace(report(), services=(FACES,), run=replace(report().run, id="one"))
NEW = replace(report(), services=(FACES, CAMERA), run=replace(report().run, id="two", complete=False))


def folder(place: Path, given: Report) -> str:
    place.mkdir()
    (place / "report.json").write_bytes(report_json.render(given))
    return str(place)


def test_two_folders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = folder(tmp_path / "old", OLD), folder(tmp_path / "new", NEW)
    assert main(["diff", old, new]) == 1
    shown = capsys.readouterr()
    assert "10.20.0.16:554/tcp" in shown.out
    assert main(["diff", new, old, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["runs"] == {"old": "two", "new": "one"}
    assert [one["port"] for one in told["gone"]] == [554]
    assert told["new"] == told["worse"] == told["better"] == []
    assert main(["diff", new, new]) == 0
    less = folder(tmp_path / "less", replace(NEW, services=(FACES,)))
    capsys.readouterr()
    assert main(["diff", new, less]) == 4
    assert "did not ask all" in capsys.readouterr().err
    assert main(["diff", old, old]) == 0
    assert "Nothing changed" in capsys.readouterr().err
    assert main(["diff", old, str(tmp_path / "none")]) == 2


def test_two_runs_of_a_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    with Store(url) as store:
        store.save(OLD, "")
        store.save(NEW, "")
    assert main(["diff", "one", "two", "--db", url, "--format", "json"]) == 1
    assert [one["port"] for one in json.loads(capsys.readouterr().out)["new"]] == [554]
    assert main(["diff", "one", "three", "--db", url]) == 2
    assert "three" in capsys.readouterr().err
