"""What a field counted in several processes adds up to what one would have counted."""

import marshal
from collections.abc import Sequence
from typing import Any

import pytest

from leftopen.lab.people import Town
from leftopen.privacy.detect.evidence import COUNTERS, NUMBERS, Column
from leftopen.privacy.detect.since import NOTHING, add, before, since
from leftopen.privacy.flatten import Node

PEOPLE = Town(11).people(60)
VALUES: dict[str, list[Any]] = {
    "mail": [p.email for p in PEOPLE],
    "note": [f"please write to {p.email} about {n}" for n, p in enumerate(PEOPLE)],
    "n": list(range(60)),
    "tags": [["a", p.latin, n] for n, p in enumerate(PEOPLE)],
}
JOINED = {"kept", "samples", "apart", "skim"}
OF_THE_FIELD = {"node", "keep", "hints", "weak", "names", "called", "asked"}
ON_THE_WAY = {
    "general",
    "most",
    "settled",
    "distinct",
    "memo",
    "waiting",
    "last",
    "size",
    "passed",
    "weight",
    "weighed",
    "proof",
}
"""What a column holds that decides what is examined, and nothing of what was found."""


def column(name: str) -> Column:
    return Column(Node((name,)), frozenset())


def taken(found: Column, values: Sequence[Any]) -> Column:
    for value in values:
        found.take(value if isinstance(value, list) else [value])
    return found


def test_all_that_a_column_counts_is_added() -> None:
    counted = {*NUMBERS, *COUNTERS}
    assert counted | JOINED | OF_THE_FIELD | ON_THE_WAY == set(Column.__slots__), "say of a new one how it is added"


@pytest.mark.parametrize("name", VALUES)
def test_halves_add_up(name: str) -> None:
    values = VALUES[name]
    first, other, whole = column(name), column(name), taken(column(name), values)
    taken(first, values[:20])
    taken(other, values[:20])
    then = before(other)
    before(first)
    told = since(taken(other, values[20:]), then)
    assert told is not None
    add(first, marshal.loads(marshal.dumps(told)))
    now, expected = before(first), before(whole)
    assert now.numbers == expected.numbers
    assert now.counters == expected.counters
    assert now.sampled == expected.sampled
    assert (first.kept, first.samples, first.apart.known) == (whole.kept, whole.samples, whole.apart.known)


def test_texts_that_were_skimmed_add_up() -> None:
    values = [f"all is well on day {n}" for n in range(900)] + [f"write to {p.email} or call" for p in PEOPLE]
    first, other = taken(column("text"), values[:600]), taken(column("text"), values[:600])
    then = before(other)
    skimmed = before(first).skimmed
    told = since(taken(other, values[600:]), then)
    assert told is not None
    add(first, told)
    assert first.skim is not None
    assert before(first).skimmed == skimmed + told[2] > skimmed
    assert first.within(next(iter(first.spotted)))[0] > 0


def test_one_that_met_nothing_says_nothing() -> None:
    found = taken(column("mail"), ["zhao@example.org"])
    assert since(found, before(found)) is None
    told = since(found, NOTHING)
    assert told is not None
    assert told[0][0] == 1
