"""`leftopen demo`."""

import shlex
import threading
from collections.abc import Sequence
from pathlib import Path

from leftopen.audit.folder import holds
from leftopen.audit.plan import Plan
from leftopen.face import console, running
from leftopen.face.console import DONE, EARLY, UNUSABLE, Stop
from leftopen.lab import check
from leftopen.lab import demo as lab
from leftopen.lab.cases import planted as everything
from leftopen.lab.demo import Lab, LabError
from leftopen.lab.planted import Planted
from leftopen.model import Report
from leftopen.net.admission import admit
from leftopen.probes import named_ports
from leftopen.report.plain import summary
from leftopen.scope import file

WRONG = 1
_TICK = 1.0
"""Seconds after which it is looked whether Ctrl-C came."""
SCOPE, PAGE = "scope.toml", "report.html"


def demo(*, out: Path = Path("leftopen-demo"), keep: bool = False) -> int:
    """Do the whole job on an embedded lab with invented people: half a minute, no network.

    Starts servers on loopback that speak the real protocols, audits them over real sockets, holds the report against
    what was planted, and stops them.

    Example: leftopen demo --out /tmp/demo

    Exit codes: 0 everything planted was found and nothing over-claimed, 1 something was not, 2 the folder cannot be
    used, 4 ended early.

    Parameters
    ----------
    out
        The output folder.
    keep
        Leave the lab running until Ctrl-C, to look around in it.
    """
    try:
        with lab.running(everything()) as found:
            planted = found.planted
            where = lab.range_of(planted)
            console.say(f"The lab: {len(planted)} servers with invented people on {where}, a part of loopback.")
            report = _audited(found, out)
            wrong = [] if not report.run.whole else check.complaints(report, planted)
            _tell(report, out, planted, wrong)
            if keep and report.run.whole:
                _wait(out)
    except LabError as error:
        raise Stop(EARLY, str(error)) from None
    except KeyboardInterrupt:
        raise Stop(EARLY, "interrupted; the lab has stopped.") from None
    if not report.run.whole:
        return EARLY
    return WRONG if wrong else DONE


def _audited(found: Lab, out: Path) -> Report:
    """The report, also in the folder."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(UNUSABLE, f"{out}: cannot be made ({error.strerror}). Choose another --out.") from None
    text = lab.scope_text(found).encode()
    if holds(out) != "nothing" and not _a_demo(out, text):
        raise Stop(UNUSABLE, f"{out}: holds a run that is no demo, which was left as it is. Choose another --out.")
    console.write(out / SCOPE, text)
    report = running.audit(admit(file.load(out / SCOPE, named_ports())), Plan(out))
    running.save(report, out, running.ALWAYS, also={SCOPE: text})
    return report


def _a_demo(out: Path, text: bytes) -> bool:
    """Whether the folder holds an earlier demo, which this one replaces: they have one name."""
    try:
        with (out / SCOPE).open("rb") as file:
            return file.readline(1000).strip() == text.strip().splitlines()[0]
    except OSError:
        return False


def _tell(report: Report, out: Path, planted: Sequence[Planted], wrong: Sequence[str]) -> None:
    console.out(summary.summary(report, colour=console.coloured(), width=console.width()) + "\n")
    for line in wrong:
        console.say(f"WRONG: {line}")
    if not report.run.whole:
        console.say("The demo ended early; what was found so far is saved.")
    elif not wrong:
        console.say(f"All {len(planted)} planted services were found as they are, and nothing was over-claimed.")
    console.say(f"To read in a browser, with report.json and the journal beside it:\n{out / PAGE}")


def _wait(out: Path) -> None:
    """Until Ctrl-C."""
    scope = shlex.quote(str(out / SCOPE))
    try:
        console.say(f"The lab goes on running. Audit it yourself: leftopen audit {scope}\nCtrl-C ends it.")
        waiting = threading.Event()
        while True:  # and not `signal.pause`, which misses what came just before it
            waiting.wait(_TICK)
    except KeyboardInterrupt:
        console.say("\nThe lab has ended.")
