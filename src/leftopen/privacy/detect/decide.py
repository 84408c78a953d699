"""Fields in the company of their record: what those beside them and the names above say, and what reports show of it.

A confidence of `model.CLAIM` (0.5) or more is a claim.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from leftopen.model import CLAIM, Label
from leftopen.privacy.detect import countries, lexicon, weights
from leftopen.privacy.detect.concepts import of_path, read, units
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import Detector, detectors
from leftopen.privacy.detect.weigh import (
    THINGS,
    Decision,
    evidence,
    little,
    name_bit,
    nameless,
    people,
    weigh,
)
from leftopen.privacy.detect.weights import number

_OF_PEOPLE = ("person.", "special.", "minor.", "criminal.", "biometric.face_attribute")
_REACHES = ("contact.", "id.", "finance.card", "finance.iban", "finance.account", "credential.")
"""Labels that show that a person is meant after all."""
_MOST = 0.99
"""What reports show at most: nothing is certain."""
_ANY_COUNTRY = "id.xx.national"
_PERSONAL = ("person.", "contact.", "id.", "biometric.", "special.", "finance.card", "finance.iban")


class Judged(NamedTuple):
    """A column with its verdicts."""

    column: Column
    verdicts: list[Decision]


def decide(columns: Iterable[Column], about: frozenset[str] = frozenset()) -> list[Judged]:
    """Weighs columns, then lets those of one record speak for each other. `about`: concepts of its store's name."""
    judged = [Judged(column, weigh(column)) for column in columns]
    company = _Company(judged)
    result = []
    for index, (column, verdicts) in enumerate(judged):
        above = _above(column) | about
        near, record, personal = company.of(index)
        said = above | near, above | record
        result.append(Judged(column, _resolve(column, verdicts, said, personal or "about.person" in about)))
    return of_countries(apart_from_people(result, about))


def of_countries(judged: list[Judged]) -> list[Judged]:
    """The same with numbers that several countries issue alike told by that of which the record is (see `countries`);
    of none where nothing tells."""
    told: Counter[str] | None = None
    result = []
    for each in judged:
        claims = [v for v in each.verdicts if v.claimed and detectors()[v.bit].label.startswith("id.")]
        shared = [v for v in claims if v.bit in _elsewhere()]
        alike = [v for v in claims if v.named and not _checked(each.column, v)]
        several = {detectors()[v.bit].label.split(".")[1] for v in alike} if len(alike) > 1 else set()
        if not shared and len(several - {"xx"}) < len(alike):
            result.append(each)
            continue
        told = _votes(judged) if told is None else told
        result.append(_of_country(each, shared, alike if len(several) > 1 else [], told))
    return result


def _checked(column: Column, verdict: Decision) -> bool:
    """True where a check tells a number, and most values pass it."""
    return detectors()[verdict.bit].claim == "checked" and column.whole[verdict.bit] >= CLAIM * column.examined


def _votes(judged: list[Judged]) -> Counter[str]:
    """What all fields of the record tell of its country, but for numbers that several countries issue alike."""
    names = (part for each in judged for part in each.column.node.parts)
    unsure = {bit for bit, others in _elsewhere().items() for bit in (bit, *others)}
    claims = (
        (detectors()[verdict.bit].label, each.column.kept)
        for each in judged
        for verdict in each.verdicts
        if verdict.claimed
        and verdict.bit not in unsure
        and (not detectors()[verdict.bit].label.startswith("id.") or _checked(each.column, verdict))
    )
    return countries.votes(names, claims)


def _of_country(each: Judged, shared: list[Decision], alike: list[Decision], told: Counter[str]) -> Judged:
    verdicts = list(each.verdicts)
    for verdict in shared:
        others = (verdict.bit, *_elsewhere()[verdict.bit])
        best = max(others, key=lambda bit: told[_country(bit)])
        if told[_country(best)] > told[_country(verdict.bit)]:
            each.column.samples.setdefault(best, each.column.samples.get(verdict.bit, []))
            verdicts[verdicts.index(verdict)] = verdict._replace(bit=best)
    if alike:
        ranked = sorted(alike, key=lambda verdict: -told[_country(verdict.bit)])
        first, second = (told[_country(verdict.bit)] for verdict in ranked[:2])
        kept = ranked[0] if first > second else ranked[0]._replace(bit=_any_country())
        each.column.samples.setdefault(kept.bit, each.column.samples.get(ranked[0].bit, []))
        verdicts = [kept, *(verdict for verdict in verdicts if verdict not in alike)]
    return Judged(each.column, verdicts)


def _country(bit: int) -> str:
    return detectors()[bit].label.split(".")[1]


@cache
def _any_country() -> int:
    return next(bit for bit, detector in enumerate(detectors()) if detector.label == _ANY_COUNTRY)


