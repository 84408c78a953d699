"""Runs an audit for a person: progress, Ctrl-C, reports on disk, the summary on the screen, the exit code."""

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType, MappingProxyType

from msgspec.structs import replace

from leftopen import regular
from leftopen import report as reports
from leftopen.audit.pipeline import Audit
from leftopen.audit.plan import JOURNAL, Plan
from leftopen.face import console
from leftopen.face.console import DONE, EARLY, EXPOSED, REFUSED, UNUSABLE, Stop
from leftopen.face.progress import Show
from leftopen.journal import Journal, JournalError, Log, Noted
from leftopen.model import Problem, Report, Stage, Status
from leftopen.net.admission import Permit, admit
from leftopen.net.pool.pool import PoolError
from leftopen.report import html
from leftopen.scope.file import Scope
from leftopen.store import checkpoint, custody
from leftopen.store.checkpoint import CheckpointError

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ALWAYS = ("json", "html")
"""Formats that every output folder holds."""


class Journalled(Log):
    """The journal of an output folder, which is made when there is something to note: a request for a proof.

    `alone`: it is all that there will be in the folder, with no checkpoint that would tell a run cut short from a
    journal whose end was taken away. So a new one begins with an end, signed, and what follows is a command that adds
    to it.
    """

    def __init__(self, out: Path, *, alone: bool = False) -> None:
        super().__init__()
        self._out, self._alone = out, alone
        self._journal: Journal | None = None

    def _add(self, noted: Noted) -> None:
        if self._journal is None:
            self._out.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self._alone and not (self._out / JOURNAL).exists():
                custody.end(self._out, {})
            self._journal = Journal(self._out / JOURNAL)
        self._journal.adopt((noted,))

    @property
    def used(self) -> bool:
        """Whether anything was noted."""
        return self._journal is not None

    def close(self, *, ended: bool) -> None:
        """Leaves the journal to the run, or ends it."""
        if self._journal is not None:
            self._journal.close()
            if ended:
                custody.end(self._out, {})


def admitted(scope: Scope, out: Path, *, names: Iterable[str] = (), contact: str | None = None) -> Permit:
    """A permit, with the requests for its proof in the journal of this folder. Raises what `admit` does, and Stop."""
    log, permit = Journalled(out), None
    try:
        permit = admit(scope, names=names, log=log, contact=contact)
    except (JournalError, OSError) as error:
        raise _stopped(error, out, begun=False) from None
    finally:
        log.close(ended=permit is None)
    return permit


def audit(permit: Permit, plan: Plan, *, quiet: bool = False) -> Report:
    """Runs to the end or to Ctrl-C. Raises Stop where the run could not begin or be written down."""
    run = Audit(permit, plan)
    with Show(quiet=quiet) as show, stopped_by_signal(run):
        run.tell = show
        try:
            return run.run()
        except (CheckpointError, PoolError, JournalError, OSError) as error:
            raise _stopped(error, plan.out, begun=run.begun) from None


def _stopped(error: Exception, out: Path, *, begun: bool) -> Stop:
    """The end of a run that could not begin, or not go on."""
    if isinstance(error, CheckpointError):  # brings its remedy along
        return Stop(EARLY if begun else UNUSABLE, str(error))
    says = str(error) if isinstance(error, JournalError) else f"{out}: {_why(error)}"
    if not begun:
        code, remedy = (EARLY, "Make room, or choose") if _full(error) else (UNUSABLE, "Choose")
        return Stop(code, f"{says}. {remedy} another --out.")
    return Stop(EARLY, f"{says}. The run ended early; go on with --resume when that is mended.")


def _full(error: Exception) -> bool:
    """Whether it is the disk, and not the place."""
    fault = error if isinstance(error, OSError) else error.__cause__
    return isinstance(fault, OSError) and fault.errno in regular.FULL


def _why(error: Exception) -> str:
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else str(error)


