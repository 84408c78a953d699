"""What values tell under names that tell nothing, in records of people."""

from datetime import date, timedelta
from typing import Any

import pytest

from leftopen import classify

NAMES = ["Anna Nowak", "Piotr Zieliński", "Ewa Kowalczyk", "Tomasz Wójcik", "Maria Lewandowska", "Jan Kamiński"]


def told(values: list[Any], name: str = "zzq", **beside: Any) -> set[str]:
    """The labels that are claimed of a field in records of people, or of what stands `beside`."""
    people = beside or {"full_name": NAMES}
    rows = [
        {name: value, **{each: many[at % len(many)] for each, many in people.items()}}
        for at, value in enumerate(values)
    ]
    field = next(each for each in classify(rows)["fields"] if each["path"] == name)
    return {label["label"] for label in field["labels"] if label["confidence"] >= 0.5}


def luhn(body: str) -> str:
    doubled = (sum(divmod(int(c) * (2 - at % 2), 10)) for at, c in enumerate(reversed(body)))
    return body + str(-sum(doubled) % 10)


def thai(body: str) -> str:
    return body + str((11 - sum(int(c) * (13 - at) for at, c in enumerate(body)) % 11) % 10)


THAI = [thai(f"1{at * 7919 % 10**11:011d}") for at in range(1, 31)]
TIMES = [date(1948, 3, 1) + timedelta(days=599 * at) for at in range(30)]


def test_numbers_with_a_check_are_told_under_any_name() -> None:
    assert told(THAI) == {"id.th.pin"}
    assert told([int(each) for each in THAI]) == {"id.th.pin"}


def test_numbers_of_several_countries_are_of_none() -> None:
    """Nine digits by Luhn are issued in more than one country."""
    assert told([luhn(f"{31_415_926 + at * 7_654_321 % 60_000_000:08d}") for at in range(30)]) == {"id.xx.national"}


@pytest.mark.parametrize(
    "values",
    [
        pytest.param([*THAI[:15], *(f"{at}{each[1:]}" for at, each in enumerate(THAI[15:24], 1))], id="some fail"),
        pytest.param([str(10**12 + at) for at in range(30)], id="in a row"),
        pytest.param([f"2024{at % 12 + 1:02d}{at % 28 + 1:02d}{at * 379 % 10000:04d}" for at in range(30)], id="dated"),
        pytest.param(THAI[:5] * 6, id="few"),
    ],
)
def test_other_numbers_are_none(values: list[str]) -> None:
    assert told(values) == set()


def test_they_are_of_somebody_alone() -> None:
    assert told(THAI, size=[1, 2, 3], colour=["red", "green"]) == set()
    assert told(THAI, name="invoice_no") == set()


def test_dates_of_a_generation_are_those_of_birth() -> None:
    assert told([each.isoformat() for each in TIMES]) == {"person.birth_date"}
    assert told([f"{each:%d.%m.%Y}" for each in TIMES]) == {"person.birth_date"}


def test_other_dates_are_not() -> None:
    assert told([(each + timedelta(days=12_000)).isoformat() for each in TIMES]) == set()
    assert told([each.isoformat() for each in TIMES], name="created_at") == set()
    assert told([each.isoformat() for each in TIMES], station=["Dom", "Messe", "Hafen"], line=[1, 2, 3]) == set()
    assert told([each.isoformat() for each in TIMES], name="zzq", full_name=NAMES, dob=["1970-01-02"]) == set()
