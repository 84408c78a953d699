"""From counters to labels: how sure the evidence makes us, field by field, then in the company of its record.

A confidence of `model.CLAIM` (0.5) or more is a claim. Values alone reach it only where their form proves it (a
checksum that chance does not explain, an address with an @); everything else needs the field's name to agree, and an
ambiguous name (`name`, `vector`) needs the company of other personal fields.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from math import log
from typing import Any, NamedTuple

from leftopen.model import CLAIM, Label
from leftopen.privacy.detect.concepts import of_path, read, units
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import Detector, detectors
from leftopen.privacy.detect.person_names import full

_AGREES = 0.5
_CLEAR = 0.9
_ENOUGH = 0.3
_HINT = 0.45
_LEAST = 0.15
_STRAY, _STRAY_SURE = 0.04, 0.0005
"""Share of texts without such a value in which one is found all the same: for kinds told by words or by chance, and for
those that their form proves. In logs, comments and product texts street names were read as people in 1 to 3 of 100."""
_ONE_DIGIT = 0.1
"""Share of random digits that pass one check digit: what bare numbers under a general name are held against."""
_INSIDE = 2.0
"""Log-likelihood ratio that hits inside text need: an e-mail address in one text of a hundred, a name in one alone."""
_BY_CHANCE = 0.01
_MOSTLY, _NEARLY = 0.7, 0.9
_OTHERS = ("other.time", "other.order", "other.hash", "other.qualifier", "other.thing")
_THINGS = ("about.animal", "about.article", "about.machine", "about.count")
"""What a record may be about that is no person."""
_OF_PEOPLE = ("person.", "special.", "minor.", "criminal.", "biometric.face_attribute")
_REACHES = ("contact.", "id.", "finance.card", "finance.iban", "finance.account", "credential.")
"""Labels that show that a person is meant after all."""
_NAMELESS = frozenset(("column", "col", "field", "unnamed"))
_FEW_WORDS = 2
_MOSTLY_PEOPLE, _SOME_PEOPLE, _PEOPLE = 0.55, 0.3, 8
"""Share of full names of people from which on texts are a claim by themselves, the same beside addresses and telephone
numbers, and of how many texts at least."""
_PERSONAL = ("person.", "contact.", "id.", "biometric.", "special.", "finance.card", "finance.iban")


_PLACE = re.compile(
    r"\d{1,5}[a-zA-Z]?[ ,]+[^\W\d_]{2,}[ ,]|\d{1,5} [^\W\d_]{3,}$|[^\W\d_]{3,}[^@:/\d]{0,60}[ ,]\d{1,5}\b"
)
"""A number with words, as streets have: what an ambiguous name (`address`) needs to be that of a place."""


class Decision(NamedTuple):
    """A detector (its bit) on a column: how sure, and in how many records."""

    bit: int
    confidence: float
    matches: int
    named: bool


def weigh(column: Column) -> list[Decision]:
    """What the field's own values and name say, the strongest first; no two exclusive labels for the same values."""
    verdicts = []
    for bit in _evidence(column):
        detector = detectors()[bit]
        confidence, matches = _confidence(column, bit, detector)
        if confidence > 0:
            verdicts.append(Decision(bit, confidence, matches, column.names[bit] >= _AGREES))
    if not any(verdict.confidence >= CLAIM for verdict in verdicts) and not column.hints and (sure := _people(column)):
        verdicts = [verdict for verdict in verdicts if verdict.bit != _name_bit()]
        verdicts.append(Decision(_name_bit(), sure, round(column.examined), named=False))
    verdicts.sort(key=lambda verdict: -verdict.confidence)
    return _explain(column, [verdict for verdict in _rest(column, verdicts) if verdict.confidence >= _LEAST])


@cache
def _name_bit() -> int:
    return next(bit for bit, detector in enumerate(detectors()) if detector.label == "person.name")


