"""Names of firms and institutions, mailboxes of functions, and whose contacts stand beside them."""

from typing import Any

import pytest

from leftopen.privacy.detect import firms
from tests.privacy.told import claimed

FIRMS = [
    "Talleres Navarro S.A.",
    "Bodegas Rubio S.L.",
    "Müller Bau GmbH",
    "Ромашка ООО",
    "ООО «Виктория»",
    "Nowak Sp. z o.o.",
    "Kaya Gıda Ltd. Şti.",
    "北京华信科技有限公司",
    "株式会社山本",
    "Korhonen Oy",
    "Tóth Transz Kft.",
    "Γεωργίου Ξυλεία Α.Ε.",
    "PT Santoso Abadi",
]
PEOPLE = ["Anna Berger", "Jonas Keller", "Mia Hoffmann", "Paul Wagner", "Lena Schulz", "Max Becker", "Ida Vogel"]


def rows(told: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """Thirty records of them and of fields of nobody."""
    plain = {"folio": ["A-1", "B-2"], "tramo": ["X", "Y"], "nivel": ["alto", "bajo"]}
    return [{name: values[n % len(values)] for name, values in {**told, **plain}.items()} for n in range(30)]


def all_claimed(told: dict[str, list[Any]]) -> set[str]:
    """The labels of any field."""
    return {label for labels in claimed(rows(told)).values() for label in labels}


def numbered(names: list[str]) -> list[str]:
    """So many that each record has one of its own."""
    return [f"{names[n % len(names)]} {n}" for n in range(30)]


@pytest.mark.parametrize("name", FIRMS)
def test_a_legal_form_tells_a_firm(name: str) -> None:
    assert firms.firm(name)


@pytest.mark.parametrize(
    "name", ["Anna Berger", "Juan de la Coruña", "Max Becker e.K.", "ИП Иванов", "", "A", "王小明"]
)
def test_no_person_has_one(name: str) -> None:
    assert not firms.firm(name)


def test_most_of_a_column_are_firms_and_nobody_else() -> None:
    assert firms.of_firms([*FIRMS, "Arslan Mobilya"])
    assert not firms.of_firms([*FIRMS[:4], *PEOPLE])
    assert not firms.of_firms([*FIRMS, *PEOPLE[:4]])
    assert firms.of_venues(["Hotel Sol", "Liceum im. Batorego", "佐藤薬局 本店", "Farmacia Cruz", "Café Anna"])
    assert not firms.of_venues(FIRMS[:4]), "few say nothing"


def test_mailboxes_of_functions() -> None:
    mails = [f"{box}@firm{n}.example" for n, box in enumerate(("info", "sales", "kontakt", "biuro", "hr", "ventas"))]
    assert firms.of_roles([*mails, "p4@firm.example"])
    assert not firms.of_roles([*mails, "anna.berger@firm.example"])
    assert not firms.of_roles([f"{name.split()[0].lower()}@firm.example" for name in PEOPLE])


def test_mobile_telephones() -> None:
    assert firms.of_mobiles([f"+34 612 345 67{n}" for n in range(8)])
    assert not firms.of_mobiles([f"+34 912 345 67{n}" for n in range(8)])


CONTACTS: dict[str, list[Any]] = {
    "telefono": [f"+34 91{n} 345 678" for n in range(100, 130)],
    "direccion": [f"Calle Mayor {n}, Madrid" for n in range(1, 31)],
    "email": [f"info@firma{n}.example" for n in range(30)],
}


@pytest.mark.parametrize("names", [FIRMS[:3], ["Hotel Sol", "Hostal Luna", "Farmacia Cruz", "Colegio San Juan"]])
def test_contacts_of_a_list_of_firms_are_nobody_s(names: list[str]) -> None:
    found = claimed(rows({"nombre": numbered(names), **CONTACTS}))
    assert not {label for labels in found.values() for label in labels}


NAMED = {"nombre": numbered(FIRMS[:3])}


@pytest.mark.parametrize(
    ("told", "field", "label"),
    [
        ({"nombre": PEOPLE}, "telefono", "contact.phone"),
        ({**NAMED, "contacto": PEOPLE}, "telefono", "contact.phone"),
        ({"empresa": FIRMS[:3]}, "telefono", "contact.phone"),
        (
            {**NAMED, "nacimiento": ["1984-03-07", "1990-11-30"]},
            "telefono",
            "contact.phone",
        ),
        ({**NAMED, "edad": list(range(18, 60))}, "direccion", "contact.address"),
        (
            {**NAMED, "telefono": [f"+34 612 345 {n}" for n in range(670, 700)]},
            "telefono",
            "contact.phone",
        ),
        (
            {**NAMED, "email": [f"ana.lopez{n}@firma.example" for n in range(30)]},
            "email",
            "contact.email",
        ),
        ({"usuario": ["u1", "u2"]}, "email", "contact.email"),
    ],
)
def test_but_those_of_people_are_theirs(told: dict[str, list[Any]], field: str, label: str) -> None:
    """People; their firms beside them; several at one firm; who was born; who runs a place alone; one by name."""
    assert label in claimed(rows({**CONTACTS, **told}))[field]


def test_senders_that_are_firms_are_no_people_and_people_are() -> None:
    beside = {"direccion": CONTACTS["direccion"], "telefono": CONTACTS["telefono"]}
    assert claimed(rows({"sender": FIRMS, **beside}))["sender"] == set()
    assert claimed(rows({"sender": PEOPLE, **beside}))["sender"] == {"person.name"}
    assert claimed(rows({"sender": [*FIRMS[:3], *PEOPLE], **beside}))["sender"] == {"person.name"}


def test_streets_called_as_churches_and_schools_name_none() -> None:
    streets = [f"{n} Church Street, Leeds" if n % 2 else f"{n} School Lane, York" for n in range(1, 31)]
    people = {"ship_to": streets, "telefono": CONTACTS["telefono"]}
    assert claimed(rows(people))["ship_to"] == {"contact.address"}


def test_a_booking_has_a_day_and_a_firm_was_founded_over_decades() -> None:
    founded: dict[str, list[Any]] = {
        "nombre": numbered(FIRMS[:3]),
        **CONTACTS,
        "apertura": [f"{1950 + n}-03-07" for n in range(30)],
    }
    assert claimed(rows(founded))["telefono"] == set()
    booked = {**founded, "apertura": [f"2026-03-{n:02}" for n in range(1, 31)]}
    assert claimed(rows(booked))["telefono"] == {"contact.phone"}


def test_one_mailbox_of_a_function_is_nobody_s_and_that_of_a_user_is_theirs() -> None:
    boxes: dict[str, list[Any]] = {
        "contact": ["noc@isp.example", "netops@isp.example"],
        "uptime": [1, 90],
        "vlan": [10, 20],
    }
    assert firms.of_roles(["noc@isp.example"] * 6)
    assert not firms.of_roles([1, 2, 3, 4, 5, 6])
    told = rows({**boxes, "contact": ["support@isp.example"]})
    assert claimed(told)["contact"] == set()
    assert "contact.email" in claimed(rows({**boxes, "contact": ["ada.vogel@isp.example"]}))["contact"]
    assert claimed([{**row, "user": "k1"} for row in told])["contact"] == {"contact.email"}


SITES: list[dict[str, list[Any]]] = [
    {
        "straße": [f"Hauptstraße {n}" for n in range(1, 30)],
        "breitengrad": [48.1 + n / 1013 for n in range(30)],
        "längengrad": [9.1 + n / 1013 for n in range(30)],
        "leistung_kw": [11, 22, 150],
        "inbetriebnahme": ["01.02.2020", "03.04.2021"],
        "betreiber": ["Stadtwerke Ulm", "Lade GmbH", "Netz eG", "Volt AG"],
    },
    {
        "street": ["High Street", "Mill Lane", "Castle Road", "Church Street"],
        "road length": [120, 4000, 310],
        "surface type": ["asphalt", "gravel"],
    },
]


@pytest.mark.parametrize("told", SITES)
def test_where_a_site_stands_is_nobody_s(told: dict[str, list[Any]]) -> None:
    assert not all_claimed(told)


@pytest.mark.parametrize(
    "beside",
    [
        {"eigentümer": ["Anna Berger", "Jonas Keller", "Mia Hoffmann", "Paul Wagner", "Lena Schulz", "Max Becker"]},
        {"telefon": [f"+49 731 9018{n}" for n in range(20, 50)]},
        {"kunde": [f"K-{n}" for n in range(30)]},
    ],
)
def test_but_of_its_owner_it_is(beside: dict[str, list[Any]]) -> None:
    assert claimed(rows({**SITES[0], **beside}))["straße"] == {"contact.address"}


GAME: dict[str, list[Any]] = {
    "nimi": ["Väinö Aalto", "Aino Velho", "Louhi Korpi", "Tapio Metsä", "Mielikki Salo", "Kyllikki Saari"],
    "rotu": ["haltia", "peikko", "kääpiö"],
    "luokka": ["velho", "soturi"],
    "sukupuoli": ["mies", "nainen"],
}


def test_words_for_characters_tell_a_game_and_a_player_beside_them_somebody() -> None:
    assert "person.gender" not in all_claimed(GAME)
    played = {**GAME, "email": [f"u{n}@mail.example" for n in range(20)]}
    assert claimed(rows(played))["sukupuoli"] == {"person.gender"}


@pytest.mark.parametrize("word", ["holiday", "jour férié", "feiertag", "祝日"])
def test_faiths_of_holidays_are_nobody_s_but_those_of_who_takes_them_are(word: str) -> None:
    told: dict[str, list[Any]] = {
        "religion": ["Hindu", "Muslim", "Sikh", "Christian"],
        word: ["Diwali", "Eid", "Easter"],
        "name day": ["Anna", "Lucy", "Martin"],
    }
    assert not all_claimed(told)
    assert "special.religion" in claimed(rows({**told, "employee": ["E-1", "E-2"]}))["religion"]
