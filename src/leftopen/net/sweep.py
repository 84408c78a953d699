"""Which (address, port) pairs of a scope accept a connection: an iterator of events, in one process or several.

One process asks some 50,000 pairs a second, so that only a scope with a far higher `rate` than the default of 2,000
is worth a second one.
"""

import os
from collections.abc import Iterator

from leftopen.net.ledger import Note, Opened, Progress
from leftopen.net.outage import USUAL, Lost, Way
from leftopen.net.sweep_loop import Limits, Loop, WhyNot
from leftopen.net.sweep_workers import SweepError, Workers
from leftopen.scope.targets import Targets

__all__ = ["Limits", "Lost", "Opened", "Progress", "Sweep", "SweepError", "Way"]

NETWORK_SHARE = 0.5
"""The share of the overall rate that one /24 or /64 may take."""

_LARGE, _FAST = 200_000, 20_000


class Sweep:
    """Asks each pair of `targets` that the guard allows, at the pace of `limits`, and a second time where it is silent.

    Iterate once, for `Opened` as they come, `Progress` twice a second, and a last `Progress` at the end. `start` is the
    position of an earlier `Progress` with the same `key` and targets; the pairs that were on their way then are asked
    again. `note` (a `Journal.note`) gets a record for each 1,024 positions. `network_rate`: connections a second to one
    /24 or /64. `workers` None chooses one or two. `way`: from where, and how long to wait for a lost network. Raises
    `SweepError` where a worker process dies and, after the last `Progress`, `Lost` where the network is lost.
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
        network_rate: float | None = None,
        workers: int | None = None,
        way: Way = USUAL,
    ) -> None:
        rate = max(1.0, limits.rate * NETWORK_SHARE) if network_rate is None else network_rate
        if workers is None:
            large = targets.size - start >= _LARGE and limits.rate >= _FAST and (os.cpu_count() or 1) > 1
            workers = 2 if large else 1
        workers = min(workers, targets.networks)
        self._run: Loop | Workers
        if workers > 1:
            self._run = Workers(
                targets, why_not, limits, key=key, start=start, note=note, network_rate=rate, parts=workers, way=way
            )
        else:
            self._run = Loop(targets, why_not, limits, key=key, start=start, note=note, network_rate=rate, way=way)

    def stop(self) -> None:
        """Ends the sweep soon, with a last `Progress`; may be called from a signal handler or another thread."""
        self._run.stop()

    def charge(self, connections: int) -> None:
        """Counts connections that others made against the overall rate; may be called from another thread."""
        self._run.charge(connections)

    def __iter__(self) -> Iterator[Opened | Progress]:
        return iter(self._run)
