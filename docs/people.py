"""Writes the lists of names that `privacy/lists.py` reads, from the tables of Faker, Mimesis and Faker.js.

    python -m docs.people FAKER_JS
    python -m docs.people further FOLDER
    python -m docs.people marked

Faker (https://faker.readthedocs.io, MIT licence, Copyright 2012 Daniele Faraglia), Mimesis (https://mimesis.name, MIT
licence, Copyright 2016 Isaak Uchakaev) and Faker.js (https://fakerjs.dev, MIT licence, Copyright 2022-2026 Faker) are
no dependencies: have the first two installed beside the project for this alone, and name a file that holds `allLocales`
of the last as JSON (`JSON.stringify` in Node). Of each locale of Faker the first `MOST` given names and surnames are
taken, which its tables mostly order by how many people bear them, of the others all; words that the product knows are
left out, as they are never looked up.

`further` adds, from packages that are unpacked into the folder, what these lack: surnames of the census of the United
States of 1990 (`names`, public domain), names that the Israeli Central Bureau of Statistics counted (`hebrew-names`),
Persian and Japanese ones (`persian-names`, `japanese-personal-name-dataset`; all three MIT), Indian ones in Latin
letters (`indian-names`, BSD), and the Cyrillic names of the other lists in Latin letters. What the dictionary of
`english-words` (MIT, Webster of 1934) has in small letters is left out, and so is a Chinese word that is no name in the
dictionary of `jieba` (MIT); that one gives `chinese.txt` as well, words that begin like a surname.

`marked` writes the names of Faker in scripts in which vowels are marks (of India, Thailand and their neighbours) as
they are spelt: without these, as the other lists have them, many words of a language are names.
"""

import json
import re
import sys
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from textwrap import wrap
from typing import Any

from leftopen.privacy.detect import lexicon
from leftopen.privacy.lists import fold

MOST = 500
WORDS = Path(__file__).parents[1] / "src/leftopen/privacy/words"
LISTS = {
    "given": ("first_name", "first_romanized", "first_kana", "given", "middle_name"),
    "family": ("last_name", "last_romanized", "last_kana", "surname"),
}
KEYS = {"given": ("names", "first_name"), "family": ("surnames", "last_name")}
"""What Mimesis and Faker.js call them."""
MARKED = ("\u0900", "\u109f")
"""The first and the last letter of scripts that write vowels as marks: Devanagari to Burmese."""
_PARTS = re.compile(r"[\s'’\-.()（）・]+")


def names(provider: Any, tables: tuple[str, ...]) -> Iterator[str]:
    """The words of the names in a provider's tables whose name holds one of these."""
    for table in dir(provider):
        held = getattr(provider, table)
        if any(each in table for each in tables) and isinstance(held, (tuple, list, dict)):
            plain = [name for name in held if isinstance(name, str) and "{" not in name]
            for name in plain[:MOST]:
                yield from (word for word in _PARTS.split(fold(name)) if fit(word))


def marked() -> None:
    """Writes `marked_given.txt` and `marked_family.txt`, of Faker."""
    people = import_module("faker.providers.person")
    providers = [import_module(f"{people.__name__}.{each.name}").Provider for each in iter_modules(people.__path__)]
    for name, held in LISTS.items():
        found = {
            word
            for provider in providers
            for table in dir(provider)
            if any(each in table for each in held) and isinstance(getattr(provider, table), (tuple, list, dict))
            for told in getattr(provider, table)
            if isinstance(told, str) and "{" not in told
            for word in _PARTS.split(unicodedata.normalize("NFC", told))
            if len(word) > 1 and MARKED[0] <= word[0] <= MARKED[1]
        }
        write(f"marked_{name}", found)


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


CENSUS, ISRAEL = 20_000, 300
"""Surnames of the census that are taken, the most frequent first; people who bear a name that is taken in Israel."""

_CYRILLIC = dict(zip("абвгдезийклмнопрстуфыэіґ", "abvgdeziyklmnoprstufyeig", strict=True))
_CYRILLIC |= {"ц": "ts", "ї": "yi", "ь": "", "ъ": "", "ж": "zh", "х": "kh", "ч": "ch", "ш": "sh", "щ": "shch"}
_CYRILLIC |= {"ю": "yu", "я": "ya", "ё": "yo", "є": "ye"}
_LATER: tuple[dict[str, str], ...] = ({}, {"й": "i", "ю": "iu", "я": "ia", "ё": "e", "х": "h", "щ": "sch"})
"""Two ways to write it in Latin letters: that of BGN/PCGN, letter by letter, and that of passports."""


