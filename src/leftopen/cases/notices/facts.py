"""What a notice tells of a case: only what the reports have, masked as it is there, and bounded."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from leftopen.cases import ladder, rows, view
from leftopen.cases.model import CaseDoor, CaseError
from leftopen.harmless import clean
from leftopen.judge import remedy
from leftopen.model import Access, Authorisation, Level, People, Report, Service, utc
from leftopen.probes import words_of
from leftopen.report import xarf
from leftopen.report.plain import again, exchange, words
from leftopen.store.tables import CaseRow, ExposureRow, LoginRow, NoticeRow, RunRow

MOST_DOORS, MOST_NAMES, MOST_STEPS = 50, 5, 12
_SINCE = re.compile(r"\d{4}-\d\d-\d\dT[\d:]+Z")


class DoorFacts(Struct, frozen=True):
    """One place that is open. `records` None where not all of its collections say how many; times ISO 8601 UTC.

    `steps` are its product's, in English; of any language are its `family`, the `settings` that shut it and the
    command that its owner can `check` it with.
    """

    place: str
    port: int
    product: str
    access: Access
    kinds: tuple[str, ...]
    collections: int
    records: int | None
    names: tuple[str, ...]
    first: str
    last: str
    since: str | None
    data_from: str | None
    level: Level | None
    steps: tuple[str, ...]
    family: str = "store"
    settings: tuple[str, ...] = ()
    check: str | None = None


class Sent(NamedTuple):
    """A notice that was sent."""

    role: str
    at: str
    recipient: str


class Facts(Struct, frozen=True):
    """All of a case that notices tell. `told`: the notices that were sent; `plan`: whom from when on, if it stays open;
    `report`: what the audits have of it, for the machine-readable part; `tried`: factory logins were tried there.
    """

    case: int
    title: str
    doors: tuple[DoorFacts, ...]
    level: Level | None
    people: tuple[int, int] | None
    authorised: Authorisation | None
    told: tuple[Sent, ...]
    plan: tuple[tuple[str, str], ...]
    report: Report | None
    tried: bool = False

    def xarf(self, contact: str | None) -> bytes | None:
        """The same for machines; None where no report of it is there any more."""
        return xarf.render(self.report, contact) if self.report and self.report.services else None


class _Seen(NamedTuple):
    door: CaseDoor
    service: Service
    run: str


def gather(session: Session, row: CaseRow) -> Facts:
    """The facts of a case. Raises CaseError where each of its exposures is proved shut, so that nothing is to tell."""
    seen = list(_seen(session, rows.members(session, row.id)))
    if not seen:
        raise CaseError(f"Case {row.id} has no exposure that is not shut: there is nothing to tell anybody.")
    case = view.case(session, row)
    reports = list(reports_of(session, {each.run for each in seen}))
    services = {each.service.id: each.service for each in seen}
    numbers = [row.id, *rows.merged(session, row.id)]
    sent = session.scalars(
        select(NoticeRow).where(NoticeRow.case.in_(numbers), NoticeRow.sent.is_(True)).order_by(NoticeRow.id)
    )
    told = tuple(Sent(notice.role, notice.sent_at or notice.at, notice.recipient) for notice in sent)
    latest, now = (reports[-1] if reports else None), utc()
    return Facts(
        case=row.id,
        title=clean(row.title, 120),
        doors=tuple(_door(each) for each in seen[:MOST_DOORS]),
        level=_level(case.level),
        people=people_in(reports, set(services)),
        authorised=latest.scope.authorisation if latest else None,
        told=told,
        plan=tuple((role, max(at, now)) for role, at in ladder.rungs(told[0].at if told else now)),
        report=latest and replace(latest, services=tuple(services.values())),
        tried=_tried(session, seen),
    )


def _seen(session: Session, members: Sequence[ExposureRow]) -> Iterator[_Seen]:
    """What is not proved shut, each with the service as it was last seen; one that cannot be read is left out."""
    by_number = {row.id: row for row in members}
    for door in view.doors(session, members):
        if door.state == "shut":
            continue
        latest = max((by_number[number] for number in door.exposures), key=lambda row: row.last_seen)
        try:
            yield _Seen(door, again.service(msgspec.json.decode(latest.service, type=Service)), latest.run)
        except msgspec.MsgspecError:
            continue


def services_of(members: Sequence[ExposureRow]) -> list[Service]:
    """The services of exposures, as they were last seen; one that cannot be read is left out."""
    found = []
    for row in members:
        with suppress(msgspec.MsgspecError):
            found.append(again.service(msgspec.json.decode(row.service, type=Service)))
    return found


def _tried(session: Session, seen: Sequence[_Seen]) -> bool:
    """Whether factory logins were tried at one of these addresses, whatever came of it."""
    devices = {f"address {each.service.address}" for each in seen}
    known = session.scalars(select(LoginRow.device).where(LoginRow.device.in_(devices), LoginRow.tries > 0)).first()
    return known is not None or any(each.service.access is Access.FACTORY for each in seen)


def reports_of(session: Session, runs: set[str]) -> Iterator[Report]:
    """The audits that saw it last, the latest one last."""
    for row in session.scalars(select(RunRow).where(RunRow.id.in_(runs)).order_by(RunRow.finished)):
        session.refresh(row, ["report"])
        try:
            yield again.masked(msgspec.json.decode(row.report, type=Report))
        except msgspec.MsgspecError:
            continue


def people_in(reports: Sequence[Report], services: set[str]) -> tuple[int, int] | None:
    """At least as many as in the largest estate, at most all of them, by the audit that counts most."""
    found: list[tuple[int, int]] = []
    for report in reports:
        known: list[People] = [
            estate.people for estate in report.estates if estate.people and services & set(estate.services)
        ]
        if known:
            found.append((max(each.low for each in known), sum(each.high for each in known)))
    return max(found, default=None)


def _level(level: str | None) -> Level | None:
    return msgspec.convert(level, Level) if level else None


def _door(seen: _Seen) -> DoorFacts:
    service, door = seen.service, seen.door
    collections = service.catalog.collections
    known = [each.records for each in collections if each.records is not None]
    listed = max(service.catalog.listed or 0, len(collections))
    families = dict.fromkeys(label.partition(".")[0] for label in words.claims(service))
    return DoorFacts(
        place=exchange.place(service),
        port=service.port,
        product=clean(" ".join(filter(None, (service.product or service.protocol, service.version))), 80),
        access=service.access,
        kinds=tuple(families),
        collections=listed,
        records=sum(known) if known and len(known) == listed else None,
        names=tuple(clean(each.name, 60) for each in collections[:MOST_NAMES]),
        first=door.first_seen,
        last=max(door.last_seen, door.last_checked if door.state == "open" else door.last_seen),
        since=service.window.open_since,
        data_from=service.window.data_from,
        level=service.severity.level if service.severity else None,
        family=str(words_of(service.protocol).get("family", "store")),
        settings=remedy.settings(service, words_of(service.protocol)),
        check=_command(service),
        steps=tuple(_dated(clean(step.replace("`", ""), 600)) for step in service.remedy[:MOST_STEPS]),
    )


def _command(service: Service) -> str | None:
    found = remedy.check(service.remedy)
    return clean(found, 300) if found else None


def _dated(step: str) -> str:
    """Times in a step as dates."""
    return _SINCE.sub(lambda found: found[0][:10], step)
