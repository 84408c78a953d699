import asyncio
import contextlib
import hashlib
import os
import socket
import ssl
import struct
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from leftopen.model import Target
from leftopen.net.session import dial as dials
from leftopen.net.session.budget import MOST_CPU, Budget
from leftopen.net.session.connection import Connection
from leftopen.net.session.dial import dial
from leftopen.net.session.tls import context
from leftopen.wire.talk import Broken, Closed, Fault, Late, Parse, Spent
from tests.net.certificates import exchange, make, server_context
from tests.net.lines import Handler, serving, until
from tests.permits import EVERYWHERE


def quick(**given: float) -> Budget:
    return Budget(seconds=given.pop("seconds", 5.0), patience=given.pop("patience", 2.0), **given)  # type: ignore[arg-type]  # keywords of a test


def talk(
    handler: Handler,
    act: Callable[[Connection], Awaitable[object]],
    budget: Budget | None = None,
    tls: ssl.SSLContext | None = None,
) -> object:
    """What `act` returns on a connection to a server that does `handler`."""

    async def main() -> object:
        async with serving(handler, tls=tls) as target:
            connection = await dial(EVERYWHERE, target, budget or quick())
            try:
                return await act(connection)
            finally:
                connection.close()

    return asyncio.run(main())


def sends(*pieces: bytes, close: bool = False, wait: float = 0.01) -> Handler:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await asyncio.sleep(wait)
        if not close:
            await reader.read()

    return handler


def test_reads_take_what_they_name_and_leave_the_rest() -> None:
    async def act(connection: Connection) -> list[bytes]:
        return [
            await connection.exact(3),
            await connection.until(b"\r\n", 10),
            await connection.exact(0),
            await connection.rest(4),
            await connection.rest(100),
        ]

    assert talk(sends(b"ab", b"cli", b"ne\r", b"\nrest", b"!", close=True), act) == [
        b"abc",
        b"line\r\n",
        b"",
        b"rest",
        b"!",
    ]


class Number:
    """Reads `<digits>;`."""

    def __init__(self) -> None:
        self.calls: list[bytes] = []

    def read(self, data: bytes, start: int) -> int:
        self.calls.append(data[start:])
        end = data.find(b";", start)
        return len(data) + 2 if end < 0 else end + 1


def test_a_reader_is_asked_when_as_much_as_it_wants_is_there() -> None:
    reader = Number()

    async def act(connection: Connection) -> list[bytes]:
        return [
            await connection.exact(1),
            await connection.read(Parse(reader, 10)),
            await connection.read(Parse(reader, 10)),
            await connection.exact(2),
        ]

    assert talk(sends(b"a1", b"2", b"3", b"4;5;bc"), act) == [b"a", b"", b"", b"bc"]
    assert reader.calls == [b"1", b"123", b"1234;5;bc", b"5;bc"]


@pytest.mark.parametrize(
    ("handler", "act", "fault"),
    [
        (sends(b"1234567890"), lambda c: c.read(Parse(Number(), 10)), Broken),
        (sends(b"123", close=True), lambda c: c.read(Parse(Number(), 10)), Closed),
        (sends(b"abc", close=True), lambda c: c.exact(4), Closed),
        (sends(close=True), lambda c: c.until(b"\n", 5), Closed),
        (sends(b"abcdef"), lambda c: c.until(b"\n", 5), Broken),
        (sends(b"abc\n"), lambda c: c.until(b"\n", 3), Broken),
        (sends(b"abc"), lambda c: c.exact(-1), Broken),
        (sends(b"abc"), lambda c: c.exact(1 << 62), Broken),
    ],
)
def test_lies_end_as_faults(
    handler: Handler, act: Callable[[Connection], Awaitable[bytes]], fault: type[Fault]
) -> None:
    with pytest.raises(fault):
        talk(handler, act)


def test_silence_is_late_and_a_drip_ends_with_the_seconds() -> None:
    with pytest.raises(Late):
        talk(sends(), lambda c: c.exact(1), quick(patience=0.05))
    with pytest.raises(Spent):
        talk(sends(*[b"x"] * 1000), lambda c: c.exact(1000), quick(patience=0.2, seconds=0.3))


async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"x" * 65_536)
        await writer.drain()


def test_an_endless_stream_ends_with_the_bytes() -> None:
    budget = quick(most_in=1_000_000)
    with pytest.raises(Spent, match="bytes"):
        talk(endless, lambda c: c.until(b"\n", 900_000_000), budget)
    assert budget.bytes_in < 1_000_000 + 300_000


def test_what_nobody_reads_is_not_taken_in() -> None:
    budget = quick()

    async def act(connection: Connection) -> int:
        await asyncio.sleep(0.2)
        before = budget.bytes_in
        await connection.exact(300_000)
        return before

    taken = talk(endless, act, budget)
    assert isinstance(taken, int)
    assert 0 < taken < 600_000


