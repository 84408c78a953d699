"""Given names and surnames in two fields that are called nothing, and pairs of words that are none."""

import random

import pytest

from tests.privacy.told import claimed

GIVEN = "Walter Ingrid Renata Oscar Hannah Philip Teresa Gordon Miriam Leon Beatrice Hugo Clara Victor Agnes Martin"
FAMILY = "Lindgren Abbott Moreno Fischer Castillo Quayle Bergström Whitfield Okonjo Tremblay Vance Holloway Brandt Ruiz"
TOWNS = "Lagos Porto Madison Verona Lincoln Essen Kent Leeds Orange Bergen Salem Boston Derby Mobile Denver Troy"
GOODS = "Anchor Meridian Copper Falcon Slate Harbor Jasmine Willow Ember Ridge Cedar Fern Onyx Pearl Ruby Rapid"


def rows(first: str, second: str, *names: str) -> list[dict[str, object]]:
    of = random.Random(5)
    one, other = first.split(), second.split()
    return [
        {names[0]: 100 + at, names[1]: of.choice(one), names[2]: of.choice(other), names[3]: at % 3} for at in range(60)
    ]


@pytest.mark.parametrize("names", [("column1", "column2", "column3", "column4"), ("c0", "zq", "zr", "c3")])
@pytest.mark.parametrize(("first", "second"), [(GIVEN, FAMILY), (FAMILY, GIVEN)])
def test_both_parts_are_names(first: str, second: str, names: tuple[str, ...]) -> None:
    told = claimed(rows(first, second, *names))
    assert told[names[1]] == told[names[2]] == {"person.name"}
    assert told[names[0]] == told[names[3]] == set()


@pytest.mark.parametrize(("first", "second"), [(TOWNS, GOODS), (GOODS, TOWNS), (TOWNS, TOWNS)])
def test_words_of_other_things_are_none(first: str, second: str) -> None:
    assert not any(claimed(rows(first, second, "column1", "column2", "column3", "column4")).values())


def test_small_letters_and_codes_are_none() -> None:
    told = claimed(rows(GIVEN.lower(), FAMILY.lower(), "column1", "column2", "column3", "column4"))
    assert told["column2"] == told["column3"] == set()


def test_countries_beside_people_are_none() -> None:
    lands = "America India Italy Germany China Israel Georgia Jordan Kenya Chad"
    of = random.Random(6)
    told = claimed(
        [
            {"f1": f"k{at}@example.org", "f2": of.choice(GIVEN.split()), "f3": of.choice(lands.split())}
            for at in range(60)
        ]
    )
    assert told["f3"] == set()


def test_only_people_are_named_in_a_table_of_them_without_names() -> None:
    of = random.Random(7)
    told = claimed(
        [
            {
                "customers": {
                    "column1": at,
                    "column2": of.choice(GIVEN.split()),
                    "column3": of.choice(FAMILY.split()),
                    "column4": f"k{at}@example.org",
                    "column5": of.choice(tuple(TOWNS.split())),
                    "column6": of.choice(("active", "closed")),
                    "column7": "GERMANY",
                }
            }
            for at in range(60)
        ]
    )
    named = {path for path, labels in told.items() if "person.name" in labels}
    assert named == {"customers.column2", "customers.column3"}
