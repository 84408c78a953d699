"""A case: its states, which may follow which, and what is told of it. Field names are those of the JSON."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from msgspec import Struct

from leftopen.model import Level, Role


def moment(written: str) -> datetime | None:
    """A time as `leftopen.model.utc` writes it; None for what a changed database has in its place.

    >>> moment("2026-01-31T23:59:59Z"), moment("2026-01-31"), moment("soon")
    (datetime.datetime(2026, 1, 31, 23, 59, 59, tzinfo=datetime.timezone.utc), None, None)
    """
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if found.tzinfo else None


class CaseState(StrEnum):
    """Where a case stands."""

    NEW = "new"
    TRIAGED = "triaged"
    NOTIFIED = "notified"
    ACKNOWLEDGED = "acknowledged"
    FIXED = "fixed"
    """Somebody says so; `VERIFIED` is what a retest has proved."""
    VERIFIED = "verified"
    CLOSED = "closed"
    ACCEPTED = "accepted"
    FALSE_POSITIVE = "false_positive"


class Cause(StrEnum):
    """Why the door was open, as its owner says."""

    MISTAKEN_UPLOAD = "mistaken_upload"
    DEFAULT_CONFIGURATION = "default_configuration"
    TEST_SYSTEM = "test_system"
    THIRD_PARTY_COPY = "third_party_copy"
    COMPROMISED = "compromised"
    DISPUTED = "disputed"
    UNKNOWN = "unknown"
    OTHER = "other"


_S = CaseState
MOVES: Mapping[CaseState, tuple[CaseState, ...]] = {
    _S.NEW: (_S.TRIAGED, _S.ACCEPTED, _S.FALSE_POSITIVE),
    _S.TRIAGED: (_S.NOTIFIED, _S.ACCEPTED, _S.FALSE_POSITIVE),
    _S.NOTIFIED: (_S.ACKNOWLEDGED, _S.FIXED, _S.ACCEPTED),
    _S.ACKNOWLEDGED: (_S.FIXED, _S.ACCEPTED),
    _S.FIXED: (_S.ACKNOWLEDGED, _S.ACCEPTED),
    _S.VERIFIED: (),
    _S.CLOSED: (),
    _S.ACCEPTED: (_S.TRIAGED,),
    _S.FALSE_POSITIVE: (_S.TRIAGED,),
}
"""What a person may make of a case. `VERIFIED` comes of proofs alone, `CLOSED` of `cases close`; both end with a door
that came back, and then the case is triaged."""

SETTLED = frozenset({CaseState.VERIFIED, CaseState.CLOSED, CaseState.ACCEPTED, CaseState.FALSE_POSITIVE})
"""States in which nobody is waited for: what is found anew takes a case out of them."""


Rung = Literal["csirt", "authority"]
"""The upper rungs of the ladder, whose holders are known by country."""


class CaseError(Exception):
    """What was asked for cannot be done with this case. The text is one line: why, and what may be done instead."""


class Responsible(Struct, frozen=True):
    """A party as the reports name it, without the clues."""

    name: str | None
    role: Role
    verdict: str
    confidence: float


class CaseDoor(Struct, frozen=True):
    """An exposure of a case. One that several audits of different scopes saw is one: `exposures` are its numbers.

    `history` (of `show`): when it was seen, gone or back, and what said so.
    """

    exposure: int
    address: str
    port: int
    transport: str
    protocol: str
    state: str
    says: str
    first_seen: str
    last_seen: str
    last_checked: str
    exposures: tuple[int, ...] = ()
    history: tuple[dict[str, str], ...] = ()


class Event(Struct, frozen=True):
    """A line of the timeline."""

    at: str
    who: str
    what: str
    why: str | None = None


class CaseContact(Struct, frozen=True):
    """Whom to tell."""

    role: str
    name: str | None
    address: str
    source: str


class Notice(Struct, frozen=True):
    """A notice that was drafted: `sent` None until it was sent, with `sent_at` where that was begun and it is not known
    how it ended; False where the server refused it.
    """

    id: int
    to: str
    role: str
    language: str
    at: str
    sent: bool | None
    sent_at: str | None = None


class SeverityOverride(Struct, frozen=True):
    """A severity that a person put in the place of the computed one, which `computed` keeps."""

    severity: float
    level: Level
    why: str
    computed: float | None


class Case(Struct, frozen=True):
    """A case as it is listed; times ISO 8601 UTC, unknown ones None. `step`: what is due."""

    case: int
    title: str
    state: CaseState
    severity: float | None
    level: str | None
    exposures: tuple[CaseDoor, ...]
    parties: tuple[Responsible, ...]
    opened: str
    due: str | None
    step: str | None
    owner: str | None
    merged: tuple[int, ...] = ()
    override: SeverityOverride | None = None


class Clock(Struct, frozen=True):
    """A duty with its clock. `counted_from` and `ends`: ISO 8601 with the zone's offset; None where not known, or for a
    duty without a length ("without undue delay"). `zone`: in which they are told.
    """

    regime: str
    who: str
    clock: str
    starts: str
    source: str
    counted_from: str | None
    ends: str | None
    zone: str


class Further(Struct, frozen=True):
    """Somebody further up the ladder, with why it may be the right one. `address`: mail, else the page."""

    role: Rung
    country: str
    name: str
    address: str
    page: str
    source: str
    checked: str
    why: str


class CaseFile(Struct, frozen=True):
    """All of a case that `cases show` tells beside what stands in the list.

    `clocks`: the legal clocks of the responsible party; `further`: whom to tell when neither owner nor hoster acts.
    """

    case: Case
    timeline: tuple[Event, ...]
    contacts: tuple[CaseContact, ...]
    notices: tuple[Notice, ...]
    cause: str | None
    retain_until: str | None
    clocks: tuple[Clock, ...] = ()
    further: tuple[Further, ...] = ()

    def document(self) -> dict[str, Any]:
        """As one JSON object."""
        rest = {name: getattr(self, name) for name in self.__struct_fields__ if name != "case"}
        return {name: getattr(self.case, name) for name in self.case.__struct_fields__} | rest
