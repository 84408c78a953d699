"""How often a value that is of nobody passes the check of a kind, by the shape of the value: `backgrounds.toml`, which
`python -m bench.backgrounds` measures on random and structured look-alikes.

A shape has each run of digits, of letters and of both as its length: `4111-1111` is `9(4)-9(4)`.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from math import log
from typing import Literal

import msgspec
from msgspec import Struct

from leftopen.privacy.data import beside
from leftopen.privacy.detect.weights import number

Spacing = Literal["spaced", "unspaced"]
_NUMBER = re.compile(r"[+(]{0,2}\d(?:[ ().:/-]{0,2}\d){4,24}")
"""Figures in running text, as telephone numbers, cards, dates and orders are written."""
_THOUSAND = 1000
_IDEOGRAPHS = "\u3040"
"""From here on are scripts without spaces, and some that have them."""
_RUN = re.compile(r"[0-9]+|[^\W_]+")
_LONGEST = 24
_TITLE = 80
"""Characters of a title, at most."""
_WORD = re.compile(r"[^\W\d_]{4,}")
"""A word that has a capital in a title, where shorter ones (`of`, `the`, `und`) have none."""


class Backgrounds(Struct, frozen=True, forbid_unknown_fields=True):
    """The file: how many values of each shape were tried, and per kind and shape the share that passed.

    `found` are those that a pattern finds in any value, `called` those of kinds that a name calls in general. A shape
    that was tried and is not told passed less often than once in `least` values. `forms`: by label, the share of random
    values of the printed forms of a number, for those of its shapes that nobody else writes. `spaced` and `unspaced`:
    how often a kind that has no such share is found in 1,000 characters of text about nobody, in scripts with spaces
    between words and in others; of each `characters` were read, and a kind that is not told was found nowhere.
    """

    seed: int
    least: int
    tried: tuple[str, ...]
    forms: dict[str, float]
    characters: dict[Spacing, int]
    spaced: dict[str, float]
    unspaced: dict[str, float]
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


def in_texts(name: str, texts: Sequence[str], typed: float) -> float:
    """How often a kind stands by chance in a text such as these, all of which are of one field.

    Where one in a few look-alikes passes (`typed`), they are the numbers in the texts: each different one passes as
    often as its shape does, and one more may be where none was seen. Elsewhere it is the rate in text about nobody.

    >>> in_texts("finance.card", ["none here"] * 9, 0.1) < in_texts("finance.card", ["order 4929381332664291"] * 9, 0.1)
    True
    >>> in_texts("credential.password", ["a note"], 0.0) < in_texts("credential.password", ["a note" * 90], 0.0)
    True
    """
    if typed:
        numbers = {match.group() for text in texts for match in _NUMBER.finditer(text)}
        return (sum(rate(name, shape(number), typed) for number in numbers) + typed) / (len(texts) + 1)
    told, length = backgrounds(), sum(map(len, texts)) / max(1, len(texts))
    spacing: Spacing = "unspaced" if sum(max(text) >= _IDEOGRAPHS for text in texts) * 2 > len(texts) else "spaced"
    rates = told.unspaced if spacing == "unspaced" else told.spaced
    return rates.get(name, _THOUSAND / told.characters[spacing]) * length / _THOUSAND


def in_titles(texts: Sequence[str]) -> float:
    """How often words for people and streets stand by chance in a text such as these, as far as they are titles: clubs,
    films, places and models are called after somebody, or as somebody is called. 0 where too few are to tell.

    >>> clubs = ["Carolina Panthers", "Chicago Bears", "Buffalo Bills", "Detroit Lions", "Houston Texans"]
    >>> in_titles(clubs) > in_titles([*clubs, "Anna Berg has called at noon, and wants to be called again"]) > 0
    True
    """
    different = set(texts)
    if len(different) < number("few"):
        return 0.0
    return number("stray_titles") * sum(map(_title, different)) / len(different)


def _title(text: str) -> bool:
    words = _WORD.findall(text) if len(text) <= _TITLE else []
    return bool(words) and all(word[0].isupper() for word in words)


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


def beyond(many: float, expected: float) -> float:
    """The log likelihood ratio of so many hits at their own rate against the expected one (Poisson); 0 where they are
    no more than expected.

    >>> beyond(1, 1), round(beyond(3, 0.1), 2)
    (0.0, 7.3)
    """
    return many * log(many / expected) - (many - expected) if many > expected else 0.0


@lru_cache
def least(background: float) -> float:
    """The share of values from which on `ratio` speaks for the kind, 1 where no share does.

    >>> round(least(0.1), 2), ratio(0.57, 9, 0.1) > 0 > ratio(0.55, 9, 0.1)
    (0.56, True)
    """
    holds = number("holds")
    if background >= holds:
        return 1.0
    hit, miss = log(holds / background), log((1 - holds) / (1 - background))
    return -miss / (hit - miss)


def mean(name: str, texts: Iterable[str], typed: float, *, called: bool = False) -> float:
    """The mean background of values."""
    rates = [rate(name, shape(text), typed, called=called) for text in texts]
    return sum(rates) / len(rates) if rates else typed
