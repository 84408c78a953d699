"""Words of illness and medicine that no list has, told by their stems, and the notes that have them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

import leftopen
from leftopen.privacy.detect.stems import tells

WHO = {"full_name": ["Anna Berg", "Omar Haddad", "Li Wei", "Maria Garcia", "John Smith", "Olga Ivanova"]}
REACHED = {"phone": [f"+49 1511 23456{n}" for n in range(10, 16)]}
GOODS: dict[str, Sequence[Any]] = {"sku": [f"SKU-{n}" for n in range(6)], "price": [3.5, 4.0, 9.9, 1.2, 7.0, 8.5]}


def told(columns: Mapping[str, Sequence[Any]], *, rows: int = 30) -> dict[str, set[str]]:
    """What is claimed of each field of a table whose columns repeat."""
    records = [{name: each[n % len(each)] for name, each in columns.items()} for n in range(rows)]
    fields = leftopen.classify(records)["fields"]
    return {each["path"]: {x["label"] for x in each["labels"] if x["confidence"] >= 0.5} for each in fields}


@pytest.mark.parametrize(
    ("many", "label"),
    [
        ("gastrită cronică|gastryt|Gastritis|gastrite|гастрит", "special.health"),
        ("enalapril|amoksycylina|omeprazol|losartán|paroxetina", "special.health"),
        ("hipertensão|Hypertonie|гіпертонія|υπέρταση|ipertensione", "special.health"),
    ],
)
def test_stems_are_alike_in_most_languages(many: str, label: str) -> None:
    assert sum(tells(label, each) for each in many.split("|")) >= 4


@pytest.mark.parametrize(
    "text", ["April", "Website", "Academia", "визит", "кредит", "Akademie", "left", "protocol", "website error"]
)
def test_what_only_ends_so(text: str) -> None:
    assert not tells("special.health", text)


@pytest.mark.parametrize(
    ("name", "values", "label"),
    [
        ("qwx", ["gastrită", "bronșită", "durere abdominală", "anxietate"], "special.health"),
        ("qwx", ["N05BA08", "C09AA02", "H03AA01", "A10BA02"], "special.health"),
        ("atc", ["N05BA08", "C09AA02", "H03AA01", "A10BA02"], "special.health"),
        ("qwx", ["clinical pregnancy", "miscarriage", "ectopic pregnancy"], "special.fertility"),
        ("qwx", ["PiS", "PO", "Lewica", "Konfederacja"], "special.politics"),
        ("qwx", ["VVD", "PvdA", "GroenLinks", "CDA"], "special.politics"),
    ],
)
def test_values_tell_beside_somebody_alone(name: str, values: list[str], label: str) -> None:
    """What values tell under a name that says nothing is of somebody who is known, and of no ware."""
    assert told({name: values, **WHO, **REACHED})[name] == {label}
    assert label not in told({name: values, **GOODS})[name]


@pytest.mark.parametrize(
    "values",
    [
        ["left", "right", "center"],
        ["sinistra", "destra", "centro"],
        ["SP", "PR", "PT"],
        ["N12", "C09", "H03"],
        ["Sales", "Finance", "Logistics", "Kitchen"],
        ["gold", "silver", "bronze"],
    ],
)
def test_sides_codes_and_trades_beside_somebody_are_nothing(values: list[str]) -> None:
    assert not told({"qwx": values, **WHO, **REACHED})["qwx"]


def test_two_special_sets_of_words_tell_that_somebody_is_meant() -> None:
    table: dict[str, Sequence[Any]] = {
        "k": list(range(6)),
        "attr1": ["católico", "evangélico", "espírita"],
        "attr2": ["diabetes", "asma", "depressão"],
        "attr3": ["PT", "PL", "PSDB", "PSOL"],
        "attr4": ["azul", "verde", "preto"],
    }
    found = told(table)
    assert found["attr1"] == {"special.religion"}
    assert found["attr2"] == {"special.health"}
    assert found["attr3"] == {"special.politics"}
    assert not found["attr4"]
    assert not told({name: table[name] for name in ("k", "attr2", "attr4")})["attr2"]


def test_notes_of_a_patient_need_no_word_of_treatment() -> None:
    notes = [
        "I have panic attacks since Monday",
        "The rash spread after the amoxicillin",
        "my asthma is back",
        "Thank you all",
    ]
    assert told({"patient_name": WHO["full_name"], "body": notes})["body"] == {"special.health"}
    plain = ["See you tomorrow then", "The door was locked", "Please call me back", "Thank you all"]
    assert not told({"patient_name": WHO["full_name"], "body": plain})["body"]


def test_a_catalogue_of_illnesses_is_of_nobody() -> None:
    table: dict[str, Sequence[Any]] = {
        "icd_code": ["J07.7", "J89.5", "E11.9"],
        "title": ["Chronic nephropathy", "Viral pneumonitis", "Bronchiolitis"],
    }
    assert not told({**table, "billable": [True, False]})["title"]


def test_a_gender_under_a_word_that_is_a_surname_too() -> None:
    assert told({"sei": ["男性", "女性"], **REACHED})["sei"] == {"person.gender"}
    assert told({"sei": ["佐藤", "鈴木", "高橋"], **REACHED})["sei"] == {"person.name"}


def test_words_of_a_set_beat_a_short_name_of_people() -> None:
    assert "person.name" not in told({"so": ["lesbian", "gay", "bisexual", "straight"], **WHO, **REACHED})["so"]
