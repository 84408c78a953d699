"""Tables whose fields are told by what stands around or above them, for `bench.calibrate`: captures, ledgers, traces,
wards and people with ambiguous names, and beside each what looks so and is of nobody. What a record has is in
`tables_company.toml`; a table's source is the group there, so that whole groups can be held out.
"""

import random
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from faker import Faker

from bench.tables import MADE, ROWS, THINGS, Maker, Table

DATA: dict[str, dict[str, dict[str, str]]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
UNKNOWN = "?"
"""Label of what nobody can say: such a field is not asked about."""
_WORDS = {
    "fault": ("disk full", "timeout in backend", "packet loss", "low battery", "out of memory"),
    "restart": ("restarted", "reimaged", "none", "swapped"),
    "passed": ("passed", "failed", "open", "closed", "pending"),
    "variant": ("control", "variant_b", "holdout"),
    "role": ("main", "home", "work", "other", "captain", "coach"),
    "goods": ("Blue lamp", "Oak table", "Garden hose 20 m", "Desk fan", "Steel pan", "Wall clock", "Pixel 7"),
    "account": ("root", "www-data", "postgres", "deploy"),
    "relay": ("NO", "NC"),
    "bin": ("A-01-02", "B-03-04", "C-11-09"),
    "lang": ("en", "de", "pl"),
    "brand": ("visa", "mastercard", "amex"),
    "gender": ("male", "female"),
    "drug": ("Lisinopril 10 mg", "Penicillin", "Metformin", "Ibuprofen 400", "Salbutamol"),
    "illness": ("Asthma", "Type 2 diabetes", "Hypothyroidism", "Migraine with aura", "Pneumonia"),
    "faith": ("Muslim", "Hindu", "Sikh", "Roman Catholic", "Buddhist"),
    "people": ("White", "Black", "Asian", "Hispanic"),
}
_LABELS = {
    "name": "person.name",
    "email": "contact.email",
    "phone": "contact.phone",
    "plate": "vehicle.plate",
    "iban": "finance.iban",
    "card": "finance.card",
    "password": "credential.password",
}
_OF_THINGS = {"sku": "sku", "uuid": "uuid", "currency": "currency", "url": "url", "host": "hostname", "path": "path"}
_OTHER: dict[str, Callable[[Maker], Any]] = {
    "unit": lambda m: _unit(m.r),
    "jpg": lambda m: f"/media/{m.r.getrandbits(48):012x}.jpg",
    "flag": lambda m: m.r.random() < 0.5,
    "share": lambda m: round(m.r.uniform(0, 90), 3),
    "count": lambda m: m.r.randint(0, 60),
    "money": lambda m: round(m.r.uniform(1, 900), 2),
    "year": lambda m: m.r.randint(2015, 2026),
    "epoch": lambda m: m.r.randint(1_600_000_000, 1_760_000_000),
    "moment": lambda m: datetime.fromtimestamp(m.r.randint(1_600_000_000, 1_760_000_000), UTC).isoformat(),
    "day": lambda m: m.fake.date_of_birth(minimum_age=18, maximum_age=90).isoformat(),
    "serial": lambda m: f"{m.r.choice('KMT')}-{m.r.randint(10_000, 99_999)}",
    "version": lambda m: f"{m.r.randint(0, 9)}.{m.r.randint(0, 20)}.{m.r.randint(0, 99)}",
    "hex": lambda m: f"0x{m.r.getrandbits(32):08x}",
    "slug": lambda m: f"{m.fake.word()}-{m.fake.word()}",
    "title": lambda m: m.fake.sentence(nb_words=3).rstrip("."),
    "sentence": lambda m: m.fake.sentence(),
    "company": lambda m: m.fake.company(),
    "place": lambda m: m.fake.city(),
    "street": lambda m: m.fake.street_address(),
    "given": lambda m: m.fake.first_name(),
    "family": lambda m: m.fake.last_name(),
    "lat": lambda m: round(m.r.uniform(36, 60), 5),
    "lon": lambda m: round(m.r.uniform(-8, 30), 5),
}


def _unit(r: random.Random) -> list[float]:
    """A vector of length 1."""
    raw = [r.gauss(0, 1) for _ in range(128)]
    length = sum(value * value for value in raw) ** 0.5
    return [round(value / length, 5) for value in raw]


def made(maker: str, m: Maker) -> Any:
    """A value; KeyError for a maker that there is not."""
    if maker in _WORDS:
        return m.r.choice(_WORDS[maker])
    if maker in _LABELS:
        return MADE[_LABELS[maker]](m)
    return THINGS[_OF_THINGS[maker]](m) if maker in _OF_THINGS else _OTHER[maker](m)


def company_tables(seed: int = 11) -> list[Table]:
    """All of them, in two locales each, the same for a seed and a version of Faker."""
    return [
        _table(source, f"{source} {name}", fields, Faker(locale), seed)
        for source, records in DATA.items()
        for name, fields in records.items()
        for locale in ("en_US", "en_GB")
    ]


def _table(source: str, place: str, fields: dict[str, str], fake: Faker, seed: int) -> Table:
    r = random.Random(f"{seed} {place} {fake.locales}")
    fake.seed_instance(r.getrandbits(32))
    records: list[dict[str, Any]] = []
    for _ in range(ROWS):
        record: dict[str, Any] = {}
        for path, told in fields.items():
            above, _, name = path.rpartition(".")
            value = made(told.partition(" > ")[0], Maker(fake, r, name))
            (record.setdefault(above, {}) if above else record)[name] = value
        records.append(record)
    wanted = {path: told.partition(" > ")[2] for path, told in fields.items()}
    return Table(source, "company", records, {path: label for path, label in wanted.items() if label != UNKNOWN})