@cache
def _elsewhere() -> dict[int, tuple[int, ...]]:
    """Bits of numbers that other countries issue alike, with those of these."""
    by_label = {detector.label: bit for bit, detector in enumerate(detectors())}
    found: dict[int, tuple[int, ...]] = {}
    for bit, detector in enumerate(detectors()):
        if detector.of:
            found[by_label[detector.of]] = (*found.get(by_label[detector.of], ()), bit)
    return found


class _Near:
    """What the fields around those of one parent say, each as often as it is said; `personal`: how many of those below
    that parent are claimed to be personal."""

    def __init__(self, said: Iterable[frozenset[str]], personal: int) -> None:
        self.said = Counter(chain.from_iterable(said))
        self.personal = personal

    def besides(self, own: frozenset[str]) -> frozenset[str]:
        """What others say than one field, which says `own`."""
        return frozenset(concept for concept, times in self.said.items() if times > (concept in own))


class _Company:
    """The fields of one record as those beside them see them: counted once for each parent, not for each field."""

    def __init__(self, judged: list[Judged]) -> None:
        self._parents = [column.node.parts[:-1] for column, _ in judged]
        self._said = [_said(each) for each in judged]
        self._claimed = [_claims(each) for each in judged]
        self._all = _Near(self._said, sum(self._claimed))
        self._of: dict[tuple[str, ...], _Near] = {(): self._all}

    def of(self, index: int) -> tuple[frozenset[str], frozenset[str], bool]:
        """What the fields say that are near this one, and all of the record; whether one below its parent is personal:
        each time but for itself."""
        parent, own = self._parents[index], self._said[index]
        near = self._of.get(parent) or self._of.setdefault(parent, self._near(parent))
        record = self._all.besides(own)
        return record if near is self._all else near.besides(own), record, near.personal > self._claimed[index]

    def _near(self, parent: tuple[str, ...]) -> _Near:
        said = (said for other, said in zip(self._parents, self._said, strict=True) if _related(parent, other))
        below = zip(self._parents, self._claimed, strict=True)
        return _Near(said, sum(claimed for other, claimed in below if other[: len(parent)] == parent))


def apart_from_people(judged: list[Judged], about: frozenset[str]) -> list[Judged]:
    """The same without what would be personal if the records were about people: they are about animals or things."""
    subject = _subject(judged, about)
    if subject is None:
        return judged
    result = []
    for column, verdicts in judged:
        words = [word for part in column.node.parts for word in (part, *units(part))]
        own = {hint.concept for word in words for hint in read(word) if hint.strength >= number("agrees")}
        kept = [
            verdict._replace(confidence=min(verdict.confidence, number("most_of_a_hint")))
            if detectors()[verdict.bit].label.startswith(_OF_PEOPLE) and "about.person" not in own
            else verdict
            for verdict in verdicts
        ]
        result.append(Judged(column, sorted(kept, key=lambda verdict: -verdict.confidence)))
    return result


def _subject(judged: list[Judged], about: frozenset[str]) -> str | None:
    """What the records are about where it is no person: several names say so, and nobody can be reached."""
    said: Counter[str] = Counter(each for each in THINGS if each in about)
    for column, _ in judged:
        hints = {hint.concept for part in column.node.parts for hint in read(part) if hint.strength >= number("clear")}
        said.update(each for each in THINGS if each in hints)
        if "about.animal" in hints and _animals(column):
            said["about.animal"] += 1
    if not said:
        return None
    subject, names = said.most_common(1)[0]
    if subject != "about.animal" and any(
        verdict.claimed and detectors()[verdict.bit].label.startswith(_REACHES)
        for _, verdicts in judged
        for verdict in verdicts
    ):
        return None
    return subject if names >= number("two_words") else None


def _animals(column: Column) -> bool:
    """True where most values are words for animals."""
    words = [value.strip().casefold() for value in column.kept if isinstance(value, str)]
    return 2 * sum(word in lexicon.closed("about.animal") for word in words) > len(words)


