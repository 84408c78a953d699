"""Whatever stands beside somebody, what is told of them is claimed: devices, firms, statistics, wares and weather.

The tables are drawn by chance that is the same each time.
"""

import random
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.privacy.told import claimed

Drawn = Callable[[random.Random], Any]
Told = dict[str, tuple[Any, ...]]
ROWS, TABLES, FIELDS = 24, 30, 6
"""Records of a table, tables of each group, fields of nobody in one."""
GIVEN = ("Leonor", "Matteo", "Hedwig", "Karim", "Agnieszka", "Pieter", "Maren", "Callum", "Ines", "Tobias")
FAMILY = ("Aldridge", "Bertolini", "Cieslak", "Dahlberg", "Echeverria", "Falkner", "Grabowski", "Haddad", "Ibarra")
WHO = tuple(f"{given} {family}" for given, family in zip(GIVEN, FAMILY, strict=False))
PLAIN = {"folio": ("A-1", "B-2"), "alta": ("sí", "no"), "tramo": ("X", "Y")}


def some(*values: Any) -> Drawn:
    """One of them."""
    return lambda chance: chance.choice(values)


def whole(least: int, most: int) -> Drawn:
    """A whole number."""
    return lambda chance: chance.randint(least, most)


def code(before: str, figures: int) -> Drawn:
    """A number of a document, a device or a ware."""
    return lambda chance: before + str(chance.randrange(10**figures)).zfill(figures)


def person(chance: random.Random) -> str:
    """A given name and a surname."""
    return f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}"


def day(chance: random.Random) -> str:
    """A day on which somebody was born."""
    return f"{chance.randint(1941, 2008)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"


PEOPLE: dict[str, tuple[str, Drawn]] = {
    "full_name": ("person.name", person),
    "mobile_phone": ("contact.phone", code("+4477009", 5)),
    "birth_date": ("person.birth_date", day),
}
KEYS: dict[str, Drawn] = {
    **{name: drawn for name, (_, drawn) in PEOPLE.items()},
    "patient_no": code("P", 5),
    "employee_no": code("E", 5),
}
SPECIAL: dict[str, tuple[str, Drawn]] = {
    "diagnosis": ("special.health", some("asthma", "diabetes", "gout", "migraine")),
    "allergies": ("special.health", some("latex", "penicillin", "none")),
    "blood_group": ("special.health", some("A+", "O-", "AB+")),
    "vorerkrankungen": ("special.health", some("Asthma", "Gicht", "keine")),
    "religion": ("special.religion", some("Sikh", "Muslim", "none")),
    "konfession": ("special.religion", some("ev", "rk", "keine")),
    "ethnicity": ("special.ethnicity", some("Roma", "Black", "White")),
    "sexual_orientation": ("special.sex_life", some("gay", "straight", "bisexual")),
    "criminal_record": ("criminal.record", some("theft", "fraud", "none")),
}
BESIDE: dict[str, dict[str, Drawn]] = {
    "devices": {
        "device_id": code("D-", 3),
        "serial_no": code("SN", 7),
        "firmware": some("1.2.0", "2.0.1"),
        "machine": some("press", "lathe", "saw"),
        "device_status": some("ok", "fault"),
        "battery_pct": whole(1, 100),
    },
    "firms": {
        "company": some("Adler GmbH", "Brook Ltd", "Sol S.A."),
        "branch": some("North", "South"),
        "supplier": some("Delta Inc", "Omega Ltd"),
        "industry": some("retail", "mining"),
    },
    "statistics": {
        "total_count": whole(1, 900),
        "avg_score": lambda chance: round(chance.uniform(1, 9), 2),
        "pct": whole(0, 100),
        "number_of_cases": whole(1, 800),
        "median_days": whole(1, 90),
    },
    "wares": {"sku": code("SK-", 4), "article": some("lamp", "desk"), "size": some("S", "M"), "stock": whole(0, 99)},
    "places": {"station": some("North", "Harbour"), "city": some("Leeds", "Graz"), "museum": some("Tate", "Louvre")},
    "crafts": {"vessel": some("Stella", "Nova"), "tonnage": whole(900, 9000), "route": some("1", "2")},
    "weather": {"temp_c": whole(-5, 40), "humidity": whole(0, 99), "river": some("Elbe", "Oder")},
    "drugs": {"drug": some("aspirin", "ibuprofen"), "dose_mg": whole(5, 500), "atc": some("A10B", "C09A")},
    "ages": {"min_age": some(8, 10), "max_age": some(12, 17), "age_from": some(18, 40), "age_to": some(39, 64)},
    "moments": {"created_at": some("2024-03-01T10:00:00Z", "2024-05-09T07:30:00Z"), "duration_s": whole(1, 900)},
    "networks": {"ssid": some("corp", "guest"), "vlan": some(10, 20), "gateway": some("10.0.0.1", "10.0.0.2")},
    "matches": {"match": some("M1", "M2"), "club": some("FC Nord", "SV Ost"), "goals": whole(0, 5)},
}


