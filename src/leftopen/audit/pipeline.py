"""The pipeline on one page: a scope goes in, a report comes out. The file to read first.

    scope ─ sweep ─► open ports ─ crew ─► services ─ correlate ─► estates ─► report
                                   └ in each process (asking): driver ─► finding (unmasked) ─ describe ─► service

Whatever is done is written down at once (`journal.jsonl`, `progress.jsonl`), so that a run that is cut short is saved.
"""

import asyncio
import contextlib
import datetime as dt
import secrets
import threading
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any

from leftopen import __version__
from leftopen.audit.assess import Assessed
from leftopen.audit.job import ProbeJob
from leftopen.audit.plan import JOURNAL, OnProgress, Plan, State, Tally, identity, part, targets
from leftopen.journal import Journal
from leftopen.judge.bounds import Room
from leftopen.judge.correlate import correlate
from leftopen.model import (
    Access,
    Authorisation,
    Problem,
    Report,
    Run,
    ScopeNote,
    Service,
    Sketch,
    Stage,
    Status,
    Target,
    Tool,
    utc,
)
from leftopen.net import custody, sockets
from leftopen.net.admission import Permit
from leftopen.net.allowance import Allowance
from leftopen.net.pool.pool import WorkerPool
from leftopen.net.sweep import stream
from leftopen.net.sweep.accounting import Accepted, Progress
from leftopen.net.sweep.outage import Address, NetworkLost, Retries, Route
from leftopen.net.sweep.sweep import Expired, Sweep
from leftopen.privacy.sketch import new_key
from leftopen.scope import ranges
from leftopen.scope.file import Scope
from leftopen.store import checkpoint
from leftopen.store.checkpoint import Begun, Checkpoint, CheckpointError, Done, Position

_LOOK = 0.5
"""Seconds between two looks at whether the permission still holds."""


