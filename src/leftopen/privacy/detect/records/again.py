"""Names read again without what all names of their table begin with: `mgl_geb` beside `mgl_nr`, `mgl_ort`, `mgl_str`.

Such a beginning tells of none of them what it holds; without it a word that counts only as the whole of a name is the
whole. Read so are only fields that claim nothing as they are called, and only where the beginning is of no thing: a
`prod_sex` is of a product, whatever `sex` is of elsewhere.

Old systems write the letters of a file before each name and nothing between (`PTLNM`, `PTDOB8`, `PTRLGN`): nearly all
names of a table begin so then.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from leftopen.privacy.detect.concepts import read
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.records.around import Judged
from leftopen.privacy.detect.units import units
from leftopen.privacy.detect.weigh import weigh
from leftopen.privacy.flatten import Node

_LEAST, _MOST = 2, 6
"""Letters of such a beginning."""
_FEW, _PART = 4, 0.5
"""How many fields of one parent have it at least, and which part of them."""
_GLUED, _NEARLY, _OPEN = 5, 0.8, 2
"""How many such names without anything between have it at least, which part of all, and how many letters are so few
that they are no word of a thing."""
_OF_SOMEBODY = ("about.person", "about.patient", "about.child", "about.guardian", "other.part")
"""What it may tell and still be left out."""


def without_beginnings(judged: Sequence[Judged]) -> list[Judged]:
    """The same fields, some of them weighed by the rest of their names."""
    common = _common(judged)
    return [_again(each, rest) if common and (rest := _led(each, common)) else each for each in judged]


def _common(judged: Sequence[Judged]) -> set[tuple[tuple[str, ...], str]]:
    """Parents with what most names below them begin with."""
    begins: Counter[tuple[tuple[str, ...], str]] = Counter()
    below: dict[tuple[str, ...], list[str]] = {}
    for column, _ in judged:
        if parts := column.node.parts:
            below.setdefault(parts[:-1], []).append(parts[-1])
            if first := _beginning(parts[-1]):
                begins[parts[:-1], first] += 1
    often = {each for each, times in begins.items() if times >= max(_FEW, _PART * len(below[each[0]]))}
    glued = {(parent, first) for parent, names in below.items() if (first := _glued(names))}
    short = {each for each in glued if len(each[1]) <= _OPEN}
    return short | {each for each in often | glued if all(hint.concept in _OF_SOMEBODY for hint in read(each[1]))}


def _beginning(name: str) -> str:
    """The first word of a name that has more."""
    found = units(name)
    first = found[0] if len(found) > 1 else ""
    return first if first.isalpha() and _LEAST <= len(first) <= _MOST else ""


def _glued(names: Sequence[str]) -> str:
    """The letters that nearly all names without anything between their words begin with.

    >>> _glued(["PTMRN", "PTLNM", "PTDOB8", "PTRACE", "PTALRG"]), _glued(["name", "nation", "native", "navy", "nails"])
    ('pt', 'na')
    """
    plain = [name.casefold() for name in names if name.isascii() and name.isalnum()]
    first = Counter(name[:_LEAST] for name in plain if name[:_LEAST].isalpha()).most_common(1)
    if not first or first[0][1] < max(_GLUED, _NEARLY * len(names)):
        return ""
    some = [name for name in plain if name.startswith(first[0][0])]
    led = "".join(each[0] for each in takewhile(lambda each: len(set(each)) == 1, zip(*some, strict=False)))
    return led[:_MOST] if led.isalpha() else first[0][0]


def _rest(parts: tuple[str, ...], common: set[tuple[tuple[str, ...], str]]) -> str:
    """What is left of a name without what all begin with, "" where it does not."""
    if not parts:
        return ""
    if (parts[:-1], _beginning(parts[-1])) in common:
        return " ".join(units(parts[-1])[1:])
    own = parts[-1].casefold()
    glued = (first for parent, first in common if parent == parts[:-1] and own.startswith(first) and own.isalnum())
    return next((own[len(first) :] for first in glued), "")


def _led(each: Judged, common: set[tuple[tuple[str, ...], str]]) -> str:
    """The rest of the name of a field that claims nothing as it is called, "" for others and where it is no word: a
    `column7` is not called as its table is."""
    column, verdicts = each
    known = any(verdict.claimed for verdict in verdicts) or not column.kept
    rest = "" if known else _rest(column.node.parts, common)
    return rest if any(map(str.isalpha, rest)) else ""


def _again(each: Judged, rest: str) -> Judged:
    """The field by the rest of its name and the values that are kept of it, where that tells more."""
    old = each.column
    new = Column(Node((*old.node.parts[:-1], rest)), frozenset(), old.keep)
    if not new.called or set(new.called) <= set(old.called):
        return each
    new.weight = max(1, old.present // len(old.kept))
    new.waiting = [[value] for value in old.kept]
    verdicts = weigh(new)
    new.node, new.present, new.types = old.node, old.present, old.types
    return Judged(new, verdicts)
