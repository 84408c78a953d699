"""A case as people and programs are told it, from what the database keeps of it."""

from collections.abc import Iterable, Sequence
from itertools import groupby

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from leftopen.cases import ladder, rows
from leftopen.cases.model import (
    Case,
    CaseContact,
    CaseDoor,
    CaseFile,
    CaseState,
    Event,
    Notice,
    SeverityOverride,
)
from leftopen.judge.severity import level
from leftopen.model import Service
from leftopen.store.tables import CaseRow, CheckRow, ContactRow, EventRow, ExposureRow, NoticeRow

WORST = ("open", "unclear", "probably_shut", "shut")
"""States of an exposure, the worst first: a door that several scopes saw is in the worst of them."""


def case(session: Session, row: CaseRow, *, history: bool = False) -> Case:
    """A case of the list; with the `history` of each exposure where that is asked for."""
    members = rows.members(session, row.id)
    state = rows.state(row)
    notices = session.scalars(select(NoticeRow).where(NoticeRow.case == row.id)).all()
    told = {notice.role for notice in notices if notice.sent}
    due = ladder.due(state, row.changed, told)
    computed = _score(members)
    score = computed if row.score is None else row.score
    override = None
    if row.score is not None:
        override = SeverityOverride(row.score, level(row.score), row.score_why or "", computed)
    return Case(
        case=row.id,
        title=row.title,
        state=state,
        severity=score,
        level=None if score is None else level(score),
        exposures=doors(session, members, history=history),
        parties=rows.parties(row),
        opened=row.opened,
        due=due.at if due else None,
        step=due.step if due else None,
        owner=row.owner,
        merged=tuple(rows.merged(session, row.id)),
        override=override,
    )


def file(session: Session, row: CaseRow) -> CaseFile:
    """All of a case; the timelines of those that were merged into it are in its own."""
    numbers = [row.id, *rows.merged(session, row.id)]
    lines = session.scalars(select(EventRow).where(EventRow.case.in_(numbers)).order_by(EventRow.at, EventRow.id))
    contacts = session.scalars(select(ContactRow).where(ContactRow.case == row.id).order_by(ContactRow.id)).all()
    notices = session.scalars(select(NoticeRow).where(NoticeRow.case.in_(numbers)).order_by(NoticeRow.id))
    ranked = sorted(contacts, key=lambda each: ladder.ROLES.index(each.role) if each.role in ladder.ROLES else 9)
    return CaseFile(
        case=case(session, row, history=True),
        timeline=tuple(Event(each.at, each.who, each.what, each.why) for each in lines),
        contacts=tuple(CaseContact(each.role, each.name, each.address, each.source) for each in ranked),
        notices=tuple(
            Notice(each.id, each.recipient, each.role, each.language, each.at, each.sent, each.sent_at)
            for each in notices
        ),
        cause=row.cause,
        retain_until=row.retain_until,
    )


def doors(session: Session, members: Sequence[ExposureRow], *, history: bool = False) -> tuple[CaseDoor, ...]:
    """The exposures of a case; one that audits of several scopes saw is one, in the worst state of them."""

    def place(row: ExposureRow) -> tuple[str, int, str, str]:
        return row.address, row.port, row.transport, row.protocol

    found = [list(several) for _, several in groupby(sorted(members, key=place), key=place)]
    return tuple(
        _door(session, several, history=history) for several in sorted(found, key=lambda rows: min(r.id for r in rows))
    )


def _door(session: Session, several: Sequence[ExposureRow], *, history: bool) -> CaseDoor:
    worst = min(several, key=lambda row: (WORST.index(row.state) if row.state in WORST else -1, -row.id))
    return CaseDoor(
        exposure=min(row.id for row in several),
        address=worst.address,
        port=worst.port,
        transport=worst.transport,
        protocol=worst.protocol,
        state=worst.state,
        says=worst.says,
        first_seen=min(row.first_seen for row in several),
        last_seen=max(row.last_seen for row in several),
        last_checked=max(row.last_checked for row in several),
        exposures=tuple(sorted(row.id for row in several)),
        history=tuple(_history(session, several)) if history else (),
    )


def _history(session: Session, several: Sequence[ExposureRow]) -> Iterable[dict[str, str]]:
    """When it was seen, gone and back; of many checks in a row with the same answer, the first and the last."""
    numbers = [row.id for row in several]
    checks = session.scalars(select(CheckRow).where(CheckRow.exposure.in_(numbers)).order_by(CheckRow.at, CheckRow.id))
    seen = [(row.first_seen, "open", "an audit") for row in several] + [(c.at, c.state, "a retest") for c in checks]
    told = {at for at, _, _ in seen}
    seen += [(row.last_seen, "open", "an audit") for row in several if row.last_seen not in told]
    gone = False
    for state, run in groupby(sorted(dict.fromkeys(seen)), key=lambda each: each[1]):
        first, *more = run
        word = {"open": "back" if gone else "seen", "shut": "gone"}.get(state, state)
        gone = gone or state == "shut"
        yield {"at": first[0], "what": word, "by": first[2]}
        if more:
            yield {"at": more[-1][0], "what": f"still {state}", "by": more[-1][2]}


def _score(members: Iterable[ExposureRow]) -> float | None:
    """The worst of what was found; a service that this version cannot read has none."""
    scores = []
    for row in members:
        try:
            service = msgspec.json.decode(row.service, type=Service)
        except msgspec.MsgspecError:
            continue
        if service.severity is not None:
            scores.append(service.severity.score)
    return max(scores, default=None)


def listed(session: Session, state: CaseState | None = None) -> list[Case]:
    """The cases in this state (None: all), what is due first, then the worst."""
    query = select(CaseRow).where(CaseRow.into.is_(None)).order_by(CaseRow.id)
    found = [
        case(session, row) for row in session.scalars(query if state is None else query.where(CaseRow.state == state))
    ]
    return sorted(found, key=lambda each: (each.due or "~", -(each.severity or 0), each.case))
