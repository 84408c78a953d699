"""`leftopen retest`."""

import datetime as dt
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from cyclopts import Parameter
from msgspec import Struct

from leftopen.audit.folder import holds
from leftopen.audit.plan import Plan
from leftopen.cases import retest as deciding
from leftopen.cases.retest import Retested
from leftopen.face import console, database, running
from leftopen.face.console import DONE, EXPOSED, UNUSABLE, Stop
from leftopen.face.tables import table
from leftopen.model import Report, Service, Target, utc
from leftopen.probes import named_ports
from leftopen.scope import file
from leftopen.scope.file import Scope
from leftopen.store import checkpoint
from leftopen.store.store import Exposure, Store

NAME = "retest.json"


class _Told(Struct, frozen=True):
    """An exposure as it was before, and what asking again has shown."""

    before: Exposure
    verdict: Retested
    at: str


def retest(
    case: Annotated[str | None, Parameter(name="CASE")] = None,
    /,
    *,
    all: Annotated[bool, Parameter(negative="")] = False,
    db: str = "sqlite:///leftopen.db",
    scope: Path | None = None,
    out: Path | None = None,
    format: Literal["table", "json"] = "table",
) -> int:
    """Ask again whether known exposures are still open.

    Shut is said on positive proof only: the connection is refused, or what was read before is asked for again, by name,
    and refused. Silence proves nothing; twice, a day apart, while other hosts answer, it is called probably_shut.

    Examples:

    leftopen audit office.toml --db sqlite:///leftopen.db

    leftopen retest --all

    leftopen retest 7

    Exit codes: 0 all of them are shut, 1 at least one is not, 2 no such exposure, 3 the permission has expired, 4 ended
    early (what was asked is kept).

    Parameters
    ----------
    case
        The number of an exposure, or its address:port.
    all
        Every exposure, those that were shut too: they may have come back.
    db
        The database of audit --db.
    scope
        The scope that permits it; without this, the one that permitted the audit, if it still holds.
    out
        Where journal and report go, no folder of an audit; without it, a new folder beside the database.
    format
        A table, or one JSON document.
    """
    if (case is None) == (not all):
        raise Stop(UNUSABLE, "Name the exposure to ask again, or --all.")
    told: list[_Told] = []
    code = DONE
    with database.opened(db) as store:
        chosen = _chosen(store, case)
        if not chosen:
            console.say("There is no exposure to ask again: none is known.")
        folder = _folder(out, db)
        try:
            for run, several in groupby(sorted(chosen, key=lambda item: item.run), key=lambda item: item.run):
                given = file.load(scope, named_ports()) if scope else _kept(store, run)
                code = _ask(store, given, list(several), folder, told)
                if code not in (DONE, EXPOSED):  # what is left is not begun
                    break
        finally:
            document = msgspec.json.format(msgspec.json.encode([_row(each) for each in told]), indent=2) + b"\n"
            if folder.is_dir():
                _save(folder, document)
    if format == "json":
        console.out(document)
    else:
        rows = [(str(t.before.id), t.before.service.id, t.verdict.state, t.verdict.says) for t in told]
        console.out(table(("case", "service", "state", "why"), rows) if rows else "")
    if told:
        console.say(f"Written: {folder / NAME}")
    if code not in (DONE, EXPOSED):
        return code
    return EXPOSED if {each.verdict.state for each in told} - {"shut"} else DONE


def _folder(out: Path | None, db: str) -> Path:
    """The output folder. Raises Stop where an audit is in it, which stays as it is; earlier retests go on."""
    if out is None:
        return _beside(db)
    if (found := holds(out)) != "nothing":
        console.say("To ask again: choose another --out, or leave it out for a new folder beside the database.")
        raise Stop(UNUSABLE, f"{out}: holds a run that is {found}, which was left as it is.")
    return out


def _beside(db: str) -> Path:
    """A folder of this moment, by the database that it belongs to and not where one happens to stand."""
    base = Path(db.partition("///")[2] or db)
    return base.with_name(f"{base.stem}-retests") / f"{dt.datetime.now(dt.UTC):%Y-%m-%d-%H%M%S}"


def _save(folder: Path, document: bytes) -> None:
    """A retest is not resumed: its journal ends, whatever it came to."""
    console.write(folder / NAME, document)
    running.seal(folder, {NAME: document})
    checkpoint.drop(folder)


def _chosen(store: Store, case: str | None) -> list[Exposure]:
    known = store.exposures()
    if case is None:
        return known
    wanted = case.strip().lstrip("#")
    found = [item for item in known if wanted in (str(item.id), item.service.id, item.service.id.partition("/")[0])]
    if not found:
        raise Stop(UNUSABLE, f"{case!r}: no such exposure in the database. Known are the numbers of --all.")
    return found


def _kept(store: Store, run: str) -> Scope:
    return file.parse(store.scope_text(run), named_ports(), "the scope kept with the audit")


def _ask(store: Store, scope: Scope, exposures: list[Exposure], folder: Path, told: list[_Told]) -> int:
    """Asks these again and keeps what that shows; the exit code of the run alone."""
    taken = [(item, deciding.known(item.service)) for item in exposures]
    for item, service in taken:
        if service is None:
            told.append(_forged(store, item))
    exposures = [_with(item, service) for item, service in taken if service is not None]
    if not exposures:
        return DONE
    permit = running.admitted(scope, folder)
    known = [item.service for item in exposures]
    others = [
        control
        for control in deciding.controls(store.load(exposures[0].run), known)
        if permit.why_not(control.address, control.port) is None
    ]
    report = running.audit(permit, Plan(folder, (*map(deciding.target, known), *others)))
    logins = scope.checks.factory_credentials
    for item, verdict in zip(exposures, deciding.verdicts(known, report, logins=logins), strict=True):
        if report.run.whole or item.service.id in _asked(report):
            told.append(_keep(store, item, verdict, report))
    return running.exit_code(report)


def _with(item: Exposure, service: Service) -> Exposure:
    """The exposure, of whose service is taken what may be."""
    return msgspec.structs.replace(item, service=service)


def _forged(store: Store, item: Exposure) -> _Told:
    """It stays on the list, as it is open as far as anybody knows, and none of its text is shown."""
    now = utc()
    verdict = deciding.FORGED
    store.record(item.id, at=now, state=verdict.state, says=verdict.says, status=verdict.status)
    nobody = Service(id="?", address="?", port=0, protocol="unknown", access=item.service.access, proof="")
    return _Told(_with(item, nobody), verdict, now)


def _asked(report: Report) -> set[str]:
    """What was asked in a run that ended early."""
    return {service.id for service in report.services} | {
        Target(e.address, e.port).id for e in report.errors if e.port is not None
    }


def _keep(store: Store, item: Exposure, verdict: Retested, report: Report) -> _Told:
    now = dt.datetime.now(dt.UTC)
    control = deciding.answered(item.service, report)
    final = deciding.patient(verdict, store.checks(item.id), now, control=control)
    store.record(item.id, at=utc(now), state=final.state, says=final.says, status=final.status)
    return _Told(item, final, utc(now))


def _row(told: _Told) -> dict[str, Any]:
    service = told.before.service
    return {
        "case": told.before.id,
        "exposure": told.before.id,
        "address": service.address,
        "port": service.port,
        "protocol": service.protocol,
        "before": told.before.state,
        "state": told.verdict.state,
        "says": told.verdict.says,
        "at": told.at,
    }
