"""What values tell of animals, plants and characters: words for them, scientific names, the tags in ears.

A scientific name is a genus and a species (International Code of Zoological Nomenclature, articles 4 and 5). An ear tag
has the letters of its country and up to twelve figures (Commission Implementing Regulation (EU) 2021/520, annex II).
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from leftopen.model import CLAIM
from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.concepts import read
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.records.somebody import Judgements
from leftopen.privacy.detect.units import own_words
from leftopen.privacy.detect.values import distinct_texts
from leftopen.privacy.detect.weigh import little
from leftopen.privacy.detect.weights import number
from leftopen.privacy.later import later

_SPECIES = later(r"[A-Z][a-z]{2,30} (?:x |× )?[a-z-]{3,30}(?: (?:(?:subsp|var|ssp)\. )?[a-z-]{3,30})?")
_TAG, _CALLED_TAG = later(r"[A-Z]{2} ?\d{10,12}"), later(r"[A-Z]{2} ?\d{4}(?:[ .-]?\d{4}){1,2}|[A-Z]{2} ?\d{8,14}")
"""Their form, and that in a field that is called so: those of small countries are shorter, as numbers of taxes are."""
_YEARS = later(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_OLDEST, _LONGEST_LIFE = 40, 120
"""Years that hardly an animal reaches which is kept, and nobody; more are days or weeks."""
_SHORTER = frozenset(("d", "day", "days", "wk", "wks", "week", "weeks", "mo", "mos", "mth", "mths", "month", "months"))
"""Units at the end of names for an age that is told in less than years: `age_wk`."""
_AGE, _BORN = "person.age", "person.birth_date"
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
    """True where values have the form of ear tags, which numbers of cases and of taxes have, too.

    >>> tagged([f"PL{n:012d}" for n in range(20)]), tagged([f"DE{n:09d}" for n in range(20)])
    (True, False)
    """
    return _tagged(kept, _TAG)


def _tagged(kept: Sequence[Any], form: Any) -> bool:
    texts = {value for value in kept if isinstance(value, str) and form.fullmatch(value)}
    return len(texts) >= number("few") and len(texts) > CLAIM * len(kept)


def marked(column: Column) -> bool:
    """True for numbers of beasts: ear tags by their form alone, or with a word for an animal by that and the letters of
    a country in front."""
    form = _CALLED_TAG if column.hints.get("about.animal", 0.0) >= number("clear") else _TAG
    return _tagged(column.kept, form)


def older(column: Column, *, born: bool = True) -> bool:
    """True where an age, or a day of birth (`born`), tells more years than animals reach: somebody has them, whatever
    else the record speaks of (a pet, a sign of the zodiac)."""
    years = _AGE in column.hints and not _SHORTER.intersection(own_words(column.node.parts))
    return (years and aged(column.kept)) or (born and _BORN in column.hints and long_ago(column.kept))


def aged(kept: Sequence[Any]) -> bool:
    """True for an age that no animal reaches.

    >>> aged([7, 61]), aged(["61"]), aged([3, 12]), aged([30, 365])
    (True, True, False, False)
    """
    ages = [value for value in kept if isinstance(value, (int, float))]
    ages += [int(value) for value in kept if isinstance(value, str) and re.fullmatch(r"[0-9]{1,3}", value)]
    return _OLDEST < max(ages, default=0) <= _LONGEST_LIFE


def long_ago(kept: Sequence[Any]) -> bool:
    """True for days of which one is longer ago than any animal lives."""
    found = (_YEARS.search(str(value)[:_CHARACTERS]) for value in kept)
    years = [int(year.group()) for year in found if year is not None]
    return bool(years) and min(years) < datetime.now(UTC).year - _OLDEST


def kept_by_somebody(column: Column) -> bool:
    """True for answers of whether somebody has an animal, and for flags and numbers under a word for one: how many of
    them somebody has, or cannot stand."""
    return answers(column.kept) or _numbers(column)


def answers(kept: Sequence[Any]) -> bool:
    """True for answers and flags."""
    known = lexicon.closed("none.flag")
    return bool(kept) and all(
        isinstance(value, bool) or (isinstance(value, str) and value.strip().casefold() in known) for value in kept
    )


def lettered(kept: Sequence[Any]) -> bool:
    """True where a text has a letter."""
    told = (value for value in kept if isinstance(value, str))
    return any(c.isalpha() for value in told for c in value[:_CHARACTERS])


def _numbers(column: Column) -> bool:
    name = column.node.parts[-1].casefold() if column.node.parts else ""
    known = lexicon.closed("about.animal")
    if name not in known and name.removesuffix("s") not in known and not (name.isalpha() and _alone(name)):
        return False
    return little(column) or not lettered(column.kept)


def _alone(name: str) -> bool:
    """True for one word that is of animals as it stands: `livestock`."""
    return any(hint.concept == "about.animal" and hint.strength == 1.0 for hint in read(name))


def _most(form: Any, texts: set[str]) -> bool:
    return len(texts) > 1 and sum(form.fullmatch(text) is not None for text in texts) > CLAIM * len(texts)


def animals(kept: Sequence[Any]) -> bool:
    """True where most values are words for animals."""
    return _words(kept, "about.animal")


def game(kept: Sequence[Any]) -> bool:
    """True where most of several values are words for characters of games: `elf`, `wizard`."""
    return len(kept) >= number("few") and _words(kept, "about.game")


def _words(kept: Sequence[Any], concept: str) -> bool:
    known = lexicon.closed(concept)
    said = [value.strip().casefold() for value in kept if isinstance(value, str)]
    return 2 * sum([word in known for word in said]) > len(said)
