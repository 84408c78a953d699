"""What the name of a field says of each detector: how clearly it speaks for it, and whether it calls it."""

from collections.abc import Sequence

from leftopen.privacy.detect import concepts, standing
from leftopen.privacy.detect.kinds import by_concept, by_value
from leftopen.privacy.detect.weights import number
from leftopen.privacy.memo import Memo


class Strengths(dict[int, float]):
    """How clearly a name speaks for the detectors that it speaks for; of all others 0."""

    def __missing__(self, bit: int) -> float:
        return 0.0


@Memo
def called(
    field: tuple[tuple[str, ...], frozenset[str]],
) -> tuple[dict[str, float], frozenset[str], Strengths, tuple[int, ...], tuple[int, ...]]:
    """What the name of a field tells, by its parts and the concepts around it: strength per concept, ambiguous ones,
    strength per detector, detectors it calls.

    The last are those that it calls in general: of them, values count that are valid.
    """
    parts, around = field
    return calls_of(standing.of_path(parts), around)


def calls_of(
    found: Sequence[concepts.Hint], around: frozenset[str]
) -> tuple[dict[str, float], frozenset[str], Strengths, tuple[int, ...], tuple[int, ...]]:
    """The same of what anything tells of a field."""
    hints = {hint.concept: hint.strength for hint in reversed(found)}
    person = "about.person" in around and "about.thing" not in around
    weak = _weak(found)
    if person:  # whose it is does not tell that a `condition` is an illness
        weak = frozenset(concept for concept in weak if concept.startswith(("special.", "criminal.")))
    names = Strengths()
    for concept, strength in hints.items():
        for bit in by_concept().get(concept, ()):
            names[bit] = max(names[bit], strength)
    calls = tuple(sorted(bit for bit, name in names.items() if name >= number("agrees")))
    general = {
        bit
        for concept, strength in hints.items()
        if strength >= number("agrees")
        for bit in by_value().get(concept, ())
    }
    return hints, weak, names, calls, tuple(sorted(general.difference(calls)))


def _weak(found: Sequence[concepts.Hint]) -> frozenset[str]:
    """The concepts that a name tells by ambiguous words alone, and not beside a clearer one of the same kind.

    `standort_lat` is a latitude, though a `standort` may be anything.
    """
    clear = [hint for hint in found if not hint.weak]
    sure = Strengths()
    for hint in clear:
        for bit in by_concept().get(hint.concept, ()):
            sure[bit] = max(sure[bit], hint.strength)
    weak = {hint.concept: hint.strength for hint in found if hint.weak}
    beside = {
        name for name, strength in weak.items() if any(sure[bit] > strength for bit in by_concept().get(name, ()))
    }
    return frozenset(weak).difference(beside, (hint.concept for hint in clear))
