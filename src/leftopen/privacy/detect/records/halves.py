"""Numbers of documents that are kept in two fields, their series and the rest: `pasport.seriya`, `pasport.nomer`.

Names of both call the same number, but a series has too few signs for one, and what stands behind it is as short as a
number of anything. Put together they have the form that is issued.
"""

from collections.abc import Iterator, Sequence

from leftopen.privacy.detect.kinds import Detector, detectors
from leftopen.privacy.detect.records.around import Judged
from leftopen.privacy.detect.records.found import found
from leftopen.privacy.detect.values import nearly_all
from leftopen.privacy.detect.weights import number, way

_ID = "id."
_ANY = ("id.xx.passport", "id.xx.national")
"""Labels of numbers of any country, the clearer one first."""
_SERIES, _REST = range(1, 5), range(5, 9)
"""Signs of a series, and figures of what stands behind it."""
_FIRST = 64
"""Records that are put together."""


def joined(judged: Sequence[Judged]) -> list[Judged]:
    """The same with both halves of a number told as that number."""
    result = list(judged)
    series, rests = _halves(judged, _SERIES), _halves(judged, _REST)
    for at in series:
        parent = judged[at].column.node.parts[:-1]
        beside = [rest for rest in rests if judged[rest].column.node.parts[:-1] == parent]
        if len(beside) == 1 and (bits := list(_formed(judged[at], judged[beside[0]]))):
            for half in (at, beside[0]):
                result[half] = _told(judged[half], bits[0])
    return result


def _halves(judged: Sequence[Judged], signs: range) -> list[int]:
    """Fields that are called a number of somebody and have so many signs, the later half figures alone."""
    return [
        at
        for at, (column, _) in enumerate(judged)
        if column.node.parts
        and any(detectors()[bit].label.startswith(_ID) for bit in column.called)
        and len(texts := _texts(column.kept)) >= number("few")
        and all(len(text) in signs and text.isalnum() and (signs is _SERIES or text.isdecimal()) for text in texts)
    ]


def _texts(kept: Sequence[object]) -> list[str]:
    """What is kept as it would be written in front of something or behind."""
    return [str(value).replace(" ", "") for value in kept[:_FIRST] if isinstance(value, (str, int))]


def _formed(first: Judged, rest: Judged) -> Iterator[int]:
    """Numbers that both or one of them are called of which they have the form together, those of a country first."""
    pairs = zip(_texts(first.column.kept), _texts(rest.column.kept), strict=False)
    texts = [f"{one} {other}" for one, other in pairs]
    bits = {*first.column.called, *rest.column.called}
    return (bit for bit in sorted(bits, key=_rank) if _fits(detectors()[bit], texts))


def _rank(bit: int) -> tuple[int, int]:
    label = detectors()[bit].label
    return (_ANY.index(label) + 1 if label in _ANY else 0, bit)


def _fits(detector: Detector, texts: Sequence[str]) -> bool:
    return detector.label.startswith(_ID) and nearly_all(
        lambda text: detector.plausible([text]), texts, number("nearly")
    )


def _told(judged: Judged, bit: int) -> Judged:
    column, verdicts = judged
    others = [each for each in verdicts if not detectors()[each.bit].label.startswith(_ID)]
    return Judged(column, [found(column, bit, way("agreed", 1.0)), *others])
