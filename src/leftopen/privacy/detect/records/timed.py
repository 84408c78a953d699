"""What is told by figures alone under a name for a moment: a time of Unix has as many as a telephone number."""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.records.somebody import Judgements
from leftopen.privacy.detect.values import nearly_all
from leftopen.privacy.detect.weights import number
from leftopen.privacy.later import later

_MOMENTS = ("time.moment", "other.time")
_TIME = later(r"1[0-9]{9,18}(?:\.[0-9]{1,9})?|(?:19|20)[0-9]{6}(?:[0-9]{4}|[0-9]{6})?")
"""Seconds of Unix since 2001 and their parts, days and times in one piece."""
_FIGURES = ("contact.phone", "id.", "finance.card", "finance.account", "network.ime", "network.ims")
"""How labels begin of numbers that figures of a time may be taken for."""


def of_moments(judged: Judgements) -> dict[int, frozenset[int]]:
    """The columns (by place) whose names are of a moment, and in each the bits of numbers that no name calls."""
    found = {}
    for at, (column, verdicts) in enumerate(judged):
        if any(column.hints.get(each, 0.0) >= number("clear") for each in _MOMENTS) and _timed(column.kept):
            told = (v.bit for v in verdicts if not v.named and detectors()[v.bit].label.startswith(_FIGURES))
            if bits := frozenset(told):
                found[at] = bits
    return found


def _timed(kept: Sequence[Any]) -> bool:
    """True where nearly all values may be a time in figures: a telephone number under another name stays one."""
    return nearly_all(lambda text: _TIME.fullmatch(text) is not None, list(map(str, kept)), number("nearly"))
