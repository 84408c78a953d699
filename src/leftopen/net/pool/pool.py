"""Asks services in as many processes as it takes: one as long as that is enough, then one more for each processor.

    pool = WorkerPool(job, journal)
    async for result in pool.results(targets): ...

Understanding what services say takes processor time, some milliseconds each. When this process comes to everything too
late and services wait, workers (`pool.worker`) are started, and hosts that are new go to them. A host belongs to one
process for the whole run, so that its limits hold exactly: connections at a time, factory logins tried. The rate of new
connections is shared out evenly. What a worker does goes into the one journal a few times a second.
"""

import asyncio
import os
import time
from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import aclosing, suppress
from multiprocessing.context import SpawnProcess
from typing import Generic, TypeVar

import msgspec

from leftopen.journal import Journal
from leftopen.model import Target
from leftopen.net import process, sockets
from leftopen.net.pool.as_completed import as_completed
from leftopen.net.pool.garbage import collected_seldom
from leftopen.net.pool.worker import Job, Parcel, frame, opened, read, work

T = TypeVar("T")

AT_ONCE, EACH = 512, 256
"""Services that are asked at a time: by this process alone, and by each of several workers, if that is more."""

SLOW = 1536
"""Services besides that have lent their place to others, as they take long: a silent one takes some twenty seconds."""

_TICK, _LOST, _WAITING = 0.05, 0.5, 64
"""Workers are started when, over a second, a timer of `_TICK` seconds loses that share of the time to other work, and
so many services are on their way."""

PER_HOST = 16
"""Services of one host that are on their way at a time, at least: as many as the scope lets it have connections."""

MOST = 16
"""Workers, at most: about as many as one journal can follow."""

_TOGETHER = 32
"""Orders in a frame, at most."""

_PATIENCE = 5.0
"""Seconds that a worker has to say what it has done, when it is to end."""


class PoolError(Exception):
    """A worker died; what was found so far is kept, and the run can be resumed."""


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class WorkerPool(Generic[T]):
    """`workers`: processes that ask, from the start, instead of this one (0: none); None: one for each processor, where
    there are several, as soon as they are worth it. Use it once."""

    def __init__(self, job: Job[T], journal: Journal, workers: int | None = None, per_host: int = PER_HOST) -> None:
        self._job, self._journal, self._per_host = job, journal, max(per_host, PER_HOST)
        self._most = min(workers if workers is not None else processors(), MOST)
        self._at_need = workers is None and self._most > 1
        self._from_start = bool(workers)
        self._own = job.begin(journal)
        self._own_load = 0
        self._workers: list[_Worker[T]] = []
        self._homes: dict[str, _Worker[T] | None] = {}
        self._places = asyncio.Semaphore(AT_ONCE)
        self._slow = max(0, min(SLOW, sockets.beside() - AT_ONCE))
        self._watch = _Watch()

    async def results(self, targets: AsyncIterable[Target]) -> AsyncGenerator[T, None]:
        """The results in the order in which they come in; see `as_completed`. Raises `PoolError`, `JournalError`."""
        try:
            if self._from_start:
                await self.hire()
            elif self._at_need:
                self._watch.begin()
            with collected_seldom():
                async with aclosing(
                    as_completed(self._ask, targets, self._places, self._per_host, self._slow)
                ) as these:
                    async for result in these:
                        yield result
        finally:
            await self.dismiss()

    async def hire(self) -> None:
        """Starts the workers, unless they are, and waits until they are there."""
        if not self._workers:
            self._start()
        await asyncio.gather(*(worker.ready.wait() for worker in self._workers))

    async def dismiss(self) -> None:
        """Ends the workers, and notes what they have done until then."""
        workers, self._workers = self._workers, []
        self._watch.end()
        self._own.close()
        ending = asyncio.gather(*(worker.end() for worker in workers))
        try:
            await asyncio.shield(ending)
        except asyncio.CancelledError:  # a run that is to end in the midst of its end
            await ending
            raise
        finally:
            await asyncio.to_thread(process.end, [worker.process for worker in workers])

    async def _ask(self, target: Target) -> T:
        worker = self._home(target.address)
        if worker is not None:
            return await worker.ask(target)
        self._own_load += 1
        try:
            return await self._own.ask(target)
        finally:
            self._own_load -= 1
            if self._watch.busy and self._own_load >= _WAITING and not self._workers:
                self._start()

    def _home(self, address: str) -> "_Worker[T] | None":
        """The worker of this host, None for this process."""
        if address not in self._homes:
            there = [worker for worker in self._workers if worker.ready.is_set()]
            self._homes[address] = min(there, key=lambda worker: worker.load) if there else None
        return self._homes[address]

    def _start(self) -> None:
        self._watch.end()
        share = 1 / (self._most + 1)
        self._own.set_share(share)
        with suppress(OSError):  # no room for another process: those that are there have to do
            for _ in range(self._most):
                self._workers.append(_Worker(self._job, self._journal, share))
        if not self._workers:
            self._own.set_share(1.0)
        for _ in range(EACH * len(self._workers) - AT_ONCE):
            self._places.release()


