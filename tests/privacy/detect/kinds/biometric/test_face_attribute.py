"""Attributes of faces are told by their field."""

import pytest

from leftopen.privacy.detect.kinds.biometric import face_attribute as detector
from tests.privacy.told import told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("1", True),
        ("有", True),
        ("no glasses", True),
        ("", False),
        ("x" * 80, False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


@pytest.mark.parametrize(
    "name",
    [
        "是否戴帽",
        "胡子",
        "是否戴眼镜",
        "beard",
        "hasGlasses",
        "gafas",
        "lunettes",
        "Brille",
        "óculos",
        "борода",
        "لحية",
    ],
)
def test_fields_in_many_languages(name: str) -> None:
    assert told(name, [0, 1] * 10)["biometric.face_attribute"] >= 0.8
    assert told(name, [True, False] * 10)["biometric.face_attribute"] >= 0.8


def test_long_text_is_none() -> None:
    assert (
        told("beard", ["a very long text about beards in the nineteenth century"] * 20).get(
            "biometric.face_attribute", 0
        )
        < 0.5
    )


def test_mask() -> None:
    assert detector.mask([True]) == "yes/no flag"
    assert detector.mask(["大胡子"]) == "███"
