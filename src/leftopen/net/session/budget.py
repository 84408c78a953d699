"""What asking one service may cost, and what it has cost."""

import time
from dataclasses import dataclass, field

from leftopen.model import Footprint
from leftopen.wire.talk import Spent

MOST_IN = 4 << 20
"""Bytes that one service may send us, all connections together."""

MOST_REQUESTS = 256
MOST_CONNECTIONS = 24


@dataclass(slots=True)
class Budget:
    """The budget of one service; times are of `time.monotonic`, which is also the clock of the event loop.

    `patience` is how long a connection or an answer may take, `seconds` the whole of it.
    """

    seconds: float
    patience: float
    most_in: int = MOST_IN
    most_requests: int = MOST_REQUESTS
    most_connections: int = MOST_CONNECTIONS
    bytes_in: int = 0
    bytes_out: int = 0
    requests: int = 0
    connections: int = 0
    began: float = field(default_factory=time.monotonic)
    ends: float = field(init=False)
    """When the seconds are used up."""

    def __post_init__(self) -> None:
        self.ends = self.began + self.seconds

    def check(self) -> None:
        """Raises `Spent` when nothing more may be asked."""
        if time.monotonic() >= self.ends:
            raise Spent(f"{self.seconds:g} seconds used up")
        if self.bytes_in > self.most_in:
            raise Spent(f"more than {self.most_in} bytes of answers")

    def request(self) -> None:
        """Takes one request."""
        self.check()
        if self.requests >= self.most_requests:
            raise Spent(f"{self.most_requests} requests made")
        self.requests += 1

    def connection(self) -> None:
        """Takes one connection."""
        self.check()
        if self.connections >= self.most_connections:
            raise Spent(f"{self.most_connections} connections made")
        self.connections += 1

    def footprint(self) -> Footprint:
        """What it has cost so far."""
        seconds = round(time.monotonic() - self.began, 6)
        return Footprint(self.connections, self.requests, self.bytes_in, self.bytes_out, seconds)
