"""Writes the lists of names that `privacy/vocabulary.py` reads, from the tables of Faker, Mimesis and Faker.js.

    python -m docs.people FAKER_JS

Faker (https://faker.readthedocs.io, MIT licence, Copyright 2012 Daniele Faraglia), Mimesis (https://mimesis.name, MIT
licence, Copyright 2016 Isaak Uchakaev) and Faker.js (https://fakerjs.dev, MIT licence, Copyright 2022-2026 Faker) are
no dependencies: have the first two installed beside the project for this alone, and name a file that holds `allLocales`
of the last as JSON (`JSON.stringify` in Node). Of each locale of Faker the first `MOST` given names and surnames are
taken, which its tables mostly order by how many people bear them, of the others all; words that the product knows are
left out, as they are never looked up.
"""

import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
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
KEYS = {"given": ("names", "first_name"), "family": ("surnames", "last_name")}
"""What Mimesis and Faker.js call them."""
_PARTS = re.compile(r"[\s'’\-.()（）・]+")


def names(provider: Any, tables: tuple[str, ...]) -> Iterator[str]:
    """The words of the names in a provider's tables whose name holds one of these."""
    for table in dir(provider):
        held = getattr(provider, table)
        if any(each in table for each in tables) and isinstance(held, (tuple, list, dict)):
            plain = [name for name in held if isinstance(name, str) and "{" not in name]
            for name in plain[:MOST]:
                yield from (word for word in _PARTS.split(fold(name)) if fit(word))


def files(datasets: Path, key: str) -> Iterator[str]:
    """The names that Mimesis keeps under this key."""
    for path in datasets.glob("*/person.json"):
        yield from texts(json.loads(path.read_text("utf-8")).get(key))


def locales(told: Any, key: str) -> Iterator[str]:
    """The names that Faker.js keeps under this key."""
    for locale in told.values():
        yield from texts(locale.get("person", {}).get(key))


def parted(names: Iterable[str]) -> Iterator[str]:
    """Their words; they come in no order, so that short ones are left."""
    for name in names:
        yield from (word for word in _PARTS.split(fold(name)) if fit(word) and (len(word) > 3 or not word.isascii()))


def texts(held: Any) -> Iterator[str]:
    """The texts of lists within a mapping, such as one by gender."""
    if isinstance(held, dict):
        held = [each for several in held.values() for each in texts(several)]
    yield from (each for each in held or () if isinstance(each, str))


def fit(word: str) -> bool:
    """True for letters alone, and of ASCII at least three."""
    return word.isalpha() and len(word) <= 20 and (len(word) >= 3 or not word.isascii())


def main() -> None:
    """Writes `given.txt` and `family.txt` of Faker, `more_given.txt` and `more_family.txt` of what the others add.

    Detectors weigh the first two, and their weights were fitted with them; what may not be shown is asked of all four.
    """
    people = import_module("faker.providers.person")
    providers = [import_module(f"{people.__name__}.{each.name}").Provider for each in iter_modules(people.__path__)]
    datasets = Path(str(import_module("mimesis").__file__)).parent / "datasets"
    told = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    tables = [tomllib.loads(path.read_text("utf-8")) for path in WORDS.glob("*.toml")]
    known = {fold(word) for table in tables for word in table.get("field", "").split()}
    for name, held in LISTS.items():
        first = {word for provider in providers for word in names(provider, held)} - known
        write(name, first)
        mimesis, faker_js = KEYS[name]
        more = {*parted(files(datasets, mimesis)), *parted(locales(told, faker_js))}
        write(f"more_{name}", more - first - known)


def write(name: str, words: set[str]) -> None:
    """One list, in lines."""
    text = "\n".join(wrap(" ".join(sorted(words)), 118, break_long_words=False))
    (WORDS / f"{name}.txt").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
