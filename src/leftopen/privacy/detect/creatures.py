"""Fields that tell of an animal by their own name, in records that tell of somebody besides: `horse_birth_date`.

An owner, a rider or somebody who adopts can be reached in such records, so that as a whole they are about people.
"""

from leftopen.model import CLAIM
from leftopen.privacy.detect import lexicon, nature
from leftopen.privacy.detect.concepts import read
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import bit_of, detectors
from leftopen.privacy.detect.somebody import Judgements
from leftopen.privacy.detect.units import units
from leftopen.privacy.detect.weigh import SOMEBODY

_ANIMAL, _ETHNICITY = "about.animal", "special.ethnicity"
_TRAITS = ("person.name", "person.gender", "person.birth_date", "person.age", "special.health", "special.fertility")
_CODE = 2
"""Letters of a code, of which nothing tells whose origin it is."""
_JOINING = frozenset(("s", "de", "del", "do", "da", "du", "der", "des", "of", "the", "la", "le", "el"))


def of_animals(judged: Judgements) -> dict[int, frozenset[int]]:
    """The columns (by place) and in each the bits of what an animal's own name, sex, birth or breed is."""
    told = [_said(column.node.parts[-1]) if column.node.parts else "" for column, _ in judged]
    found: dict[int, frozenset[int]] = {}
    if not any(told):
        return found
    owned = any(said and not nature.kept_by_somebody(column) for said, (column, _) in zip(told, judged, strict=True))
    for at, (column, verdicts) in enumerate(judged):
        labels = _TRAITS if told[at] == "trait" else ()
        if owned and _breed(column):
            labels = (*labels, _ETHNICITY)
        bits = frozenset(verdict.bit for verdict in verdicts if detectors()[verdict.bit].label in labels)
        if bits:
            found[at] = bits
    return found


def _said(name: str) -> str:
    """`animal` for a name that is an animal's word, `trait` for what such a word owns and is nothing else: a
    `dog_walker_name` is somebody's."""
    its = units(name)
    known = lexicon.closed(_ANIMAL)
    if known.isdisjoint(its):
        return ""
    rest = [unit for unit in its if unit not in known and unit not in _JOINING]
    if not rest:
        return "animal"
    if any(hint.concept in SOMEBODY for unit in rest for hint in read(unit)):
        return ""
    return "trait" if any(h.strength >= 1.0 and h.concept in _TRAITS for h in read("_".join(rest))) else ""


def _breed(column: Column) -> bool:
    """True for a word of breeds that is one for people's origin besides (`raza`), and for a word of origins (`Rasse`)
    over what are none of people's."""
    hints = {hint.concept: hint for hint in read(column.node.parts[-1]) if hint.strength >= 1.0}
    if _ETHNICITY not in hints or not hints[_ETHNICITY].weak:
        return False
    codes = all(len(value) <= _CODE for value in column.kept if isinstance(value, str))
    bit = bit_of(_ETHNICITY)
    peoples = max(column.agrees[bit], column.whole[bit]) >= CLAIM * column.examined
    return _ANIMAL in hints or not (codes or peoples)
