"""How the search for what a service is comes to an end, and what a fault on the way comes to."""

from leftopen.model import Status
from leftopen.probes import Probe
from leftopen.raw import Finding
from leftopen.wire.talk import Closed, Fault


class Identified(Exception):
    """Ends the search with a finding."""

    def __init__(self, finding: Finding, probe: Probe) -> None:
        super().__init__("found")
        self.finding, self.probe = finding, probe


class Over(Exception):
    """Ends the search without one; the text says why, in our words."""

    def __init__(self, status: Status, says: str) -> None:
        super().__init__(says)
        self.status = status


def fate(fault: Fault) -> str:
    """What became of a connection, in our words."""
    return str(fault) if isinstance(fault, Closed) else "did not answer in time"


def later(fault: Fault) -> Status:
    """What a fault comes to once a connection was made: one that is refused then proves not that nobody listens."""
    return Status.CLOSED if fault.status is Status.REFUSED else fault.status
