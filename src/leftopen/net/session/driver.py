"""Asks targets: finds the probe that fits each service and runs it, many services at once.

    driver = Driver(permit=permit, limits=scope.limits, journal=journal, probes=probes())
    outcome = await driver.ask(target)

Whatever a service does ends as an `Outcome`; only `JournalError` stops the run. Many are asked with `as_completed`, in
several processes with `pool.WorkerPool`.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from leftopen.journal import JournalError, Log
from leftopen.model import Certificate, DoorState, Footprint, Problem, Stage, Status, Target, Tried
from leftopen.net.admission import Permit
from leftopen.net.agent import agent
from leftopen.net.allowance import Allowance
from leftopen.net.session import icon, tls
from leftopen.net.session.again import ask_again, but_for_us, worth
from leftopen.net.session.budget import Budget, LostTime
from leftopen.net.session.identify import Search
from leftopen.net.session.ledger import Ledger
from leftopen.net.session.logins import Logins
from leftopen.net.session.order import Order
from leftopen.net.session.session import Context, Session
from leftopen.probes import Probe
from leftopen.raw import Finding, Quoted
from leftopen.wire.talk import SampleLimits

PATIENT = 20
"""Services of one host that may use up their seconds without showing what they are; the others get a tenth each."""


class SessionLimits(Protocol):
    """`[limits]` of a scope file (`scope.file.SampleLimits`)."""

    @property
    def rate(self) -> int: ...  # noqa: D102 - see scope.file.SampleLimits for all of these
    @property
    def per_host(self) -> int: ...  # noqa: D102 - the same
    @property
    def timeout(self) -> float: ...  # noqa: D102 - the same
    @property
    def service_seconds(self) -> float: ...  # noqa: D102 - the same
    @property
    def sample_records(self) -> int: ...  # noqa: D102 - the same
    @property
    def sample_collections(self) -> int: ...  # noqa: D102 - the same
    @property
    def sample_bytes(self) -> int: ...  # noqa: D102 - the same


@dataclass(frozen=True, slots=True)
class Outcome:
    """What asking one target came to: `status`, and in our words what the service did (`says`).

    `problems`: what could not be done; `again`: what became of what was read before (`Target.again`); `tried`:
    the logins tried on this device so far; `realm`: that of a web server nobody knows which asks for a login; `cpu`:
    seconds of processor time that asking took, of the `budget.MOST_CPU` that a service may take; `icon`: the number of
    its site's icon. A `finding` holds
    unmasked data: give it to `privacy.capture` and drop the outcome.
    """

    target: Target
    finding: Finding | None
    tls: bool
    certificate: Certificate | None
    footprint: Footprint
    problems: tuple[Problem, ...]
    says: str
    status: Status = Status.IDENTIFIED
    again: Mapping[str, DoorState] = field(default_factory=dict)
    tried: tuple[Tried, ...] = ()
    realm: Quoted | None = None
    cpu: float = 0.0
    icon: int | None = None


class Driver:
    """Asks services, at most `at_once` at a time and `limits.per_host` of one host.

    `factory`: the scope allows factory credentials; `tried`: which were tried before; `contact` goes into the
    User-Agent, so that the other side knows whom to write to; `source` is the local address to connect from;
    `allowance`: that of the run, by default one of its own; `ledger`: of the logins that its other processes try.
    """

    def __init__(
        self,
        *,
        permit: Permit,
        limits: SessionLimits,
        probes: Sequence[Probe],
        journal: Log | None = None,
        factory: bool = False,
        tried: Iterable[Tried] = (),
        allowance: Allowance | None = None,
        ledger: Ledger | None = None,
        contact: str | None = None,
        source: str | None = None,
        at_once: int = 4096,
    ) -> None:
        self._limits = limits
        self._order = Order(probes)
        self._slots = asyncio.Semaphore(at_once)
        self._lost = LostTime()
        self._wasted: dict[str, float] = defaultdict(float)
        self._hosts: dict[str, tuple[asyncio.Semaphore, int]] = {}
        self._means = Context(
            permit=permit,
            journal=journal,
            limits=SampleLimits(limits.sample_records, limits.sample_collections, limits.sample_bytes, factory),
            tls=tls.context(),
            turns=allowance or Allowance(limits.rate),
            agent=agent(contact),
            logins=Logins(allowed=factory, known=tried, ledger=ledger),
            source=source,
        )

    def set_rate(self, rate: float) -> None:
        """New connections a second from now on."""
        self._means.turns.set_rate(rate)

    async def ask(self, target: Target) -> Outcome:
        """Asks one target. Raises `JournalError` and nothing else."""
        places, users = self._hosts.get(target.address) or (asyncio.Semaphore(self._limits.per_host), 0)
        self._hosts[target.address] = places, users + 1
        try:
            async with places, self._slots:
                self._lost.begin()
                try:
                    return await self._ask(target)
                finally:
                    self._lost.end()
        finally:
            places, users = self._hosts.pop(target.address)
            if users > 1:
                self._hosts[target.address] = places, users - 1

    def _seconds(self, address: str) -> float:
        """What a service of this host may take: less once the host has used up much time to no purpose."""
        whole = self._limits.service_seconds
        return (
            whole
            if self._wasted.get(address, 0.0) < PATIENT * whole
            else max(whole / 10, min(whole, self._limits.timeout))
        )

    async def _ask(self, target: Target) -> Outcome:
        budget = Budget(seconds=self._seconds(target.address), patience=self._limits.timeout, lost=self._lost)
        service = Session(target, self._means, budget)
        search = Search(service, self._order)
        states: dict[str, DoorState] = {}
        picture = None
        try:
            finding, status, says = await search.run()
            if icon.worth(service, search.probe, finding):
                picture = await icon.number(service)
            if target.again is not None and worth(target.again, finding, status):
                budget.patience = self._limits.timeout
                states = await ask_again(service, self._order.of(target.port), target.again)
                if finding is None and search.turned_away:
                    states = but_for_us(states)
        except JournalError:
            raise
        except Exception as error:  # noqa: BLE001 - a bug met at one service is a problem of that service
            finding, status, says = None, Status.BUG, f"asking failed with {type(error).__name__}"
            search.problems.append(Problem(target.address, target.port, Stage.PROVE, says, status))
        finally:
            service.hang_up()
        if finding is None:
            self._wasted[target.address] += budget.footprint().seconds
        return Outcome(
            target,
            finding,
            service.in_tls or service.started_tls,
            service.certificate,
            budget.footprint(),
            tuple(search.problems),
            says,
            status,
            states,
            self._means.logins.of(sorted(service.device)),
            Quoted(search.realm) if search.realm and finding is None else None,
            budget.cpu,
            picture,
        )
