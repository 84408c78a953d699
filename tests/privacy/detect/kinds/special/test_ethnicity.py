"""Ethnicity needs its field; known groups alone are a hint."""

import pytest

from leftopen.privacy.detect.kinds.special import ethnicity as detector
from tests.privacy.told import told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("汉族", True),
        ("Han", True),
        ("01", True),  # a code
        ("x" * 60, False),
        ("https://example.org", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


GROUPS = ["汉族", "回族", "维吾尔族", "藏族"] * 6


@pytest.mark.parametrize(
    "name", ["民族", "ethnicity", "etnia", "ethnie", "ethnische Herkunft", "raça", "национальность", "العرق", "mz"]
)
def test_fields_in_many_languages(name: str) -> None:
    assert told(name, GROUPS)["special.ethnicity"] >= 0.8


def test_without_a_name_it_is_a_hint() -> None:
    assert 0.3 < told("x9", GROUPS)["special.ethnicity"] < 0.5


def test_masks_do_not_tell_the_group() -> None:
    assert {detector.mask([group]) for group in GROUPS} == {"█族"}
    assert {detector.mask([group]) for group in ("Han", "Uyghur")} == {"███"}
