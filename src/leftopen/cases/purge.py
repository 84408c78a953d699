"""Forgetting a case: all that the database keeps of it goes, a signed tombstone stays.

Gone are the case with those merged into it, its timeline, contacts and notices, its exposures with each time they were
asked, what imports claimed of them, and in the reports of audits all that tells of these services; a report that tells
of no other exposure goes whole, with the scope that permitted it. What stays besides is the count of factory logins
that were tried on a device, since it may never be tried more often, and a scope that also permits to ask what other
cases are about.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

import msgspec
from msgspec.structs import replace
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from leftopen.cases import rows, seals
from leftopen.model import Estate, Report, Service, utc
from leftopen.store.store import Store, writable
from leftopen.store.tables import (
    CaseRow,
    CheckRow,
    ClaimRow,
    ContactRow,
    EventRow,
    ExposureRow,
    MemberRow,
    NoticeRow,
    RunRow,
    StampRow,
    TombstoneRow,
)

Place = tuple[str, int, str]
"""Address, port and transport of a service."""


def due(store: Store, now: str | None = None) -> list[int]:
    """The cases whose date is past: they are to be purged."""
    query = select(CaseRow.id).where(CaseRow.retain_until.is_not(None), CaseRow.retain_until < (now or utc()))
    with store.session(reads=True) as session:
        return list(session.scalars(query.where(CaseRow.into.is_(None)).order_by(CaseRow.id)))


def counted(session: Session, number: int) -> dict[str, int]:
    """What there is of a case, by kind: for whoever is asked whether it is to go, and for the tombstone."""
    row = rows.find(session, number)
    numbers = [row.id, *rows.merged(session, row.id)]
    exposures = [each.id for each in rows.members(session, row.id)]
    many = {
        "exposures": len(exposures),
        "checks": len(session.scalars(select(CheckRow.id).where(CheckRow.exposure.in_(exposures))).all()),
    }
    for name, table in (("events", EventRow), ("contacts", ContactRow), ("notices", NoticeRow)):
        many[name] = len(session.scalars(select(table.id).where(table.case.in_(numbers))).all())
    return many


def purge(store: Store, numbers: Iterable[int], who: str, why: str | None) -> list[int]:
    """Deletes these cases, all or none; `Store.scrub` then takes their traces out of free pages and log.

    Returns their numbers. Raises CaseError for a number that is no case, StoreError where the database fails.
    """
    with store.session() as session:
        found = list(dict.fromkeys(rows.find(session, number).id for number in numbers))
        for number in found:
            _purge(session, number, who, why)
    return found


def _purge(session: Session, number: int, who: str, why: str | None) -> None:
    row = rows.find(session, number)
    merged = rows.merged(session, row.id)
    everything = [row.id, *merged]
    stone = TombstoneRow(
        id=row.id,
        numbers=json.dumps(merged),
        at=utc(),
        who=writable(who),
        why=why and writable(why),
        counts=json.dumps(counted(session, number), sort_keys=True),
        head=seals.manifest(session, row),
        seal_key="",
        seal="",
    )
    seals.tombstone(stone)
    members = rows.members(session, row.id)
    places = {(each.address, each.port, each.transport) for each in members}
    kept = session.execute(
        select(ExposureRow.address, ExposureRow.port, ExposureRow.transport, ExposureRow.run).where(
            ExposureRow.id.not_in([each.id for each in members])
        )
    ).all()
    others: set[Place] = {(address, port, transport) for address, port, transport, _ in kept}
    session.execute(delete(MemberRow).where(MemberRow.case.in_(everything)))
    session.execute(delete(ExposureRow).where(ExposureRow.id.in_([each.id for each in members])))
    for address, port in {place[:2] for place in places - others}:
        session.execute(delete(ClaimRow).where(ClaimRow.address == address, ClaimRow.port == port))
    for table in (EventRow, ContactRow, NoticeRow, StampRow):
        session.execute(delete(table).where(table.case.in_(everything)))
    session.execute(update(CaseRow).where(CaseRow.id.in_(everything)).values(into=None))
    names = {party.name for party in rows.parties(row) if party.name}
    session.execute(delete(CaseRow).where(CaseRow.id.in_(everything)))
    session.add(stone)
    _reports(session, places - others, others, {run for *_, run in kept}, names)


def _reports(session: Session, places: set[Place], others: set[Place], needed: set[str], names: set[str]) -> None:
    """Takes these services out of every report; one that tells of no other exposure goes, with its scope."""
    hosts = {address for address, *_ in places} - {address for address, *_ in others}
    for number in session.scalars(select(RunRow.id)).all():
        kept = session.get(RunRow, number)
        if kept is None:
            continue
        session.refresh(kept, ["report"])
        report = msgspec.json.decode(kept.report, type=Report)
        tells = any(_place(service) in places for service in report.services)
        if not tells and not any(host in kept.scope_text or host.encode() in kept.report for host in hosts):
            continue
        if kept.id not in needed and not any(_place(service) in others for service in report.services):
            session.delete(kept)
            continue
        told = without(report, places, names, hosts)
        kept.report = msgspec.json.encode(told)
        kept.services = len(told.services)
        kept.exposed = sum(service.access.exposed for service in told.services)
        kept.worst = max((s.severity.score for s in told.services if s.severity), default=None)
    session.flush()


def without(report: Report, places: set[Place], names: set[str], hosts: AbstractSet[str] = frozenset()) -> Report:
    """A report that tells nothing of the services at these places, and of these parties only in other estates.

    `hosts`: addresses of which nothing else is told either.
    """
    services = tuple(service for service in report.services if _place(service) not in places)
    gone = {service.id for service in report.services} - {service.id for service in services}
    ports = {place[:2] for place in places}
    errors = (error for error in report.errors if error.address not in hosts)
    names_left = {name: tuple(each for each in at if each not in hosts) for name, at in report.scope.names.items()}
    named = {name: at for name, at in names_left.items() if at}
    return replace(
        report,
        scope=replace(report.scope, names=named),
        services=services,
        estates=tuple(_estates(report.estates, gone, names)),
        errors=tuple(error for error in errors if (error.address, error.port) not in ports),
    )


def _estates(estates: Sequence[Estate], gone: set[str], names: set[str]) -> Iterator[Estate]:
    for estate in estates:
        left = tuple(service for service in estate.services if service not in gone)
        if left and left != estate.services:
            links = tuple(link for link in estate.links if not gone & set(link.services))
            parties = tuple(party for party in estate.parties if party.name not in names)
            estate = replace(estate, services=left, links=links, parties=parties)
        if left:
            yield estate


def _place(service: Service) -> Place:
    return service.address, service.port, service.transport


def said(store: Store, numbers: Iterable[int]) -> list[tuple[int, str, dict[str, int]]]:
    """Number, state and counts of cases, for whoever is asked whether they are to go. Raises CaseError."""
    with store.session(reads=True) as session:
        cases = [rows.find(session, number) for number in dict.fromkeys(numbers)]
        return [(row.id, rows.state(row).value, counted(session, row.id)) for row in cases]
