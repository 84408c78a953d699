"""How many names of people are shown in names of stores, and how many ordinary names are hidden.

    python -m bench.names [-v]

Invented people of `names.toml`, whose given names and surnames were written down apart from the lists of the product,
are put together in the ways in which names of indices, databases and keys have them; what counts as shown is the
surname, or in scripts without spaces the whole name. Hidden is an ordinary name of which anything is masked.
"""

import random
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from leftopen.privacy.redact import plain, redacted

DATA: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
PEOPLE = 48
"""People of each language."""

_FIGURES = str.maketrans("aeiost", "431057")

SPACED: dict[str, Callable[[str, str], tuple[str, str]]] = {
    "separated": lambda g, f: (f"{g}-{f}", f),
    "beside words": lambda g, f: (f"backup_{f}_{g}_2026", f),
    "capitals": lambda g, f: (f"{g.title()}{f.title()}", f),
    "joined": lambda g, f: (f"{g}{f}", f),
    "joined, digits": lambda g, f: (f"{g}{f}84", f),
    "initial": lambda g, f: (f"{g[0]}.{f}", f),
    "initial, joined": lambda g, f: (f"{g[0]}{f}", f),
    "surname": lambda _, f: (f"patient-{f}", f),
    "figures for letters": lambda g, f: (f"{_figured(g)}-{_figured(f)}", _figured(f)),
}
UNSPACED: dict[str, Callable[[str, str], tuple[str, str]]] = {
    "alone": lambda g, f: (f + g, f + g),
    "spaced": lambda g, f: (f"{f} {g}", g),
    "beside words": lambda g, f: (f"backup_{f}{g}_2026", f + g),
    "digits": lambda g, f: (f"{f}{g}1984", f + g),
}


class Shown(NamedTuple):
    """A name that was put together, in which way and language, and whether the part that matters was shown."""

    language: str
    form: str
    name: str
    leaks: bool


def _figured(word: str) -> str:
    return word.translate(_FIGURES) if word.isascii() else word


def people() -> Iterator[Shown]:
    """Each person of each language in each form."""
    chance = random.Random(18)
    for language, told in DATA["people"].items():
        given, family = told["given"].split(), told["family"].split()
        forms = UNSPACED if told.get("unspaced") else SPACED
        for _ in range(PEOPLE):
            one, other = chance.choice(given), chance.choice(family)
            for form, make in forms.items():
                name, part = make(one, other)
                if form == "figures for letters" and name == f"{one}-{other}":
                    continue
                yield Shown(language, form, name, part.casefold() in redacted(name, 200).casefold())


def ordinary() -> Iterator[tuple[str, str, str]]:
    """(kind, name, as it is shown) of names that are nobody's."""
    for kind, names in DATA["ordinary"].items():
        for name in names.split():
            yield kind, name, redacted(name, 200)


def _table(title: str, rows: Iterator[tuple[str, bool]]) -> str:
    several, bad = Counter[str](), Counter[str]()
    for key, wrong in rows:
        several[key] += 1
        bad[key] += wrong
    lines = [f"| {title} | of | % |", "| --- | --- | --- |"]
    lines += [f"| {key} | {several[key]} | {100 * bad[key] / several[key]:.1f} |" for key in several]
    total = sum(several.values())
    return "\n".join([*lines, f"| all | {total} | {100 * sum(bad.values()) / total:.1f} |"])


def main(*words: str) -> int:
    """Prints the tables; with `-v` what was shown and what was hidden, too."""
    found, names = list(people()), list(ordinary())
    print(_table("names of people shown, by language", ((each.language, each.leaks) for each in found)), end="\n\n")
    print(_table("names of people shown, by form", ((each.form, each.leaks) for each in found)), end="\n\n")
    keys = ((each.form, plain(each.name)) for each in found)
    print(_table("keys that are people and shown, by form", keys), end="\n\n")
    print(_table("ordinary names hidden", ((kind, shown != name) for kind, name, shown in names)))
    if "-v" in words:
        print(*(f"shown: {each.language}, {each.form}: {each.name}" for each in found if each.leaks), sep="\n")
        print(*(f"hidden: {kind}: {name} {shown}" for kind, name, shown in names if shown != name), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
