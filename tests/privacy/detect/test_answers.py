"""Kinds that hold an answer, as data."""

from datetime import date
from typing import Any

import pytest

from leftopen.privacy.detect.answers import answer, answered

PAGE = {"what": "w", "issuer": "i", "source": "s"}


def test_what_each_may_hold() -> None:
    full = answer({"holds": "answer", **PAGE}, "special.union", "x.toml")
    word = answer({"holds": "word", "closed": "special.religion", **PAGE}, "special.religion", "x.toml")
    closed = answer({"holds": "closed", "closed": "person.gender", **PAGE}, "person.gender", "x.toml")
    values = [True, 1, 0.5, date(2024, 1, 1), "yes", "https://x.example"]
    assert [full.plausible([v]) for v in values] == [True, True, True, True, True, False]
    assert [word.plausible([v]) for v in values] == [False, True, False, False, True, False]
    assert [closed.plausible([v]) for v in (True, 1, 7, "F", "XL")] == [True, True, False, True, False]


def test_a_closed_set_shows_by_itself() -> None:
    unit = answer({"holds": "word", "closed": "special.religion", **PAGE}, "special.religion", "x.toml")
    assert unit.see is not None
    assert (unit.see(["Islam"]), unit.see(["Springfield"]), unit.see([3])) == (True, False, False)


def test_an_answer_with_a_closed_set_shows_by_its_words_and_takes_any_other() -> None:
    unit = answer({"holds": "answer", "closed": "special.sex_life", **PAGE}, "special.sex_life", "x.toml")
    assert unit.see is not None
    assert (unit.see(["bisexual"]), unit.see(["undisclosed"]), unit.plausible(["undisclosed"])) == (True, False, True)


def test_an_unsound_table_stops_the_program() -> None:
    with pytest.raises(ValueError, match=r"x\.toml: answer"):
        answer({"holds": "anything", **PAGE}, "special.union", "x.toml")


@pytest.mark.parametrize(
    ("text", "is_one"), [("83053", False), ("ZY-48213", False), ("2106-3", True), ("20240115", True)]
)
def test_a_number_of_something_is_no_answer(text: str, is_one: bool) -> None:
    for holds in ("answer", "word"):
        kind = answer({"holds": holds, **PAGE}, "person.gender", "x/y.toml")
        assert kind.valid(text) is is_one


@pytest.mark.parametrize("values", [["S", "N"], ["j", "n", "j"], ["O", "N"], ["0", "1"]])
def test_first_letters_of_yes_and_no_are_answers_where_both_stand(values: list[Any]) -> None:
    assert answered(values)


@pytest.mark.parametrize("values", [["M", "F"], ["A", "B", "O"], ["N", "E", "S", "W"], ["S"], ["1", "2"], ["S", None]])
def test_other_letters_are_none(values: list[Any]) -> None:
    assert not answered(values)


@pytest.mark.parametrize("text", ["2 - Femme", "1:女", "H = Homme", "Mann (M)", "Kadın/K", "(f)emale", "3) weiblich"])
def test_a_word_of_a_closed_set_stands_beside_its_code(text: str) -> None:
    unit = answer({"holds": "closed", "closed": "person.gender", **PAGE}, "person.gender", "x.toml")
    assert unit.plausible([text])


@pytest.mark.parametrize("text", ["2 - Size", "12:30", "(m)etal", "M12", "male connector (3)", "F-150", "- female"])
def test_other_texts_with_codes_are_no_words_of_it(text: str) -> None:
    unit = answer({"holds": "closed", "closed": "person.gender", **PAGE}, "person.gender", "x.toml")
    assert not unit.plausible([text])
