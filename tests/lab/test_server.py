import asyncio
from collections.abc import Callable

import pytest

from leftopen.lab.server import listen


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[str], None]) -> None:
    while line := await reader.readline():
        note(line.decode())
        writer.write(line)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.1", "10.0.0.1"])
def test_only_loopback_is_served(address: str) -> None:
    with pytest.raises(ValueError, match="loopback"):
        asyncio.run(listen(address, 0, echo))


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_what_was_heard_is_kept_and_bounded(address: str) -> None:
    async def run() -> list[str]:
        async with await listen(address, 0, echo) as running:
            reader, writer = await asyncio.open_connection(address, running.port)
            writer.write(b"".join(b"%d\n" % number for number in range(10_001)))
            await reader.readuntil(b"\n10000\n")
            writer.close()
            return list(running.heard)

    heard = asyncio.run(run())
    assert (len(heard), heard[0], heard[-1]) == (10_000, "1\n", "10000\n")


def test_stopping_ends_open_connections() -> None:
    async def run() -> bytes:
        running = await listen("127.0.0.1", 0, echo)
        reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
        writer.write(b"hello\n")
        await reader.readline()
        await running.stop()
        with pytest.raises(OSError, match=r"refused|failed"):
            await asyncio.open_connection("127.0.0.1", running.port)
        ended = await reader.read()
        writer.close()
        return ended

    assert asyncio.run(run()) == b""


def test_a_client_that_breaks_the_talk_is_dropped_quietly() -> None:
    async def broken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[str], None]) -> None:
        await reader.readexactly(1)
        raise ValueError("not a command")

    async def run() -> bytes:
        async with await listen("127.0.0.1", 0, broken) as running:
            reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
            writer.write(b"x")
            ended = await reader.read()
            writer.close()
            return ended

    assert asyncio.run(run()) == b""
