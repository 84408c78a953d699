"""The numbers that evidence is weighed with, read from `weights.toml`: they and `CLAIM` decide what is a claim.

A `[way]` is one way in which evidence makes a claim or a hint. It has a strength from 0 to 1 (what share of values
fits, how clearly the name speaks) and turns it into log odds: `base + slope * strength`. A `[number]` is any other;
each says how it came about: `fitted` by `make calibrate`, `measured`, `counted` from the contract or from what another
module gives, or `chosen`, and why.
"""

from functools import cache
from math import exp, log
from typing import Literal

import msgspec
from msgspec import Struct

from leftopen.privacy.data import beside

WAYS = (
    "proved",
    "beyond_chance",
    "called_and_checked",
    "called",
    "agreed",
    "people",
    "addresses",
    "in_text",
    "company",
    "beside",
    "hint_called",
    "hint_ambiguous",
    "hint_values",
    "hint_text",
    "hint_company",
)
"""Ways to a claim, then those that stay below it."""


class Way(Struct, frozen=True, forbid_unknown_fields=True):
    """Log odds of a strength from 0 to 1."""

    base: float
    slope: float
    how: Literal["fitted", "chosen"]
    why: str


class Weight(Struct, frozen=True, forbid_unknown_fields=True):
    """One number with its derivation."""

    value: float
    how: Literal["fitted", "measured", "counted", "chosen"]
    why: str


class Weights(Struct, frozen=True, forbid_unknown_fields=True):
    """The file."""

    way: dict[str, Way]
    number: dict[str, Weight]


@cache
def weights() -> Weights:
    """The file; ValueError with what is wrong with it, so that the program stops."""
    try:
        found = msgspec.convert(beside(__name__), Weights)
    except msgspec.ValidationError as fault:
        raise ValueError(f"weights.toml: {fault}") from None
    if set(found.way) != set(WAYS):
        raise ValueError(f"weights.toml: ways are {', '.join(WAYS)}")
    if any(way.slope < 0 for way in found.way.values()):
        raise ValueError("weights.toml: a slope below 0: what agrees would lower a confidence")
    return found


@cache
def number(name: str) -> float:
    """The number of that name; KeyError for none."""
    return weights().number[name].value


def odds(confidence: float) -> float:
    """The log odds of a confidence between 0 and 1.

    >>> round(odds(0.95), 2), odds(0.5)
    (2.94, 0.0)
    """
    return log(confidence / (1 - confidence))


def sure(told: float) -> float:
    """The confidence of log odds, any number of them.

    >>> round(sure(2.94), 2), sure(0), sure(-9999.0) < 1e-12
    (0.95, 0.5, True)
    """
    return 1 / (1 + exp(-max(-40.0, min(40.0, told))))


def way(name: str, strength: float, against: float = 0.0) -> float:
    """The confidence of a strength by one way, with log odds against it. Hints stay below a claim."""
    told = weights().way[name]
    found = sure(told.base + told.slope * min(1.0, strength) - against)
    return min(found, number("most_of_a_hint")) if name.startswith("hint") else found
