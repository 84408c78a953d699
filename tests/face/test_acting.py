import getpass
from pathlib import Path

import pytest

from leftopen.face import acting
from leftopen.face.console import Stop


def test_who_acts_is_named_here_or_in_the_surroundings_or_logged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEFTOPEN_AS", "Grace")
    assert acting.who("Ada") == "Ada"
    assert acting.who(None) == "Grace"
    monkeypatch.setenv("LEFTOPEN_AS", " ")
    assert acting.who(None) == getpass.getuser()
    with pytest.raises(Stop, match="names nobody"):
        acting.who("\x1b")


def test_a_user_without_a_name_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEFTOPEN_AS", raising=False)

    def nobody() -> str:
        raise KeyError("uid")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert acting.who(None).startswith("user ")


@pytest.mark.parametrize(("text", "number"), [("7", 7), (" #12 ", 12)])
def test_numbers_as_people_write_them(text: str, number: int) -> None:
    assert acting.number(text) == number


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "٣", "9" * 12])
def test_what_is_no_number_of_a_case(text: str) -> None:
    with pytest.raises(Stop, match="no number of a case"):
        acting.number(text)


def test_texts_are_kept_without_what_would_move_a_terminal() -> None:
    assert acting.words("a\x1b[2Jb", "--reason") == "a[2Jb"
    assert acting.words(None, "--reason") is None
    with pytest.raises(Stop, match="--reason: is empty"):
        acting.needed(" ", "--reason")


def test_a_database_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="no such database"), acting.desk(str(tmp_path / "x.db")):
        pass