def _rest(column: Column, verdicts: list[Decision]) -> list[Decision]:
    """Weighs weak formats again among the values that a strong one leaves: a column may hold phones and e-mails."""
    strong = (verdict.bit for verdict in verdicts if verdict.confidence >= CLAIM)
    first = next((bit for bit in strong if not detectors()[bit].yields), None)
    if first is None:
        return verdicts
    left = column.examined - column.whole[first]
    again = []
    for verdict in verdicts:
        detector = detectors()[verdict.bit]
        if verdict.bit != first and verdict.confidence < CLAIM and detector.chance and not verdict.named and left > 0:
            sure = _values(column, detector.chance, column.whole[verdict.bit], left) * _against(column, detector)
            again.append(verdict._replace(confidence=max(sure, verdict.confidence)))
        else:
            again.append(verdict)
    return again


def _evidence(column: Column) -> list[int]:
    """The detectors that anything speaks for."""
    if not column.examined:
        return list(column.called)
    return sorted({*column.whole, *column.inside, *column.fits})


def _confidence(column: Column, bit: int, detector: Detector) -> tuple[float, int]:
    """How sure, and in how many records: by name and values, or by values alone where those say more."""
    total = column.examined
    name = column.names[bit]
    if not total:
        return (0.4 if name >= _CLEAR and detector.claim != "context" else 0.0), 0
    whole, fits = column.whole[bit], column.fits[bit]
    alone = _unnamed(column, bit, detector, agrees=name >= _AGREES)
    if name < _AGREES:
        return alone, whole + column.inside[bit]
    return max(_named(column, bit, detector), alone), max(whole, fits)


def _named(column: Column, bit: int, detector: Detector) -> float:
    """What the field's name and values that fit it say together."""
    name, total = column.names[bit], column.examined
    share, fit = column.whole[bit] / total, column.fits[bit] / total
    if detector.loose and name < _CLEAR and not column.whole[bit]:
        return _HINT * fit * name
    if detector.claim == "checked" and share >= _ENOUGH:
        return 0.75 + 0.24 * share
    if fit < _ENOUGH:
        return _HINT * fit
    if detector.concepts & column.weak:
        return _agreed(column, bit, detector) * fit
    if detector.claim == "context" or (detector.loose and not share and _enumerated(column)):
        return _HINT * fit
    best = 0.95 if detector.claim == "named" else detector.fits
    return 0.5 + (best - 0.5) * fit * name


def _agreed(column: Column, bit: int, detector: Detector) -> float:
    """What an ambiguous name says: a claim where the values are of its kind, as nothing else called so holds."""
    if detector.label == "person.name":
        return max(_HINT, _people(column))
    share = column.agrees[bit] / column.examined
    if detector.label == "contact.address":
        texts = [value for value in column.kept if isinstance(value, str)]
        share = sum(_PLACE.match(text[:120]) is not None for text in texts) / max(1, len(column.kept))
    return 0.5 + 0.35 * share if share >= CLAIM else _HINT


def _people(column: Column, least: float = _MOSTLY_PEOPLE) -> float:
    """How sure texts are full names of people, whatever the field is called: many do, one does not."""
    texts = {value.strip()[:64] for value in column.kept if isinstance(value, str)}
    if len(texts) < _PEOPLE or _of_thing(column):
        return 0.0
    share = sum(full(text) for text in texts) / len(texts)
    return 0.5 + 0.35 * share if share >= least else 0.0


def _nameless(column: Column) -> bool:
    """True where a field is called nothing: `column1`, `f3`, `_c0`, `2`."""
    words = [unit for unit in units(column.node.parts[-1]) if not unit.isdecimal()] if column.node.parts else []
    return not column.hints and all(len(word) == 1 or word in _NAMELESS for word in words)


def _of_thing(column: Column) -> bool:
    """True where its own name or that of what it stands in is of a thing."""
    above = {hint.concept for hint in of_path(column.node.parts[:-1])}
    return "other.thing" in column.hints or bool(above.intersection((*_THINGS, "about.thing")))


def _enumerated(column: Column) -> bool:
    """True where values are nearly all words of closed sets of anything, which agree with nearly any name."""
    return column.examined >= FEW and column.enum >= _NEARLY * column.examined


