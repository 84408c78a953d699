"""`leftopen diff`."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from cyclopts import Parameter

from leftopen.face import console, database
from leftopen.face.commands.export import report_at, taken
from leftopen.face.console import DONE, EARLY, EXPOSED
from leftopen.face.tables import table
from leftopen.judge.compare import ORDER, compare
from leftopen.model import Report


def diff(
    old: Annotated[str, Parameter(name="OLD")],
    new: Annotated[str, Parameter(name="NEW")],
    /,
    *,
    db: str | None = None,
    format: Literal["table", "json"] = "table",
) -> int:
    """Say what is new, gone, worse and better between two audits.

    What is gone is not shut by that alone: each line says whether there is proof, and retest gets it.

    Examples:

    leftopen diff spring autumn

    leftopen diff 20260401T080000Z-1f 20261001T080000Z-9c --db sqlite:///leftopen.db

    Exit codes: 0 same or better, 1 something is new or worse, 2 no such report, 4 something is gone from a later
    audit that did not ask all of its scope.

    Parameters
    ----------
    old
        An output folder or a report.json; with --db, the id of a run.
    new
        The later one.
    db
        A database of audit --db, in which the runs are.
    format
        A table, or one JSON document.
    """
    before, after = _both(old, new, db)
    found = compare(before, after)
    if format == "json":
        told: dict[str, object] = {
            "runs": {"old": before.run.id, "new": after.run.id},
            **{kind: [each for each in found if each.change == kind] for kind in ORDER},
        }
        console.out(msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n")
    else:
        rows = [(e.change, e.service, e.protocol, e.before or "-", e.after or "-", e.says) for e in found]
        console.out(table(("change", "service", "protocol", "before", "after", "why"), rows) if rows else "")
        if not rows:
            console.say("Nothing changed in what is exposed.")
    if any(each.change in ("new", "worse") for each in found):
        return EXPOSED
    if not after.run.complete and any(each.change == "gone" for each in found):
        console.say("The later audit did not ask all of its scope: what is not in it may be there still.")
        return EARLY
    return DONE


def _both(old: str, new: str, db: str | None) -> tuple[Report, Report]:
    if db is None:
        return report_at(Path(old)), report_at(Path(new))
    with database.opened(db) as store:
        return taken(store.load(old), f"run {old}"), taken(store.load(new), f"run {new}")
