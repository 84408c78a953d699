"""What is wrong with a machine that somebody has mended, rented or sent, under a word for an illness.

Of 60 fields of registers of people that only their name told as health, over words on no list, none stood beside a name
of a machine, a craft or a ware, but for one in a list of machines. So words on no list are none of an illness where
such names are: one of a machine, or two of any. Where a sex, a faith, a patient or a listed illness is told, they stay.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from leftopen.privacy.detect.answers import answered
from leftopen.privacy.detect.decision import Decision
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.records import faults, somebody
from leftopen.privacy.detect.records.somebody import Judgements
from leftopen.privacy.detect.weights import number

_HEALTH, _BORN, _MACHINE = "special.health", "person.birth_date", "about.machine"
_DEVICES = (_MACHINE, "about.craft", "about.article")


class Devices(NamedTuple):
    """How many names of a record are of machines, and of these, wares and crafts; none where it tells of a patient, or
    what only people have."""

    machines: int = 0
    things: int = 0


def told(judged: Judgements) -> Devices:
    """What names of records tell of machines and wares that somebody has mended, rented or sent."""
    machines = things = 0
    for column, verdicts in judged:
        if "about.patient" in column.hints or any(_of_people_alone(column, verdict) for verdict in verdicts):
            return Devices()
        told = _devices_of(column)
        machines += _MACHINE in told
        things += bool(told)
    return Devices(machines, things)


def _devices_of(column: Column) -> frozenset[str]:
    """Which concepts of devices a name tells without doubt."""
    clear = number("clear")
    return frozenset(each for each in _DEVICES if column.hints.get(each, 0.0) >= clear and each not in column.weak)


def _of_people_alone(column: Column, verdict: Decision) -> bool:
    """True for a claim that no machine gives rise to: a sex, a faith, an illness by its words; who has one mended is
    asked for no day of birth."""
    label = detectors()[verdict.bit].label
    if verdict.claimed and label == _BORN:
        return True
    if not verdict.claimed or not label.startswith(somebody.TRAITS) or label == "person.age":
        return False
    return label != _HEALTH or bool(column.agrees[verdict.bit] or column.whole[verdict.bit])


def of_nobody(column: Column, verdict: Decision, *, devices: Devices) -> bool:
    """True for what is nobody's whoever is beside, and for faults where names are of `devices`: codes of engines, and
    words under a name for an illness that are none of an illness."""
    if detectors()[verdict.bit].label == _HEALTH and _faults(column, verdict, devices):
        return True
    return somebody.of_none(column, verdict)


def _faults(column: Column, verdict: Decision, devices: Devices) -> bool:
    if devices.machines >= number("two_words") and faults.coded(column.kept):
        return True
    if column.agrees[verdict.bit] or column.whole[verdict.bit] or not _words_alone(column.kept):
        return False
    own = _devices_of(column)
    return devices.machines > (_MACHINE in own) or devices.things - bool(own) >= number("two_words")


def _words_alone(kept: Sequence[Any]) -> bool:
    """True for texts of which hardly one has a figure, and that are no answers."""
    return (
        bool(kept) and all(isinstance(each, str) for each in kept) and somebody.is_lettered(kept) and not answered(kept)
    )
