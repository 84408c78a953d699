"""Findings of a laboratory that two fields tell: what was measured, and what came out (`test: TSH`, `result: 2.1`).

Neither name says so: a test has a name and a result wherever something is tried. What is measured in blood has names
of its own, which are alike in most languages (`[values] about.assay`); what came out stands beside it under a word for
it (`about.result`). Where nobody is known, they are the range of a laboratory or its devices.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from leftopen.model import CLAIM
from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.answers import closed_word
from leftopen.privacy.detect.decision import Decision
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import bit_of, detectors
from leftopen.privacy.detect.records import somebody
from leftopen.privacy.detect.records.around import Judged
from leftopen.privacy.detect.records.found import found
from leftopen.privacy.detect.units import own_words, units
from leftopen.privacy.detect.weights import number, way

_HEALTH = "special.health"
_ASSAY, _RESULT = "about.assay", "about.result"
_LOOSE = ("contact.address", "person.name")
"""Labels of what names of tests are taken for by the name of their field alone: `عنوان` is a title and an address."""

_LIVING = ("about.animal", "about.plant")
"""Whose blood it may be besides somebody's."""


def of_assays(judged: list[Judged], about: frozenset[str]) -> list[Judged]:
    """The same with what was measured of somebody, and what came out."""
    tests = [at for at, (column, _) in enumerate(judged) if _measured(column.kept)]
    if not tests or not somebody.known(judged, about) or _of_others(judged):
        return judged
    beside = {judged[at].column.node.parts[:-1] for at in tests}
    bit, sure = bit_of(_HEALTH), max(CLAIM, way("agreed", CLAIM))
    result = list(judged)
    for at, (column, verdicts) in enumerate(judged):
        if at in tests:
            result[at] = Judged(column, [found(column, bit, sure), *(v for v in verdicts if not _taken(v))])
        elif column.node.parts[:-1] in beside and not any(v.claimed for v in verdicts) and _outcome(column):
            result[at] = Judged(column, [found(column, bit, sure), *verdicts])
    return result


def _measured(kept: Sequence[Any]) -> bool:
    """True where most texts are names of what is measured in blood, and several of them.

    >>> _measured(["TSH", "HbA1c", "Ferritin"]), _measured(["TSH", "TSH"]), _measured(["ALT", "Ctrl", "Shift", "CRP"])
    (True, False, False)
    """
    texts = [text for value in kept if isinstance(value, str) and (text := closed_word(value))]
    known = [text for text in texts if text in lexicon.closed(_ASSAY)]
    return len(set(known)) >= number("agreeing_words") and len(known) >= number("mostly_agreeing") * len(texts)


def _of_others(judged: list[Judged]) -> bool:
    """True where a name says that it is about an animal or a plant."""
    return any(not column.hints.keys().isdisjoint(_LIVING) for column, _ in judged)


def _taken(verdict: Decision) -> bool:
    return detectors()[verdict.bit].label.startswith((_HEALTH, *_LOOSE))


def _outcome(column: Column) -> bool:
    """True for the name of what came out."""
    words = own_words(column.node.parts)
    return "".join(words) in _called() or not _called().isdisjoint(words)


@cache
def _called() -> frozenset[str]:
    return frozenset("".join(units(word)) for word in lexicon.closed(_RESULT))
