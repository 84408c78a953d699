"""What lies ahead in a case: the legal clocks of the responsible party, and whom to tell when nobody acts."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from leftopen.cases import authorities, clocks, ladder, rows
from leftopen.cases.model import CaseFile, Clock, Further
from leftopen.cases.notices.facts import people_in, reports_of, services_of
from leftopen.cases.opening import CONTACT_ROLES
from leftopen.judge import severity
from leftopen.model import People, Report, Service
from leftopen.report.plain import words
from leftopen.store.tables import CaseRow


class _Audits(NamedTuple):
    """What its audits have of a case: its services, the kinds of data that are claimed of them, the reports."""

    services: Sequence[Service]
    labels: set[str]
    reports: Sequence[Report]


def ahead(session: Session, row: CaseRow, found: CaseFile) -> tuple[tuple[Clock, ...], tuple[Further, ...]]:
    """The clocks of a case and those further up the ladder, from what its audits have of it."""
    audits = _audits(session, row)
    counted = people_in(audits.reports, {each.id for each in audits.services})
    people = People(counted[0], counted[1], "by the audits") if counted else None
    # A hoster that is told is not the responsible party: its clock begins when the owner, or its authority, is told.
    told = [notice.sent_at for notice in found.notices if notice.sent and notice.sent_at and notice.role == "owner"]
    worst = severity.worst(each.severity for each in audits.services)
    running = clocks.clocks(audits.labels, worst, people, told, ladder.rules().zone)
    known = {(contact.role, contact.address) for contact in found.contacts}
    up = authorities.further(_places(audits, found))
    return running, tuple(each for each in up if (each.role, each.address) not in known)


def places(session: Session, row: CaseRow, found: CaseFile) -> tuple[authorities.Country, ...]:
    """The countries that a case has to do with."""
    return _places(_audits(session, row), found)


def _audits(session: Session, row: CaseRow) -> _Audits:
    members = rows.members(session, row.id)
    services = services_of(members)
    labels = {label for service in services for label in words.claims(service)}
    return _Audits(services, labels, list(reports_of(session, {member.run for member in members})))


def _places(audits: _Audits, found: CaseFile) -> tuple[authorities.Country, ...]:
    names = {service.id for service in audits.services}
    parties = (
        party
        for report in audits.reports
        for estate in report.estates
        if names & set(estate.services)
        for party in estate.parties
    )
    registered = [(CONTACT_ROLES[p.role], p.country) for p in parties if p.country and p.role in CONTACT_ROLES]
    return authorities.countries(audits.labels, [(each.role, each.address) for each in found.contacts], registered)
