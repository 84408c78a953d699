"""Fits the weights of evidence on tables whose labels are known, and checks them on sources that were not fitted on.

    python -m bench.calibrate [--write] [--misses] [--keep WAY,WAY]     (`make calibrate`)

Each kind that anything speaks for in a field is a case: the surest way its evidence takes (that of the field itself, or
one that its company opens), with that way's strength, what speaks against it and its rivals, and whether the label is
right. Log odds are `base + slope * strength` of its way less what speaks against; they are fitted by logistic
regression with a Gaussian prior around the numbers that stand (MAP), so that what few cases tell of stays as it is. The
width of the prior is that with the least log loss in a cross-validation over sources. Of the sources a third is held
out. A way keeps its numbers where those that are fitted have no less log loss on held-out cases, and where labels are
told worse on held-out tables with them (`worse`); those that are `chosen` stay, and those that `--keep` names.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from math import log
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import msgspec

from bench.accuracy import Labels, Tally, fine, macro, reliability, tally
from bench.tables import Table, tables
from bench.tables_company import DATA as COMPANY
from bench.tables_company import company_tables
from bench.tables_hard import hard_tables
from leftopen.privacy.detect import __file__ as detect
from leftopen.privacy.detect import weigh, weights
from leftopen.privacy.detect.decision import Evidence
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.records.around import Judged, beside_each
from leftopen.privacy.detect.records.decide import labels_of
from leftopen.privacy.detect.weights import WAYS, Weights, sure
from leftopen.privacy.fields import Fields, path_of

FILE = Path(detect).with_name("weights.toml")
PICTURE = Path(__file__).parents[1] / "docs" / "reliability.svg"
AGAINST = ("other_name", "other_name_proved", "one_value", "one_value_proved", "named_above")
GATES = {
    "proved": 0.0,
    "beyond_chance": 0.56,
    "called_and_checked": 0.3,
    "called": 0.27,
    "agreed": 0.5,
    "people": 0.3,
    "addresses": 0.3,
    "in_text": 0.0,
    "company": 0.6,
    "beside": 0.5,
}
"""Strength from which on a way must make a claim: any value that its form proves, two that pass one check digit (twice
ln 9.5, of 8), `enough` of the values under a clear name, half of those that agree, `some_people`, `mostly_addresses`,
hits that reach `enough_in_text`, however few they are in all, the weakest company that is meant to claim, half of the
values under an ambiguous name beside what is personal."""
CEILINGS = {"company": 0.5}
"""Strength up to which a way must make no claim: less than half of the values, or company that makes a hint at most."""
WIDTHS = (0.1, 0.3, 1.0)
"""Standard deviations of the prior that are tried."""
SEEDS = (11, 12)
HELD_OUT = 3
"""One source in so many is held out."""
_STEPS = 120
_SMALL = 1e-6


class Case(NamedTuple):
    """What spoke for a label in a field, and whether it is right."""

    way: str
    strength: float
    against: tuple[str, ...]
    rivals: float
    right: bool


Read = list[tuple[Table, Fields]]
Cases = dict[str, Counter[Case]]
"""Source to its cases and how often each occurs."""
Values = dict[str, float]
"""Name of a weight (`called.base`, `other_name`) to its value."""


def read(found: Iterable[Table]) -> Read:
    """The tables with their records read."""
    result = []
    for table in found:
        fields = Fields()
        for record in table.records:
            fields.take(record)
        result.append((table, fields))
    return result


def cases(found: Read) -> Cases:
    """Every case of tables."""
    result: Cases = {}
    for table, fields in found:
        counted = result.setdefault(table.source, Counter())
        weighed = [Judged(each.column, weigh.weigh(each.column)) for each in fields.judge()]
        for (column, _), around in zip(weighed, beside_each(weighed), strict=True):
            wanted = table.wanted.get(path_of(column.node))
            if wanted is not None and column.examined:
                counted.update(_of_column(column, around, wanted))
    return result


def _of_column(column: Column, around: list[tuple[int, Evidence]], wanted: str) -> Iterator[Case]:
    for bit in weigh.evidence(column):
        opened = [told for which, told in around if which == bit]
        told = max([*weigh.ways(column, bit), *opened], key=lambda each: each.confidence)
        right = fine(detectors()[bit].label, wanted)
        yield Case(told.way, round(told.strength, 2), told.against, round(told.rivals, 1), right)


def values(told: Weights) -> Values:
    """What is fitted, as it stands."""
    found = {name: told.number[name].value for name in AGAINST}
    for name, way in told.way.items():
        found |= {f"{name}.base": way.base, f"{name}.slope": way.slope}
    return found


def odds(case: Case, told: Values) -> float:
    """The log odds of a case."""
    return (
        told[f"{case.way}.base"]
        + told[f"{case.way}.slope"] * case.strength
        - sum(told[name] for name in case.against)
        - case.rivals
    )


def loss(found: Counter[Case], told: Values) -> float:
    """The mean log loss; 0 of nothing."""
    total = sum(many * -log(max(_SMALL, _share(case, told))) for case, many in found.items())
    return total / max(1, found.total())


def _share(case: Case, told: Values) -> float:
    """The confidence that the case got for what it turned out to be."""
    confidence = sure(odds(case, told))
    return confidence if case.right else 1 - confidence


def fit(found: Counter[Case], prior: Values, width: float) -> Values:
    """The most likely values given cases and a Gaussian prior of that width around `prior` (Newton's method)."""
    names = sorted(prior)
    place = {name: n for n, name in enumerate(names)}
    told = dict(prior)
    for _ in range(_STEPS):
        slope = [(told[name] - prior[name]) / width**2 for name in names]
        curve = [[1 / width**2 if n == m else 0.0 for m in range(len(names))] for n in range(len(names))]
        for case, many in found.items():
            share = sure(odds(case, told))
            parts = [(place[f"{case.way}.base"], 1.0), (place[f"{case.way}.slope"], case.strength)]
            parts += [(place[name], -1.0) for name in case.against]
            for n, one in parts:
                slope[n] += many * (share - case.right) * one
                for m, other in parts:
                    curve[n][m] += many * share * (1 - share) * one * other
        step = solve(curve, slope)
        longest = max(abs(each) for each in step)
        for n, name in enumerate(names):
            told[name] -= step[n] * min(1.0, 1.0 / longest if longest else 1.0)
        if longest < _SMALL:
            break
    return told


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """x of `matrix x = right`, for a symmetric positive matrix (Gauss)."""
    size = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for n in range(size):
        for m in range(n + 1, size):
            factor = rows[m][n] / rows[n][n]
            if factor:
                rows[m] = [a - factor * b for a, b in zip(rows[m], rows[n], strict=True)]
    x = [0.0] * size
    for n in reversed(range(size)):
        x[n] = (rows[n][size] - sum(rows[n][m] * x[m] for m in range(n + 1, size))) / rows[n][n]
    return x


def joined(found: Cases, sources: Iterable[str]) -> Counter[Case]:
    """The cases of some sources."""
    result: Counter[Case] = Counter()
    for source in sources:
        result.update(found.get(source, Counter()))
    return result


def width_of(found: Cases, sources: list[str], prior: Values) -> float:
    """The width with the least log loss over thirds of the sources that are left out in turn."""
    told = {}
    for width in WIDTHS:
        thirds = [(joined(found, sources[n::3]), joined(found, set(sources) - set(sources[n::3]))) for n in range(3)]
        told[width] = sum(loss(apart, fit(rest, prior, width)) for apart, rest in thirds)
    return min(told, key=lambda width: told[width])


def chosen(new: Values, old: Values, apart: Counter[Case], keep: frozenset[str]) -> Values:
    """Of each way, and of each that speaks against, what has less log loss on held-out cases, else what stood."""
    told = dict(old)
    for part in (*WAYS, *AGAINST):
        names = names_of(part)
        mine = Counter({case: many for case, many in apart.items() if case.way == part or part in case.against})
        trial = told | {name: new[name] for name in names}
        if part not in keep and sound(trial, part) and loss(mine, trial) < loss(mine, told):
            told = trial
    return told


def names_of(part: str) -> tuple[str, ...]:
    """The weights of a way, or the one that speaks against."""
    return (part,) if part in AGAINST else (f"{part}.base", f"{part}.slope")


def sound(told: Values, way: str) -> bool:
    """True where more never lowers, a way to a claim makes one from its gate on and none up to its ceiling, and what
    speaks against does so."""
    if way in AGAINST:
        return told[way] >= 0
    base, slope = told[f"{way}.base"], told[f"{way}.slope"]
    if way in CEILINGS and base + slope * CEILINGS[way] > 0:
        return False
    return slope >= 0 and (way.startswith("hint") or base + slope * GATES[way] >= 0)


def changed(told: Weights, new: Values) -> Weights:
    """The weights with fitted values, rounded to two digits."""
    rounded = {name: round(value, 2) for name, value in new.items()}
    ways = {
        name: msgspec.structs.replace(way, base=rounded[f"{name}.base"], slope=rounded[f"{name}.slope"])
        for name, way in told.way.items()
    }
    numbers = {name: msgspec.structs.replace(told.number[name], value=rounded[name]) for name in AGAINST}
    return Weights(way=ways, number=told.number | numbers)


@contextmanager
def using(told: Weights) -> Iterator[None]:
    """The product with other weights."""
    weights.number.cache_clear()
    with patch.object(weights, "weights", lambda: told):
        yield
    weights.number.cache_clear()


def tallied(found: Read, told: Weights) -> Tally:
    """The counts of tables with those weights."""
    by_table = {id(table): fields for table, fields in found}

    def tell(table: Table) -> dict[str, Labels]:
        judged = by_table[id(table)].judge()
        return {
            path_of(each.column.node): [(label.label, label.confidence) for label in labels_of(each)] for each in judged
        }

    with using(told):
        return tally([table for table, _ in found], tell)


def adopted(aside: Read, old: Weights, best: Values) -> Values:
    """Of what was fitted, one way after another, that with which tables are told no worse than before it."""
    told, before = values(old), tallied(aside, old)
    for part in (*WAYS, *AGAINST):
        trial = told | {name: best[name] for name in names_of(part)}
        if trial != told:
            after = tallied(aside, changed(old, trial))
            if not worse(before, after):
                told, before = trial, after
    return told


def worse(before: Tally, after: Tally) -> bool:
    """True where labels are told with a lower F1 or a higher loss, or more clean fields are flagged."""
    if macro(after) < macro(before) or after.clean[0] > before.clean[0]:
        return True
    return said_loss(after.said) > said_loss(before.said)


def held_out(sources: Iterable[str]) -> list[str]:
    """The sources that are not fitted on: one in three of those of people and look-alikes, and of those of company."""
    found = sorted(sources)
    of_company = [source for source in found if source in COMPANY]
    return [*[source for source in found if source not in COMPANY][::HELD_OUT], *of_company[::HELD_OUT]]


def said_loss(said: list[tuple[float, bool]]) -> float:
    """The mean log loss of labels that were told."""
    return sum(-log(max(0.01, sure if right else 1 - sure)) for sure, right in said) / max(1, len(said))


def text(old: str, new: Weights) -> str:
    """The file with new values, its order and words kept."""
    for name, way in new.way.items():
        old = re.sub(rf"(\[way\.{name}\]\nbase = )\S+\nslope = \S+", rf"\g<1>{way.base}\nslope = {way.slope}", old)
    for name in AGAINST:
        old = re.sub(rf"(\[number\.{name}\]\nvalue = )\S+", rf"\g<1>{new.number[name].value}", old)
    return old


def picture(before: Tally, after: Tally) -> str:
    """An SVG: of labels told with a confidence, the share that was right, before and after."""
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 320" font-family="sans-serif" font-size="11">',
        "<title>Of labels told with a confidence, how many were right, on sources not fitted on</title>",
        '<rect width="360" height="320" fill="white"/>',
        '<path d="M50 20V270H300" fill="none" stroke="black"/>',
        '<path d="M50 270L300 20" stroke="#999" stroke-dasharray="4"/>',
        '<text x="120" y="300">confidence that was told</text>',
        '<text x="18" y="200" transform="rotate(-90 18 200)">share that was right</text>',
        *(f'<text x="{45 + 250 * n / 10:.0f}" y="284">{n / 10:.1f}</text>' for n in range(0, 11, 5)),
        *(f'<text x="28" y="{274 - 250 * n / 10:.0f}">{n / 10:.1f}</text>' for n in range(0, 11, 5)),
    ]
    for name, tallied_, colour, y in (("before", before, "#c60", 36), ("after", after, "#06c", 52)):
        for start, many, right in reliability(tallied_.said):
            x, place = 50 + 250 * (start + 0.05), 270 - 250 * right
            size = 2 + min(7.0, many**0.5 / 8)
            lines.append(f'<circle cx="{x:.1f}" cy="{place:.1f}" r="{size:.1f}" fill="{colour}" fill-opacity="0.6"/>')
        lines.append(f'<circle cx="64" cy="{y - 4}" r="4" fill="{colour}"/><text x="72" y="{y}">{name}</text>')
    return "\n".join([*lines, "</svg>", ""])


