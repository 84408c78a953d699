"""Which probes are tried on a service, in which order. A port is a hint, never proof.

    1. probes whose hints name the port, in the plain
    2. wait a moment for a banner (only where nothing was tried yet)
    3. HTTP, unless a banner came: the HTTP probes share their requests
    4. TLS, and inside it: the hinted probes, HTTP, the others
    5. the other raw probes in the plain, the likely ones first

A `Finding` ends it. HTTP that no probe knows ends it too, unless it looks like the courtesy of another protocol, and
so does TLS that lets in only clients with a certificate.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from leftopen.journal import JournalError
from leftopen.model import Problem, Stage, Status
from leftopen.net.session.policy import Barred, ConductError
from leftopen.net.session.session import Fingerprint, Session
from leftopen.net.session.tls import Unknown
from leftopen.probes import Probe
from leftopen.raw import Finding
from leftopen.wire.talk import Broken, Closed, Fault, Foreign, Late, Spent

_LISTEN = 0.3
"""Seconds to wait for a banner, at most; `_LISTEN_LEAST` at least; in between four round trips."""

_LISTEN_LEAST = 0.1
_GUESS = 0.5
"""Seconds to wait, besides twenty round trips, for an answer to a guess."""


class Found(Exception):
    """Ends the search with a finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__("found")
        self.finding = finding


class Over(Exception):
    """Ends the search without one; the text says why, in our words."""

    def __init__(self, status: Status, says: str) -> None:
        super().__init__(says)
        self.status = status


def ordered(probes: Iterable[Probe]) -> tuple[Probe, ...]:
    """The likely ones first."""
    return tuple(sorted(probes, key=lambda probe: (-probe.spec.likely, probe.name)))


