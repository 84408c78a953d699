import json
from pathlib import Path

import pytest

from leftopen.face.cli import main
from tests.cases.cases import Place, audit, door


def test_numbers_and_no_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = Place(tmp_path)
    place.one(*(door(number) for number in range(1, 6)), party="Quillfeather Clinic")
    place.save(audit(door(9), run="two"))
    for number in range(1, 6):
        place.ask(number, "shut")
    assert main(["stats", "--db", place.url]) == 0
    told = capsys.readouterr().out
    assert "days until shut (median)" in told
    assert main(["stats", "--db", place.url, "--format", "json"]) == 0
    document = capsys.readouterr().out
    assert json.loads(document)["exposures"] == 6
    for word in ("Quillfeather", "10.0.0.", "2026-11"):
        assert word not in told + document
