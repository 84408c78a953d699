"""The sweep of one process: connects that do not block, on one event loop.

A pair (address, port) takes this way. Each end is counted once, so that the counts add up to the pairs:

    walk ─ guard ─┬─ excluded
                  ├─ waits for its network's pace or for a free connection to its host, then from the guard again
                  └─ connect ─┬─ opened · refused · unreachable (says the network)
                              ├─ silent: a second time, later ─► opened · refused · unreachable · silent
                              ├─ no socket or port left here: all slow down, again later ─► at last dropped
                              └─ no way from here: dropped, but if there was one before (`outage`), all wait for it

Answers that are there at once, as on loopback, cost neither an event nor a new socket (see `sockets.AT_ONCE`).
"""

import errno
import hashlib
import time
from collections import deque
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from socket import socket
from typing import Protocol

from leftopen.net import sockets
from leftopen.net.admission import Permit
from leftopen.net.allowance import Allowance
from leftopen.net.sweep.accounting import Accepted, Accounting, Batch, Note, Progress
from leftopen.net.sweep.backlog import Backlog, Pair
from leftopen.net.sweep.inflight import Flight, InFlight
from leftopen.net.sweep.outage import USUAL, NetworkLost, Outage, Route
from leftopen.net.sweep.pace import NetworkPace, Pace
from leftopen.scope.targets import SIX, Ask, Targets

AGAIN = 1.0
"""Seconds before a silent pair is asked the second time, when what lost the first SYN should be over."""

AHEAD = 2.0
"""Seconds that pairs may be ahead of the pace of their network before no new ones are taken up."""

WAITING = 32_768
"""Pairs that may wait before no new ones are taken up."""

TRIES = 8
"""How often a pair is tried that our own machine has no socket for; the waits double from 0.1 s to 25 s in all."""

PROGRESS = 0.5
"""Seconds between two events `Progress`."""

_CHUNK = 256
_TICK, _NAP = 0.01, 0.05
_LEAST = 16
_LAPSE = 0.1  # seconds after which round trips say more of us than of the network


class SweepLimits(Protocol):
    """The part of the scope's `[limits]` that a sweep keeps to."""

    @property
    def rate(self) -> float:
        """New connections a second, overall."""

    @property
    def per_host(self) -> int:
        """Connections at a time to one host."""

    @property
    def timeout(self) -> float:
        """The longest wait for an answer, in seconds."""


class Expired(Exception):
    """The permit ran out before all was asked."""


