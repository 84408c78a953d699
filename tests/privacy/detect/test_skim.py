"""Texts that are not examined one by one."""

import pytest

from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.skim import FULL, Skim, roomy

EMAIL = next(bit for bit, each in enumerate(detectors()) if each.label == "contact.email")
PLAIN, HOLDING = "nothing is in here", "write to ada@example.org soon"


def test_those_that_hold_something_are_told_once() -> None:
    skim = Skim()
    assert not skim.take([PLAIN])
    assert not skim.take([HOLDING, 7, None, "short"])
    assert skim.holding(()) == [HOLDING]
    assert skim.holding(()) == []
    assert skim.looks == 2


def test_what_is_known_is_not_looked_for() -> None:
    skim = Skim()
    skim.take([HOLDING])
    skim.take([f"{HOLDING}, paid from DE89370400440532013000"])
    assert skim.holding({EMAIL}) == [f"{HOLDING}, paid from DE89370400440532013000"]


@pytest.mark.parametrize("ends", ["\n", "\ud800", "\0"])
def test_texts_do_not_run_into_each_other(ends: str) -> None:
    skim = Skim()
    skim.take([f"a text that ends with ada{ends}"])
    skim.take([f"{ends}@example.org is how the next one begins"])
    skim.take([HOLDING])
    assert skim.holding(()) == [HOLDING]


def test_enough_of_them_are_told() -> None:
    skim = Skim()
    assert [skim.take(["word " * 5000]) for _ in range(17)].index(True) == FULL // 4096 - 1
    assert skim.holding(()) == []
    assert not skim.take([])


@pytest.mark.parametrize(
    ("text", "some"),
    [
        ("a b c", False),
        ("one two three", True),
        ("x" * 65, True),
        ("x" * 60, False),
        ("王小明住在北京市朝阳区建国", True),
    ],
)
def test_roomy(text: str, some: bool) -> None:
    assert roomy(text) is some


def test_many_records_with_a_text_each_are_taken_at_once() -> None:
    skim = Skim()
    assert not skim.take_all([PLAIN, HOLDING, [0.5] * 8])
    assert skim.looks == 3
    assert skim.holding(()) == [HOLDING]
    assert skim.take_all(["word " * 5000] * 17)
