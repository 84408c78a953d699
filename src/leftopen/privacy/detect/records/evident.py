"""What a field that is called by a word for somebody holds, where that shows nobody.

`owner`, `guest_os`, `insured_eur` and `members` speak of somebody; a team, a system, an amount and a number of them do
not. A row is about somebody where such a field holds keys, names or answers. Patients are always meant: what tells of
a stay (`patient_class`) has them.
"""

from collections.abc import Sequence
from typing import Any

from leftopen.model import CLAIM
from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.concepts import read
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.person_names import part
from leftopen.privacy.detect.records.shapes import few
from leftopen.privacy.detect.standing import SOMEBODY
from leftopen.privacy.detect.units import own_words
from leftopen.privacy.detect.values import countable, distinct_texts, whole
from leftopen.privacy.detect.weigh import people
from leftopen.privacy.detect.weights import number
from leftopen.privacy.later import later
from leftopen.privacy.memo import Memo

_PATIENT, _CROWD = "about.patient", "about.crowd"
_KEYS = ("other.part", "other.order")
"""Concepts of words for a key, which one has who is called before them (`donorNo`)."""
_KEY = frozenset(("id", "ids", "uid", "uuid", "guid", "no", "nr", "num", "number", "key", "code", "ref", "fk", "pk"))
_TIMES = ("time.", "other.time")
_DAY = later(r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?:$|\D)")
_CODE = later(r"[^\W\d_]{1,4}[-_/]?[0-9]{2,12}")
"""A code of one of many."""
_HOUSEHOLD = 30
"""People of one household or class at most."""
_FIGURES = 12
_CHARACTERS = 80


def of_nobody(column: Column) -> bool:
    """True where values under a word for somebody are those of a thing: words for parties, numbers of people, amounts,
    moments, and what another word of the name has (`guest_os`)."""
    kept = [value for value in column.kept if value is not None and value != ""]
    if not kept or _PATIENT in column.hints:
        return False
    bare, keyed = _bare(column), _keyed(column)
    if _fractions(kept) or (_plural(column) and _many(kept)) or _timed(column, kept):
        return True
    if not (bare or keyed):
        return not (people(column) > 0 or _named(kept))
    if all(map(whole, kept)):
        return False
    return few(kept) and _lettered(kept) and not _named(kept) and people(column) == 0


def since(column: Column) -> bool:
    """True for days or years since when somebody is what a name says: `mitglied_seit`, `customer_since`."""
    return not lexicon.closed("none.since").isdisjoint(own_words(column.node.parts)) and _of_somebody(column)


def coded(column: Column) -> bool:
    """True for codes of somebody, letters with figures, most of them different: `patient_no` over `P00412`."""
    codes = {value for value in column.kept if isinstance(value, str) and _CODE.fullmatch(value)}
    return len(codes) > CLAIM * len(column.kept) and _of_somebody(column)


def _of_somebody(column: Column) -> bool:
    """True where a word of a name is one for somebody."""
    return any(
        hint.concept in SOMEBODY and not hint.weak for word in own_words(column.node.parts) for hint in read(word)
    )


def _bare(column: Column) -> bool:
    """True for a name that is a word for somebody, or ends with one."""
    own = read(column.node.parts[-1]) if column.node.parts else ()
    return any(hint.concept in SOMEBODY and hint.strength >= number("clear") for hint in own)


def _keyed(column: Column) -> bool:
    """True where a name has a word for a key."""
    return not _KEY.isdisjoint(own_words(column.node.parts)) or any(concept in _KEYS for concept in column.hints)


def _timed(column: Column, kept: Sequence[Any]) -> bool:
    """True for moments under a name whose head is one, or of which somebody is the head: `fill_date`, `last_fill`."""
    clear = number("clear")
    if any(concept.startswith(_TIMES) and say >= clear for concept, say in column.hints.items()):
        return True
    said = [say for concept, say in column.hints.items() if concept in SOMEBODY]
    return bool(said) and clear <= max(said) < 1.0 and all(_DAY.match(str(value)) is not None for value in kept)


def _fractions(kept: Sequence[Any]) -> bool:
    """True where most values are numbers with a fraction, as no key is."""
    return 2 * sum(isinstance(value, float) and not value.is_integer() for value in kept) > len(kept)


def _plural(column: Column) -> bool:
    """True for a word for several, by its concept or its ending (English, French, Spanish, Portuguese, Dutch)."""
    if _CROWD in column.hints:
        return True
    last = own_words(column.node.parts)[-1:]
    return bool(last) and _of_several(last[0])


@Memo
def _of_several(word: str) -> bool:
    return word.endswith("s") and any(hint.concept in SOMEBODY for hint in read(word[:-1]))


def _many(kept: Sequence[Any]) -> bool:
    """True for whole numbers of which some are of more people than live together."""
    counted = all(countable(value, _FIGURES) for value in kept)
    return counted and max(map(int, kept)) > _HOUSEHOLD


def _lettered(kept: Sequence[Any]) -> bool:
    """True where hardly a text has a figure."""
    return 2 * sum(any(map(str.isdigit, str(value)[:_CHARACTERS])) for value in kept) < len(kept)


def _named(kept: Sequence[Any]) -> bool:
    """True where half of the texts are names of people or have a part of one."""
    texts = distinct_texts(kept, _CHARACTERS)
    return 2 * sum(map(part, texts)) >= max(1, len(texts))
