"""Writes the lists of names that `privacy/vocabulary.py` reads, from the tables of Faker.

    python -m docs.people

Faker (https://faker.readthedocs.io, MIT licence, Copyright 2012 Daniele Faraglia) is no dependency: have it installed
beside the project for this alone. Of each locale the first `MOST` given names and surnames are taken, which its tables
mostly order by how many people bear them; words that the product knows are left out, as they are never looked up.
"""

import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from textwrap import wrap
from typing import Any

from leftopen.privacy.vocabulary import fold

MOST = 500
WORDS = Path(__file__).parents[1] / "src/leftopen/privacy/words"
LISTS = {
    "given": ("first_name", "first_romanized", "first_kana", "given", "middle_name"),
    "family": ("last_name", "last_romanized", "last_kana", "surname"),
}


def names(provider: Any, tables: tuple[str, ...]) -> Iterator[str]:
    """The words of the names in a provider's tables whose name holds one of these."""
    for table in dir(provider):
        held = getattr(provider, table)
        if any(each in table for each in tables) and isinstance(held, (tuple, list, dict)):
            plain = [name for name in held if isinstance(name, str) and "{" not in name]
            for name in plain[:MOST]:
                yield from (word for word in re.split(r"[\s'’\-.()（）・]+", fold(name)) if fit(word))


def fit(word: str) -> bool:
    """True for letters alone, and of ASCII at least three."""
    return word.isalpha() and len(word) <= 20 and (len(word) >= 3 or not word.isascii())


def main() -> None:
    """Writes `given.txt` and `family.txt`."""
    people = import_module("faker.providers.person")
    locales = [import_module(f"{people.__name__}.{each.name}").Provider for each in iter_modules(people.__path__)]
    tables = [tomllib.loads(path.read_text("utf-8")) for path in WORDS.glob("*.toml")]
    known = {fold(word) for table in tables for word in table.get("field", "").split()}
    for name, held in LISTS.items():
        found = sorted({word for provider in locales for word in names(provider, held)} - known)
        (WORDS / f"{name}.txt").write_text(
            "\n".join(wrap(" ".join(found), 118, break_long_words=False)) + "\n", "utf-8"
        )


if __name__ == "__main__":
    main()
