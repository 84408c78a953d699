"""`leftopen demo`."""

import signal
from pathlib import Path

from leftopen.face import console, running
from leftopen.face.console import DONE, EARLY, Stop
from leftopen.lab import check
from leftopen.lab import demo as lab
from leftopen.lab.cases import planted as everything
from leftopen.lab.demo import LabError
from leftopen.plan import Plan
from leftopen.probes import named_ports
from leftopen.report.plain import summary
from leftopen.scope import file

WRONG = 1


def demo(*, out: Path = Path("leftopen-demo"), keep: bool = False) -> int:
    """Do the whole job on an embedded lab with invented people: no network, about a minute.

    Starts servers on loopback that speak the real protocols, audits them over real sockets, holds the report against
    what was planted, and stops them.

    Example: leftopen demo --out /tmp/demo

    Exit codes: 0 everything planted was found and nothing over-claimed, 1 something was not, 4 ended early.

    Parameters
    ----------
    out
        The output folder.
    keep
        Leave the lab running until Ctrl-C, to look around in it.
    """
    planted = everything()
    out.mkdir(parents=True, exist_ok=True)
    path = out / "scope.toml"
    console.write(path, lab.scope_text(planted).encode())
    try:
        with lab.running(planted):
            report = running.audit(file.load(path, named_ports()), Plan(out))
            paths = running.save(report, out, running.ALWAYS)
            console.out(summary.text(report, colour=console.coloured(), width=console.width()))
            console.say("Written: " + ", ".join(map(str, paths)))
            if keep:
                _wait(path)
    except LabError as error:
        raise Stop(EARLY, str(error)) from None
    if not report.run.complete:
        return EARLY
    wrong = check.complaints(report, planted)
    for line in wrong:
        console.say(f"WRONG: {line}")
    if not wrong:
        console.say(f"All {len(planted)} planted services were found as they are, and nothing was over-claimed.")
    return WRONG if wrong else DONE


def _wait(path: Path) -> None:
    """Until Ctrl-C."""
    console.say(f"The lab goes on running. Audit it yourself: leftopen audit {path}. Ctrl-C ends it.")
    try:
        signal.pause()
    except KeyboardInterrupt:
        console.say("\nThe lab ends.")
