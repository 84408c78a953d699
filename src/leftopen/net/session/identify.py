"""Which probes are tried on a service, in which order. A port is a hint, never proof.

    1. what the port hints at, in the plain; where it hints at nothing, a moment's wait for a banner
    2. `GET /`, once for all HTTP probes, unless a banner came; then the one opening, if any, that the port or the way
       in which that was met speaks for
    3. TLS, once, and inside it 1 and 2 again, then the other openings
    4. where there is no TLS: the other openings in the plain

In which order the other openings come is told in `questions`.

Whatever a connection gave first (a banner, an answer to any question) is offered to every probe, those first that the
port hints at, and those that recognise it are run. So it does not hang on the number of probes how many connections it
takes to find out what a service is: `MOST` at most, and one for each different opening.

A `Finding` ends it. HTTP that no probe knows ends it too, unless it looks like the courtesy of another protocol, and
so do a banner that nobody knows and TLS that lets in only clients with a certificate.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from leftopen.journal import JournalError
from leftopen.model import Access, Problem, Stage, Status
from leftopen.net.session import reading, unknown
from leftopen.net.session.dial import local
from leftopen.net.session.ending import Identified, Over, fate, later
from leftopen.net.session.order import Order
from leftopen.net.session.policy import Barred, ConductError
from leftopen.net.session.questions import Questions, near
from leftopen.net.session.reading import Place, all_to_one, greets, known_otherwise, settles, to_tls, websocket
from leftopen.net.session.session import Fingerprint, Session
from leftopen.net.session.tls import Refused, Unknown
from leftopen.net.session.twice import asked_again
from leftopen.probes import Probe
from leftopen.raw import Finding
from leftopen.wire import http
from leftopen.wire.digest import realms
from leftopen.wire.talk import Broken, Closed, Fault, Foreign, Late, Response, Spent, Talk, fetch

MOST = 8
"""Connections after which nothing more is tried to find out what a service is."""

_LISTEN = 0.3
"""Seconds to wait for a banner, at most; `_LISTEN_LEAST` at least; in between four round trips."""

_LISTEN_LEAST = 0.1
_GUESS = 0.5
"""Seconds to wait, besides twenty round trips, for an answer to a guess."""

_SAME = 3
"""Questions after which a service that answered all of them alike, in what nobody knows, is asked no other."""

_ALIKE = 12
"""Requests after which a web server that sent all of them on to one other place is asked no other."""

_OF_ONE = 2
"""Connections that a probe takes which finds nothing, where the server closes each."""

_PAGE = 65_536
_ROOT = frozenset({"GET /"})
_LOGIN = (401, 407)
_FORBIDDEN = 403
_BAD = (400, 421)
"""What a server says to all who do not ask by its name, or through the proxy before it."""


def _root() -> Talk[Response]:
    return (yield from fetch(http.get("/", most=_PAGE)))


@dataclass(slots=True)
class Search:
    """The search on one service. `problems` are those worth a line in the report; `realm` is that of an unknown web
    server that asks for a login, as it says it; `probe` is the one that found what it is.
    `_barred`: it asked for one at all that was requested. `_apart`: it answered two places with different statuses."""

    service: Session
    order: Order
    problems: list[Problem] = field(default_factory=list)
    realm: str | None = None
    probe: Probe | None = None
    _tried: set[tuple[bool, object]] = field(default_factory=set)
    _asked: set[tuple[bool, bytes]] = field(default_factory=set)
    _unknown: Counter[bytes] = field(default_factory=Counter)
    _unanswered: list[Problem] = field(default_factory=list)
    _patience: float = 0.0
    _guess: float = 0.0
    _login: int | None = None
    _questions: Questions = field(init=False)
    _heard: bytes = b""
    _greeting: Response | None = None
    _unsettled: bool = False
    _no_tls_for_us: bool = False
    _bad_requests: bool = False
    _barred: bool = True
    _apart: bool = False

    def __post_init__(self) -> None:
        self._questions = Questions(self.service.target.port)

    @property
    def turned_away(self) -> bool:
        """Whether a web server refused its first page without asking for a login: it may be this machine alone that it
        refuses, or this program, as those do that ban who asks too much."""
        return self._greeting is not None and self._greeting.status == _FORBIDDEN

    async def run(self) -> tuple[Finding | None, Status, str]:
        """The finding, if any, what asking came to, and what the service did, in our words."""
        try:
            await self._plain()
            await self._tls()
            await self._others()
        except Identified as found:
            self.probe = found.probe
            self.problems = [problem for problem in self.problems if problem.status is Status.BUDGET]
            if found.finding.access is Access.UNKNOWN:
                says = f"recognised as {found.finding.protocol}, but it could not be told what anyone can read"
                self._problem(Stage.PROVE, Status.UNJUDGED, says, found.probe)
            return found.finding, Status.IDENTIFIED, "identified"
        except Over as over:
            if self.service.busy:
                says = "answers with HTTP and says to come later (429 or 503): what it is could not be told"
                self._problem(Stage.PROVE, Status.UNJUDGED, says)
            else:
                self._doubt()
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
            spoke = any(signs.spoke for signs in self.service.signs.values())
            self._problem(Stage.PROVE if spoke else Stage.CONNECT, Status.BUDGET, str(spent))
            return None, Status.BUDGET, f"{self._says()}; the budget is used up"
        except Fault as fault:  # of a connection that was made to listen only
            says = f"accepted a connection, and another one {fate(fault)}"
            self._problem(Stage.PROVE, later(fault), says)
            return None, later(fault), f"{self._says()}, then {says}"
        except OSError as error:
            self._problem(Stage.CONNECT, Status.LOCAL, local(error))
            return None, Status.LOCAL, "not asked: this machine could not open a connection"
        self._doubt()
        return None, self._status(), self._says()

    def _doubt(self) -> None:
        """Where what answers shows nothing of its own, it may be a store all the same: one that is busy, that has
        something before it, or that lets in who asks by its name."""
        signs = self.service.signs[self.service.in_tls]
        unread = signs.http and self._greeting is None
        says: str | None = None
        if self._unsettled or ((self._bad_requests or unread) and not self.problems):
            says = unknown.UNSETTLED
        elif self._greeting is not None and reading.leads_below(self._place("/"), self._greeting):
            says = unknown.BELOW
        elif self._no_tls_for_us and not signs.spoke:
            says = unknown.NO_TLS
        if says:
            self._problem(Stage.PROVE, Status.UNJUDGED, says)
        hinted = any(probe.spec.over == "raw" for probe in self.order.hinted(self.service.target.port))
        if hinted and signs.spoke and not (signs.http or signs.tls or known_otherwise(self._heard)):
            self._problem(Stage.PROVE, Status.UNJUDGED, unknown.SHOWS_NOTHING)

    # --- the steps ------------------------------------------------------------------------------------------------

    async def _plain(self) -> None:
        service = self.service
        self._patience = service.budget.patience
        try:
            connection = await service.connect(tls=False)
        except (Closed, Late) as fault:
            says = fate(fault)
            self._problem(Stage.CONNECT, fault.status, says)
            raise Over(fault.status, says) from None
        self._guess = min(self._patience, _GUESS + 20 * connection.rtt)
        await self._layer()
        await self._likely()
        signs = service.signs[False]
        if self._is_web(signs) and not self._may_be_inside():
            self._waive()
            raise Over(self._status(), self._says())

    async def _likely(self) -> None:
        """Asks the one opening that there is most reason for, if any, before TLS is tried, at which those that speak
        none wait until time is up."""
        signs = self.service.signs[False]
        if signs.http or signs.tls or signs.spoke:
            return
        left = [probe for probe in self._openings() if self._questions.likely(False, probe.spec)]
        if left:
            await self._question(min(left, key=self._turn), patient=False)

    def _is_web(self, signs: Fingerprint) -> bool:
        """Whether it is a web server: what speaks HTTP out of courtesy says the same wherever it is asked."""
        return signs.http and (self._apart or not signs.courtesy)

    def _may_be_inside(self) -> bool:
        """Whether the same port may have TLS too, as the web server in the plain sends on to it."""
        return self._greeting is not None and to_tls(self._greeting, self.service.target.port)

    async def _tls(self) -> None:
        """Looks inside TLS, where there is TLS; then there is nothing to find in the plain."""
        service = self.service
        if service.budget.connections >= MOST:
            return
        service.budget.patience = self._patience
        try:
            await service.connect(tls=True)
        except (Spent, Unknown):
            raise
        except Fault as fault:
            service.hang_up()
            service.in_tls = False
            self._meet("TLS", fault)
            signs = service.signs[False]
            closed = isinstance(fault, Closed) and signs.held  # it waits for a hello, and takes none without a name
            self._no_tls_for_us = isinstance(fault, Refused) or signs.tls or closed
            if service.signs[False].tls:
                raise Over(Status.FOREIGN, "speaks TLS, but no version of it that is spoken here") from None
            if self._is_web(service.signs[False]):
                self._unsettled = True
                raise Over(self._status(), self._says()) from None
            return
        self._waive()
        await self._layer()
        signs = service.signs[True]
        if self._is_web(signs):
            self._waive()
        else:
            await self._others()
        raise Over(self._status(), self._says())

    async def _layer(self) -> None:
        """What the port hints at, a banner, the web: in the plain or inside TLS."""
        service = self.service
        hinted = self.order.hinted(service.target.port)
        signs = service.signs[service.in_tls]
        if not hinted:
            await self._listen()
        for probe in hinted:
            if probe.spec.over == "http":
                await self._web(hinted)
        for probe in hinted:
            if probe.spec.over == "raw" and not signs.tls:
                await self._question(probe, patient=True)
        if hinted and not (signs.http or signs.tls) and (signs.spoke or not signs.held):
            await self._listen()
        if not signs.tls:
            await self._web(())

    async def _listen(self) -> None:
        """Ends the search where the service speaks or closes of itself, and no probe knows what it says."""
        service = self.service
        if not service.unused:
            if service.budget.connections >= MOST:
                return
            await service.connect(tls=service.in_tls)
        connection = service.connection
        assert connection
        if not await connection.listen(min(_LISTEN, max(_LISTEN_LEAST, 4 * connection.rtt))):
            return
        service.look()
        self._note_certificate()
        await self._offer(service.first)
        signs = service.signs[service.in_tls]
        if not (signs.http or signs.tls):
            raise Over(self._status(), self._says())

    async def _web(self, hinted: Sequence[Probe]) -> None:
        """`GET /` for all HTTP probes; those of `hinted` are run where any HTTP came back, others if they know it."""
        service = self.service
        key = service.in_tls, b"GET /"
        if key in self._asked or self._used_up(over="http"):
            return
        self._asked.add(key)
        service.budget.patience = self._patience if hinted else self._guess
        first = b""
        try:
            answer = await service.ask(_root(), _ROOT)
        except (Spent, Unknown):
            raise
        except Fault as fault:
            service.hang_up()
            self._meet("GET /", fault)
            if isinstance(fault, Broken):
                self._unsettled = True
            if hinted and not isinstance(fault, Foreign):
                self._unread(fault, None)
        else:
            first = http.spelled(answer)
            self._greeting, self._apart = answer, False
            self._unsettled |= not settles(self._place("/"), answer)
            self._bad_requests = answer.status in _BAD
            if websocket(answer):
                says = "speaks WebSockets, over which nothing is asked: what it lets anyone read could not be told"
                self._problem(Stage.PROVE, Status.UNJUDGED, says)
            if answer.status in _LOGIN:
                self._login = answer.status
                self.realm = next(iter(realms(answer.headers)), None)
        self._note_certificate()
        await self._offer(first or service.first)
        if service.signs[service.in_tls].http:
            for probe in hinted:
                if probe.spec.over == "http":
                    await self._try(probe, patient=True)
            await self._doors()

    async def _doors(self) -> None:
        """Asks a web server for what stores list, as something before a store may hide or refuse all but that: of one
        that shows a page of its own the few that are met behind one, of others all, as long as it keeps its connection.
        """
        service, greeting = self.service, self._greeting
        if greeting is None:
            return
        shown = greets(greeting)
        alike: list[str] = []
        port = service.target.port
        for probe in sorted(self.order.of(port), key=lambda probe: not near(port, probe.spec)):
            kept = service.connection is not None and service.connection.usable
            room = service.budget.connections <= MOST - _OF_ONE
            if not (kept or (shown and room)) or len(alike) >= _ALIKE:
                break
            if probe.spec.over == "http" and probe.spec.kind == "store" and (probe.spec.behind or not shown):
                await self._try(probe, patient=False)
                if shown and any(answer and answer.body == greeting.body for _, answer in service.answers[1:]):
                    break  # one page for whatever is asked
                alike = all_to_one(alike, [(self._place(path), answer) for path, answer in service.answers[1:]])

    async def _others(self) -> None:
        """The openings that were not asked yet, in the layer of now."""
        left = self._openings()
        while left and max(self._unknown.values(), default=0) < _SAME:
            probe = min(left, key=self._turn)
            left.remove(probe)
            await self._question(probe, patient=False)

    def _openings(self) -> list[Probe]:
        """The probes that ask first."""
        found = self.order.of(self.service.target.port)
        return [probe for probe in found if probe.spec.over == "raw" and probe.spec.opening]

    def _turn(self, probe: Probe) -> tuple[bool, bool, bool, int]:
        return self._questions.turn(self.service.in_tls, probe.spec)

    def _meet(self, what: str, fault: Fault) -> None:
        """Notes how a question was met that nothing answered."""
        if not self.service.first:
            self._questions.met(self.service.in_tls, what, fault)

    # --- trying ---------------------------------------------------------------------------------------------------

    async def _question(self, probe: Probe, *, patient: bool) -> None:
        """Asks the opening of this probe, if that was not asked yet, by running it."""
        opening = probe.spec.opening
        if opening is None or (self.service.in_tls, opening.data) not in self._asked:
            await self._try(probe, patient=patient)

    async def _offer(self, first: bytes) -> None:
        """Runs the probes that recognise what came first on a connection."""
        if not first:
            return
        self._heard = self._heard or first
        if http.is_http2(first):
            says = "speaks HTTP/2 alone, as gRPC does, over which nothing is asked: what it is could not be told"
            self._problem(Stage.PROVE, Status.UNJUDGED, says)
        known = False
        for probe in self.order.of(self.service.target.port):
            if self._recognises(probe, first):
                known = True
                await self._try(probe, patient=True)
        if not known:
            self._unknown[first[:64]] += 1

    def _recognises(self, probe: Probe, first: bytes) -> bool:
        try:
            return probe.spec.recognises(first)
        except Exception as error:  # noqa: BLE001 - a bug in one probe is a problem of one service
            self._bug(error, probe)
            return False

    async def _try(self, probe: Probe, *, patient: bool) -> None:
        """Runs the talk of a probe in the layer of now, once. `patient`: there is a reason to think that it fits."""
        service, spec = self.service, probe.spec
        layer = service.in_tls
        if (layer, probe.talk) in self._tried or (spec.over == "http" and (layer, b"GET /") not in self._asked):
            return
        if self._used_up(spec.over):
            if patient and not (spec.over == "http" and self._login and self._barred):
                self._problem(Stage.PROVE, Status.BUDGET, f"not tried: {MOST} connections were made", probe)
            return
        self._tried.add((layer, probe.talk))
        if spec.opening:
            self._asked.add((layer, spec.opening.data))
        service.budget.patience = self._patience if patient else self._guess
        service.on_first = None if patient else self._patient_with(probe)
        await self._run(probe, patient=patient)
        if spec.over == "raw":
            self._note_certificate()
            await self._offer(service.first)

    def _patient_with(self, probe: Probe) -> Callable[[bytes], None]:
        """What to do with the first bytes that answer a guess: where the guess was right there is time."""

        def heard(first: bytes) -> None:
            if self._recognises(probe, first):
                self.service.budget.patience = self._patience

        return heard

    def _used_up(self, over: str) -> bool:
        """Whether a probe would need one connection too many."""
        service = self.service
        there = service.unused or (over == "http" and service.connection is not None and service.connection.usable)
        return not there and service.budget.connections >= MOST

    async def _run(self, probe: Probe, *, patient: bool) -> None:
        try:
            finding = await self.service.run(probe)
        except Foreign:
            self._settle()
            return
        except (Spent, Unknown):
            raise
        except Fault as fault:
            self._settle()
            if probe.spec.opening:
                self._meet(probe.spec.opening.grammar, fault)
            spoke = self.service.first
            if patient or isinstance(fault, Broken) or (spoke and self._recognises(probe, spoke)):
                self._unread(fault, probe)
            return
        except (ConductError, JournalError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - a bug in one probe is a problem of one service
            self._bug(error, probe)
            return
        try:
            self.service.budget.check()
        except Spent as spent:
            self._problem(Stage.PROVE, Status.BUDGET, str(spent), probe)
            raise Identified(finding, probe) from None
        raise Identified(await asked_again(self.service, probe, finding), probe)

    def _settle(self) -> None:
        """Notes whether anything that a probe asked for was neither given nor refused: it may be its service still."""
        answers = self.service.answers
        self._unsettled |= any(answer is None or not settles(self._place(path), answer) for path, answer in answers)
        if self._greeting is not None:
            self._apart |= any(answer is not None and answer.status != self._greeting.status for _, answer in answers)
        self._bad_requests &= all(answer is not None and answer.status in _BAD for _, answer in answers)
        self._barred &= all(answer is not None and answer.status in _LOGIN for _, answer in answers)

    def _place(self, path: str) -> Place:
        return Place(self.service.target.port, self.service.in_tls, path)

    def _note_certificate(self) -> None:
        """TLS 1.3 tells late, and a probe may take it for a connection that was closed."""
        if self.service.wants_certificate:
            raise Unknown

    # --- problems -------------------------------------------------------------------------------------------------

    def _unread(self, fault: Fault, probe: Probe | None) -> None:
        """What a service did not answer, or not well; of another protocol that is no news."""
        first = self.service.first
        if first and probe and probe.spec.over == "raw" and not self._recognises(probe, first):
            return
        self._problem(Stage.PROVE, later(fault), str(fault), probe)
        if not isinstance(fault, Broken):
            self._unanswered.append(self.problems[-1])

    def _bug(self, error: Exception, probe: Probe) -> None:
        """A bug of ours; its type only, as its text may hold a value."""
        self._problem(Stage.PROVE, Status.BUG, f"the probe failed with {type(error).__name__}", probe)

    def _waive(self) -> None:
        """It speaks something else for sure: that it did not answer what the port hints at is no problem of it."""
        self.problems = [problem for problem in self.problems if problem not in self._unanswered]

    def _problem(self, stage: Stage, status: Status, says: str, probe: Probe | None = None) -> None:
        target, name = self.service.target, probe.name if probe else None
        problem = Problem(target.address, target.port, stage, says, status, name)
        if problem not in self.problems:
            self.problems.append(problem)

    # --- words ----------------------------------------------------------------------------------------------------

    def _status(self) -> Status:
        return unknown.status(self.service.signs[self.service.in_tls], in_tls=self.service.in_tls)

    def _says(self) -> str:
        said = unknown.kind(self.service.signs[self.service.in_tls], self._login, turned_away=self.turned_away)
        return f"speaks TLS, inside it {said}" if self.service.in_tls else said
