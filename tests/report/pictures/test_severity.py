import itertools
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace

from leftopen.judge.severity import BANDS, TOP
from leftopen.report.pictures.severity import gauge
from leftopen.report.plain.tongue import tongue
from tests.report.example import FACES, PEOPLE

assert FACES.severity
assert PEOPLE.severity


def percent(text: str | None) -> float:
    assert text
    assert text.endswith("%")
    return float(text[:-1])


def test_bands_follow_each_other_from_end_to_end() -> None:
    assert BANDS[0][1] == 0
    assert BANDS[-1][2] == TOP
    assert all(a[2] == b[1] for a, b in itertools.pairwise(BANDS))


def test_the_needle_stands_in_the_band_of_the_level() -> None:
    assert FACES.severity
    assert PEOPLE.severity
    for severity in (FACES.severity, PEOPLE.severity):
        root = ET.fromstring(gauge(severity, "k", tongue()))
        (here,) = [r for r in root.iter("rect") if "here" in (r.get("class") or "").split()]
        (needle,) = root.iter("circle")
        start = percent(here.get("x"))
        assert start <= percent(needle.get("cx")) <= start + percent(here.get("width"))


@pytest.mark.parametrize("score", [-3.0, 0.0, 6.0, 99.0])
def test_any_score_stays_in_the_picture(score: float) -> None:
    assert FACES.severity
    root = ET.fromstring(gauge(replace(FACES.severity, score=score, low=score, high=score + 1), "k", tongue()))
    assert all(0 <= percent(c.get("cx")) <= 100 for c in root.iter("circle"))
    assert all(0 <= percent(line.get("x2")) <= 100 for line in root.iter("line"))


def test_it_says_in_words_what_it_shows() -> None:
    assert FACES.severity
    assert "4.5 on a scale from 0 to 6, between 4.5 and 5." in gauge(FACES.severity, "k", tongue())