@contextmanager
def stopped_by_signal(run: Audit) -> Iterator[None]:
    """The first Ctrl-C (or SIGTERM, or a terminal that goes away) ends the run and saves it; a second one quits."""

    def stop(_: int, __: FrameType | None) -> None:
        for number in heeded:
            signal.signal(number, signal.default_int_handler)
        with suppress(OSError):  # written past the buffers, in the middle of whose work we may be
            os.write(2, b"\nEnding early and saving what was found. Once more to quit at once.\n")
        run.stop()

    heeded = [number for number in SIGNALS if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in heeded}  # nohup has us go on without a terminal
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def chosen(formats: str) -> list[str]:
    """The formats of a comma-separated list, and those always written. Raises Stop for an unknown one."""
    known = reports.formats()
    wanted = [word.strip().lower() for word in formats.split(",") if word.strip()]
    for word in wanted:
        if word not in known:
            raise Stop(UNUSABLE, f"--format: {word!r} is not known. Known are: {', '.join(known)}.")
        if (missing := known[word].missing) is not None:
            raise Stop(UNUSABLE, f"--format: {missing}.")
    return list(dict.fromkeys([*ALWAYS, *wanted]))


def save(
    report: Report,
    out: Path,
    formats: Iterable[str],
    keep: Callable[[], None] = lambda: None,
    also: Mapping[str, bytes] = MappingProxyType({}),
    language: str | None = None,
) -> Sequence[Path]:
    """Puts the report into the folder in each format, ends the journal, has it kept in the database, and only then
    takes away the checkpoint from which a run is resumed; the folder is whole at each moment. `also`: documents that
    are there already and come into custody with it. `language`: of the HTML; None for that of the page which is there
    already, else English. A format that fails costs only its own document, is among the errors of report.json, and ends
    in a Stop when all is written. Raises Stop, and what `keep` raises.
    """
    paths, written = [], dict(also)
    documents, failed = _rendered(report, formats, language or _language_in(out))
    for word, data in documents.items():
        path = out / f"report{reports.formats()[word].suffix}"
        paths.append(path)
        written[path.name] = data
    put(out, written, "Nothing is lost: when that is mended, go on with --resume.")
    keep()
    if failed:
        raise Stop(EARLY, f"{'; '.join(failed)}. What else there is was written; go on with --resume.")
    if report.run.whole:
        checkpoint.drop(out)
    return paths


def rewrite(report: Report, out: Path, formats: Iterable[str]) -> None:
    """Writes the report anew into a folder that was finished, which is whole at each moment. Raises Stop."""
    documents, failed = _rendered(report, formats, _language_in(out))
    named = {f"report{reports.formats()[word].suffix}": data for word, data in documents.items()}
    put(out, named, "The folder is as it was before. When that is mended, do it again.")
    if failed:
        raise Stop(EARLY, f"{'; '.join(failed)}. What else there is was written.")


def _language_in(out: Path) -> str:
    """The language of the page in a folder; English where there is none that can be read."""
    try:
        with (out / f"report{html.SUFFIX}").open("rb") as page:
            return html.language_of(page.read(200))
    except OSError:
        return "en"


def _rendered(report: Report, formats: Iterable[str], language: str) -> tuple[dict[str, bytes], list[str]]:
    """The documents by format, report.json last, as it tells which of the others failed; and what failed."""
    documents: dict[str, bytes] = {}
    failed: list[str] = []
    for word in sorted(formats, key=lambda word: word == "json"):
        if word == "json" and failed:
            problems = tuple(Problem("", 0, Stage.RENDER, says, Status.BUG) for says in failed)
            run = replace(report.run, errors=report.run.errors + len(problems))
            report = replace(report, errors=(*report.errors, *problems), run=run)
        form = reports.formats()[word]
        try:
            documents[word] = html.render(report, language) if word == html.NAME else form.render(report)
        except Exception as error:
            if word == "json":
                raise
            failed.append(f"report{form.suffix} could not be made ({type(error).__name__})")
    return {word: documents[word] for word in formats if word in documents}, failed


def put(out: Path, documents: Mapping[str, bytes], remedy: str) -> None:
    """Puts documents into a folder and into the custody of its journal (`custody.put`). Raises Stop with the remedy."""
    try:
        custody.settle(out)
        unsigned = custody.put(out, documents)
    except (JournalError, OSError) as error:
        says = str(error) if isinstance(error, JournalError) else f"{out}: cannot be written ({_why(error)})"
        raise Stop(EARLY, f"{says}. {remedy}") from None
    if unsigned is not None:
        console.say(f"The journal is not signed, as {unsigned}.")


def exit_code(report: Report) -> int:
    """The exit code that a finished run stands for."""
    if report.run.expired:
        return REFUSED
    if not report.run.complete:
        return EARLY
    return EXPOSED if any(service.access.exposed for service in report.services) else DONE
