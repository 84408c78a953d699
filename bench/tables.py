"""Tables with known labels, invented by Faker (MIT) in many languages from a seed: fields of people, flat and nested,
and fields of things. The names of columns are in `tables.toml`, written apart from the words of the product.
"""

import random
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from faker import Faker

ROWS = 40
DATA: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
BLOOD = ("A+", "O-", "AB+", "0+")
BLOODS = ("blood", "sang", "blut", "bloed", "krwi", "крови", "kan_", "darah", "血", "혈액")
LASTS = ("last", "apell", "famille", "nach", "sobre", "achter", "nazw", "фам", "fam", "soy")
SECRETS = ("sunshine", "Passw0rd", "dragon", "tinkerbell", "Liverp00l", "qazwsx")


class Table(NamedTuple):
    """Records, and what each of their paths holds ("" for nothing of a person, `a|b` for either of two); `source`
    groups those made alike."""

    source: str
    shape: str
    records: list[dict[str, Any]]
    wanted: dict[str, str]


class Maker(NamedTuple):
    """What a value is made with, for a column of this name."""

    fake: Faker
    r: random.Random
    name: str


def _values(label: str, name: str, language: str, fake: Faker, r: random.Random) -> list[Any]:
    """What a column holds."""
    told = DATA["values"].get(language, {}).get(label) or DATA["values"]["en"].get(label)
    if label == "special.health" and any(word in name.casefold() for word in BLOODS):
        told = BLOOD
    if told:
        return [r.choice(told) for _ in range(ROWS)]
    return [MADE[label](Maker(fake, r, name)) for _ in range(ROWS)]


def _name(m: Maker) -> str:
    fake, lower = m.fake, m.name.casefold()
    if any(
        word in lower for word in ("last", "apell", "famille", "nach", "sobre", "achter", "nazw", "фам", "fam", "soy")
    ):
        return str(fake.last_name())
    if any(word in lower for word in ("fore", "vor", "pren", "voor")) or lower in ("имя", "imie"):
        return str(fake.first_name())
    return str(fake.name())


MADE: dict[str, Callable[["Maker"], Any]] = {
    "person.name": _name,
    "contact.email": lambda m: m.fake.ascii_safe_email(),
    "contact.phone": lambda m: m.fake.phone_number(),
    "contact.address": lambda m: (
        m.fake.street_address() if "street" in m.name or m.r.random() < 0.3 else m.fake.address().replace("\n", ", ")
    ),
    "person.birth_date": lambda m: m.fake.date_of_birth(minimum_age=18, maximum_age=90).strftime(
        ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%y", "%Y%m%d")[len(m.name) % 4]
    ),
    "person.age": lambda m: m.r.randint(18, 95),
    "credential.password": lambda m: f"{m.r.choice(SECRETS)}{m.r.randint(1, 999)}{m.r.choice('!?#')}",
    "vehicle.plate": lambda m: m.fake.license_plate(),
    "id.us.ssn": lambda m: m.fake.ssn(),
    "finance.iban": lambda m: m.fake.iban(),
    "finance.card": lambda m: m.fake.credit_card_number(),
    "network.ip": lambda m: m.fake.ipv4_public(),
    "network.mac": lambda m: m.fake.mac_address(),
}
ALONE = {
    "finance.iban": ("iban", "bank_iban", "IBAN_NO", "Kontoverbindung"),
    "finance.card": ("card_number", "cc_num", "creditCardNumber"),
    "network.ip": ("client_ip", "last_login_ip", "REMOTE_ADDR"),
    "network.mac": ("mac", "wifi_mac", "HW_ADDR"),
    "id.us.ssn": ("ssn", "SocialSecurityNumber", "ss_no"),
}
"""What is written alike everywhere, with names of its columns."""
THINGS: dict[str, Callable[["Maker"], Any]] = {
    "order_ref": lambda m: f"ORD-{m.r.randint(10**5, 10**6)}",
    "qty": lambda m: m.r.randint(1, 90),
    "unit_cost": lambda m: round(m.r.uniform(1, 400), 2),
    "ean13": lambda m: m.fake.ean13(),
    "isbn": lambda m: m.fake.isbn13(),
    "created_ts": lambda m: m.r.randint(1_600_000_000, 1_760_000_000),
    "updated": lambda m: m.fake.iso8601(),
    "colour": lambda m: m.fake.color_name(),
    "vendor": lambda m: m.fake.company(),
    "sku": lambda m: m.fake.bothify("??-####").upper(),
    "uuid": lambda m: m.fake.uuid4(),
    "sha1": lambda m: m.fake.sha1(),
    "mime": lambda m: m.fake.mime_type(),
    "path": lambda m: m.fake.file_path(),
    "url": lambda m: m.fake.url(),
    "user_agent": lambda m: m.fake.user_agent(),
    "currency": lambda m: m.fake.currency_code(),
    "condition": lambda m: m.r.choice(("new", "used", "refurbished")),
    "treatment": lambda m: m.r.choice(("control", "variant_b")),
    "health": lambda m: m.r.choice(("green", "yellow", "red")),
    "lat_ms": lambda m: round(m.r.uniform(1, 300), 2),
    "race_no": lambda m: m.r.randint(1, 12),
    "party_size": lambda m: m.r.randint(1, 9),
    "is_active": lambda m: m.r.random() < 0.5,
    "version": lambda m: f"{m.r.randint(0, 9)}.{m.r.randint(0, 20)}.{m.r.randint(0, 99)}",
    "build": lambda m: f"{m.r.randint(1, 20)}.{m.r.randint(0, 250)}.{m.r.randint(0, 250)}.{m.r.randint(0, 250)}",
    "port": lambda m: m.r.randint(1024, 65535),
    "temperature": lambda m: round(m.r.uniform(-10, 40), 1),
    "score": lambda m: round(m.r.random(), 4),
    "description": lambda m: m.fake.sentence(),
    "tracking": lambda m: str(m.r.randint(10**11, 10**12)),
    "x17": lambda m: m.r.randint(10**9, 10**10),
    "code": lambda m: m.fake.bothify("???###").upper(),
    "serial": lambda m: m.r.randint(10**13, 10**14),
    "department": lambda m: m.r.choice(("Sales", "Logistics", "IT", "Legal")),
    "country": lambda m: m.fake.country(),
    "bytes_sent": lambda m: m.r.randint(100, 10**7),
    "status": lambda m: m.r.choice(("open", "closed", "pending")),
    "batch": lambda m: f"{m.r.randint(0, 10**8):08}",
    "hostname": lambda m: m.fake.hostname(),
    "phone_verified": lambda m: m.r.random() < 0.5,
    "email_count": lambda m: m.r.randint(0, 40),
    "age_limit": lambda m: m.r.choice((12, 16, 18)),
    "gender_ratio": lambda m: round(m.r.random(), 3),
    "union_rate": lambda m: round(m.r.uniform(1, 9), 2),
    "clave_articulo": lambda m: f"{m.r.randint(1, 999):03}",
}


