"""Whether the network is lost: told from hosts that are down, and from networks to which this machine never had a way.

A connect that our own machine refuses at once, for want of a route, an interface or an address, asked nobody anything.
Whether that is an outage is told by an address to which a connect did leave earlier in the run, in the same network or
else the last one of the same IP version: lost is the network where there is no way to that one either. Asking for the
way sends nothing (`sockets.has_route`), so it can be done as often as is wanted.

The broadcast address of a network of ours is never reachable by TCP, though all others there are: it is why one address
without a way does not yet make an outage.
"""

from collections.abc import Callable, Iterable

from msgspec import Struct

from leftopen.model import Target
from leftopen.net.sweep.pace import NetworkPace

Address = tuple[str, int]

PATIENCE = 30.0
"""Seconds that a lost network has to come back: a lease renewed, a tunnel dialled again."""

EVERY = 0.1
"""Seconds between two looks for the way: shorter than `pace.FLOOR`, so that no silence of an outage is believed."""


class Route(Struct, frozen=True):
    """What a sweep has to know of its way to the targets.

    `source`: the local address from which targets of its IP version are asked; `left`: addresses to which connects left
    in earlier sittings of the run; `patience`: seconds to wait for a lost network.
    """

    source: str | None = None
    left: tuple[Address, ...] = ()
    patience: float = PATIENCE


USUAL = Route()
"""From the address that the system chooses."""


class NetworkLost(Exception):
    """The network is lost and did not come back: there is no way to `address`, which there was."""

    def __init__(self, address: str, port: int) -> None:
        super().__init__(address, port)
        self.address, self.port = address, port


class Outage:
    """The watch over the way of one sweep. `gone` is the address to which the way is lost, None while there is none."""

    def __init__(self, route: Route, has_route: Callable[[Address], bool]) -> None:
        self._has_route, self._patience = has_route, route.patience
        self._last = {":" in address[0]: address for address in route.left}
        self._since = self._next = 0.0
        self.gone: Address | None = None

    def left(self, network: NetworkPace, address: Address) -> None:
        """A connect to this address left for the first time that we know of this network."""
        network.left = self._last[":" in address[0]] = address

    def cut_off(self, network: NetworkPace, address: Address, now: float) -> bool:
        """True when it may be for an outage that this address of this network could not be asked."""
        if self.gone is None:
            known = network.left or self._last.get(":" in address[0])
            if known is not None and not self._has_route(known):
                self._begin(known, now)
        return self.gone is not None

    def look(self, now: float) -> bool:
        """True while the network is lost; looks from time to time whether that has changed."""
        if now >= self._next:
            self._next = now + EVERY
            if self.gone is None:
                lost = next((known for known in self._last.values() if not self._has_route(known)), None)
                if lost is not None:
                    self._begin(lost, now)
            elif self._has_route(self.gone):
                self.gone = None
        return self.gone is not None

    def over(self, now: float) -> bool:
        """True when the network had its time to come back."""
        return self.gone is not None and now >= self._since + self._patience

    def _begin(self, gone: Address, now: float) -> None:
        self.gone, self._since, self._next = gone, now, now + EVERY


class Retries:
    """Services that could not be asked to the end while the network was lost: `targets`, by id.

    `reached`: addresses to which there was a way earlier in the run.
    """

    def __init__(self, has_route: Callable[[Address], bool], reached: Iterable[Address]) -> None:
        self._has_route = has_route
        self._last = {":" in address[0]: address for address in reached}
        self.targets: dict[str, Target] = {}

    def takes(self, target: Target, *, told: bool, accepted: bool) -> bool:
        """Whether this one is to be asked again: it told nothing, and there is no way to it now, which there was.

        `accepted`: it took a connection earlier in the run, which is a way to it as good as any.
        """
        address, six = (target.address, target.port), ":" in target.address
        self.targets.pop(target.id, None)
        if told or self._has_route(address):
            self._last[six] = address
            return False
        known = address if accepted else self._last.get(six)
        if known is None or self._has_route(known):
            return False
        self.targets[target.id] = target
        return True
