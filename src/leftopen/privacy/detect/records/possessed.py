"""What a name says of a thing as it says it of somebody: `data_urodzenia_projektu`, `imie_maszyny`, `民族乐器`.

In most languages whose something is stands behind it, so that such a name begins as one of somebody's does. It is of a
thing where a word of it is one for a thing (`about.item` of `names/<lang>.toml`), nothing else of it is unknown, and no
word of it is one for somebody (`imie_operatora_maszyny`). Illnesses stay: a pump or a kit is what somebody needs; but
a plant's (`choroba_drzew`) is no person's.

Of what somebody lives in or has installed (`about.dwelling`) only the age is its own: where it is, they are.

Halls, schools and shelves (`about.house`) have a faith and a party of their own, whatever words tell which.
"""

from collections.abc import Iterator, Sequence
from functools import cache

from leftopen.privacy.detect.concepts import Hint, read
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.joined import joined
from leftopen.privacy.detect.kinds import Detector, detectors
from leftopen.privacy.detect.person_names import part
from leftopen.privacy.detect.persons import PEOPLE
from leftopen.privacy.detect.records.somebody import PLACE, Judgements, is_place
from leftopen.privacy.detect.units import units
from leftopen.privacy.detect.values import distinct_texts
from leftopen.privacy.detect.weigh import people
from leftopen.privacy.detect.weights import number
from leftopen.privacy.detect.wordbook import index
from leftopen.privacy.later import later

_NAME, _AGE, _HEALTH = "person.name", "person.age", "special.health"
_ITS = frozenset(
    (
        *(_NAME, "person.birth_date", _AGE, "person.gender", "minor.child"),
        *(PLACE, "special.ethnicity", "special.religion", _HEALTH),
    )
)
"""Labels of what things have as people do: a name, an age, a sex (plugs), an origin, where they are; of plants
illnesses."""
_CREEDS = frozenset(("special.religion", "special.politics"))
_HOUSES = ("about.house",)
_ITEMS = ("about.item",)
_THINGS = {_AGE: ("about.item", "about.dwelling", "about.plant"), _HEALTH: ("about.plant",)}
"""Concepts of words for what has something of a label, where they are not those for things."""
_LONGEST, _SHORTEST = 4, 4
"""Units of the longest word for a thing, characters of scripts without spaces; letters of the shortest of others."""
_SHELF = later(r"[^\W\d_]{1,3}[-_. ]?[0-9]{1,3}(?:[-_./][^\W\d_]{0,2}[0-9]{1,3}){0,3}")
"""A place in a store: letters, and numbers of up to three figures, which no postal code has alone but with letters at
its end (`M1 1AE`)."""
_LINKS = ("s", "es", "en", "n")
"""What stands between the words of a compound: `Maschinenalter`."""
_HEAD_FIRST = frozenset(map(chr, (*range(0x0E00, 0x0F00), *range(0x1780, 0x1800))))
"""Thai, Lao and Khmer, written without spaces, the head first."""


def of_items(judged: Judgements) -> dict[int, frozenset[int]]:
    """The columns (by place) and in each the bits of what their names say of a thing, where no value is somebody's."""
    found = {}
    for at, (column, _) in enumerate(judged):
        mine = [bit for bit in column.called if detectors()[bit].label in _ITS]
        bits = frozenset(
            bit for bit in mine if (_said(column, bit) and not _agree(column, bit)) or _unlike(column, bit)
        )
        bits |= {bit for bit in column.called if _of_a_house(column, bit)}
        if bits:
            found[at] = bits
    return found


def _said(column: Column, bit: int) -> bool:
    """True where a name says a kind of a thing that has it."""
    parts, detector = column.node.parts, detectors()[bit]
    return bool(parts) and _says(_without_things(parts[-1], _THINGS.get(detector.label, _ITEMS)), detector)


def _of_a_house(column: Column, bit: int) -> bool:
    """True for the faith or the party of a house or of what stands on a shelf: `hall_denomination`."""
    parts, detector = column.node.parts, detectors()[bit]
    return detector.label in _CREEDS and bool(parts) and _says(_without_things(parts[-1], _HOUSES), detector)