def _related(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _above(column: Column) -> frozenset[str]:
    """The concepts of the names above a field."""
    parts = column.node.parts
    hints = [hint for end in range(1, len(parts)) for hint in of_path(parts[:end])]
    return frozenset(hint.concept for hint in hints if hint.strength >= number("speaks") and not hint.weak)


def _said(judged: Judged) -> frozenset[str]:
    parts = judged.column.node.parts
    hints = [hint for end in range(1, len(parts) + 1) for hint in of_path(parts[:end])]
    own = {hint.concept for hint in hints if hint.strength >= number("speaks") and not hint.weak}
    return frozenset(own | {detectors()[v.bit].label for v in judged.verdicts if v.claimed})


def _claims(judged: Judged) -> bool:
    return any(
        v.claimed
        and detectors()[v.bit].label.startswith(_PERSONAL)
        and (judged.column.names[v.bit] >= number("clear") or detectors()[v.bit].claim == "checked")
        for v in judged.verdicts
    )


def _resolve(
    column: Column, verdicts: list[Decision], company: tuple[frozenset[str], frozenset[str]], personal: bool
) -> list[Decision]:
    """Verdicts that company makes surer, the strongest first. `company`: concepts nearby, and in the whole record."""
    by_bit = {verdict.bit: verdict for verdict in verdicts}
    total = column.examined
    reached = nameless(column) and not company[1].isdisjoint(("contact.email", "contact.phone"))
    if reached and all(not verdict.claimed for verdict in verdicts) and (sure := people(column, "some_people")):
        by_bit[name_bit()] = Decision(name_bit(), sure, round(total), named=False)
    for bit in evidence(column):
        detector = detectors()[bit]
        whole, fits = column.whole[bit], column.fits[bit]
        if not total or not (whole or fits):
            continue
        share = max(whole, fits) / total
        sure = detector.company(company[detector.claim == "named"]) * share if detector.company else 0.0
        if detector.loose and column.enum >= number("nearly") * total and not whole:
            sure = min(sure, number("most_of_a_hint"))
        if detector.claim == "context" and detector.concepts & column.weak:
            sure = min(sure, number("most_of_a_hint"))
        if (
            bit in by_bit
            and detector.concepts & column.weak
            and not (detector.loose and little(column))
            and fits
            and personal
            and not _clearer(column, bit, verdicts)
            and share >= CLAIM
            and column.names[bit] >= number("clear")
            and not _about_thing(column)
        ):
            sure = max(sure, weights.way("agreed", share))
        if sure >= number("least") and sure > (by_bit[bit].confidence if bit in by_bit else 0.0):
            by_bit[bit] = Decision(bit, sure, max(whole, fits), fits > 0)
    return _drop_hints(sorted(by_bit.values(), key=lambda verdict: -verdict.confidence))


def _about_thing(column: Column) -> bool:
    """True where its own name is of a thing, or that of what it stands in says that the record is about one."""
    return "other.thing" in column.hints or any(h.concept == "about.thing" for h in of_path(column.node.parts[:-1]))


def _clearer(column: Column, bit: int, verdicts: Sequence[Decision]) -> bool:
    """True where the name says another kind without an ambiguous word: `PINCODE` over postal codes."""
    return any(
        other.claimed
        and other.named
        and other.bit != bit
        and not detectors()[other.bit].also
        and not detectors()[other.bit].concepts & column.weak
        for other in verdicts
    )


def _drop_hints(verdicts: list[Decision]) -> list[Decision]:
    """Beside a claim, unnamed hints of other kinds about the same values say nothing more."""
    claims = [verdict for verdict in verdicts if verdict.claimed]
    kept = [verdict for verdict in claims if not _yields(verdict, claims)]
    if any(detectors()[verdict.bit].label == _ANY_COUNTRY for verdict in kept):
        kept = [verdict for verdict in kept if verdict.named or not detectors()[verdict.bit].label.startswith("id.")]
    return kept or verdicts[:2]


def _yields(verdict: Decision, claims: Sequence[Decision]) -> bool:
    """True where a finer label is claimed of the same field.

    National numbers are told by their countries where one has most of them, or two have a part of nearly all each;
    those of several, or that may be of two, are of none that can be told.
    """
    detector = detectors()[verdict.bit]
    if not detector.yields:
        return False
    finer = [
        (label, other)
        for other in claims
        if (label := detectors()[other.bit].label) != detector.label and label.startswith(detector.yields)
    ]
    if detector.label != _ANY_COUNTRY or any(other.named for _, other in finer):
        return bool(finer)
    share = {label.split(".")[1]: other.matches / max(1, verdict.matches) for label, other in finer}
    most = sum(each >= number("most_of_one_country") for each in share.values())
    two = len(share) == 2 and min(share.values()) >= number("enough") and sum(share.values()) >= number("nearly")
    return most == 1 or (two and not most)


def labels_of(judged: Judged) -> tuple[Label, ...]:
    """The labels as reports show them, examples masked."""
    column, verdicts = judged
    labels = []
    for verdict in verdicts:
        detector = detectors()[verdict.bit]
        matches = min(round(verdict.matches), column.present)
        share = matches / column.present if column.present else 0.0
        example = example_of(detector, column.samples.get(verdict.bit, []))
        labels.append(
            Label(detector.label, round(min(verdict.confidence, _MOST), 2), round(share, 4), matches, example)
        )
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
