"""Which case a finding belongs to: one for each responsible party, and where none is known one for each estate.

A party is known by the name of its operator where the attribution says `confirmed` or `likely`; by a name alone, never
by a clue. What was found before stays in its case; what is found beside it joins. The same address, port and protocol
seen under another scope of the same database is the same door. What an audit sees after its case was settled takes the
case out of that.
"""

import json
import re
from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from leftopen.cases import rows, seals
from leftopen.cases.model import SETTLED, CaseState, Responsible
from leftopen.harmless import clean
from leftopen.model import Estate, Party, Report, Service
from leftopen.probes import spelled
from leftopen.store.store import writable
from leftopen.store.tables import CaseRow, ContactRow, ExposureRow, MemberRow, RunRow

CONTACT_ROLES = {"operator": "owner", "hoster": "hoster"}
"""Of which parties the contacts are rungs of the ladder."""


_EARLY = (CaseState.NEW, CaseState.TRIAGED)
"""States in which nobody outside knows the number of a case, so that it may go into another one by itself."""


def join(session: Session, report: Report) -> None:
    """Opens cases for the exposures of an audit that was just saved, or has them join, in its transaction."""
    estates = {name: estate for estate in report.estates for name in estate.services}
    groups: dict[str, list[ExposureRow]] = {}
    for service in report.services:
        row = _exposure(session, report, service) if service.access.exposed else None
        if row is not None:
            estate = estates.get(service.id)
            groups.setdefault(estate.id if estate else service.id, []).append(row)
    by_id = {estate.id: estate for estate in report.estates}
    touched: dict[int, CaseRow] = {}
    for name, exposures in groups.items():
        touched |= _place(session, report, by_id.get(name), exposures)
    for case in touched.values():
        seals.seal(session, case)


def learned(session: Session, report: Report) -> None:
    """Brings the parties and contacts of a report that was attributed anew into the cases of what it saw last, in its
    transaction. It found nothing again, so that no case is opened and no settled one comes back.
    """
    groups: dict[str, list[ExposureRow]] = {}
    estates = {name: estate for estate in report.estates for name in estate.services}
    for service in report.services:
        row = _exposure(session, report, service) if service.id in estates else None
        if row is not None and row.run == writable(report.run.id) and session.get(MemberRow, row.id) is not None:
            groups.setdefault(estates[service.id].id, []).append(row)
    by_id = {estate.id: estate for estate in report.estates}
    touched: dict[int, CaseRow] = {}
    for name, exposures in groups.items():
        touched |= _place(session, report, by_id[name], exposures, found=False)
    for case in touched.values():
        seals.seal(session, case)


def adopt(session: Session) -> None:
    """Opens cases for exposures that have none, which an earlier version saved: from the report that saw them last."""
    missing = (
        select(ExposureRow.run)
        .where(ExposureRow.id.not_in(select(MemberRow.exposure)))
        .order_by(ExposureRow.first_seen)
    )
    for run in dict.fromkeys(session.scalars(missing)):
        kept = session.get(RunRow, run)
        if kept is not None:
            join(session, msgspec.json.decode(kept.report, type=Report))
    for row in session.scalars(select(ExposureRow).where(ExposureRow.id.not_in(select(MemberRow.exposure)))).all():
        for case in _place(session, None, None, [row]).values():
            seals.seal(session, case)


def lacking(session: Session) -> bool:
    """Whether there are exposures without a case."""
    query = select(ExposureRow.id).where(ExposureRow.id.not_in(select(MemberRow.exposure)))
    return session.scalar(query.limit(1)) is not None


def asked(session: Session, exposure: int) -> None:
    """What asking an exposure again makes of its case, in the transaction that records the answer."""
    member = session.get(MemberRow, exposure)
    if member is None:
        return
    row = rows.find(session, member.case)
    doors = rows.members(session, row.id)
    state = rows.state(row)
    this = next(door for door in doors if door.id == exposure)
    if this.state == "open" and state in (CaseState.VERIFIED, CaseState.CLOSED):
        _again(session, row, [this], "a retest")
    elif state not in (CaseState.VERIFIED, CaseState.CLOSED) and all(door.state == "shut" for door in doors):
        why = f"Each of its exposures was proved shut ({len(doors)} of {len(doors)})."
        rows.enter(session, row, CaseState.VERIFIED, rows.PROGRAM, why)
    seals.seal(session, row)


