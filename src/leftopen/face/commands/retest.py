"""`leftopen retest`."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import msgspec
from cyclopts import Parameter
from msgspec import Struct

from leftopen.audit.folder import holds
from leftopen.audit.plan import Plan
from leftopen.cases import elsewhere, opening, proof
from leftopen.cases import retest as deciding
from leftopen.cases.retest import Retested
from leftopen.face import acting, console, running
from leftopen.face.console import DONE, EARLY, EXPOSED, REFUSED, UNUSABLE, Stop
from leftopen.face.tables import table
from leftopen.model import Access, Report, Service, Target, utc
from leftopen.net.admission import Permit
from leftopen.probes import named_ports
from leftopen.scope import file
from leftopen.scope.file import Scope
from leftopen.store import checkpoint
from leftopen.store.store import Exposure, Store

if TYPE_CHECKING:
    from leftopen.cases.desk import Desk

NAME = proof.NAME
_HEAD = ("case", "service", "state", "why")


class _Told(Struct, frozen=True):
    """An exposure as it was before, with its case, and what asking again has shown."""

    case: int
    before: Exposure
    verdict: Retested
    at: str


def retest(
    case: Annotated[str | None, Parameter(name="CASE")] = None,
    /,
    *,
    all: Annotated[bool, Parameter(negative="")] = False,
    db: str = acting.DB,
    scope: Path | None = None,
    out: Path | None = None,
    format: Literal["table", "json"] = "table",
) -> int:
    """Ask again whether known exposures are still open.

    Shut is said on positive proof only: the connection is refused, or what was read before is asked for again, by name,
    and refused; twice, and no such store is open at another port of its host that the scope names. Silence proves
    nothing; twice, a day apart, while other hosts answer, it is called probably_shut.

    Examples:

    leftopen audit office.toml --db sqlite:///leftopen.db

    leftopen retest --all

    leftopen retest 7

    leftopen retest 10.9.8.7:9200

    A case of which each exposure is proved shut becomes verified; one with a door that came back is open again.

    Exit codes: 0 all of them are shut, 1 at least one is not, 2 no such case or exposure, 3 the permission has expired,
    4 ended early (what was asked is kept).

    Parameters
    ----------
    case
        The number of a case, or the address:port of an exposure.
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
        raise Stop(UNUSABLE, "Name the case or the exposure to ask again, or --all.")
    told: list[_Told] = []
    code = DONE
    with acting.desk(db) as desk:
        store = desk.store
        chosen = _chosen(store, desk, case)
        if not chosen:
            console.say("There is no exposure to ask again: none is known.")
        folder = _folder(out, db)
        try:
            for run, several in groupby(sorted(chosen, key=_run), key=_run):
                given = file.load(scope, named_ports()) if scope else _kept(store, run)
                code = _ask(store, given, list(several), folder, told)
                if code not in (DONE, EXPOSED):  # what is left is not begun
                    break
        finally:
            if folder.is_dir():
                _save(folder, _documents(told))
    if format == "json":
        console.out(_documents(told)[NAME])
    else:
        console.out(table(_HEAD, map(_cells, told)) if told else "")
    if told:
        console.say(f"{deciding.summed([each.verdict for each in told], utc())} Written: {folder}")
    if code not in (DONE, EXPOSED):
        why = "The permission has expired" if code == REFUSED else "It ended early"
        kept = f"{len(told)} of {len(chosen)} were asked again, which is kept"
        console.say(f"{why}: {kept}. The same command asks all of them anew.")
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
    server = "://" in db and not db.startswith("sqlite")
    base = Path("leftopen.db" if server else db.partition("///")[2] or db)
    return base.with_name(f"{base.stem}-retests") / f"{dt.datetime.now(dt.UTC):%Y-%m-%d-%H%M%S}"


def _save(folder: Path, documents: Mapping[str, bytes]) -> None:
    """A retest is not resumed: its journal ends, whatever it came to."""
    running.put(folder, documents, "What was asked again is kept in the database.")
    checkpoint.drop(folder)


def _documents(told: Sequence[_Told]) -> dict[str, bytes]:
    """The report of a retest, by its names of files."""
    lines = [proof.RetestLine(each.case, each.before, each.verdict, each.at) for each in told]
    return proof.documents(lines, utc())


class _Chosen(NamedTuple):
    """An exposure to ask again, its case, and exposures that are the same door under other scopes."""

    case: int
    item: Exposure
    same: tuple[int, ...]


def _chosen(store: Store, desk: "Desk", case: str | None) -> list[_Chosen]:
    """What is to be asked: each door once, under the scope of the audit that saw it last."""
    known = {item.id: item for item in store.exposures()}
    doors = [(found.case, door) for found in desk.cases() for door in found.exposures]
    if case is not None:
        wanted = case.strip().removeprefix("#")
        number = desk.number(int(wanted)) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 10 else None
        if number is None and wanted.isdecimal():
            raise Stop(UNUSABLE, f"{case!r}: no such case in the database. See: leftopen cases")
        doors = [(found, door) for found, door in doors if found == number or wanted in deciding.places(door)]
        if not doors:
            raise Stop(UNUSABLE, f"{case!r}: no such case or exposure in the database. See: leftopen cases")
    chosen = []
    for found, door in doors:
        item = max((known[each] for each in door.exposures), key=lambda each: (each.last_seen, each.id))
        chosen.append(_Chosen(found, item, tuple(each for each in door.exposures if each != item.id)))
    return sorted(chosen, key=lambda each: each.item.id)