def _little(column: Column) -> bool:
    """True where values are flags, numbers, answers or words of closed sets of anything."""
    return column.little >= _NEARLY * column.examined


def _unnamed(column: Column, bit: int, detector: Detector, *, agrees: bool) -> float:
    """What values say without a name, and against them what else they look like."""
    total, whole, inside = column.examined, column.whole[bit], column.inside[bit]
    against = 1.0 if agrees else _against(column, detector)
    chance = max(detector.chance, _ONE_DIGIT) if bit in column.asked else detector.chance
    alone = _HINT * min(1.0, whole / total)
    if detector.claim == "checked":
        alone = _values(column, chance, whole, total)
    within = _within(detector, column.hits[bit], column.looks) if inside and detector.claim != "context" else 0.0
    return max(alone, within) * against


def _within(detector: Detector, inside: float, total: float) -> float:
    """What hits inside text say: a claim where there are more than texts without any such value hold by chance.

    Their log-likelihood ratio: hits at the rate that was seen against hits at that of the background (Poisson).
    """
    sure = detector.claim == "checked" and not detector.chance
    expected = (_STRAY_SURE if sure else _STRAY) * total
    ratio = inside * log(inside / expected) - (inside - expected) if inside > expected else 0.0
    if ratio < _INSIDE:
        return _HINT * ratio / _INSIDE
    return 0.55 + 0.3 * min(1.0, inside / total)


def _values(column: Column, chance: float, whole: float, total: float) -> float:
    """What values alone prove: the share beyond chance, and nothing while chance explains it."""
    if not whole:
        return 0.0
    share = min(1.0, whole / total)
    beyond = max(0.0, (share - chance) / (1 - chance))
    distinct = len({str(value)[:64] for value in column.kept})
    if chance and (chance ** min(whole, distinct) > _BY_CHANCE or beyond < _MOSTLY):
        return _HINT * beyond
    return 0.6 + 0.35 * beyond


def _against(column: Column, detector: Detector) -> float:
    """Evidence against what values seem to say: a name that means something else, counters, times, one value only."""
    factor = 1.0
    sure = detector.claim == "checked" and not detector.chance
    if any(concept in _OTHERS and strength >= 0.9 for concept, strength in column.hints.items()):
        factor *= 0.8 if sure else 0.4
    same, counts = against(column.kept)
    if same:
        factor *= 0.7
    if not sure and counts:
        factor *= 0.3
    return factor


FEW = 5
"""Values of which fewer say nothing against."""


def against(kept: Sequence[Any]) -> tuple[bool, bool]:
    """What values themselves say against: they are all the same; they are counters or times."""
    if len(kept) < FEW:
        return False, False
    return len(kept) >= 10 and len({str(value)[:64] for value in kept}) == 1, _counts(kept)


def _counts(kept: Sequence[Any]) -> bool:
    """True where values look like a counter or like moments in seconds or milliseconds since 1970."""
    numbers = [
        int(text)
        for text in (str(value).strip() for value in kept)
        if text.isascii() and text.isdigit() and len(text) < 20
    ]
    if len(numbers) < FEW or len(numbers) < 0.9 * len(kept):
        return False
    if all(9 * 10**8 <= n < 2.2 * 10**9 for n in numbers) or all(9 * 10**11 <= n < 2.2 * 10**12 for n in numbers):
        return True
    ordered = sorted(set(numbers))
    return len(ordered) >= 5 and numbers == sorted(numbers) and ordered[-1] - ordered[0] <= 50 * len(ordered)


