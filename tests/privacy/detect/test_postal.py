"""Addresses are told by their parts in any language; sentences, codes and series are none."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.privacy.detect.postal import LONGEST, formed
from tests.privacy.told import claimed


@pytest.mark.parametrize(
    "text",
    [
        "Slunečná 412, 602 00 Brno",
        "Lysøyvegen 17B, 5034 Bergen",
        "Μυρτιάς 23, 546 21 Θεσσαλονίκη",
        "48 Heron Bluff Apt. 7, Millbrook, VT 05401",
        "Flat 3a, Ash Orchard, Kingsford, LE4 7TQ",
        "1212 Maple Hollow, Halifax, NS B3H 4R2",
        "Travessa Sá, 18, Centro, 40015-230 Lagoa / BA",
        "Calle 45 # 12-30, Oficina 4, 110231, Bogotá",
        "ул. Садовая, д. 14, кв. 3, 630099, Омск",
        "14 विकास नगर, पुणे 411004",
        "הגפן 8, חיפה, 3309519",
        "31 Jacaranda Umgwaqo, Durban, 4001",
        "Jl. Melati No. 5, Bandung, JB 40115",
        "Kastanjedreef 9, 9000 GK, Gent",
        "Unit 4410 Box 9, APO AE 09012",
        "77 Otter Prairie Suite 2",
        "Feira das Flores, 73",
        "Privada Nogal 12 Depto. 4, Puebla",
        "Flat 17t\nJoyce Row\nHarlow\nCM20 2QW",
    ],
)
def test_addresses_of_many_countries(text: str) -> None:
    assert formed(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Order 12, Serial 123456",
        "Volume 7, 2019 Berlin",
        "Ada Berg, Oslo, 12345",
        "Berlin, 10115",
        "48.2082, 16.3738",
        "10, 20, 12345",
        "pays late, wants 3 more, moved in 12345 steps",
        "The customer called twice on Monday, waited for 20 minutes and got number 12345 in the end",
        "Acura Integra 4",
        "Shelf 12, Box 4",
        "Season 2, Episode 14",
        "https://example.org/a, 12345 Foo",
        "x" * 400,
    ],
)
def test_what_is_none(text: str) -> None:
    assert not formed(text)


@given(st.text(max_size=2 * LONGEST))
def test_any_text_is_told(text: str) -> None:
    assert formed(text) in (True, False)


def test_a_column_without_a_name_holds_addresses() -> None:
    rng = random.Random(3)
    places = ["Lhota", "Mníšek", "Jeseník", "Kladno"]
    rows = [
        {"f1": f"{rng.choice(['Lipová', 'Na Skalce', 'Polní'])} {n}, 2{n} 0{n % 10} {rng.choice(places)}", "f2": n}
        for n in range(10, 40)
    ]
    assert claimed(rows) == {"f1": {"contact.address"}, "f2": set()}


def test_names_of_streets_are_no_names_of_people_there() -> None:
    names = ["Carla Alves", "Bruno Sá", "Rita Melo", "Ivo Castro", "Lia Gomes", "Davi Rocha", "Ana Pires", "Caio Lima"]
    rows = [
        {"x3": f"Estação {name}, {n}, Centro, 4001{n}-230 Lagoa / BA"} for n, name in enumerate(names * 3, 1) if n < 10
    ]
    assert claimed(rows)["x3"] == {"contact.address"}


def test_people_who_live_somewhere_stay_people() -> None:
    names = [
        "Carla Alves",
        "Bruno Costa",
        "Rita Melo",
        "Ivo Castro",
        "Lia Gomes",
        "Davi Rocha",
        "Ana Pires",
        "Caio Lima",
    ]
    assert "person.name" in claimed([{"x": name} for name in names])["x"]
