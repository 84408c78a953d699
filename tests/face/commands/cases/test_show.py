import json
from pathlib import Path

import pytest

from leftopen.face.cli import main
from leftopen.store.store import Store
from tests.cases.cases import Place, audit, door


def test_all_of_a_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = Place(tmp_path)
    place.one(door(1), party="Example Org")
    assert main(["cases", "show", "1", "--format", "json", "--db", place.url]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) >= {"case", "timeline", "contacts", "notices", "cause", "retain_until", "exposures", "parties"}
    assert set(found["timeline"][0]) == {"at", "who", "what", "why"}
    assert main(["cases", "show", "#1", "--db", place.url]) == 0
    told = capsys.readouterr().out
    assert "Case 1: Example Org" in told
    assert "owner: privacy@example.org (attribution)" in told
    assert "operator: Example Org (confirmed, 80%)" in told


def test_a_case_that_was_weighed_and_closed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = Place(tmp_path)
    place.one(door(1))
    place.ask(1, "shut")
    with Store(place.url) as store:
        place.desk(store).weigh(1, 4.5, "Tokens.")
    assert main(["cases", "show", "1", "--db", place.url]) == 0
    told = capsys.readouterr().out
    assert "very high 4.5 (computed: 2.5; Tokens.)" in told
    assert "gone (a retest)" in told


def test_a_merged_number_leads_on_and_an_unknown_one_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = Place(tmp_path)
    place.save(audit(door(1), door(2)))
    with Store(place.url) as store:
        place.desk(store).merge(1, 2, None)
    assert main(["cases", "show", "1", "--db", place.url]) == 0
    told = capsys.readouterr()
    assert "Case 1 was merged into case 2." in told.err
    assert "Case 2:" in told.out
    assert main(["cases", "show", "9", "--db", place.url]) == 2