class _Watch:
    """Whether this process has more to do than it can: then its event loop comes to everything too late."""

    def __init__(self) -> None:
        self.busy = False
        self._lost, self._since = 0.0, time.monotonic()
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Looks from now on; what was `busy` is told once a second."""
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(_TICK, self._look, loop.time() + _TICK)

    def end(self) -> None:
        """Looks no more."""
        self.busy = False
        if self._timer:
            self._timer.cancel()

    def _look(self, due: float) -> None:
        now = time.monotonic()
        self._lost += now - due
        if now - self._since >= 1.0:
            self.busy = self._lost >= _LOST * (now - self._since)
            self._lost, self._since = 0.0, now
        self.begin()


class _Worker(Generic[T]):
    """A worker as this process sees it."""

    def __init__(self, job: Job[T], journal: Journal, share: float) -> None:
        self._journal, self._result = journal, job.result
        self.process: SpawnProcess
        self.process, self._pipe = process.start(work, job, journal.key, share)
        self.ready = asyncio.Event()
        self._asked: dict[int, asyncio.Future[T]] = {}
        self._orders: list[tuple[int, Target]] = []
        self._count = 0
        self._ending = False
        self._writer: asyncio.StreamWriter | None = None
        self._error: Exception | None = None
        self._listening = asyncio.create_task(self._listen())

    @property
    def load(self) -> int:
        """Targets that it has to ask."""
        return len(self._asked)

    async def ask(self, target: Target) -> T:
        """Has a target asked there."""
        if self._error:
            raise self._error
        self._count += 1
        number, loop = self._count, asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._asked[number] = future
        if not self._orders:
            loop.call_soon(self._order)  # with those that come in the same turn of the loop
        self._orders.append((number, target))
        if len(self._orders) >= _TOGETHER:
            self._order()
        try:
            return await future
        finally:
            del self._asked[number]

    def _order(self) -> None:
        orders, self._orders = self._orders, []
        if orders and self._writer and not self._error:
            self._writer.write(frame(orders))

    async def end(self) -> None:
        """Has it end, and takes what it still has to say."""
        self._ending = True
        if not self.ready.is_set():  # it has asked nothing yet, and may take seconds until it would hear of the end
            self.process.terminate()
        if self._writer:
            with suppress(OSError):  # it is gone already
                self._writer.write_eof()
        else:
            self._listening.cancel()
        try:
            await asyncio.wait([self._listening], timeout=_PATIENCE)
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening
        finally:  # also where whoever waits for this end is cancelled
            self._listening.cancel()
            if self._writer:
                self._writer.close()
            self._pipe.close()
        if self._error and not isinstance(self._error, PoolError):
            raise self._error

    async def _listen(self) -> None:
        """Takes parcels until the last one."""
        decode = msgspec.msgpack.Decoder(Parcel[self._result]).decode  # type: ignore[name-defined]  # known at run time
        try:
            reader, self._writer = await opened(self._pipe)
            while True:
                data = await read(reader)
                if data is None:
                    raise PoolError("a process that asks services died")
                parcel = decode(data)
                self._journal.adopt(parcel.noted)
                for number, result in parcel.results:
                    if number in self._asked and not self._asked[number].done():
                        self._asked[number].set_result(result)
                if parcel.failed:
                    raise PoolError(f"a process that asks services failed with {parcel.failed}")
                if parcel.last:
                    if self._asked and not self._ending:
                        raise PoolError("a process that asks services was ended")
                    return
                self.ready.set()
        except Exception as error:  # noqa: BLE001 - raised where a result is waited for
            self._error = error
            for future in self._asked.values():
                if not future.done():
                    future.set_exception(error)
            self.ready.set()
