"""Plates are told by their field; Chinese ones alone are a hint."""

import pytest

from leftopen.privacy.detect.kinds.vehicle import plate as detector
from tests.privacy.told import told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("京A12345", True),
        ("粤BD12345", True),
        ("B-AB 1234", True),
        ("京AI2345", False),  # never an I
        ("12", False),
        ("HELLO", False),  # no digit
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


PLATES = [f"京A{n:05}" for n in range(20)]


def test_fields() -> None:
    assert told("车牌号", PLATES)["vehicle.plate"] >= 0.8
    assert told("license_plate", [f"B-AB {1000 + n}" for n in range(20)])["vehicle.plate"] >= 0.8
    for between in ("-", "·", " ", "."):
        assert told("plate", [f"桂Q{between}{plate[2:]}" for plate in PLATES])["vehicle.plate"] >= 0.8
    assert 0.3 < told("x9", PLATES)["vehicle.plate"] < 0.5


def test_mask() -> None:
    assert detector.mask(["京A12345"]) == "京██████"
