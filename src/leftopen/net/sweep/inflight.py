"""Connects of a sweep that are on their way, with their time-outs."""

from collections.abc import Iterator
from socket import socket
from typing import NamedTuple

from leftopen.net import sockets
from leftopen.net.sweep.accounting import Batch
from leftopen.net.sweep.pace import NetworkPace
from leftopen.scope.targets import Ask

_WHEEL = 20  # slots a second: a time-out comes up to 1/20 s late


class Flight(NamedTuple):
    """A connect on its way since `since`. The rest as in `backlog.Pair`."""

    socket: socket
    batch: Batch
    ask: Ask
    attempt: int
    tries: int
    network: NetworkPace
    since: float


class InFlight:
    """All of them. A pair on its way is `due` in its batch. `busy` counts connections by host key."""

    def __init__(self, now: float) -> None:
        self.busy: dict[int, int] = {}
        self._live: dict[int, Flight] = {}
        self._wheel: dict[int, list[tuple[int, Flight]]] = {}
        self._slot = int(now * _WHEEL)
        self._poller = sockets.poller()

    def __len__(self) -> int:
        return len(self._live)

    def add(self, flight: Flight) -> None:
        """Waits for this connect, as long as its network's pace says."""
        fd, host = flight.socket.fileno(), flight.ask[1]
        self._live[fd] = flight
        self.busy[host] = self.busy.get(host, 0) + 1
        flight.batch.due += 1
        slot = int((flight.since + flight.network.patience(flight.attempt)) * _WHEEL) + 1
        self._wheel.setdefault(slot, []).append((fd, flight))
        self._poller.watch(fd)

    def ended(self, seconds: float) -> Iterator[Flight]:
        """Those that have ended, after waiting at most so long for the first. Their sockets are still open."""
        while fds := self._poller.ready(seconds):
            for fd in fds:
                yield self._land(fd)
            seconds = 0.0

    def late(self, now: float) -> Iterator[Flight]:
        """Those whose time is over. Their sockets are still open."""
        while self._slot < int(now * _WHEEL):
            self._slot += 1
            for fd, flight in self._wheel.pop(self._slot, ()):
                if self._live.get(fd) is flight:
                    yield self._land(fd)

    def positions(self) -> list[int]:
        """Their positions in the walk."""
        return [flight.ask[0] for flight in self._live.values()]

    def close(self) -> None:
        """Resets them all."""
        for flight in self._live.values():
            flight.socket.close()
        self._live.clear()
        self._poller.close()

    def _land(self, fd: int) -> Flight:
        flight = self._live.pop(fd)
        self._poller.forget(fd)
        flight.batch.due -= 1
        host = flight.ask[1]
        if self.busy[host] == 1:
            del self.busy[host]
        else:
            self.busy[host] -= 1
        return flight
