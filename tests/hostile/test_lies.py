"""Numbers of an answer that lie: lengths, counts, kinds. A store that was shown is not called empty or locked by one.

Any four bytes of any answer of a real server are changed to a number that parsers fall over. What is left of an answer
may be what it does not count, and a row of a list that names nothing may be any row.
"""

import random
from collections.abc import Iterator

import pytest

from tests.probes.replaced import RAW
from tests.talk import Peer, Script, Step, outcome, scripts

pytestmark = pytest.mark.unmeasured

LIES = (
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\x80\x00\x00\x00",
    b"\x00\x00\x00\x00",
    b"\xff\xff\xff\x7f",
    b"\x00\x00\x00\x80",
    b"\xff\xff",
    b"\x00\x01",
    b"\x00",
    b"\xff",
)
TRIED = 150
"""Of all lies in a transcript those that are tried."""

BEGIN = 600
"""Bytes of each answer in which it may lie: its head, and the first rows."""

SHOWN = ("open", "metadata")
WRONG = ("empty", "locked")


def lies(script: Script) -> Iterator[tuple[int, int, bytes]]:
    """Which answer lies, where, and how."""
    chance = random.Random(script.path.stem)
    places = [
        (number, at)
        for number, step in enumerate(script.steps)
        if step.kind == "<"
        for at in range(min(len(step.data), BEGIN))
    ]
    for _ in range(TRIED):
        number, at = chance.choice(places)
        yield number, at, chance.choice(LIES)


def said(script: Script, number: int, at: int, lie: bytes) -> object:
    """What the probe says where that answer lies."""
    data = bytearray(script.steps[number].data)
    data[at : at + len(lie)] = lie
    steps = [*script.steps[:number], Step("<", bytes(data)), *script.steps[number + 1 :]]
    return outcome(RAW[script.probe].talk(script.limits), Peer(steps, strict=False)).get("access")


@pytest.mark.parametrize(
    "script",
    [each for each in scripts() if each.probe in RAW and each.outcome.get("access") in SHOWN],
    ids=lambda script: f"{script.probe}-{script.path.stem}",
)
def test_a_number_that_lies_is_no_emptiness_and_no_lock(script: Script) -> None:
    assert [each for each in lies(script) if said(script, *each) in WRONG] == []
