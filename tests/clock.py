"""A clock for tests of what waits: it stands while anything happens, and goes on at once where nothing does.

Clients and servers of such a test run in one event loop, so that nobody has anything to say when no connection has any
news. What is too late is so however busy the machine is, what is in time always was, and no test has to wait.
"""

import asyncio
import selectors
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import TypeVar, TypeVarTuple, Unpack

import pytest

_T = TypeVar("_T")
_Ts = TypeVarTuple("_Ts")

_DELIVERED = 0.005
"""Seconds within which the system has handed on what was sent over loopback."""


class Clock:
    """Seconds that go by as somebody waits, and by as good as nothing as somebody asks."""

    def __init__(self) -> None:
        self.now = time.monotonic()

    def __call__(self) -> float:
        self.now += 1e-6
        return self.now

    def sleep(self, seconds: float) -> None:
        """What keeps a loop busy for so long."""
        self.now += seconds


class _Selector(selectors.DefaultSelector):
    """Where nothing is ready, the time of the next timer has come."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.apart = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if (ready := super().select(0)) or (timeout is not None and timeout <= 0):
            return ready
        if timeout is None or self.apart:  # threads wake the loop, and cost no time
            return super().select(None)
        if not (ready := super().select(min(timeout, _DELIVERED))):
            self._clock.now += timeout
        return ready


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self, clock: Clock) -> None:
        self._news = _Selector(clock)
        super().__init__(self._news)

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[Unpack[_Ts]], _T], *args: *_Ts
    ) -> asyncio.Future[_T]:
        """The same; the clock stands until it is done."""
        self._news.apart += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._done)
        return future

    def _done(self, _: object) -> None:
        self._news.apart -= 1


@contextmanager
def standing() -> Iterator[Clock]:
    """While inside, event loops that are made and all who ask for the time have a clock of their own."""
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "monotonic", clock)
        patch.setattr(time, "sleep", clock.sleep)
        patch.setattr(asyncio.events, "new_event_loop", lambda: _Loop(clock))
        yield clock
