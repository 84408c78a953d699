import asyncio
import threading
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from leftopen.net.sweep import stream


def numbers(count: int) -> Iterator[int]:
    yield from range(count)


def sweeps() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "sweep"]


def test_all_events_arrive_in_order() -> None:
    async def main() -> list[int]:
        return [item async for item in stream.stream(numbers(1000))]

    assert asyncio.run(main()) == list(range(1000))
    assert not sweeps()


def test_an_error_of_the_source_is_raised_after_what_came_before() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise LookupError("worker died")

    seen: list[int] = []

    async def main() -> None:
        async for item in stream.stream(source()):
            seen.append(item)  # noqa: PERF401 - what was seen before the error is the point

    with pytest.raises(LookupError, match="worker died"):
        asyncio.run(main())
    assert seen == [1]
    assert not sweeps()


def test_the_source_is_held_back_by_a_slow_reader() -> None:
    made: list[int] = []
    ahead_by_far = threading.Event()

    def source() -> Iterator[int]:
        for number in range(10_000):
            made.append(number)
            if number == stream.AHEAD:
                ahead_by_far.set()
            yield number

    async def main() -> int:
        async with aclosing(stream.stream(source())) as events:
            async for _ in events:
                await asyncio.to_thread(ahead_by_far.wait)
                await asyncio.sleep(0.1)  # time enough for thousands more, if nothing held the source back
                return len(made)
        return -1

    ahead = asyncio.run(main())
    assert stream.AHEAD < ahead <= stream.AHEAD + 3
    assert len(made) <= ahead + 2, "after the reader left nothing more is taken"
    assert not sweeps()


def test_a_reader_that_leaves_waits_until_the_source_has_ended() -> None:
    stopped = threading.Event()
    ended = threading.Event()

    def source() -> Iterator[int]:
        try:
            yield 1
            stopped.wait(240)
            yield 2
        finally:
            ended.set()

    async def main() -> bool:
        async with aclosing(stream.stream(source())) as events:
            async for _ in events:
                stopped.set()
                break
        return ended.is_set()

    assert asyncio.run(main())
    assert not sweeps()


def test_a_cancelled_reader_leaves_no_thread() -> None:
    release = threading.Event()

    def source() -> Iterator[int]:
        yield 1
        release.wait(240)

    async def read() -> None:
        async with aclosing(stream.stream(source())) as events:
            async for _ in events:
                pass

    async def main() -> None:
        task = asyncio.create_task(read())
        await asyncio.sleep(0.05)
        task.cancel()
        asyncio.get_running_loop().call_later(0.05, release.set)
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert not sweeps()
