"""The numbers are sound data, and more evidence is never less sure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model import CLAIM
from leftopen.privacy.detect import weights

share = st.floats(0, 1)
FALLING = {"base": 0.0, "slope": -1.0, "how": "fitted", "why": "none"}


@given(st.sampled_from(weights.WAYS), share, share, share)
def test_strength_never_lowers_and_what_speaks_against_never_raises(
    way: str, one: float, other: float, against: float
) -> None:
    low, high = sorted((one, other))
    assert weights.way(way, low) <= weights.way(way, high)
    assert weights.way(way, low, against) <= weights.way(way, low)


@pytest.mark.parametrize("way", weights.WAYS)
def test_hints_stay_below_a_claim_and_whole_evidence_is_one(way: str) -> None:
    assert (weights.way(way, 1.0) >= CLAIM) != way.startswith("hint")


def test_every_number_says_why() -> None:
    told = weights.weights()
    reasons = [each.why for each in told.way.values()] + [each.why for each in told.number.values()]
    assert min(map(len, reasons)) > 10


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ({}, "required field"),
        ({"way": {}, "number": {}}, "ways are proved"),
        (
            {"way": dict.fromkeys(weights.WAYS, FALLING), "number": {}},
            "slope below 0",
        ),
    ],
)
def test_what_is_not_sound_stops_the_program(
    monkeypatch: pytest.MonkeyPatch, table: dict[str, object], fault: str
) -> None:
    monkeypatch.setattr(weights, "beside", lambda _: table)
    with pytest.raises(ValueError, match=fault):
        weights.weights.__wrapped__()


def test_no_number_of_that_name() -> None:
    with pytest.raises(KeyError):
        weights.number("shoe_size")
