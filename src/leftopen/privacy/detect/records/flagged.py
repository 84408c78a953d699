"""What is answered or found of somebody under a name that is the word for it: `hernia: no`, `gestante: sim`.

Where records tell of somebody, an illness, a faith or an offence over yes and no is a question about them. A word for
whom something is true (`gestante`, `skazany`) over yes and no is no name of anybody. Beside what else tells of health,
signs of a laboratory (`(-)`, `neg`) and pressures of blood are findings, whatever they are called.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from leftopen.privacy.detect import lexicon, stems
from leftopen.privacy.detect.answers import answered
from leftopen.privacy.detect.decision import Decision
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import bit_of
from leftopen.privacy.detect.records.found import found
from leftopen.privacy.detect.standing import SOMEBODY
from leftopen.privacy.detect.units import own_words, units
from leftopen.privacy.detect.values import distinct_texts
from leftopen.privacy.detect.weights import number, way
from leftopen.privacy.later import later

_HEALTH, _NAME = "special.health", "person.name"
_WORDED = ("criminal.record", "special.religion", "special.ethnicity", "special.sex_life")
"""Labels besides health whose words may be what is asked: unions and parties are short, and called as things are."""
_TREATED = frozenset((_HEALTH, "special.fertility", "about.patient"))
_ASIDE = ("other.qualifier", "other.whether")
"""What a name of a yes or no may say besides: `gestante_flag`, `st_gestante`."""
_SHORTEST = 5
"""Letters of a word that is nothing else: `gay` and `bi` are parts of many names."""
_CHARACTERS = 24
_PRESSURE = later(r"(?:[89]\d|1\d\d|2[0-4]\d) ?/ ?(?:[4-9]\d|1[0-3]\d)(?: ?mm ?Hg)?")
"""Systolic and diastolic: 80 to 249 over 40 to 139."""


def told(column: Column, record: frozenset[str]) -> Decision | None:
    """What a field is of whose name is the word for it, or whose values are findings; `record`: what it says."""
    besides = column.hints.keys() - SOMEBODY
    if besides <= {_NAME} and not record.isdisjoint(_TREATED) and _findings(column.kept):
        return _decision(column, _HEALTH)
    if not answered(column.kept):
        return None
    label = _called(column)
    if label and besides <= {label}:
        return _decision(column, label)
    return _of_whom(column) or _asked(column, record)


def _asked(column: Column, record: frozenset[str]) -> Decision | None:
    """What an ambiguous word asks beside what else tells of health: `smoking`, which hotel rooms have, too."""
    told = column.hints.keys() - SOMEBODY
    concept = next(iter(told), "")
    alone = len(told) == 1 and column.hints[concept] >= number("clear")
    return _decision(column, concept) if alone and concept in _TREATED and not record.isdisjoint(_TREATED) else None


def _of_whom(column: Column) -> Decision | None:
    """What somebody is by whom they are called, where a name may be theirs, too."""
    special = {each for each in column.hints if each.startswith(("special.", "criminal."))}
    besides = special | SOMEBODY | {_NAME, *_ASIDE}
    if _NAME not in column.hints or len(special) != 1 or not column.hints.keys() <= besides:
        return None
    concept = special.pop()
    return _decision(column, concept) if column.hints[concept] >= number("clear") else None


def _called(column: Column) -> str:
    """The label of which the words of a name are, "" where they are none."""
    parts = own_words(column.node.parts)
    text = " ".join(parts)
    if len(text) < _SHORTEST:
        return ""
    for label in _WORDED:
        if text in _closed(label):
            return label
    ill = text in _closed(_HEALTH) or (len(parts) == 1 and stems.tells(_HEALTH, text))
    return _HEALTH if ill else ""


@cache
def _closed(label: str) -> frozenset[str]:
    """The words of a kind as names have them."""
    return frozenset(" ".join(units(word)) for word in lexicon.closed(label))


def _findings(kept: Sequence[Any]) -> bool:
    """True where all of several texts are signs of a laboratory, or pressures of blood.

    >>> _findings(["(-)", "(+)"]), _findings(["120/80", "150/95", "110/70"]), _findings(["1/2", "3/4", "5/8"])
    (True, True, False)
    """
    texts = {text.casefold() for text in distinct_texts(kept, _CHARACTERS)}
    if len(texts) >= number("two_words") and texts <= lexicon.closed("about.sign"):
        return True
    return len(texts) >= number("agreeing_words") and all(map(_PRESSURE.fullmatch, texts))


def _decision(column: Column, label: str) -> Decision:
    return found(column, bit_of(label), way("agreed", 1.0))
