"""The questions of a run: every open port is asked, many at once, until all are, it is stopped or its permission ends.

sources ─► open ports ─ pool ─► services
                           └ in each process, a job: session ─► finding (unmasked) ─ assess ─► service
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable

from leftopen.audit.assess import Assessed
from leftopen.audit.job import ProbeJob
from leftopen.audit.plan import Plan
from leftopen.audit.progress import Findings, OnProgress
from leftopen.audit.sources import Sources
from leftopen.journal import Journal
from leftopen.net.admission import Permit
from leftopen.net.pool.pool import WorkerPool
from leftopen.net.session.ledger import Ledger
from leftopen.net.session.logins import sent
from leftopen.net.sweep.outage import Address
from leftopen.privacy.sketch import new_key
from leftopen.store.checkpoint import Begun, Checkpoint, CutOff, Done, LoginsTried

_LOOK = 0.5
"""Seconds between two looks at whether the permission still holds."""


class Drive:
    """Asks what `permit` permits and `plan` names; what it learns goes to `found`, `saved` and `journal` at once.

    `stopped` is set to end it soon, by whoever calls `stop`; it may be set before the drive begins. `lost`, once it has
    run: the address, if any, to which there is no way any more. `allowance`: the connections of the run.
    """

    def __init__(
        self,
        permit: Permit,
        plan: Plan,
        found: Findings,
        saved: Checkpoint,
        journal: Journal,
        tell: OnProgress,
        stopped: threading.Event,
    ) -> None:
        self._permit, self._plan, self._found, self._saved, self._journal = permit, plan, found, saved, journal
        self._tell, self._stopped = tell, stopped
        self._sources = Sources(permit, plan, found, saved, tell)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._asking: asyncio.Task[None] | None = None
        self._halt: Callable[[], None] = lambda: None
        self.allowance = self._sources.allowance
        self.lost: Address | None = None

    @property
    def stopped(self) -> bool:
        """Whether it was to end before all was asked."""
        return self._stopped.is_set()

    def ends(self, halt: Callable[[], None]) -> None:
        """Has `stop` call this too from now on: what else is asked for the run."""
        self._halt = halt
        if self.stopped:
            halt()

    @property
    def expired(self) -> bool:
        """Whether the permission ended before the run did."""
        return self._sources.expired

    @property
    def whole(self) -> bool:
        """Whether all of the scope was asked."""
        asked = self._sources
        return not (self.lost or asked.missed or asked.expired or self.stopped)

    def run(self, begun: Begun) -> None:
        """Asks until nothing is left, the permission ends or `stop` is called. Raises JournalError, CheckpointError
        where nothing can be written, PoolError where one of the processes dies.
        """
        asyncio.run(self._drive(begun))
        self.lost = self._sources.conclude()
        if self.lost is not None:
            self._saved.note(CutOff(*self.lost))

    def stop(self) -> None:
        """Ends the questions soon; may be called from a signal handler or another thread."""
        self._sources.stop()
        self._halt()
        if self._loop is not None and self._asking is not None:
            with contextlib.suppress(RuntimeError):  # the loop has just been closed: everything was asked
                self._loop.call_soon_threadsafe(self._asking.cancel)

    async def _drive(self, begun: Begun) -> None:
        plan, limits = self._plan, self._permit.scope.limits
        tried = (*plan.tried, *self._saved.past.tried.values())
        allowed = self._permit.scope.checks.factory_credentials
        if allowed and plan.resume:
            tried = (*tried, *sent(self._journal.path))
        ledger = Ledger() if allowed else None
        job = ProbeJob(self._permit, plan.contact, plan.source, new_key(), tried, self._sources.allowance, ledger)
        pool = WorkerPool(job, self._journal, 0 if plan.processes == 1 else plan.processes, limits.per_host)
        self._loop = asyncio.get_running_loop()
        self._asking = asyncio.create_task(self._ask(pool, begun))
        watching = asyncio.create_task(self._watch())
        if self.stopped:
            self._asking.cancel()
        try:
            await self._asking
        except asyncio.CancelledError:
            if not self.stopped:
                raise
        finally:
            watching.cancel()

    async def _watch(self) -> None:
        """Ends the run when its permission does: the clock may be set, and the machine may sleep."""
        while not self._permit.expired:  # noqa: ASYNC110 - there is no event for what the clock of the machine says
            await asyncio.sleep(_LOOK)
        self._sources.expired = True
        self._stopped.set()
        self.stop()

    async def _ask(self, pool: WorkerPool[Assessed], begun: Begun) -> None:
        sources, saved, found = self._sources, self._saved, self._found
        async with contextlib.aclosing(pool.results(sources.targets(begun, self._journal))) as results:
            async for known in results:
                if known.tried:
                    saved.note(LoginsTried(known.tried))
                    self._plan.remember(known.tried)
                if not sources.again(known):
                    saved.note(Done(known.target, known.service, known.problems))
                    found.take(known)
                    self._tell(found.state)
