"""A trace is coordinates with times that belong to somebody."""

import pytest

from leftopen.privacy.detect.kinds.location import trace as detector
from tests.privacy.told import claimed


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("39.9", True),
        ("x", False),
        ("999", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


POINT = {"lat": 39.9, "lng": 116.3, "captured_at": "2024-01-02T10:00:00Z"}


def test_somebody_makes_it_a_trace() -> None:
    assert claimed([POINT] * 20)["lat"] == {"location.coordinates"}
    trace = {"location.coordinates", "location.trace"}
    assert claimed([{**POINT, "plate": f"京A{n:05}"} for n in range(20)])["lat"] == trace
    assert claimed([{**POINT, "mac": f"02:1a:4b:9c:0d:{n:02x}"} for n in range(20)])["lat"] == trace


def test_no_time_no_trace() -> None:
    records = [{"lat": 39.9, "lng": 116.3, "name": "Ada Lovelace", "email": f"u{n}@example.org"} for n in range(20)]
    assert "location.trace" not in claimed(records)["lat"]


def test_mask() -> None:
    assert detector.mask([39.9, 116.3]) == "3█.██, 1██.██"
