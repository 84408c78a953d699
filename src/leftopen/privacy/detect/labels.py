"""The labels: what each kind of personal data is called, what the law says of it and how far it identifies.

A label is told once, in the `.toml` of its kind: in `[label]`, or in its `[[number]]` row, which adds to the law that
`numbers.toml` tells of every national number. Told twice, or with a word missing, it stops the program with its name.

ENISA classes are those of "Recommendations for a methodology of the assessment of severity of personal data breaches"
(2013), annex 1: simple, behavioural, financial, sensitive; `identifying` is its ease of identification, annex 2:
0.25 negligible, 0.5 limited, 0.75 significant, 1.0 maximum.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, get_args

from msgspec import Struct

from leftopen.privacy.data import toml, tomls
from leftopen.privacy.detect import numbers

Enisa = Literal["simple", "behavioural", "financial", "sensitive"]
DETECTORS = "leftopen.privacy.detect.kinds"


class Meaning(Struct, frozen=True):
    """What a label means. `law` maps a regime (gdpr, pipl, cpra, lgpd, hipaa, …) to its category and article.

    `special` is true where a law gives the kind extra protection; `link` where equal values mean the same person.
    """

    name: str
    title: str
    enisa: Enisa
    identifying: float
    law: Mapping[str, str]
    special: bool = False
    link: bool = False


def _read(name: str, told: Mapping[str, Any], where: str) -> Meaning:
    try:
        meaning = Meaning(name=name, **told)
    except TypeError as fault:
        raise ValueError(f"{where}: label {name}: {fault}") from None
    known = meaning.enisa in get_args(Enisa) and meaning.identifying in (0.25, 0.5, 0.75, 1.0)
    if not (known and meaning.law.get("gdpr") and meaning.law.get("pipl") and name.count(".") >= 1):
        raise ValueError(
            f"{where}: label {name} needs a dotted name, an ENISA class and step, and its gdpr and pipl category"
        )
    return meaning


@cache
def labels() -> Mapping[str, Meaning]:
    """Every label by name."""
    found: dict[str, Meaning] = {}
    for file, name, table in _told():
        if name in found:
            raise ValueError(f"{file}: label {name} is told twice")
        found[name] = _read(name, table, file)
    return MappingProxyType(dict(sorted(found.items())))


def _told() -> Iterator[tuple[str, str, dict[str, Any]]]:
    law = toml(__package__, "numbers.toml")["law"]
    for file, tables in tomls(DETECTORS):
        if "label" in tables:
            table = dict(tables["label"])
            yield file, table.pop("name", ""), table
        for row in numbers.rows(tables, file):
            told = {"title": row.title, "enisa": row.enisa, "identifying": row.identifying, "link": True}
            yield file, row.label, {**told, "law": {**law, **row.law}}


@cache
def families() -> Mapping[str, str]:
    """What the first part of a label is called, the most delicate first: `family.toml` in each folder of kinds."""
    told = [(file, table["family"]) for file, table in tomls(DETECTORS) if "family" in table]
    ranked = sorted((table["rank"], table["name"], table["title"]) for _, table in told)
    return MappingProxyType({name: title for _, name, title in ranked})
