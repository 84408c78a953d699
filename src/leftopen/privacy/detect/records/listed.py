"""Lists of hotels, schools, churches and firms: what names each of them, and that nobody else is told of."""

from collections.abc import Iterable, Sequence
from typing import Any

from leftopen.privacy.detect import firms
from leftopen.privacy.detect.concepts import Hint, read
from leftopen.privacy.detect.decision import Decision
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.records import homes, somebody
from leftopen.privacy.detect.records.around import named
from leftopen.privacy.detect.records.somebody import PLACE, Judgements
from leftopen.privacy.detect.values import countable, distinct_texts, whole
from leftopen.privacy.detect.weigh import people
from leftopen.privacy.detect.weights import number
from leftopen.privacy.later import later

_VENUE = "about.venue"
"""Concept of names for a hotel, a museum or a school, which stand in records of guests and pupils, too."""
OF_A_PLACE = ("contact.phone", PLACE)
"""Labels that a list of schools or hotels has, of each of them."""
CREEDS = frozenset(("special.religion", "special.union", "special.politics", "special.ethnicity"))
OF_VENUES = frozenset((*OF_A_PLACE, "location.coordinates", *CREEDS))
"""Labels of what is told of each of them; of a faith are churches, and of a union its branches, where each record is of
another one."""
DAY = later(r"\s*(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})")
_CHAPTER = later("X{0,2}(?:IX|IV|V?I{0,3})|[A-Z][0-9]{2}[-–][A-Z][0-9]{2}")
"""Chapters of ICD-10 as numerals and its blocks as ranges of codes (WHO, ICD-10, volume 1, list of categories)."""
_STAGES = frozenset(("I", "II", "III", "IV", "V"))
"""Numerals that stages of an illness have, too."""
_YEAR, _BOOKED = later(r"\d{4}"), 10
"""The year of a day, and over how many years nobody books."""
_NAME = "person.name"
_FIGURES = 12
"""Figures of the longest number that is a count in writing; Python refuses to read those of thousands."""


def each(judged: Judgements) -> bool:
    """True where each record names another hotel, school or church, and tells more of it than what may be of somebody:
    its stars, its year, its style."""
    named_venues = _named_venues(judged)
    if not any(distinct(column) == len(column.kept) for column in named_venues) or _creeds(judged, named_venues):
        return False
    plain = sum(not any(verdict.claimed for verdict in verdicts) for _, verdicts in judged)
    dated = any(_dated(column.kept) for column, _ in judged)  # a booking has a day, and rarely two have one hotel
    return not dated and _reaches_alone(judged) and plain > number("two_words")


def _creeds(judged: Judgements, venues: Iterable[Column]) -> bool:
    """True where a faith or a party is told beside firms, which have none: of who works there."""
    labels = {detectors()[verdict.bit].label for _, verdicts in judged for verdict in verdicts if verdict.claimed}
    return not CREEDS.isdisjoint(labels) and any(firms.of_firms(column.kept) for column in venues)


def _dated(kept: Sequence[Any]) -> bool:
    """True where most values are days or moments in writing, of few years: firms were founded over decades."""
    days = [found.group() for value in kept if isinstance(value, str) and (found := DAY.match(value[:40]))]
    years = [int(year.group()) for day in days if (year := _YEAR.search(day))]
    return 2 * len(days) > len(kept) and max(years) - min(years) < _BOOKED


def chapters(kept: Sequence[Any]) -> bool:
    """True for chapters or blocks of a list of illnesses: ICD-10 has those from I to XXII, and from A00-A09 on.

    >>> chapters(["IV", "IX", "X", "II"]), chapters(["E10-E14", "I10-I15", "J40-J47"]), chapters(["I", "II", "IV", "V"])
    (True, True, False)
    """
    texts = distinct_texts(kept, _FIGURES) - {""}
    return len(texts - _STAGES) > 1 and len(texts) > number("two_words") and all(map(_CHAPTER.fullmatch, texts))


def venues(judged: Judgements) -> int:
    """How many hotels, schools or firms are named; 0 in few records."""
    return max(map(distinct, _named_venues(judged)), default=0)


