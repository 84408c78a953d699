"""Numbers that may be published: of all cases together, without a name, an address or a date of any of them.

A cell is told where at least `FEW` cases stand behind it, however many exposures those have: a kind of store of which
one party has seven is still one party's. What fewer have is counted with others (`other`), with so many of the next
smallest that what is left over cannot be told by subtraction; a total behind which there are few is None. So is one
whose complement would be small. See: Hundepool et al., Statistical Disclosure Control (2012), on thresholds and
secondary suppression.
"""

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leftopen.cases import view
from leftopen.cases.model import Case, CaseState, Cause
from leftopen.probes import kind_of
from leftopen.store.tables import CaseRow, CheckRow, ExposureRow

FEW = 5
"""Fewer cases than these are no cell of their own: a usual smallest one of published tables."""
_OTHER = "other"
_LEVELS = ("low", "medium", "high", "very high", "unknown")


class Stats(Struct, frozen=True):
    """Counts; a total is None where few cases stand behind it or behind what it leaves out, a table {} where all of it
    is few. `days_to_shut`: the median from first seen to first proved shut, in whole days.
    """

    cases: int | None
    states: dict[str, int]
    causes: dict[str, int]
    levels: dict[str, int]
    exposures: int | None
    shut: int | None
    protocols: dict[str, int]
    days_to_shut: int | None


class _One(NamedTuple):
    """Something that is counted: its word, and the case that it is of."""

    word: str
    case: int


def stats(session: Session) -> Stats:
    """The numbers of a database."""
    cases = view.listed(session)
    doors = [(case, door) for case in cases for door in case.exposures]
    given = session.execute(select(CaseRow.cause, CaseRow.id).where(CaseRow.cause.is_not(None), CaseRow.into.is_(None)))
    shut = [_One("shut" if door.state == "shut" else "not", case.case) for case, door in doors]
    return Stats(
        cases=_total([_One("", case.case) for case in cases]),
        states=_table((_One(case.state, case.case) for case in cases), CaseState),
        causes=_table((_One(str(cause), number) for cause, number in given), Cause),
        levels=_table((_One(case.level or "unknown", case.case) for case in cases), _LEVELS),
        exposures=_total(shut),
        shut=_part(shut, "shut"),
        protocols=_kinds(_One(door.protocol, case.case) for case, door in doors),
        days_to_shut=_days(session, cases),
    )


def _behind(several: Iterable[_One]) -> int:
    return len({one.case for one in several})


def _total(several: Sequence[_One]) -> int | None:
    """How many there are; None where few cases have them."""
    return len(several) if not several or _behind(several) >= FEW else None


def _part(several: Sequence[_One], word: str) -> int | None:
    """How many of them are this; None where few cases have those, or those that are not."""
    those = [one for one in several if one.word == word]
    others = [one for one in several if one.word != word]
    return None if None in (_total(those), _total(others)) else len(those)


def _table(several: Iterable[_One], known: Iterable[str]) -> dict[str, int]:
    """How many there are of each word, in the order of the words; of no other one."""
    words = [str(word) for word in known]
    found = _cells(one for one in several if one.word in words)
    return {word: found[word] for word in dict.fromkeys((*words, _OTHER)) if word in found}


def _kinds(several: Iterable[_One]) -> dict[str, int]:
    """How many there are of each kind of service, the most first."""
    found = _cells(one if kind_of(one.word) is not None else one._replace(word=_OTHER) for one in several)
    return dict(sorted(found.items(), key=lambda cell: (cell[0] == _OTHER, -cell[1], cell[0])))


def _cells(several: Iterable[_One]) -> dict[str, int]:
    """Counts of words behind which there are at least `FEW` cases; all else together, behind which there are, too."""
    by_word: dict[str, list[_One]] = defaultdict(list)
    for one in several:
        by_word[one.word].append(one)
    left = by_word.pop(_OTHER, [])
    for word in [word for word, ones in by_word.items() if _behind(ones) < FEW]:
        left += by_word.pop(word)
    while left and _behind(left) < FEW and by_word:
        left += by_word.pop(min(by_word, key=lambda word: (_behind(by_word[word]), word)))
    cells: Mapping[str, list[_One]] = by_word | ({_OTHER: left} if _behind(left) >= FEW else {})
    return {word: len(ones) for word, ones in cells.items()}


def _days(session: Session, cases: Sequence[Case]) -> int | None:
    first = select(CheckRow.exposure, func.min(CheckRow.at).label("at")).where(CheckRow.state == "shut")
    shut = first.group_by(CheckRow.exposure).subquery()
    found = select(ExposureRow.id, ExposureRow.first_seen, shut.c.at).join(shut, shut.c.exposure == ExposureRow.id)
    whose = {number: case.case for case in cases for door in case.exposures for number in door.exposures}
    spans = [
        (whose[number], span)
        for number, seen, at in session.execute(found)
        if number in whose and (span := _span(seen, at)) is not None
    ]
    enough = len({case for case, _ in spans}) >= FEW
    return round(statistics.median(span for _, span in spans)) if enough else None


def _span(first: str, last: str) -> float | None:
    """Days between two times; None for what is none or goes backwards."""
    try:
        span = (dt.datetime.fromisoformat(last) - dt.datetime.fromisoformat(first)).total_seconds() / 86_400
    except (ValueError, TypeError):
        return None
    return span if span >= 0 else None
