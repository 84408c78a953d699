"""Religion needs its field; known faiths alone are a hint."""

import pytest

from leftopen.privacy.detect.kinds.special import religion as detector
from tests.privacy.told import told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("catholic", True),
        ("佛教", True),
        ("", False),
        ("x" * 60, False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


FAITHS = ["Islam", "Buddhism", "Catholic", "佛教"] * 6


@pytest.mark.parametrize(
    "name", ["religion", "宗教信仰", "religión", "confession", "Konfession", "religião", "вероисповедание", "الديانة"]
)
def test_fields_in_many_languages(name: str) -> None:
    assert told(name, FAITHS)["special.religion"] >= 0.8


def test_without_a_name_it_is_a_hint() -> None:
    assert 0.3 < told("x9", FAITHS)["special.religion"] < 0.5


def test_masks_do_not_tell_the_faith() -> None:
    assert {detector.mask([faith]) for faith in FAITHS} == {"███"}