def _named_venues(judged: Judgements) -> list[Column]:
    """The fields that name hotels, schools or firms: they are called so, or hold names of such and nothing else is of
    anybody than where to reach them (`name` over `Hotel Sol`), by no telephone of one who runs it alone."""
    by_values = _reaches_alone(judged) and not any(
        verdict.claimed and detectors()[verdict.bit].label == "contact.phone" and firms.of_mobiles(column.kept)
        for column, verdicts in judged
        for verdict in verdicts
    )
    opened = by_values and any(firms.hours(column.kept) or _mailboxes(column, verdicts) for column, verdicts in judged)
    return [
        column
        for column, verdicts in judged
        if len(column.kept) >= number("constant")
        and (
            (
                any(hint.concept == _VENUE for hint in hints(column.node.parts, "clear"))
                and not all(map(whole, column.kept))
            )
            or (
                by_values
                and not _whole_place(column, verdicts)
                and (firms.of_venues(column.kept) or (opened and calls_each(column, verdicts)))
            )
        )
    ]


def _mailboxes(column: Column, verdicts: list[Decision]) -> bool:
    """True where each record has another mailbox of a function, as each of several firms or clubs has its `info@`."""
    return any(of_a_role(column, verdict) for verdict in verdicts) and distinct(column) == len(column.kept)


def calls_each(column: Column, verdicts: list[Decision]) -> bool:
    """True for words that each record has others of, and that are no names of people: `Hallenbad Nord`."""
    texts = {value for value in column.kept if isinstance(value, str)}
    each = len(texts) == len(column.kept) >= number("constant") and somebody.is_lettered(column.kept)
    claimed = any(verdict.claimed and detectors()[verdict.bit].label != _NAME for verdict in verdicts)
    words = [text for text in texts if " " not in text.strip()]
    return each and not claimed and not people(column, "some_people") and not named(words)


def _whole_place(column: Column, verdicts: list[Decision]) -> bool:
    """True for addresses with their numbers, of which streets are called as churches and schools are."""
    placed = any(verdict.claimed and detectors()[verdict.bit].label == PLACE for verdict in verdicts)
    return placed and not somebody.is_lettered(column.kept)


def _reaches_alone(judged: Judgements) -> bool:
    """True where all that may be of somebody is where and how they are reached, but not at home, and their faith."""
    if any(homes.called(column) for column, verdicts in judged if any(verdict.claimed for verdict in verdicts)):
        return False
    return OF_VENUES.issuperset(
        detectors()[verdict.bit].label
        for column, verdicts in judged
        for verdict in verdicts
        if verdict.claimed
        and not (of_a_role(column, verdict) or of_venues(column, verdict) or counted(column, verdict))
        and not (_doubted(verdict, column) and calls_each(column, verdicts))
    )


def _doubted(verdict: Decision, column: Column) -> bool:
    """True for a name of anybody or anything, which other fields alone tell to be somebody's: `nom`."""
    detector = detectors()[verdict.bit]
    return detector.label == _NAME and bool(detector.concepts & column.weak)


def counted(column: Column, verdict: Decision) -> bool:
    """True for whole numbers under a name of something special, how many pupils have it, and for an age of what is not
    known (`age_cuve`)."""
    if detectors()[verdict.bit].label == "person.age":
        return column.names[verdict.bit] < number("clear")
    numbers = all(countable(value, _FIGURES) for value in column.kept)
    many = numbers and any(int(value) > 1 for value in column.kept)
    return many and detectors()[verdict.bit].label.startswith(somebody.SPECIAL)


def of_a_role(column: Column, verdict: Decision) -> bool:
    """True for mailboxes of functions: `info@`."""
    return detectors()[verdict.bit].label == "contact.email" and firms.of_roles(column.kept)


def of_venues(column: Column, verdict: Decision) -> bool:
    """True for a name that is one of hotels, schools or firms."""
    return detectors()[verdict.bit].label == _NAME and firms.of_venues(column.kept)


def names_people(judged: Judgements) -> bool:
    """True where a field holds names of people."""
    return any(
        verdict.claimed
        and detectors()[verdict.bit].label == _NAME
        and not somebody.no_names(column.kept)
        and not of_venues(column, verdict)
        for column, verdicts in judged
        for verdict in verdicts
    )


def distinct(column: Column) -> int:
    """How many different values a field has."""
    return len(set(map(str, column.kept)))


def hints(names: Iterable[str], least: str) -> list[Hint]:
    """What names say at least so clearly."""
    return [hint for name in names for hint in read(name) if hint.strength >= number(least)]
