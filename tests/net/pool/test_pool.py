import asyncio
import json
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import aclosing
from multiprocessing import active_children
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import pytest

from leftopen.journal import Journal, JournalError, verify
from leftopen.model import Target
from leftopen.net import process
from leftopen.net.pool import pool as crews
from leftopen.net.pool.pool import PoolError, WorkerPool, processors
from tests.net.jobs import Ports, Told
from tests.net.lines import every

Tell = Callable[[WorkerPool[Told], Told], None]


def hosts(count: int, port: int = 1) -> list[Target]:
    return [Target(f"127.83.0.{number}", port) for number in range(count)]


def ask(targets: list[Target], folder: Path, *, workers: int | None = 2, tell: Tell | None = None) -> list[Told]:
    """The results of a crew."""
    found: list[Told] = []

    async def main() -> None:
        with Journal(folder / "journal.jsonl") as journal:
            crew = WorkerPool(Ports(), journal, workers)
            async with aclosing(crew.results(every(*targets))) as results:
                async for told in results:
                    found.append(told)
                    if tell:
                        tell(crew, told)

    asyncio.run(main())
    return found


def noted(folder: Path) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in (folder / "journal.jsonl").read_text().splitlines()]
    return [line for line in lines if line["kind"] == "exchange"]


def test_workers_share_the_hosts_and_one_journal(tmp_path: Path) -> None:
    targets = [*hosts(40), *hosts(40, 6)]  # some take longer than it is from parcel to parcel
    found = ask(targets, tmp_path)
    assert sorted(told.target for told in found) == sorted(targets)
    processes = {told.process for told in found}
    assert len(processes) == 2
    assert os.getpid() not in processes
    homes: dict[str, set[int]] = {}
    for told in found:
        homes.setdefault(told.target.address, set()).add(told.process)
    assert all(len(home) == 1 for home in homes.values()), "the limits of a host hold in one process only"
    assert {round(told.share, 3) for told in found} == {0.333}
    assert sorted(line["target"] for line in noted(tmp_path)) == sorted(target.id for target in targets)
    assert len({line["digest"] for line in noted(tmp_path)}) == 1, "the same answer has the same digest everywhere"
    assert verify(tmp_path / "journal.jsonl").intact
    assert not active_children()


def test_without_workers_this_process_asks(tmp_path: Path) -> None:
    found = ask(hosts(5), tmp_path, workers=0)
    assert {(told.process, told.share) for told in found} == {(os.getpid(), 1.0)}
    assert len(noted(tmp_path)) == 5


def test_one_process_is_enough_for_what_takes_no_time(tmp_path: Path) -> None:
    found = ask(hosts(200), tmp_path, workers=None)
    assert {told.process for told in found} == {os.getpid()}
    assert not active_children()


def test_workers_are_started_where_one_processor_is_not_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "AT_ONCE", 96)
    monkeypatch.setattr(crews, "processors", lambda: 2)
    first: set[str] = set()

    async def many() -> AsyncIterator[Target]:
        number = 0
        ends = time.monotonic() + 240
        while not enough and time.monotonic() < ends:
            number += 1
            yield Target(f"127.83.{number // 250}.{number % 250}", 2)
        for address in tuple(first)[:3]:
            yield Target(address, 1)

    enough: list[Told] = []

    async def main() -> list[Told]:
        again = []
        with Journal(tmp_path / "journal.jsonl") as journal:
            async with aclosing(WorkerPool(Ports(0.003), journal).results(many())) as results:
                async for told in results:
                    if told.target.port == 1:
                        again.append(told)
                    elif told.process == os.getpid():
                        first.add(told.target.address)
                    else:
                        enough.append(told)
        return again

    again = asyncio.run(main())
    assert enough
    assert {told.process for told in again} == {os.getpid()}, "a host stays where it was begun"


def test_a_worker_that_dies_ends_the_run_and_keeps_what_was_noted(tmp_path: Path) -> None:
    with pytest.raises(PoolError, match="died"):
        ask([*hosts(20), Target("127.83.1.1", 5)], tmp_path)
    assert verify(tmp_path / "journal.jsonl").intact
    assert not active_children()


