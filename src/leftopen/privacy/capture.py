"""Where raw values end: a `Finding` with unmasked records goes in, a `Captured` with none comes out."""

import math
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache

from msgspec import Struct, field

from leftopen.model import CLAIM, Access, Catalog, Collection, Door, MailDomain, Sketch, Span
from leftopen.privacy import redact
from leftopen.privacy.detect import countries, evidence, standing, stores
from leftopen.privacy.detect.decision import Decision
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.kinds.contact import email
from leftopen.privacy.detect.records.around import Judged
from leftopen.privacy.fields import MOST, Fields, describe, path_of
from leftopen.privacy.mail import MailDomains
from leftopen.privacy.moments import PEOPLE, been, event, moment, to_day, to_month
from leftopen.privacy.readable import encoding_in, in_text
from leftopen.privacy.redact import redacted
from leftopen.privacy.sayings import Sayings
from leftopen.privacy.sketch import Sketcher, distinct
from leftopen.raw import Finding, Quoted, Raw, RawCollection, Times

MOST_FIELDS = 2000
"""Fields of all stores of one service that a report tells; a hostile catalogue has hundreds of thousands."""
MOST_STORES = 500
"""Stores of one service that a report tells."""
_PROOF = 600
_FACT = 200
_FACTS = 40
_NAME = 120
_VERSION = 60
_KEPT = 2000
_AT_ONCE = 32
"""Records that are read together, before the time is looked at."""
_MOST_SPANS = 40
_COUNTS = 1 << 63
_NAMES_OF, _ABOUT, _HINTED = "person.name", ("about.person", "person.name", "finance.counterparty"), 0.5
_DOORS = 100
_MOSTLY = 0.5
_IDENTIFIERS = ("_uuid", "_id")
_PRODUCT = ("model", "firmware", "version", "vendor")


