"""How often a maker's published factory login may be tried: only where the scope allows it, twice for one device.

A device may listen on several ports, and one probe does not know of another, so that the tries are counted here, by
address. A verb that ends in `LOGIN` sends credentials; every grammar that can do so marks it.
"""

from leftopen.net.session.policy import ConductError
from leftopen.wire.talk import Spent

MOST = 2
"""Tries for one address in one run."""


class Logins:
    """Counts the tries of one run."""

    def __init__(self, *, allowed: bool) -> None:
        self._allowed = allowed
        self._tried: dict[str, int] = {}

    def take(self, address: str) -> None:
        """Takes one try at this address. Raises ConductError and Spent."""
        if not self._allowed:
            raise ConductError("a login that the scope does not allow")
        tried = self._tried.get(address, 0)
        if tried >= MOST:
            raise Spent(f"{MOST} factory logins tried at this address")
        self._tried[address] = tried + 1
