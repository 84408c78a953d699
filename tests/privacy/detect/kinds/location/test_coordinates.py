"""Coordinates need both halves, or a pair with its name."""

import pytest

from leftopen.privacy.detect.kinds.location import coordinates as detector
from tests.privacy.told import claimed, in_text, told


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


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("parked at 44.14122, 13.03998.", "44.14122, 13.03998"),
        ("Die Anlage steht bei 48°49'15\"N 24°41'24\"E, Höhe 512 m", "48°49'15\"N 24°41'24\"E"),
        ("場所は48.22817, 25.84453、時刻は12時です", "48.22817, 25.84453"),
        ("see https://maps.example/@-33.86785,151.20732,17z for the place", "-33.86785,151.20732"),
        ("go to https://maps.example/?q=52.51631,13.37771&z=4 now please", "52.51631,13.37771"),
    ],
)
def test_running_text(text: str, place: str) -> None:
    assert ("location.coordinates", place) in in_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "the losses were 12.34567, 3.45678, 1.23456 in a row",
        "it took 12.5, 48.2 and 7.31 seconds for each of them",
        "weights 1.23456, 2.34567 were fitted again",
        "the version 10.20304 10.20305 was released",
        "turn it by 45° and then 12° to the left",
    ],
)
def test_numbers_in_running_text_are_no_place(text: str) -> None:
    assert not [hit for hit in in_text(text) if hit[0].startswith("location")]
