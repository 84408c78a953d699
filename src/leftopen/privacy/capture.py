"""Where raw values end: a `Finding` with unmasked records goes in, a `Captured` with none comes out."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec import Struct, field

from leftopen.model import CLAIM, Access, Catalog, Collection, Door, Sketch, Span, utc
from leftopen.privacy.detect import concepts
from leftopen.privacy.detect.decide import Judged
from leftopen.privacy.detect.evidence import forget
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.fields import Fields, describe, path_of
from leftopen.privacy.redact import redacted
from leftopen.privacy.sketch import Sketcher
from leftopen.raw import Finding, Quoted, Raw, RawCollection

_PROOF = 600
_FACT = 200
_NAME = 120
_VERSION = 60
_KEPT = 2000
_MOST_SPANS = 40
_DOORS = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST, _LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class Captured(Struct, frozen=True):
    """What may be kept of a finding: masked, counted, sketched. `remedy` names a key in the probe's `.toml`."""

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


def capture(finding: Finding, sketcher: Sketcher) -> Captured:
    """Classifies, masks and sketches what a probe read, and drops every `Raw` in it, whatever it holds."""
    collections: list[Collection] = []
    spans: list[Span] = []
    sketches: list[Sketch] = []
    doors = [Door(name) for name in finding.doors]
    try:
        for store in finding.stores:
            described, times, made = _store(store, sketcher)
            collections.append(described)
            if described.sampled and not finding.doors:
                doors.append(Door(described.name, described.name == store.name))
            spans += times
            sketches += made
    finally:
        for store in finding.stores:
            _drop(store.raws)
        forget()
    proof = "".join(redacted(part.text, _NAME) if isinstance(part, Quoted) else part for part in finding.proof)
    return Captured(
        protocol=finding.protocol,
        access=finding.access,
        proof=proof[:_PROOF],
        product=finding.product,
        version=redacted(finding.version, _VERSION) if finding.version is not None else None,
        catalog=Catalog(tuple(collections), finding.listed),
        spans=tuple(spans[:_MOST_SPANS]),
        facts={key: redacted(str(value), _FACT) for key, value in finding.facts.items()},
        sketches=tuple(sketches),
        remedy=finding.remedy,
        doors=tuple(doors[:_DOORS]),
    )


def _drop(raws: list[Raw]) -> None:
    for raw in raws:
        raw.drop()
    raws.clear()


def _store(store: RawCollection, sketcher: Sketcher) -> tuple[Collection, list[Span], list[Sketch]]:
    shown = redacted(store.name, _NAME)
    about = frozenset(hint.concept for hint in concepts.read(shown) if hint.strength >= 0.5)
    fields = Fields(about, _KEPT)
    for raw in store.raws:
        if raw.value is not None:
            fields.take(raw.value)
    judged = fields.judge()
    collection = Collection(
        name=shown,
        records=store.records,
        bytes=store.bytes,
        created=_iso(_moment(store.created)),
        sampled=fields.records,
        fields=describe(judged, store.declared),
    )
    return collection, [*_asked(store, _births(judged)), *_sampled(judged)], _sketches(shown, judged, sketcher)


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


def _births(judged: list[Judged]) -> frozenset[str]:
    """The paths of dates of birth: a person's dates, not the store's."""
    return frozenset(
        path_of(column.node)
        for column, verdicts in judged
        if any(detectors()[verdict.bit].label == "person.birth_date" for verdict in verdicts)
    )


def _asked(store: RawCollection, births: frozenset[str]) -> list[Span]:
    """The spans of time that the server told."""
    found = []
    for times in store.times:
        path = redacted(times.path, _NAME) if times.path is not None else None
        if path in births:
            continue
        first, last = _iso(_moment(times.first)), _iso(_moment(times.last))
        if first or last:
            found.append(Span(times.basis, first, last, path))
    return found


def _sampled(judged: list[Judged]) -> list[Span]:
    """The spans of the sampled records' own time fields."""
    found = []
    births = _births(judged)
    for column, _ in judged:
        if path_of(column.node) in births:
            continue
        dated = any(isinstance(value, (datetime, date)) for value in column.kept)
        if not (dated or column.hints.get("time.moment", 0) >= 0.5 or column.hints.get("other.time", 0) >= 0.5):
            continue
        moments = [moment for value in column.kept if (moment := _moment(value)) is not None]
        if moments and len(moments) >= 0.5 * len(column.kept):
            path = path_of(column.node)
            found.append(Span("sampled records", _iso(min(moments)), _iso(max(moments)), path))
    return found


def _moment(value: Any) -> datetime | None:
    """A time as stored (epoch seconds to nanoseconds, ISO text, datetime) as UTC, where it is believable."""
    moment: datetime | None = None
    with suppress(ValueError, OverflowError, TypeError):
        if isinstance(value, str):
            stripped = value.strip()[:40]
            if stripped.isascii() and stripped.isdigit() and len(stripped) in (10, 13):
                value = int(stripped)
            else:
                moment = datetime.fromisoformat(stripped.replace("/", "-"))
        if isinstance(value, datetime):
            moment = value
        elif isinstance(value, date):
            moment = datetime(value.year, value.month, value.day, tzinfo=UTC)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            moment = _EPOCH + timedelta(seconds=_seconds(float(value)))
        if moment is not None:
            moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
            if _EARLIEST <= moment <= _LATEST:
                return moment
    return None


def _seconds(value: float) -> float:
    """Milli-, micro- and nanoseconds brought to seconds by their size (seconds reach 4.2e9 in the year 2103)."""
    for _ in range(3):
        if value > 4.2e9:
            value /= 1000
    return value


def _iso(moment: datetime | None) -> str | None:
    return utc(moment) if moment else None
