"""Which (address, port) pairs of a scope accept a connection: an iterator of events.

One process asks some 50,000 pairs a second. A share of a larger sweep is a `Loop(part=…, parts=…)` of its own.
"""

from collections.abc import Iterator

from leftopen.net.admission import Permit
from leftopen.net.allowance import Allowance
from leftopen.net.sweep.accounting import Accepted, Note, Progress
from leftopen.net.sweep.loop import Expired, Loop, SweepLimits
from leftopen.net.sweep.outage import USUAL, NetworkLost, Route
from leftopen.scope.targets import Targets

__all__ = ["Accepted", "Expired", "NetworkLost", "Progress", "Route", "Sweep", "SweepLimits"]

NETWORK_SHARE = 0.5
"""The share of the overall rate that one /24 or /64 may take."""


class Sweep:
    """Asks each pair of `targets` that the permit allows, at the pace of `limits`, a second time where it is silent.

    Iterate once, for `Accepted` as they come, `Progress` twice a second, and a last `Progress` at the end. `start` is
    the position of an earlier `Progress` with the same `key` and targets; the pairs that were on their way then are
    asked again. `note` (a `Journal.note`) gets a record for each 1,024 positions. `network_rate`: connections a second
    to one /24 or /64. `route`: from where, and how long to wait for a lost network. `allowance`: that of the run, by
    default one of its own. Raises `NetworkLost` or `Expired`, after the last `Progress`, where the network is lost or
    the permit runs out.
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
        network_rate: float | None = None,
        route: Route = USUAL,
        allowance: Allowance | None = None,
    ) -> None:
        rate = max(1.0, limits.rate * NETWORK_SHARE) if network_rate is None else network_rate
        self._run = Loop(
            permit,
            targets,
            limits,
            key=key,
            start=start,
            note=note,
            network_rate=rate,
            route=route,
            allowance=allowance,
        )

    def stop(self) -> None:
        """Ends the sweep soon, with a last `Progress`; may be called from a signal handler or another thread."""
        self._run.stop()

    def __iter__(self) -> Iterator[Accepted | Progress]:
        return iter(self._run)
