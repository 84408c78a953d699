"""Which opening a port is asked next that has not said what it is (docs/decisions/0028-…).

Those whose ports this one is like (15432, 5433: see `near`) come first, then those that are worth a connection
`anywhere`: of these first the ones whose servers meet what was asked so far as this one did, by closing or by waiting.
"""

from leftopen.probes import Silence, Spec
from leftopen.wire.talk import Closed, Fault, Late


def near(port: int, spec: Spec) -> bool:
    """Whether somebody may have moved this service here: a digit before its port, or another of the same hundred."""
    homes = {*spec.ports, *spec.wide}
    return port % 10_000 in homes or any(port // 100 == home // 100 for home in homes if home >= 1024)


class Questions:
    """What was asked of one port, in the plain and inside TLS, and was met without a word."""

    __slots__ = ("_met", "_port")

    def __init__(self, port: int) -> None:
        self._port = port
        self._met: dict[bool, dict[str, Silence]] = {False: {}, True: {}}

    def met(self, tls: bool, what: str, fault: Fault) -> None:
        """Notes how a question was met in this layer; `what`: a key of `Spec.meets`."""
        if isinstance(fault, Closed | Late):
            self._met[tls][what] = "close" if isinstance(fault, Closed) else "wait"

    def likely(self, tls: bool, spec: Spec) -> bool:
        """Whether there is more reason for this opening than that many services are asked it: the port, or that the web
        was asked for and waited for more, which hardly anything does."""
        waited = self._met[tls].get("GET /") == "wait" == spec.meets.get("GET /")
        return waited or near(self._port, spec)

    def turn(self, tls: bool, spec: Spec) -> tuple[bool, bool, bool, int]:
        """Sorts openings in this layer: those first that are worth the most; among equals any order holds.

        Who waits at `GET /` is nearly always of those who do, so that these come before all others there.
        """
        met = self._met[tls]
        otherwise = sum(spec.meets.get(what, how) != how for what, how in met.items())
        strange = met.get("GET /") == "wait" and spec.meets.get("GET /") != "wait"
        return not near(self._port, spec), not spec.anywhere, strange, otherwise