def show(name: str, told: Tally) -> None:
    """Prints the figures of tables."""
    flagged, clean = told.clean
    print(
        f"{name:8} macro F1 {macro(told):.4f}   log loss of what is told {said_loss(told.said):.4f}   "
        f"clean fields flagged {flagged} of {clean}   missed {told.missed.total()} of "
        f"{told.missed.total() + told.right.total()}"
    )
    for start, many, right in reliability(told.said):
        print(f"         {start:.1f} to {start + 0.1:.1f} {many:7}   {right:5.2f}")


def main(*, write: bool = False, misses: bool = False, keep: frozenset[str] = frozenset()) -> int:
    """Fits, prints figures of held-out sources before and after, writes what is better; 0 where nothing is worse."""
    found = read(each for seed in SEEDS for each in (*tables(seed), *hard_tables(seed), *company_tables(seed)))
    counted = cases(found)
    sources = sorted(counted)
    apart = held_out(sources)
    fitted_on = [source for source in sources if source not in apart]
    old = weights.weights()
    prior = values(old)
    width = width_of(counted, fitted_on, prior)
    keep |= {name for name, told in old.way.items() if told.how == "chosen"}
    held = joined(counted, apart)
    aside = [each for each in found if each[0].source in apart]
    better = chosen(fit(joined(counted, fitted_on), prior, width), prior, held, keep)
    best = adopted(aside, old, better)
    new = changed(old, best)
    print(f"{len(found)} tables, {joined(counted, sources).total()} cases, {len(sources)} sources, width {width}")
    print(f"held out: {', '.join(apart)}")
    print(f"log loss of held-out cases: {loss(held, prior):.4f} before, {loss(held, best):.4f} after")
    refused = sorted({name.partition(".")[0] for name in best if best[name] != better[name]})
    print(f"better on cases and not on tables: {', '.join(refused) or 'none'}")
    before, after = tallied(aside, old), tallied(aside, new)
    show("before", before)
    show("after", after)
    for name, value in sorted(values(new).items()):
        print(f"{name:28} {prior[name]:6.2f} {value:6.2f}" + ("" if value != prior[name] else "   as it stood"))
    for word in after.words if misses else ():
        print(word)
    if write:
        FILE.write_text(text(FILE.read_text("utf-8"), new), "utf-8")
        PICTURE.write_text(picture(before, after), "utf-8")
    return 1 if worse(before, after) else 0


if __name__ == "__main__":
    named = next((word for before, word in zip(sys.argv, sys.argv[1:], strict=False) if before == "--keep"), "")
    sys.exit(main(write="--write" in sys.argv, misses="--misses" in sys.argv, keep=frozenset(named.split(","))))
