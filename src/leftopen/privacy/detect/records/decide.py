"""Fields in the company of their record: what those beside them and the names above say, and what reports show of it.

A confidence of `model.CLAIM` (0.5) or more is a claim.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import Any

from leftopen.model import CLAIM, Label
from leftopen.privacy.detect import countries, lexicon
from leftopen.privacy.detect.decision import Decision
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import Detector, bit_of, detectors
from leftopen.privacy.detect.numbers import country_of
from leftopen.privacy.detect.persons import PEOPLE, calls_people, other_words, parts_of_people, persons
from leftopen.privacy.detect.records import (
    coded,
    creatures,
    devices,
    flagged,
    foreign,
    local,
    lone,
    notes,
    owners,
    possessed,
    somebody,
    subject,
    timed,
    unnamed,
    vectors,
    worded,
)
from leftopen.privacy.detect.records.again import without_beginnings
from leftopen.privacy.detect.records.around import Around, Judged, Said, beside, named
from leftopen.privacy.detect.records.assays import of_assays
from leftopen.privacy.detect.records.children import with_children
from leftopen.privacy.detect.records.documents import of_documents, of_no_trade
from leftopen.privacy.detect.records.halves import joined
from leftopen.privacy.detect.records.issued import of_stated
from leftopen.privacy.detect.records.parted import with_names
from leftopen.privacy.detect.records.unnamed import ANY_COUNTRY
from leftopen.privacy.detect.records.worded import OF_NOTHING
from leftopen.privacy.detect.values import distinct_texts
from leftopen.privacy.detect.weigh import THINGS, models, name_bit, nameless, people, weigh
from leftopen.privacy.detect.weights import number, way

_MOST = 0.99
"""What reports show at most: nothing is certain."""
_PATIENT = "about.patient"
_GENDER = "person.gender"
_WORDED = ("special.", "criminal.")
"""Labels of fields that hold words of closed sets."""
_WHO = ("about.person", "about.patient", "about.child", "person.", "contact.", "id.")
"""How concepts begin that tell of somebody near a field."""
_LETTERS = {"m", "f"}
_Noted = Callable[[Column], Decision | None]
"""`notes.health`, asked once of a column."""


def decide(columns: Iterable[Column], about: frozenset[str] = frozenset()) -> list[Judged]:
    """Weighs columns, then lets those of one record speak for each other. `about`: concepts of its store's name."""
    judged = with_names(without_beginnings([Judged(column, weigh(column)) for column in columns]))
    return local.of_record(of_stated(of_countries(of_no_trade(in_company(of_documents(judged), about)))))


def in_company(judged: list[Judged], about: frozenset[str] = frozenset()) -> list[Judged]:
    """The same of columns that were weighed, but for the numbers that several countries issue alike."""
    others = _both(foreign.of_others(judged, about), possessed.of_items(judged))
    others = _both(others, timed.of_moments(judged))
    judged = _without(judged, others)
    others = _both(_both(others, lone.of_faces(judged, about)), lone.of_choices(judged, about))
    judged = _without(judged, others)
    around = Around(judged)
    health = cache(notes.health)
    result = [
        Judged(column, _resolve(column, verdicts, *around.field(index, about), health))
        for index, (column, verdicts) in enumerate(judged)
    ]
    result = _without(result, others)
    noted = of_assays(_with_notes(result, around, about, health), about)
    return joined(with_children(of_somebody(apart_from_people(noted, about), about)))


def of_countries(judged: list[Judged]) -> list[Judged]:
    """The same with numbers that several countries issue alike told by that of which the record is (see `countries`);
    of none where nothing tells."""
    unsure = list(map(_unsure, judged))
    if not any(shared or alike for shared, alike in unsure):
        return judged
    told = _votes(judged)
    return [
        _of_country(each, shared, alike, told) if shared or alike else each
        for each, (shared, alike) in zip(judged, unsure, strict=True)
    ]


def by_country(judged: list[Judged]) -> bool:
    """True where that makes a difference."""
    return any(shared or alike for shared, alike in map(_unsure, judged))


