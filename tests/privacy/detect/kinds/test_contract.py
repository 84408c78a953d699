"""Every detector keeps the contract: documented, labelled, worded, linear, and silent on any input."""

import doctest
import sys
from types import ModuleType
from typing import Any

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.privacy.detect.kinds import Detector, detectors, load

ALL = pytest.mark.parametrize("detector", detectors(), ids=lambda detector: detector.name)
ANY = (
    st.none()
    | st.booleans()
    | st.integers(-(10**24), 10**24)
    | st.floats()
    | st.text(max_size=60)
    | st.binary(max_size=60)
    | st.lists(st.floats() | st.integers(), min_size=8, max_size=70)
    | st.datetimes()
)


def module_of(detector: Detector) -> ModuleType | None:
    return sys.modules.get(f"leftopen.privacy.detect.kinds.{detector.name}")


@ALL
def test_docstring_has_source_and_examples(detector: Detector) -> None:
    assert all(word in detector.doc for word in ("What:", "Issuer:", "Source:"))
    module = module_of(detector)
    if module is None:  # data: its examples are tried in test_registry.py
        return
    assert any(test.examples for test in doctest.DocTestFinder().find(module))


@ALL
def test_pattern_and_valid_agree_on_text_that_is_long(detector: Detector) -> None:
    if detector.pattern is not None:
        pattern = re2.compile(detector.pattern)
        for text in ("1" * 4096, "a." * 2048, "@" * 4096, "A-1 " * 1024):
            assert all(detector.valid(match.group()) in (True, False) for match in pattern.finditer(text))


@settings(max_examples=200, deadline=None)
@given(values=st.lists(ANY, min_size=1, max_size=4), text=st.text(max_size=80))
def test_nothing_raises(values: list[Any], text: str) -> None:
    for detector in detectors():
        answers_anything(detector, values, text)


def answers_anything(detector: Detector, values: list[Any], text: str) -> None:
    assert detector.valid(text) in (True, False)
    assert detector.plausible(values) in (True, False, None)
    assert detector.see is None or detector.see(values) in (True, False, None)
    assert isinstance(detector.mask(values), str)
    assert isinstance(detector.normal(text), str)
    if detector.find is not None:
        assert all(0 <= start < end <= len(text) for start, end in detector.find(text))


@ALL
def test_claims_by_chance_are_admitted(detector: Detector) -> None:
    assert 0 <= detector.chance < 0.5
    assert detector.claim != "checked" or detector.pattern is not None or detector.name.startswith("id.")


def made(**names: Any) -> ModuleType:
    module = ModuleType("made_up")
    module.__doc__ = "x"
    good = {"LABEL": "person.name", "CLAIM": "named", "CONCEPTS": ("person.name",), "valid": bool}
    for name, value in {**good, **names}.items():
        if value is not None:
            setattr(module, name, value)
    return module


def test_a_sound_module_loads() -> None:
    assert load(made()).name == "made_up"


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ({"valid": None}, "needs a docstring"),
        ({"CLAIM": "sure"}, "needs a docstring"),
        ({"__doc__": ""}, "needs a docstring"),
        ({"LABEL": "person.shoe"}, "told in no"),
        ({"CONCEPTS": ("person.shoe",)}, "no names"),
    ],
)
def test_an_unsound_module_stops_the_program(names: dict[str, Any], says: str) -> None:
    with pytest.raises(TypeError, match=says) as caught:
        load(made(**names))
    assert "made_up" in str(caught.value)
