"""Harder tables than those of `bench.tables`, for `bench.calibrate`: the same people and things with names of columns
that are missing, clipped or wrong, with dirt among the values, in languages that the product has no words of; names of
kinds over what is none; and numbers of nobody that look like those of people. A table's `source` is its locale, or what
made it, so that what is fitted on some sources can be checked on others.
"""

import random
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from faker import Faker

from bench.backgrounds import makers
from bench.tables import MADE, ROWS, THINGS, Maker, Table, tables

DATA: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
SHOWN = {"contact.email", "contact.phone", "finance.iban", "finance.card", "network.ip", "network.mac", "id.us.ssn"}
"""Labels whose values show what they are under a wrong name too; of others, who knows what is wrong?"""
_ANOTHER = (
    "note",
    "order_no",
    "product_name",
    "created_at",
    "email",
    "phone",
    "city",
    "invoice_id",
    "status",
    "amount",
)
_EMPTY_SHARE = 0.25


def _missing(_: str, place: int, r: random.Random) -> str:
    return r.choice((f"column{place}", f"f{place}", f"_c{place}", f"x{place}", f"field_{place}"))


def _kept(name: str, _: int, __: random.Random) -> str:
    return name


def _clipped(name: str, _: int, r: random.Random) -> str:
    """Without its vowels, or the first letters of each word."""
    words = [word for word in name.replace("-", "_").replace(" ", "_").split("_") if word]
    if r.random() < 0.5:
        return "_".join(word[0] + "".join(c for c in word[1:] if c not in "aeiouAEIOU") for word in words)
    return "_".join(word[:4] for word in words)


def _wrong(_: str, place: int, r: random.Random) -> str:
    return f"{r.choice(_ANOTHER)}_{place}"


def _dirty(value: Any, r: random.Random) -> Any:
    """Nothing, a word for nothing, or the value with what was typed beside it."""
    if r.random() >= _EMPTY_SHARE:
        return value
    if isinstance(value, str) and r.random() < 0.3:
        return f" {value} (old)"
    return r.choice(DATA["dirt"]["empty"])


Rename = Callable[[str, int, random.Random], str]
HOW: dict[str, tuple[Rename, bool]] = {
    "missing": (_missing, False),
    "clipped": (_clipped, False),
    "wrong": (_wrong, False),
    "dirty": (_kept, True),
    "dirty and missing": (_missing, True),
}
"""How names become, and whether values get dirt."""


def harder(table: Table, how: str, seed: int) -> Table:
    """A flat table made hard in one way; what nobody could know any more is left out."""
    r = random.Random(f"{seed} {how} {table.source}")
    rename, dirt = HOW[how]
    kept = [name for name, label in table.wanted.items() if how != "wrong" or not label or label in SHOWN]
    names: dict[str, str] = {}
    for place, name in enumerate(kept):
        new = rename(name, place, r)
        names[name] = f"{new}_{place}" if new in names.values() else new
    records = [
        {names[name]: _dirty(value, r) if dirt else value for name, value in record.items() if name in names}
        for record in table.records
    ]
    return Table(table.source, how, records, {names[name]: table.wanted[name] for name in kept})


def _unseen(seed: int) -> list[Table]:
    """People in languages that the product has no words of."""
    found = []
    for locale, labels in DATA["unseen"].items():
        fake, r = Faker(locale), random.Random(f"{seed} {locale}")
        fake.seed_instance(seed)
        for turn in range(2):
            wanted = {names[turn]: label for label, names in labels.items()}
            held = {name: [MADE[label](Maker(fake, r, name)) for _ in range(ROWS)] for name, label in wanted.items()}
            for thing in r.sample(sorted(THINGS), 4):
                wanted[thing] = ""
                held[thing] = [THINGS[thing](Maker(fake, r, thing)) for _ in range(ROWS)]
            records = [{name: held[name][row] for name in wanted} for row in range(ROWS)]
            found.append(Table(locale, "unseen language", records, wanted))
    return found


def _homonyms(seed: int) -> list[Table]:
    """Names of kinds over what is none, a few in each table."""
    r = random.Random(f"{seed} homonyms")
    found = []
    names = sorted(DATA["homonyms"])
    for turn in range(8):
        some = r.sample(names, 6)
        records = [{name: r.choice(DATA["homonyms"][name]) for name in some} for _ in range(ROWS)]
        found.append(Table(f"homonyms {turn % 4}", "homonyms", records, dict.fromkeys(some, "")))
    return found


def _look_alikes(seed: int) -> list[Table]:
    """Numbers of nobody that look like those of people, under no name or one of nothing, and counters."""
    r = random.Random(f"{seed} look-alikes")
    found = []
    made = sorted(makers().items())
    for turn in range(24):
        some = r.sample(made, 7)
        names = [r.choice((f"x{n}", f"column{n}", f"value_{n}", f"k{n}")) for n in range(8)]
        start, step = r.randrange(10**9, 10**13), r.choice((1, 2, 10))
        records = [
            {name: make(r) for name, (_, make) in zip(names, some, strict=False)} | {names[7]: start + step * row}
            for row in range(ROWS)
        ]
        found.append(Table(f"look-alikes {turn % 6}", "look-alikes", records, dict.fromkeys(names, "")))
    return found


def hard_tables(seed: int = 11) -> list[Table]:
    """All of them, the same for a seed and a version of Faker."""
    flat = [table for table in tables(seed) if table.shape == "flat"]
    made = [harder(table, how, seed) for n, table in enumerate(flat) for how in sorted(HOW)[n % 2 :: 2]]
    return [*made, *_unseen(seed), *_homonyms(seed), *_look_alikes(seed)]