def _without_things(name: str, things: tuple[str, ...]) -> tuple[Hint, ...]:
    """What the rest of a name tells that has a word for a thing; nothing where none has, or it is of somebody.
    `things`: the concepts of those words."""
    its = units(name)
    rest = list(_rest(its, _words_for(things)))
    if rest == its or any(map(_of_somebody, (*its, *rest))) or any(hint.concept in PEOPLE for hint in read(name)):
        return ()
    joints = joined("none.joint")
    return read(" ".join(unit for unit in rest if unit not in joints and not unit.isdecimal()))


def _of_somebody(name: str) -> bool:
    """True for a word for somebody, and for one that may be (`titolare`), but not for one for a name of anything."""
    told = {hint.concept: hint.weak for hint in read(name)}
    return not PEOPLE.isdisjoint(told) or (told.get(_NAME, False) and "about.name" not in told)


def _rest(its: Sequence[str], items: frozenset[str]) -> Iterator[str]:
    """The units that are of no word for a thing, and what is left of a compound that begins with one."""
    start = 0
    while start < len(its):
        ends = range(min(len(its), start + _LONGEST), start, -1)
        end = next((end for end in ends if "".join(its[start:end]) in items), start)
        if end == start:
            yield _without_thing(its[start], items)
        start = max(end, start + 1)


def _without_thing(unit: str, items: frozenset[str]) -> str:
    """What is left of a compound that begins with a word for a thing, as German and Korean join them, or ends with
    one, as Thai does, where that is a word.

    >>> items = _words_for(_ITEMS)
    >>> [_without_thing(each, items) for each in ("fahrzeugalter", "차량연령", "อายุเครื่องจักร", "autor", "alter")]
    ['alter', '연령', 'อายุ', 'autor', 'alter']
    """
    words = index()
    last = unit[0] in _HEAD_FIRST
    for end in range(len(unit) - 1, 1, -1):
        thing, rest = (unit[-end:], unit[:-end]) if last else (unit[:end], unit[end:])
        if thing in items:
            rests = (rest.removeprefix(joint) for joint in ("", *_LINKS))
            return next((each for each in rests if each in words), unit)
    return unit


def _says(rest: Sequence[Hint], detector: Detector) -> bool:
    """True where all that is left says a kind, without doubt."""
    return any(hint.concept in detector.concepts and hint.strength == 1.0 for hint in rest)


def _agree(column: Column, bit: int) -> bool:
    """True where values are somebody's: words of the kind, names of people, streets with numbers."""
    label = detectors()[bit].label
    if label == _NAME:
        texts = distinct_texts(column.kept)
        return people(column) > 0 or 2 * sum(map(part, texts)) > len(texts)
    if label == PLACE:
        return not is_place(column.kept)
    if label.startswith("special."):
        return max(column.whole[bit], column.agrees[bit]) >= number("enough") * column.examined
    return False


def _unlike(column: Column, bit: int) -> bool:
    """True where a name says so but for words that are not known, and the values are as somebody's are not: a few texts
    again and again of which hardly one is a part of a name, or numbers of places in a store (`R-14`, `B2-07`)."""
    label, says = detectors()[bit].label, column.names[bit]
    if not number("agrees") <= says < number("clear") or detectors()[bit].concepts & column.weak:
        return False
    texts = distinct_texts(column.kept)
    if label == _NAME:
        few = len(column.kept) >= number("constant") and len(texts) <= number("few")
        return few and 2 * sum(map(part, texts)) < len(texts)
    coded = label == PLACE and len(texts) > number("two_words")
    return coded and all(_SHELF.fullmatch(text) is not None for text in texts)


@cache
def _words_for(things: tuple[str, ...]) -> frozenset[str]:
    """Words for things; those of few letters are too often one of another language for something else, but for clipped
    ones (`veh.`)."""
    told = (each for concept in things for each in joined(concept).items())
    return frozenset(word for word, clipped in told if clipped or len(word) >= _SHORTEST or not word.isascii())
