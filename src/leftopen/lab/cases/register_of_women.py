"""A MongoDB of women: name, phone, address, identity number and a flag that says whether they could bear children."""

from functools import partial

from leftopen.lab import mongodb
from leftopen.lab.people import Person, Town
from leftopen.lab.planted import Planted, one

FIELDS = {
    "name": one("person.name"),
    "phone": one("contact.phone"),
    "address": one("contact.address"),
    "idNumber": one("id.cn.resident"),
    "BreedReady": one("special.fertility"),
}


def plant(town: Town) -> list[Planted]:
    """One open MongoDB."""
    women = [person for person in town.people(360) if person.female]
    content = {"yunling": {"women": [_record(town, person) for person in women]}}
    return [
        Planted("register of women", "127.81.0.20", 27017, partial(mongodb.serve, content=content), "mongodb", "open",
                {"yunling.women": FIELDS}, "register of women", "very high"),
    ]  # fmt: skip


def _record(town: Town, person: Person) -> dict[str, object]:
    return {
        "name": person.name,
        "phone": person.phone,
        "address": person.address,
        "idNumber": person.resident_id,
        "BreedReady": int(town.chance(0.4)),
        "batch": town.number(1, 9),
    }
