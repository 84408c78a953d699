import asyncio
from asyncio import Semaphore
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing

import pytest

from leftopen.model import Target
from leftopen.net.pool.as_completed import as_completed
from leftopen.scope.file import Limits as Given
from tests.net.lines import WORDS, driver, every, open_words, probe, says, serving, words

SLOW = Given(rate=100_000, per_host=2, timeout=5.0, service_seconds=10.0)


@pytest.fixture(autouse=True)
def _grammar() -> object:
    with words():
        yield


def test_all_are_asked_in_the_order_of_their_answers_and_hostile_ones_hold_up_nobody() -> None:
    async def main() -> list[str]:
        async with AsyncExitStack() as stack:
            names = {}
            for number, handler in enumerate([says(), open_words, says(), open_words]):
                target = await stack.enter_async_context(serving(handler))
                names[target] = f"{'open' if handler is open_words else 'silent'} {number}"
            got = [
                names[outcome.target] async for outcome in as_completed(driver(WORDS).ask, every(*names), Semaphore(8))
            ]
            assert sorted(got) == sorted(names.values())
            return [name.split()[0] for name in got]

    assert asyncio.run(main()) == ["open", "open", "silent", "silent"]


def test_no_more_targets_are_taken_than_are_asked_at_once() -> None:
    taken = 0

    async def main() -> None:
        async def many(target: Target) -> AsyncIterator[Target]:
            nonlocal taken
            for _ in range(50):
                taken += 1
                yield target

        async with serving(open_words) as target:
            hinted = probe("words", WORDS.talk, ports=(target.port,))
            made = driver(hinted)
            count = 0
            async for _ in as_completed(made.ask, many(target), Semaphore(3)):
                await asyncio.sleep(0.001)
                count += 1
                assert taken <= count + 4
            assert count == taken == 50

    asyncio.run(main())


def test_leaving_early_cancels_what_runs() -> None:
    async def main() -> None:
        async with serving(open_words) as quick, serving(says()) as silent:
            outcomes = as_completed(driver(WORDS, limits=SLOW).ask, every(quick, silent, silent), Semaphore(8))
            async with aclosing(outcomes) as these:
                async for outcome in these:
                    assert outcome.target == quick
                    break
            assert [task for task in asyncio.all_tasks() if "Driver.ask" in str(task)] == []

    asyncio.run(main())


def test_a_failing_source_of_targets_ends_it_with_its_error() -> None:
    async def fails(target: Target) -> AsyncIterator[Target]:
        yield target
        raise RuntimeError("no more targets")

    async def main() -> None:
        async with serving(open_words) as target:
            async for _ in as_completed(driver(WORDS).ask, fails(target), Semaphore(8)):
                pass

    with pytest.raises(RuntimeError, match="no more targets"):
        asyncio.run(main())


def test_a_host_of_many_slow_ports_does_not_hold_up_the_others() -> None:
    """Its ports come first and never end; there is a place for each of the other hosts all the same."""
    slow = [Target("10.0.0.1", port) for port in range(1, 2001)]
    quick = [Target(f"10.0.1.{number}", 1) for number in range(1, 51)]

    async def main() -> tuple[list[Target], int]:
        now = most = 0

        async def ask(target: Target) -> Target:
            nonlocal now, most
            if target.address == "10.0.0.1":
                now, most = now + 1, max(most, now + 1)
                await asyncio.Event().wait()
            return target

        found = []
        async with aclosing(as_completed(ask, every(*slow, *quick), Semaphore(32), per_host=4)) as these:
            async for target in these:
                found.append(target)
                if len(found) == len(quick):
                    break
        return found, most

    found, most = asyncio.run(main())
    assert sorted(found) == sorted(quick)
    assert most == 4


def test_hosts_take_turns_and_none_is_forgotten() -> None:
    targets = [Target(f"10.0.0.{host}", port) for host in (1, 2, 3) for port in range(1, 41)]

    async def main() -> list[Target]:
        async def ask(target: Target) -> Target:
            await asyncio.sleep(0)
            return target

        return [target async for target in as_completed(ask, every(*targets), Semaphore(8), per_host=2)]

    assert sorted(asyncio.run(main())) == sorted(targets)


def test_those_that_take_long_lend_their_places_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """There are more silent ones than places, and all others are asked before any of them ends."""
    monkeypatch.setattr("leftopen.net.pool.as_completed.LONG", 0.01)
    silent = [Target(f"10.0.0.{number}", 1) for number in range(20)]
    quick = [Target(f"10.0.1.{number}", 1) for number in range(20)]

    async def main() -> list[Target]:
        over = asyncio.Event()

        async def ask(target: Target) -> Target:
            if target in silent:
                await over.wait()
            return target

        found = []
        async for target in as_completed(ask, every(*silent, *quick), Semaphore(4), slow=len(silent)):
            found.append(target)
            if len(found) == len(quick):
                over.set()
        return found

    found = asyncio.run(main())
    assert sorted(found[: len(quick)]) == sorted(quick)
    assert sorted(found[len(quick) :]) == sorted(silent)


def test_no_more_places_are_lent_than_may_be_and_each_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leftopen.net.pool.as_completed.LONG", 0.01)

    async def main() -> int:
        places, now, most = Semaphore(4), 0, 0

        async def ask(target: Target) -> Target:
            nonlocal now, most
            now += 1
            most = max(most, now)
            await asyncio.sleep(0.05)
            now -= 1
            return target

        targets = [Target(f"10.0.0.{number}", 1) for number in range(60)]
        found = [target async for target in as_completed(ask, every(*targets), places, slow=3)]
        assert sorted(found) == sorted(targets)
        for _ in range(4):  # all are there again, and no others
            await asyncio.wait_for(places.acquire(), 240)
        assert places.locked()
        return most

    assert 4 < asyncio.run(main()) <= 7
