import asyncio
import contextlib
import errno
import os
import socket
import time

import pytest

from leftopen.model import Target
from leftopen.net.session import dial as dials
from leftopen.net.session.budget import Budget, LostTime
from leftopen.net.session.dial import dial
from leftopen.net.session.policy import ConductError
from leftopen.wire.talk import Closed, Late, Spent
from tests.net.lines import serving
from tests.permits import EVERYWHERE


def quick(**given: float) -> Budget:
    return Budget(seconds=given.pop("seconds", 5.0), patience=given.pop("patience", 2.0), **given)  # type: ignore[arg-type]  # keywords of a test


def test_nobody_listening_is_closed_and_no_place_left_is_our_own_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        await dial(EVERYWHERE, Target("127.0.0.1", 1), quick())

    with pytest.raises(Closed):
        asyncio.run(main())

    async def full(*_: object) -> int:
        return errno.EADDRNOTAVAIL

    monkeypatch.setattr(dials, "connected", full)
    with pytest.raises(OSError, match="99"):
        asyncio.run(main())


def test_a_connection_that_does_not_come_is_late() -> None:
    with socket.socket() as busy, contextlib.ExitStack() as stack:
        busy.bind(("127.0.0.1", 0))
        busy.listen(0)
        port = busy.getsockname()[1]
        for _ in range(4):  # what nobody accepts fills the queue, and then no more are answered
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.1", port))
        with pytest.raises(Late):
            asyncio.run(dial(EVERYWHERE, Target("127.0.0.1", port), quick(patience=0.05)))
        with pytest.raises(Spent):
            asyncio.run(dial(EVERYWHERE, Target("127.0.0.1", port), quick(seconds=0.05)))


def test_a_dial_that_is_cancelled_leaves_no_socket() -> None:
    async def main() -> None:
        with socket.socket() as busy, contextlib.ExitStack() as stack:
            busy.bind(("127.0.0.1", 0))
            busy.listen(0)
            for _ in range(4):
                waiting = stack.enter_context(socket.socket())
                waiting.setblocking(False)
                waiting.connect_ex(busy.getsockname())
            dialling = asyncio.create_task(dial(EVERYWHERE, Target("127.0.0.1", busy.getsockname()[1]), quick()))
            await asyncio.sleep(0.02)
            dialling.cancel()
            with pytest.raises(asyncio.CancelledError):
                await dialling

    asyncio.run(main())  # a socket that is not closed would be a warning, and so an error


def test_a_name_is_never_dialled() -> None:
    with pytest.raises(ConductError, match="literal address"):
        asyncio.run(dial(EVERYWHERE, Target("localhost", 1), quick()))


def test_the_source_address_is_used_and_both_families_work() -> None:
    async def who(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(writer.get_extra_info("peername")[0].encode() + b"\n")
        await reader.read()

    async def main(address: str, source: str | None) -> bytes:
        async with serving(who, address=address) as target:
            connection = await dial(EVERYWHERE, target, quick(), source)
            heard = await connection.until(b"\n", 100)
            connection.close()
            return heard

    assert asyncio.run(main("127.0.0.1", "127.0.0.9")) == b"127.0.0.9\n"
    assert asyncio.run(main("::1", None)) == b"::1\n"
    assert asyncio.run(main("::1", "127.0.0.9")) == b"::1\n", "a source says nothing about the other IP version"


def test_time_that_this_process_loses_is_given_back_to_who_is_slow_to_accept() -> None:
    async def main() -> tuple[float, float]:
        lost = LostTime()
        with socket.socket() as busy, contextlib.ExitStack() as stack:
            busy.bind(("127.0.0.1", 0))
            busy.listen(0)
            for _ in range(4):
                waiting = stack.enter_context(socket.socket())
                waiting.setblocking(False)
                waiting.connect_ex(busy.getsockname())
            target = Target("127.0.0.1", busy.getsockname()[1])
            lost.begin()
            began = time.monotonic()
            dialling = asyncio.create_task(dial(EVERYWHERE, target, Budget(seconds=20, patience=0.5, lost=lost)))
            await asyncio.sleep(0.1)
            time.sleep(1.0)  # noqa: ASYNC251 - something keeps the loop busy
            with pytest.raises(Late):
                await dialling
            lost.end()
        return time.monotonic() - began, lost.seconds

    took, lost = asyncio.run(main())
    assert lost >= 0.8
    assert took >= 0.5 + lost - 0.1


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.EMFILE, "no file descriptor is left to the program"),
        (errno.ENFILE, "no file descriptor is left to the machine"),
        (errno.ENOBUFS, "no buffer space available"),
        (None, "its system refused"),
    ],
)
def test_what_this_machine_lacks_is_named(number: int | None, says: str) -> None:
    error = OSError(number, os.strerror(number)) if number else OSError()
    assert dials.local(error) == f"this machine could not open a connection: {says}"
