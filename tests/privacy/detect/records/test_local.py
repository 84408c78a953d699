"""National numbers told by the country that their record is of."""

import random
from typing import Any

import pytest

from leftopen import classify
from leftopen.privacy.detect.checksum import luhn
from tests.privacy.drawn import valid

NAMES = ["Anna Nowak", "Piotr Zieliński", "Ewa Kowalczyk", "Tomasz Wójcik", "Maria Lewandowska", "Jan Kamiński"]


def told(values: list[str], name: str = "customer_no", **beside: list[Any]) -> set[str]:
    """The labels of national numbers that are claimed of a field beside names of people and these fields."""
    beside = {"full_name": NAMES, **beside}
    rows = [
        {name: value, **{each: many[at % len(many)] for each, many in beside.items()}}
        for at, value in enumerate(values)
    ]
    field = next(each for each in classify(rows)["fields"] if each["path"] == name)
    return {label["label"] for label in field["labels"] if label["confidence"] >= 0.5 and label["label"][:3] == "id."}


NINE, ELEVEN = valid(luhn, 9, "4"), valid(luhn, 11)
SWISS = [f"+4179{at * 7919 % 10**7:07}" for at in range(30)]
ISRAELI = [f"+97252{at * 7919 % 10**7:07}" for at in range(30)]


@pytest.mark.parametrize(
    ("beside", "label"),
    [
        ({"country": ["CA"]}, "id.ca.sin"),
        ({"currency": ["CAD"]}, "id.ca.sin"),
        ({"mobile": ISRAELI}, "id.il.idnr"),
        ({"locale": ["he_IL"]}, "id.il.idnr"),
    ],
)
def test_one_check_of_many_countries_is_of_that_of_the_record(beside: dict[str, Any], label: str) -> None:
    assert told(NINE, **beside) == {label}


def test_what_codes_of_anything_have_is_no_number_of_another_country() -> None:
    assert told(ELEVEN, mobile=SWISS) == set()
    assert told(NINE, country=["NO"]) == set()
    assert told(NINE, currency=["SEK"]) == set()


def test_numbers_of_one_counter_are_of_nobody() -> None:
    counted = [
        text for at in range(104_520_01, 104_520_90) for text in (f"{at}{c}" for c in "0123456789") if luhn(text)
    ]
    assert told(counted[:40], country=["CA"]) == set()
    assert told(counted[:40]) == set()


def births(form: str, years: int) -> list[str]:
    draw = random.Random(form)
    days = ((at % 28 + 1, at % 12 + 1, 50 + at * 7 % years) for at in range(40))
    heads = (form.format(d=day, D=day + 10, m=month, y=year) for day, month, year in days)
    return ["".join(draw.choice("0123456789") if c == "#" else c for c in head) for head in heads]


@pytest.mark.parametrize(
    ("form", "country", "label"),
    [("{D:02}{m:02}{y:02}####", "AM", "id.am.psn"), ("{y:02}{m:02}#####", "BH", "id.bh.cpr")],
)
def test_a_birth_that_nothing_checks_is_told_in_its_country(form: str, country: str, label: str) -> None:
    assert told(births(form, 45), country=[country]) == {label}
    assert told(births(form, 45), country=["SE"]) == set()
    assert told(births(form, 4), country=[country]) == set()


def test_a_name_that_says_something_else_is_taken_at_its_word() -> None:
    assert told(NINE, name="invoice_no", country=["CA"]) == set()


def test_nothing_is_told_of_records_of_nobody() -> None:
    rows = [{"ref": each, "country": "CA", "pallets": at} for at, each in enumerate(NINE)]
    assert not any(label["confidence"] >= 0.5 for each in classify(rows)["fields"] for label in each["labels"])
