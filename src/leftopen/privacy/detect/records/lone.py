"""What is told alone that never stands alone.

A number that is called a latitude or a longitude where nothing of its record is the other one: `net_lat`. What lies on
Earth needs both. Such a number alone, told to a hundredth at most, is a delay, a length or a score; with more places it
may be half of a position of which the other half is called nothing that is known.

What is noted of a face where nothing else of its record is of one, of a camera, of a moment or of anybody: `Hut` of a
mushroom. What a camera saw has a time.

Words of a closed set of which each stands once, beside a number or a code of each and nobody: what a form lets people
choose from (`1 Islam, 2 Hindu, …`), as six people share some.
"""

from collections.abc import Callable

from leftopen.privacy.detect.concepts import read
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import bit_of, detectors
from leftopen.privacy.detect.records.somebody import Judgements, known
from leftopen.privacy.detect.standing import SOMEBODY
from leftopen.privacy.detect.values import nearly_all
from leftopen.privacy.detect.weights import number
from leftopen.privacy.later import later

_POSITION = "location.coordinates"
_HALVES = ("location.latitude", "location.longitude")
_CONCEPTS = (_POSITION, *_HALVES)
_FACE, _SEEN = (
    "biometric.face_attribute",
    ("biometric.", "about.capture", "about.case", "time.", "person.", "contact.", "id."),
)
"""How concepts begin of what a camera tells besides, and of who somebody is."""
_CHOSEN = ("special.religion", "special.ethnicity", "special.politics", "special.union", "special.sex_life")
_SHARED = 6
"""People of whom two at least are of one faith, people or party; there are as many words in the shortest list."""
_COARSE = later(r"-?\d{1,3}(?:[.,]\d{1,2})?")
"""A number of at most two places, which are a kilometre."""


def of_positions(judged: Judgements) -> dict[int, frozenset[int]]:
    """The columns (by place) of halves without their other half, each with the bit of positions."""
    bit = bit_of(_POSITION)
    claimed = [at for at, (_, verdicts) in enumerate(judged) if any(v.bit == bit and v.claimed for v in verdicts)]
    if not claimed:
        return {}
    could = [column for column, _ in judged if not column.hints.keys().isdisjoint(_CONCEPTS) and _degrees(column, bit)]
    if any(_POSITION in column.hints for column in could) or all(any(h in c.hints for c in could) for h in _HALVES):
        return {}
    return {at: frozenset((bit,)) for at in claimed if _all(_COARSE.fullmatch, judged[at][0])}


def of_faces(judged: Judgements, about: frozenset[str]) -> dict[int, frozenset[int]]:
    """The column (by place) of the only attribute of a face in a record of which nothing else is claimed or seen, with
    its bit. `about`: concepts of their store's name."""
    bit = bit_of(_FACE)
    claimed = [at for at, (_, verdicts) in enumerate(judged) if any(v.claimed for v in verdicts)]
    if len(claimed) != 1 or not any(v.bit == bit and v.claimed for v in judged[claimed[0]][1]):
        return {}
    beside = [column for at, (column, _) in enumerate(judged) if at != claimed[0]]
    clear = ((column, concept) for column in beside for concept, say in column.hints.items() if say >= number("clear"))
    said = {*about, *(concept for column, concept in clear if concept not in column.weak)}
    above = (part for part in judged[claimed[0]][0].node.parts[:-1])
    said.update(hint.concept for part in above for hint in read(part))
    shown = not SOMEBODY.isdisjoint(said) or any(each.startswith(_SEEN) for each in said)
    return {} if shown or len(beside) < number("few") else {claimed[0]: frozenset((bit,))}


def of_choices(judged: Judgements, about: frozenset[str]) -> dict[int, frozenset[int]]:
    """The column (by place) of words of which each stands once, with its bit, where each has a code beside it and
    nothing else is claimed. `about`: concepts of their store's name."""
    claimed = [(at, v) for at, (_, verdicts) in enumerate(judged) for v in verdicts if v.claimed]
    if len(claimed) != 1 or detectors()[claimed[0][1].bit].label not in _CHOSEN:
        return {}
    (at, verdict), *_ = claimed
    if len(judged[at][0].kept) < _SHARED or not _different(judged[at][0]) or not SOMEBODY.isdisjoint(about):
        return {}
    coded = any(_different(column) for other, (column, _) in enumerate(judged) if other != at)
    return {at: frozenset((verdict.bit,))} if coded and not known(judged, about) else {}


def _different(column: Column) -> bool:
    """True where each record has another number or short text."""
    texts = {str(value).casefold() for value in column.kept if isinstance(value, int | str)}
    return len(texts) == column.examined > 0


def _degrees(column: Column, bit: int) -> bool:
    """True where values may be of a position, whatever it is called."""
    return _all(lambda text: detectors()[bit].plausible([text]), column)


def _all(passes: Callable[[str], object], column: Column) -> bool:
    texts = [str(value) for value in column.kept if isinstance(value, (int, float, str))]
    return nearly_all(lambda text: bool(passes(text)), texts, number("nearly"))