def _place(
    session: Session,
    report: Report | None,
    estate: Estate | None,
    exposures: Sequence[ExposureRow],
    *,
    found: bool = True,
) -> dict[int, CaseRow]:
    """These exposures, of one estate, get into their case. Returns the cases that are to be sealed.

    `found`: they were seen; otherwise only whose they are is known better.
    """
    at = report.run.finished if report else max(row.last_seen for row in exposures)
    party = responsible(estate)
    cases = {row.id: _case_of(session, row) for row in exposures}
    known = sorted({case.id: case for case in cases.values() if case is not None}.values(), key=lambda case: case.id)
    row = _chosen(session, party, known)
    if row is None and all(case is not None for case in cases.values()):
        row = known[0]  # each stays where it is: another name alone moves no exposure out of the case of a party
    if row is None:
        row = rows.new(session, _title(party, exposures), party and key(party), at)
        rows.note(session, row, rows.PROGRAM, f"opened with {_many(exposures)}", _seen(report))
    elif party and row.party is None:
        row.party, row.title = key(party), writable(_title(party, exposures))
        rows.note(session, row, rows.PROGRAM, f"responsible: {clean(party, 120)}", _seen(report))
    for case in known:
        if case.id != row.id and case.party is None and rows.state(case) in _EARLY:
            merge(session, case, row, rows.PROGRAM, "An audit shows both as the estate of one operator.")
            cases = {name: row if kept is case else kept for name, kept in cases.items()}
    _join(session, row, [each for each in exposures if cases[each.id] is None], at, report)
    _people(session, row, estate)
    touched = {case.id: case for case in (row, *(kept for kept in cases.values() if kept))}
    for case in touched.values() if found else ():
        seen = [each for each in exposures if (cases[each.id] or row) is case and each.state == "open"]
        if seen and rows.state(case) in (CaseState.VERIFIED, CaseState.CLOSED):
            _again(session, case, seen, "an audit")
    return touched


def _join(session: Session, row: CaseRow, exposures: Sequence[ExposureRow], at: str, report: Report | None) -> None:
    before = bool(rows.members(session, row.id))
    for each in exposures:
        session.add(MemberRow(exposure=each.id, case=row.id, joined=at))
    session.flush()
    if exposures and before:
        rows.note(session, row, rows.PROGRAM, f"{_many(exposures)} joined", _seen(report))
        if rows.state(row) in SETTLED and any(each.state == "open" for each in exposures):
            _again(session, row, exposures, "an audit")


def _again(session: Session, row: CaseRow, exposures: Sequence[ExposureRow], by: str) -> None:
    why = f"Seen open by {by}: {_many(exposures)}."
    rows.enter(session, row, CaseState.TRIAGED, rows.PROGRAM, why, f"{row.state} → triaged, open again")


def merge(session: Session, source: CaseRow, into: CaseRow, who: str, why: str | None) -> None:
    """All of one case is in the other from now on, and its number leads there; its timeline stays its own."""
    for member in session.scalars(select(MemberRow).where(MemberRow.case == source.id)):
        member.case = into.id
    had = {(each.role, each.address) for each in _contacts(session, into)}
    for contact in _contacts(session, source):
        if (contact.role, contact.address) in had:
            session.delete(contact)
        else:
            contact.case = into.id
    source.into = into.id
    into.parties = _parties(rows.parties(into), rows.parties(source))
    into.opened = min(into.opened, source.opened)
    rows.note(session, source, who, f"merged into case {into.id}", why)
    rows.note(session, into, who, f"case {source.id} merged into it", why)
    if rows.state(into) in SETTLED and rows.state(source) not in SETTLED:
        rows.enter(session, into, CaseState.TRIAGED, who, f"Case {source.id}, merged into it, is not settled.")
    session.flush()
    for each in (source, into):
        seals.seal(session, each)


def responsible(estate: Estate | None) -> str | None:
    """The name of whoever runs an estate, where the attribution knows one and no other as well."""
    operators = [
        party
        for party in (estate.parties if estate else ())
        if party.role == "operator" and party.name and party.verdict in ("confirmed", "likely")
    ]
    best = max(operators, key=lambda party: (party.verdict == "confirmed", party.confidence), default=None)
    if best is None or sum(_rank(party) == _rank(best) for party in operators) > 1:
        return None
    return best.name