@dataclass(slots=True)
class Search:
    """The search on one service, with probes in the order of `ordered`. `problems` are those worth a line in the
    report."""

    service: Session
    probes: Sequence[Probe]
    problems: list[Problem] = field(default_factory=list)
    _tried: set[tuple[bool, str]] = field(default_factory=set)
    _unanswered: list[Problem] = field(default_factory=list)

    async def run(self) -> tuple[Finding | None, Status, str]:
        """The finding, if any, what asking came to, and what the service did, in our words."""
        try:
            await self._plain()
            await self._tls()
            await self._raw()
        except Found as found:
            self.problems = [problem for problem in self.problems if problem.status is Status.BUDGET]
            return found.finding, Status.IDENTIFIED, "identified"
        except Over as over:
            return None, over.status, str(over)
        except Unknown as fault:
            self._waive()
            return None, Status.FOREIGN, f"speaks TLS and {fault}"
        except Barred as error:
            self._problem(Stage.SCOPE, Status.BARRED, str(error))
            return None, Status.BARRED, "not asked: the scope does not permit it"
        except ConductError as error:
            self._problem(Stage.PROVE, Status.CONDUCT, str(error))
            return None, Status.CONDUCT, "not asked further: a rule of conduct would have been broken"
        except Spent as spent:
            self._problem(Stage.PROVE, Status.BUDGET, str(spent))
            return None, Status.BUDGET, f"{self._says()}; the budget is used up"
        except OSError:
            self._problem(Stage.CONNECT, Status.LOCAL, "this machine could not open a connection")
            return None, Status.LOCAL, "not asked: this machine could not open a connection"
        return None, self._status(), self._says()

    # --- the steps ------------------------------------------------------------------------------------------------

    async def _plain(self) -> None:
        service = self.service
        try:
            connection = await service.connect(tls=False)
        except (Closed, Late) as fault:
            says = str(fault) if isinstance(fault, Closed) else "did not answer in time"
            self._problem(Stage.CONNECT, fault.status, says)
            raise Over(fault.status, says) from None
        hinted = self._hinted()
        patience = service.budget.patience
        await self._try(hinted, patient=True)
        service.budget.patience = min(patience, _GUESS + 20 * connection.rtt)
        if not hinted and await connection.listen(min(_LISTEN, max(_LISTEN_LEAST, 4 * connection.rtt))):
            service.look()
            if not service.signs[False].spoke:
                raise Over(Status.CLOSED, "closes every connection and says nothing")
        signs = service.signs[False]
        if not (signs.banner or signs.tls):
            await self._try(self._over("http"))
        if signs.http and not signs.courtesy:
            self._waive()
            raise Over(self._status(), self._says())

    async def _tls(self) -> None:
        """Looks inside TLS, where there is TLS; then there is nothing to find in the plain."""
        service = self.service
        if service.signs[False].banner:
            return
        try:
            await service.connect(tls=True)
        except (Spent, Unknown):
            raise
        except Fault:
            service.hang_up()
            service.in_tls = False
            return
        self._waive()
        await self._try(self._hinted(), patient=True)
        signs = service.signs[True]
        if not signs.banner:
            await self._try(self._over("http"))
        if signs.courtesy or not signs.http:
            await self._try(self._over("raw"))
        else:
            self._waive()
        raise Over(self._status(), self._says())

    async def _raw(self) -> None:
        await self._try(self._over("raw"))

    # --- trying ---------------------------------------------------------------------------------------------------

    def _hinted(self) -> list[Probe]:
        port = self.service.target.port
        return [probe for probe in self.probes if port in probe.spec.ports]

    def _over(self, over: str) -> list[Probe]:
        return [probe for probe in self.probes if probe.spec.over == over]

    async def _try(self, probes: Sequence[Probe], *, patient: bool = False) -> None:
        """Tries each of these in the layer of now, once; raises `Found` at the first that fits."""
        service = self.service
        for probe in probes:
            signs = service.signs[service.in_tls]
            if (service.in_tls, probe.name) in self._tried or (signs.tls and not service.in_tls):
                continue
            if probe.spec.over == "http" and self._no_http(service.in_tls):
                continue
            self._tried.add((service.in_tls, probe.name))
            await self._ask(probe, patient=patient)

    def _no_http(self, tls: bool) -> bool:
        """Whether an HTTP probe was tried in this layer and no HTTP came back."""
        asked = any((tls, probe.name) in self._tried for probe in self._over("http"))
        return asked and not self.service.signs[tls].http

    async def _ask(self, probe: Probe, *, patient: bool) -> None:
        try:
            finding = await self.service.run(probe)
        except Foreign:
            return
        except (Spent, Unknown):
            raise
        except Fault as fault:
            if isinstance(fault, Broken) or patient:
                self._problem(Stage.PROVE, fault.status, str(fault), probe)
                if not isinstance(fault, Broken):
                    self._unanswered.append(self.problems[-1])
            return
        except (ConductError, JournalError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - a bug in one probe is a problem of one service
            self._problem(Stage.PROVE, Status.BUG, f"the probe failed with {type(error).__name__}", probe)
            return
        try:
            self.service.budget.check()
        except Spent as spent:
            self._problem(Stage.PROVE, Status.BUDGET, str(spent), probe)
        raise Found(finding)

    def _waive(self) -> None:
        """It speaks something else for sure: that it did not answer what the port hints at is no problem of it."""
        self.problems = [problem for problem in self.problems if problem not in self._unanswered]

    # --- words ----------------------------------------------------------------------------------------------------

    def _problem(self, stage: Stage, status: Status, says: str, probe: Probe | None = None) -> None:
        target, name = self.service.target, probe.name if probe else None
        self.problems.append(Problem(target.address, target.port, stage, says, status, name))

    def _status(self) -> Status:
        """What a service comes to that no probe knows."""
        signs = self.service.signs[self.service.in_tls]
        if signs.http or signs.banner or signs.spoke or self.service.in_tls:
            return Status.FOREIGN
        return Status.SILENT if signs.held else Status.CLOSED

    def _says(self) -> str:
        service = self.service
        plain, inside = service.signs[False], service.signs[True]
        if service.in_tls:
            return f"speaks TLS, inside it {_kind(inside)}"
        return _kind(plain)


def _kind(signs: Fingerprint) -> str:
    if signs.http:
        return "answers with HTTP, none of the probes knows it"
    if signs.banner:
        return "sends a banner first, none of the probes knows it"
    if signs.spoke:
        return "answers, none of the probes knows it"
    return "accepts connections and stays silent" if signs.held else "closes every connection and says nothing"
