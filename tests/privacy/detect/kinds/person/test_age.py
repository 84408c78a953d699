"""Age needs its field, or words that say it."""

import pytest

from leftopen.model import CLAIM
from leftopen.privacy.detect.kinds.person import age as detector
from tests.privacy.told import claimed, in_text, told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("34", True),
        ("0", True),
        ("20-29", True),
        ("34岁", True),
        ("1984", False),
        ("thirty", False),
        ("", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


@pytest.mark.parametrize("name", ["age", "年龄", "edad", "возраст", "العمر"])
def test_fields_in_many_languages(name: str) -> None:
    assert told(name, list(range(18, 60)))["person.age"] >= 0.8


@pytest.mark.parametrize("name", ["Alter", "idade", "leeftijd", "età"])
def test_words_for_the_age_of_things_too_are_told_beside_somebody(name: str) -> None:
    assert told(name, list(range(18, 60)))["person.age"] < CLAIM
    rows = [{"email": f"u{n}@example.org", name: n} for n in range(18, 60)]
    assert claimed(rows)[name] == {"person.age"}


@pytest.mark.parametrize("name", ["page", "image", "usage", "storage"])
def test_words_that_end_like_it(name: str) -> None:
    assert told(name, list(range(18, 60))) == {}


def test_running_text() -> None:
    assert in_text("She is 53 years old now.") == [("person.age", "53")]
    assert in_text("患者今年53岁") == [("person.age", "53")]


def test_mask_is_the_same_for_all() -> None:
    assert detector.mask([7]) == detector.mask(["53 years"]) == "██"


@pytest.mark.parametrize("text", ["41 yrs", "19 yr", "63yo", "8 y/o", "52 y.o.", "29y", "35 yrs, 2 mo"])
def test_years_as_clinics_shorten_them(text: str) -> None:
    assert detector.valid(text)


@pytest.mark.parametrize("text", ["41 yards", "30 yuan", "5 yes", "12yz", "140 yrs", "090y"])
def test_other_units_that_begin_so_are_no_years(text: str) -> None:
    assert not detector.valid(text)
