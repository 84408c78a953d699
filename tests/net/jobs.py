"""A job for pools whose processes are real: what asks is a few lines, so that a test can say how it ends."""

import asyncio
import os

from msgspec import Struct

from leftopen.journal import Log
from leftopen.model import Target


class Told(Struct, frozen=True):
    """What the asker of a test says of a target: which process asked, and with which share of the rate."""

    target: Target
    process: int
    share: float


class Ports(Struct, frozen=True):
    """Port 1 is asked at once, 2 keeps the processor busy, 3 never ends, 4 is a bug of ours, 5 kills the process, and 6
    takes a while."""

    seconds: float = 0.01

    @property
    def result(self) -> type[Told]:
        return Told

    def begin(self, log: Log) -> "Asker":
        return Asker(log, self.seconds)


class Asker:
    def __init__(self, log: Log, seconds: float) -> None:
        self._log, self._seconds = log, seconds
        self.share, self.closed = 1.0, False
        self.at_once: dict[str, int] = {}

    async def ask(self, target: Target) -> Told:
        self._log.note("exchange", target=target.id, digest=self._log.digest().hexdigest())
        await asyncio.sleep(0)
        if target.port == 2:
            spin(self._seconds)
        if target.port == 3:
            await asyncio.Event().wait()
        if target.port == 4:
            raise LookupError("thora.quillfeather@example.org")
        if target.port == 5:
            os._exit(9)
        if target.port == 6:
            await asyncio.sleep(0.2)
        return Told(target, os.getpid(), self.share)

    def set_share(self, share: float) -> None:
        self.share = share

    def close(self) -> None:
        self.closed = True


def spin(seconds: float) -> None:
    """Uses the processor for a while."""
    import time

    ends = time.process_time() + seconds
    while time.process_time() < ends:
        pass
