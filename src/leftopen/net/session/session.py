"""One service being asked: its one connection, its budget, its journal lines and the HTTP answers that probes share.

`run` runs a probe. Every byte that leaves goes through `queue` and `flush`: conduct, budget, journal, then the
connection. Every connection is made by `connect`, to the address and port of the target and no other, after the
permit was asked again.
"""

import asyncio
import ssl
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeVar

from leftopen.journal import SHOWN, Log
from leftopen.model import Certificate, DoorState, Target
from leftopen.net.admission import Permit
from leftopen.net.allowance import Allowance
from leftopen.net.session import logins
from leftopen.net.session.budget import Budget
from leftopen.net.session.connection import Connection
from leftopen.net.session.dial import dial
from leftopen.net.session.encoding import decoded
from leftopen.net.session.logins import Logins
from leftopen.net.session.policy import ConductError, check
from leftopen.net.session.reading import given_all_the_same
from leftopen.net.session.runner import TalkRunner
from leftopen.net.session.tls import Unknown
from leftopen.probes import Probe
from leftopen.raw import Finding
from leftopen.wire import http, rtsp
from leftopen.wire.talk import (
    LOGIN,
    Closed,
    Device,
    Fault,
    Foreign,
    InTls,
    Message,
    Op,
    Pause,
    Ration,
    Redial,
    Reply,
    Request,
    Response,
    Rest,
    SampleLimits,
    Spent,
    StartTls,
    Talk,
)

T = TypeVar("T")

_SHARED = 64
"""HTTP answers kept for sharing while one service is asked."""

_SHARED_BYTES = 1 << 20
_BUSY = (429, 503)
_REFUSED_FROM = 400
_KEPT = 16
"""Answers of a talk that are kept until it ends."""

_TOGETHER = 64
"""Messages that leave in one piece, at most."""


@dataclass(frozen=True, slots=True)
class Context:
    """What all services of a run have in common. `source` is the local address to connect from."""

    permit: Permit
    journal: Log | None
    limits: SampleLimits
    tls: ssl.SSLContext
    turns: Allowance
    agent: str
    logins: Logins
    source: str | None = None


@dataclass(slots=True)
class Fingerprint:
    """What one layer (plain or TLS) of the service showed of itself so far.

    `http`, `tls`: an answer began as those do; `courtesy`: the HTTP was 1.0 or the status 400, as servers of other
    protocols say "this is no HTTP port"; `banner`: it spoke before we did; `spoke`: it sent anything; `held`: it kept
    a connection open for as long as we did, although something had been sent on it.
    """

    http: bool = False
    courtesy: bool = False
    tls: bool = False
    banner: bool = False
    spoke: bool = False
    held: bool = False


