"""Pairs of a sweep that cannot be asked now: their time has not come, or their host has all its connections."""

import heapq
from collections import deque
from typing import NamedTuple

from leftopen.net.sweep.accounting import Batch
from leftopen.scope.targets import Ask


class Pair(NamedTuple):
    """A pair that has to wait. `attempt` is 1 or 2, `tries` those that failed for want of a socket; `paced`: its
    network has given it a place."""

    batch: Batch
    ask: Ask
    attempt: int = 1
    tries: int = 0
    paced: bool = False


class Backlog:
    """Where pairs wait, by time or for their host. A pair that waits is `due` in its batch.

    `busy` counts the connections to each host and `per_host` is the most; the sweep keeps `busy`.
    """

    def __init__(self, busy: dict[int, int], per_host: int) -> None:
        self._busy, self._per_host = busy, per_host
        self._ready: deque[Pair] = deque()
        self._later: list[tuple[float, int, Pair]] = []
        self._parked: dict[int, deque[Pair]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def delay(self, pair: Pair, until: float) -> None:
        """Waits for a time."""
        self._add(pair)
        heapq.heappush(self._later, (until, pair.ask[0], pair))

    def park(self, pair: Pair) -> None:
        """Waits for a connection to its host to end: see `free`."""
        self._add(pair)
        self._parked.setdefault(pair.ask[1], deque()).append(pair)

    def free(self, host: int) -> None:
        """Lets the next pair parked for this host go on, if it may have a connection now.

        Called when one has ended, and when a pair that went on did not take one after all.
        """
        queue = self._parked.get(host)
        if queue and self._busy.get(host, 0) < self._per_host:
            self._ready.append(queue.popleft())
            if not queue:
                del self._parked[host]

    def any(self, now: float) -> bool:
        """True when `take` has one."""
        return bool(self._ready or (self._later and self._later[0][0] <= now))

    def take(self, now: float) -> Pair | None:
        """The next pair that can be asked now."""
        if self._ready:
            pair = self._ready.popleft()
        elif self._later and self._later[0][0] <= now:
            pair = heapq.heappop(self._later)[2]
        else:
            return None
        self._count -= 1
        pair.batch.due -= 1
        return pair

    def positions(self) -> list[int]:
        """The positions in the walk of all that wait."""
        queues = [self._ready, *self._parked.values()]
        return [place for _, place, _ in self._later] + [pair.ask[0] for queue in queues for pair in queue]

    def _add(self, pair: Pair) -> None:
        self._count += 1
        pair.batch.due += 1
