"""What the rest of a record adds to a kind: `[[company]]` rows in the kind's file, the strongest first.

strength  from 0 to 1, in the order of how much such company tells; `[way.company]` of `weights.toml` makes it log odds
needs     concepts of which the record has one of each list; one that ends with `*` stands for all that begin so
of, least concepts of which it has so many
why       for whoever reads it

The first row that holds counts; where none does, company adds nothing.
"""

from collections.abc import Collection, Mapping
from functools import cache

import msgspec
from msgspec import Struct

from leftopen.privacy.data import tomls
from leftopen.privacy.detect.labels import DETECTORS


class Company(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A `[[company]]` row."""

    strength: float
    why: str
    needs: tuple[tuple[str, ...], ...] = ()
    of: tuple[str, ...] = ()
    least: int = 0

    def holds(self, concepts: Collection[str]) -> bool:
        """True where the concepts of a record are such.

        >>> row = Company(strength=0.5, why="none", needs=(("biometric.*", "vehicle.plate"),), of=("a", "b"), least=1)
        >>> row.holds({"biometric.iris", "b"}), row.holds({"vehicle.plate"}), row.holds({"a", "b"})
        (True, False, False)
        """
        return all(any(_has(each, concepts) for each in some) for some in self.needs) and (
            sum(each in concepts for each in self.of) >= self.least
        )


class Circle:
    """The rows of a kind."""

    def __init__(self, rows: tuple[Company, ...]) -> None:
        self.rows = rows

    def __call__(self, concepts: Collection[str]) -> float:
        """How much the concepts of a record tell."""
        return next((row.strength for row in self.rows if row.holds(concepts)), 0.0)


def _has(concept: str, concepts: Collection[str]) -> bool:
    if concept.endswith("*"):
        return any(each.startswith(concept[:-1]) for each in concepts)
    return concept in concepts


@cache
def companies() -> Mapping[str, Circle]:
    """Label to its rows; ValueError with the name of a file whose rows are not sound."""
    return {
        table["label"]["name"]: circle(table["company"], file)
        for file, table in tomls(DETECTORS)
        if "label" in table and "company" in table
    }


def circle(told: object, file: str) -> Circle:
    """The rows of a file; ValueError with its name where they are not sound."""
    try:
        rows = msgspec.convert(told, tuple[Company, ...])
    except msgspec.ValidationError as fault:
        raise ValueError(f"{file}: company: {fault}") from None
    strengths = [row.strength for row in rows]
    if strengths != sorted(strengths, reverse=True) or not all(0 < strength <= 1 for strength in strengths):
        raise ValueError(f"{file}: company: strengths from 1 to above 0, the strongest first")
    return Circle(rows)
