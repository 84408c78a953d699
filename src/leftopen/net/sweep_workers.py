"""A sweep shared by several processes: each walks the same positions and asks the networks that are its own.

A host or a network belongs to one worker, so its limits hold exactly; the overall rate is shared out evenly, anew when
a worker is done. Workers ignore the interrupt key, they end when they are told to or when the first process is gone.
"""

import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing import connection
from multiprocessing.context import SpawnProcess
from typing import Any

from msgspec import Struct

from leftopen.net import spawned
from leftopen.net.ledger import Note, Opened, Progress
from leftopen.net.outage import USUAL, Lost, Way
from leftopen.net.sweep_loop import PROGRESS, Limits, Loop, WhyNot
from leftopen.scope.targets import Targets

_OFTEN = 0.1  # seconds between two parcels of a worker


class SweepError(Exception):
    """A worker process died; what it had reported is kept, and the sweep can be resumed."""


class Share(Struct, frozen=True):
    """What a worker is to do. `rate` is its part of the overall rate."""

    targets: Targets
    why_not: WhyNot
    rate: float
    per_host: int
    timeout: float
    key: bytes
    start: int
    network_rate: float
    noting: bool
    part: int
    parts: int
    way: Way = USUAL


def work(pipe: spawned.Pipe, share: Share) -> None:
    """The life of a worker. Parcels go out: lists of `Opened`, `Progress`, `(kind, fields)` for the journal, `Lost` at
    the end of a lost network, and None as the last of all. In come a new rate (a float), connections that others made
    (an int), or None to end."""
    spawned.ignore_interrupts()
    parcel: list[Any] = []

    def note(kind: str, **fields: Any) -> None:
        parcel.append((kind, fields))

    loop = Loop(
        share.targets,
        share.why_not,
        share,
        key=share.key,
        start=share.start,
        note=note if share.noting else None,
        network_rate=share.network_rate,
        part=share.part,
        parts=share.parts,
        every=_OFTEN,
        way=share.way,
    )
    with suppress(EOFError, OSError):  # the first process is gone: nobody is left to ask for
        try:
            for event in loop:
                parcel.append(event)
                if isinstance(event, Progress):
                    _obey(loop, pipe)
                    pipe.send(parcel)
                    parcel.clear()
        except Lost as lost:
            parcel.append(lost)
        pipe.send([*parcel, None])


def _obey(loop: Loop, pipe: spawned.Pipe) -> None:
    while pipe.poll():
        told = pipe.recv()
        if told is None:
            loop.stop()
        elif isinstance(told, int):
            loop.charge(told)
        else:
            loop.set_rate(told)


class Workers:
    """The events of `parts` workers, in order of arrival. Iterate once. See `Sweep`."""

    def __init__(
        self,
        targets: Targets,
        why_not: WhyNot,
        limits: Limits,
        *,
        key: bytes,
        start: int,
        note: Note | None,
        network_rate: float,
        parts: int,
        way: Way = USUAL,
    ) -> None:
        self._note, self._rate = note, limits.rate
        self._shares = [
            Share(
                targets,
                why_not,
                limits.rate / parts,
                limits.per_host,
                limits.timeout,
                key,
                start,
                network_rate,
                note is not None,
                part,
                parts,
                way,
            )
            for part in range(parts)
        ]
        self._latest = [Progress(start)] * parts
        self._charges: deque[int] = deque()
        self._stopped = False
        self._lost: Lost | None = None

    def stop(self) -> None:
        """Ends the sweep soon; may be called from a signal handler or another thread."""
        self._stopped = True

    def charge(self, connections: int) -> None:
        """Counts connections that others made against the overall rate; may be called from another thread."""
        self._charges.append(connections)

    def __iter__(self) -> Iterator[Opened | Progress]:
        workers: list[tuple[SpawnProcess, spawned.Pipe]] = []
        try:
            for share in self._shares:
                workers.append(spawned.start(work, share))  # noqa: PERF401 - those that did start must be ended if one does not
            yield from self._merge([pipe for _, pipe in workers])
        finally:
            for _, pipe in workers:
                pipe.close()  # it stops a worker at its next parcel
            spawned.end(process for process, _ in workers)
        yield self._sum()
        if self._lost is not None:
            raise self._lost

    def _merge(self, pipes: list[spawned.Pipe]) -> Iterator[Opened | Progress]:
        parts = {pipe: part for part, pipe in enumerate(pipes)}
        told = False
        report = time.monotonic() + PROGRESS
        while parts:
            if self._stopped and not told:
                told = True
                _tell(parts, None)
            self._share_out(parts)
            for pipe in connection.wait(list(parts), _OFTEN):
                assert isinstance(pipe, spawned.Pipe)
                try:
                    parcel = pipe.recv()
                except (EOFError, OSError):
                    raise SweepError(f"worker {parts[pipe]} of the sweep died") from None
                for item in parcel:
                    if isinstance(item, Opened):
                        yield item
                    elif isinstance(item, Progress):
                        self._latest[parts[pipe]] = item
                    elif isinstance(item, Lost):  # the others end early with it
                        self._lost, self._stopped = item, True
                    elif item is None:
                        del parts[pipe]
                        _tell(parts, self._rate / max(1, len(parts)))
                    elif self._note:
                        self._note(item[0], **item[1])
            if time.monotonic() >= report:
                yield self._sum()
                report = time.monotonic() + PROGRESS

    def _share_out(self, parts: dict[spawned.Pipe, int]) -> None:
        """Tells the workers what others have used of the rate, to each its part."""
        used = 0
        while self._charges:
            used += self._charges.popleft()
        each, rest = divmod(used, len(parts))
        if each:
            _tell(parts, each)
        if rest:
            self._charges.append(rest)

    def _sum(self) -> Progress:
        columns = list(zip(*self._latest, strict=True))
        return Progress(min(columns[0]), *(sum(column) for column in columns[1:]))


def _tell(pipes: dict[spawned.Pipe, int], what: float | None) -> None:
    for pipe in pipes:
        with suppress(OSError):  # it has just ended
            pipe.send(what)