def _unsure(each: Judged) -> tuple[list[Decision], list[Decision]]:
    """What is claimed of a field that other countries issue too, and that may be of one country or of another."""
    claims = [v for v in each.verdicts if v.claimed and detectors()[v.bit].label.startswith("id.")]
    shared = [v for v in claims if v.bit in _elsewhere()]
    alike = [v for v in claims if v.named and not _checked(each.column, v)]
    if not alike and all(_checked(each.column, v, number("nearly")) for v in claims):
        alike = claims  # the same values pass both checks; a field of which each half passes one holds two numbers
    several = {_country(v.bit) for v in alike} if len(alike) > 1 else set()
    if not shared and len(several - {"xx"}) < len(alike):
        return [], []
    return shared, alike if len(several) > 1 else []


def _checked(column: Column, verdict: Decision, least: float = CLAIM) -> bool:
    """True where a check tells a number, and most values pass it, or this share of them."""
    return detectors()[verdict.bit].claim == "checked" and column.whole[verdict.bit] >= least * column.examined


def _votes(judged: list[Judged]) -> Counter[str]:
    """What all fields of the record tell of its country, but for numbers that several countries issue alike."""
    names = (part for each in judged for part in each.column.node.parts)
    return countries.votes(names, ((label, judged[at].column.kept) for at, label in votes_of(judged)))


def votes_of(judged: list[Judged]) -> tuple[tuple[int, str], ...]:
    """Which fields tell of the country of their record by their values, with what is claimed of each."""
    unsure = {bit for bit, others in _elsewhere().items() for bit in (bit, *others)}
    return tuple(
        (at, detectors()[verdict.bit].label)
        for at, each in enumerate(judged)
        for verdict in each.verdicts
        if verdict.claimed
        and verdict.bit not in unsure
        and (not detectors()[verdict.bit].label.startswith("id.") or _checked(each.column, verdict))
    )


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
        if first == second and all(_checked(each.column, verdict) for verdict in alike):
            return Judged(each.column, verdicts)
        kept = ranked[0] if first > second else ranked[0]._replace(bit=bit_of(ANY_COUNTRY))
        each.column.samples.setdefault(kept.bit, each.column.samples.get(ranked[0].bit, []))
        verdicts = [kept, *(verdict for verdict in verdicts if verdict not in alike)]
    return Judged(each.column, verdicts)


def _country(bit: int) -> str:
    return country_of(detectors()[bit].label)


@cache
def _elsewhere() -> dict[int, tuple[int, ...]]:
    """Bits of numbers that other countries issue alike, with those of these."""
    by_label = {detector.label: bit for bit, detector in enumerate(detectors())}
    found: dict[int, tuple[int, ...]] = {}
    for bit, detector in enumerate(detectors()):
        if detector.of:
            found[by_label[detector.of]] = (*found.get(by_label[detector.of], ()), bit)
    return found


def apart_from_people(judged: list[Judged], about: frozenset[str]) -> list[Judged]:
    """The same without what would be personal if the records were about people: they are about animals or things, or
    an animal's, or another thing's, are among what somebody's are."""
    judged = _without(_without(judged, owners.of_things(judged)), lone.of_positions(judged))
    judged = _without(judged, creatures.of_plants(judged))
    return _without(judged, creatures.of_animals(judged) | subject.apart(judged, about))


def _both(one: dict[int, frozenset[int]], other: dict[int, frozenset[int]]) -> dict[int, frozenset[int]]:
    """The bits of each column of two rules."""
    return {at: one.get(at, frozenset()) | other.get(at, frozenset()) for at in one.keys() | other.keys()}


def _without(judged: list[Judged], apart: dict[int, frozenset[int]]) -> list[Judged]:
    """The same with hints instead of claims of those bits of those columns."""
    result = list(judged)
    for at, bits in apart.items():
        column, verdicts = judged[at]
        result[at] = Judged(column, _lowered(column, verdicts, partial(_one_of, bits)))
    return result


def _one_of(bits: frozenset[int], _column: Column, verdict: Decision) -> bool:
    return verdict.bit in bits


