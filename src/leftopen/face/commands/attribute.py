"""`leftopen attribute`."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from cyclopts import Parameter

from leftopen import report as reports
from leftopen.audit.attributed import attributed
from leftopen.face import console, database, running
from leftopen.face.console import DONE, UNUSABLE, Stop
from leftopen.journal import JournalError, Log, Notebook
from leftopen.judge.looked import Looked, wanted
from leftopen.model import Estate, Lookups, Report
from leftopen.net.agent import agent
from leftopen.net.lookups.ask import look_up
from leftopen.net.lookups.leave import given
from leftopen.probes import named_ports
from leftopen.report import json
from leftopen.report.plain.text import count
from leftopen.scope import file
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
        A database of audit --db: its newest report.
    scope
        A scope file whose [lookups] are used; without it, those kept with the audit.
    offline
        Ask nobody: what the audit saw is all there is.
    contact
        Mail or web address that the other side finds in the User-Agent.
    format
        A few lines, or one JSON document: the estates with their parties.
    """
    if (folder is None) == (db is None):
        raise Stop(UNUSABLE, "Name where the report is: either DIR or --db URL.")
    found = (
        _in_folder(folder, scope, offline, contact)
        if folder is not None
        else _in_store(str(db), scope, offline, contact)
    )
    if format == "json":
        told = [{"estate": e.id, "lookups": e.lookups, "parties": e.parties} for e in found.estates]
        console.out(msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n")
    else:
        console.out("".join(f"{line}\n" for estate in found.estates for line in _lines(estate)))
    return DONE


def _in_folder(folder: Path, scope: Path | None, offline: bool, contact: str | None) -> Report:
    """Writes the folder anew. Raises Stop where it was changed since it was written, which would be covered up so."""
    path = folder / _REPORT
    try:
        report = json.load(path.read_bytes())
    except OSError as error:
        raise Stop(UNUSABLE, f"{path}: cannot be read ({error.strerror}). Name an output folder of audit.") from None
    except json.Unreadable as error:
        raise Stop(UNUSABLE, f"{path}: is no report of leftopen ({error}). Name an output folder of audit.") from None
    if not custody.kept(path):
        raise Stop(UNUSABLE, f"{folder}: has no journal to note lookups in. Name an output folder of audit.")
    if not (found := custody.verify(folder)).intact:
        place, says = found.faults[0]
        raise Stop(UNUSABLE, f"{place}: {says}: the folder was left as it is. See: leftopen verify {folder}")
    log = running.Journalled(folder)
    try:
        looked = _looked(report, log, scope, offline, contact)
    except JournalError as error:
        raise Stop(UNUSABLE, f"{error}.") from None
    finally:
        log.close(ended=True)
    told = attributed(report, looked)
    formats = [name for name, form in reports.formats().items() if (folder / f"report{form.suffix}").is_file()]
    running.save(told, folder, formats)
    return told


def _in_store(url: str, scope: Path | None, offline: bool, contact: str | None) -> Report:
    with database.opened(url) as store:
        runs = store.runs()
        if not runs:
            raise Stop(UNUSABLE, f"--db {console.without_login(url)}: holds no report yet. Write one with audit --db.")
        report = store.load(runs[0].id)
        told = attributed(report, _looked(report, Notebook(b"lookups"), scope, offline, contact))
        store.amend(told)
    return told


def _looked(report: Report, log: Log, scope: Path | None, offline: bool, contact: str | None) -> Looked:
    """What may be looked up; that nothing was is said."""
    given_scope = file.load(scope, named_ports()) if scope is not None else None
    lookups: Lookups | None = given_scope.lookups if given_scope is not None else report.scope.lookups
    targets = [(service.address, service.port) for service in report.services]
    leave = given(lookups, offline=offline, targets=targets, scope=given_scope)
    if leave is None:
        why = "--offline" if offline else "the scope has no [lookups], or they are offline"
        console.say(f"Nobody was asked: {why}.")
    asked = wanted(report.services, tuple(report.scope.names))
    looked = look_up(leave, asked, log, agent=agent(contact), services=report.services, table=lookups)
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
