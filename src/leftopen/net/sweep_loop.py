"""The sweep of one process: connects that do not block, on one event loop.

A pair (address, port) takes this way. Each end is counted once, so that the counts add up to the pairs:

    walk ─ guard ─┬─ excluded
                  ├─ waits for its network's pace or for a free connection to its host, then from the guard again
                  └─ connect ─┬─ opened · refused · unreachable
                              ├─ silent: a second time, later ─► opened · refused · unreachable · silent
                              └─ no socket or port left here: all slow down, again later ─► at last dropped

Answers that are there at once, as on loopback, cost neither an event nor a new socket (see `dial.AT_ONCE`).
"""

import errno
import hashlib
import heapq
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from socket import socket
from typing import NamedTuple, Protocol

from leftopen.net import dial
from leftopen.net.ledger import Batch, Ledger, Note, Opened, Progress
from leftopen.net.pace import Network, Pace
from leftopen.scope.targets import SIX, Ask, Targets

WhyNot = Callable[[int, int, int], str | None]
"""`Guard.why_not_number`: IP version, address as an integer, port; None where allowed."""

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
_WHEEL = 20  # slots a second of the time-outs
_LEAST = 16
_LAPSE = 0.1  # seconds after which round trips say more of us than of the network


class Limits(Protocol):
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


class _Pair(NamedTuple):
    """A pair that has to wait. `attempt` is 1 or 2, `tries` those that failed for want of a socket; `paced`: its
    network has given it a place."""

    batch: Batch
    ask: Ask
    attempt: int
    tries: int
    paced: bool


class _Flight(NamedTuple):
    """A connect on its way since `since`."""

    socket: socket
    batch: Batch
    ask: Ask
    attempt: int
    tries: int
    network: Network
    since: float


