"""What is told by figures alone under a name for a moment: a time of Unix has as many as a telephone number."""

from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.records.somebody import Judgements
from leftopen.privacy.detect.weights import number

_MOMENTS = ("time.moment", "other.time")
_FIGURES = ("contact.phone", "id.", "finance.card", "finance.account", "network.ime", "network.ims")
"""How labels begin of numbers that figures of a time may be taken for."""


def of_moments(judged: Judgements) -> dict[int, frozenset[int]]:
    """The columns (by place) whose names are of a moment, and in each the bits of numbers that no name calls."""
    found = {}
    for at, (column, verdicts) in enumerate(judged):
        if any(column.hints.get(each, 0.0) >= number("clear") for each in _MOMENTS):
            told = (v.bit for v in verdicts if not v.named and detectors()[v.bit].label.startswith(_FIGURES))
            if bits := frozenset(told):
                found[at] = bits
    return found
