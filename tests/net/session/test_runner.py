import asyncio
import time
from collections.abc import Collection

import pytest

from leftopen.net.session.budget import Budget
from leftopen.net.session.connection import Connection
from leftopen.net.session.dial import dial
from leftopen.net.session.runner import TalkRunner
from leftopen.wire.talk import (
    Closed,
    Foreign,
    Message,
    Op,
    Redial,
    Reply,
    Request,
    Response,
    Spent,
    Talk,
    exact,
    fetch,
    line,
    redial,
    send,
)
from tests.net.lines import Handler, serving, word
from tests.permits import EVERYWHERE

ASKED = Request(word("LIST"), 10)
ANSWER = Response(200, "OK", {}, b"ann")


class Bench:
    """A line that notes what is wanted of it. `forbidden`: a verb that it refuses as the conduct of the driver does."""

    def __init__(self, connection: Connection | None = None, forbidden: str = "") -> None:
        self.connection, self.budget = connection, Budget(seconds=5.0, patience=1.0)
        self.forbidden = forbidden
        self.queued: list[bytes] = []
        self.waited: list[Op] = []

    def queue(self, message: Message, data: bytes, verbs: Collection[str]) -> None:
        if message.verb == self.forbidden:
            raise PermissionError("forbidden")
        self.queued.append(data)

    def flush(self) -> None:
        if self.queued and self.connection:
            self.connection.send(b"".join(self.queued))
        self.queued.clear()

    def request(self, request: Request, verbs: Collection[str]) -> Talk[Response]:
        yield from redial()
        if request.shared:
            return ANSWER
        raise Foreign("no HTTP")

    async def wait_for(self, op: Op) -> Reply:
        self.waited.append(op)
        if not isinstance(op, Redial):
            raise Closed("the connection is closed")
        return None


def run(talk: Talk[object], bench: Bench | None = None) -> object:
    return asyncio.run(TalkRunner(bench or Bench(), talk, ()).run())


def connected(talk: Talk[object], handler: Handler, forbidden: str = "") -> object:
    async def main() -> object:
        async with serving(handler) as target:
            connection = await dial(EVERYWHERE, target, Budget(seconds=5.0, patience=1.0))
            try:
                return await TalkRunner(Bench(connection, forbidden), talk, ()).run()
            finally:
                connection.close()

    return asyncio.run(main())


def test_a_talk_goes_on_from_answer_to_answer() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.readline():
            writer.write(data)

    def talk() -> Talk[list[bytes]]:
        heard = []
        for _ in range(3):
            yield from send(word("LIST"))
            heard.append((yield from line(9, b"\n")))
        return heard

    assert connected(talk(), echo) == [b"LIST"] * 3


def test_a_request_is_a_talk_within_the_talk() -> None:
    def talk() -> Talk[object]:
        answer = yield from fetch(ASKED)
        with pytest.raises(Foreign):
            yield from fetch(Request(word("LIST"), 10, shared=False))
        return answer

    bench = Bench()
    assert run(talk(), bench) == ANSWER
    assert bench.waited == [Redial(), Redial()]


def test_a_talk_that_never_gives_up_is_ended_by_the_fault() -> None:
    tried = 0

    def talk() -> Talk[None]:
        nonlocal tried
        while True:
            try:
                yield from exact(1)
            except Closed:
                tried += 1

    with pytest.raises(Closed):
        run(talk())
    assert tried == 100


@pytest.mark.own_time
def test_a_talk_that_wants_much_lets_others_have_their_turn_and_ends_with_the_seconds() -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    def talk() -> Talk[None]:
        while True:
            yield from redial()

    async def main() -> None:
        bench, task = Bench(), asyncio.create_task(other())
        bench.budget.seconds = 0.05
        with pytest.raises(Spent):
            await TalkRunner(bench, talk(), ()).run()
        assert len(bench.waited) > 1
        task.cancel()

    asyncio.run(main())
    assert turns


def test_what_goes_wrong_when_bytes_come_is_raised_where_the_talk_is_run() -> None:
    closed = False

    async def speaks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"a")
        await reader.read()

    def talk() -> Talk[None]:
        nonlocal closed
        try:
            yield from exact(1)
            yield from send(word("WIPE"))
        finally:
            closed = True

    with pytest.raises(PermissionError):
        connected(talk(), speaks, forbidden="WIPE")
    assert closed


def test_a_talk_that_is_cancelled_is_closed_and_gets_no_more_bytes() -> None:
    seen: list[str] = []
    cancelled = asyncio.Event()

    async def late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await cancelled.wait()
        writer.write(b"a")
        await reader.read()

    def talk() -> Talk[None]:
        try:
            yield from exact(1)
            seen.append("bytes")
        except GeneratorExit:
            seen.append("closed")
            raise

    async def main() -> None:
        async with serving(late) as target:
            connection = await dial(EVERYWHERE, target, Budget(seconds=5.0, patience=1.0))
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(TalkRunner(Bench(connection), talk(), ()).run(), 0.02)
            cancelled.set()
            await asyncio.sleep(0.06)
            connection.close()

    asyncio.run(main())
    assert seen == ["closed"]


def test_what_comes_when_a_talk_is_cancelled_takes_it_no_further() -> None:
    def talk() -> Talk[object]:
        yield from send(word("LIST"))
        yield from line(64, b"\n")
        yield from send(word("MORE"))
        return None

    async def main() -> list[bytes]:
        heard: list[bytes] = []
        asked = asyncio.Event()

        async def told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while said := await reader.readline():
                heard.append(said)
                asked.set()

        async with serving(told) as target:
            connection = await dial(EVERYWHERE, target, Budget(seconds=5.0, patience=1.0))
            running = asyncio.create_task(TalkRunner(Bench(connection), talk(), ()).run())
            await asyncio.wait_for(asked.wait(), 240)
            running.cancel()
            connection._take_in(b"+1\n")
            connection._wake()  # as the event loop does, before the task has its turn
            with pytest.raises(asyncio.CancelledError):
                await running
            connection.close()
        return heard

    assert asyncio.run(main()) == [b"LIST\n"]


@pytest.mark.own_time
def test_what_a_talk_takes_of_the_processor_is_on_its_own_account() -> None:
    def talk() -> Talk[None]:
        ends = time.thread_time() + 0.05
        while time.thread_time() < ends:
            pass
        yield from redial()

    async def main() -> float:
        bench = Bench()
        await TalkRunner(bench, talk(), ()).run()
        return bench.budget.cpu

    assert asyncio.run(main()) >= 0.05