class Loop:
    """Events of the sweep of `targets` from position `start` on: iterate once.

    `network_rate`: connections a second to one /24 or /64. With `parts`, only the networks of `part`.
    `every`: seconds between two `Progress`. Raises `NetworkLost` or `Expired`, after the last `Progress`, where the
    network is lost or the permit runs out.
    """

    def __init__(
        self,
        permit: Permit,
        targets: Targets,
        limits: SweepLimits,
        *,
        key: bytes,
        start: int = 0,
        note: Note | None = None,
        network_rate: float,
        part: int = 0,
        parts: int = 1,
        every: float = PROGRESS,
        route: Route = USUAL,
        allowance: Allowance | None = None,
    ) -> None:
        self._every = every
        self._permit, self._targets, self._key = permit, targets, key
        self._expired = False
        self._part, self._parts = part, parts
        labels = {"key": hashlib.sha256(key).hexdigest()[:16], "part": part, "parts": parts}
        self._accounting = Accounting(start, targets.size, note, labels)
        self._per_host = limits.per_host
        self._pace = Pace(allowance or Allowance(limits.rate), network_rate, limits.timeout)
        self._most = self._window = sockets.window()
        self._in_flight = InFlight(time.monotonic())
        self._backlog = Backlog(self._in_flight.busy, limits.per_host)
        self._spares: dict[bool, socket] = {}
        self._sources = [sockets.source_for(route.source, six=six) for six in (False, True)]
        self._outage = Outage(route, partial(sockets.has_route, source=route.source))
        self._batch: Batch | None = None
        self._asks: Iterator[Ask] = iter(())
        self._walked_to = start
        self._hold = self._eased = self._collected = 0.0
        self._events: deque[Accepted] = deque()
        self._stopped = False

    def stop(self) -> None:
        """Ends the sweep soon; may be called from a signal handler or another thread."""
        self._stopped = True

    def set_rate(self, rate: float) -> None:
        """Connections a second from now on."""
        self._pace.overall.set_rate(rate)

    def __iter__(self) -> Iterator[Accepted | Progress]:
        events, clock = self._events, time.monotonic
        report = clock() + self._every
        stopped_at: int | None = None
        try:
            while not self._stopped:
                more = self._turn(clock())
                while events:
                    yield events.popleft()
                if clock() >= report:
                    yield self._accounting.progress(None, len(self._in_flight), len(self._backlog))
                    report = clock() + self._every
                if not more:
                    break
        finally:
            stopped_at = self._close()
        yield self._accounting.progress(stopped_at)
        if self._expired:
            raise Expired
        if self._outage.gone is not None and not self._stopped:
            raise NetworkLost(*self._outage.gone)

    def _turn(self, now: float) -> bool:
        """Asks what may be asked now, waits a little, takes the answers. False when all is done."""
        if self._permit.expired:
            self._expired = True
            return False
        if self._outage.look(now):
            if self._outage.over(now):
                return False
        else:
            self._wake(now)
            self._fresh(now)
            if not self._in_flight and not self._backlog and self._walked:
                return False
        self._collect(self._nap(now))
        self._expire(time.monotonic())
        if self._window < self._most and now >= self._eased + 0.1:
            self._window = min(self._most, self._window + self._window // 32 + 1)
            self._eased = now
        return True

    @property
    def _walked(self) -> bool:
        """True when the walk holds no new pairs."""
        return self._batch is None and self._accounting.whole

    def _room(self, now: float) -> int:
        """How many connects the overall pace and the window allow now."""
        return min(self._pace.overall.tokens(now), self._window - len(self._in_flight))

    def _may_take(self, now: float) -> bool:
        """True when new pairs may be taken up."""
        lost = self._outage.gone is not None
        return not (lost or self._walked) and now >= self._hold and len(self._backlog) < WAITING

    def _nap(self, now: float) -> float:
        """Seconds to wait for answers: none while something can be asked at once."""
        if self._outage.gone is None and self._room(now) > 0 and (self._backlog.any(now) or self._may_take(now)):
            return 0.0
        return _NAP if self._walked and not self._backlog else _TICK

    def _wake(self, now: float) -> None:
        """Asks pairs that have waited."""
        overall = self._pace.overall
        room = overall.claim(self._room(now), now) if self._backlog.any(now) else 0
        while room > 0 and self._outage.gone is None and (pair := self._backlog.take(now)):
            batch, ask, attempt, tries, paced = pair
            room -= self._connect(batch, (ask,), now, attempt, tries, paced)
            self._accounting.settle(batch)
            self._backlog.free(ask[1])
        overall.give(room)

    def _fresh(self, now: float) -> None:
        """Asks new pairs of the walk, a chunk at most."""
        while self._may_take(now):
            room = self._pace.overall.claim(min(self._room(now), _CHUNK), now)
            if room <= 0:
                return
            if self._batch is None:
                self._batch = self._accounting.begin()
                first, after = self._batch.first, self._batch.next
                self._asks = self._targets.walk(self._key, first, after, part=self._part, parts=self._parts)
            batch = self._batch
            asks = list(islice(self._asks, room))
            self._pace.overall.give(room - (self._connect(batch, asks, now) if asks else 0))
            if asks:
                self._walked_to = asks[-1][0] + 1
            if len(asks) == room:
                return
            batch.walked, self._batch = True, None
            self._accounting.settle(batch)

    def _connect(
        self, batch: Batch, asks: Sequence[Ask], now: float, attempt: int = 1, tries: int = 0, paced: bool = False
    ) -> int:
        """Asks these pairs, or lets them wait; how many connects were made. The hot loop of the sweep."""
        why_not, networks, busy, spares = (
            self._permit.why_not_number,
            self._pace.networks,
            self._in_flight.busy,
            self._spares,
        )
        per_host, at_once, clock, sources = self._per_host, sockets.AT_ONCE, time.monotonic, self._sources
        made = 0
        for ask in asks:
            _, host, key, address = ask
            six = host >= SIX
            if (why_not(6, host - SIX, address[1]) if six else why_not(4, host, address[1])) is not None:
                batch.excluded += 1
                continue
            if host in busy and busy[host] >= per_host:
                self._backlog.park(Pair(batch, ask, attempt, tries, paced))
                continue
            network = networks.get(key) or self._pace.network(key, now)
            if not paced and (place := network.turn(now)):
                self._backlog.delay(Pair(batch, ask, attempt, tries, True), place)
                self._hold = max(self._hold, place - AHEAD)
                continue
            try:
                sock = spares.pop(six, None) or sockets.open_socket(six=six, source=sources[six])
            except OSError as error:
                self._kept_back(Pair(batch, ask, attempt, tries, True), network, error.errno or 0)
                continue
            made += 1
            code = first = sock.connect_ex(address)
            if code == errno.EINPROGRESS:
                if network.left is None:
                    self._outage.left(network, address)
                if at_once:
                    code = sock.connect_ex(address)
                if code == errno.ECONNREFUSED:
                    spares[six] = sock
                    batch.refused += 1
                    if not network.known:
                        network.heard(clock() - now, now)
                    continue
            if code in sockets.PENDING:
                self._in_flight.add(Flight(sock, batch, ask, attempt, tries, network, clock()))
                continue
            if code == 0:
                self._accepted(batch, ask, sock, clock() - now)
            elif first == errno.EINPROGRESS:
                self._ended(batch, ask, attempt, tries, code)
            else:
                self._kept_back(Pair(batch, ask, attempt, tries, True), network, code)
            sock.close()
        return made

    def _collect(self, seconds: float) -> None:
        """Takes the answers that are there, after waiting at most so long for the first.

        Where whoever reads the events kept us from it for long, nothing is learned from the round trips.
        """
        fair = time.monotonic() < self._collected + _LAPSE
        for sock, batch, ask, attempt, tries, network, since in self._in_flight.ended(seconds):
            now = time.monotonic()
            code, rtt = sockets.outcome(sock), now - since
            if fair and (code == 0 or code in sockets.REFUSED):
                if attempt > 1 and rtt < network.patience(1):  # the first SYN, or its answer, was lost
                    network.strain(now)
                network.heard(rtt, now)
            if code == 0:
                self._accepted(batch, ask, sock, rtt)
            elif code not in sockets.REFUSED and self._outage.cut_off(network, ask[3], now):
                self._backlog.delay(Pair(batch, ask, attempt, tries, True), now)
            else:
                self._ended(batch, ask, attempt, tries, code)
            sock.close()
            self._backlog.free(ask[1])
            self._accounting.settle(batch)
        self._collected = time.monotonic()

    def _expire(self, now: float) -> None:
        """Gives up connects whose time is over."""
        for sock, batch, ask, attempt, tries, _, _ in self._in_flight.late(now):
            sock.close()
            if self._outage.gone is not None:  # nobody could answer
                self._backlog.delay(Pair(batch, ask, attempt, tries, True), now)
            else:
                self._ended(batch, ask, attempt, tries, errno.ETIMEDOUT)
            self._backlog.free(ask[1])
            self._accounting.settle(batch)

    def _accepted(self, batch: Batch, ask: Ask, sock: socket, rtt: float) -> None:
        address, port = ask[3]
        if sockets.met_itself(sock):
            batch.refused += 1
            return
        batch.opened.append(f"[{address}]:{port}" if ask[1] >= SIX else f"{address}:{port}")
        self._events.append(Accepted(address, port, rtt))

    def _ended(self, batch: Batch, ask: Ask, attempt: int, tries: int, code: int) -> None:
        """Counts a pair that was not accepted, or has it asked again."""
        if code in sockets.REFUSED:
            batch.refused += 1
        elif code == errno.ETIMEDOUT and attempt == 1:
            batch.again += 1
            self._backlog.delay(Pair(batch, ask, 2, tries), time.monotonic() + AGAIN)
        elif code == errno.ETIMEDOUT:
            batch.silent += 1
        elif code in sockets.PRESSED:
            self._pressed(Pair(batch, ask, attempt, tries + 1, True))
        elif code in sockets.FORBIDDEN:
            batch.dropped += 1
        else:
            batch.unreachable += 1

    def _kept_back(self, pair: Pair, network: NetworkPace, code: int) -> None:
        """Our own machine did not let the connect out. Where it has no way there (for IPv6, EADDRNOTAVAIL is that too:
        it has no such address), the pair waits if that is an outage, and otherwise is not asked."""
        batch, ask, attempt, tries, _ = pair
        if code in sockets.OTHERWISE and not (code == errno.EADDRNOTAVAIL and ask[1] >= SIX):
            self._ended(batch, ask, attempt, tries, code)
        elif self._outage.cut_off(network, ask[3], now := time.monotonic()):
            self._backlog.delay(pair, now)
        else:
            batch.dropped += 1

    def _pressed(self, pair: Pair) -> None:
        """Our own machine is at its limit: halves the window, and the pair comes again."""
        now = time.monotonic()
        if now >= self._eased:
            self._window = max(_LEAST, min(self._window, len(self._in_flight)) // 2)
            self._eased = now + 0.1
            self._hold = max(self._hold, now + 0.1)
        if pair.tries >= TRIES:
            pair.batch.dropped += 1
        else:
            self._backlog.delay(pair, now + 0.05 * 2**pair.tries)

    def _close(self) -> int:
        """Resets what is on its way; the position to go on from."""
        places = self._in_flight.positions() + self._backlog.positions()
        if self._batch is not None:
            places.append(self._walked_to)
        self._in_flight.close()
        for spare in self._spares.values():
            spare.close()
        position = min(places, default=self._accounting.position)
        self._accounting.stop(position)
        return position