class Captured(Struct, frozen=True):
    """What may be kept of a finding: masked, counted, sketched. `remedy` names a key in the probe's `.toml`.

    `left_out` counts the fields, and `stores_left_out` the stores, beyond what one service is given room for, and
    `unread` the records that were not looked at as that took too long.
    """

    protocol: str
    access: Access
    proof: str
    product: str | None = None
    version: str | None = None
    catalog: Catalog = Catalog()
    spans: tuple[Span, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
    sketches: tuple[Sketch, ...] = ()
    remedy: str | None = None
    doors: tuple[Door, ...] = ()
    left_out: int = 0
    stores_left_out: int = 0
    unread: int = 0
    mail_domains: tuple[MailDomain, ...] = ()
    doubted: bool = False


@cache
def _ready() -> None:
    """Has words and patterns read, once in a process: the seconds of a store are not for that."""
    fields = Fields()
    try:
        fields.take_all([{"name": "a name", "note": "some words"}])
        fields.judge()
    finally:
        fields.drop()


def capture(finding: Finding, sketcher: Sketcher, seconds: float = math.inf) -> Captured:
    """Classifies, masks and sketches what a probe read, and drops every `Raw` in it, whatever it holds.

    Once that has taken `seconds` of processor time, one record more is looked at in each store, and no other.
    """
    _ready()
    try:
        return _captured(finding, sketcher, time.thread_time() + seconds)
    finally:
        for store in finding.stores:
            _drop(store.raws)
            store.said.clear()
        for names in (evidence, countries):
            names.keep(redact.own)
        redact.keep()
        evidence.forget()
        redact.forget()


def _captured(finding: Finding, sketcher: Sketcher, ends: float) -> Captured:
    stores = finding.stores[:MOST_STORES]
    names = _names(stores)
    room = MOST_FIELDS
    described: list[_Store] = []
    mail = MailDomains(sketcher)
    for name, store in zip(names, stores, strict=True):
        described.append(_store(name, store, min(MOST, room), sketcher, ends, mail))
        room -= len(described[-1].collection.fields)
    proof = "".join(redacted(part.text, _NAME) if isinstance(part, Quoted) else part for part in finding.proof)
    version = finding.version
    return Captured(
        protocol=finding.protocol,
        access=finding.access,
        proof=proof[:_PROOF],
        product=redacted(finding.product, _NAME, code=True) if finding.product is not None else None,
        version=redacted(version, _VERSION, code=True) if version is not None else None,
        catalog=Catalog(tuple(each.collection for each in described), finding.listed),
        spans=tuple(span for each in described for span in each.spans)[:_MOST_SPANS],
        facts={key: _fact(key, str(value)) for key, value in list(finding.facts.items())[:_FACTS]},
        sketches=tuple(sketch for each in described for sketch in each.sketches),
        remedy=finding.remedy,
        doors=_first(list(dict.fromkeys(_doors(finding, described)))),
        left_out=sum(each.left_out for each in described),
        stores_left_out=len(finding.stores) - len(stores),
        unread=sum(each.unread for each in described),
        mail_domains=mail.told(),
        doubted=finding.doubted,
    )


def _doors(finding: Finding, described: "list[_Store]") -> Iterator[Door]:
    """What was read, as the probe calls it, else the stores with records, else those that were listed in a session."""
    yield from map(Door, finding.doors)
    if finding.doors:
        return
    both = list(zip(finding.stores, described, strict=False))
    read = [(store, told) for store, told in both if told.collection.sampled]
    for store, told in read or both:
        if store.door is not None:
            yield door(store.door)
        elif read:
            yield Door(told.collection.name, told.collection.name == store.name)


def door(name: str, *, exact: bool = True) -> Door:
    """A door as it may be kept: by its name, or masked where that may be a person's, so that none can ask for it."""
    shown = redacted(name, _NAME)
    if shown != name and redact.identifier(name, _NAME) == name:
        shown = name
    return Door(shown, exact and shown == name)


def _first(doors: list[Door]) -> tuple[Door, ...]:
    """No more than a report has room for; one that stands for all others is kept, so that they are not forgotten."""
    if len(doors) <= _DOORS:
        return tuple(doors)
    return (*doors[: _DOORS - 1], Door(f"{len(doors) - _DOORS + 1} others", exact=False))


def _drop(raws: list[Raw]) -> None:
    for raw in raws:
        raw.drop()
    raws.clear()


def _fact(key: str, value: str) -> str:
    if key.endswith(_IDENTIFIERS):
        return redact.identifier(value, _FACT)
    return redacted(value, _FACT, code=key in _PRODUCT)


def _names(stores: list[RawCollection]) -> list[str]:
    """The names of stores as shown, no two masked ones alike.

    A family of keys is named by data, unless most keys of the service belong to it.
    """
    families = [store.family or "*" in store.name for store in stores]
    keys = sum(store.records or 0 for store, family in zip(stores, families, strict=True) if family)
    counted: Counter[str] = Counter()
    names = []
    for store, family in zip(stores, families, strict=True):
        own = not family or (store.records or 0) > max(PEOPLE, _MOSTLY * keys)
        name = redacted(store.name, _NAME) if own else redact.family(store.name, _NAME)
        counted[name] += 1
        names.append(name if counted[name] == 1 else f"{name} ({counted[name]})")
    return names


class _Store(Struct, frozen=True):
    """One store described."""

    collection: Collection
    spans: tuple[Span, ...]
    sketches: tuple[Sketch, ...]
    left_out: int
    unread: int


def _store(name: str, store: RawCollection, most: int, sketcher: Sketcher, ends: float, mail: MailDomains) -> _Store:
    fields = Fields(standing.of_store(name), _KEPT, store.declared)
    try:
        return _described(name, store, fields, most, sketcher, ends, mail)
    finally:
        fields.drop()


def _described(
    name: str, store: RawCollection, fields: Fields, most: int, sketcher: Sketcher, ends: float, mail: MailDomains
) -> _Store:
    read = 0
    encoding = encoding_in(raw.value for raw in store.raws)
    while read < len(store.raws) and (not read or time.thread_time() < ends):
        some = store.raws[read : read + (_AT_ONCE if time.thread_time() < ends else 1)]
        values = [raw.value for raw in some if raw.value is not None]
        fields.take_all([in_text(value, encoding) for value in values] if encoding else values)
        read += len(some)
    unread = len(store.raws) - read
    sayings = Sayings()
    for path, text in store.said.items():
        sayings.say(path.replace("[]", "").split("."), text)
    judged = fields.judge(sayings)
    sayings.drop()
    told = describe(judged, store.declared, most)
    collection = Collection(
        name=name,
        records=_at_least(_believable(store.records), fields.records),
        bytes=_believable(store.bytes),
        created=to_day(store.created),
        sampled=fields.records,
        fields=told.fields,
        holds=stores.holds(name, ((f.path, [each.label for each in f.labels if each.claimed]) for f in told.fields)),
    )
    sketches = _sketches(name, judged, sketcher)
    _count_mail(judged, mail)
    spans = _made(store.times)
    if _people(collection, sketches, judged) >= PEOPLE:
        spans += [*_asked(store.times, _births(judged)), *_sampled(judged)]
    return _Store(collection, tuple(spans), tuple(sketches), told.left_out, unread)


def _believable(count: int | None) -> int | None:
    """A count that a store can have: 64 bits with a sign, as all that count them do. A sum of lies may be more."""
    return count if count is not None and 0 <= count < _COUNTS else None


def _at_least(count: int | None, read: int) -> int | None:
    """A count that is told is no less than what was read, which refutes it."""
    return None if count is None else max(count, read)


def _people(collection: Collection, sketches: list[Sketch], judged: list[Judged]) -> int:
    """How many people a store holds at least: by the values that are one person's each, else by those of fields that
    name or number people, and no more than records were read, whatever the store counts."""
    records = collection.records if collection.records is not None else collection.sampled
    lows = [distinct(sketch, collection.sampled, records)[0] for sketch in sketches if sketch.seen]
    if not lows:
        named = [len(set(map(str, column.kept))) for column, verdicts in judged if _names_people(column, verdicts)]
        lows = [max(named)] if named else []
    return min((records, collection.sampled, *lows))


def _names_people(column: Column, verdicts: list[Decision]) -> bool:
    """Whether a field holds names of people, or is called as what they are numbered by."""
    named = any(each.confidence >= CLAIM and detectors()[each.bit].label == _NAMES_OF for each in verdicts)
    return named or any(column.hints.get(hint, 0) >= _HINTED for hint in _ABOUT)


def _sketches(collection: str, judged: list[Judged], sketcher: Sketcher) -> list[Sketch]:
    """One sketch per claimed label whose equal values mean the same person."""
    hashes: dict[str, list[int]] = {}
    for column, verdicts in judged:
        for verdict in verdicts:
            detector = detectors()[verdict.bit]
            if verdict.confidence < CLAIM or not detector.meaning.link:
                continue
            values = [v for v in column.kept if isinstance(v, (str, int)) and not isinstance(v, bool)]
            normal = [detector.normal(str(value)[:200]) for value in values]
            hashes.setdefault(detector.label, []).extend(sketcher.hash(detector.label, each) for each in normal if each)
    return [sketcher.sketch(collection, label, found) for label, found in sorted(hashes.items())]


def _count_mail(judged: list[Judged], mail: MailDomains) -> None:
    """Counts the people of each mail domain in the fields that are claimed to hold addresses."""
    for column, verdicts in judged:
        if any(each.confidence >= CLAIM and detectors()[each.bit].label == email.LABEL for each in verdicts):
            mail.take(column.kept)


def _births(judged: list[Judged]) -> frozenset[str]:
    """The paths of dates of birth: a person's dates, not the store's."""
    return frozenset(
        column.node.path
        for column, verdicts in judged
        if any(detectors()[verdict.bit].label == "person.birth_date" for verdict in verdicts)
    )


def _made(times: list[Times]) -> list[Span]:
    """The spans of times that the server made itself: they tell of the store, to the day."""
    spans = (Span(each.basis, to_day(each.first), to_day(each.last)) for each in times if each.path is None)
    return [span for span in spans if span.first or span.last]


def _asked(times: list[Times], births: frozenset[str]) -> list[Span]:
    """The spans of events that the server told, to the month."""
    found: list[Span] = []
    for each in times:
        if each.path is None or each.path in births or not event(each.path.split(".")):
            continue
        first, last = to_month(each.first), to_month(each.last)
        if first or last:
            found.append(Span(f"{each.basis}, to the month", first, last, redacted(each.path, _NAME)))
    return found


def _sampled(judged: list[Judged]) -> list[Span]:
    """The spans of the sampled records' own times of events, to the month."""
    found: list[Span] = []
    births = _births(judged)
    for column, _ in judged:
        if column.node.path in births or not event(column.node.parts):
            continue
        dated = any(isinstance(value, (datetime, date)) for value in column.kept)
        if not (dated or column.hints.get("time.moment", 0) >= 0.5 or column.hints.get("other.time", 0) >= 0.5):
            continue
        moments = [when for value in column.kept if (when := moment(value)) is not None]
        past = [when for value in moments if (when := been(value)) is not None]
        if past and len(moments) >= 0.5 * len(column.kept):
            path = path_of(column.node)
            found.append(Span("sampled records, to the month", to_month(min(past)), to_month(max(past)), path))
    return found
