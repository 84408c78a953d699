"""National numbers in a record that states its country: `tax_id` beside `country: Poland` is a Polish number.

What a name calls in general, or by a word that several countries have, is a number of the country that a field of the
record states where nearly all values pass the check of one of its numbers, or have the form of the only one that none
checks; a name may state it, too (`cedula_costarricense`). Where none states it, that of which most of the other fields
tell is asked for a check alone. Zeros that spreadsheets take from the front are put back for the check.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from functools import cache
from typing import Any

from leftopen.privacy.detect.countries import of_name, stated, votes
from leftopen.privacy.detect.decision import Decision
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import Detector, detectors
from leftopen.privacy.detect.numbers import LONGEST, country_of
from leftopen.privacy.detect.records.around import Judged
from leftopen.privacy.detect.values import nearly_all
from leftopen.privacy.detect.weights import number, way

_GENERAL, _ABROAD = "id.national", "id.abroad"
_LEAST, _ASKED = 8, 40
"""Different values that must pass a check where no name calls them, and how many are asked."""
_LOST = 3
"""Zeros in front that a number may have lost."""
_LICENCE = "id.xx.licence"
_APART = (_LICENCE, "id.xx.passport")
"""Documents of any country; which numbers of countries are such is told by the end of their labels."""
_LICENCES = ("licence", "dl", "cnh")


def of_stated(judged: list[Judged]) -> list[Judged]:
    """The same with numbers told as those of the country that the record states."""
    asked = [at for at, each in enumerate(judged) if _may_be(each)]
    if not asked:
        return judged
    judged = [_as_called(each) for each in judged]
    country = stated((each.column.node.parts[-1], each.column.kept) for each in judged if each.column.node.parts)
    by_form = bool(country)
    country = country or _voted(judged, frozenset(asked))
    result = list(judged)
    for at in asked:
        parts = judged[at].column.node.parts
        if own := of_name(parts[-1]) if parts else "":
            result[at] = _of_country(judged[at], own, by_form=True, by_name=True)
        elif country:
            result[at] = _of_country(judged[at], country, by_form=by_form)
    return result


def asked_of(judged: Sequence[Judged]) -> tuple[int, ...]:
    """Which fields of a record that states its country may be told otherwise."""
    return tuple(at for at, each in enumerate(judged) if _may_be(each))


def of_line(judged: Sequence[Judged], asked: Mapping[int, list[Any]], country: str) -> list[Judged]:
    """One record with the fields `asked` told as numbers of the country that it states; they hold these values, and
    `judged` are those of another record whose values show the same."""
    result = list(judged)
    for at, values in asked.items():
        column = copy(judged[at].column)
        column.kept, column.samples = values, {}
        result[at] = _of_country(Judged(column, judged[at].verdicts), country, by_form=True)
    return result


def _as_called(each: Judged) -> Judged:
    """Without a number that no name tells and some values are, where nearly all have the form of one that it tells."""
    column, numbers = each.column, [verdict for verdict in each.verdicts if _claimed(verdict)]
    most = number("nearly") * column.examined
    some = [v for v in numbers if not v.named and column.whole[v.bit] < most]
    if not some or len(some) == len(numbers):
        return each
    called = (detectors()[v.bit] for v in numbers if v.named and not detectors()[v.bit].yields)
    if not any(_all_formed(detector, _texts(column)) for detector in called):
        return each
    return Judged(column, [verdict for verdict in each.verdicts if verdict not in some])


def _voted(judged: Sequence[Judged], asked: frozenset[int]) -> str:
    """The country of which the other fields tell most (see `countries.votes`): "" where none leads."""
    rest = [each for at, each in enumerate(judged) if at not in asked]
    names = (part for each in rest for part in each.column.node.parts)
    labels = ((detectors()[v.bit].label, each.column.kept) for each in rest for v in each.verdicts if v.claimed)
    first, second = [*votes(names, labels).most_common(2), ("", 0), ("", 0)][:2]
    return first[0] if first[1] > second[1] else ""


def _may_be(each: Judged) -> bool:
    """True where a name or a claim tells a national number."""
    return any(concept.startswith("id.") for concept in each.column.hints) or any(map(_claimed, each.verdicts))


def _claimed(verdict: Decision) -> bool:
    return verdict.claimed and detectors()[verdict.bit].label.startswith("id.")


def _of_country(each: Judged, country: str, *, by_form: bool, by_name: bool = False) -> Judged:
    column = each.column
    claims = [verdict for verdict in each.verdicts if _claimed(verdict)]
    if own := [v for v in claims if country_of(detectors()[v.bit].label) == country]:
        others = [v for v in claims if v not in own and detectors()[v.bit].label not in _APART]
        alike = [v for v in others if not _besides(column, v, own)]
        return Judged(column, [verdict for verdict in each.verdicts if verdict not in alike])
    bit = _found(column, country, claims, by_form=by_form, by_name=by_name)
    if bit is None:
        return each
    column.samples.setdefault(bit, column.kept[:1])
    sure = max((v.confidence for v in claims), default=way("called", 1.0))
    told = Decision(bit, sure, max((v.matches for v in claims), default=round(column.examined)), named=True)
    rest = [v for v in each.verdicts if not detectors()[v.bit].label.startswith("id.")]
    return Judged(column, [told, *rest])


def _besides(column: Column, verdict: Decision, own: Sequence[Decision]) -> bool:
    """True where some values have the form of a number of another country and none of the stated one's: a field may
    hold both."""
    forms = [detectors()[v.bit] for v in own]
    rest = [text for text in _texts(column) if not any(form.plausible([text]) for form in forms)]
    return sum(detectors()[verdict.bit].plausible([text]) for text in rest) >= number("two_words")


def _found(column: Column, country: str, claims: Sequence[Decision], *, by_form: bool, by_name: bool) -> int | None:
    """The number of a country that a field holds; told by its form alone only where a field states the country.
    `by_name`: the name of the field does, which calls it a number of people."""
    texts = _texts(column)
    licence = any(concept.startswith("id.") and concept.split(".")[-1] in _LICENCES for concept in column.hints)
    if not licence and any(detectors()[v.bit].label in _APART for v in claims):
        return None
    of_country = _of(country, licence=licence)
    checked = [bit for bit in of_country if _checks(bit) and _all_pass(bit, texts)]
    if checked and (claims or (by_form and len(texts) >= _LEAST)):
        return checked[0]
    own = by_name or any(detectors()[bit].label in column.hints for bit in of_country)
    if any(_checks(v.bit) and detectors()[v.bit].label in column.hints and _all_pass(v.bit, texts) for v in claims):
        return None
    if not (texts and by_form) or not (licence or own or _called(column, claims) or _loose(column, claims)):
        return None
    formed = [bit for bit in of_country if _all_formed(detectors()[bit], texts)]
    hinted = [bit for bit in formed if detectors()[bit].label in column.hints]
    formed = hinted if len(hinted) == 1 else formed
    return formed[0] if len(formed) == 1 else None


def _called(column: Column, claims: Sequence[Decision]) -> bool:
    """True where a name calls a national number in general, with no doubt or with values that were enough, or by the
    word of another country whose number it is not."""
    if _GENERAL in column.hints:
        return bool(claims) or _GENERAL not in column.weak
    return _ABROAD in column.hints and not claims


def _loose(column: Column, claims: Sequence[Decision]) -> bool:
    """True where values alone tell a number of another country, which no name calls."""
    return bool(claims) and all(detectors()[v.bit].label not in column.hints for v in claims)


def _texts(column: Column) -> list[str]:
    values = (value for value in column.kept if isinstance(value, (str, int)) and not isinstance(value, bool))
    return list(dict.fromkeys(text for value in values if (text := str(value).strip()[: LONGEST + 1])))[:_ASKED]


@cache
def _of(country: str, *, licence: bool) -> tuple[int, ...]:
    """The licences that a country issues, or its other numbers of people but for passports."""
    labels = ((bit, each.label) for bit, each in enumerate(detectors()) if each.label.startswith("id."))
    own = ((bit, label) for bit, label in labels if country_of(label) == country)
    ends = ((bit, label.split(".")[-1]) for bit, label in own)
    return tuple(bit for bit, end in ends if end != "passport" and (end in _LICENCES) == licence)


def _checks(bit: int) -> bool:
    return detectors()[bit].claim == "checked"


def _all_pass(bit: int, texts: Sequence[str]) -> bool:
    detector = detectors()[bit]
    return bool(texts) and nearly_all(lambda text: _passes(detector, text), texts, number("holds"))


def _passes(detector: Detector, text: str) -> bool:
    if detector.valid(text):
        return True
    sizes = detector.lengths() if detector.lengths is not None and text.isdecimal() else ()
    return any(0 < size - len(text) <= _LOST and detector.valid(text.zfill(size)) for size in sizes)


def _all_formed(detector: Detector, texts: Sequence[str]) -> bool:
    return nearly_all(lambda text: detector.plausible([text]), texts, number("nearly"))