def of_somebody(judged: list[Judged], about: frozenset[str]) -> list[Judged]:
    """The same without what stands beside somebody alone, where enough fields say nothing of anybody, and without
    what forms write beside their fields."""
    if somebody.captions(judged):
        judged = [Judged(column, _lowered(column, verdicts, somebody.caption)) for column, verdicts in judged]
    if len(judged) <= number("few") or somebody.shown(judged, about):
        none = partial(devices.of_nobody, devices=devices.told(judged))
        return [Judged(column, _lowered(column, verdicts, none)) for column, verdicts in judged]
    of_things = somebody.things(judged, about) and not somebody.case(judged)
    told = partial(
        somebody.of_nobody,
        of_things=of_things,
        site=somebody.site(judged, of_things=of_things),
        roads=somebody.of_roads(judged),
    )
    return [Judged(column, _lowered(column, verdicts, told)) for column, verdicts in judged]


def _lowered(column: Column, verdicts: list[Decision], told: Callable[[Column, Decision], bool]) -> list[Decision]:
    most = number("most_of_a_hint")
    lowered = [
        verdict._replace(confidence=min(verdict.confidence, most)) if told(column, verdict) else verdict
        for verdict in verdicts
    ]
    return sorted(lowered, key=lambda verdict: -verdict.confidence)


def _resolve(column: Column, verdicts: list[Decision], said: Said, personal: bool, health: _Noted) -> list[Decision]:
    """Verdicts that company makes surer, the strongest first."""
    by_bit = {verdict.bit: verdict for verdict in verdicts}
    total = column.examined
    reached = nameless(column) and not said.record.isdisjoint(("contact.email", "contact.phone"))
    if reached and all(not verdict.claimed for verdict in verdicts) and (sure := people(column, "some_people")):
        by_bit[name_bit()] = Decision(name_bit(), sure, round(total), named=False)
    if personal and not any(v.claimed for v in verdicts) and (sure := _people_beside(column)):
        by_bit[name_bit()] = Decision(name_bit(), sure, round(total), named=False)
    for bit, told in beside(column, verdicts, said, personal):
        sure, fits = told.confidence, column.fits[bit]
        if sure >= number("least") and sure > (by_bit[bit].confidence if bit in by_bit else 0.0):
            by_bit[bit] = Decision(bit, sure, max(column.whole[bit], fits), fits > 0)
    claimed = any(verdict.claimed for verdict in by_bit.values())
    if not claimed and (said.somebody or _treated(said.record)) and (listed := coded.told(column, said)):
        by_bit[listed.bit], claimed = listed, True
    if not claimed and (found := _without_name(column, said, health, personal=personal)):
        by_bit[found.bit] = found
    if said.somebody:
        for noted in notes.told(column):
            if noted.bit not in by_bit or not by_bit[noted.bit].claimed:
                by_bit[noted.bit] = noted
    if (genders(column.kept) or _letters(column)) and _gender(column, said, personal=personal):
        by_bit.pop(name_bit(), None)
        by_bit[bit_of(_GENDER)] = Decision(bit_of(_GENDER), way("agreed", 1.0), round(total), named=False)
    name = by_bit.get(name_bit())
    if name is not None and name.claimed and (_of_another(column, by_bit.values()) or _nobody(column, name, said)):
        del by_bit[name_bit()]
    return _drop_hints(worded.apart(column, sorted(by_bit.values(), key=lambda verdict: -verdict.confidence)))


def _without_name(column: Column, said: Said, health: _Noted, *, personal: bool) -> Decision | None:
    """What values alone tell of a field of somebody's record of which nothing is claimed."""
    found = unnamed.told(column, said.record, personal=personal) if personal or said.somebody else None
    found = found or vectors.told(column, said.record) or unnamed.hashed(column, said.near)
    if found is not None or not said.somebody:
        return found
    worded_so = worded.told(column) or flagged.told(column, said.record)
    return worded_so or (health(column) if _treated(said.record) else None)


def _treated(concepts: Iterable[str]) -> bool:
    """True where a record tells of a patient, or something special of somebody."""
    return any(concept == _PATIENT or concept.startswith(_WORDED) for concept in concepts)


