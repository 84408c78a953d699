"""`leftopen audit`."""

import datetime as dt
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NamedTuple

from cyclopts import Parameter
from cyclopts.validators import Number

from leftopen import ingest
from leftopen.audit.folder import holds
from leftopen.audit.plan import Plan
from leftopen.face import console, database, running, told
from leftopen.face.console import DONE, EARLY, REFUSED, UNUSABLE, Stop
from leftopen.ingest import Listed
from leftopen.model import Report, Status, Target, Tried
from leftopen.net import resolve
from leftopen.net.pool.pool import MOST
from leftopen.probes import named_ports
from leftopen.report.plain import summary
from leftopen.report.plain.text import count
from leftopen.report.plain.tongue import Language
from leftopen.report.plain.words import unasked
from leftopen.scope import file, ranges

_FORMAT = "json,html"


def audit(
    scope: Annotated[Path, Parameter(name="SCOPE")],
    /,
    *,
    out: Path | None = None,
    format: str = _FORMAT,
    from_: Annotated[Path | None, Parameter(name="--from", allow_leading_hyphen=True)] = None,
    from_format: str | None = None,
    resume: bool = False,
    offline: bool = False,
    db: str | None = None,
    contact: str | None = None,
    source: str | None = None,
    processes: Annotated[int | None, Parameter(validator=Number(gte=1, lte=MOST))] = None,
    language: Language | None = None,
    quiet: bool = False,
) -> int:
    """Sweep a scope, prove what is open, say what it exposes, and write the report.

    Examples:

    leftopen audit office.toml

    leftopen audit office.toml --out autumn --format json,html,csv --db sqlite:///leftopen.db

    leftopen audit office.toml --from found-by-another-scanner.xml

    leftopen audit office.toml --out autumn --resume

    Exit codes: 0 nothing exposed, 1 exposures found, 2 unusable arguments or scope, 3 refused by the conduct rules,
    4 not all was asked (what was found is saved; --resume goes on).

    A network to which this machine loses its way is waited for, half a minute; then the run ends early.

    Parameters
    ----------
    scope
        The scope file: what may be asked, who permitted it, until when (see: leftopen init).
    out
        The output folder; without it, a new one named after the date.
    format
        Formats to write besides json and html, separated by commas (see: leftopen export --help).
    from_
        Ask what another scanner found instead of sweeping: nmap, masscan, naabu, Shadowserver, Shodan, Censys and more,
        or host:port lines (- reads standard input); what is not in the scope is not asked.
    from_format
        The format of that file, where it does not show (see: leftopen import --help).
    resume
        Go on with a run that was cut short, in the same output folder.
    offline
        Ask nobody but the targets, whatever [lookups] of the scope says.
    db
        Keep the report in this database too, and open cases for what is exposed (see: leftopen cases): sqlite:///FILE.
    contact
        Mail or web address that the other side finds in the User-Agent.
    source
        Local address to connect from, to targets of its IP version; others are asked from the usual address.
    processes
        How many processes ask services; without it one, and as soon as that is not enough one for each processor.
    language
        Of report.html: en (English, as without it) or zh (simplified Chinese).
    quiet
        No progress.
    """
    _check_list(from_)
    given = file.load(scope, named_ports())
    formats = running.chosen(format)
    _check(contact, source)
    folder = _folder(scope, out, resume=resume)
    options: dict[str, object] = {
        "--from": from_,
        "--from-format": from_format,
        "--format": None if format == _FORMAT else format,
        "--db": db and console.without_login(db),
        "--contact": contact,
        "--source": source,
        "--processes": processes,
        "--language": language,
    }
    again = _again(scope, folder, options)
    given_list = ingest.load(from_, from_format) if from_ is not None else None
    listed = given_list.listed if given_list is not None else None
    told.skipped(given_list)
    with _cut_short(folder, again), _database(db) as kept:
        permit = running.admitted(given, folder, names=_names(listed), contact=contact)
        plan = Plan(
            folder,
            _targets(listed, permit.resolved),
            frozenset(_names(listed)),
            resume=resume,
            offline=offline,
            contact=contact,
            source=source,
            processes=processes,
            tried=kept.tried,
            remember=kept.remember,
        )
        report = running.audit(permit, plan, quiet=quiet)
        paths = running.save(report, folder, formats, lambda: kept.keep(report, given.text), language=language)
    console.out(summary.summary(report, colour=console.coloured(), width=console.width()))
    console.say("Written: " + ", ".join(map(str, paths)))
    code = max(_beside(report, listed), _end(report, again))
    if code == DONE and given_list is not None and given_list.unread:
        console.say("Not all of the list could be read, so that this is no all-clear for what it names.")
        return EARLY
    return code


def _check_list(from_: Path | None) -> None:
    """Refuses an option in the place of the file, which is taken for one since standard input is spelt `-`."""
    if from_ is not None and str(from_).startswith("-") and str(from_) != "-":
        raise Stop(
            UNUSABLE, f"--from: names no file but {str(from_)!r}. Write --from FILE, or --from - to read a pipe."
        )


def _check(contact: str | None, source: str | None) -> None:
    """Refuses what would only show when the first service is asked."""
    if contact is not None and not (contact.isascii() and contact.isprintable() and contact.strip()):
        raise Stop(UNUSABLE, "--contact: must be printable ASCII. Write a mail or web address.")
    if source is not None and not (_literal(source) and resolve.ours(source)):
        raise Stop(UNUSABLE, f"--source: {source!r} is no address of this machine. Write one that it has.")


