import io
import sqlite3
import sys
from pathlib import Path

import pytest

from leftopen.face.cli import main
from tests.cases.cases import Place, audit, door


@pytest.fixture
def place(tmp_path: Path) -> Place:
    found = Place(tmp_path)
    found.save(audit(door(1), door(2)))
    return found


def purge(place: Place, *words: str) -> int:
    return main(["purge", *words, "--db", place.url])


def test_a_case_goes_for_good_when_somebody_says_so(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert purge(place, "1") == 2
    assert "Case 1 is new: deleting it needs a --reason" in capsys.readouterr().err
    assert purge(place, "1", "--reason", "Asked for.") == 2
    assert "Say --yes" in capsys.readouterr().err
    assert purge(place, "1", "--reason", "Asked for.", "--yes") == 0
    assert "Case 1 (new): 1 exposure, 0 checks" in capsys.readouterr().err
    assert main(["verify", "1", "--db", place.url]) == 0
    assert main(["cases", "show", "1", "--db", place.url]) == 2
    assert purge(place, "1", "--yes") == 2


def test_nothing_is_due_and_one_of_both_is_named(place: Place) -> None:
    assert purge(place, "--due") == 0
    assert purge(place) == 2
    assert purge(place, "1", "--due") == 2


@pytest.mark.parametrize(("answer", "code"), [("yes\n", 0), ("y\n", 2), ("", 2)])
def test_a_person_at_the_terminal_is_asked(
    place: Place, answer: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    assert purge(place, "2", "--reason", "Asked for.") == code


def test_a_reader_in_the_way_is_exit_code_4_and_another_go_finishes_it(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("leftopen.store.schema.WAIT_MS", 50)
    reader = sqlite3.connect(place.file)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM cases").fetchall()
    assert purge(place, "1", "--reason", "Asked for.", "--yes") == 4
    assert "To finish it: leftopen purge --due" in capsys.readouterr().err
    reader.execute("ROLLBACK")
    reader.close()
    assert purge(place, "--due") == 0
    assert b"10.0.0.1" not in b"".join(path.read_bytes() for path in place.file.parent.glob("x.db*"))