def test_bytes_before_the_end_can_still_be_read() -> None:
    async def act(connection: Connection) -> bytes:
        await until(lambda: not connection.usable)
        assert not connection.usable
        return await connection.exact(3)

    assert talk(sends(b"abc", close=True), act) == b"abc"


def test_listening_tells_who_speaks_first() -> None:
    async def act(connection: Connection) -> tuple[bool, bool]:
        return await connection.listen(seconds), connection.spoke_first

    seconds = 60.0  # it ends as soon as the server speaks or closes, which a busy machine does late
    assert talk(sends(b"hello"), act) == (True, True)
    assert talk(sends(close=True), act) == (True, False)
    seconds = 0.05
    assert talk(sends(), act) == (False, False)


def test_news_are_counted_and_digested_once() -> None:
    async def main() -> None:
        def digest() -> hashlib.blake2b:
            return hashlib.blake2b(key=b"key")

        async with serving(sends(b"abc", b"def")) as target:
            connection = await dial(EVERYWHERE, target, quick(), None, digest)
            await connection.exact(6)
            assert connection.overhear() == (6, hashlib.blake2b(b"abcdef", key=b"key").hexdigest())
            assert connection.overhear() == (0, "")
            assert connection.first == b"abcdef"
            connection.close()

    asyncio.run(main())


def test_sending_after_the_end_is_closed() -> None:
    async def act(connection: Connection) -> None:
        await connection.rest(10)
        connection.send(b"LIST\n")

    with pytest.raises(Closed):
        talk(sends(close=True), act)


# --- back-pressure ----------------------------------------------------------------------------------------------------

LARGE = 1 << 20


@contextlib.asynccontextmanager
async def narrow(act: Callable[[socket.socket], Awaitable[object]]) -> AsyncIterator[Target]:
    """A peer that takes a few kilobytes at a time, and does what it is told with each connection."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    listening.setblocking(False)

    async def one() -> None:
        peer, _ = await asyncio.get_running_loop().sock_accept(listening)
        with peer:
            await act(peer)

    task = asyncio.create_task(one())
    try:
        yield Target("127.0.0.1", listening.getsockname()[1])
        await task
    finally:
        task.cancel()
        listening.close()


def small_buffers(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Our sockets send a few kilobytes at a time; what each `send` took stands in the list."""
    taken: list[int] = []

    class Narrow(socket.socket):
        def __init__(self, family: int, kind: int) -> None:
            super().__init__(family, kind)
            self.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)

        def send(self, data: Any, flags: int = 0) -> int:
            sent = super().send(data, flags)
            taken.append(sent)
            return sent

    monkeypatch.setattr(dials, "socket", SimpleNamespace(**{**vars(socket), "socket": Narrow}))
    return taken


async def slowly(peer: socket.socket, size: int) -> bytes:
    """Reads so many bytes, the first of them only after a while."""
    await asyncio.sleep(0.05)
    heard = b""
    while len(heard) < size and (more := await asyncio.get_running_loop().sock_recv(peer, 8192)):
        heard += more
    return heard


