"""Runs an audit for a person: progress, Ctrl-C, reports on disk, the summary on the screen, the exit code."""

import signal
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from leftopen import report as reports
from leftopen.audit import Audit
from leftopen.face import console
from leftopen.face.console import DONE, EARLY, EXPOSED, UNUSABLE, Stop
from leftopen.face.progress import Show
from leftopen.model import Report
from leftopen.net.journal import JournalError
from leftopen.net.sweep import SweepError
from leftopen.plan import Plan
from leftopen.scope.file import Scope
from leftopen.store.checkpoint import CheckpointError

ALWAYS = ("json", "html")
"""Formats that every output folder holds."""


def audit(scope: Scope, plan: Plan, *, quiet: bool = False) -> Report:
    """Runs to the end or to Ctrl-C. Raises Stop where the run could not begin or be written down."""
    run = Audit(scope, plan)
    with Show(quiet=quiet) as show, stopped_by_signal(run):
        run.tell = show
        try:
            return run.run()
        except CheckpointError as error:
            raise Stop(UNUSABLE if plan.resume else EARLY, str(error)) from None
        except JournalError as error:
            raise Stop(EARLY, f"{error}. The run ended; go on with --resume when that is mended.") from None
        except (OSError, SweepError) as error:
            says = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise Stop(EARLY, f"{plan.out}: the run ended early: {says}. Go on with --resume.") from None


@contextmanager
def stopped_by_signal(run: Audit) -> Iterator[None]:
    """The first Ctrl-C (or SIGTERM) ends the run and saves it; a second one ends the program."""

    def stop(number: int, _: FrameType | None) -> None:
        console.say("\nEnding early and saving what was found. Once more to quit at once.")
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        run.stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
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
    return list(dict.fromkeys([*ALWAYS, *wanted]))


def save(report: Report, out: Path, formats: Iterable[str]) -> Sequence[Path]:
    """Writes the report into the folder in each format. Raises Stop."""
    paths = []
    for word in formats:
        form = reports.formats()[word]
        path = out / f"report{form.suffix}"
        console.write(path, form.render(report))
        paths.append(path)
    return paths


def exit_code(report: Report) -> int:
    """The exit code that a finished run stands for."""
    if not report.run.complete:
        return EARLY
    return EXPOSED if any(service.access.exposed for service in report.services) else DONE
