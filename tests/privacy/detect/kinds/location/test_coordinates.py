"""Coordinates need both halves, or a pair with its name."""

import pytest

from leftopen.privacy.detect.kinds.location import coordinates as detector
from tests.privacy.told import claimed, told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("39.9087, 116.3975", True),
        ("POINT(116.3975 39.9087)", True),
        ("geo:48.2010,16.3695", True),
        ("N 39", False),
        ("239.90, 216.39", False),
        ("12,50", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


def test_both_halves() -> None:
    records = [{"lat": 39.9 + n / 997, "lng": 116.3 + n / 997} for n in range(20)]
    assert claimed(records) == {"lat": {"location.coordinates"}, "lng": {"location.coordinates"}}


@pytest.mark.parametrize(
    "names", [("纬度", "经度"), ("latitud", "longitud"), ("Breitengrad", "Längengrad"), ("широта", "долгота")]
)
def test_halves_in_many_languages(names: tuple[str, str]) -> None:
    records = [{names[0]: 39.9 + n / 997, names[1]: 116.3 + n / 997} for n in range(20)]
    assert claimed(records)[names[0]] == {"location.coordinates"}


def test_pairs() -> None:
    assert told("gps", [f"39.90{n:02}, 116.39{n:02}" for n in range(20)])["location.coordinates"] >= 0.9
    assert told("geo", [{"coordinates": [116.3 + n / 997, 39.9]} for n in range(20)])["location.coordinates"] >= 0.9


def test_out_of_range_is_none() -> None:
    assert told("lat", [39_000 + n for n in range(20)]).get("location.coordinates", 0) < 0.5


def test_mask() -> None:
    assert detector.mask(["39.9087, 116.3975"]) == "3█.██, 1██.██"
    assert detector.mask([-3.5]) == "█.██"
