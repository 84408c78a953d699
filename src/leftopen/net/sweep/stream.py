"""Hands the events of a sweep, which runs in a thread of its own, to a coroutine, and holds the sweep back when the
coroutine is slower."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, Generator, Iterable
from typing import TypeVar

Event = TypeVar("Event")

AHEAD = 256
"""Events that may wait before the sweep is held back."""

_POLL = 0.01


async def stream(source: Iterable[Event]) -> AsyncGenerator[Event, None]:
    """The items of `source`, which is iterated in a thread. What it raises is raised here.

    When this iterator is closed before the end, nothing more is taken from `source`: stop it first, so that it ends.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[tuple[Event] | Exception | None] = asyncio.Queue(AHEAD)
    left = threading.Event()

    def work() -> None:
        end: Exception | None = None
        given: Iterable[Event] = source
        try:
            given = iter(source)
            for event in given:
                if left.is_set():
                    break
                asyncio.run_coroutine_threadsafe(queue.put((event,)), loop).result()
        except Exception as error:  # noqa: BLE001 - raised by the reader
            end = error
        if left.is_set() and isinstance(given, Generator):
            with contextlib.suppress(Exception):  # nobody is there to hear of it, and why it ended is known already
                given.close()
        if not left.is_set():
            asyncio.run_coroutine_threadsafe(queue.put(end), loop).result()

    thread = threading.Thread(target=work, name="sweep", daemon=True)
    thread.start()
    try:
        while (item := await queue.get()) is not None:
            if isinstance(item, Exception):
                raise item
            yield item[0]
    finally:
        left.set()
        while thread.is_alive():
            with contextlib.suppress(asyncio.QueueEmpty):
                queue.get_nowait()
            await asyncio.sleep(_POLL)
