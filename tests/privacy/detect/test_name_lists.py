"""A list of names by first letters has the words of its file, and no others."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import leftopen.privacy
from leftopen.privacy.detect import running_names
from leftopen.privacy.detect.name_lists import Names, by_letter, listed, words

FILES = sorted(place.stem for place in (Path(leftopen.privacy.__file__).parent / "words").glob("*.txt"))


@given(st.frozensets(st.text("ab李娜", min_size=1, max_size=3)), st.text("abc李娜", max_size=3))
def test_it_is_the_set_that_it_was_made_of(made: frozenset[str], asked: str) -> None:
    assert (asked in Names(by_letter(made))) == (asked in made)


@pytest.mark.parametrize("name", FILES)
def test_every_word_of_a_file_is_listed(name: str) -> None:
    told = listed(name)
    assert len(words(name)) > 1000
    assert all(word in told for word in words(name))
    assert all(f"{word}\0" not in told for word in words(name))


def test_a_letter_of_no_name_is_not_remembered() -> None:
    told = Names(by_letter(["ada"]))
    assert all(chr(letter) not in told for letter in range(200, 2000))
    assert not told._parts
    assert "ada" in told
    assert list(told._parts) == ["a"]


def test_names_of_scripts_without_capitals_are_of_every_list() -> None:
    family = running_names._caseless("family")
    assert "העליון" not in family
    assert all(word in family for word in words("further_family") if "\u0590" <= word[0] <= "\u05ff")
    assert "smith" not in family
