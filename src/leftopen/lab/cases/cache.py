"""A Memcached in front of a web shop: the customer profiles that its database guards lie in it as JSON.

The taxpayer numbers have wrong check digits, so that they can be nobody's.
"""

from functools import partial

from stdnum.br import cpf

from leftopen.lab import memcached
from leftopen.lab.people import Person, Town
from leftopen.lab.planted import Planted, one

FIELDS = {
    "name": one("person.name"),
    "email": one("contact.email"),
    "cpf": one("id.br.cpf"),
    "birth_date": one("person.birth_date"),
}


def plant(town: Town) -> list[Planted]:
    """One open Memcached."""
    content = {"": {"customer": [_profile(town, person) for person in town.people(90)]}}
    return [
        Planted("customer cache", "127.81.0.45", 11211, partial(memcached.serve, content=content), "memcached", "open",
                {"customer:*": FIELDS}, "customer cache"),
    ]  # fmt: skip


def _profile(town: Town, person: Person) -> dict[str, object]:
    return {
        "name": person.latin,
        "email": person.email,
        "cpf": taxpayer(person.number),
        "birth_date": person.born.isoformat(),
        "tier": town.word(("basic", "silver", "gold")),
        "points": town.number(0, 9000),
    }


def taxpayer(number: int) -> str:
    """A number in the form of a CPF that was issued to nobody: its check digits are wrong."""
    body = f"{number:09d}"
    checks = next(f"{guess:02d}" for guess in (number % 99, number % 99 + 1) if not cpf.is_valid(f"{body}{guess:02d}"))
    return f"{body[:3]}.{body[3:6]}.{body[6:]}-{checks}"
