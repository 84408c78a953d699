"""Fields that tell of an animal by their own name, in records that tell of somebody besides: `horse_birth_date`.

An owner, a rider or somebody who adopts can be reached in such records, so that as a whole they are about people.
"""

from collections.abc import Sequence

from leftopen.model import CLAIM
from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.concepts import read
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import bit_of, detectors
from leftopen.privacy.detect.records import nature, somebody
from leftopen.privacy.detect.records.somebody import Judgements
from leftopen.privacy.detect.standing import SOMEBODY
from leftopen.privacy.detect.units import own_words, units
from leftopen.privacy.detect.weigh import people
from leftopen.privacy.detect.weights import number

_ANIMAL, _ETHNICITY, _HEALTH = "about.animal", "special.ethnicity", "special.health"
_TRAITS = ("person.name", "person.gender", "person.birth_date", "person.age", "special.health", "special.fertility")
_STATES = ("person.gender", "person.age", "special.health", "special.fertility")
"""The same of what a list of livestock tells of each beast."""
_CODE = 2
"""Letters of a code, of which nothing tells whose origin it is."""
_JOINING = frozenset(("s", "de", "del", "do", "da", "du", "der", "des", "of", "the", "la", "le", "el"))


def of_animals(judged: Judgements) -> dict[int, frozenset[int]]:
    """The columns (by place) and in each the bits of what an animal's own name, sex, birth or breed is."""
    told = [_said(column.node.parts[-1]) if column.node.parts else ("", False) for column, _ in judged]
    words = {word for word, _ in told if word and _meant(word, told, judged)}
    herd = not words and _herd(judged)
    found: dict[int, frozenset[int]] = {}
    for at, (column, verdicts) in enumerate(judged if words or herd else ()):
        word, trait = told[at]
        labels = _TRAITS if trait and word in words else ()
        if _breed(column):
            labels = (*labels, _ETHNICITY)
        if herd and _bare(column):
            labels = (*labels, *_STATES)
        bits = frozenset(verdict.bit for verdict in verdicts if detectors()[verdict.bit].label in labels)
        if bits:
            found[at] = bits
    return found


def of_plants(judged: Judgements) -> dict[int, frozenset[int]]:
    """The columns (by place) of what is measured of plants, where illnesses that they alone have are told: a height."""
    if not blighted(judged):
        return {}
    bit = bit_of(_HEALTH)
    measured = [
        at
        for at, (column, _) in enumerate(judged)
        if not (nature.lettered(column.kept) or somebody.of_somebody(column) or measured_of_people(column))
    ]
    return dict.fromkeys(measured, frozenset((bit,)))


def measured_of_people(column: Column) -> bool:
    """True for numbers that are no length or weight by their unit: no plant has a pressure of its blood."""
    its = own_words(column.node.parts)
    return not nature.lettered(column.kept) and somebody.UNITS.isdisjoint(its)


def blighted(judged: Judgements) -> bool:
    """True where a field holds illnesses that plants alone have."""
    return any(somebody.blighted(column.kept) for column, _ in judged)


def called(column: Column) -> bool:
    """True where a name has a word for an animal before what it tells of it: `dog_breed`."""
    return bool(column.node.parts) and len(units(column.node.parts[-1])) > 1 and bool(_said(column.node.parts[-1])[0])


def apart_from_owners(judged: Judgements) -> bool:
    """True where whatever tells of an animal is called so, so that what is not (`gender` beside `dog_breed`) is of who
    has it."""
    told = [
        column
        for column, _ in judged
        if column.hints.get(_ANIMAL, 0.0) >= number("clear") or nature.animals(column.kept)
    ]
    return bool(told) and all(map(called, told))


def _herd(judged: Judgements) -> bool:
    """True for a list of livestock: ear tags by their form, and two more fields that speak of animals. What of it has
    no owner in its name is an animal's, though who keeps it can be reached."""
    said = [column for column, _ in judged if column.hints.get(_ANIMAL, 0.0) >= number("clear")]
    tags = [column for column in said if nature.marked(column)]
    return bool(tags) and len(said) > number("two_words")


def _bare(column: Column) -> bool:
    """True where a name is of nobody but by what it tells: `sex`, `age_months`."""
    its = column.node.parts[-1:] if column.node.parts else ()
    return not any(hint.concept in SOMEBODY or hint.concept.startswith("about.") for name in its for hint in read(name))


def _meant(word: str, told: Sequence[tuple[str, bool]], judged: Judgements) -> bool:
    """True where more than one name says that a word is an animal's in this record (`chat` is none where people talk),
    and nothing that it owns is what people alone have: full names, or more years than animals reach."""
    owns = [column for (said, trait), (column, _) in zip(told, judged, strict=True) if said == word and trait]
    if any(people(column) > 0 or nature.older(column) for column in owns):
        return False
    return len(owns) >= number("two_words") or any(
        _ANIMAL in column.hints and not nature.kept_by_somebody(column)
        for (said, trait), (column, _) in zip(told, judged, strict=True)
        if not (said == word and trait)
    )


def _said(name: str) -> tuple[str, bool]:
    """The word for an animal in a name, "" without one that is a word for nothing else (`Kind` is a sheep in Icelandic,
    and a child), and whether it is of what that animal owns and of nobody else: a `dog_walker_name` is somebody's."""
    its = units(name)
    known = lexicon.closed(_ANIMAL)
    word = next((unit for unit in its if unit in known and {hint.concept for hint in read(unit)} == {_ANIMAL}), "")
    if not word:
        return "", False
    rest = [unit for unit in its if unit != word and unit not in _JOINING]
    if any(hint.concept in SOMEBODY for unit in rest for hint in read(unit)):
        return "", False
    return word, any(h.strength >= 1.0 and h.concept in _TRAITS for h in read("_".join(rest))) if rest else False


def _breed(column: Column) -> bool:
    """True for a word of breeds that is one for people's origin besides (`raza`), and for a word of origins (`Rasse`)
    over what are none of people's."""
    told = {hint.concept: hint for hint in read(column.node.parts[-1])}
    called = _ANIMAL in told and bool(_said(column.node.parts[-1])[0])
    least = number("clear") if called else 1.0
    hints = {concept: hint for concept, hint in told.items() if hint.strength >= least}
    if called:
        hints[_ANIMAL] = told[_ANIMAL]
    if _ETHNICITY not in hints or not hints[_ETHNICITY].weak:
        return False
    codes = all(len(value) <= _CODE for value in column.kept if isinstance(value, str))
    bit = bit_of(_ETHNICITY)
    peoples = max(column.agrees[bit], column.whole[bit])
    if _ANIMAL in hints:
        return peoples < number("nearly") * column.examined  # a dog is a `mestizo`, too
    return not codes and peoples < CLAIM * column.examined