def test_what_the_peer_does_not_take_at_once_is_sent_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = small_buffers(monkeypatch)
    message = bytes(range(256)) * (LARGE // 256)

    async def reads(peer: socket.socket) -> None:
        heard = await slowly(peer, LARGE + 5)
        await asyncio.get_running_loop().sock_sendall(peer, b"whole\n" if heard == message + b"again" else b"other\n")

    async def main() -> bytes:
        async with narrow(reads) as target:
            budget = quick()
            connection = await dial(EVERYWHERE, target, budget)
            connection.send(message)
            connection.send(b"again")
            said = await connection.until(b"\n", 100)
            assert budget.bytes_out == LARGE + 5
            connection.close()
            return said

    assert asyncio.run(main()) == b"whole\n"
    assert len(taken) > 10, "the buffers were not small"
    assert sum(taken) == LARGE + 5


def test_a_peer_that_takes_nothing_more_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = small_buffers(monkeypatch)
    done = asyncio.Event()

    async def deaf(peer: socket.socket) -> None:
        await done.wait()

    async def main() -> None:
        async with narrow(deaf) as target:
            connection = await dial(EVERYWHERE, target, quick(patience=0.1))
            connection.send(b"x" * LARGE)
            with pytest.raises(Late):
                await connection.until(b"\n", 100)
            connection.close()
            done.set()

    asyncio.run(main())
    assert 0 < sum(taken) < LARGE


def test_a_peer_that_closes_in_the_middle_of_a_message_ends_the_read(monkeypatch: pytest.MonkeyPatch) -> None:
    small_buffers(monkeypatch)

    async def leaves(peer: socket.socket) -> None:
        await slowly(peer, 8192)
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    async def main() -> None:
        async with narrow(leaves) as target:
            connection = await dial(EVERYWHERE, target, quick())
            connection.send(b"x" * LARGE)
            with pytest.raises(Closed):
                await connection.until(b"\n", 100)
            connection.close()

    asyncio.run(main())


# --- TLS --------------------------------------------------------------------------------------------------------------


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return server_context(make(tmp_path_factory.mktemp("tls")))


async def shake(connection: Connection) -> None:
    await connection.start_tls(context(), None)


def test_tls_from_the_start(server: ssl.SSLContext) -> None:
    async def act(connection: Connection) -> bytes:
        await shake(connection)
        assert connection.certificate is not None
        connection.send(b"x" * 200_000 + b"\n")
        return await connection.until(b"\n", 300_000)

    budget = quick()
    assert talk(echo, act, budget, tls=server) == b"x" * 200_000 + b"\n"
    assert budget.bytes_in > 200_000 < budget.bytes_out


def test_tls_in_the_middle_of_a_talk(server: ssl.SSLContext) -> None:
    async def upgrade(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readline() == b"STARTTLS\n"
        writer.write(b"S")
        await writer.start_tls(server)
        writer.write(await reader.readline())
        await reader.read()

    async def act(connection: Connection) -> bytes:
        connection.send(b"STARTTLS\n")
        assert await connection.exact(1) == b"S"
        await shake(connection)
        connection.send(b"LIST\n")
        return await connection.exact(5)

    assert talk(upgrade, act) == b"LIST\n"


def test_words_that_came_before_the_handshake_are_not_believed() -> None:
    async def act(connection: Connection) -> None:
        await connection.exact(1)
        await shake(connection)

    with pytest.raises(Broken):
        talk(sends(b"S+3\nann\n"), act)


@pytest.mark.parametrize(
    ("handler", "fault"),
    [
        (sends(), Late),
        (sends(b"no TLS here\n", wait=0.05), Broken),
        (sends(b"\x15\x03\x01\x00\x02\x02\x28", wait=0.05), Broken),
        (sends(close=True), Closed),
    ],
)
def test_handshakes_that_fail(handler: Handler, fault: type[Fault]) -> None:
    async def later(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        await handler(reader, writer)

    with pytest.raises(fault):
        talk(later, shake, quick(patience=0.1))


def test_a_server_that_breaks_off_inside_tls(server: ssl.SSLContext) -> None:
    async def breaks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        os.write(writer.get_extra_info("socket").fileno(), b"\x17\x03\x03\x00\x20" + b"x" * 32)
        await asyncio.sleep(0.2)

    async def act(connection: Connection) -> bytes:
        await shake(connection)
        connection.send(b"LIST\n")
        return await connection.until(b"\n", 100)

    with pytest.raises(Broken):
        talk(breaks, act, tls=server)


@pytest.mark.own_time
def test_a_handshake_that_is_heavy_is_done_beside_the_loop_and_counted(tmp_path: Path) -> None:
    made = exchange(tmp_path, 6200)

    def serves(door: socket.socket) -> None:
        peer, _ = door.accept()
        with contextlib.suppress(OSError), made.wrap_socket(peer, server_side=True) as session:
            session.recv(1)

    async def main(target: Target) -> tuple[float, float]:
        budget = quick(seconds=60.0, patience=30.0)
        connection = await dial(EVERYWHERE, target, budget)
        before = time.thread_time()
        await connection.start_tls(context(), None)
        own = time.thread_time() - before
        connection.close()
        return own, budget.cpu

    with socket.create_server(("127.0.0.1", 0)) as door:
        serving_it = threading.Thread(target=serves, args=(door,))
        serving_it.start()
        own, counted = asyncio.run(main(Target("127.0.0.1", door.getsockname()[1])))
        serving_it.join()
    assert counted > 2 * own


def test_a_handshake_of_a_service_that_took_its_processor_time_ends(server: ssl.SSLContext) -> None:
    async def main() -> None:
        budget = quick()
        async with serving(echo, tls=server) as target:
            connection = await dial(EVERYWHERE, target, budget)
            budget.cpu = MOST_CPU + 1
            try:
                with pytest.raises(Spent, match="processor"):
                    await connection.start_tls(context(), None)
            finally:
                connection.close()

    asyncio.run(main())


def test_the_alert_is_read_where_a_send_fails_before_it_was(tmp_path: Path) -> None:
    made = server_context(make(tmp_path))
    made.verify_mode = ssl.CERT_REQUIRED

    async def main() -> None:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        theirs.setblocking(False)
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        session = made.wrap_bio(incoming, outgoing, server_side=True)

        def turn() -> None:
            incoming.write(theirs.recv(65_536))
            try:
                session.do_handshake()
            except ssl.SSLError:
                pass
            finally:
                theirs.send(outgoing.read())

        connection = Connection(ours, quick())
        shaking = asyncio.create_task(connection.start_tls(context(), None))
        await asyncio.sleep(0)
        turn()
        await shaking
        with contextlib.suppress(BlockingIOError):
            turn()  # our certificate is missing
        theirs.close()
        connection.send(b"LIST\n")
        assert connection.wants_certificate
        with pytest.raises(Closed, match="certificate of the client"):
            await connection.until(b"\n", 100)
        connection.close()

    asyncio.run(main())
