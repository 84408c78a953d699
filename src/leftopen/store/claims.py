"""What other tools reported of services, kept apart from exposures: a claim is to be looked into, it proves nothing."""

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct
from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from leftopen.store.tables import ClaimRow

_AT_ONCE = 300
"""How many rows one question to the database names: SQLite takes 999 values."""


class Claim(Struct, frozen=True):
    """A service at an address (or name) and port, as `source` reported it; `at`: when that saw it, ISO 8601 UTC.

    `claim`: "open" where it says that no login is needed, "reachable" where it says no more than that it answers.
    """

    address: str
    port: int
    protocol: str | None
    source: str
    claim: Literal["open", "reachable"]
    at: str | None


def keep(session: Session, claims: Sequence[Claim], at: str) -> None:
    """Keeps claims, each once for an address, port and source: what was seen later counts."""
    for start in range(0, len(claims), _AT_ONCE):
        several = claims[start : start + _AT_ONCE]
        wanted = [(claim.address, claim.port, claim.source) for claim in several]
        query = select(ClaimRow).where(tuple_(ClaimRow.address, ClaimRow.port, ClaimRow.source).in_(wanted))
        known = {(row.address, row.port, row.source): row for row in session.scalars(query)}
        for key, claim in zip(wanted, several, strict=True):
            if (row := known.get(key)) is None:
                known[key] = row = ClaimRow(**{name: getattr(claim, name) for name in Claim.__struct_fields__})
                row.first_imported = row.last_imported = at
                session.add(row)
                continue
            row.last_imported = at
            if (claim.at or at) >= (row.at or ""):
                row.claim, row.at, row.protocol = claim.claim, claim.at, claim.protocol or row.protocol
        session.flush()


def known(session: Session) -> Iterable[Claim]:
    """All claims, the latest seen first."""
    query = select(ClaimRow).order_by(ClaimRow.at.desc(), ClaimRow.id)
    for row in session.scalars(query):
        told: Literal["open", "reachable"] = "open" if row.claim == "open" else "reachable"
        yield Claim(row.address, row.port, row.protocol, row.source, told, row.at)
