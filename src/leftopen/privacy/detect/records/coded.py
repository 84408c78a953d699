"""What codes stand for in a record of somebody: illnesses by lists that name them with figures, traits asked together.

A code says nothing by itself, and what calls it may be ambiguous (`diag`, `race`) or its form that of a number of
anything (`dx_code: 4019009`). Codes of a list come again and again in a column, numbers of things do not. Illnesses of
ICD-10, ICPC-2 and procedures of OPCS-4 without their points (`J189`) are of several chapters, which letters tell, where
faults of a machine begin with one or two. A race is a run and a people, a party dines and governs: beside another trait
that registers alone ask for (a faith, a union) it is the trait.
"""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy.detect.answers import answered
from leftopen.privacy.detect.checksum import snomed
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import bit_of
from leftopen.privacy.detect.records.found import found
from leftopen.privacy.detect.standing import SOMEBODY
from leftopen.privacy.detect.weigh import Decision
from leftopen.privacy.detect.weights import number, way
from leftopen.privacy.later import later

_HEALTH, _CRIMINAL = "special.health", "criminal.record"
_TRAITS = frozenset(("special.religion", "special.ethnicity", "special.politics", "special.union", "special.sex_life"))
"""What registers ask of everybody, in codes of their own."""
_LISTED = (_HEALTH, _CRIMINAL)
"""Labels of what has long lists, whose codes have figures as numbers of things have."""
_OTHERS = ("other.part", "other.kind", "other.whether")
_CHAPTER = later("[A-Z][0-9][0-9AB][0-9]?[0-9A-Z]{0,2}[*+†]?")
_FIGURES = later("[0-9]{5,9}")
_SHORT = later(r"[0-9]{1,3}|[^\W\d_]{1,3}|[^\W\d_][0-9]")
_OFTEN, _MOST = 3, 24
"""How often each code comes again on average, and how many a list of traits has."""


def told(column: Column, record: frozenset[str]) -> Decision | None:
    """What the codes of a field of which nothing is claimed are of; `record`: what the rest of it says."""
    labels = {each for each in column.hints if each in _TRAITS or each in _LISTED}
    others = {each for each in column.hints if each in _OTHERS or (each.startswith("id.") and each in column.weak)}
    besides = column.hints.keys() - labels - SOMEBODY - others
    if len(labels) != 1 or besides or len(column.kept) < number("few"):
        return None
    label = labels.pop()
    if column.hints[label] < number("clear"):
        return None
    if label in _TRAITS:
        listed = _traits(column.kept) and not record.isdisjoint(_TRAITS - {label})
    else:
        texts = [str(value).strip() for value in column.kept if type(value) in (int, str)]
        coded = label == _HEALTH and (chapters(texts) or _concepts(texts))
        listed = coded or (label not in column.weak and _list_of_figures(texts))
    return found(column, bit_of(label), way("agreed", 1.0)) if listed else None


def chapters(texts: Sequence[str]) -> bool:
    """True for codes of illnesses or procedures without points, of three chapters at least.

    >>> chapters(["J189", "N390", "I639", "S720"]), chapters(["E101", "E102", "E203"]), chapters(["P0301", "U0100"])
    (True, False, False)
    """
    coded = {text for text in texts if _CHAPTER.fullmatch(text)}
    several = len({text[0] for text in coded}) >= number("agreeing_words")
    return several and all(not text or text in coded for text in texts)


def _concepts(texts: Sequence[str]) -> bool:
    """True for identifiers of several concepts of SNOMED CT."""
    return len(set(texts)) > 1 and all(map(snomed, texts))


def _list_of_figures(texts: Sequence[str]) -> bool:
    """True for numbers of one length that come again and again.

    >>> _list_of_figures(["4019009", "2500013"] * 6), _list_of_figures([str(n) for n in range(40190, 40202)])
    (True, False)
    """
    codes = set(texts)
    again = len(texts) >= _OFTEN * len(codes) and len({len(code) for code in codes}) == 1
    return again and len(codes) > 1 and all(_FIGURES.fullmatch(code) for code in codes)


def _traits(kept: Sequence[Any]) -> bool:
    """True for a few codes of a list.

    >>> _traits(["01", "02", "99"] * 4), _traits([5, 10, 21] * 4), _traits(["5k", "10k"] * 6), _traits(list(range(12)))
    (True, True, False, False)
    """
    if answered(kept):
        return False
    texts = [str(value).strip() for value in kept if type(value) in (int, str)]
    codes = set(texts) - {""}
    if not codes or len(codes) > min(_MOST, len(texts) / _OFTEN):
        return False
    return len(codes) > 1 and all(_SHORT.fullmatch(code) for code in codes)
