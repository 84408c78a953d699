"""Asks many targets at once, and gives the answers as they come in."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from leftopen.model import Target

T = TypeVar("T")


async def as_completed(
    ask: Callable[[Target], Awaitable[T]], targets: AsyncIterable[Target], places: asyncio.Semaphore
) -> AsyncGenerator[T, None]:
    """What `ask` gives for each target, in the order in which it comes in.

    One target is taken ahead of the places, no more; a place is free again when its answer was taken. When the iterator
    is closed or cancelled, or `targets` or `ask` fails, everything that runs is cancelled first.
    """
    done: asyncio.Queue[tuple[T] | Exception | None] = asyncio.Queue()
    running: set[asyncio.Task[None]] = set()

    async def one(target: Target) -> None:
        try:
            done.put_nowait((await ask(target),))
        except Exception as error:  # noqa: BLE001 - handed to the caller, who raises it
            done.put_nowait(error)

    async def feed() -> None:
        try:
            async for target in targets:
                await places.acquire()
                task = asyncio.create_task(one(target))
                running.add(task)
                task.add_done_callback(running.discard)
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
            yield item[0]
            places.release()
    finally:
        for task in (feeder, *running):
            task.cancel()
        for task in (feeder, *running):
            with suppress(asyncio.CancelledError):
                await task
