"""What points at somebody: clues, each of one kind of the table `clues.toml`, and what several of them come to."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Literal

import msgspec
from msgspec import Struct

Family = Literal["registry", "pki", "content", "naming", "knowledge"]
Verdict = Literal["confirmed", "likely", "unknown"]
MOST_SHOWN = 12


class Kind(Struct, frozen=True, forbid_unknown_fields=True):
    """A row of the table. `says`: a sentence with the places `{what}` and `{where}`."""

    family: Family
    weight: float
    contradicts: bool
    says: str


class _Table(Struct, frozen=True, forbid_unknown_fields=True):
    strong: float
    cap: Mapping[Family, float]
    hand: Mapping[Family, str]
    clue: Mapping[str, Kind]


@cache
def table() -> _Table:
    """The table. A row with a key missing or unknown stops the program."""
    text = (resources.files(__package__) / "clues.toml").read_text("utf-8")
    try:
        return msgspec.convert(tomllib.loads(text), _Table)
    except msgspec.ValidationError as error:
        raise ValueError(f"leftopen.judge: clues.toml: {error}") from None


class Clue(Struct, frozen=True):
    """One clue: `what` it names, `where` it was seen; copies (the same certificate, the same word) share a `source`."""

    kind: str
    what: str
    where: str
    source: str

    @property
    def told(self) -> Kind:
        """Its row of the table."""
        return table().clue[self.kind]

    def __str__(self) -> str:
        return self.told.says.format(what=self.what, where=self.where)


class Weighed(Struct, frozen=True):
    """What clues come to: `confidence` by noisy-or over families, each up to its cap."""

    verdict: Verdict
    confidence: float


def once(clues: Iterable[Clue]) -> list[Clue]:
    """The clues without copies: of one kind and source the first."""
    return list({(clue.kind, clue.source): clue for clue in reversed(list(clues))}.values())[::-1]


def weigh(clues: Iterable[Clue], *, contradicted: bool = False) -> Weighed:
    """`confirmed` where two hands agree and nothing contradicts, `likely` on a strong or two weak clues."""
    own = once(clues)
    doubts: dict[Family, float] = {}
    for clue in own:
        doubts[clue.told.family] = doubts.get(clue.told.family, 1.0) * (1 - clue.told.weight)
    doubt = 1.0
    for family, left in doubts.items():
        doubt *= max(left, 1 - table().cap[family])
    confidence = (1 - doubt) * (0.7 if contradicted else 1.0)
    hands = {table().hand[family] for family in doubts}
    verdict: Verdict
    if len(hands) >= 2 and not contradicted:
        verdict = "confirmed"
    elif any(clue.told.weight >= table().strong for clue in own) or len(own) >= 2:
        verdict = "likely"
    else:
        verdict = "unknown"
    return Weighed(verdict, round(confidence, 2))


def sentences(clues: Iterable[Clue]) -> tuple[str, ...]:
    """What the clues say, without copies; beyond `MOST_SHOWN` they are counted."""
    said = list(dict.fromkeys(str(clue) for clue in once(clues)))
    if len(said) > MOST_SHOWN:
        said[MOST_SHOWN - 1 :] = [f"and {len(said) - MOST_SHOWN + 1} more"]
    return tuple(said)
