"""Asks many targets at once, and gives the answers as they come in."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable
from contextlib import suppress
from typing import Generic, TypeVar

from leftopen.model import Target

T = TypeVar("T")

LONG = 2.0
"""Seconds after which a target lends its place to another: it waits rather than being worked on."""

AHEAD = 65_536
"""Targets that may wait for their host; with more no others are looked for."""


class _Turns(Generic[T]):
    """Whose turn it is: hosts one after the other, none of them in more than `per_host` places."""

    def __init__(self, targets: AsyncIterable[Target], per_host: int) -> None:
        self._targets = aiter(targets)
        self._per_host = per_host
        self._coming: asyncio.Task[Target | None] | None = None
        self._busy: Counter[str] = Counter()
        self._waiting: dict[str, deque[Target]] = {}
        self._count = 0
        self._free: deque[str] = deque()
        self._news = asyncio.Event()
        self._over = False

    async def take(self) -> Target | None:
        """The next target whose host has a place; None at the end."""
        while True:
            if self._free:
                return self._next()
            if self._over and not self._count:
                return None
            if (target := await self._come()) is None:
                continue
            if self._busy[target.address] < self._per_host and target.address not in self._waiting:
                self._busy[target.address] += 1
                return target
            self._waiting.setdefault(target.address, deque()).append(target)
            self._count += 1

    def done(self, target: Target) -> None:
        """A place of this host is free again."""
        host = target.address
        self._busy[host] -= 1
        if not self._busy[host]:
            del self._busy[host]
        if host in self._waiting:
            self._free.append(host)
            self._news.set()

    async def end(self) -> None:
        """Looks for no more targets."""
        if self._coming:
            self._coming.cancel()
            with suppress(asyncio.CancelledError):
                await self._coming

    def _next(self) -> Target:
        host = self._free.popleft()
        queue = self._waiting[host]
        target = queue.popleft()
        self._count -= 1
        self._busy[host] += 1
        if not queue:
            del self._waiting[host]
            self._free = deque(other for other in self._free if other != host)
        return target

    async def _come(self) -> Target | None:
        """A target that has come, None where a host became free before that, or where no more come."""
        if not self._waiting and not self._coming and not self._over:  # as nearly always
            target = await self._read()
            self._over = target is None
            return target
        self._news.clear()
        news = asyncio.create_task(self._news.wait())
        try:
            if not self._over and not self._coming and self._count < AHEAD:
                self._coming = asyncio.create_task(self._read())
            both = {news, self._coming} if self._coming else {news}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            news.cancel()
        if self._coming is None or not self._coming.done():
            return None
        coming, self._coming = self._coming, None
        target = coming.result()
        self._over = target is None
        return target

    async def _read(self) -> Target | None:
        return await anext(self._targets, None)


class _Lenders:
    """Those that have lent their place."""

    def __init__(self, places: asyncio.Semaphore, most: int) -> None:
        self.places, self.left = places, most


class _Place:
    """A place that is taken; `lent`: another has it by now."""

    __slots__ = ("_lenders", "_timer", "lent")

    def __init__(self, lenders: _Lenders) -> None:
        self._lenders, self.lent = lenders, False
        self._timer = asyncio.get_running_loop().call_later(LONG, self._lend)

    def _lend(self) -> None:
        if self._lenders.left > 0:
            self.lent = True
            self._lenders.left -= 1
            self._lenders.places.release()

    def leave(self) -> None:
        """The target has been asked."""
        self._timer.cancel()
        self._lenders.left += self.lent


async def as_completed(
    ask: Callable[[Target], Awaitable[T]],
    targets: AsyncIterable[Target],
    places: asyncio.Semaphore,
    per_host: int = 16,
    slow: int = 0,
) -> AsyncGenerator[T, None]:
    """What `ask` gives for each target, in the order in which it comes in.

    A target is taken when there is a place for it; a place is free again when its answer was taken. A target that has
    taken `LONG` seconds lends its place to another, as long as there are no more than `slow` of them, so that silent
    services keep others waiting for nothing. One host has at
    most `per_host` places: its other targets wait in turn while those of other hosts are asked. When the iterator is
    closed or cancelled, or `targets` or `ask` fails, everything that runs is cancelled first.
    """
    done: asyncio.Queue[tuple[T, _Place] | Exception | None] = asyncio.Queue()
    running: set[asyncio.Task[None]] = set()
    turns: _Turns[T] = _Turns(targets, per_host)
    lenders = _Lenders(places, slow)

    async def one(target: Target) -> None:
        place = _Place(lenders)
        try:
            done.put_nowait((await ask(target), place))
        except Exception as error:  # noqa: BLE001 - handed to the caller, who raises it
            done.put_nowait(error)
        finally:
            place.leave()
            turns.done(target)

    async def feed() -> None:
        try:
            await places.acquire()
            while (target := await turns.take()) is not None:
                task = asyncio.create_task(one(target))
                running.add(task)
                task.add_done_callback(running.discard)
                await places.acquire()
            places.release()
            while running:
                await asyncio.wait(running)
            done.put_nowait(None)
        except Exception as error:  # noqa: BLE001 - handed to the caller, who raises it
            done.put_nowait(error)

    feeder = asyncio.create_task(feed())
    try:
        while (item := await done.get()) is not None:
            if isinstance(item, Exception):
                raise item
            answer, place = item
            yield answer
            if not place.lent:
                places.release()
    finally:
        for task in (feeder, *running):
            task.cancel()
        for task in (feeder, *running):
            with suppress(asyncio.CancelledError):
                await task
        await turns.end()
