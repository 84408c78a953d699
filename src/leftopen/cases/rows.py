"""What all that changes cases have in common: the case of a number, its exposures, a line in its timeline."""

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leftopen.cases import ladder, seals
from leftopen.cases.model import CaseError, CaseState, Responsible
from leftopen.model import utc
from leftopen.store.store import writable
from leftopen.store.tables import CaseRow, EventRow, ExposureRow, MemberRow, TombstoneRow

PROGRAM = "leftopen"
"""Who acts where no person did."""


def find(session: Session, number: int) -> CaseRow:
    """The case of this number, or the one that it was merged into. Raises CaseError."""
    row, seen = session.get(CaseRow, number), set[int]()
    while row is not None and row.into is not None and row.id not in seen:
        seen.add(row.id)
        row = session.get(CaseRow, row.into)
    if row is None or row.into is not None:
        gone = session.get(TombstoneRow, number)
        why = f"Case {number} was purged at {gone.at}" if gone else f"There is no case {number} in the database"
        raise CaseError(f"{why}. See: leftopen cases")
    return row


def state(row: CaseRow) -> CaseState:
    """Its state. Raises CaseError for a word that no program of ours writes."""
    try:
        return CaseState(row.state)
    except ValueError:
        raise CaseError(f"What the database keeps of case {row.id} is nothing that leftopen writes.") from None


def new(session: Session, title: str, party: str | None, at: str) -> CaseRow:
    """A case with the next number: none is given twice, and none of a case that was purged."""
    highest = (session.scalar(select(func.max(table.id))) or 0 for table in (CaseRow, TombstoneRow))
    row = CaseRow(
        id=max(highest) + 1,
        party=party,
        title=writable(title),
        state=CaseState.NEW.value,
        opened=at,
        changed=at,
        parties=b"[]",
    )
    session.add(row)
    session.flush()
    return row


def members(session: Session, case: int) -> list[ExposureRow]:
    """The exposures of a case, in the order of their numbers."""
    query = select(ExposureRow).join(MemberRow, MemberRow.exposure == ExposureRow.id).where(MemberRow.case == case)
    return list(session.scalars(query.order_by(ExposureRow.id)))


def merged(session: Session, case: int) -> list[int]:
    """The numbers of cases that were merged into this one, also by way of others."""
    found: list[int] = []
    waiting = [case]
    while waiting:
        more = session.scalars(select(CaseRow.id).where(CaseRow.into == waiting.pop())).all()
        waiting += [number for number in more if number not in found]
        found += [number for number in more if number not in found]
    return sorted(found)


def parties(row: CaseRow) -> tuple[Responsible, ...]:
    """Its parties; none where the database holds something else."""
    try:
        return msgspec.json.decode(row.parties, type=tuple[Responsible, ...])
    except msgspec.MsgspecError:
        return ()


def note(session: Session, row: CaseRow, who: str, what: str, why: str | None = None, at: str | None = None) -> None:
    """A line in the timeline."""
    last = select(EventRow.digest).where(EventRow.case == row.id).order_by(EventRow.id.desc()).limit(1)
    line = (at or utc(), writable(who), writable(what), why and writable(why))
    digest = seals.chained(session.scalar(last) or "", row.id, line)
    session.add(EventRow(case=row.id, at=line[0], who=line[1], what=line[2], why=line[3], digest=digest))
    session.flush()


def enter(session: Session, row: CaseRow, to: CaseState, who: str, why: str | None, what: str | None = None) -> None:
    """The case is in this state from now on, which the timeline says. Whether it may be is for the caller to know."""
    now = utc()
    note(session, row, who, what or f"{row.state} → {to}", why, now)
    row.state, row.changed = to, now
    keeps = to in (CaseState.CLOSED, CaseState.FALSE_POSITIVE)
    row.retain_until = ladder.retained(now) if keeps else None
    if to is not CaseState.CLOSED:
        row.cause = None