def _run(chosen: _Chosen) -> str:
    return chosen.item.run


def _kept(store: Store, run: str) -> Scope:
    return file.parse(store.scope_text(run), named_ports(), "the scope kept with the audit")


def _ask(store: Store, scope: Scope, several: list[_Chosen], folder: Path, told: list[_Told]) -> int:
    """Asks these again and keeps what that shows; the exit code of the run alone."""
    taken = [(each, deciding.known(each.item.service)) for each in several]
    for each, service in taken:
        if service is None:
            told.append(_forged(store, each))
    chosen = [each._replace(item=_with(each.item, service)) for each, service in taken if service is not None]
    if not chosen:
        return DONE
    permit = running.admitted(scope, folder)
    run = partial(_run_once, store, permit, folder)
    report = run([each.item.service for each in chosen], _controls(store, chosen), 0.0)
    shut: list[_Chosen] = []
    for each, verdict in zip(chosen, deciding.verdicts([each.item.service for each in chosen], report), strict=True):
        if verdict.state == "shut" and each.item.service.access is not Access.FACTORY:  # no login for a second look
            shut.append(each)
        elif report.run.whole or each.item.service.id in _asked(report):
            told.append(_keep(store, each, verdict, report))
    code = _code(report)
    return _confirm(store, permit, run, shut, told) if shut and code in (DONE, EXPOSED) else code


def _confirm(store: Store, permit: Permit, run: "_Run", shut: list[_Chosen], told: list[_Told]) -> int:
    """Asks once more what seems to be shut, since a restart looks so, too, and beside it where it may have gone."""
    known = [each.item.service for each in shut]
    taken = {(each.service.address, each.service.port) for each in store.exposures()}
    hosts = elsewhere.hosts(permit, known, taken)
    report = run(known, elsewhere.targets(permit, hosts), deciding.PAUSE)
    for each, verdict in zip(shut, deciding.verdicts(known, report, hosts), strict=True):
        if report.run.whole:
            told.append(_keep(store, each, verdict, report))
    return _code(report)


_Run = Callable[[Sequence[Service], Iterable[Target], float], Report]


def _run_once(
    store: Store, permit: Permit, folder: Path, known: Sequence[Service], others: Iterable[Target], after: float
) -> Report:
    """Asks these services again, and the other targets that may be asked."""
    called = elsewhere.names(permit)
    named = [each if each.host else msgspec.structs.replace(each, host=called.get(each.address)) for each in known]
    allowed = [each for each in others if permit.why_not(each.address, each.port) is None]
    listed = (*map(deciding.target, named), *allowed)
    return running.audit(permit, Plan(folder, listed, tried=store.tried(), remember=store.remember, after=after))


def _controls(store: Store, chosen: Sequence[_Chosen]) -> list[Target]:
    return deciding.controls(store.load(chosen[0].item.run), [each.item.service for each in chosen])


def _code(report: Report) -> int:
    code = running.exit_code(report)
    # of a service that could not be judged its verdict says so, or what was read of it by name
    return DONE if code == EARLY and report.run.whole else code


def _with(item: Exposure, service: Service) -> Exposure:
    """The exposure, of whose service is taken what may be."""
    return msgspec.structs.replace(item, service=service)


def _forged(store: Store, each: _Chosen) -> _Told:
    """It stays on the list, as it is open as far as anybody knows, and none of its text is shown."""
    now = utc()
    verdict = deciding.FORGED
    _record(store, each, now, verdict)
    nobody = Service(id="?", address="?", port=0, protocol="unknown", access=each.item.service.access, proof="")
    return _Told(each.case, _with(each.item, nobody), verdict, now)


def _asked(report: Report) -> set[str]:
    """What was asked in a run that ended early."""
    return {service.id for service in report.services} | {
        Target(e.address, e.port).id for e in report.errors if e.port is not None
    }


def _keep(store: Store, each: _Chosen, verdict: Retested, report: Report) -> _Told:
    now = dt.datetime.now(dt.UTC)
    control = deciding.answered(each.item.service, report)
    final = deciding.patient(verdict, store.checks(each.item.id), now, control=control)
    _record(store, each, utc(now), final)
    return _Told(each.case, each.item, final, utc(now))


def _record(store: Store, each: _Chosen, at: str, found: Retested) -> None:
    """What was answered goes for the same door under other scopes, too."""
    for number in (*each.same, each.item.id):
        store.record(number, at=at, state=found.state, says=found.says, status=found.status, then=opening.asked)


def _cells(told: _Told) -> tuple[str, ...]:
    return str(told.case), told.before.service.id, told.verdict.state, told.verdict.says
