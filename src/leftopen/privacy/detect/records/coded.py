"""What codes stand for in a record of somebody: illnesses by lists that name them with figures, traits asked together.

A code says nothing by itself, and what calls it may be ambiguous (`diag`, `race`) or its form that of a number of
anything (`dx_code: 4019009`). Codes of a list come again and again in a column, numbers of things do not. Illnesses of
ICD-10, ICPC-2 and procedures of OPCS-4 without their points (`J189`) are of several chapters, which letters tell, where
faults of a machine begin with one or two. A race is a run and a people, a party dines and governs: beside another trait
that registers alone ask for (a faith, a union) it is the trait. Where a table keeps a trait by the key of another one
(`religion_id`), a few keys come again in the records of somebody, as a faith does, and so do degrees and flags.
"""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.answers import answered
from leftopen.privacy.detect.concepts import Hint, read
from leftopen.privacy.detect.decision import Decision
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import bit_of
from leftopen.privacy.detect.records.around import Said
from leftopen.privacy.detect.records.found import found
from leftopen.privacy.detect.snomed import snomed
from leftopen.privacy.detect.standing import SOMEBODY
from leftopen.privacy.detect.units import own_words, units
from leftopen.privacy.detect.weights import number, way
from leftopen.privacy.later import later

_HEALTH, _CRIMINAL = "special.health", "criminal.record"
_TRAITS = frozenset(("special.religion", "special.ethnicity", "special.politics", "special.union", "special.sex_life"))
"""What registers ask of everybody, in codes of their own."""
_ASKED = _TRAITS | {_HEALTH, "about.patient", "special.fertility"}
"""What says that a record is of somebody's health or offences: machines have neither a faith nor a clinic."""
_LISTED = (_HEALTH, _CRIMINAL)
"""Labels of what has long lists, whose codes have figures as numbers of things have."""
_OTHERS = ("other.part", "other.kind", "other.whether")
_CHAPTER = later("[A-Z][0-9][0-9AB][0-9]?[0-9A-Z]{0,2}[*+†]?")
_FIGURES = later("[0-9]{5,9}")
_SHORT = later(r"[0-9]{1,3}|[^\W\d_]{1,3}|[^\W\d_][0-9]")
_KEYS = frozenset(("id", "fk", "ref", "key", "lkp", "lookup", "uuid", "guid", "oid"))
_SPECIAL = ("special.", "criminal.")
_DEGREES = frozenset(("other.qualifier", "other.time", *_OTHERS))
"""What a name may end with that takes a kind from it where nobody is known."""
_FLAGS = frozenset(("flag", "flg", "yn", "ind", "indicator", "level", "grade", "degree"))
"""What names of a yes or no end with; others say that something is shown (`religion_visible`)."""
_DEGREE = later(r"(?i)-?[0-9]{1,3}(?:[.,][0-9]{1,2})?%?|true|false|[^\W\d_][^\W_]{0,23}(?: [^\W_]{1,16}){0,2}")
_PAIR = later(r"(?<![^\W_])[0-9]{1,2} ?[=:.)-] ?([^\W\d_][^\d=:;,|/)\]]{1,30})")
"""A code with its word, as a legend has them."""
_OFTEN, _MOST = 3, 24
"""How often each code comes again on average, and how many a list of traits has."""


