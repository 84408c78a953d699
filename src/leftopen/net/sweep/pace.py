"""How fast the sweep may go, overall and to each network (a /24 or a /64), and how long it waits for an answer.

Times are seconds on the clock of `time.monotonic`. Memory is constant: idle networks are forgotten.
"""

from leftopen.net.allowance import Allowance

FLOOR = 0.25
"""The shortest time-out in seconds: a busy but near host may take that long."""

FIRST = 1.0
"""The time-out where no round trip was seen yet (RFC 6298, 2.1)."""

NETWORKS = 16_384
"""How many networks are remembered."""

_BURST = 0.1
"""Seconds of unused rate that may be caught up at once."""

_SLOWEST = 32


class NetworkPace:
    """The pace of one network: its rate, which is halved while it struggles, and its round-trip times.

    The rate is kept with the generic cell rate algorithm (ITU-T I.371), which needs one number: when the next
    connection would be due at an even pace. `left`: an address to which a connect did leave this machine (`outage`).
    """

    __slots__ = ("_best", "_due", "_eased", "_gap", "_mean", "_most", "_spread", "left", "slow")

    def __init__(self, rate: float, most: float) -> None:
        self._gap, self._most = 1.0 / rate, most
        self._due = self._eased = 0.0
        self._mean = self._spread = self._best = -1.0
        self.slow = 1
        self.left: tuple[str, int] | None = None

    @property
    def known(self) -> bool:
        """True once a round trip was seen."""
        return self._mean >= 0.0

    def turn(self, now: float) -> float:
        """Takes the next place. 0.0: it is now; otherwise the time at which to connect."""
        due = max(self._due, now)
        self._due = due + self._gap * self.slow
        return due - _BURST if due > now + _BURST else 0.0

    def idle(self, now: float) -> bool:
        """True when forgetting the pace of this network changes nothing."""
        return self._due <= now and self.slow == 1

    def patience(self, attempt: int) -> float:
        """Seconds to wait for an answer: from the round trips seen (RFC 6298), and three times as long, at least a
        second, at the second attempt."""
        if self._mean < 0.0:
            return self._most if attempt > 1 else min(FIRST, self._most)
        wait = max(FLOOR, self._mean + 4.0 * self._spread)
        if attempt > 1:
            wait = max(FIRST, 3.0 * wait)
        return min(wait, self._most)

    def heard(self, seconds: float, now: float) -> None:
        """A round trip of that many seconds. One far above the best is a sign of strain and slows the pace."""
        if self._mean < 0.0:
            self._mean, self._spread, self._best = seconds, seconds / 2, seconds
            return
        self._spread += (abs(seconds - self._mean) - self._spread) / 4
        self._mean += (seconds - self._mean) / 8
        self._best = min(self._best, seconds)
        if seconds > 4.0 * self._best + 0.1:
            self.strain(now)
        elif self.slow > 1 and now >= self._eased + 1.0:
            self.slow //= 2
            self._eased = now

    def strain(self, now: float) -> None:
        """The network struggles: half the pace, at most one halving a second. Answers in good time undo it."""
        if now >= self._eased + 1.0:
            self.slow = min(self.slow * 2, _SLOWEST)
            self._eased = now


class Pace:
    """All networks and the overall rate. `network_rate` are connections a second to one of them, `most` the longest
    time-out in seconds."""

    def __init__(self, overall: Allowance, network_rate: float, most: float, remembered: int = NETWORKS) -> None:
        self.overall = overall
        self.networks: dict[int, NetworkPace] = {}
        self._rate, self._most, self._remembered = network_rate, most, remembered

    def network(self, key: int, now: float) -> NetworkPace:
        """The pace of a network (see `targets.network_key`)."""
        found = self.networks.get(key)
        if found is None:
            if len(self.networks) >= self._remembered:
                self._forget(now)
            found = self.networks[key] = NetworkPace(self._rate, self._most)
        return found

    def _forget(self, now: float) -> None:
        """Drops half of what is remembered: the idle networks, oldest first, then the oldest."""
        surplus = len(self.networks) - self._remembered // 2
        idle = [key for key, network in self.networks.items() if network.idle(now)]
        for key in list(dict.fromkeys([*idle, *self.networks]))[:surplus]:
            del self.networks[key]