class _Kept(NamedTuple):
    """The database, where there is one: what keeps a report, and the factory logins that were tried."""

    keep: Callable[[Report, str], None] = lambda _, __: None
    tried: tuple[Tried, ...] = ()
    remember: Callable[[Sequence[Tried]], None] = lambda _: None


def _folder(scope: Path, out: Path | None, *, resume: bool) -> Path:
    """The output folder. Raises Stop where it does not hold what is to be resumed, or holds what would be replaced."""
    if out is None:
        if resume:
            raise Stop(UNUSABLE, "--resume: goes on with the run in a folder. Name the folder with --out.")
        return Path(f"leftopen-{dt.datetime.now(dt.UTC):%Y-%m-%d-%H%M%S}")
    try:
        found = holds(out)
    except OSError as error:
        raise Stop(UNUSABLE, f"--out: {out}: {error.strerror}. Choose another folder.") from None
    if resume and found == "nothing":
        raise Stop(UNUSABLE, f"--resume: {out}: there is no run to resume. Start one without --resume.")
    if resume and found == "finished":
        says = "its run is finished, and there is nothing to resume"
        raise Stop(UNUSABLE, f"--resume: {out}: {says}. To run it again, choose another --out.")
    if not resume and found != "nothing":
        again = shlex.join(["leftopen", "audit", str(scope), "--out", str(out), "--resume"])
        ways = {"unfinished": [f"To go on with it: {again}"], "finished": [f"To read it: {out / 'report.html'}"]}[found]
        console.say("\n".join([*ways, "To begin another one: choose another --out, or leave it out for a new folder."]))
        raise Stop(UNUSABLE, f"{out}: holds a run that is {found}, which was left as it is.")
    return out


@contextmanager
def _database(url: str | None) -> Iterator[_Kept]:
    """What the database keeps, which is opened before anything is asked."""
    if url is None:
        yield _Kept()
        return
    with database.opened(url, create=True) as store:
        from leftopen.cases import opening
        from leftopen.store.schema import StoreError

        def keep(report: Report, text: str) -> None:
            try:
                store.save(report, text, opening.join)
            except StoreError as error:
                says = "The report is in the output folder; go on with --resume when that is mended"
                raise Stop(EARLY, f"--db {console.without_login(url)}: {error}. {says}.") from None

        yield _Kept(keep, store.tried(), store.remember)


def _again(scope: Path, folder: Path, options: Mapping[str, object]) -> str:
    """The command that goes on with this run."""
    said = [word for name, value in options.items() if value is not None for word in (name, str(value))]
    return shlex.join(["leftopen", "audit", str(scope), *said, "--out", str(folder), "--resume"])


@contextmanager
def _cut_short(folder: Path, again: str) -> Iterator[None]:
    """Of an interrupt that came when the run could not end in order: a second one, or while the report was written."""
    try:
        yield
    except KeyboardInterrupt:
        if holds(folder) != "unfinished":
            raise
        raise Stop(EARLY, f"interrupted; what was asked so far is saved. Go on with: {again}") from None


def _end(report: Report, again: str) -> int:
    code = running.exit_code(report)
    if code == EARLY and report.run.whole:
        ours = unasked(report)
        if report.run.unjudged > ours:
            many = count(report.run.unjudged - ours, "service was", "services were")
            console.say(f"{many} recognised and could not be judged, so that this is no all-clear: see errors.")
        if ours:
            console.say(f"{count(ours, 'service')} could not be asked, {_LIMITS}")
    elif code in (EARLY, REFUSED):
        console.say(f"{_why_early(report)}:")
        console.say(again)
    return code


def _beside(report: Report, listed: list[Listed] | None) -> int:
    """Tells how many of a list the scope does not name, which is why they were not asked; the exit code of that."""
    beside = {(each.address, each.port) for each in report.errors if each.status is Status.BARRED}
    if not listed or not beside:
        return DONE
    says = f"{count(len(beside), 'service')} of the list not in the scope: not asked, so that nothing is said of them."
    if len(beside) < report.run.targets:
        console.say(says)
        return DONE
    console.say(f"{says} Nothing else is in the list.")
    return EARLY


_LIMITS = (
    "as this machine could not open a connection, so that this is no all-clear: see errors. Where these name a limit, "
    "raise it (ulimit -n), or lower rate and per_host in [limits], and run it again."
)


def _why_early(report: Report) -> str:
    if report.run.expired:
        says = "The permission has expired; what was found so far is saved. When it is renewed"
        return f"{says} (nothing but [authorisation] may change), go on with"
    lost = report.run.lost
    missed = [error.place for error in report.errors if error.port is None]
    if lost is None and missed:
        names = ", ".join(missed[:3])
        return f"Not all was asked ({names}: see errors); the rest is saved. When that is mended, go on with"
    if lost is None:
        return "The run ended early; what was found so far is saved. Go on with"
    says = f"The network to {lost} is gone: this machine has no way there. What was found so far is saved"
    return f"{says}; what was not asked for that reason is asked when you go on"


def _names(listed: list[Listed] | None) -> list[str]:
    return sorted({item.host for item in listed or () if not _literal(item.host)})


def _literal(host: str) -> bool:
    try:
        ranges.plain(host)
    except ValueError:
        return False
    return True


def _targets(listed: list[Listed] | None, pairs: tuple[tuple[str, str], ...]) -> tuple[Target, ...] | None:
    if listed is None:
        return None
    found: dict[str, Target] = {}
    for item in listed:
        if _literal(item.host):
            addresses, name = [str(ranges.plain(item.host))], None
        else:
            addresses, name = [address for host, address in pairs if host == item.host], item.host
        for address in addresses:
            target = Target(address, item.port, name)
            found.setdefault(target.id, target)
    return tuple(found.values())
