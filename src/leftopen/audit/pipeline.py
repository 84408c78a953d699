"""The pipeline on one page: a permit goes in, a report comes out. The file to read first.

    permit ─ drive: open ports ─► services ─ look up ─ outcome: correlate ─► estates ─► report

Whatever is done is written down at once (`journal.jsonl`, `progress.jsonl`), so that a run that is cut short is saved.
"""

import threading

from leftopen.audit import folder, outcome
from leftopen.audit.drive import Drive
from leftopen.audit.plan import Plan
from leftopen.audit.progress import Findings, OnProgress, State
from leftopen.model import Report
from leftopen.net import custody
from leftopen.net.admission import Permit


class Audit:
    """One run. `stop` may be called from a signal handler: the run ends soon and is saved."""

    def __init__(self, permit: Permit, plan: Plan, tell: OnProgress = lambda _: None) -> None:
        self.permit, self.plan, self.tell = permit, plan, tell
        self.begun = False
        """True once the run is entered in its folder, so that it can be resumed."""
        self.found = Findings(State(permit.targets.size if plan.listed is None else len(plan.listed)))
        self._stop = threading.Event()
        self._drive: Drive | None = None

    def run(self) -> Report:
        """Runs to the end, or to `stop`. Raises JournalError or CheckpointError where nothing can be written, OSError
        where the folder cannot be made, PoolError where one of the processes dies.

        The checkpoint stays, so that nothing is lost where the report cannot be written: `checkpoint.drop` it then.
        """
        permit, plan, found = self.permit, self.plan, self.found
        custody.guard()
        with folder.opened(plan) as (journal, saved):
            folder.check(permit, plan, saved)
            self.begun = True
            begun = folder.begin(permit, plan, saved, journal)
            found.recall(saved.past)
            self._drive = drive = Drive(permit, plan, found, saved, journal, self.tell, self._stop)
            drive.run(begun)
            found.state.stage = "judge"
            self.tell(found.state)
            looked = outcome.look_up(permit, plan, found, journal, drive.allowance, drive.ends, stopped=drive.stopped)
            whole, expired, lost = drive.whole, drive.expired, drive.lost
            journal.note("end", whole=whole, services=len(found.services))
        head = journal.head
        return outcome.report(permit, begun, found, head, looked, whole=whole, expired=expired, lost=lost)

    def stop(self) -> None:
        """Ends the run soon; what was found so far is kept and reported."""
        self._stop.set()
        if self._drive is not None:
            self._drive.stop()
