"""How often a value that is of nobody passes the check of a kind, by the shape of the value: `backgrounds.toml`, which
`python -m bench.backgrounds` measures on random and structured look-alikes.

A shape has each run of digits, of letters and of both as its length: `4111-1111` is `9(4)-9(4)`.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from math import log

import msgspec
from msgspec import Struct

from leftopen.privacy.data import beside
from leftopen.privacy.detect.weights import number

_RUN = re.compile(r"[0-9]+|[^\W_]+")
_LONGEST = 24


class Backgrounds(Struct, frozen=True, forbid_unknown_fields=True):
    """The file: how many values of each shape were tried, and per kind and shape the share that passed.

    `found` are those that a pattern finds in any value, `called` those of kinds that a name calls in general. A shape
    that was tried and is not told passed less often than once in `least` values. `forms`: by label, the share of random
    values of the printed forms of a number, for those of its shapes that nobody else writes.
    """

    seed: int
    least: int
    tried: tuple[str, ...]
    forms: dict[str, float]
    found: dict[str, dict[str, float]]
    called: dict[str, dict[str, float]]


@cache
def backgrounds() -> Backgrounds:
    """The file; ValueError where it is not sound."""
    try:
        return msgspec.convert(beside(__name__), Backgrounds)
    except msgspec.ValidationError as fault:
        raise ValueError(f"backgrounds.toml: {fault}") from None


@lru_cache(4096)
def shape(text: str) -> str:
    """The shape of a value, of its first characters.

    >>> shape("4111-1111"), shape("a1b2"), shape(" 2024-01-02 ")
    ('9(4)-9(4)', 'X(4)', '9(4)-9(2)-9(2)')
    """
    return _RUN.sub(_class, text.strip()[:64])[:_LONGEST]


def _class(run: re.Match[str]) -> str:
    text = run.group()
    letter = "9" if text.isdecimal() else "A" if text.isalpha() else "X"
    return f"{letter}({len(text)})"


@cache
def _tried() -> frozenset[str]:
    return frozenset(backgrounds().tried)


def forget() -> None:
    """Drops every value whose shape was asked for."""
    shape.cache_clear()


def by_form(name: str, typed: float) -> float:
    """P(passes | of nobody, of its own form) as it was measured; `typed` for a kind that has no forms as data."""
    return backgrounds().forms.get(name, typed)


def rate(name: str, form: str, typed: float, *, called: bool = False) -> float:
    """P(passes | of nobody) for the detector of a name; `typed` for a shape that was not tried."""
    if form not in _tried():
        return typed
    told = (backgrounds().called if called else backgrounds().found).get(name, {})
    return told.get(form, 1 / backgrounds().least)


def ratio(passed: float, many: int, background: float) -> float:
    """The log likelihood ratio of `many` distinct values of which a share `passed`: of the kind against of nobody.

    Each that passes adds log P(passes | kind) / P(passes | of nobody), each other one its miss; bounded both ways.

    >>> round(ratio(1.0, 1, 0.1), 2), ratio(1.0, 40, 0.1), ratio(0.1, 40, 0.1)
    (2.25, 8.0, -8.0)
    """
    holds = number("holds")
    background = min(background, holds)
    hit, miss = log(holds / background), log((1 - holds) / (1 - background))
    most = number("most_of_a_ratio")
    return max(-most, min(most, many * (passed * hit + (1 - passed) * miss)))


def mean(name: str, texts: Iterable[str], typed: float, *, called: bool = False) -> float:
    """The mean background of values."""
    rates = [rate(name, shape(text), typed, called=called) for text in texts]
    return sum(rates) / len(rates) if rates else typed