class Loop:
    """Events of the sweep of `targets` from position `start` on: iterate once.

    `network_rate`: connections a second to one /24 or /64. With `parts`, only the networks of `part`.
    `every`: seconds between two `Progress`.
    """

    def __init__(
        self,
        targets: Targets,
        why_not: WhyNot,
        limits: Limits,
        *,
        key: bytes,
        start: int = 0,
        note: Note | None = None,
        network_rate: float,
        part: int = 0,
        parts: int = 1,
        every: float = PROGRESS,
    ) -> None:
        self._every = every
        self._targets, self._why_not, self._key = targets, why_not, key
        self._part, self._parts = part, parts
        labels = {"key": hashlib.sha256(key).hexdigest()[:16], "part": part, "parts": parts}
        self._ledger = Ledger(start, targets.size, note, labels)
        self._per_host = limits.per_host
        self._pace = Pace(limits.rate, network_rate, limits.timeout, time.monotonic())
        self._most = self._window = dial.window()
        self._poller = dial.poller()
        self._spares: dict[bool, socket] = {}
        self._live: dict[int, _Flight] = {}
        self._wheel: dict[int, list[tuple[int, _Flight]]] = {}
        self._slot = int(time.monotonic() * _WHEEL)
        self._busy: dict[int, int] = {}
        self._parked: dict[int, deque[_Pair]] = {}
        self._parked_count = 0
        self._ready: deque[_Pair] = deque()
        self._later: list[tuple[float, int, _Pair]] = []
        self._batch: Batch | None = None
        self._asks: Iterator[Ask] = iter(())
        self._walked_to = start
        self._hold = self._eased = self._collected = 0.0
        self._events: deque[Opened] = deque()
        self._stopped = False

    def stop(self) -> None:
        """Ends the sweep soon; may be called from a signal handler or another thread."""
        self._stopped = True

    def set_rate(self, rate: float) -> None:
        """Connections a second from now on."""
        self._pace.overall.rate = rate

    def progress(self) -> Progress:
        """How far it is."""
        return self._ledger.progress(None, len(self._live), self._waiting())

    def __iter__(self) -> Iterator[Opened | Progress]:
        events, clock = self._events, time.monotonic
        report = clock() + self._every
        stopped_at: int | None = None
        try:
            while not self._stopped:
                busy = self._turn(clock())
                while events:
                    yield events.popleft()
                if clock() >= report:
                    yield self.progress()
                    report = clock() + self._every
                if not busy:
                    break
        finally:
            stopped_at = self._close()
        yield self._ledger.progress(stopped_at)

    def _turn(self, now: float) -> bool:
        """Asks what may be asked now, waits a little, takes the answers. False when all is done."""
        self._wake(now)
        self._fresh(now)
        if not self._live and not self._waiting() and self._batch is None and self._ledger.whole:
            return False
        self._collect(self._wait(now))
        self._expire(time.monotonic())
        if self._window < self._most and now >= self._eased + 0.1:
            self._window = min(self._most, self._window + self._window // 32 + 1)
            self._eased = now
        return True

    def _waiting(self) -> int:
        return len(self._later) + len(self._ready) + self._parked_count

    def _wait(self, now: float) -> float:
        """Seconds to wait for answers: none while something can be asked at once."""
        room = len(self._live) < self._window
        if room and self._pace.overall.tokens(now) >= 1:
            if self._ready or (self._later and self._later[0][0] <= now):
                return 0.0
            if self._may_take(now):
                return 0.0
        return _TICK if self._later or self._ready or self._batch is not None or not self._ledger.whole else _NAP

    def _may_take(self, now: float) -> bool:
        return (self._batch is not None or not self._ledger.whole) and now >= self._hold and self._waiting() < WAITING

    def _wake(self, now: float) -> None:
        """Asks pairs that have waited, as far as the overall pace and the window go."""
        later, ready = self._later, self._ready
        room = min(self._pace.overall.tokens(now), self._window - len(self._live))
        while room > 0:
            if ready:
                pair = ready.popleft()
            elif later and later[0][0] <= now:
                pair = heapq.heappop(later)[2]
            else:
                break
            batch, ask, attempt, tries, paced = pair
            batch.due -= 1
            made = self._connect(batch, (ask,), now, attempt, tries, paced)
            room -= made
            self._pace.overall.take(made)
            self._ledger.settle(batch)
            self._unpark(ask[1])

    def _fresh(self, now: float) -> None:
        """Asks new pairs of the walk, a chunk at most."""
        while self._may_take(now):
            room = min(self._pace.overall.tokens(now), self._window - len(self._live), _CHUNK)
            if room <= 0:
                return
            if self._batch is None:
                self._batch = self._ledger.begin()
                first, after = self._batch.first, self._batch.next
                self._asks = self._targets.walk(self._key, first, after, part=self._part, parts=self._parts)
            batch = self._batch
            asks = list(islice(self._asks, room))
            if asks:
                self._pace.overall.take(self._connect(batch, asks, now))
                self._walked_to = asks[-1][0] + 1
            if len(asks) == room:
                return
            batch.walked, self._batch, self._walked_to = True, None, batch.next
            self._ledger.settle(batch)

    def _connect(
        self, batch: Batch, asks: Sequence[Ask], now: float, attempt: int = 1, tries: int = 0, paced: bool = False
    ) -> int:
        """Asks these pairs, or lets them wait; how many connects were made. The hot loop of the sweep."""
        why_not, networks, busy, spares = self._why_not, self._pace.networks, self._busy, self._spares
        per_host, at_once, clock = self._per_host, dial.AT_ONCE, time.monotonic
        made = 0
        for ask in asks:
            _, host, key, address = ask
            six = host >= SIX
            if (why_not(6, host - SIX, address[1]) if six else why_not(4, host, address[1])) is not None:
                batch.excluded += 1
                continue
            if host in busy and busy[host] >= per_host:
                self._park(_Pair(batch, ask, attempt, tries, paced))
                continue
            network = networks.get(key) or self._pace.network(key, now)
            if not paced and (place := network.turn(now)):
                self._delay(place, _Pair(batch, ask, attempt, tries, True))
                self._hold = max(self._hold, place - AHEAD)
                continue
            try:
                sock = spares.pop(six, None) or dial.open_socket(six=six)
            except OSError as error:
                self._ended(batch, ask, attempt, tries, error.errno or 0)
                continue
            made += 1
            code = sock.connect_ex(address)
            if at_once and code == errno.EINPROGRESS:
                code = sock.connect_ex(address)
                if code == errno.ECONNREFUSED:
                    spares[six] = sock
                    batch.refused += 1
                    if not network.known:
                        network.heard(clock() - now, now)
                    continue
            if code in dial.PENDING:
                self._fly(_Flight(sock, batch, ask, attempt, tries, network, clock()))
                continue
            if code == 0:
                self._accepted(batch, ask, sock, clock() - now)
            else:
                self._ended(batch, ask, attempt, tries, code)
            sock.close()
        return made

    def _fly(self, flight: _Flight) -> None:
        """Waits for the answer."""
        fd, host = flight.socket.fileno(), flight.ask[1]
        self._live[fd] = flight
        self._busy[host] = self._busy.get(host, 0) + 1
        flight.batch.due += 1
        slot = int((flight.since + flight.network.patience(flight.attempt)) * _WHEEL) + 1
        self._wheel.setdefault(slot, []).append((fd, flight))
        self._poller.watch(fd)

    def _land(self, fd: int) -> _Flight:
        """The connect has ended or is given up; its socket is still open."""
        flight = self._live.pop(fd)
        self._poller.forget(fd)
        flight.batch.due -= 1
        host = flight.ask[1]
        if self._busy[host] == 1:
            del self._busy[host]
        else:
            self._busy[host] -= 1
        self._unpark(host)
        return flight

    def _collect(self, seconds: float) -> None:
        """Takes the answers that are there, after waiting at most so long for the first.

        Where whoever reads the events kept us from it for long, nothing is learned from the round trips.
        """
        fair = time.monotonic() < self._collected + _LAPSE
        while fds := self._poller.ready(seconds):
            now = time.monotonic()
            for fd in fds:
                sock, batch, ask, attempt, tries, network, since = self._land(fd)
                code = dial.outcome(sock)
                rtt = now - since
                if fair and (code == 0 or code in dial.REFUSED):
                    if attempt > 1 and rtt < network.patience(1):  # the first SYN, or its answer, was lost
                        network.strain(now)
                    network.heard(rtt, now)
                if code == 0:
                    self._accepted(batch, ask, sock, rtt)
                else:
                    self._ended(batch, ask, attempt, tries, code)
                sock.close()
                self._ledger.settle(batch)
            seconds = 0.0
        self._collected = time.monotonic()

    def _expire(self, now: float) -> None:
        """Gives up connects whose time is over."""
        live = self._live
        slot = int(now * _WHEEL)
        while self._slot < slot:
            self._slot += 1
            for fd, flight in self._wheel.pop(self._slot, ()):
                if live.get(fd) is flight:
                    self._land(fd)
                    flight.socket.close()
                    self._ended(flight.batch, flight.ask, flight.attempt, flight.tries, errno.ETIMEDOUT)
                    self._ledger.settle(flight.batch)

    def _accepted(self, batch: Batch, ask: Ask, sock: socket, rtt: float) -> None:
        address, port = ask[3]
        if dial.met_itself(sock):
            batch.refused += 1
            return
        batch.opened.append(f"[{address}]:{port}" if ask[1] >= SIX else f"{address}:{port}")
        self._events.append(Opened(address, port, rtt))

    def _ended(self, batch: Batch, ask: Ask, attempt: int, tries: int, code: int) -> None:
        """Counts a pair that was not accepted, or has it asked again."""
        if code in dial.REFUSED:
            batch.refused += 1
        elif code == errno.ETIMEDOUT and attempt == 1:
            batch.again += 1
            self._delay(time.monotonic() + AGAIN, _Pair(batch, ask, 2, tries, False))
        elif code == errno.ETIMEDOUT:
            batch.silent += 1
        elif code in dial.PRESSED and not (code == errno.EADDRNOTAVAIL and ask[1] >= SIX):
            self._pressed(batch, ask, attempt, tries + 1)
        elif code in dial.FORBIDDEN:
            batch.dropped += 1
        else:  # no route, no such host, and (EADDRNOTAVAIL) no IPv6 on this machine
            batch.unreachable += 1

    def _pressed(self, batch: Batch, ask: Ask, attempt: int, tries: int) -> None:
        """Our own machine is at its limit: halves the window, and the pair comes again."""
        now = time.monotonic()
        if now >= self._hold:
            self._window = max(_LEAST, min(self._window, len(self._live)) // 2)
            self._hold = self._eased = now + 0.1
        if tries >= TRIES:
            batch.dropped += 1
        else:
            self._delay(now + 0.05 * 2**tries, _Pair(batch, ask, attempt, tries, True))

    def _delay(self, due: float, pair: _Pair) -> None:
        pair.batch.due += 1
        heapq.heappush(self._later, (due, pair.ask[0], pair))

    def _park(self, pair: _Pair) -> None:
        pair.batch.due += 1
        self._parked.setdefault(pair.ask[1], deque()).append(pair)
        self._parked_count += 1

    def _unpark(self, host: int) -> None:
        """The next pair that waits for this host, if it may have a connection now."""
        queue = self._parked.get(host)
        if queue and self._busy.get(host, 0) < self._per_host:
            self._ready.append(queue.popleft())
            self._parked_count -= 1
            if not queue:
                del self._parked[host]

    def _close(self) -> int:
        """Resets what is on its way; the position to go on from."""
        waiting = [flight.ask[0] for flight in self._live.values()]
        waiting += [pair.ask[0] for _, _, pair in self._later] + [pair.ask[0] for pair in self._ready]
        waiting += [queue[0].ask[0] for queue in self._parked.values()]
        waiting += [ask for ask in (self._walked_to,) if self._batch is not None]
        position = min(waiting, default=self._ledger.position)
        self._ledger.stop(position)
        for flight in self._live.values():
            flight.socket.close()
        for spare in self._spares.values():
            spare.close()
        self._poller.close()
        self._live.clear()
        return position