def told(column: Column, said: Said) -> Decision | None:
    """What the codes of a field of which nothing is claimed are of; `said`: around it."""
    if said.somebody and (label := _in_legend(column) or _in_degrees(column)):
        return found(column, bit_of(label), way("agreed", 1.0))
    hints = _of_key(column)
    keyed = bool(hints)
    if not hints:
        hints = [Hint(concept, strength, concept in column.weak) for concept, strength in column.hints.items()]
    labels = {hint.concept: hint for hint in hints if hint.concept in _TRAITS or hint.concept in _LISTED}
    others = {h.concept for h in hints if h.concept in _OTHERS or (h.weak and h.concept.startswith("id.")) or keyed}
    besides = {hint.concept for hint in hints} - labels.keys() - SOMEBODY - others
    if len(labels) != 1 or besides or len(column.kept) < number("few"):
        return None
    label, hint = labels.popitem()
    if hint.strength < number("clear"):
        return None
    other = said.somebody and not said.record.isdisjoint((_TRAITS if label in _TRAITS else _ASKED) - {label})
    if label in _TRAITS or keyed:
        listed = (other or (keyed and said.somebody and not hint.weak)) and _list(column.kept, keyed=keyed)
    else:
        texts = [str(value).strip() for value in column.kept if type(value) in (int, str)]
        coded = label == _HEALTH and (chapters(texts) or _concepts(texts))
        listed = coded or (_list(column.kept, keyed=False) if hint.weak and other else False)
        listed = listed or (not hint.weak and _list_of_figures(texts))
    return found(column, bit_of(label), way("agreed", 1.0)) if listed else None


def _in_legend(column: Column) -> str:
    """The kind of which a name says what its codes stand for: `q7 (1=Muslim, 2=Hindu)`, `ethnicity [1=A, 2=B]`; "" of
    none."""
    name = column.node.parts[-1] if column.node.parts else ""
    if len(pairs := list(_PAIR.finditer(name))) < number("two_words"):
        return ""
    words = {pair[1].strip(" _").casefold() for pair in pairs}
    for label in (*_LISTED, *sorted(_TRAITS)):
        sure = lexicon.closed(label)
        if not words.isdisjoint(sure) and words <= sure | lexicon.closed(f"{label}?") | lexicon.of_anything():
            return label
    own = read(name[: pairs[0].start()])
    told = {hint.concept for hint in own if hint.strength >= number("clear") and not hint.weak} & {*_LISTED, *_TRAITS}
    return told.pop() if len(told) == 1 else ""


def _in_degrees(column: Column) -> str:
    """The kind of which a name says a degree, a term or a flag of somebody: `disability_level`, `pregnancy_months`,
    where a name alone says no more than `email_type` does of a mailbox; "" of none."""
    told = {each for each in column.hints if each.startswith(_SPECIAL)}
    if len(told) != 1 or not told.isdisjoint(column.weak) or not column.hints.keys() <= {*told, *_DEGREES, *SOMEBODY}:
        return ""
    if answered(column.kept) and units(column.node.parts[-1])[-1] not in _FLAGS:
        return ""
    texts = [str(value).strip() for value in column.kept if isinstance(value, (bool, int, float, str))]
    codes = set(texts) - {""}
    again = number("two_words") <= len(codes) <= min(_MOST, len(texts) / _OFTEN)
    return told.pop() if again and all(map(_DEGREE.fullmatch, codes)) else ""


def _of_key(column: Column) -> list[Hint]:
    """What the rest of a name tells that is of the key of another table: `religion_id`."""
    words = own_words(column.node.parts)
    return list(read(" ".join(words[:-1]))) if words[1:] and words[-1] in _KEYS else []


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


def _list(kept: Sequence[Any], *, keyed: bool) -> bool:
    """True for a few codes of a list, of any form in a field that is called a key.

    >>> several = ["01", "02", "99"] * 4, [5, 10, 21] * 4, ["5k", "10k"] * 6, list(range(12))
    >>> [_list(each, keyed=False) for each in several], _list(["64fa0c", "64fa1d"] * 6, keyed=True)
    ([True, True, False, False], True)
    """
    if answered(kept):
        return False
    texts = [str(value).strip() for value in kept if type(value) in (int, str)]
    codes = set(texts) - {""}
    if len(codes) < number("two_words") or len(codes) > min(_MOST, len(texts) / _OFTEN):
        return False
    return keyed or all(map(_SHORT.fullmatch, codes))
