"""A PostgreSQL of a clinic that lets everybody in: who is ill, of what, and when they come."""

import datetime as dt
from functools import partial

from leftopen.lab import postgresql
from leftopen.lab.people import Person, Town
from leftopen.lab.planted import Planted, one

FIELDS = {
    "patient_name": one("person.name"),
    "birth_date": one("person.birth_date"),
    "phone": one("contact.phone"),
    "diagnosis": one("special.health"),
    "icd10": one("special.health"),
}
ILLNESSES = (
    "E11.9 type 2 diabetes",
    "F32.1 moderate depressive episode",
    "C50.9 breast cancer",
    "J45.9 asthma",
    "K50.0 Crohn's disease of small intestine",
    "G40.9 epilepsy",
)
FIRST, LAST = dt.datetime(2024, 1, 8, tzinfo=dt.UTC), dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


def plant(town: Town) -> list[Planted]:
    """One open PostgreSQL; its rooms are nobody's data."""
    appointments = [_appointment(town, person) for person in town.people(140)]
    rooms = [{"room": f"B{number}", "floor": number // 10, "beds": town.number(1, 4)} for number in range(10, 40)]
    content = {"clinic": {"appointments": appointments, "rooms": rooms}}
    return [
        Planted("clinic appointments", "127.81.0.80", 5432, partial(postgresql.serve, content=content), "postgresql",
                "open", {"clinic.appointments": FIELDS}, "clinic", "very high"),
    ]  # fmt: skip


def _appointment(town: Town, person: Person) -> dict[str, object]:
    code, _, words = town.word(ILLNESSES).partition(" ")
    return {
        "id": town.number(10_000, 99_999),
        "patient_name": person.latin,
        "birth_date": person.born,
        "phone": person.phone,
        "diagnosis": words,
        "icd10": code,
        "booked_at": town.moment(FIRST, LAST),
    }
