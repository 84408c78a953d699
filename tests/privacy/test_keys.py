"""Which keys of a map are values, and which are fields that a program numbers."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from leftopen import classify
from tests.privacy.told import claimed

FAITHS = ("Catholic", "Sunni Muslim", "Buddhist", "Jewish")
RECORDS = 20


def member(number: int, key: Callable[[int], str]) -> dict[str, Any]:
    of = random.Random(number)
    return {
        "last_name": of.choice(("Brandt", "Okafor", "Silva", "Novak")),
        "email": f"member{number}@example.org",
        key(1): of.choice(FAITHS),
        key(2): of.choice(("Asthma", "Epilepsy", "Diabetes mellitus", "none")),
        key(3): of.choice(("north", "south", "west")),
    }


@pytest.mark.parametrize("form", ["customfield_1002{}", "custom_30000000{}", "attribute_value_1204{}"])
def test_fields_that_a_program_numbers_are_fields(form: str) -> None:
    told = claimed([member(number, form.format) for number in range(RECORDS)])
    assert len(told) == 5
    assert {"special.religion"} in told.values()
    assert {"special.health"} in told.values()
    assert sum(not each for each in told.values()) == 1


def test_numbers_alone_are_fields_where_all_records_have_them_and_are_never_shown() -> None:
    told = classify([member(number, "36000187{}".format) for number in range(RECORDS)])["fields"]
    found = {each["label"] for field in told for each in field["labels"] if field["path"] == "*"}
    assert {"special.religion", "special.health"} <= found
    assert not any("36000187" in field["path"] for field in told)


@pytest.mark.parametrize("few", [1, 2])
def test_what_each_record_has_another_of_is_a_value(few: int) -> None:
    records = [
        {"seen": {f"visitor_{10_000_000 + number * 9 + at}": {"times": at} for at in range(4)}} for number in range(few)
    ]
    assert claimed(records).keys() == {"seen.*.times", "seen.*"}


def test_telephone_numbers_as_keys_are_told_though_they_stay() -> None:
    records = [{"codes": {"4915123456701": str(number), "4915123456812": "x"}} for number in range(9)]
    told = claimed(records)
    assert told == {"codes.*": told["codes.*"]}
    assert not any(character.isdigit() for path in told for character in path)


def test_columns_of_one_form_are_fields() -> None:
    def record(number: int) -> dict[str, str]:
        of = random.Random(number)
        answers = {f"A{1000 + at}": of.choice(("yes", "no", "maybe")) for at in range(20)}
        return {
            "surname": f"Berg{number % 7}",
            "email": f"b{number}@example.org",
            **answers,
            "A1007": of.choice(FAITHS),
        }

    told = claimed([record(number) for number in range(RECORDS)])
    assert told["A1007"] == {"special.religion"}
    assert not told["A1008"]
