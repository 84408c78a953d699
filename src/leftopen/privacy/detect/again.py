"""Names read again without what all names of their table begin with: `mgl_geb` beside `mgl_nr`, `mgl_ort`, `mgl_str`.

Such a beginning tells of none of them what it holds; without it a word that counts only as the whole of a name is the
whole. Read so are only fields that claim nothing as they are called, and only where the beginning is of no thing: a
`prod_sex` is of a product, whatever `sex` is of elsewhere.
"""

from collections import Counter
from collections.abc import Sequence

from leftopen.privacy.detect.concepts import read
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.record import Judged
from leftopen.privacy.detect.units import units
from leftopen.privacy.detect.weigh import weigh
from leftopen.privacy.flatten import Node

_LEAST, _MOST = 2, 6
"""Letters of such a beginning."""
_FEW, _PART = 4, 0.5
"""How many fields of one parent have it at least, and which part of them."""
_OF_SOMEBODY = ("about.person", "about.patient", "about.child", "about.guardian", "other.part")
"""What it may tell and still be left out."""


def without_beginnings(judged: Sequence[Judged]) -> list[Judged]:
    """The same fields, some of them weighed by the rest of their names."""
    common = _common(judged)
    return [_again(each) if common and _led(each, common) else each for each in judged]


def _common(judged: Sequence[Judged]) -> set[tuple[tuple[str, ...], str]]:
    """Parents with what most names below them begin with."""
    begins: Counter[tuple[tuple[str, ...], str]] = Counter()
    below: Counter[tuple[str, ...]] = Counter()
    for column, _ in judged:
        if parts := column.node.parts:
            below[parts[:-1]] += 1
            if first := _beginning(parts[-1]):
                begins[parts[:-1], first] += 1
    often = (each for each, times in begins.items() if times >= max(_FEW, _PART * below[each[0]]))
    return {each for each in often if all(hint.concept in _OF_SOMEBODY for hint in read(each[1]))}


def _beginning(name: str) -> str:
    """The first word of a name that has more."""
    found = units(name)
    first = found[0] if len(found) > 1 else ""
    return first if first.isalpha() and _LEAST <= len(first) <= _MOST else ""


def _led(each: Judged, common: set[tuple[tuple[str, ...], str]]) -> bool:
    column, verdicts = each
    parts = column.node.parts
    known = any(verdict.claimed for verdict in verdicts) or not column.kept
    return not known and bool(parts) and (parts[:-1], _beginning(parts[-1])) in common


def _again(each: Judged) -> Judged:
    """The field by the rest of its name and the values that are kept of it, where that tells more."""
    old = each.column
    rest = " ".join(units(old.node.parts[-1])[1:])
    new = Column(Node((*old.node.parts[:-1], rest)), frozenset(), old.keep)
    if not new.called or set(new.called) <= set(old.called):
        return each
    new.weight = max(1, old.present // len(old.kept))
    new.waiting = [[value] for value in old.kept]
    verdicts = weigh(new)
    new.node, new.present, new.types = old.node, old.present, old.types
    return Judged(new, verdicts)
