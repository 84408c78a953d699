import pytest

from leftopen.face import told
from leftopen.ingest import Read, Skipped


def test_a_line_for_each_of_the_first_and_how_many_more(capsys: pytest.CaptureFixture[str]) -> None:
    many = [Skipped(None, "is cut off"), *(Skipped(n, "is no row") for n in range(30))]
    told.skipped(Read("a.csv", "shadowserver", 30, [], many, 30))
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "a.csv: is cut off."
    assert lines[1] == "a.csv:0: is no row."
    assert lines[-1] == "a.csv: 11 more lines like these."


def test_nothing_is_told_of_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    told.skipped(None)
    told.skipped(Read("a.csv", "shadowserver", 1, [], [], 0))
    assert capsys.readouterr().err == ""