def _explain(column: Column, verdicts: list[Decision]) -> list[Decision]:
    """Keeps a weaker exclusive label only for values that no stronger one already explains.

    One that yields to finer labels explains nothing of theirs, however sure it is.
    """
    found = detectors()
    verdicts = sorted(verdicts, key=lambda verdict: bool(found[verdict.bit].yields))
    kept: list[Decision] = []
    taken = 0
    named = False
    called = any(each.named and each.confidence >= CLAIM and not found[each.bit].also for each in verdicts)
    by_value = bool(verdicts) and column.whole[verdicts[0].bit] > 0
    for verdict in verdicts:
        detector, bit = found[verdict.bit], 1 << verdict.bit
        if detector.also or not column.whole[verdict.bit]:
            sure = detector.claim == "checked" and not detector.chance
            if detector.also or verdict.named or not (named or (called and not sure)):
                kept.append(verdict)
        else:
            mine = sum(count for mask, count in column.masks.items() if mask & bit)
            left = sum(count for mask, count in column.masks.items() if mask & bit and not mask & taken)
            apart = detector.claim == "checked" and verdict.confidence >= CLAIM and left > 0.9 * mine and by_value
            loose = detector.claim != "checked" or detector.chance > 0
            if (mine and left < 0.1 * mine) or (named and not verdict.named and loose and not apart):
                continue
            kept.append(verdict)
        if not detector.also and verdict.confidence >= CLAIM:
            taken |= bit
            named = named or verdict.named
    return kept


class Judged(NamedTuple):
    """A column with its verdicts."""

    column: Column
    verdicts: list[Decision]


def decide(columns: Iterable[Column], about: frozenset[str] = frozenset()) -> list[Judged]:
    """Weighs columns, then lets those of one record speak for each other. `about`: concepts of its store's name."""
    judged = [Judged(column, weigh(column)) for column in columns]
    parents = [column.node.parts[:-1] for column, _ in judged]
    said = [_said(each) for each in judged]
    claimed = [_claims(each) for each in judged]
    result = []
    for index, (column, verdicts) in enumerate(judged):
        near = [other for other, parent in enumerate(parents) if _related(parents[index], parent)]
        above = _above(column)
        company = above.union(about, *(said[other] for other in near if other != index))
        record = above.union(about, *(each for other, each in enumerate(said) if other != index))
        below = [other for other in near if other != index and parents[other][: len(parents[index])] == parents[index]]
        personal = any(claimed[other] for other in below) or "about.person" in about
        resolved = _resolve(column, verdicts, (company, record), personal)
        result.append(Judged(column, resolved))
    return apart_from_people(result, about)


def apart_from_people(judged: list[Judged], about: frozenset[str]) -> list[Judged]:
    """The same without what would be personal if the records were about people: they are about animals or things."""
    subject = _subject(judged, about)
    if subject is None:
        return judged
    result = []
    for column, verdicts in judged:
        words = [word for part in column.node.parts for word in (part, *units(part))]
        own = {hint.concept for word in words for hint in read(word) if hint.strength >= _AGREES}
        kept = [
            verdict._replace(confidence=min(verdict.confidence, _HINT))
            if detectors()[verdict.bit].label.startswith(_OF_PEOPLE) and "about.person" not in own
            else verdict
            for verdict in verdicts
        ]
        result.append(Judged(column, sorted(kept, key=lambda verdict: -verdict.confidence)))
    return result


def _subject(judged: list[Judged], about: frozenset[str]) -> str | None:
    """What the records are about where it is no person: several names say so, and nobody can be reached."""
    said: Counter[str] = Counter(each for each in _THINGS if each in about)
    for column, _ in judged:
        hints = {hint.concept for part in column.node.parts for hint in read(part) if hint.strength >= _CLEAR}
        said.update(each for each in _THINGS if each in hints)
    if not said:
        return None
    subject, names = said.most_common(1)[0]
    if subject != "about.animal" and any(
        verdict.confidence >= CLAIM and detectors()[verdict.bit].label.startswith(_REACHES)
        for _, verdicts in judged
        for verdict in verdicts
    ):
        return None
    return subject if names >= _FEW_WORDS else None


