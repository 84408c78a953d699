"""Backgrounds are what a measurement of today finds, and ratios are bounded and grow with what passes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import backgrounds as measured
from leftopen.model import CLAIM
from leftopen.privacy.detect import backgrounds
from leftopen.privacy.detect.backgrounds import Spacing, in_texts, mean, rate, ratio, shape
from leftopen.privacy.detect.kinds import detectors


@pytest.mark.unmeasured
def test_the_file_is_what_a_measurement_finds() -> None:
    told = backgrounds.backgrounds()
    assert (told.seed, told.least, list(told.tried)) == (measured.SEED, measured.LEAST, measured.tried())
    assert measured.measure() == {"found": told.found, "called": told.called}


@pytest.mark.unmeasured
def test_running_text_about_nobody_holds_no_more_than_is_told() -> None:
    """Words come and go, and each may be one that something stands behind: no kind is found twice as often as told."""
    told = backgrounds.backgrounds()
    characters, found = measured.in_text()
    assert characters == told.characters
    both: dict[Spacing, dict[str, float]] = {"spaced": told.spaced, "unspaced": told.unspaced}
    for spacing, rates in both.items():
        once = 1000 / told.characters[spacing]
        sorts = measured.genres()[spacing].values()
        few = 3000 / min(sum(map(len, texts)) for texts in sorts)
        for name, rate_found in found[spacing].items():
            assert rate_found <= max(2 * rates.get(name, once), few), name


def test_what_stands_in_texts_by_chance_grows_with_numbers_and_with_length() -> None:
    notes = [f"ticket {n} was closed by the team on that day" for n in range(40)]
    orders = [f"{text}, order {4929381332664291 + 7 * n}" for n, text in enumerate(notes)]
    assert in_texts("finance.card", notes, 0.1) == pytest.approx(0.1 / 41)
    assert in_texts("finance.card", orders, 0.1) == pytest.approx((40 * 0.037 + 0.1) / 41)
    assert in_texts("finance.card", [orders[0]] * 40, 0.1) == pytest.approx((0.037 + 0.1) / 41)
    assert in_texts("person.name", ["a" * 100], 0.0) == pytest.approx(2 * in_texts("person.name", ["a" * 50], 0.0))
    assert in_texts("person.name", ["字" * 100], 0.0) > in_texts("person.name", ["a" * 100], 0.0)
    assert in_texts("person.name", [], 0.0) == 0.0


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
