import json
import sqlite3
from pathlib import Path

import pytest

from leftopen.face.cli import main
from leftopen.store.claims import Claim
from leftopen.store.store import Store
from tests.cases.cases import LATER, Place, audit, door


@pytest.fixture
def place(tmp_path: Path) -> Place:
    found = Place(tmp_path)
    found.save(audit(door(1), door(2, None)))
    return found


@pytest.mark.parametrize("words", [["cases"], ["cases", "list"]])
def test_the_list_is_one_document(place: Place, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, "--format", "json", "--db", place.url]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["case"], first["title"], first["state"], first["severity"], first["level"], first["owner"]) == (
        1,
        "Redis at 10.0.0.1:6379",
        "new",
        2.5,
        "medium",
        None,
    )
    assert first["due"] == "2026-11-24T17:00:00Z"
    assert (first["exposures"][0]["address"], first["exposures"][0]["state"]) == ("10.0.0.1", "open")
    assert (second["severity"], second["level"], second["parties"]) == (None, None, [])


def test_the_list_for_people(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cases", "--db", place.url]) == 0
    told = capsys.readouterr().out
    assert "medium 2.5" in told
    assert "2026-11-24 17:00 UTC" in told
    assert "0 of 1" in told


def test_of_one_state(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cases", "--state", "closed", "--db", place.url]) == 0
    assert "no cases in state closed" in capsys.readouterr().err
    assert main(["cases", "--state", "ajar", "--db", place.url]) == 2
    assert "Known are: new, triaged" in capsys.readouterr().err


def test_an_empty_database_has_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = Place(tmp_path)
    place.save()
    assert main(["cases", "--db", place.url]) == 0
    assert "audit --db opens them" in capsys.readouterr().err


def test_what_was_reported_is_told_apart(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["cases", "list", "--reported", "--db", place.url]
    assert main(words) == 0
    assert "Nothing was reported" in capsys.readouterr().err
    with Store(place.url) as store:
        store.report_claims([Claim("192.0.2.7", 9200, "elasticsearch", "feed", "open", "2026-11-20T00:00:00Z")], LATER)
    assert main(words) == 0
    assert "192.0.2.7:9200" in capsys.readouterr().out
    assert main([*words, "--format", "json"]) == 0
    (claim,) = json.loads(capsys.readouterr().out)
    assert (claim["address"], claim["port"], claim["claim"]) == ("192.0.2.7", 9200, "open")


def test_what_somebody_wrote_into_the_database_commands_no_terminal(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(place.file) as raw:
        raw.execute("UPDATE cases SET title = ?, owner = ?", ("Acme \x1b[31m\x07red", "\u202enosrep"))
    assert main(["cases", "--db", place.url]) == 0
    out = capsys.readouterr().out
    assert "Acme [31mred" in out
    assert out.replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("column", "value"),
    [("cases.title", b"\xff"), ("cases.score", "x"), ("cases.parties", -1), ("exposures.service", 7)],
)
@pytest.mark.parametrize("words", [["cases"], ["cases", "show", "1"], ["stats"]])
def test_a_row_that_no_program_of_ours_wrote_is_told_in_a_line(
    column: str, value: object, words: list[str], place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    table, _, name = column.partition(".")
    with sqlite3.connect(place.file) as raw:
        raw.execute(f"UPDATE {table} SET {name} = ?", (value,))
    assert main([*words, "--db", place.url]) == 2
    err = capsys.readouterr().err
    assert "the database could not be used" in err
    assert err.count("\n") == 1


def test_claims_have_no_state(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cases", "list", "--reported", "--state", "new", "--db", place.url]) == 2
    assert "name either --state or --reported" in capsys.readouterr().err
