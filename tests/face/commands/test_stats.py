import json
from pathlib import Path

import pytest

from leftopen.face.cli import main
from tests.cases.cases import Place, audit, door


def test_numbers_and_no_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = Place(tmp_path)
    place.one(*(door(number) for number in range(1, 6)), party="Quillfeather Clinic")
    place.save(audit(*(door(number) for number in range(9, 15)), run="two"))
    for number in range(1, 12):
        place.ask(number, "shut")
    assert main(["stats", "--db", place.url]) == 0
    told = capsys.readouterr().out
    rows = [line.split() for line in told.splitlines()]
    assert ["days", "until", "shut", "(median)", "1"] in rows
    assert ["Redis", "11"] in rows
    assert main(["stats", "--db", place.url, "--format", "json"]) == 0
    document = capsys.readouterr().out
    assert json.loads(document)["exposures"] == 11
    for word in ("Quillfeather", "10.0.0.", "2026-11"):
        assert word not in told + document


def test_of_few_it_says_that_it_says_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = Place(tmp_path)
    place.save(audit(door(1)))
    assert main(["stats", "--db", place.url]) == 0
    told = capsys.readouterr().out
    assert told.count("not told: too few cases") == 4
    assert main(["stats", "--db", place.url, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["cases"] is None