def latin(word: str) -> Iterator[str]:
    """A Cyrillic name in Latin letters, in two ways."""
    for other in _LATER:
        table = {ord(letter): spelt for letter, spelt in {**_CYRILLIC, **other}.items()}
        if (spelt := word.translate(table)).isascii():
            yield spelt


def rows(path: Path, encoding: str = "utf-8", apart: str | None = None) -> list[list[str]]:
    """The lines of a table, in fields."""
    return [line.split(apart) for line in path.read_text(encoding).splitlines() if line.strip()]


def further(folder: Path) -> None:
    """Writes `further_given.txt`, `further_family.txt` and `chinese.txt` from packages in this folder."""
    first: dict[str, set[str]] = {"given": set(), "family": set()}
    kinds = {"given": ("first", "male_", "female_", "woman", "_man_"), "family": ("last",)}
    for name, marks in kinds.items():
        for path in sorted(folder.glob("hebrew_names/dist.*")):
            if any(f".{mark.strip('_')}" in path.name for mark in marks):
                told = rows(path, "utf-16", "\t")
                first[name] |= {each[0] for each in told if len(each) > 4 and int(each[1]) >= ISRAEL}
        for path in sorted((folder / "persian_names/data").glob("*.txt")):
            if path.name.startswith(marks):
                first[name] |= {word for row in rows(path) for word in row}
        for path in sorted((folder / "indian_names").glob("*.names")):
            if any(mark in path.name for mark in marks):
                first[name] |= {row[0] for row in rows(path)}
    japanese = folder / "japanese_personal_name_dataset/dataset"
    for kanji, _, kana, romaji in rows(japanese / "last_name_org.csv", apart=","):
        first["family"] |= {kanji, kana, romaji}
    for path in japanese.glob("first_name_*_org.csv"):
        first["given"] |= {spelt for row in rows(path, apart=",") for spelt in row[:2]}
    census = rows(next(folder.glob("names-*/names/dist.all.last")))
    first["family"] |= {row[0] for row in census[:CENSUS]}
    tables = [tomllib.loads(path.read_text("utf-8")) for path in WORDS.glob("*.toml")]
    known = {fold(word) for table in tables for key in ("field", "common") for word in table.get(key, "").split()}
    known |= dictionary(folder)
    chinese = {word: kind for word, _, kind in rows(next(folder.glob("**/jieba/dict.txt")))}
    known |= {word for word, kind in chinese.items() if not kind.startswith("nr")}
    people = tomllib.loads((WORDS / "people.toml").read_text("utf-8"))
    for name, found in first.items():
        before = {
            word for each in (name, f"more_{name}") for word in (WORDS / f"{each}.txt").read_text("utf-8").split()
        }
        spelt = {
            each for word in (*before, *people[name].split()) if "\u0400" <= word[0] <= "\u04ff" for each in latin(word)
        }
        words = {word for each in (*found, *spelt) for word in _PARTS.split(fold(each)) if fit(word)}
        write(f"further_{name}", {word for word in words if len(word) > 3 or not word.isascii()} - before - known)
    surnames = set("".join(lexicon.people("surnames")))
    words = {w for w, n, k in rows(next(folder.glob("**/jieba/dict.txt"))) if plain_word(w, int(n), k, surnames)}
    write("chinese", words)


ENDS = ("", "s", "es", "r", "er", "ers", "rs", "ing", "d", "ed", "y")
"""What words are spelt with that a dictionary has without it."""

WORN = 20
"""How often a Chinese word stands in the corpus of `jieba` that is kept."""


def plain_word(word: str, often: int, kind: str, surnames: set[str]) -> bool:
    """True for a Chinese word of two or three characters that begins like a surname and is no name of a person."""
    return len(word) in (2, 3) and word[0] in surnames and often >= WORN and not kind.startswith("nr")


def dictionary(folder: Path) -> set[str]:
    """English words, without those that are written with a capital alone."""
    import_path(folder)
    words: set[str] = import_module("english_words").get_english_words_set(["web2"], lower=False)
    return {f"{word}{end}" for word in words if word.islower() for end in ENDS} | {
        f"{word[:-1]}{end}" for word in words if word.islower() and word.endswith("e") for end in ("ing",)
    }


def import_path(folder: Path) -> None:
    """Lets packages of this folder be imported."""
    sys.path.insert(0, str(folder))


def write(name: str, words: set[str]) -> None:
    """One list, in lines."""
    text = "\n".join(wrap(" ".join(sorted(words)), 118, break_long_words=False))
    (WORDS / f"{name}.txt").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    match sys.argv[1]:
        case "further":
            further(Path(sys.argv[2]))
        case "marked":
            marked()
        case _:
            main()