def _rank(party: Party) -> tuple[bool, float]:
    return party.verdict == "confirmed", party.confidence


def key(party: str) -> str:
    """By what a name is the same name: letters and digits, whatever case and spacing."""
    return writable(re.sub(r"[\W_]+", " ", party.casefold()).strip() or party)


def _chosen(session: Session, party: str | None, known: Sequence[CaseRow]) -> CaseRow | None:
    if party is None:
        return known[0] if known else None
    query = select(CaseRow).where(CaseRow.party == key(party), CaseRow.into.is_(None)).order_by(CaseRow.id)
    found = session.scalars(query).first()
    return found or next((case for case in known if case.party is None), None)


def _case_of(session: Session, row: ExposureRow) -> CaseRow | None:
    """The case of this exposure, or of the same door under another scope."""
    place = (ExposureRow.address, ExposureRow.port, ExposureRow.transport, ExposureRow.protocol)
    same = [column == getattr(row, column.key) for column in place]
    query = (
        select(MemberRow)
        .join(ExposureRow, ExposureRow.id == MemberRow.exposure)
        .where(*same)
        .order_by((MemberRow.exposure != row.id), MemberRow.exposure)
    )
    member = session.scalars(query).first()
    if member is None:
        return None
    case = rows.find(session, member.case)
    if session.get(MemberRow, row.id) is None:
        session.add(MemberRow(exposure=row.id, case=case.id, joined=row.last_seen))
        session.flush()
    return case


def _exposure(session: Session, report: Report, service: Service) -> ExposureRow | None:
    query = select(ExposureRow).where(
        ExposureRow.scope == writable(report.scope.name),
        ExposureRow.address == writable(service.address),
        ExposureRow.port == service.port,
        ExposureRow.transport == service.transport,
        ExposureRow.protocol == writable(service.protocol),
    )
    return session.scalar(query)


def _people(session: Session, row: CaseRow, estate: Estate | None) -> None:
    """Parties and contacts of the report come to those that are there."""
    if estate is None:
        return
    named = tuple(Responsible(each.name, each.role, each.verdict, each.confidence) for each in estate.parties)
    row.parties = _parties(named, rows.parties(row))
    had = {(each.role, each.address) for each in _contacts(session, row)}
    for party in estate.parties:
        role = CONTACT_ROLES.get(party.role)
        for address in map(writable, party.contacts if role else ()):
            if (role, address) not in had:
                had.add((str(role), address))
                name = party.name and writable(party.name)
                session.add(ContactRow(case=row.id, role=role, name=name, address=address, source="attribution"))
    session.flush()


def _parties(first: Iterable[Responsible], then: Iterable[Responsible]) -> bytes:
    """Each role and name once; a role without a name only where nobody of that role has one."""
    found = {(party.role, party.name and key(party.name)): party for party in (*then, *first)}
    named = {role for role, name in found if name}
    kept = [party for (role, name), party in found.items() if name or role not in named]
    kept.sort(key=lambda party: (party.role, -party.confidence, party.name or ""))
    return json.dumps(msgspec.to_builtins(kept), ensure_ascii=True).encode()


def _contacts(session: Session, row: CaseRow) -> list[ContactRow]:
    return list(session.scalars(select(ContactRow).where(ContactRow.case == row.id)))


def _title(party: str | None, exposures: Sequence[ExposureRow]) -> str:
    if party:
        return clean(party, 120)
    first = min(exposures, key=lambda row: row.id)
    more = f" and {len(exposures) - 1} more" if len(exposures) > 1 else ""
    return f"{clean(spelled(first.protocol), 40)} at {clean(first.address, 60)}:{first.port}{more}"


def _many(exposures: Sequence[ExposureRow]) -> str:
    places = ", ".join(
        f"{clean(row.address, 60)}:{row.port} {clean(spelled(row.protocol), 40)}" for row in exposures[:4]
    )
    more = f" and {len(exposures) - 4} more" if len(exposures) > 4 else ""
    return f"{len(exposures)} {'exposure' if len(exposures) == 1 else 'exposures'} ({places}{more})"


def _seen(report: Report | None) -> str | None:
    return f"Audit {clean(report.run.id, 60)} of {clean(report.scope.name, 100)}." if report else None
