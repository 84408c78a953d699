"""Gender needs its field: the words alone mean anything."""

import pytest

from leftopen.privacy.detect.kinds.person import gender as detector
from tests.privacy.told import told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("F", True),
        ("男", True),
        ("weiblich", True),
        ("mujer", True),
        ("женский", True),
        ("XL", False),
        ("Frankfurt", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


@pytest.mark.parametrize("name", ["gender", "性别", "sexo", "sexe", "Geschlecht", "genero", "пол", "الجنس", "xb"])
def test_fields_in_many_languages(name: str) -> None:
    assert told(name, ["M", "F"] * 10)["person.gender"] >= 0.8


def test_the_same_words_elsewhere_are_none() -> None:
    assert told("size", ["M", "F"] * 10) == {}


def test_mask_says_nothing() -> None:
    assert {detector.mask([word]) for word in ("M", "female", "男")} == {"███"}