_STYLES: tuple[Callable[[str], str], ...] = (
    str,
    str.upper,
    lambda name: "".join(part[:1].upper() + part[1:] for part in name.split("_")),
    lambda name: f"cust_{name}",
    lambda name: name.replace("_", " "),
    lambda name: name.replace("_", "-").lower(),
    lambda name: f"{name}_1",
    lambda name: name.replace("_", "").lower(),
)
"""How names are written: as they stand, in capitals, joined, after the table, with spaces or hyphens, numbered."""


def _of_people(locale: str, language: str, seed: int) -> list[Table]:
    r = random.Random(seed)
    fake = Faker(locale)
    fake.seed_instance(seed)
    tables = []
    labels = DATA[language]
    most = max(len(names) for names in labels.values())
    for turn in range(most):
        columns = {
            names[turn % len(names)]: label for label, names in labels.items() if turn < len(names) or r.random() < 0.3
        }
        for label, alone in ALONE.items():
            if label != "id.us.ssn" or locale == "en_US":
                columns[alone[turn % len(alone)]] = label
        columns.update(dict.fromkeys(r.sample(sorted(THINGS), 6), ""))
        style = _STYLES[(seed + turn) % len(_STYLES)]
        names = sorted(columns)
        r.shuffle(names)
        held = {
            name: [THINGS[name](Maker(fake, r, name)) for _ in range(ROWS)]
            if not columns[name]
            else _values(columns[name], name, language, fake, r)
            for name in names
        }
        rows = [{style(name): held[name][row] for name in names} for row in range(ROWS)]
        columns = {style(name): label for name, label in columns.items()}
        tables.append(Table(locale, "flat", rows, columns))
        tables.append(_nested(locale, rows, columns))
    return tables


def _nested(locale: str, rows: list[dict[str, Any]], columns: dict[str, str]) -> Table:
    """The same people within documents: a map, a map within a list, things beside them."""
    people = [name for name, label in columns.items() if label]
    first, second = people[::2], people[1::2]
    records = [
        {
            "_id": f"{number:024x}",
            "profile": {name: row[name] for name in first},
            "parties": [{"role": "a", "data": {name: row[name] for name in second}}],
            "meta": {name: row[name] for name in row if not columns[name]},
        }
        for number, row in enumerate(rows)
    ]
    wanted = {f"profile.{name}": columns[name] for name in first}
    wanted |= {f"parties[].data.{name}": columns[name] for name in second}
    wanted |= {f"meta.{name}": "" for name in columns if not columns[name]}
    return Table(locale, "nested", records, wanted)


def _of_things(seed: int) -> list[Table]:
    fake = Faker("en_US")
    fake.seed_instance(seed)
    r = random.Random(seed)
    tables = []
    for _ in range(12):
        names = r.sample(sorted(THINGS), 8)
        rows = [{name: THINGS[name](Maker(fake, r, name)) for name in names} for _ in range(ROWS)]
        tables.append(Table("things", "flat", rows, dict.fromkeys(names, "")))
    return tables


def tables(seed: int = 11) -> list[Table]:
    """All of them, the same for a seed and a version of Faker."""
    found = [
        table
        for n, (locale, language) in enumerate(DATA["locales"].items())
        for table in _of_people(locale, language, seed + n)
    ]
    return [*found, *_of_things(seed)]
