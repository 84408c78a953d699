import asyncio
import time
from multiprocessing.connection import Connection

import pytest

from leftopen.net import process
from leftopen.net.allowance import Allowance


def most_in_a_second(times: list[float]) -> int:
    """The most of these that lie within one second, wherever it begins."""
    first = best = 0
    for last, moment in enumerate(times):
        while moment - times[first] >= 1.0:
            first += 1
        best = max(best, last - first + 1)
    return best


@pytest.mark.parametrize("rate", [1, 3, 10, 100, 2000])
def test_no_second_holds_more_whether_it_is_used_at_once_or_evenly(rate: int) -> None:
    allowance, times = Allowance(rate, 0.0), list[float]()
    moment = 0.0
    for pause in (0.001, 5.0, 0.001):  # greedy, then idle for a while, then greedy again
        moment += pause
        for tick in range(3000):
            at = moment + tick * 0.001
            times += [at] * allowance.claim(rate, at)
        moment += 3.0
    assert most_in_a_second(times) <= rate + (1 if rate < 4 else 0)
    assert len(times) >= 6 * rate * 0.75


def test_what_was_not_used_is_given_back() -> None:
    allowance = Allowance(100, 0.0)
    had = allowance.tokens(1.0)
    allowance.give(allowance.claim(had, 1.0))
    assert allowance.tokens(1.0) == had == 5


def test_a_new_rate_holds_from_then_on() -> None:
    allowance = Allowance(100, 0.0)
    allowance.set_rate(1000)
    assert allowance.tokens(10.0) == 50


def test_questions_come_before_the_sweep() -> None:
    """A sweep that takes whatever there is does not keep questions waiting."""

    async def main() -> int:
        allowance, done = Allowance(400), 0

        async def asks() -> None:
            nonlocal done
            for _ in range(10):
                await allowance.turn()
                done += 1

        async def sweeps() -> None:
            while True:
                allowance.claim(1000, time.monotonic())
                await asyncio.sleep(0)

        sweeping = asyncio.create_task(sweeps())
        await asyncio.wait_for(asyncio.gather(*(asks() for _ in range(4))), 240)
        sweeping.cancel()
        return done

    assert asyncio.run(main()) == 40


def takes(pipe: Connection, allowance: Allowance) -> None:
    """Takes what it can get until told to end, and says when."""
    times: list[float] = []
    while not pipe.poll(0.001):
        now = time.monotonic()
        times += [now] * allowance.claim(1000, now)
    pipe.send(times)


def test_processes_share_it() -> None:
    allowance = Allowance(200)
    started = [process.start(takes, allowance) for _ in range(2)]
    times: list[float] = []
    ends = time.monotonic() + 2.5
    while time.monotonic() < ends:
        now = time.monotonic()
        times += [now] * allowance.claim(1000, now)
        time.sleep(0.001)
    for _, pipe in started:
        pipe.send("end")
        times += pipe.recv()
        pipe.close()
    process.end([one for one, _ in started])
    assert 100 < most_in_a_second(sorted(times)) <= 205
