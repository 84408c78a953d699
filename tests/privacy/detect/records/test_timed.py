"""Figures under a name for a moment."""

import pytest

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
