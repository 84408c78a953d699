"""Short words of languages that a record does not speak."""

from typing import Any

import pytest

from tests.privacy.told import claimed

ENGLISH = {"altitude": 1240, "temperature": 17.5, "region": "North"}
NUMBERS = [12, 31, 27, 44, 19, 23]
WORDS = ["A1", "B2", "C3", "D4"]


def told(name: str, values: list[Any], **beside: Any) -> set[str]:
    """What is claimed of a field beside others."""
    found = claimed([{**(beside or ENGLISH), name: values[n % len(values)]} for n in range(24)])
    return found[name]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("hut", NUMBERS),
        ("hut", ["yes", "no"]),
        ("dur", NUMBERS),
        ("nl", NUMBERS),
        ("ns", [1980, 2003, 1999]),
        ("va", [204418, 381901]),
        ("elev", NUMBERS),
        ("tc", ["yes", "no"]),
        ("fin_index", [101.25, 98.4, 120.75]),
        ("cor", WORDS),
    ],
)
def test_a_short_word_of_another_language_is_no_claim(name: str, values: list[Any]) -> None:
    assert told(name, values) == set()


@pytest.mark.parametrize(
    ("name", "values", "beside", "label"),
    [
        ("hut", ["ja", "nein"], {"augenfarbe": "blau", "kamera": 4, "region": "Nord"}, "biometric.face_attribute"),
        ("dur", ["1971-04-02", "1988-11-30"], {"imie": "Ewa", "width": 3, "price": 9}, "person.birth_date"),
        ("nl", NUMBERS, {"xingming": "王芳", "width": 3, "price": 9}, "person.age"),
        ("elev", ["7a", "8c"], {"klasse": "7a", "karakter": 10, "skole": "Nord"}, "minor.child"),
        ("cor", ["parda", "preta"], {"nome_completo": "Rita Lopes", "height": 3, "price": 9}, "special.ethnicity"),
    ],
)
def test_a_short_word_of_the_language_of_its_record_is_a_claim(
    name: str, values: list[Any], beside: dict[str, Any], label: str
) -> None:
    assert label in told(name, values, **beside)


def test_short_words_of_one_language_speak_for_each_other() -> None:
    rows = [
        {"create_time": 1700000000 + n, "update_time": 1700000500 + n, "user_status": 1, "xb": n % 2, "mz": n % 5}
        for n in range(24)
    ]
    assert claimed(rows)["xb"] == {"person.gender"}
    assert claimed(rows)["mz"] == {"special.ethnicity"}


def test_what_values_say_by_their_form_is_a_claim_in_any_record() -> None:
    assert told("mz", ["汉族", "回族", "藏族"]) == {"special.ethnicity"}
    assert "special.ethnicity" in told("cor", ["branca", "parda", "preta"])
    assert "person.name" in told("ism", ["Aziza Karimova", "Rustam Saidov", "Dilnoza Umarova", "Farid Aliyev"] * 2)
    assert "person.birth_date" in told("dur", ["1971-04-02", "1988-11-30", "2001-01-15"])
    assert any(label.startswith("id.") for label in told("fin", ["5XK2L9A", "7BM31QZ", "1AC49DE"]))


def test_letters_of_the_language_in_any_text_are_enough() -> None:
    assert told("dur", NUMBERS, altitude=3, price=9, region="Łódź") == {"person.birth_date"}


def test_a_record_of_which_no_name_tells_a_language_keeps_it() -> None:
    assert told("bart", ["yes", "no"], x7=1, q=2) == {"biometric.face_attribute"}


def test_beside_somebody_only_the_shortest_are_chance() -> None:
    somebody = {"full_name": "Rita Lopes", "phone": "+34 612 345 678", "created_at": "2024-03-01T10:00:00Z"}
    assert told("edad", NUMBERS, **somebody) == {"person.age"}
    assert told("sexo", [1, 2], **somebody) == {"person.gender"}
    assert told("nl", NUMBERS, **somebody) == set()


def test_beside_somebody_ambiguous_ones_and_days_under_a_word_for_a_number_are_chance_too() -> None:
    somebody = {"subject": "P-104", "sex": "F", "race": "WHITE", "age": 61, "planned_treatment": "placebo"}
    assert told("ADT", ["2013-07-19", "2014-01-02", "2013-11-30"], **somebody) == set()
    assert told("ADY", [3, -14, 27], **somebody) == set()
    assert any(label.startswith("id.") for label in told("ADT", ["AK 204815", "X 557120", "ΑΒ 318844"], **somebody))


def test_a_short_word_for_an_illness_over_other_words_is_none_where_three_names_are_of_one_other_language() -> None:
    rows = [
        {
            "klijent": "Ana Horvat",
            "mobitel": f"+385 91 234 {n:04}",
            "cijena": 40 + n,
            "gorivo": "puno",
            "luka": ["Split", "Zadar", "Pula"][n % 3],
        }
        for n in range(30)
    ]
    assert claimed(rows)["luka"] == set()
    assert claimed([{**row, "luka": "da" if n % 2 else "ne"} for n, row in enumerate(rows)])["luka"] == {
        "special.health"
    }


def test_a_word_that_english_clips_is_no_foreign_one() -> None:
    rows = [
        {
            "nr": n,
            "school": 9 + n % 7,
            "industry": ("trade", "mining")[n % 2],
            "ethn": ("black", "hisp", "other")[n % 3],
        }
        for n in range(40)
    ]
    assert claimed(rows)["ethn"] == {"special.ethnicity"}
