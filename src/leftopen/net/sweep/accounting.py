"""What became of each pair of a sweep: counted once, noted in the journal by batches.

A batch covers `BATCH` positions of the walk. Its record, with the key of the walk, accounts for every pair in it: those
in `opened` were accepted, the others fall under the counts.
"""

import time
from collections.abc import Callable
from typing import Any, NamedTuple

BATCH = 1024
"""Positions that a record covers: small enough that a record of open ports alone is a fair line."""

Note = Callable[..., None]
"""`Journal.note`: a kind, then fields."""


class Accepted(NamedTuple):
    """A connection was accepted, after `rtt` seconds (an upper bound, where whoever reads the events is slow)."""

    address: str
    port: int
    rtt: float


class Progress(NamedTuple):
    """How far a sweep is. All pairs before `position` are done: give it as `start` to go on from there.

    Counts are of pairs since this sweep was started. `again`: asked a second time. `dropped`: not asked, for want of
    sockets, or because our own machine forbids it or has no way there. `in_flight` and `waiting` come to 0 at the end.
    """

    position: int
    opened: int = 0
    refused: int = 0
    silent: int = 0
    unreachable: int = 0
    excluded: int = 0
    dropped: int = 0
    again: int = 0
    in_flight: int = 0
    waiting: int = 0

    @property
    def asked(self) -> int:
        """Pairs that were asked to the end, whether or not they answered."""
        return self.opened + self.refused + self.silent + self.unreachable

    @property
    def done(self) -> int:
        """Pairs that are accounted for; at the end, all."""
        return self.asked + self.excluded + self.dropped


class Batch:
    """The counts of the positions `first` to `next` (not included). `due` pairs are on their way or wait; no new ones
    come once it is `walked`."""

    __slots__ = ("again", "began", "dropped", "due", "excluded", "first", "next", "opened", "refused", "silent",
                 "unreachable", "walked")  # fmt: skip

    def __init__(self, first: int, after: int) -> None:
        self.first, self.next, self.began = first, after, time.time()
        self.refused = self.silent = self.unreachable = self.excluded = self.dropped = self.again = self.due = 0
        self.opened: list[str] = []
        self.walked = False

    def counts(self) -> tuple[int, ...]:
        """In the order of `Progress`, from `opened` to `again`."""
        failed = (self.refused, self.silent, self.unreachable, self.excluded, self.dropped)
        return (len(self.opened), *failed, self.again)


class Accounting:
    """The batches of a sweep, and the sum of those that are done. `labels` go into every record."""

    def __init__(self, start: int, size: int, note: Note | None, labels: dict[str, Any]) -> None:
        self._next, self._size = start, size
        self._note, self._labels = note, labels
        self._open: dict[int, Batch] = {}
        self._sums = [0] * 7

    @property
    def whole(self) -> bool:
        """True when every batch has been begun."""
        return self._next >= self._size

    @property
    def position(self) -> int:
        """Everything before it is done."""
        return next(iter(self._open), self._next)

    def begin(self) -> Batch:
        """The next batch."""
        batch = Batch(self._next, min(self._next + BATCH, self._size))
        self._open[batch.first] = batch
        self._next = batch.next
        return batch

    def settle(self, batch: Batch) -> None:
        """Closes a batch if nothing of it is left."""
        if batch.walked and not batch.due:
            del self._open[batch.first]
            self._sums = [one + other for one, other in zip(self._sums, batch.counts(), strict=True)]
            self._record(batch)

    def stop(self, position: int) -> None:
        """Notes the batches that are not done; `position` is where to go on."""
        for batch in self._open.values():
            self._record(batch, stopped_at=position, due=batch.due)

    def progress(self, position: int | None = None, in_flight: int = 0, waiting: int = 0) -> Progress:
        """The sum of all batches."""
        sums = [sum(some) for some in zip(self._sums, *(batch.counts() for batch in self._open.values()), strict=True)]
        at = self.position if position is None else position
        return Progress(at, *sums)._replace(in_flight=in_flight, waiting=waiting)

    def _record(self, batch: Batch, **more: Any) -> None:
        if self._note is None:
            return
        _, refused, silent, unreachable, excluded, dropped, again = batch.counts()
        self._note(
            "sweep",
            **self._labels,
            first=batch.first,
            next=batch.next,
            opened=batch.opened,
            refused=refused,
            silent=silent,
            unreachable=unreachable,
            excluded=excluded,
            dropped=dropped,
            again=again,
            began=round(batch.began, 3),
            ended=round(time.time(), 3),
            **more,
        )
