"""What people do with cases: list, show, assign, note, move, merge, close, weigh. Each change says who and why."""

from collections.abc import Iterator
from contextlib import contextmanager

from msgspec.structs import replace
from sqlalchemy.orm import Session

from leftopen.cases import opening, outlook, rows, seals, view
from leftopen.cases.model import MOVES, Case, CaseError, CaseFile, CaseState, Cause
from leftopen.judge.severity import level
from leftopen.store.store import Store, writable
from leftopen.store.tables import CaseRow


class Desk:
    """The cases of a database, and who works at them.

    Every method raises CaseError for what cannot be done with a case, StoreError where the database fails.
    """

    def __init__(self, store: Store, who: str) -> None:
        self.store, self._who = store, who
        with store.session(reads=True) as session:
            lacking = opening.lacking(session)
        if lacking:
            with store.session() as session:
                opening.adopt(session)

    def cases(self, state: CaseState | None = None) -> list[Case]:
        """The cases in this state (None: all), what is due first."""
        with self.store.session(reads=True) as session:
            return view.listed(session, state)

    def show(self, number: int) -> CaseFile:
        """All of a case; of one that was merged, of that into which it was."""
        with self.store.session(reads=True) as session:
            row = rows.find(session, number)
            found = view.file(session, row)
            clocks, further = outlook.ahead(session, row, found)
            return replace(found, clocks=clocks, further=further)

    def number(self, number: int) -> int:
        """The number under which a case goes on: its own, or that of the one into which it was merged."""
        with self.store.session(reads=True) as session:
            return rows.find(session, number).id

    @contextmanager
    def changing(self, number: int) -> Iterator[tuple[Session, CaseRow]]:
        """A transaction in which a case is changed, and signed at its end."""
        with self.store.session() as session:
            row = rows.find(session, number)
            yield session, row
            seals.seal(session, row)

    def note(self, number: int, text: str) -> None:
        """A line of a person's in the timeline."""
        with self.changing(number) as (session, row):
            rows.note(session, row, self._who, "note", text)

    def assign(self, number: int, name: str) -> None:
        """Somebody is to work at it."""
        with self.changing(number) as (session, row):
            rows.note(session, row, self._who, f"assigned to {name}", f"before: {row.owner}" if row.owner else None)
            row.owner = writable(name)

    def weigh(self, number: int, score: float, why: str) -> None:
        """Puts a severity (0 to 6, as ENISA's) in the place of the computed one, which is kept too."""
        with self.changing(number) as (session, row):
            computed = view.case(session, row).severity if row.score is None else row.score
            before = "unknown" if computed is None else f"{computed:g}"
            rows.note(session, row, self._who, f"severity {before} → {score:g} ({level(score)})", why)
            row.score, row.score_why = score, writable(why)

    def move(self, number: int, to: CaseState, why: str | None) -> None:
        """A change that the table of states allows."""
        with self.changing(number) as (session, row):
            state = rows.state(row)
            if to not in MOVES[state]:
                raise CaseError(f"Case {row.id} is {state} and cannot become {to}{_hint(to)}. {_allowed(state)}")
            rows.enter(session, row, to, self._who, why)

    def merge(self, number: int, into: int, why: str | None) -> int:
        """One case becomes part of another, which is returned; its number leads there."""
        with self.store.session() as session:
            source, target = rows.find(session, number), rows.find(session, into)
            if source.id == target.id:
                raise CaseError(f"Case {number} and case {into} are one already: {target.id}.")
            if source.id != number:
                says = f"Case {number} is part of case {source.id} already, and goes nowhere without it"
                raise CaseError(f"{says}. To merge all of that: leftopen cases merge {source.id} {target.id}")
            if rows.state(target) is CaseState.CLOSED:
                raise CaseError(f"Case {target.id} is closed: merge it into case {source.id} instead.")
            opening.merge(session, source, target, self._who, why)
            return target.id

    def close(self, number: int, cause: Cause, why: str | None, *, override: bool) -> None:
        """Ends a case, with why the door was open as the owner gave it.

        Refused while an exposure is not shut, unless it is overridden for a reason; then both stand in the timeline.
        """
        with self.changing(number) as (session, row):
            state = rows.state(row)
            if state is CaseState.CLOSED:
                raise CaseError(f"Case {row.id} is closed. {_allowed(state)}")
            left = [door for door in view.doors(session, rows.members(session, row.id)) if door.state != "shut"]
            if left and not override:
                places = ", ".join(f"{door.address}:{door.port} is {door.state}" for door in left[:4])
                more = f" and {len(left) - 4} more" if len(left) > 4 else ""
                says = f"Case {row.id} cannot be closed: {places}{more}. Ask again: leftopen retest {row.id}"
                raise CaseError(f"{says}, or close it with --override and --reason. {_allowed(state)}")
            if left and not why:
                raise CaseError("--override: needs a --reason, which is kept.")
            open_ones = f", though {len(left)} not proved shut" if left else ""
            rows.enter(session, row, CaseState.CLOSED, self._who, why, f"closed: {cause}{open_ones}")
            row.cause = cause.value


def _allowed(state: CaseState) -> str:
    states = ", ".join(MOVES[state])
    return f"Allowed are: {states}." if states else "No move is allowed: it ends when a door of it is open again."


def _hint(to: CaseState) -> str:
    if to is CaseState.VERIFIED:
        return " (a retest that proves each exposure shut does that)"
    return " (cases close does that)" if to is CaseState.CLOSED else ""
