"""All patterns at once, on any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.privacy.detectors import detectors
from leftopen.privacy.scan import HEAD, patterns, sound, spans


def labels(text: str) -> set[str]:
    return {detectors()[bit].label for bit, _, _ in spans(text)}


def test_each_pattern_belongs_to_its_detector() -> None:
    assert labels("zhao@example.org") == {"contact.email"}
    assert labels("11010519491231002X") == {"id.cn.resident"}
    assert labels("nothing here") == set()


@pytest.mark.parametrize("text", ["a1b2-4111111111111111-x", "0.4111111111111111", "4111111111111111-0001"])
def test_digits_torn_out_of_something_longer_are_none(text: str) -> None:
    assert labels(text) == set()


def test_sound_is_bounded_and_valid() -> None:
    assert sound("x" * 10_000) == "x" * HEAD
    assert sound("a\ud800b") == "a?b"


@pytest.mark.parametrize("text", ["a@" * 2000, "1" * 4096, "+1 " * 1300, "eyJ" * 1300, "-----BEGIN " * 300])
def test_hostile_text_gives_few_hits(text: str) -> None:
    assert len(spans(text)) <= 20 * len(patterns().owners)


@settings(deadline=None)
@given(st.text(st.characters(), max_size=200))
def test_any_text_is_scanned(text: str) -> None:
    assert all(0 <= start < end <= len(sound(text)) for _, start, end in spans(sound(text)))
