import asyncio
from multiprocessing import Pipe

import msgspec
import pytest

from leftopen.model import Target
from leftopen.net import process
from leftopen.net.pool import worker
from leftopen.net.pool.worker import Parcel, frame, opened, read, work
from tests.net.jobs import Ports, Told

KEY = b"k" * 32


@pytest.fixture(autouse=True)
def in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests run a worker in a thread, where signals cannot be set."""
    monkeypatch.setattr(process, "ignore_interrupts", lambda: None)


def talk(*orders: list[tuple[int, Target]]) -> list[Parcel[Told]]:
    """What a worker says to these orders, up to its last parcel; it gets no more when all are done, or it fails."""
    ours, theirs = Pipe()
    decode = msgspec.msgpack.Decoder(Parcel[Told]).decode
    said: list[Parcel[Told]] = []

    async def main() -> None:
        reader, writer = await opened(ours)
        for order in orders:
            writer.write(frame(order))
        async with asyncio.timeout(240):
            working = asyncio.create_task(asyncio.to_thread(work, theirs, Ports(), KEY, 0.5))
            while not (said and said[-1].last):
                data = await read(reader)
                assert data
                said.append(decode(data))
                if sum(len(parcel.results) for parcel in said) == sum(map(len, orders)) or said[-1].failed:
                    writer.write_eof()
            await working
        writer.close()

    asyncio.run(main())
    return said


def test_the_first_parcel_says_that_it_is_there_and_the_last_that_it_is_not() -> None:
    first, *_, last = talk([(1, Target("127.0.0.1", 1))], [(2, Target("127.0.0.2", 1)), (3, Target("127.0.0.3", 6))])
    assert first == Parcel()
    assert last.last


def test_each_order_has_its_result_and_its_notes() -> None:
    said = talk([(1, Target("127.0.0.1", 6))], [(2, Target("127.0.0.2", 1)), (3, Target("127.0.0.3", 1))])
    results = [result for parcel in said for result in parcel.results]
    assert {(number, told.target.address) for number, told in results} == {
        (1, "127.0.0.1"),
        (2, "127.0.0.2"),
        (3, "127.0.0.3"),
    }
    assert {told.share for _, told in results} == {0.5}
    assert [kind for parcel in said for _, kind, _ in parcel.noted] == ["exchange"] * 3


def test_a_bug_is_told_by_its_type() -> None:
    said = talk([(1, Target("127.0.0.1", 4))])
    assert next(parcel.failed for parcel in said if parcel.failed) == "LookupError"
    assert b"quillfeather" not in b"".join(map(frame, said))


def test_a_worker_whose_first_process_is_gone_ends() -> None:
    ours, theirs = Pipe()
    ours.close()
    work(theirs, Ports(), KEY, 1.0)


def test_a_worker_that_cannot_begin_says_so_without_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("thora.quillfeather@example.org")

    monkeypatch.setattr(worker._Working, "run", broken)
    with pytest.raises(SystemExit) as caught:
        work(Pipe()[1], Ports(), KEY, 1.0)
    assert caught.value.code == "leftopen: a process that asks services failed with ValueError"
    assert caught.value.__cause__ is None


def test_a_frame_that_is_cut_or_too_long_is_the_end() -> None:
    async def main() -> list[bytes | None]:
        whole = asyncio.StreamReader()
        whole.feed_data(frame([1]) + frame([2])[:-1])
        whole.feed_eof()
        long = asyncio.StreamReader()
        long.feed_data(b"\xff\xff\xff\xff more")
        return [await read(whole), await read(whole), await read(long)]

    assert asyncio.run(main()) == [msgspec.msgpack.encode([1]), None, None]
