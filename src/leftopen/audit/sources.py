"""Where the targets of a run come from: a sweep of its scope, or a list."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from leftopen.audit.assess import Assessed
from leftopen.audit.plan import Plan
from leftopen.audit.progress import Findings, OnProgress, Tally
from leftopen.journal import Journal
from leftopen.model import Access, Problem, Stage, Status, Target
from leftopen.net import sockets
from leftopen.net.admission import Permit
from leftopen.net.allowance import Allowance
from leftopen.net.sweep import stream
from leftopen.net.sweep.accounting import Accepted
from leftopen.net.sweep.outage import Address, NetworkLost, Retries, Route
from leftopen.net.sweep.sweep import Expired, Sweep
from leftopen.store.checkpoint import Answered, Begun, Checkpoint


class Sources:
    """Targets to ask, those before which an earlier sitting of the run was cut off first.

    What ended the run early, if so: `expired`, its permission; `lost`, the address to which there is no way any more.
    `missed`: names of the scope, or of the list, that are not asked. `allowance`: the connections of the run, for sweep
    and questions together.
    """

    def __init__(self, permit: Permit, plan: Plan, found: Findings, saved: Checkpoint, tell: OnProgress) -> None:
        self._permit, self._plan, self._found, self._saved, self._tell = permit, plan, found, saved, tell
        self._has_route = partial(sockets.has_route, source=plan.source)
        self._unasked = Retries(self._has_route, saved.past.reached)
        self._sweep: Sweep | None = None
        self.allowance = Allowance(permit.scope.limits.rate)
        self.lost: Address | None = None
        self.expired = self.missed = False

    def stop(self) -> None:
        """No further target; may be called from a signal handler or another thread."""
        if self._sweep is not None:
            self._sweep.stop()

    def again(self, known: Assessed) -> bool:
        """Whether a service has to be asked again, here or in a later sitting: the permission ran out, or the network
        was lost, while it was asked.
        """
        told = known.service is not None and known.service.access is not Access.UNKNOWN
        if self._permit.expired and not told:
            self.expired = True
            return True
        return self._unasked.takes(known.target, told=told, accepted=self._plan.listed is None)

    def targets(self, begun: Begun, journal: Journal) -> AsyncIterator[Target]:
        """Those of the list, or those that the sweep finds."""
        self._miss_names()
        return self._listed(self._plan.listed) if self._plan.listed is not None else self._swept(begun, journal)

    def conclude(self) -> Address | None:
        """At the end of the run: the address, if any, for whose loss it ends early."""
        state = self._found.state
        if self.lost is None and self._unasked.targets:
            target = next(iter(self._unasked.targets.values()))
            self.lost = target.address, target.port
        if state.dropped and not state.asked:
            first = self._permit.targets.at(0)  # an IPv4 address, if any; a machine without IPv6 is an everyday thing
            if ":" not in first[0] and not self._has_route(first):
                self.lost = first
        return self.lost

    def _miss_names(self) -> None:
        """Says which names are not asked: what has no address, or points where a name is no permission."""
        hosts = frozenset(host.name for host in self._permit.scope.hosts)
        wanted = self._plan.names if self._plan.listed is not None else hosts
        for name in sorted(wanted.intersection(self._permit.lost)):
            self.missed = True
            self._found.miss(Problem(name, None, Stage.RESOLVE, "not asked: it has no address", Status.UNRESOLVED))
        for name, why in self._permit.barred:
            if name in wanted:
                self.missed = True
                self._found.miss(Problem(name, None, Stage.SCOPE, f"not asked: it {why}", Status.BARRED))

    async def _listed(self, listed: tuple[Target, ...]) -> AsyncIterator[Target]:
        """The targets of a list, those in scope."""
        state = self._found.state
        state.stage, state.answering = "ask", 0
        await asyncio.sleep(self._plan.after)
        for target in listed:
            state.done += 1
            why_not = self._permit.guard.why_not(target.address, target.port)
            if why_not is not None:
                says = f"not asked: {why_not}"
                self._found.miss(Problem(target.address, target.port, Stage.SCOPE, says, Status.BARRED))
                continue
            state.asked += 1
            state.answering += 1
            if target.id not in self._saved.past.done:
                yield target

    async def _swept(self, begun: Begun, journal: Journal) -> AsyncIterator[Target]:
        """Open ports as the sweep finds them."""
        permit, saved, state, past = self._permit, self._saved, self._found.state, self._saved.past
        for target in past.waiting:
            yield target
        hosts = {host.name for host in permit.scope.hosts}
        names = {address: name for name, address in permit.resolved if name in hosts}
        tally = Tally(past.position.at)

        def note(kind: str, **fields: Any) -> None:
            journal.note(kind, **fields)
            tally.note(**fields)

        self._sweep = Sweep(
            permit,
            permit.targets,
            permit.scope.limits,
            key=bytes.fromhex(begun.key),
            start=past.position.at,
            note=note,
            route=Route(self._plan.source, tuple(past.reached), self._plan.patience),
            allowance=self.allowance,
        )
        async with contextlib.aclosing(stream.stream(self._sweep)) as events:
            try:
                async for event in events:
                    if not isinstance(event, Accepted):
                        if position := tally.advance(event, past, state):
                            saved.note(position)
                        self._tell(state)
                        continue
                    target = Target(event.address, event.port, names.get(event.address))
                    if target.id not in past.opened:
                        state.answering += 1
                        saved.note(Answered(target))
                        yield target
                again = list(self._unasked.targets.values())
            except NetworkLost as lost:
                self.lost, again = (lost.address, lost.port), []
            except Expired:
                self.expired, again = True, []
            finally:
                self._sweep.stop()
        state.stage = "ask"
        for target in again:
            yield target
