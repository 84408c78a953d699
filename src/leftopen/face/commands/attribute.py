"""`leftopen attribute`."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from cyclopts import Parameter

from leftopen import report as reports
from leftopen.audit.attributed import attributed
from leftopen.face import console, database, running
from leftopen.face.commands.export import report_at, taken
from leftopen.face.console import DONE, UNUSABLE, Stop
from leftopen.harmless import clean
from leftopen.journal import JournalError, Log
from leftopen.judge.looked import Looked, wanted
from leftopen.model import Estate, Lookups, Report
from leftopen.net.agent import agent
from leftopen.net.lookups.ask import look_up
from leftopen.net.lookups.leave import given
from leftopen.probes import named_ports
from leftopen.report.plain.text import count
from leftopen.scope import file
from leftopen.scope.file import Scope
from leftopen.store import custody

_REPORT = "report.json"


def attribute(
    folder: Annotated[Path | None, Parameter(name="DIR")] = None,
    /,
    *,
    db: str | None = None,
    scope: Annotated[Path | None, Parameter(name="--scope")] = None,
    offline: bool = False,
    contact: str | None = None,
    out: Path | None = None,
    format: Literal["table", "json"] = "table",
) -> int:
    """Say whose the estates of a finished audit are: ask registries, names and security.txt, and write the report anew.

    Only services that [lookups] of the scope names are asked, and web servers of domains that were found; no target.

    Examples:

    leftopen attribute autumn

    leftopen attribute autumn --scope office.toml

    leftopen attribute --db sqlite:///leftopen.db --offline

    Parameters
    ----------
    folder
        An output folder of audit, which leftopen verify accepts afterwards too.
    db
        A database of audit --db: all of its reports, and what its cases know of whom to tell.
    scope
        A scope file whose [lookups] are used; without it, those kept with the audit.
    offline
        Ask nobody: what the audit saw is all there is.
    contact
        Mail or web address that the other side finds in the User-Agent.
    out
        With --db: the folder of the journal of what was asked; without it, one named after the time.
    format
        A few lines, or one JSON document: the estates with their parties.
    """
    if (folder is None) == (db is None):
        raise Stop(UNUSABLE, "Name where the report is: either DIR or --db URL.")
    if folder is not None:
        found = [_in_folder(folder, scope, offline, contact)]
    else:
        place = out or Path(f"leftopen-attribute-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}")
        found = _in_store(str(db), scope, offline, contact, place)
    if format == "json":
        told = [
            {"run": report.run.id, "estate": e.id, "lookups": e.lookups, "parties": e.parties}
            for report in found
            for e in report.estates
        ]
        console.out(msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n")
        return DONE
    for report in found:
        head = f"Audit {report.run.id} of {clean(report.scope.name, 100)}\n" if db is not None else ""
        console.out(head + "".join(f"{line}\n" for estate in report.estates for line in _lines(estate)))
    return DONE


def _in_folder(folder: Path, scope: Path | None, offline: bool, contact: str | None) -> Report:
    """Writes the folder anew. Raises Stop where it was changed since it was written, which would be covered up so."""
    path = folder / _REPORT
    report = report_at(path)
    if not custody.kept(path):
        raise Stop(UNUSABLE, f"{folder}: has no journal to note lookups in. Name an output folder of audit.")
    if not (found := custody.verify(folder)).intact:
        place, says = found.faults[0]
        raise Stop(UNUSABLE, f"{place}: {says}: the folder was left as it is. See: leftopen verify {folder}")
    custody.settle(folder)
    given_scope = file.load(scope, named_ports()) if scope is not None else None
    lookups = given_scope.lookups if given_scope is not None else report.scope.lookups
    log = running.Journalled(folder)
    try:
        looked = _looked([report], lookups, given_scope, log, offline, contact)
    except JournalError as error:
        raise Stop(UNUSABLE, f"{error}.") from None
    finally:
        log.close(ended=False)
    told = attributed(report, looked)
    formats = [name for name, form in reports.formats().items() if (folder / f"report{form.suffix}").is_file()]
    running.rewrite(told, folder, formats)
    return told


def _in_store(url: str, scope: Path | None, offline: bool, contact: str | None, out: Path) -> list[Report]:
    """Every report of the database anew, the latest first; whose their exposures are goes into the cases."""
    from leftopen.cases import opening

    given_scope = file.load(scope, named_ports()) if scope is not None else None
    with database.opened(url) as store:
        runs = store.runs()
        if not runs:
            raise Stop(UNUSABLE, f"--db {console.without_login(url)}: holds no report yet. Write one with audit --db.")
        reports_of = {run.id: taken(store.load(run.id), f"run {run.id}") for run in runs}
        log = running.Journalled(out, alone=True)
        told: dict[str, Report] = {}
        try:
            for lookups, several in _grouped(reports_of.values(), given_scope):
                looked = _looked(several, lookups, given_scope, log, offline, contact)
                told |= {report.run.id: attributed(report, looked) for report in several}
        except JournalError as error:
            raise Stop(UNUSABLE, f"{error}.") from None
        finally:
            log.close(ended=True)
        # The oldest first, so that the cases are left with what the latest says.
        for run in reversed(runs):
            store.amend(told[run.id], opening.learned)
    if log.used:
        console.say(f"What was asked stands in the journal in {out}")
    return [told[run.id] for run in runs]


def _grouped(found: Iterable[Report], scope: Scope | None) -> list[tuple[Lookups | None, list[Report]]]:
    """The reports by the lookups that are allowed for them, so that nothing is asked twice."""
    groups: list[tuple[Lookups | None, list[Report]]] = []
    for report in found:
        lookups = scope.lookups if scope is not None else report.scope.lookups
        several = next((each for known, each in groups if known == lookups), None)
        if several is None:
            groups.append((lookups, [report]))
        else:
            several.append(report)
    return groups


def _looked(
    found: Sequence[Report], lookups: Lookups | None, scope: Scope | None, log: Log, offline: bool, contact: str | None
) -> Looked:
    """What may be looked up for these reports; that nothing was is said."""
    services = {service.id: service for report in reversed(found) for service in report.services}
    targets = [(service.address, service.port) for service in services.values()]
    leave = given(lookups, offline=offline, targets=targets, scope=scope)
    if leave is None:
        why = "--offline" if offline else "the scope has no [lookups], or they are offline"
        console.say(f"Nobody was asked: {why}.")
    names = tuple(dict.fromkeys(name for report in found for name in report.scope.names))
    asked = wanted(list(services.values()), names)
    looked = look_up(leave, asked, log, agent=agent(contact), services=list(services.values()), table=lookups)
    if looked.gaps:
        console.say(f"{count(looked.gaps, 'question')} of the lookups got no answer.")
    return looked


def _lines(estate: Estate) -> list[str]:
    """An estate for people."""
    lines = [f"{estate.id}: {', '.join(estate.services)} (lookups: {estate.lookups})"]
    for party in estate.parties:
        role = party.role.replace("_", " ")
        lines.append(f"  {role}: {party.name or 'not known'} ({party.verdict}, {party.confidence:.0%})")
        lines += [f"    because {clue}" for clue in party.clues]
        lines += [f"    against: {says}" for says in party.contradictions]
        lines += [f"    contact: {contact}" for contact in party.contacts]
    return lines
