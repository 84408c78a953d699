"""`leftopen retest`."""

import datetime as dt
from itertools import groupby
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from leftopen.audit.plan import Plan
from leftopen.cases import retest as deciding
from leftopen.face import console, database, running
from leftopen.face.console import DONE, EARLY, EXPOSED, UNUSABLE, Stop
from leftopen.face.tables import table
from leftopen.model import Target, utc
from leftopen.net.admission import admit
from leftopen.probes import named_ports
from leftopen.scope import file
from leftopen.scope.file import Scope
from leftopen.store import checkpoint
from leftopen.store.store import Exposure, Store


def retest(
    case: Annotated[str | None, Parameter(name="CASE")] = None,
    /,
    *,
    all: Annotated[bool, Parameter(negative="")] = False,
    db: str = "sqlite:///leftopen.db",
    scope: Path | None = None,
    out: Path | None = None,
) -> int:
    """Ask again whether known exposures are still open.

    An exposure is closed only on positive proof: the connection is refused, or the service refuses an anonymous
    reader. Silence proves nothing.

    Examples:

    leftopen audit office.toml --db sqlite:///leftopen.db

    leftopen retest --all

    leftopen retest 7

    Exit codes: 0 all of them are shut, 1 at least one is open or unclear, 3 the permission has expired.

    Parameters
    ----------
    case
        The number of an exposure, or its address:port.
    all
        Every exposure that is not shut yet.
    db
        The database of audit --db.
    scope
        The scope that permits it; without this, the one that permitted the audit, if it still holds.
    out
        Where the journal goes; without it, a new folder named after the date.
    """
    if (case is None) == (not all):
        raise Stop(UNUSABLE, "Name the exposure to ask again, or --all.")
    with database.opened(db) as store:
        chosen = _chosen(store, case)
        if not chosen:
            console.say("There is no exposure to ask again: none is known, or all are shut.")
            return DONE
        folder = out or Path(f"leftopen-retest-{dt.datetime.now(dt.UTC):%Y-%m-%d-%H%M%S}")
        states: list[tuple[Exposure, deciding.Retested]] = []
        complete = True
        for run, several in groupby(sorted(chosen, key=lambda item: item.run), key=lambda item: item.run):
            given = file.load(scope, named_ports()) if scope else _kept(store, run)
            asked, whole = _ask(given, list(several), folder)
            complete &= whole
            states += [(store.record(item.id, at=utc(), state=v.state, says=v.says), v) for item, v in asked]
    rows = [(str(item.id), item.service.id, verdict.state, verdict.says) for item, verdict in states]
    console.out(table(("case", "service", "state", "why"), rows))
    if not complete:
        return EARLY
    return EXPOSED if {verdict.state for _, verdict in states} - {"shut"} else DONE


def _chosen(store: Store, case: str | None) -> list[Exposure]:
    known = store.exposures()
    if case is None:
        return [item for item in known if item.state != "shut"]
    wanted = case.strip().lstrip("#")
    found = [item for item in known if wanted in (str(item.id), item.service.id, item.service.id.partition("/")[0])]
    if not found:
        raise Stop(UNUSABLE, f"{case!r}: no such exposure in the database. Known are the numbers of --all.")
    return found


def _kept(store: Store, run: str) -> Scope:
    return file.parse(store.scope_text(run), named_ports(), "the scope kept with the audit")


def _ask(
    scope: Scope, exposures: list[Exposure], folder: Path
) -> tuple[list[tuple[Exposure, deciding.Retested]], bool]:
    """A verdict for each exposure that was asked, and whether all were."""
    permit = admit(scope)
    targets = tuple(Target(item.service.address, item.service.port) for item in exposures)
    report = running.audit(permit, Plan(folder, targets))
    if report.run.complete:
        checkpoint.drop(folder)
    known = [item.service for item in exposures]
    verdicts = list(zip(exposures, deciding.verdicts(known, report), strict=True))
    if report.run.complete:
        return verdicts, True
    asked = {service.id for service in report.services} | {Target(e.address, e.port).id for e in report.errors}
    return [(item, verdict) for item, verdict in verdicts if item.service.id in asked], False
