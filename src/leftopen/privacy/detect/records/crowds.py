"""What whole numbers and words for sums tell: how many people there are, and that a record is about all of them."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.records import somebody
from leftopen.privacy.detect.units import folded, own_words
from leftopen.privacy.detect.values import countable, whole
from leftopen.privacy.detect.weights import number

CROWD = "about.crowd"
"""Concept of names for people in the plural, which tell over whole numbers how many they are."""
_LONGEST = 12
"""Figures of a number of people, at most: Python refuses to read those of thousands."""
_HOUSEHOLD = 30
"""People of one household or class at most: of numbers that small a row may be about them."""
_LONG = 9
"""Figures of the longest number that is counted on."""


def numbers(kept: Sequence[Any]) -> bool:
    """True where all values are whole numbers."""
    return bool(kept) and all(type(value) is int for value in kept)


def serial(kept: Sequence[Any]) -> bool:
    """True for whole numbers of which each is one more than the last.

    >>> serial([4, 5, 6, 7]), serial(["1", "2", "3", "4"]), serial([4, 5, 5, 6]), serial([4, 5])
    (True, True, False, False)
    """
    told = [int(value) for value in kept if countable(value, _LONG)]
    return len(told) == len(kept) > number("few_people") and told == list(range(told[0], told[0] + len(told)))


def crowd(kept: Sequence[Any]) -> bool:
    """True for whole numbers that are of more people than live together."""
    return numbers(kept) and max(kept) > _HOUSEHOLD


def tallied(column: Column) -> bool:
    """True for how many of somebody there are, more than live together: `antal_barn` over hundreds."""
    words = own_words(column.node.parts)
    if _tallies().isdisjoint(words) or not somebody.of_somebody(column) or not all(map(whole, column.kept)):
        return False
    return any(int(value) > _HOUSEHOLD for value in column.kept if len(str(value)) <= _LONGEST)


@cache
def _tallies() -> frozenset[str]:
    return frozenset(folded(word) for word in lexicon.closed("about.tally"))


def totalled(kept: Sequence[Any]) -> bool:
    """True where values are of all of a crowd, several times, beside others: `Both sexes`.

    >>> totalled(["Male", "Total", "Female", "Total"]), totalled(["Male", "Female"])
    (True, False)
    """
    sums = lexicon.closed("none.total")
    return sum([isinstance(value, str) and value.strip().casefold() in sums for value in kept]) > 1
