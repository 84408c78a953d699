"""Figures under a name for a moment."""

import pytest

from leftopen.privacy.detect.decision import Decision
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import bit_of
from leftopen.privacy.detect.records import timed
from leftopen.privacy.flatten import Node
from tests.privacy.told import claimed

HOLDER = {"full_name": ("Ada Lovell", "Jon Kurz", "Eva Ray"), "email": ("ada@example.org", "jon@example.org")}


def told(name: str, values: tuple[object, ...]) -> set[str]:
    """What is claimed of a field beside somebody."""
    every: dict[str, tuple[object, ...]] = {**HOLDER, name: values}
    return claimed([{key: of[n % len(of)] for key, of in every.items()} for n in range(24)])[name]


@pytest.mark.parametrize("name", ["timestamp", "zeitstempel", "时间戳"])
def test_times_of_unix_are_no_telephones(name: str) -> None:
    assert told(name, tuple(16_911_000_000 + 7_919 * n for n in range(24))) == set()


def test_a_telephone_that_its_name_calls_stays() -> None:
    assert told("phone", tuple(f"+4930{2_345_678 + 7_919 * n}" for n in range(24))) == {"contact.phone"}


@pytest.mark.parametrize(
    ("values", "left"),
    [([f"+49 30 {n}" for n in range(2_345_678, 2_345_700)], set()), ([*range(1_691_000_000, 1_691_000_022)], {0})],
)
def test_what_is_written_as_a_telephone_number_stays_one(values: list[object], left: set[int]) -> None:
    column = Column(Node(("timestamp",)), frozenset())
    for value in values:
        column.take([value])
    column.count()
    phone = bit_of("contact.phone")
    found = timed.of_moments([(column, [Decision(phone, 0.9, 22, named=False)])])
    assert {at for at, bits in found.items() if phone in bits} == left
