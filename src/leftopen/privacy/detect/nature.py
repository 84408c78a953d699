"""What values tell of animals and plants: their scientific names, the tags in their ears.

A scientific name is a genus and a species (International Code of Zoological Nomenclature, articles 4 and 5). An ear tag
has the letters of its country and up to twelve figures (Commission Implementing Regulation (EU) 2021/520, annex II).
"""

from collections.abc import Sequence
from typing import Any

from leftopen.model import CLAIM
from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.somebody import Judgements
from leftopen.privacy.detect.values import distinct_texts
from leftopen.privacy.detect.weigh import little
from leftopen.privacy.detect.weights import number
from leftopen.privacy.later import later

_SPECIES = later(r"[A-Z][a-z]{2,30} (?:x |× )?[a-z-]{3,30}(?: (?:(?:subsp|var|ssp)\. )?[a-z-]{3,30})?")
_TAG = later(r"([A-Z]{2}) ?\d{10,12}")
_LIVING = frozenset(("about.animal", "about.plant"))
_PEOPLE = "Homo sapiens"
_CHARACTERS = 80


def wild(judged: Judgements) -> bool:
    """True where a field that is called a species or a plant holds scientific names, and none is that of people."""
    return any(
        not _LIVING.isdisjoint(column.hints)
        and _most(_SPECIES, texts := distinct_texts(column.kept, _CHARACTERS))
        and _PEOPLE not in texts
        for column, _ in judged
    )


def tagged(kept: Sequence[Any]) -> bool:
    """True where values are ear tags, mostly of one country.

    >>> tagged([f"PL{n:012d}" for n in range(20)]), tagged([f"DE{n:09d}" for n in range(20)])
    (True, False)
    """
    texts = {value for value in kept if isinstance(value, str) and _TAG.fullmatch(value)}
    return len(texts) >= number("few") and len(texts) > CLAIM * len(kept)


def kept_by_somebody(column: Column) -> bool:
    """True for answers of whether somebody has an animal, and for flags and numbers under a word for one: how many of
    them somebody has, or cannot stand."""
    return _answers(column.kept) or _numbers(column)


def _answers(kept: Sequence[Any]) -> bool:
    answers = lexicon.closed("none.flag")
    return bool(kept) and all(
        isinstance(value, bool) or (isinstance(value, str) and value.strip().casefold() in answers) for value in kept
    )


def _numbers(column: Column) -> bool:
    name = column.node.parts[-1].casefold() if column.node.parts else ""
    known = lexicon.closed("about.animal")
    if name not in known and name.removesuffix("s") not in known:
        return False
    told = (value for value in column.kept if isinstance(value, str))
    return little(column) or not any(c.isalpha() for value in told for c in value[:_CHARACTERS])


def _most(form: Any, texts: set[str]) -> bool:
    return len(texts) > 1 and sum(form.fullmatch(text) is not None for text in texts) > CLAIM * len(texts)