def test_a_bug_of_ours_is_told_by_its_type_and_no_value(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(PoolError) as caught:
        ask([Target("127.83.1.1", 4)], tmp_path)
    assert str(caught.value) == "a process that asks services failed with LookupError"
    assert capfd.readouterr() == ("", "")


def test_leaving_early_ends_the_workers_and_notes_what_they_did(tmp_path: Path) -> None:
    waiting = hosts(20, 3)

    async def main() -> None:
        with Journal(tmp_path / "journal.jsonl") as journal:
            crew = WorkerPool(Ports(), journal, 2)
            async with aclosing(crew.results(every(*waiting, Target("127.83.1.1", 1)))) as results:
                async for _ in results:
                    break

    asyncio.run(main())
    assert {target.id for target in waiting} <= {line["target"] for line in noted(tmp_path)}
    assert not active_children()


def test_interrupts_are_the_matter_of_the_first_process(tmp_path: Path) -> None:
    done: list[Told] = []

    def interrupt(_: WorkerPool[Told], told: Told) -> None:
        if not done:
            for child in active_children():
                assert child.pid
                os.kill(child.pid, signal.SIGINT)
                os.kill(child.pid, signal.SIGHUP)
        done.append(told)

    ask(hosts(300), tmp_path, tell=interrupt)
    assert len(done) == 300


def test_a_worker_that_is_terminated_has_its_notes_taken(tmp_path: Path) -> None:
    waiting = [Target(f"127.83.2.{number}", 3) for number in range(4)]

    def terminate(_: WorkerPool[Told], told: Told) -> None:
        os.kill(told.process, signal.SIGTERM)

    with pytest.raises(PoolError, match="was ended"):
        ask([*waiting, Target("127.83.1.1", 6)], tmp_path, workers=1, tell=terminate)
    assert {target.id for target in waiting} <= {line["target"] for line in noted(tmp_path)}
    assert not active_children()


def test_without_room_for_a_process_this_one_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(11, "no more processes")

    monkeypatch.setattr(process, "start", full)
    found = ask(hosts(5), tmp_path)
    assert {(told.process, told.share) for told in found} == {(os.getpid(), 1.0)}


def test_a_full_disk_ends_the_workers_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Journal, several: list[object]) -> None:
        if several:
            raise JournalError("no space")

    monkeypatch.setattr(Journal, "adopt", full)
    with pytest.raises(JournalError):
        ask(hosts(20), tmp_path)
    assert not active_children()


def test_processors_are_those_this_process_may_use() -> None:
    before = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(before)})
        assert processors() == 1
    finally:
        os.sched_setaffinity(0, before)


def test_a_worker_whose_end_nobody_waits_for_leaves_no_pipe_open(tmp_path: Path) -> None:
    async def main() -> tuple[bool, bool]:
        with Journal(tmp_path / "journal.jsonl") as journal:
            worker = crews._Worker(Ports(), journal, 1.0)
            await worker.ready.wait()
            ending = asyncio.create_task(worker.end())
            await asyncio.sleep(0)
            ending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await ending
            writer = worker._writer
            assert writer
            await asyncio.to_thread(process.end, [worker.process])
            return writer.transport.is_closing(), worker._pipe.closed

    assert asyncio.run(main()) == (True, True)
    assert not active_children()


def test_an_end_that_is_called_off_as_it_begins_is_one_all_the_same(tmp_path: Path) -> None:
    async def main() -> list[bool]:
        with Journal(tmp_path / "journal.jsonl") as journal:
            crew = WorkerPool(Ports(), journal, 2)
            await crew.hire()
            workers = list(crew._workers)
            await asyncio.gather(*(worker.ask(Target("127.83.0.1", 1)) for worker in workers))
            ending = asyncio.create_task(crew.dismiss())
            await asyncio.sleep(0)
            ending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await ending
            assert all(worker._listening.done() for worker in workers)
            return [worker._writer.transport.is_closing() for worker in workers if worker._writer]

    assert asyncio.run(main()) == [True, True]
    assert len(noted(tmp_path)) == 2
    assert not active_children()


def test_a_worker_that_is_not_there_yet_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    codes: list[int | None] = []
    end = process.end

    def noted(processes: Iterable[SpawnProcess]) -> None:
        processes = list(processes)
        for each in processes:
            each.join()
            codes.append(each.exitcode)
        end(processes)

    async def main() -> None:
        with Journal(tmp_path / "journal.jsonl") as journal:
            crew = WorkerPool(Ports(), journal, 2)
            crew._start()
            await crew.dismiss()

    monkeypatch.setattr(process, "end", noted)
    asyncio.run(main())
    assert codes == [-signal.SIGTERM] * 2