class Audit:
    """One run. `stop` may be called from a signal handler: the run ends soon and is saved."""

    def __init__(self, permit: Permit, plan: Plan, tell: OnProgress = lambda _: None) -> None:
        self.permit, self.scope, self.plan, self.tell = permit, permit.scope, plan, tell
        self.targets = targets(permit.scope, permit.resolved)
        self.begun = False
        """True once the run is entered in its folder, so that it can be resumed."""
        self.state = State(len(plan.listed) if plan.listed is not None else self.targets.size)
        self._stop = threading.Event()
        self._sweep: Sweep | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._driving: asyncio.Task[None] | None = None
        self._services: dict[str, Service] = {}
        self._sketches: dict[str, tuple[Sketch, ...]] = {}
        self._problems: list[Problem] = []
        self._room = Room()
        self._has_route = partial(sockets.has_route, source=plan.source)
        self._unasked = Retries(self._has_route, ())
        self._lost: Address | None = None
        self._allowance = Allowance(self.scope.limits.rate)
        self._expired = False

    def run(self) -> Report:
        """Runs to the end, or to `stop`. Raises JournalError or CheckpointError where nothing can be written, OSError
        where the folder cannot be made, PoolError where one of the processes dies.

        The checkpoint stays, so that nothing is lost where the report cannot be written: `checkpoint.drop` it then.
        """
        custody.guard()
        self.plan.out.mkdir(parents=True, exist_ok=True)
        with (
            Journal(self.plan.out / JOURNAL) as journal,  # first: it keeps other runs out of the folder
            Checkpoint(self.plan.out / checkpoint.NAME, fresh=not self.plan.resume) as saved,
        ):
            begun = self._begin(saved, journal)
            asyncio.run(self._drive(begun, saved, journal))
            self._conclude(saved)
            journal.note("end", complete=self._complete, services=len(self._services))
        return self._judge(begun, journal.head)

    def stop(self) -> None:
        """Ends the run soon; what was found so far is kept and reported."""
        self._stop.set()
        if self._sweep is not None:
            self._sweep.stop()
        if self._loop is not None and self._driving is not None:
            with contextlib.suppress(RuntimeError):  # the loop has just been closed: everything was asked
                self._loop.call_soon_threadsafe(self._driving.cancel)

    def _begin(self, saved: Checkpoint, journal: Journal) -> Begun:
        """The identity of the run, new or resumed, with what earlier sittings found."""
        past, begun, same = saved.past, saved.past.begun, identity(self.permit, self.plan)
        if begun is not None and begun.scope != self.scope.digest:
            raise CheckpointError(
                f"{saved.path}: belongs to another scope, or the scope file was changed. Start anew without --resume."
            )
        if begun is not None and begun.targets != same:
            says = "belongs to a run with other targets (another --from, or a host name with another address)"
            raise CheckpointError(f"{saved.path}: {says}. Start anew without --resume.")
        self.begun = True
        if begun is None:
            begun = Begun(_run_id(), self.scope.digest, secrets.token_hex(16), utc(), same)
            saved.note(begun)
        self.state.answering = len(past.opened)
        self._unasked = Retries(self._has_route, past.reached)
        for done in past.done.values():
            self._keep(done.service, done.problems)
        permission = self.scope.authorisation
        journal.note(
            "open",
            run=begun.id,
            scope=self.scope.digest,
            version=__version__,
            reference=permission.reference if permission else None,
            resumed=self.plan.resume,
        )
        return begun

    async def _drive(self, begun: Begun, saved: Checkpoint, journal: Journal) -> None:
        """Asks every open port, many at once; ends early when stopped."""
        tried = (*self.plan.tried, *saved.past.tried.values())
        asking = ProbeJob(self.permit, self.plan.contact, self.plan.source, new_key(), tried, self._allowance)
        processes = self.plan.processes
        crew = WorkerPool(asking, journal, 0 if processes == 1 else processes, self.scope.limits.per_host)
        found = self._listed(saved) if self.plan.listed is not None else self._swept(begun, saved, journal)
        self._loop = asyncio.get_running_loop()
        self._driving = asyncio.create_task(self._ask(crew, found, saved))
        watching = asyncio.create_task(self._watch())
        if self._stop.is_set():
            self._driving.cancel()
        try:
            await self._driving
        except asyncio.CancelledError:
            if not (self._stop.is_set() or self._expired):
                raise
        finally:
            watching.cancel()

    async def _watch(self) -> None:
        """Ends the run when its permission does: the clock may be set, and the machine may sleep."""
        while not self.permit.expired:  # noqa: ASYNC110 - there is no event for what the clock of the machine says
            await asyncio.sleep(_LOOK)
        self._expired = True
        self.stop()

    async def _ask(self, crew: WorkerPool[Assessed], found: AsyncIterator[Target], saved: Checkpoint) -> None:
        async with contextlib.aclosing(crew.results(found)) as results:
            async for known in results:
                if known.tried:
                    saved.note(checkpoint.Logins(known.tried))
                    self.plan.remember(known.tried)
                if self._too_late(known):
                    continue
                if self._cut_off(known):
                    continue
                saved.note(Done(known.target, known.service, known.problems))
                if known.service is not None:
                    self._sketches[known.service.id] = known.sketches
                self._keep(known.service, known.problems)
                self.tell(self.state)

    async def _listed(self, saved: Checkpoint) -> AsyncIterator[Target]:
        """The targets of a list, those in scope."""
        self.state.stage, self.state.answering = "ask", 0
        for target in self.plan.listed or ():
            self.state.done += 1
            why_not = self.permit.guard.why_not(target.address, target.port)
            if why_not is not None:
                self._problems.append(_barred(target, why_not))
                self.state.errors += 1
                continue
            self.state.asked += 1
            self.state.answering += 1
            if target.id not in saved.past.done:
                yield target

    async def _swept(self, begun: Begun, saved: Checkpoint, journal: Journal) -> AsyncIterator[Target]:
        """Open ports as the sweep finds them; first those that an earlier sitting found and did not ask."""
        for target in saved.past.waiting:
            yield target
        hosts = {host.name for host in self.scope.hosts}
        names = {address: name for name, address in self.permit.resolved if name in hosts}
        tally = Tally(saved.past.position.at)

        def note(kind: str, **fields: Any) -> None:
            journal.note(kind, **fields)
            tally.note(**fields)

        self._sweep = Sweep(
            self.permit,
            self.targets,
            self.scope.limits,
            key=bytes.fromhex(begun.key),
            start=saved.past.position.at,
            note=note,
            route=Route(self.plan.source, tuple(saved.past.reached), self.plan.patience),
            allowance=self._allowance,
        )
        if self._stop.is_set():
            self._sweep.stop()
        async with contextlib.aclosing(stream.stream(self._sweep)) as events:
            try:
                async for event in events:
                    if isinstance(event, Accepted):
                        target = Target(event.address, event.port, names.get(event.address))
                        if target.id not in saved.past.opened:
                            self.state.answering += 1
                            saved.note(checkpoint.Answered(target))
                            yield target
                    else:
                        self._advance(saved, tally, event)
                again = list(self._unasked.targets.values())
            except NetworkLost as lost:
                self._lost, again = (lost.address, lost.port), []
            except Expired:
                self._expired, again = True, []
            finally:
                self._sweep.stop()
        self.state.stage = "ask"
        for target in again:
            yield target

    def _advance(self, saved: Checkpoint, tally: Tally, event: Progress) -> None:
        before, state = saved.past.position, self.state
        state.done = before.at + event.done
        state.asked = before.asked + event.asked
        state.silent = before.silent + event.silent
        state.dropped = before.dropped + event.dropped
        tally.reach(event.position)
        asked, silent, dropped = (
            before.asked + tally.asked,
            before.silent + tally.silent,
            before.dropped + tally.dropped,
        )
        if state.asked or not state.dropped:  # else there is no way to anything: nothing is done yet
            saved.note(Position(tally.at, asked, silent, dropped))
        self.tell(state)

    def _too_late(self, known: Assessed) -> bool:
        """Whether a service was cut short by the end of the permission: to the checkpoint it is not done."""
        told = known.service is not None and known.service.access is not Access.UNKNOWN
        return self.permit.expired and not told

    def _cut_off(self, known: Assessed) -> bool:
        """Whether a service is asked again, as the network was lost meanwhile: to the checkpoint it is not done."""
        told = known.service is not None and known.service.access is not Access.UNKNOWN
        return self._unasked.takes(known.target, told=told, accepted=self.plan.listed is None)

    def _conclude(self, saved: Checkpoint) -> None:
        """Notes the address, if any, for whose loss the run ends early."""
        if self._lost is None and self._unasked.targets:
            target = next(iter(self._unasked.targets.values()))
            self._lost = target.address, target.port
        if self.state.dropped and not self.state.asked:
            first = self.targets.at(0)  # an IPv4 address, if there is one; a machine without IPv6 is an everyday thing
            if ":" not in first[0] and not self._has_route(first):
                self._lost = first
        if self._lost is not None:
            saved.note(checkpoint.CutOff(*self._lost))

    @property
    def _complete(self) -> bool:
        judged = not any(problem.status is Status.UNJUDGED for problem in self._problems)
        return self._lost is None and judged and not self._expired and not self._stop.is_set()

    def _keep(self, service: Service | None, problems: Sequence[Problem]) -> None:
        self.state.probed += 1
        self.state.errors += len(problems)
        self._problems.extend(problems)
        if service is not None:
            service, cut = self._room.take(service)
            self._problems.extend(cut)
            self._services[service.id] = service
            self.state.exposed += service.access.exposed

    def _judge(self, begun: Begun, head: str) -> Report:
        self.state.stage = "judge"
        self.tell(self.state)
        ordered = sorted(self._services.values(), key=_by_severity)
        services, estates = correlate(ordered, self._sketches, self._problems.append)
        state = self.state
        return Report(
            tool=Tool("leftopen", __version__),
            scope=_note(self.scope),
            run=Run(
                id=begun.id,
                started=begun.started,
                finished=utc(),
                targets=state.targets,
                answering=state.answering,
                probed=state.probed,
                errors=len(self._problems),
                asked=state.asked,
                silent=state.silent,
                dropped=state.dropped,
                complete=self._complete,
                lost=part(self.scope, self._lost[0]) if self._lost else None,
                expired=self._expired,
                journal=head,
            ),
            services=services,
            estates=estates,
            errors=tuple(self._problems),
        )


def _barred(target: Target, why_not: str) -> Problem:
    return Problem(target.address, target.port, Stage.SCOPE, f"not asked: {why_not}", Status.BARRED)


def _by_severity(service: Service) -> tuple[float, int, int, int]:
    address = ranges.plain(service.address)
    return -(service.severity.score if service.severity else -1.0), address.version, int(address), service.port


def _note(scope: Scope) -> ScopeNote:
    given = scope.authorisation
    authorisation = Authorisation(given.by, given.reference, given.expires.isoformat(), given.proof) if given else None
    return ScopeNote(scope.name, scope.digest, authorisation)


def _run_id() -> str:
    """Sorts by time, and two runs in one second differ."""
    return dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%SZ-") + secrets.token_hex(4)
