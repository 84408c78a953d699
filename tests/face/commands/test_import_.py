import json
from pathlib import Path

import pytest

from leftopen.face.cli import main
from leftopen.store.store import Store


def test_what_others_found_is_kept_as_claims(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad, db = tmp_path / "good.json", tmp_path / "bad.xml", f"sqlite:///{tmp_path / 'a.db'}"
    good.write_text('[\n{"ip":"192.0.2.7","timestamp":"1501607463","ports":[{"port":80,"proto":"tcp"}]},\n{"ip":\n')
    bad.write_text("<html>")
    assert main(["import", str(good), str(bad), str(tmp_path / "none"), "--db", db, "--format", "json"]) == 0
    told = capsys.readouterr()
    first, second, third = json.loads(told.out)
    assert first["file"] == str(good)
    assert (first["format"], first["rows"]) == ("masscan", 2)
    claim = {"address": "192.0.2.7", "port": 80, "protocol": None, "at": "2017-08-01T17:11:03Z", "source": "masscan"}
    assert first["reported"] == [claim | {"claim": "reachable"}]
    assert [one["line"] for one in first["skipped"]] == [3]
    assert (second["format"], second["reported"]) == (None, [])
    assert "no known format" in second["skipped"][0]["says"]
    assert "cannot be read" in third["skipped"][0]["says"]
    assert f"{good}:3: " in told.err
    with Store(db) as store:
        assert [(one.address, one.port) for one in store.reported()] == [("192.0.2.7", 80)]
        assert store.exposures() == []


def test_nothing_read_is_exit_2_and_makes_no_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(tmp_path / "none"), "--db", f"sqlite:///{tmp_path / 'a.db'}"]) == 2
    assert "not known" in capsys.readouterr().out
    assert not (tmp_path / "a.db").exists()
    assert main(["import", "--db", f"sqlite:///{tmp_path / 'a.db'}"]) == 2
    assert "Name a file" in capsys.readouterr().err


def test_a_format_that_there_is_not_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(tmp_path), "--db", str(tmp_path / "a.db"), "--from-format", "pcap"]) == 2
    assert "Known are" in capsys.readouterr().err
