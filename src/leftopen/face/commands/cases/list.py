"""`leftopen cases list`."""

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from leftopen.cases.model import CaseState
from leftopen.face import acting, console, database
from leftopen.face.console import DONE, UNUSABLE, Stop
from leftopen.face.tables import table

if TYPE_CHECKING:
    from leftopen.cases.model import Case

_HEAD = ("case", "state", "severity", "title", "shut", "due", "what is due", "assigned to")


def command(
    *, state: str | None = None, reported: bool = False, db: str = acting.DB, format: acting.Format = "table"
) -> int:
    """List the cases, what is due first.

    Examples:

    leftopen cases --db sqlite:///leftopen.db

    leftopen cases list --state notified --format json

    Parameters
    ----------
    state
        Only those in this state.
    reported
        What imports claim instead: addresses to look into, which are no exposures.
    db
        The database of audit --db.
    format
        A table, or one JSON document.
    """
    if reported and state is not None:
        raise Stop(UNUSABLE, "--state: claims have none: name either --state or --reported.")
    if reported:
        return _claims(db, format)
    wanted = None
    if state is not None:
        try:
            wanted = CaseState(state.strip().lower())
        except ValueError:
            raise Stop(UNUSABLE, f"--state: {state!r} is none. Known are: {', '.join(CaseState)}.") from None
    with acting.desk(db) as desk:
        cases = desk.cases(wanted)
    if format == "json":
        console.out(msgspec.json.format(msgspec.json.encode(cases), indent=2) + b"\n")
    elif cases:
        console.out(table(_HEAD, map(_row, cases)))
    else:
        console.say("There are no cases" + (f" in state {wanted}." if wanted else ": audit --db opens them."))
    return DONE


def _claims(db: str, format: acting.Format) -> int:
    """What other tools reported, told as what it is."""
    with database.opened(db) as store:
        claims = store.reported()
    if format == "json":
        console.out(msgspec.json.format(msgspec.json.encode(claims), indent=2) + b"\n")
    elif claims:
        rows = ((f"{c.address}:{c.port}", c.protocol or "", c.claim, when(c.at), c.source) for c in claims)
        console.out(table(("reported", "protocol", "says", "seen", "source"), rows))
    else:
        console.say("Nothing was reported: leftopen import keeps what other tools found.")
    return DONE


def _row(case: "Case") -> tuple[str, ...]:
    shut = sum(door.state == "shut" for door in case.exposures)
    severity = "unknown" if case.severity is None else f"{case.level} {case.severity:g}"
    return (
        str(case.case),
        case.state,
        severity + ("*" if case.override else ""),
        case.title,
        f"{shut} of {len(case.exposures)}",
        until(case.due),
        case.step or "",
        case.owner or "",
    )


def until(moment: str | None) -> str:
    """A deadline for people, in the zone of the team, else UTC: `2026-11-30 18:00 +01:00`."""
    from leftopen.cases import ladder

    zone = ladder.rules().zone
    if not moment or zone == "UTC":
        return when(moment)
    there = dt.datetime.fromisoformat(moment).astimezone(ZoneInfo(zone))
    offset = f"{there:%z}"
    return f"{there:%Y-%m-%d %H:%M} {offset[:3]}:{offset[3:]}"


def when(moment: str | None) -> str:
    """A time of the database for people: `2026-11-30 17:00 UTC`."""
    return f"{moment[:10]} {moment[11:16]} UTC" if moment else ""
