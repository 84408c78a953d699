"""National numbers of the country that a record is of, in a field whose name says nothing, beside somebody.

Nine digits by Luhn are a person in Canada and in Israel, a firm in France, and whatever a shop numbers so. Which of
these they are the record tells: a field that states its country, telephone numbers, other numbers, words that one
language alone has, a currency, a locale. Where it is of a country that issues such numbers to its people, and somebody
stands beside them, they are those; where it is of another one, what a check that codes of anything have says is no
proof (see `codes`). Numbers with a date of birth that are checked by nothing else are told so, too, where births are of
a generation: orders are of few years.
"""

from collections.abc import Sequence
from functools import cache

from leftopen.privacy.detect import bare, codes
from leftopen.privacy.detect.countries import local, stated, votes
from leftopen.privacy.detect.decision import Decision
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.numbers import country_of
from leftopen.privacy.detect.records.around import Judged
from leftopen.privacy.detect.records.found import found
from leftopen.privacy.detect.records.unnamed import ANY_COUNTRY, numbers, tells_other
from leftopen.privacy.detect.values import nearly_all
from leftopen.privacy.detect.weights import number, way

_SOMEBODY = frozenset(("person.name", "person.gender", "person.birth_date", "contact.phone", "contact.email"))
_MOST = 0.25
"""The share of random numbers of their form that may be valid: two dozen that all are have 40 bits against chance."""


def of_record(judged: list[Judged]) -> list[Judged]:
    """The same with numbers under names that say nothing told by the country of their record."""
    asked = [at for at, each in enumerate(judged) if _may_be(each)]
    if not asked or not _of_somebody(judged):
        return judged
    country = _country(judged, frozenset(asked))
    if not country:
        return judged
    result = list(judged)
    for at in asked:
        result[at] = _told(judged[at], country)
    return result


def _may_be(each: Judged) -> bool:
    """True where nothing is claimed of numbers, or national ones that no name calls."""
    claims = [verdict for verdict in each.verdicts if verdict.claimed]
    if any(verdict.named or not _national(verdict) for verdict in claims):
        return False
    return not tells_other(each.column) and bool(numbers(each.column.kept))


def _national(verdict: Decision) -> bool:
    return detectors()[verdict.bit].label.startswith("id.")


def _of_somebody(judged: Sequence[Judged]) -> bool:
    return any(v.claimed and detectors()[v.bit].label in _SOMEBODY for each in judged for v in each.verdicts)


def _country(judged: Sequence[Judged], asked: frozenset[int]) -> str:
    """The country that a field states, or of which the fields that are not `asked` tell most; "" where none leads."""
    fields = [(each.column.node.parts[-1], each.column.kept) for each in judged if each.column.node.parts]
    if told := stated(fields):
        return told
    rest = [each for at, each in enumerate(judged) if at not in asked]
    labels = ((detectors()[v.bit].label, each.column.kept) for each in rest for v in each.verdicts if v.claimed)
    counted = votes((part for each in rest for part in each.column.node.parts), labels)
    counted.update(local(values for _, values in fields))
    first, second = [*counted.most_common(2), ("", 0), ("", 0)][:2]
    return first[0] if first[1] > second[1] else ""


def _told(each: Judged, country: str) -> Judged:
    column = each.column
    texts = numbers(column.kept)
    own = next((bit for bit in _of(country) if _passes(bit, texts)), None)
    claims = [verdict for verdict in each.verdicts if verdict.claimed]
    if own is None:
        return Judged(column, [_doubted(verdict, country, texts) for verdict in each.verdicts])
    if any(verdict.bit == own for verdict in claims):
        return each
    share = min(1.0, len(column.kept) / max(1, round(column.examined)))
    rest = [verdict for verdict in each.verdicts if not _national(verdict)]
    return Judged(column, [found(column, own, way("proved", share), samples=texts), *rest])


def _doubted(verdict: Decision, country: str, texts: Sequence[str]) -> Decision:
    """A hint instead of a claim where a number of another country is one of anything as well."""
    label = detectors()[verdict.bit].label
    if not verdict.claimed or not label.startswith("id.") or country_of(label) == country:
        return verdict
    of_any = label == ANY_COUNTRY and codes.explains(list(map(bare.joined, texts))) is not None
    if not of_any and (label == ANY_COUNTRY or not bare.shared(verdict.bit, texts)):
        return verdict
    return verdict._replace(confidence=min(verdict.confidence, number("most_of_a_hint")))


@cache
def _of(country: str) -> tuple[int, ...]:
    """The numbers of a country that are held to more than a form, as they stand."""
    return tuple(bit for bit in bare.held() if country_of(detectors()[bit].label) == country)


def _passes(bit: int, texts: Sequence[str]) -> bool:
    detector = detectors()[bit]
    sizes = detector.lengths
    if sizes is not None and len(texts[0]) not in sizes():
        return False
    if not nearly_all(detector.proved, texts, number("holds")):
        return False
    if detector.sole is not None and nearly_all(detector.sole, texts, number("holds")):
        return True
    return bare.passing(bit, texts[0]) <= _MOST and bare.born(bit, texts) and not codes.counted(texts)
