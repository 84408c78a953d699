"""How often labels are right, on tables that `bench.tables` invents: F1 over labels, fields, nested ones, clean ones.

    python -m bench.accuracy [seed] [--misses]

A field is right where it has a claim of its label (or of a finer one); a claim that is not wanted is false. `macro` is
the mean of the labels' F1. The last table is the reliability: of the labels that were told with a confidence, how many
were right. The tables are invented, so that the figures compare versions of the product and say less of the world:
names of columns are far more various there.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from bench.tables import Table, tables
from leftopen.model import CLAIM
from leftopen.privacy.files import classify

BARS = {"macro F1": 0.9, "nested F1": 0.9, "special F1": 0.95, "columns F1": 0.95}
CLEAN = 0.01
"""Share of clean fields that may be flagged."""
BESIDE = {"location.trace", "finance.transaction", "minor.child"}
"""What a whole store is, said of one of its fields: not asked here."""


class Tally(NamedTuple):
    """Right, false and missed labels; what each confidence that was told, hints too, turned out to be."""

    right: Counter[str]
    false: Counter[str]
    missed: Counter[str]
    clean: list[int]
    words: list[str]
    said: list[tuple[float, bool]]


Labels = list[tuple[str, float]]
"""Labels of a field and how sure each is."""


def told(table: Table) -> dict[str, Labels]:
    """What is told of each path of a table."""
    fields = classify.fields(table.records)["fields"]
    return {field["path"]: [(each["label"], each["confidence"]) for each in field["labels"]] for field in fields}


def tally(found: Iterable[Table], tell: Callable[[Table], dict[str, Labels]] = told) -> Tally:
    """Counts over tables."""
    result = Tally(Counter(), Counter(), Counter(), [0, 0], [], [])
    for table in found:
        paths = tell(table)
        for path, wanted in table.wanted.items():
            labels = [each for each in paths.get(path, ()) if each[0] not in BESIDE or fine(each[0], wanted)]
            claims = {label for label, confidence in labels if confidence >= CLAIM}
            _count(result, f"{table.source} {path}", claims, wanted)
            result.said.extend((confidence, fine(label, wanted)) for label, confidence in labels)
    return result


def fine(label: str, wanted: str) -> bool:
    """The label itself, or a finer one; of several (`a|b`) any."""
    return any(label == each or label.startswith(f"{each}.") for each in wanted.split("|") if each)


def reliability(said: list[tuple[float, bool]]) -> list[tuple[float, int, float]]:
    """(confidence from which on, how many labels, share of them that is right) for each tenth that was told."""
    tenths: dict[int, list[bool]] = {}
    for confidence, right in said:
        tenths.setdefault(min(9, int(confidence * 10)), []).append(right)
    return [(tenth / 10, len(rights), sum(rights) / len(rights)) for tenth, rights in sorted(tenths.items())]


def _count(result: Tally, where: str, labels: set[str], wanted: str) -> None:
    hit = {label for label in labels if fine(label, wanted)}
    if not wanted:
        result.clean[0] += bool(labels)
        result.clean[1] += 1
    elif hit:
        result.right[wanted] += 1
    else:
        result.missed[wanted] += 1
        result.words.append(f"missed {wanted}: {where}, got {sorted(labels)}")
    for label in labels - hit:
        result.false[label] += 1
        result.words.append(f"false {label}: {where}")


def f1(right: int, false: int, missed: int) -> float:
    """The harmonic mean of precision and recall; 1.0 where nothing was asked."""
    return 2 * right / (2 * right + false + missed) if right + false + missed else 1.0


def macro(counted: Tally) -> float:
    """The mean F1 of the labels that were asked for."""
    asked = sorted({*counted.right, *counted.missed})
    figures = [f1(counted.right[label], counted.false[label], counted.missed[label]) for label in asked]
    return sum(figures) / len(figures) if figures else 1.0


def _over(counted: Tally, prefix: str = "") -> float:
    return f1(*(sum(n for label, n in each.items() if label.startswith(prefix)) for each in counted[:3]))


def main(seed: int = 11, *, misses: bool = False) -> int:
    """Prints the figures; 0 where all reach their bars."""
    made = tables(seed)
    counted = tally(made)
    nested = tally([table for table in made if table.shape == "nested"])
    labels = sorted({*counted.right, *counted.false, *counted.missed})
    print(f"{'':26}{'F1':>6}{'right':>7}{'false':>7}{'missed':>8}")
    for label in labels:
        row = (counted.right[label], counted.false[label], counted.missed[label])
        print(f"{label:26}{f1(*row):6.3f}{row[0]:7}{row[1]:7}{row[2]:8}")
    figures = {
        "macro F1": macro(counted),
        "nested F1": _over(nested),
        "special F1": _over(counted, "special."),
        "columns F1": _over(counted),
    }
    flagged, clean = counted.clean
    fields = clean + sum(counted.right.values()) + sum(counted.missed.values())
    print(f"\n{len(made)} tables, {fields} fields, seed {seed}")
    for name, figure in figures.items():
        print(f"{name:26}{figure:6.3f}   bar {BARS[name]}")
    print(f"{'clean fields flagged':26}{flagged / clean:6.3f}   bar {CLEAN}")
    print("\nconfidence   labels   right")
    for start, many, right in reliability(counted.said):
        print(f"{start:.1f} to {start + 0.1:.1f} {many:9}   {right:5.2f}")
    for word in counted.words if misses else ():
        print(word)
    return 0 if all(figures[name] >= bar for name, bar in BARS.items()) and flagged <= CLEAN * clean else 1


if __name__ == "__main__":
    sys.exit(main(*(int(each) for each in sys.argv[1:] if each.isdigit()), misses="--misses" in sys.argv))