def _with_notes(judged: list[Judged], around: Around, about: frozenset[str], health: _Noted) -> list[Judged]:
    """The same with notes on health where what is special stands in fields that only company told."""
    claims = {detectors()[v.bit].label for _, verdicts in judged for v in verdicts if v.claimed}
    if not _treated(claims):
        return judged
    result = list(judged)
    for at, (column, verdicts) in enumerate(judged):
        if not column.hints and not any(v.claimed for v in verdicts) and around.field(at, about)[0].somebody:
            found = health(column)
            result[at] = Judged(column, [found, *verdicts]) if found else judged[at]
    return result


def _letters(column: Column) -> bool:
    """True for the two letters that stand for the genders, and no third, in a column that is called nothing."""
    return nameless(column) and {text.casefold() for text in distinct_texts(column.kept)} == _LETTERS


def genders(kept: Sequence[Any]) -> bool:
    """True where all texts but for dirt are words for a gender, whatever the field is called: `sei` is a surname and a
    sex."""
    texts = {text.casefold() for text in distinct_texts(kept)}
    known = {text for text in texts & lexicon.closed(_GENDER) if not text.isdigit() and (len(text) > 1 or text > "z")}
    if len(known) < number("two_words") or len(texts) - len(known) > len(known):
        return False
    told = [value.strip().casefold() for value in kept if isinstance(value, str)]
    return sum(text in known for text in told) >= number("mostly_agreeing") * len(told)


def _nobody(column: Column, name: Decision, said: Said) -> bool:
    """True for words of closed sets of anything, and for others that a name alone calls where nobody is near."""
    near = any(each.startswith(_WHO) for each in said.near)
    return _listed(column.kept) or (name.named and not near and other_words(column.kept))


def _listed(kept: Sequence[Any]) -> bool:
    """True for many words, nearly all of closed sets of anything else, though people are called so: `maand_naam` over
    `april` and `mei`."""
    texts = {text.casefold() for text in distinct_texts(kept)}
    known = texts & lexicon.closed("none.enum")
    return len(known) >= max(number("few"), number("nearly") * len(texts))


def _gender(column: Column, said: Said, *, personal: bool) -> bool:
    """True where words for a gender are somebody's: the name of their field is one of people, too (`sei`), or says
    nothing or is ambiguous (`pronouns`) in a record of somebody. What people buy is made for one, too."""
    if "person.name" in column.hints:
        return True
    told = column.hints.keys() - {*OF_NOTHING, *column.weak} | column.hints.keys() & {"other.kind"}
    told -= worded.no_numbers(column)
    return personal and said.somebody and not told and said.record.isdisjoint(THINGS)


def _people_beside(column: Column) -> float:
    """How sure a field holds names of people beside what is personal, though its own name does not say so."""
    if column.hints and calls_people(column):
        return persons(column)
    if "person.name" in column.weak and column.hints.keys() <= PEOPLE | {"person.name"}:
        return parts_of_people(column)
    return models(column) if column.hints else parts_of_people(column)


def _of_another(column: Column, verdicts: Iterable[Decision]) -> bool:
    """True where values are words of something special that is claimed of them and none are names, though the name of
    the field says whose they are: `dini_ya_mfungwa` (faith of the prisoner), `antecedentes.familiares`."""
    special = [v.bit for v in verdicts if v.claimed and detectors()[v.bit].label.startswith(_WORDED)]
    worded = [
        bit for bit in special if max(column.agrees[bit], column.whole[bit]) >= number("enough") * column.examined
    ]
    return bool(worded) and not named([value for value in column.kept if not any(_says(bit, value) for bit in worded)])


def _says(bit: int, value: Any) -> bool:
    """True for a word of a kind: `gay` and `Christian` are names, too."""
    return isinstance(value, str) and lexicon.agrees(detectors()[bit].label, value)


def _drop_hints(verdicts: list[Decision]) -> list[Decision]:
    """Beside a claim, unnamed hints of other kinds about the same values say nothing more."""
    claims = [verdict for verdict in verdicts if verdict.claimed]
    kept = [verdict for verdict in claims if not _yields(verdict, claims)]
    if any(detectors()[verdict.bit].label == ANY_COUNTRY for verdict in kept):
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
    if detector.label != ANY_COUNTRY or any(other.named for _, other in finer):
        return bool(finer)
    share = {country_of(label): other.matches / max(1, verdict.matches) for label, other in finer}
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
