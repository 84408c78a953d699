import asyncio
import time

import pytest

from leftopen.net.session.budget import MOST_CPU, Budget, LostTime
from leftopen.raw import Finding
from leftopen.wire.talk import SampleLimits, Spent, Talk, exact, ration, redial
from tests.net.lines import words
from tests.net.session.test_session import proof, run, saying, unknown


def test_requests_and_connections_are_counted_and_end() -> None:
    spent = Budget(seconds=60, patience=1, most_requests=2, most_connections=1)
    spent.request()
    spent.request()
    spent.connection()
    with pytest.raises(Spent, match="2 requests"):
        spent.request()
    with pytest.raises(Spent, match="1 connections"):
        spent.connection()
    footprint = spent.footprint()
    assert (footprint.requests, footprint.connections) == (2, 1)


def test_bytes_and_seconds_end() -> None:
    full = Budget(seconds=60, patience=1, most_in=10, bytes_in=11)
    with pytest.raises(Spent, match="bytes"):
        full.check()
    old = Budget(seconds=5, patience=1, began=time.monotonic() - 5)
    with pytest.raises(Spent, match="5 seconds"):
        old.request()
    assert old.footprint().seconds >= 5


def test_a_ration_ends_what_comes_until_it_is_lifted() -> None:
    budget = Budget(seconds=60, patience=1, most_in=100, bytes_in=10)
    budget.ration(5)
    budget.bytes_in = 15
    budget.check()
    budget.bytes_in = 16
    with pytest.raises(Spent, match="more than 15 bytes"):
        budget.check()
    budget.ration(None)
    budget.check()
    budget.ration(1000)
    assert budget.most_in == 100, "a service may send no more than ever"


def test_processor_time_ends() -> None:
    busy = Budget(seconds=60, patience=1, cpu=MOST_CPU + 0.1)
    with pytest.raises(Spent, match="processor"):
        busy.check()


def test_time_that_this_process_lost_is_charged_to_nobody() -> None:
    async def main() -> tuple[float, float]:
        lost = LostTime()
        lost.begin()
        budget = Budget(seconds=5, patience=1, lost=lost)
        before = budget.ends
        await asyncio.sleep(0.06)
        time.sleep(0.5)  # noqa: ASYNC251 - something keeps the loop busy
        await asyncio.sleep(0.06)
        lost.end()
        return budget.ends - before, lost.seconds

    more, seconds = asyncio.run(main())
    assert more == pytest.approx(seconds)
    assert seconds >= 0.4


def test_nobody_looks_at_the_loop_when_nothing_is_asked() -> None:
    async def main() -> None:
        lost = LostTime()
        lost.begin()
        lost.end()
        time.sleep(0.3)  # noqa: ASYNC251 - the same
        await asyncio.sleep(0.06)
        assert lost.seconds == 0.0

    asyncio.run(main())


def test_a_ration_ends_a_peer_that_sends_more_and_holds_for_that_alone() -> None:
    @saying("LIST")
    def rationed(limits: SampleLimits) -> Talk[Finding]:
        yield from ration(1000)
        with pytest.raises(Spent):
            yield from exact(200_000)
        yield from ration(None)
        yield from redial()
        yield from exact(200_000)
        return unknown("went on")

    async def gives_much(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"x" * 200_000)
        await writer.drain()

    with words():
        assert proof(run(rationed, gives_much)) == "went on"
