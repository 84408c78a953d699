"""The manifest of a case: a digest over all that the database keeps of it, signed with the key of whoever changed it.

A line of the timeline holds the digest of the line before, so that none can be taken away or put between; the digest
over all of the case (its columns, its exposures with what was found and each time they were asked, timeline, contacts,
notices) is signed at each change. Who can write the database cannot sign for this user. What is signed is no secret and
holds no word of the case.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from leftopen import signing
from leftopen.cases.model import CaseError
from leftopen.store.tables import (
    Base,
    CaseRow,
    CheckRow,
    ContactRow,
    EventRow,
    ExposureRow,
    MemberRow,
    NoticeRow,
    TombstoneRow,
)

_OWN = frozenset({"head", "seal_key", "seal"})
PURPOSE, GONE = "case", "tombstone"


class Checked(Struct, frozen=True):
    """What holding a case against its manifest has shown."""

    case: int
    faults: tuple[str, ...]
    proved: tuple[str, ...]
    unproved: tuple[str, ...] = ()

    @property
    def intact(self) -> bool:
        """Nothing was changed."""
        return not self.faults


def chained(before: str, case: int, line: Sequence[str | None]) -> str:
    """The digest of a line (at, who, what, why) of a timeline after the line with that digest."""
    return _digest([before, case, *line])


def events(session: Session, case: int) -> list[EventRow]:
    """The lines of its own timeline, the first one first."""
    return list(session.scalars(select(EventRow).where(EventRow.case == case).order_by(EventRow.id)))


def seal(session: Session, row: CaseRow) -> None:
    """Signs the case as it stands. Where the user can have no key it stays unsigned, which `verify` tells."""
    session.flush()
    row.head = manifest(session, row)
    row.seal_key, row.seal = _signed(PURPOSE, row.head)
    session.flush()


def manifest(session: Session, row: CaseRow) -> str:
    """The digest over all of a case."""
    members = session.execute(
        select(MemberRow, ExposureRow)
        .join(ExposureRow, ExposureRow.id == MemberRow.exposure)
        .where(MemberRow.case == row.id)
        .order_by(MemberRow.exposure)
    ).all()
    exposures = [exposure.id for _, exposure in members]
    checks = session.scalars(select(CheckRow).where(CheckRow.exposure.in_(exposures)).order_by(CheckRow.id))
    return _digest(
        [
            _values(row, without=_OWN),
            [[_values(member), _values(exposure)] for member, exposure in members],
            list(map(_values, checks)),
            [
                list(map(_values, session.scalars(select(table).where(table.case == row.id).order_by(table.id))))
                for table in (EventRow, ContactRow, NoticeRow)
            ],
        ]
    )


def verify(session: Session, number: int, keys: Iterable[str] = ()) -> Checked:
    """Holds a case, or what stays of one, against its manifest.

    `keys`: public keys in hexadecimal whose signature counts beside this user's. Raises CaseError where there is
    neither a case nor a tombstone of that number.
    """
    known = {key for key in (*keys, signing.known()) if key}
    stone = session.get(TombstoneRow, number) or _within(session, number)
    if stone is not None:
        return _stone(stone, number, known)
    row = session.get(CaseRow, number)
    if row is None:
        raise CaseError(f"There is no case {number} in the database. See: leftopen cases")
    faults = [*_broken(session, row)]
    if row.head != manifest(session, row):
        faults.append("what is kept of it is not what was signed")
    more, proved, unproved = _by(PURPOSE, row.head, row.seal_key, row.seal, known)
    faults += more
    own = () if faults else ("what is kept of it is as it was left, its timeline whole",)
    return Checked(number, tuple(faults), (*own, *proved), tuple(unproved))


def tombstone(row: TombstoneRow) -> None:
    """Signs what stays."""
    row.seal_key, row.seal = _signed(GONE, _digest(_values(row, without=_OWN - {"head"})))


def _within(session: Session, number: int) -> TombstoneRow | None:
    """The tombstone of the case that it was merged into."""
    for stone in session.scalars(select(TombstoneRow)):
        try:
            merged = json.loads(stone.numbers)
        except ValueError:
            continue
        if isinstance(merged, list) and number in merged:
            return stone
    return None


def _stone(stone: TombstoneRow, number: int, known: Collection[str]) -> Checked:
    said = _digest(_values(stone, without=_OWN - {"head"}))
    faults, proved, unproved = _by(GONE, said, stone.seal_key, stone.seal, known)
    own = () if faults else (f"it was purged at {stone.at}, and this is what was said of it then",)
    return Checked(number, tuple(faults), (*own, *proved), tuple(unproved))


def _broken(session: Session, row: CaseRow) -> Iterable[str]:
    before = ""
    lines = events(session, row.id)
    if not lines:
        yield "its timeline is gone"
    for place, line in enumerate(lines, 1):
        before = chained(before, row.id, (line.at, line.who, line.what, line.why))
        if line.digest != before:
            yield f"line {place} of its timeline was changed, or one before it is gone"
            return


def _by(purpose: str, head: str, key: str, seal: str, known: Collection[str]) -> tuple[list[str], list[str], list[str]]:
    """Faults, what is proved and what is not of a signature."""
    if not seal:
        says = "it is not signed"
        return ([says], [], []) if known else ([], [], [says])
    if not signing.signed(purpose, head, signing.Signature(key, seal)):
        return ["its signature is not one of what is kept"], [], []
    name = signing.fingerprint(key)
    if key in known:
        return [], [f"signed by {name}"], []
    says = f"signed by {name}, which is neither your key nor one that was named"
    return ([says], [], []) if known else ([], [], [says])


def _signed(purpose: str, head: str) -> tuple[str, str]:
    try:
        return signing.sign(purpose, head)
    except signing.NoKey:
        return "", ""


def _values(row: Base, without: Collection[str] = ()) -> dict[str, Any]:
    """A row by its columns; bytes by their digest."""
    found = {column.key: getattr(row, column.key) for column in type(row).__mapper__.column_attrs}
    return {
        name: hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value
        for name, value in found.items()
        if name not in without
    }


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