class Session:
    """The state of asking one target."""

    __slots__ = (
        "_asked",
        "_first",
        "_for_http",
        "_hosts",
        "_id",
        "_log",
        "_queued",
        "_refused",
        "_serials",
        "_shared",
        "_shared_bytes",
        "_signed",
        "budget",
        "busy",
        "certificate",
        "connection",
        "in_tls",
        "means",
        "on_first",
        "signs",
        "started_tls",
        "target",
    )  # fmt: skip

    def __init__(self, target: Target, means: Context, budget: Budget) -> None:
        self.target, self.means, self.budget = target, means, budget
        self._id, self._log = target.id, means.journal
        self.in_tls = False
        self.started_tls = False
        self.certificate: Certificate | None = None
        self.signs = {False: Fingerprint(), True: Fingerprint()}
        self.connection: Connection | None = None
        self._refused = False
        self._serials: set[str] = set()
        self.on_first: Callable[[bytes], None] | None = None
        """Told of the first bytes on a connection that a raw probe is run on."""
        self._first = b""
        self._for_http = self._signed = False
        self._queued: list[tuple[Message, bytes]] = []
        self._shared: dict[tuple[bool, bytes], tuple[int, Response]] = {}
        self._shared_bytes = 0
        self.busy = False
        """Whether the last answer over HTTP said to come later."""
        self._asked: list[tuple[bytes, Response | None]] = []
        self._hosts: dict[bool, str] = {}

    @property
    def answers(self) -> list[tuple[str, Response | None]]:
        """What was asked over HTTP in this talk, the first of it, and what came: None where it was a fault."""
        return [(data.split(b" ", 2)[1].decode("ascii", "replace"), response) for data, response in self._asked]

    # --- connections ----------------------------------------------------------------------------------------------

    async def connect(self, *, tls: bool) -> Connection:
        """A fresh connection, which replaces the one there was. Raises faults, and `Broken` where there is no TLS."""
        self.hang_up()
        target, means = self.target, self.means
        await means.turns.turn()
        try:
            connection = await dial(
                means.permit, target, self.budget, means.source, self._log.digest if self._log else None
            )
        except Fault as fault:
            self._note("connect", fault.status)
            raise
        self._note("connect", "open")
        self.connection, self.in_tls, self.started_tls, self._signed = connection, tls, False, False
        self._first = b""
        if tls:
            await self._start_tls(connection)
        return connection

    def hang_up(self) -> None:
        """Closes the connection, if there is one, and learns from what came on it."""
        connection, self.connection, self._for_http = self.connection, None, False
        self._queued.clear()
        if connection:
            try:
                self._hear(connection)
                self.signs[self.in_tls].held |= connection.usable and connection.sent > 0
            finally:
                self._first = connection.first
                self._refused |= connection.wants_certificate
                connection.close()

    def afresh(self) -> None:
        """Closes the connection and forgets which requests were refused, so that these are asked anew."""
        self.hang_up()
        self._shared = {key: told for key, told in self._shared.items() if told[1].status < _REFUSED_FROM}
        self._shared_bytes = sum(len(response.body) for _, response in self._shared.values())

    @property
    def first(self) -> bytes:
        """What came first on the connection of now, or the last one."""
        return self.connection.first if self.connection else self._first

    @property
    def wants_certificate(self) -> bool:
        """Whether we were refused for want of a certificate of ours; a probe may take that for another fault."""
        return self._refused or (self.connection is not None and self.connection.wants_certificate)

    @property
    def device(self) -> set[str]:
        """The names by which logins are counted (`logins`)."""
        names = {logins.address(self.target.address), *self._serials}
        return names | {logins.key(self.certificate.spki_sha256)} if self.certificate else names

    def look(self) -> None:
        """Learns from what came on the connection so far."""
        if self.connection:
            self._sign(self.connection)

    async def _start_tls(self, connection: Connection) -> None:
        try:
            await connection.start_tls(self.means.tls, self.target.host)
        except Fault as fault:
            self._refused |= isinstance(fault, Unknown)
            self._note("tls", "refused")
            raise
        self._note("tls", "open")
        self.started_tls = True
        self.certificate = connection.certificate or self.certificate

    @property
    def unused(self) -> bool:
        """Whether there is a connection on which nothing was sent or read yet."""
        connection = self.connection
        return connection is not None and connection.usable and not connection.sent and not connection.taken

    def _now(self) -> Connection:
        if self.connection is None:
            raise Closed("the connection is closed")
        return self.connection

    # --- running a probe ------------------------------------------------------------------------------------------

    async def run(self, probe: Probe) -> Finding:
        """What the probe finds in the layer that `in_tls` names.

        Raises the fault that the probe let through, `ConductError`, and whatever a bug in the probe raises.
        """
        self._asked.clear()
        try:
            if probe.spec.over == "raw" and not self.unused:
                await self.connect(tls=self.in_tls)
            if probe.spec.over == "raw" and self.on_first:
                self._now().on_first = self.on_first
            return await TalkRunner(self, probe.talk(self.means.limits), probe.spec.verbs).run()
        finally:
            self.on_first = None
            if probe.spec.over == "raw":
                self.hang_up()

    async def ask(self, talk: Talk[T], verbs: Collection[str]) -> T:
        """What a talk of these verbs comes to that is no probe's. Raises as `run` does."""
        return await TalkRunner(self, talk, verbs).run()

    async def reread(self, probe: Probe, door: str) -> DoorState:
        """What became of something that was read before, in the layer that `in_tls` names.

        It takes a connection of its own, but over HTTP, where one that is kept serves for all. Raises what `run` does.
        """
        if probe.reread is None:
            return DoorState.UNDECIDED
        raw = probe.spec.over == "raw"
        try:
            if raw:
                await self.connect(tls=self.in_tls)
            return await TalkRunner(self, probe.reread(self.means.limits, door), probe.spec.verbs).run()
        finally:
            if raw:
                self.hang_up()

    async def wait_for(self, op: Op) -> Reply:
        """See `runner.Transport`."""
        match op:
            case Rest(most):
                return await self._now().rest(most)
            case StartTls() if self.started_tls:
                raise InTls("TLS was asked for inside TLS")
            case StartTls():
                await self._start_tls(self._now())
            case Redial():
                await self.connect(tls=self.in_tls)
            case Device(serial, locked_out):
                if serial:
                    self._serials.add(logins.serial(serial))
                if locked_out:
                    self.means.logins.bar(self.device)
            case Ration(most):
                self.budget.ration(most)
            case Pause(seconds):
                await asyncio.sleep(min(seconds, max(0.0, self.budget.ends - time.monotonic())))
                self.budget.check()
            case _:
                self._now()
        return None

    def queue(self, message: Message, data: bytes, verbs: Collection[str]) -> None:
        """Lets one message wait for its turn to leave, if it may be sent at all."""
        if message.grammar == rtsp.GRAMMAR:
            data = rtsp.dress(data, self.means.agent)
        check(message, data, verbs)
        if message.verb.endswith(LOGIN):
            self.means.logins.take(self.device)
        self.budget.request(first=not self._queued)
        self._queued.append((message, data))
        if len(self._queued) >= _TOGETHER:
            self.flush()

    def flush(self) -> None:
        """Journals what was heard and what waits to leave, as one line, and sends it."""
        if not self._queued:
            return
        queued, self._queued = self._queued, []
        connection = self._now()
        data = queued[0][1] if len(queued) == 1 else b"".join([data for _, data in queued])
        line = self._turn(connection)
        if self._log:
            line["out"] = len(data)
            line["verbs"] = [message.verb for message, _ in queued]
            line["shown"] = [
                message.shown if len(message.shown) <= SHOWN else _cut_text(message.shown) for message, _ in queued
            ]
            self._log.put("exchange", line)
        self._sign(connection)
        connection.send(data)

    # --- HTTP -----------------------------------------------------------------------------------------------------

    def request(self, request: Request, verbs: Collection[str]) -> Talk[Response]:
        """The answer, from the network or from an identical request before."""
        if request.message.verb not in verbs:
            raise ConductError("a verb that the probe did not declare")
        host = self._hosts.get(self.in_tls) or self._host()
        data = http.dress(request.message.data, host, self.means.agent)
        key = (self.in_tls, data)
        most, known = self._shared.get(key, (0, None))
        if known and request.shared and (not known.cut or most >= request.most):
            return _cut_body(known, request.most)
        try:
            response = yield from self._exchange(request, data, verbs)
        except Fault as fault:
            if not isinstance(fault, Foreign | Spent):
                self._told(data, None)
            self.hang_up()
            raise
        self.busy = response.status in _BUSY
        self._told(data, response)
        room = len(self._shared) < _SHARED and self._shared_bytes + len(response.body) <= _SHARED_BYTES
        if (request.shared or known) and room:  # one that was busy before is forgotten for what came later
            self._shared[key] = (request.most, response)
            self._shared_bytes += len(response.body)
        return response

    def _told(self, data: bytes, response: Response | None) -> None:
        if len(self._asked) < _KEPT:
            self._asked.append((data, response))

    def _exchange(self, request: Request, data: bytes, verbs: Collection[str]) -> Talk[Response]:
        again = self._for_http and self.connection is not None and self.connection.usable
        try:
            return (yield from self._round(request, data, verbs, again=again))
        except Closed:
            connection = self.connection
            if not again or (connection and connection.news):
                raise
            return (
                yield from self._round(request, data, verbs, again=False)
            )  # it had closed a connection kept for later

    def _round(self, request: Request, data: bytes, verbs: Collection[str], *, again: bool) -> Talk[Response]:
        if not (again or self.unused):
            yield Redial()
        self.queue(request.message, data, verbs)
        response = yield from http.read_response(request.most, verb=request.message.verb)
        self._sign(self._now())
        if http.reusable(response):
            self._for_http = True
        else:
            self.hang_up()
        return given_all_the_same(decoded(response, request.most))

    def _host(self) -> str:
        target = self.target
        name = target.host or (f"[{target.address}]" if ":" in target.address else target.address)
        host = name if target.port == (443 if self.in_tls else 80) else f"{name}:{target.port}"
        self._hosts[self.in_tls] = host
        return host

    # --- what is remembered ---------------------------------------------------------------------------------------

    def _hear(self, connection: Connection) -> None:
        """Journals what was heard since the last time, and takes it as a sign."""
        if connection.news:
            line = self._turn(connection)
            if self._log:
                self._log.put("exchange", line)
        self._sign(connection)

    def _turn(self, connection: Connection) -> dict[str, object]:
        """A line of the journal, with what was heard since the last time."""
        line: dict[str, object] = {"target": self._id, "tls": self.in_tls}
        if connection.news:
            line["in"], line["digest"] = connection.overhear()
        return line

    def _sign(self, connection: Connection) -> None:
        """Takes the first bytes on a connection, when they are there, as a sign of what the service is."""
        if self._signed or not connection.first:
            return
        self._signed = True
        signs, first = self.signs[self.in_tls], connection.first
        signs.spoke = True
        signs.banner = signs.banner or connection.spoke_first
        signs.tls = signs.tls or (first[:2] == b"\x15\x03")
        if first[:5] == b"HTTP/":
            signs.http = True
            signs.courtesy = signs.courtesy or first[5:8] == b"1.0" or first[8:12] == b" 400"

    def _note(self, kind: str, result: str) -> None:
        if self._log:
            self._log.put(kind, {"target": self._id, "tls": self.in_tls, "result": result})


def _cut_text(shown: str) -> str:
    return shown[: SHOWN - 1] + "…"


def _cut_body(response: Response, most: int) -> Response:
    if len(response.body) <= most:
        return response
    return Response(response.status, response.reason, response.headers, response.body[:most], cut=True)