def _related(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _above(column: Column) -> frozenset[str]:
    """The concepts of the names above a field."""
    parts = column.node.parts
    hints = [hint for end in range(1, len(parts)) for hint in of_path(parts[:end])]
    return frozenset(hint.concept for hint in hints if hint.strength >= 0.6 and not hint.weak)


def _said(judged: Judged) -> frozenset[str]:
    parts = judged.column.node.parts
    hints = [hint for end in range(1, len(parts) + 1) for hint in of_path(parts[:end])]
    own = {hint.concept for hint in hints if hint.strength >= 0.6 and not hint.weak}
    return frozenset(own | {detectors()[v.bit].label for v in judged.verdicts if v.confidence >= CLAIM})


def _claims(judged: Judged) -> bool:
    return any(
        v.confidence >= CLAIM
        and detectors()[v.bit].label.startswith(_PERSONAL)
        and (judged.column.names[v.bit] >= _CLEAR or detectors()[v.bit].claim == "checked")
        for v in judged.verdicts
    )


def _resolve(
    column: Column, verdicts: list[Decision], company: tuple[frozenset[str], frozenset[str]], personal: bool
) -> list[Decision]:
    """Verdicts that company makes surer, the strongest first. `company`: concepts nearby, and in the whole record."""
    by_bit = {verdict.bit: verdict for verdict in verdicts}
    total = column.examined
    reached = _nameless(column) and not company[1].isdisjoint(("contact.email", "contact.phone"))
    if reached and all(verdict.confidence < CLAIM for verdict in verdicts) and (sure := _people(column, _SOME_PEOPLE)):
        by_bit[_name_bit()] = Decision(_name_bit(), sure, round(total), named=False)
    for bit in _evidence(column):
        detector = detectors()[bit]
        whole, fits = column.whole[bit], column.fits[bit]
        if not total or not (whole or fits):
            continue
        share = max(whole, fits) / total
        sure = detector.company(company[detector.claim == "named"]) * share if detector.company else 0.0
        if detector.loose and column.enum >= _NEARLY * total and not whole:
            sure = min(sure, _HINT)
        if detector.claim == "context" and detector.concepts & column.weak:
            sure = min(sure, _HINT)
        about_thing = "other.thing" in column.hints or "about.thing" in {
            h.concept for h in of_path(column.node.parts[:-1])
        }
        if (
            bit in by_bit
            and detector.concepts & column.weak
            and not (detector.loose and _little(column))
            and fits
            and personal
            and not about_thing
            and share >= CLAIM
            and column.names[bit] >= _CLEAR
        ):
            sure = max(sure, 0.5 + 0.35 * share)
        if sure >= _LEAST and sure > (by_bit[bit].confidence if bit in by_bit else 0.0):
            by_bit[bit] = Decision(bit, sure, max(whole, fits), fits > 0)
    return _drop_hints(sorted(by_bit.values(), key=lambda verdict: -verdict.confidence))


def _drop_hints(verdicts: list[Decision]) -> list[Decision]:
    """Beside a claim, unnamed hints of other kinds about the same values say nothing more."""
    claims = [verdict for verdict in verdicts if verdict.confidence >= CLAIM]
    said = {detectors()[verdict.bit].label for verdict in claims}
    kept = [verdict for verdict in claims if not _yields(detectors()[verdict.bit], said)]
    return kept or verdicts[:2]


def _yields(detector: Detector, said: set[str]) -> bool:
    """True where a finer label is claimed of the same field."""
    return (
        any(label != detector.label and label.startswith(detector.yields) for label in said)
        if detector.yields
        else False
    )


def labels_of(judged: Judged) -> tuple[Label, ...]:
    """The labels as reports show them, examples masked."""
    column, verdicts = judged
    labels = []
    for verdict in verdicts:
        detector = detectors()[verdict.bit]
        matches = min(round(verdict.matches), column.present)
        share = matches / column.present if column.present else 0.0
        example = example_of(detector, column.samples.get(verdict.bit, []))
        labels.append(Label(detector.label, round(min(verdict.confidence, 0.99), 2), round(share, 4), matches, example))
    return tuple(labels)


def example_of(detector: Detector, values: Sequence[Any]) -> str:
    """The masked shape of the first value that the detector took."""
    if not values:
        return ""
    fitting = next((value for value in values if _took(detector, value)), values[0])
    ordered = [fitting, *(value for value in values if value is not fitting)]
    return detector.mask(ordered)[:80]


def _took(detector: Detector, value: Any) -> bool:
    return isinstance(value, (str, int)) and not isinstance(value, bool) and detector.valid(str(value).strip()[:4096])
