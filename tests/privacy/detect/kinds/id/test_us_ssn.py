"""Social security numbers are told by their dashes and areas, or by their field."""

import pytest

from leftopen.privacy.detect.kinds.id import us_ssn as detector
from tests.privacy.told import in_text, told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("536-22-8145", True),
        ("666-22-8145", False),  # area never issued
        ("900-22-8145", False),
        ("000-22-8145", False),
        ("536-00-8145", False),
        ("536-22-0000", False),
        ("078-05-1120", False),  # printed in wallets
        ("536228145", False),  # no dashes
        ("53-622-8145", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


def test_by_field_without_dashes_or_from_areas_never_issued() -> None:
    assert told("ssn", [536_220_000 + n * 7919 for n in range(20)])["id.us.ssn"] >= 0.6
    assert told("social_security_number", [f"999-{10 + n}-{1000 + n}" for n in range(20)])["id.us.ssn"] >= 0.6


def test_nine_digits_elsewhere_are_none() -> None:
    assert told("x9", [536_220_000 + n * 7919 for n in range(20)]) == {}


def test_running_text() -> None:
    assert in_text("SSN 536-22-8145.") == [("id.us.ssn", "536-22-8145")]


def test_normal() -> None:
    assert detector.normal("536-22-8145") == detector.normal("536228145") == "536228145"
    assert detector.normal("53") == ""
