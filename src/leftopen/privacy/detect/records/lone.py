"""Numbers that are called a latitude or a longitude where nothing of their record is the other one: `net_lat`.

What lies on Earth needs both. Such a number alone, told to a hundredth at most, is a delay, a length or a score; with
more places it may be half of a position of which the other half is called nothing that is known.
"""

from collections.abc import Callable

from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import bit_of, detectors
from leftopen.privacy.detect.records.somebody import Judgements
from leftopen.privacy.detect.values import nearly_all
from leftopen.privacy.detect.weights import number
from leftopen.privacy.later import later

_POSITION = "location.coordinates"
_HALVES = ("location.latitude", "location.longitude")
_CONCEPTS = (_POSITION, *_HALVES)
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


def _degrees(column: Column, bit: int) -> bool:
    """True where values may be of a position, whatever it is called."""
    return _all(lambda text: detectors()[bit].plausible([text]), column)


def _all(passes: Callable[[str], object], column: Column) -> bool:
    texts = [str(value) for value in column.kept if isinstance(value, (int, float, str))]
    return nearly_all(lambda text: bool(passes(text)), texts, number("nearly"))
