"""Backgrounds are what a measurement of today finds, and ratios are bounded and grow with what passes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import backgrounds as measured
from leftopen.model import CLAIM
from leftopen.privacy.detect import backgrounds
from leftopen.privacy.detect.backgrounds import mean, rate, ratio, shape
from leftopen.privacy.detect.kinds import detectors


def test_the_file_is_what_a_measurement_finds() -> None:
    told = backgrounds.backgrounds()
    assert (told.seed, told.least, list(told.tried)) == (measured.SEED, measured.LEAST, measured.tried())
    assert measured.measure() == {"found": told.found, "called": told.called}


def test_each_number_that_shows_by_its_form_has_the_rate_of_that_form() -> None:
    told = backgrounds.backgrounds().forms
    assert told == measured.forms()
    assert set(told) <= {detector.name for detector in detectors() if detector.chance}
    assert all(1 / measured.LEAST <= share < CLAIM for share in told.values())
    assert backgrounds.by_form("id.es.dni", 1.0) == told["id.es.dni"]
    assert backgrounds.by_form("no.such.kind", 0.25) == 0.25


def test_kinds_in_the_file_are_kinds() -> None:
    told = backgrounds.backgrounds()
    assert {*told.found, *told.called} <= {detector.name for detector in detectors()}


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 500), st.floats(0.0001, 1))
def test_more_that_passes_is_never_less(one: float, other: float, many: int, background: float) -> None:
    low, high = sorted((one, other))
    assert -8.0 <= ratio(low, many, background) <= ratio(high, many, background) <= 8.0


def test_a_shape_that_was_not_tried_has_what_was_typed() -> None:
    assert rate("finance.card", shape("no such shape, ever"), 0.1) == 0.1
    assert rate("no.such.kind", "9(9)", 0.1) == 1 / backgrounds.backgrounds().least
    assert mean("finance.card", [], 0.1) == 0.1
    assert mean("finance.card", ["4111111111111111"], 0.1) < 0.1


def test_a_file_that_is_not_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backgrounds, "beside", lambda _: {"seed": "x"})
    with pytest.raises(ValueError, match="backgrounds"):
        backgrounds.backgrounds.__wrapped__()
