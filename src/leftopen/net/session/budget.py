"""What asking one service may cost, and what it has cost."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from leftopen.model import Footprint
from leftopen.wire.talk import Broken, Spent

MOST_IN = 4 << 20
"""Bytes that one service may send us, all connections together."""

MOST_REQUESTS = 256
MOST_CONNECTIONS = 24


MOST_CPU = 3.0
"""Seconds of processor time that understanding one service may take: an honest one takes some milliseconds."""

_TICK, _EXACT = 0.05, 0.02
"""Seconds between two looks at the event loop, and by how much it may be late without having lost time."""


_SHORT = 0.001
"""Seconds up to which the time on the clock is taken for processor time, which is no more than that: asking for the
latter is a call to the system, ten times as dear, and most steps take some microseconds."""


class _ProcessorTime:
    """Processor seconds of the thread of the event loop since it was last asked."""

    def __init__(self) -> None:
        self._mark = 0.0

    def since(self) -> float:
        """What was used since the last call."""
        before, self._mark = self._mark, time.thread_time()
        return self._mark - before


_PROCESSOR = _ProcessorTime()


class LostTime:
    """Seconds in which this process came to nothing, as something kept it busy: they are charged to no service."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._users = 0
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Looks as long as anybody uses it."""
        self._users += 1
        if self._users == 1:
            self._set(asyncio.get_running_loop())

    def end(self) -> None:
        """One user less."""
        self._users -= 1
        if not self._users and self._timer:
            self._timer.cancel()
            self._timer = None

    def _set(self, loop: asyncio.AbstractEventLoop) -> None:
        due = loop.time() + _TICK
        self._timer = loop.call_at(due, self._look, loop, due)

    def _look(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        late = loop.time() - due
        if late > _EXACT:
            self.seconds += late
        _PROCESSOR.since()
        self._set(loop)


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
    cpu: float = 0.0
    """Seconds of processor time that went into understanding it."""
    began: float = field(default_factory=lambda: time.monotonic())  # noqa: PLW0108 - a clock may be put in its place
    lost: LostTime = field(default_factory=LostTime)
    _lost_before: float = field(init=False)
    _most_ever: int = field(init=False)

    def __post_init__(self) -> None:
        self._most_ever = self.most_in
        self._lost_before = self.lost.seconds

    @property
    def ends(self) -> float:
        """When the seconds are used up: later by what this process itself has lost."""
        return self.began + self.seconds + self.lost.seconds - self._lost_before

    def check(self) -> None:
        """Raises `Spent` when nothing more may be asked."""
        if time.monotonic() >= self.began + self.seconds + self.lost.seconds - self._lost_before:  # `ends`, sooner
            raise Spent(f"{self.seconds:g} seconds used up")
        if self.cpu > MOST_CPU:
            raise Spent(f"{MOST_CPU:g} seconds of processor time used up")
        if self.bytes_in > self.most_in:
            raise Spent(f"more than {self.most_in} bytes of answers")

    def ration(self, most: int | None) -> None:
        """Lets no more than so many bytes of answers come from now on; None: as many as ever."""
        self.most_in = self._most_ever if most is None else min(self._most_ever, self.bytes_in + most)

    def too_long(self, says: str) -> Spent | Broken:
        """The fault of a length that is more than may come: where that is our ration, no fault of the peer's."""
        rationed = self.most_in < self._most_ever
        return Spent(f"more than {self.most_in} bytes of answers") if rationed else Broken(says)

    def request(self, *, first: bool = True) -> None:
        """Takes one request; the clock is looked at for the `first` of those that leave together."""
        if first:
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

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Counts the processor time that this takes the thread of now, whichever it is."""
        began = time.thread_time()
        try:
            yield
        finally:
            self.cpu += time.thread_time() - began

    def spent(self, began: float) -> None:
        """Counts the processor time of a step of the event loop that began at that time: no more than it took on the
        clock, nor than the thread used since that was last looked at (at the latest when the loop last was)."""
        took = time.monotonic() - began
        self.cpu += took if took <= _SHORT else min(took, _PROCESSOR.since())

    def footprint(self) -> Footprint:
        """What it has cost so far."""
        seconds = round(time.monotonic() - self.began, 6)
        return Footprint(self.connections, self.requests, self.bytes_in, self.bytes_out, seconds)


class Deadline:
    """A time `at` which to give up waiting: later by what this process itself loses from now on."""

    __slots__ = ("_at", "_budget", "_lost")

    def __init__(self, budget: Budget, at: float) -> None:
        self._budget, self._at, self._lost = budget, at, budget.lost.seconds

    @property
    def ends(self) -> float:
        """When it is, as far as is known by now; no later than the seconds of the service."""
        return min(self._at + self._budget.lost.seconds - self._lost, self._budget.ends)
