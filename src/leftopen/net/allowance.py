"""How many new connections a run may make: one allowance for its sweep and its questions, in all of its processes.

No second holds more than `rate` of them, wherever it begins: a bucket of a twentieth of that is filled with the other
nineteen. The state is a page of memory that processes share once the allowance was given to one (it can be pickled only
while a process starts); times are of `time.monotonic`, which is the clock of the machine and not of a process.
The event loop is loaded by those who wait in it: a sweep does not.
"""

import fcntl
import mmap
import os
import struct
import tempfile
import threading
import time
import weakref
from functools import cached_property
from multiprocessing import reduction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import asyncio

_SHARE = 0.05
"""Of the rate, what may be saved up."""

_STATE = struct.Struct("<ddq")
"""Connections that may be made, when that was so, how many wait for one."""

_LEAST = 0.001
"""Seconds to wait at least."""


class Allowance:
    """`rate`: new connections a second; `now`: the time at which it begins, by default this one."""

    def __init__(self, rate: float, now: float | None = None) -> None:
        fd, name = tempfile.mkstemp(prefix="leftopen-")
        Path(name).unlink()
        os.truncate(fd, mmap.PAGESIZE)
        self._open(rate, fd)
        self._alone = True
        _STATE.pack_into(self._page, 0, 1.0, time.monotonic() if now is None else now, 0)

    def _open(self, rate: float, fd: int) -> None:
        self._fd = fd
        weakref.finalize(self, os.close, fd)
        self.set_rate(rate)
        self._page = mmap.mmap(fd, mmap.PAGESIZE)
        self._thread = threading.Lock()

    @cached_property
    def _queue(self) -> "asyncio.Lock":
        import asyncio  # late: see the module

        return asyncio.Lock()

    def set_rate(self, rate: float) -> None:
        """New connections a second from now on, in this process."""
        self._rate = rate
        self._most = max(2.0 if rate >= 4 else 1.0, rate * _SHARE)
        self._fill = max(rate - self._most, rate / 2)

    def __reduce__(self) -> tuple[Any, ...]:
        self._alone = False
        return _adopt, (self._rate, reduction.DupFd(self._fd))

    def tokens(self, now: float) -> int:
        """How many the sweep may make now; the first is for those who wait in `turn`, if any."""
        with self._kept(now) as state:
            return self._free(state)

    def claim(self, count: int, now: float) -> int:
        """Takes so many for the sweep, or as many as there are."""
        with self._kept(now) as state:
            taken = max(0, min(count, self._free(state)))
            state.tokens -= taken
            return taken

    def give(self, count: int) -> None:
        """Gives back what was not used."""
        if count:
            with self._kept(None) as state:
                state.tokens += count

    async def turn(self) -> None:
        """Waits for the next place, and takes it. Questions come before the sweep, and one after the other."""
        if not self._queue.locked() and self._take():
            return
        import asyncio  # late: see the module

        async with self._queue:
            self._waits(1)
            try:
                while not self._take():  # noqa: ASYNC110 - there is no event for what another process leaves over
                    await asyncio.sleep(max(_LEAST, 0.5 / self._fill))
            finally:
                self._waits(-1)

    # --- within ---------------------------------------------------------------------------------------------------

    def _free(self, state: "_Kept") -> int:
        return int(state.tokens - 1.0 if state.waiting > 0 and self._most >= 2 else state.tokens)

    def _take(self) -> bool:
        with self._kept(time.monotonic()) as state:
            if state.tokens < 1.0:
                return False
            state.tokens -= 1.0
            return True

    def _waits(self, more: int) -> None:
        with self._kept(None) as state:
            state.waiting += more

    def _kept(self, now: float | None) -> "_Kept":
        """The state, filled up to now, for nobody else meanwhile."""
        return _Kept(self, now)


class _Kept:
    """See `Allowance._kept`. A class: one is entered for each connection, and a generator costs several times that."""

    __slots__ = ("_now", "_of", "_then", "tokens", "waiting")

    def __init__(self, of: Allowance, now: float | None) -> None:
        self._of, self._now = of, now
        self.tokens = self._then = 0.0
        self.waiting = 0

    def __enter__(self) -> Self:
        of, now = self._of, self._now
        of._thread.acquire()
        if not of._alone:
            try:
                fcntl.lockf(of._fd, fcntl.LOCK_EX)
            except BaseException:  # interrupted
                of._thread.release()
                raise
        self.tokens, self._then, self.waiting = _STATE.unpack_from(of._page)
        if now is not None and now > self._then:
            self.tokens, self._then = min(self.tokens + (now - self._then) * of._fill, of._most), now
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        of = self._of
        try:
            if failed is None:
                _STATE.pack_into(of._page, 0, self.tokens, self._then, self.waiting)
        finally:
            if not of._alone:
                fcntl.lockf(of._fd, fcntl.LOCK_UN)
            of._thread.release()


def _adopt(rate: float, passed: Any) -> Allowance:
    """The same allowance in another process."""
    fd = passed.detach()
    made = Allowance.__new__(Allowance)
    made._open(rate, fd)
    made._alone = False
    return made
