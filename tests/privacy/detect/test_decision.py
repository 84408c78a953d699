"""How sure a way is, and what makes a claim of it."""

from leftopen.model import CLAIM
from leftopen.privacy.detect.decision import Decision, Evidence


def test_a_claim_is_what_is_more_likely_than_not() -> None:
    assert Decision(3, CLAIM, 5, named=True).claimed
    assert not Decision(3, CLAIM - 0.01, 5, named=True).claimed


def test_what_rivals_and_weights_take() -> None:
    assert Evidence("proved", 1.0, ("other_name",)).confidence < Evidence("proved", 1.0).confidence
    assert Evidence("proved", 1.0, (), 9.0).confidence < CLAIM
