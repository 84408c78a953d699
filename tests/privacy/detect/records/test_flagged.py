"""Fields whose names are words for what is told of somebody, over yes and no, and findings under any name."""

from typing import Any

import pytest

from tests.privacy.told import claimed

NAMED = ["Anna Berg", "Omar Haddad", "Li Wei", "Maria Garcia", "John Smith", "Olga Ivanova", "Peter Weber", "Ada King"]
PEOPLE = {"full_name": NAMED, "phone": [f"+49 1511 23456{n}" for n in range(10, 18)]}
PATIENTS = PEOPLE | {"diagnosis": ["asthma", "type 2 diabetes", "migraine"]}
ASKED = [
    ("hernia", ["não", "sim"], "special.health"),
    ("hepatitis_b", ["ja", "nein"], "special.health"),
    ("psoriasis", [0, 1], "special.health"),
    ("туберкулёз", ["да", "нет"], "special.health"),
    ("drunk_driving", ["yes", "no"], "criminal.record"),
    ("muslim", [True, False], "special.religion"),
]


def _told(name: str, values: list[Any], beside: dict[str, list[str]]) -> set[str]:
    columns = {name: values, "nr": [str(4100 + 7 * n) for n in range(8)]} | beside
    return claimed([{column: each[n % len(each)] for column, each in columns.items()} for n in range(40)])[name]


@pytest.mark.parametrize(("name", "values", "label"), ASKED)
def test_a_word_over_yes_and_no_is_asked_of_somebody(name: str, values: list[object], label: str) -> None:
    assert _told(name, values, PEOPLE) == {label}
    assert _told(name, values, {"sku": [f"SKU-{n}" for n in range(8)], "shelf": ["A", "B"]}) == set()


@pytest.mark.parametrize("name", ["bi", "disk", "newsletter", "garage", "balcony", "green"])
def test_short_words_and_those_of_anything_ask_nothing_special(name: str) -> None:
    assert _told(name, ["yes", "no"], PEOPLE) == set()


def test_who_is_called_so_is_what_they_are_where_it_is_answered() -> None:
    assert _told("gestante", ["sim", "não"], PEOPLE) == {"special.fertility"}
    assert _told("stGestante", [True, False], PEOPLE) == {"special.fertility"}
    assert _told("gestante_flag", ["S", "N"], PEOPLE) == {"special.fertility"}
    assert _told("gestante", ["Ana Souza", "Rita Lima", "Eva Reis", "Clara Dias"], PEOPLE) == {"person.name"}


@pytest.mark.parametrize(
    "values", [["(-)", "(+)", "(±)"], ["neg", "pos"], ["陰性", "陽性"], ["120/80", "150/95", "110/70", "135/85"]]
)
def test_findings_beside_health_are_health_under_any_name(values: list[object]) -> None:
    assert _told("q17", values, PATIENTS) == {"special.health"}
    assert _told("q17", values, PEOPLE) == set()
    assert _told("q17", ["1/2", "3/4", "7/8", "205/55"], PATIENTS) == set()


def test_smoking_is_of_a_room_and_of_a_patient() -> None:
    assert _told("smoking", ["yes", "no"], PATIENTS) == {"special.health"}
    assert _told("smoking", ["yes", "no"], {"room_no": ["101", "102", "203"], "beds": ["1", "2"]}) == set()


def test_whose_church_it_is_is_a_faith_of_somebody() -> None:
    assert _told("iglesia", ["pentecostal", "católica", "ninguna"], PEOPLE) == {"special.religion"}
    assert _told("iglesia", ["San Juan", "Santa Ana", "San Pedro"], PEOPLE) != {"special.religion"}


@pytest.mark.parametrize("part", ["fabricante", "lote", "manufacturer"])
def test_the_maker_and_the_lot_of_a_medicine_are_nobodys(part: str) -> None:
    makers = ["Pfizer", "Butantan", "Fiocruz"]
    rows = [{"name": NAMED[n % 8], "vacina": {"nome": ["BCG", "Tdap"][n % 2], part: makers[n % 3]}} for n in range(24)]
    assert claimed(rows)[f"vacina.{part}"] == set()


def test_an_ambiguous_word_for_somebody_asks_beside_what_tells_of_health() -> None:
    assert _told("gravida", ["sim", "não"], PATIENTS) == {"special.fertility"}
    assert _told("gravida", ["sim", "não"], {"sku": [f"SKU-{n}" for n in range(8)]}) == set()
