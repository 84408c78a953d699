"""Addresses of network cards are told by their form."""

import pytest

from leftopen.privacy.detect.kinds.network import mac as detector
from tests.privacy.told import told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("02:1a:4b:9c:0d:e7", True),
        ("02-1A-4B-9C-0D-E7", True),
        ("021a.4b9c.0de7", True),
        ("02:1a:4b-9c:0d:e7", False),  # mixed
        ("00:00:00:00:00:00", False),
        ("ff:ff:ff:ff:ff:ff", False),
        ("12:30:45", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


def test_fields() -> None:
    assert told("x9", [f"02:1a:4b:9c:0d:{n:02x}" for n in range(20)])["network.mac"] >= 0.9
    assert told("bssid", [f"021a4b9c0d{n:02x}" for n in range(20)])["network.mac"] >= 0.5
    assert told("x9", [f"021a4b9c0d{n:02x}" for n in range(20)]) == {}


def test_mask_shows_no_digit() -> None:
    assert detector.mask(["02:1a:4b:9c:0d:e7"]) == "██:██:██:██:██:██"


def test_a_telephone_number_is_none() -> None:
    assert not detector.plausible(["447911123456"])
    assert detector.plausible(["44791112345a"])
    assert detector.plausible(["001422012345"])
