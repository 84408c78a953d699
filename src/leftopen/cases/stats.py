"""Numbers that may be published: of all cases together, without a name, an address or a date of any of them.

What few have is counted with others: a kind of store that fewer than `FEW` exposures are of could tell whose they are.
"""

import datetime as dt
import statistics
from collections import Counter
from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leftopen.cases import view
from leftopen.cases.model import CaseState, Cause
from leftopen.probes import kind_of
from leftopen.store.tables import CaseRow, CheckRow, ExposureRow

FEW = 5
"""Fewer than these are no kind of their own: a usual smallest cell of published tables."""


class Stats(Struct, frozen=True):
    """Counts; `days_to_shut` is the median from first seen to first proved shut, None where fewer than `FEW` were."""

    cases: int
    states: dict[str, int]
    causes: dict[str, int]
    levels: dict[str, int]
    exposures: int
    shut: int
    protocols: dict[str, int]
    days_to_shut: float | None


def stats(session: Session) -> Stats:
    """The numbers of a database."""
    cases = view.listed(session)
    doors = [door for case in cases for door in case.exposures]
    given = session.scalars(select(CaseRow.cause).where(CaseRow.cause.is_not(None), CaseRow.into.is_(None)))
    return Stats(
        cases=len(cases),
        states=_counted((case.state for case in cases), CaseState),
        causes=_counted((cause for cause in given if cause is not None), Cause),
        levels=_counted((case.level or "unknown" for case in cases), ("low", "medium", "high", "very high", "unknown")),
        exposures=len(doors),
        shut=sum(door.state == "shut" for door in doors),
        protocols=_kinds(door.protocol for door in doors),
        days_to_shut=_days(session),
    )


def _counted(found: Iterable[str], known: Iterable[str]) -> dict[str, int]:
    """How many of each known word there are, in the order of the words; of no other one."""
    many = Counter(found)
    return {str(word): many[str(word)] for word in known if many[str(word)]}


def _kinds(protocols: Iterable[str]) -> dict[str, int]:
    many = Counter(name if kind_of(name) is not None else "other" for name in protocols)
    found = {name: count for name, count in many.most_common() if count >= FEW and name != "other"}
    left = many.total() - sum(found.values())
    return found | ({"other": left} if left else {})


def _days(session: Session) -> float | None:
    first = select(CheckRow.exposure, func.min(CheckRow.at).label("at")).where(CheckRow.state == "shut")
    shut = first.group_by(CheckRow.exposure).subquery()
    rows = session.execute(select(ExposureRow.first_seen, shut.c.at).join(shut, shut.c.exposure == ExposureRow.id))
    spans = [span for seen, at in rows if (span := _span(seen, at)) is not None]
    return round(statistics.median(spans), 1) if len(spans) >= FEW else None


def _span(first: str, last: str) -> float | None:
    """Days between two times; None for what is none or goes backwards."""
    try:
        span = (dt.datetime.fromisoformat(last) - dt.datetime.fromisoformat(first)).total_seconds() / 86_400
    except (ValueError, TypeError):
        return None
    return span if span >= 0 else None
