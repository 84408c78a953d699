"""Fields told by a pair of a name and a value."""

from typing import Any

import pytest

from leftopen.privacy.pairs import MOST, name_of
from tests.privacy.told import claimed


def test_each_value_is_judged_as_what_its_name_says() -> None:
    faith = ("Catholic", "Muslim")
    rows = [
        {
            "attributes": [
                {"name": "email", "value": f"u{n}@example.org"},
                {"name": "religion", "value": faith[n % 2]},
                {"name": "color", "value": "red"},
            ]
        }
        for n in range(20)
    ]
    found = claimed(rows)
    assert found["attributes[].value"] == {"contact.email", "special.religion"}
    assert found["attributes[].name"] == set()


def test_pairs_of_several_types_keep_together() -> None:
    rows = [
        {
            "extension": [
                {"url": "http://example.org/fhir/us-core-race", "valueString": "White"},
                {"url": "http://example.org/birthDate", "valueDate": f"1984-03-{n + 1:02}"},
                {"url": "http://example.org/nothing", "extension": [{"url": "x", "valueBoolean": None}]},
            ]
        }
        for n in range(20)
    ]
    found = claimed(rows)
    assert found["extension[].valueString"] == {"special.ethnicity"}
    assert found["extension[].valueDate"] == {"person.birth_date"}


@pytest.mark.parametrize(("key", "value"), [("lat_ms", 12), ("hit_points", 7), ("health_check", True)])
def test_what_is_nothing_as_a_field_is_nothing_as_a_pair(key: str, value: Any) -> None:
    assert claimed([{"key": key, "value": value}] * 20)["value"] == set()


def test_only_known_names_name() -> None:
    assert name_of("date_of_birth") == "date_of_birth"
    assert name_of("https://example.org/a#religion") == "religion"
    assert [name_of(text) for text in ("Ada Lovelace", "", "x" * 200, 7, None)] == [""] * 5


def test_fields_of_one_path_are_bounded() -> None:
    rows = [
        {"key": f"email {n}" if n % 2 else f"email{'x' * 0} address {n}", "value": "u1@example.org"} for n in range(200)
    ]
    assert claimed(rows)["value"] == {"contact.email"}
    assert MOST < 200


def test_a_value_without_its_name_is_left() -> None:
    rows = [{"tags": [{"key": "religion"}, {"value": "Catholic"}, {"key": "x", "value": [1, 2]}]}] * 20
    assert claimed(rows)["tags[].key"] == set()


HALVES = [
    ("FieldName", "FieldValue"),
    ("attribute_name", "attribute_value"),
    ("questionText", "questionAnswer"),
    ("propKey", "propVal"),
]


@pytest.mark.parametrize(("first", "second"), HALVES)
def test_halves_may_say_what_they_are_of(first: str, second: str) -> None:
    days = [f"19{n}-03-07" for n in range(50, 70)]
    rows = [{"f": [{first: "Date of birth", second: day}, {first: "Colour", second: "red"}]} for day in days]
    assert "person.birth_date" in claimed(rows)[f"f[].{second}"]


@pytest.mark.parametrize(
    ("name", "value", "asked"),
    [
        ("campo", "valor", "religión"),
        ("Feld", "Wert", "Konfession"),
        ("alan", "deger", "mezhep"),
        ("項目名", "値", "宗教"),
        ("pytanie", "odpowiedz", "wyznanie"),
        ("вопрос", "ответ", "вероисповедание"),
        ("champ", "valeur", "religion"),
    ],
)
def test_halves_are_called_so_in_other_languages(name: str, value: str, asked: str) -> None:
    told = [{"items": [{name: asked, value: ("xa", "xb")[n % 2]}, {name: "size", value: "M"}]} for n in range(20)]
    assert claimed(told)[f"items[].{value}"] == {"special.religion"}
    plain = [{"items": [{name: "size", value: ("S", "M")[n % 2]}, {name: "colour", value: "red"}]} for n in range(20)]
    assert not claimed(plain)[f"items[].{value}"]


def test_what_a_shop_keeps_of_a_user() -> None:
    rows = [
        {"umeta_id": n, "user_id": n // 3, "meta_key": key, "meta_value": value.format(n)}
        for n in range(60)
        for key, value in (("billing_phone", "+44 7700 900{:03}"), ("wp_user_level", "{}"), ("shipping_city", "Leeds"))
    ]
    found = claimed(rows)
    assert found["meta_value"] == {"contact.phone", "contact.address"}
    assert found["meta_key"] == found["user_id"] == set()
