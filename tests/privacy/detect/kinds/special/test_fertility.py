"""Fertility is told by its field."""

import pytest

from leftopen.privacy.detect.kinds.special import fertility as detector
from tests.privacy.told import told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("1", True),
        ("pregnant", True),
        ("未孕", True),
        (" ", False),
        ("x" * 200, False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


@pytest.mark.parametrize(
    "name",
    [
        "BreedReady",
        "breed_ready",
        "是否怀孕",
        "生育状况",
        "embarazo",
        "grossesse",
        "schwanger",
        "gravidez",
        "беременность",
        "الحمل",
    ],
)
def test_fields_in_many_languages(name: str) -> None:
    assert told(name, [0, 1] * 10)["special.fertility"] >= 0.8
    assert told(name, [True, False] * 10)["special.fertility"] >= 0.8


def test_a_flag_elsewhere_is_none() -> None:
    assert told("ready", [0, 1] * 10) == {}


def test_masks_do_not_tell() -> None:
    assert {detector.mask([value]) for value in (0, 1, True, "pregnant")} == {"███"}
