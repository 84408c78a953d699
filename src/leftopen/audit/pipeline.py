"""The pipeline on one page: a permit goes in, a report comes out. The file to read first.

    permit ─ sources ─► open ports ─ pool ─► services ─ outcome: correlate ─► estates ─► report
                                       └ in each process, a job: session ─► finding (unmasked) ─ assess ─► service

Whatever is done is written down at once (`journal.jsonl`, `progress.jsonl`), so that a run that is cut short is saved.
"""

import asyncio
import contextlib
import threading

from leftopen.audit import folder, outcome
from leftopen.audit.assess import Assessed
from leftopen.audit.job import ProbeJob
from leftopen.audit.plan import Plan
from leftopen.audit.progress import Findings, OnProgress, State
from leftopen.audit.sources import Sources
from leftopen.journal import Journal
from leftopen.judge.looked import Looked, wanted
from leftopen.model import Report
from leftopen.net import custody
from leftopen.net.admission import Permit
from leftopen.net.agent import agent
from leftopen.net.lookups.ask import look_up
from leftopen.net.lookups.leave import given
from leftopen.net.pool.pool import WorkerPool
from leftopen.privacy.sketch import new_key
from leftopen.store.checkpoint import Begun, Checkpoint, CutOff, Done, Logins

_LOOK = 0.5
"""Seconds between two looks at whether the permission still holds."""


class Audit:
    """One run. `stop` may be called from a signal handler: the run ends soon and is saved."""

    def __init__(self, permit: Permit, plan: Plan, tell: OnProgress = lambda _: None) -> None:
        self.permit, self.plan, self.tell = permit, plan, tell
        self.begun = False
        """True once the run is entered in its folder, so that it can be resumed."""
        self.found = Findings(State(permit.targets.size if plan.listed is None else len(plan.listed)))
        self._stop = threading.Event()
        self._sources: Sources | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._asking: asyncio.Task[None] | None = None

    def run(self) -> Report:
        """Runs to the end, or to `stop`. Raises JournalError or CheckpointError where nothing can be written, OSError
        where the folder cannot be made, PoolError where one of the processes dies.

        The checkpoint stays, so that nothing is lost where the report cannot be written: `checkpoint.drop` it then.
        """
        custody.guard()
        with folder.opened(self.plan) as (journal, saved):
            folder.check(self.permit, self.plan, saved)
            self.begun = True
            begun = folder.begin(self.permit, self.plan, saved, journal)
            self.found.state.answering = len(saved.past.opened)
            for done in saved.past.done.values():
                self.found.keep(done.service, done.problems)
            self._sources = Sources(self.permit, self.plan, self.found, saved, self.tell)
            asyncio.run(self._drive(self._sources, begun, saved, journal))
            lost = self._sources.conclude()
            if lost is not None:
                saved.note(CutOff(*lost))
            self.found.state.stage = "judge"
            self.tell(self.found.state)
            looked = self._look_up(journal)
            whole, expired = self._whole, self._sources.expired
            journal.note("end", whole=whole, services=len(self.found.services))
        head = journal.head
        return outcome.report(self.permit, begun, self.found, head, looked, whole=whole, expired=expired, lost=lost)

    def stop(self) -> None:
        """Ends the run soon; what was found so far is kept and reported."""
        self._stop.set()
        if self._sources is not None:
            self._sources.stop()
        if self._loop is not None and self._asking is not None:
            with contextlib.suppress(RuntimeError):  # the loop has just been closed: everything was asked
                self._loop.call_soon_threadsafe(self._asking.cancel)

    @property
    def _whole(self) -> bool:
        """Whether all of the scope was asked."""
        asked = self._sources
        return asked is not None and not (asked.lost or asked.missed or asked.expired or self._stop.is_set())

    def _look_up(self, journal: Journal) -> Looked:
        """Whose it is, where the scope lets registries and names be asked; not once the run is to end."""
        services = tuple(self.found.services.values())
        leave = given(self.permit.scope.lookups, offline=self.plan.offline or self._stop.is_set(), permit=self.permit)
        asked = wanted(services, tuple(outcome.pointing(self.permit)))
        table = self.permit.scope.lookups
        return look_up(leave, asked, journal, agent=agent(self.plan.contact), services=services, table=table)

    async def _drive(self, sources: Sources, begun: Begun, saved: Checkpoint, journal: Journal) -> None:
        """Asks every open port, many at once; ends early when stopped, or when the permission ends."""
        tried = (*self.plan.tried, *saved.past.tried.values())
        job = ProbeJob(self.permit, self.plan.contact, self.plan.source, new_key(), tried, sources.allowance)
        processes = 0 if self.plan.processes == 1 else self.plan.processes
        pool = WorkerPool(job, journal, processes, self.permit.scope.limits.per_host)
        self._loop = asyncio.get_running_loop()
        self._asking = asyncio.create_task(self._ask(pool, sources, begun, saved, journal))
        watching = asyncio.create_task(self._watch(sources))
        if self._stop.is_set():
            self._asking.cancel()
        try:
            await self._asking
        except asyncio.CancelledError:
            if not self._stop.is_set():
                raise
        finally:
            watching.cancel()

    async def _watch(self, sources: Sources) -> None:
        """Ends the run when its permission does: the clock may be set, and the machine may sleep."""
        while not self.permit.expired:  # noqa: ASYNC110 - there is no event for what the clock of the machine says
            await asyncio.sleep(_LOOK)
        sources.expired = True
        self.stop()

    async def _ask(
        self, pool: WorkerPool[Assessed], sources: Sources, begun: Begun, saved: Checkpoint, journal: Journal
    ) -> None:
        async with contextlib.aclosing(pool.results(sources.targets(begun, journal))) as results:
            async for known in results:
                if known.tried:
                    saved.note(Logins(known.tried))
                    self.plan.remember(known.tried)
                if not sources.again(known):
                    saved.note(Done(known.target, known.service, known.problems))
                    self.found.take(known)
                    self.tell(self.found.state)