def table(drawn: dict[str, Drawn], chance: random.Random) -> list[dict[str, Any]]:
    """Records with these fields."""
    return [{name: draw(chance) for name, draw in drawn.items()} for _ in range(ROWS)]


def chosen(names: Iterable[str], most: int, chance: random.Random) -> list[str]:
    """Some of them, one at least."""
    every = sorted(names)
    return chance.sample(every, chance.randint(1, min(most, len(every))))


def lost(wanted: dict[str, str], records: list[dict[str, Any]]) -> list[str]:
    """The fields of which their label is not claimed, with what stands beside them."""
    told = claimed(records)
    return [f"{name} of {sorted(records[0])}" for name, label in wanted.items() if label not in told[name]]


@pytest.mark.parametrize("group", BESIDE)
def test_nothing_beside_somebody_takes_what_is_special_of_them(group: str) -> None:
    wrong = []
    for number in range(TABLES):
        chance = random.Random(f"{group} {number}")
        special = chosen(SPECIAL, 2, chance)
        drawn = {name: KEYS[name] for name in chosen(KEYS, 2, chance)} | {name: SPECIAL[name][1] for name in special}
        drawn |= {name: BESIDE[group][name] for name in chosen(BESIDE[group], 3, chance)}
        wrong += lost({name: SPECIAL[name][0] for name in special}, table(drawn, chance))
    assert wrong == []


def test_nothing_takes_a_name_a_telephone_and_a_birth_that_are_put_beside_it() -> None:
    columns: list[tuple[str, list[Any]]] = tomllib.loads(
        (Path(__file__).parents[2] / "columns.toml").read_text("utf-8")
    )["nothing"]
    fields: dict[str, Drawn] = {name: some(*values) for name, values in columns if name not in PEOPLE}
    wrong = []
    for number in range(2 * TABLES):
        chance = random.Random(number)
        added = {"full_name": PEOPLE["full_name"]} | {name: PEOPLE[name] for name in chosen(PEOPLE, 3, chance)}
        drawn = {name: fields[name] for name in chance.sample(sorted(fields), FIELDS)}
        drawn |= {name: draw for name, (_, draw) in added.items()}
        wrong += lost({name: label for name, (label, _) in added.items()}, table(drawn, chance))
    assert wrong == []


def test_a_port_of_a_machine_is_no_list_of_ports() -> None:
    machines = {
        "port": whole(1024, 65_000),
        "hostname": code("web-", 5),
        "status": some("up", "down"),
        "tries": whole(0, 9),
    }
    assert not lost(
        {"mobile_phone": "contact.phone"}, table({**machines, "mobile_phone": KEYS["mobile_phone"]}, random.Random(1))
    )


def rows(told: Told) -> list[dict[str, Any]]:
    """Forty records of them and of other fields, whose values come again and again."""
    return [{name: values[n % len(values)] for name, values in {**told, **PLAIN}.items()} for n in range(40)]


@pytest.mark.parametrize(
    "things",
    [
        {"median_days": (3, 9, 14), "pct": (10, 40, 71), "number_of_cases": (2, 310, 25)},
        {"humidity": (40, 71, 88), "river": ("Elbe", "Oder")},
        {"sku": ("A-1", "B-2"), "article": ("lamp", "desk"), "stock": (1, 40)},
    ],
)
def test_what_is_special_of_who_is_named_is_theirs_among_numbers_wares_and_weather(things: Told) -> None:
    offence: Told = {"criminal_record": ("theft", "none", "fraud")}
    assert not any(claimed(rows({**things, **offence})).values())
    named = claimed(rows({**things, **offence, "allergies": ("nuts", "none", "latex"), "full_name": WHO}))
    assert named["criminal_record"] == {"criminal.record"}
    assert named["allergies"] == {"special.health"}


def test_what_a_strain_has_is_none_of_its_parents() -> None:
    fungi = ("Aspergillus niger", "Candida albicans")
    strain: Told = {"strain": ("K1", "B7"), "organism": fungi, "parent": ("W3", "S2")}
    assert not claimed(rows({**strain, "genotype": ("wt", "trp1 leu2", "ura3-52")}))["genotype"]
