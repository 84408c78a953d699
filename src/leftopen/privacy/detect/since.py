"""What a column counted since some moment, so that columns of one field in several processes can be added up.

Counters add. What is kept of values (samples, those for the evidence against, which were different) is joined, within
the same bounds as in one process.
"""

from collections import Counter
from copy import copy
from typing import Any, NamedTuple

from leftopen.privacy.detect.apart import Apart
from leftopen.privacy.detect.evidence import COUNTERS, NUMBERS, Column
from leftopen.privacy.detect.skim import Skim


class Before(NamedTuple):
    """What a column had counted: of `NUMBERS`, of `COUNTERS`, records that were skimmed, values kept, bits sampled."""

    numbers: tuple[float, ...]
    counters: tuple[Counter[Any], ...]
    skimmed: int
    kept: int
    sampled: frozenset[int]


Since = tuple[tuple[float, ...], tuple[dict[Any, int], ...], int, list[Any], dict[int, list[Any]], dict[int, set[int]]]
"""What came after that, in the same order, with the values themselves and which inside texts are known to be different
ones; made of plain types alone, for the way to another process.
"""


NOTHING = Before((0,) * len(NUMBERS), (Counter(),) * len(COUNTERS), 0, 0, frozenset())
"""What one had counted that was not there."""


def before(column: Column) -> Before:
    """What it has counted; all that waits is counted first."""
    column.count()
    return Before(
        tuple(getattr(column, name) for name in NUMBERS),
        tuple(Counter(getattr(column, name)) for name in COUNTERS),
        _skimmed(column),
        len(column.kept),
        frozenset(column.samples),
    )


def since(column: Column, then: Before) -> Since | None:
    """What it has counted since then, None where that is nothing."""
    now = before(column)
    if now.numbers == then.numbers and now.skimmed == then.skimmed:
        return None
    return (
        tuple(new - old for new, old in zip(now.numbers, then.numbers, strict=True)),
        tuple(dict(new - old) for new, old in zip(now.counters, then.counters, strict=True)),
        now.skimmed - then.skimmed,
        column.kept[then.kept :],
        {bit: values for bit, values in column.samples.items() if bit not in then.sampled},
        column.apart.known,
    )


def add(column: Column, told: Since) -> None:
    """Adds what a column of the same field counted elsewhere."""
    numbers, counters, skimmed, kept, samples, apart = told
    other = copy(column)
    for name, number in zip(NUMBERS, numbers, strict=True):
        setattr(other, name, number)
    for name, counter in zip(COUNTERS, counters, strict=True):
        setattr(other, name, Counter(counter))
    other.waiting, other.passed, other.weighed = [], 0, {}
    other.kept, other.samples, other.apart, other.skim = kept, samples, Apart(apart), None
    if skimmed:
        other.skim = Skim()
        other.skim.looks = skimmed
    column.absorb(other)


def _skimmed(column: Column) -> int:
    return column.skim.looks if column.skim is not None else 0
