"""One TCP connection, plain or inside TLS, with bounded reads that end in time whatever the other side does.

Reads raise the faults of `wire.talk`: `Closed`, `Late` (nothing came for as long as we wait), `Spent` (the budget of
the service), `Broken` (a mark that does not come, TLS that breaks). While nobody waits for more, no more is taken from
the network than about `_ENOUGH` bytes. The event loop is asked for news of the socket and for nothing else: its
transports do more for each connection and each answer than is needed here, and take twice the time.
"""

import asyncio
import contextlib
import hashlib
import socket
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from leftopen.model import Certificate
from leftopen.net.session.budget import Budget
from leftopen.net.session.hello import Hello
from leftopen.net.session.tls import Pipe, Unknown
from leftopen.wire.talk import Broken, Closed, Exact, Fault, Late, Op, Parse, Parser, Spent, Until

_ENOUGH = 131_072
_ROOM = 16_384
"""Bytes taken from the network at a time."""

FIRST = 4096
"""Bytes kept of what comes first."""


NewDigest = Callable[[], hashlib.blake2b]
"""Makes what digests the bytes that come; see `Journal.digest`."""


class Connection:
    """Made by `dial`, of a connected socket. What is said of bytes here is of the bytes of the talk, inside TLS where
    there is TLS.

    `sent`: bytes sent; `news`: bytes heard since `overhear` was asked; `taken`: something was read; `first`: the bytes
    that came first, up to what we sent next, `FIRST` at most; `on_first`: told of them; `spoke_first`: they came before
    we sent any; `rtt`: seconds that connecting took.
    """

    __slots__ = ("_asked", "_asked_then", "_at", "_budget", "_buffer", "_digest", "_ended", "_expired", "_expires",
                 "_fault", "_fd", "_late", "_loop", "_lost", "_new_digest", "_paused", "_pieces", "_pipe", "_searched",
                 "_shaking", "_socket", "_timer", "_unread", "_unsent", "_waiter", "_wanted", "first", "news",
                 "on_first", "rtt", "sent", "spoke_first", "taken")  # fmt: skip

    def __init__(self, sock: socket.socket, budget: Budget, digest: NewDigest | None = None) -> None:
        self._budget = budget
        self._new_digest = digest
        self._digest: hashlib.blake2b | None = None
        self._loop = asyncio.get_running_loop()
        self._socket: socket.socket | None = sock
        self._fd = sock.fileno()
        self._unsent = b""
        self._buffer, self._at = b"", 0
        self._pieces: list[bytes] = []
        self._unread = self._wanted = self._searched = 0
        self._asked: Op | None = None
        self._waiter: Callable[[Connection], None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._expires = self._late = self._lost = 0.0
        self._expired = False
        self._fault: Fault | None = None
        self._ended = False
        self._paused = False
        self._pipe: Pipe | None = None
        self._shaking = False
        self.sent = self.news = self._asked_then = 0
        self.taken = self.spoke_first = False
        self.first = b""
        self.on_first: Callable[[bytes], None] | None = None
        self.rtt = 0.0
        self._loop.add_reader(self._fd, self._readable)

    # --- called by the event loop ---------------------------------------------------------------------------------

    def _readable(self) -> None:
        """Takes bytes in, as far as the budget goes."""
        if self._socket is None:
            return
        try:
            data = self._socket.recv(_ROOM)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self._drop()
            self._wake()
            return
        budget = self._budget
        budget.bytes_in += len(data)
        if budget.bytes_in > budget.most_in:
            self._fail(Spent(f"more than {budget.most_in} bytes of answers"))
            return
        self._take_in(data)
        if self._waiter:
            self._wake()
        elif self._unread >= _ENOUGH and not self._paused and self.usable:
            self._paused = True
            self._loop.remove_reader(self._fd)

    def _writable(self) -> None:
        """Sends what the network did not take at first."""
        if self._socket:
            self._loop.remove_writer(self._fd)
            unsent, self._unsent = self._unsent, b""
            self._transmit(self._socket, unsent)

    # --- called by the driver -------------------------------------------------------------------------------------

    @property
    def usable(self) -> bool:
        """Whether something can still be sent."""
        return self._socket is not None and not self._ended and self._fault is None

    @property
    def wants_certificate(self) -> bool:
        """Whether we were refused for want of a certificate."""
        return isinstance(self._fault, Unknown)

    @property
    def certificate(self) -> Certificate | None:
        """What the other side presented in TLS."""
        return self._pipe.certificate() if self._pipe else None

    def overhear(self) -> tuple[int, str]:
        """How many bytes came since this was asked last, and their digest."""
        news, digest = self.news, self._digest
        self.news, self._digest = 0, None
        return news, digest.hexdigest() if digest else ""

    def send(self, data: bytes) -> None:
        """Sends these bytes."""
        if self._fault:
            raise self._fault
        if self._socket is None:
            raise Closed("the connection is closed")
        self.sent += len(data)
        self._write(self._pipe.write(data) if self._pipe else data)

    def ready(self, op: Op) -> bytes | None:
        """The answer to a read, None if so much has not come yet (or for what is no read of a known length)."""
        if not self._unread and type(op) is not Exact:
            return None
        if op is not self._asked:
            self._asked, self._wanted, self._searched = op, 0, 0
        elif self._unread < self._wanted:
            return None
        if type(op) is Parse:
            return self._parse(op.reader, op.most)
        if type(op) is Exact:
            return self._exact(op.n)
        return self._until(op.mark, op.most) if type(op) is Until else None

    def _exact(self, n: int) -> bytes | None:
        if n > self._unread or n < 0:
            if not 0 <= n <= self._budget.most_in:
                raise self._budget.too_long("a length that nobody would read")
            self._wanted = n
            return None
        if self._pieces:
            self._join()
        start = self._at
        return self._take(start, start + n)

    def _until(self, mark: bytes, most: int) -> bytes | None:
        if self._pieces:
            self._join()
        start = self._at
        at = self._buffer.find(mark, start + self._searched, start + most)
        if at < 0:
            if self._unread >= most:
                raise Broken("a line without an end")
            self._searched = max(0, self._unread - len(mark) + 1)
            return None
        return self._take(start, at + len(mark))

    def _parse(self, reader: Parser, most: int) -> bytes | None:
        if self._pieces:
            self._join()
        start = self._at
        end = reader.read(self._buffer, start)
        if end > len(self._buffer):
            if self._unread >= most or end - start > self._budget.most_in:
                too_long = "an answer longer than was asked for"
                raise Broken(too_long) if self._unread >= most else self._budget.too_long(too_long)
            self._wanted = end - start
            return None
        self._skip(end)
        return b""

    async def exact(self, n: int) -> bytes:
        """Exactly `n` bytes."""
        return await self.read(Exact(n))

    async def until(self, mark: bytes, most: int) -> bytes:
        """Up to and including `mark`, at most `most` bytes."""
        return await self.read(Until(mark, most))

    async def read(self, op: Op) -> bytes:
        """What `ready` has for this, as soon as it has it."""
        while (taken := self.ready(op)) is None:
            await self._more()
        return taken

    async def rest(self, most: int) -> bytes:
        """What comes until the other side closes, at most `most` bytes."""
        while self._unread < most:
            try:
                await self._more()
            except Closed:
                break
        return await self.exact(min(most, self._unread))

    async def listen(self, seconds: float) -> bool:
        """Whether the other side speaks, or closes, of itself within `seconds`. What TLS says of itself is no word."""
        ends = self._loop.time() + seconds
        while not self._unread and not self._ended:
            try:
                await self._more(max(0.0, ends - self._loop.time()))
            except Late:
                return False
            except Fault:
                return True
        return True

    async def start_tls(self, made: ssl.SSLContext, host: str | None) -> None:
        """Goes on inside TLS. Bytes that came before it are a fault: they would pass for protected ones."""
        if self._unread or self._pipe:
            raise Broken("bytes before the TLS handshake")
        pipe = self._pipe = Pipe(made, host)
        hello, self._shaking, done = Hello(), True, False
        while not done:
            data = b"".join(self._pieces)
            self._pieces.clear()
            hello.feed(data)
            try:
                done = await (self._labour(pipe, data) if hello.heavy else self._shake(pipe, data))
            except Fault:
                self._write(pipe.outgoing())
                raise
            self._write(pipe.outgoing())
            self._budget.check()
            if not (done or self._pieces):
                await self._more()
        self._shaking = False
        self._take_in(b"")

    async def _shake(self, pipe: Pipe, data: bytes) -> bool:
        with self._budget.measured():
            return pipe.handshake(data)

    async def _labour(self, pipe: Pipe, data: bytes) -> bool:
        """The same beside the event loop, which OpenSSL would keep for up to a second. Where it takes too long, the
        thread ends it alone: the pipe is not touched any more."""
        budget = self._budget
        try:
            async with asyncio.timeout_at(budget.ends):
                return await self._loop.run_in_executor(_labourer(), self._apart, pipe, data)
        except TimeoutError:
            self._pipe = None
            raise Spent(f"{budget.seconds:g} seconds used up") from None

    def _apart(self, pipe: Pipe, data: bytes) -> bool:
        with self._budget.measured():
            return pipe.handshake(data)

    def close(self) -> None:
        """Ends the connection, politely where that takes no time."""
        if self._timer:
            self._timer.cancel()
        if self._pipe and not self._shaking and not self._ended:
            self._write(self._pipe.goodbye())
        self._drop()

    # --- within ---------------------------------------------------------------------------------------------------

    def _write(self, data: bytes) -> None:
        if data and self._socket:
            self._budget.bytes_out += len(data)
            if self._unsent:
                self._unsent += data
            else:
                self._transmit(self._socket, data)

    def _transmit(self, sock: socket.socket, data: bytes) -> None:
        try:
            sent = sock.send(data)
        except (BlockingIOError, InterruptedError):
            sent = 0
        except OSError:
            self._hear_out(sock)
            return
        if sent < len(data):
            self._unsent = data[sent:]
            self._loop.add_writer(self._fd, self._writable)

    def _hear_out(self, sock: socket.socket) -> None:
        """Ends a connection that takes no more, after what it said before: the alert, say, that tells why."""
        budget, pieces = self._budget, []
        with contextlib.suppress(OSError):
            while budget.bytes_in <= budget.most_in and (data := sock.recv(_ROOM)):
                budget.bytes_in += len(data)
                pieces.append(data)
        self._drop()
        if pieces:
            self._take_in(b"".join(pieces))
        self._wake()

    def _drop(self) -> None:
        """Closes the socket; what came can still be read."""
        self._ended = True
        if self._socket:
            self._loop.remove_reader(self._fd)
            if self._unsent:
                self._loop.remove_writer(self._fd)
            self._socket.close()
            self._socket = None

    def _take_in(self, data: bytes) -> None:
        if self._shaking:
            self._pieces.append(data)
            return
        if self._pipe:
            try:
                with self._budget.measured():
                    data = self._pipe.feed(data)
            except (Broken, Unknown) as fault:
                self._fail(fault)
                return
            self._ended = self._ended or self._pipe.ended
            self._write(self._pipe.outgoing())
        if not data:
            return
        if not self.first:
            self.first, self.spoke_first, self._asked_then = data[:FIRST], not self.sent, self.sent
            if self.on_first:
                self.on_first(self.first)
        elif self.sent == self._asked_then and len(self.first) < FIRST:
            self.first += data[: FIRST - len(self.first)]
        if self._unread:
            self._pieces.append(data)  # put together only when they are read: most answers come in one piece
        else:
            self._buffer, self._at = data, 0
        self._unread += len(data)
        self.news += len(data)
        if self._new_digest:
            self._digest = self._digest or self._new_digest()
            self._digest.update(data)

    def _join(self) -> None:
        self._buffer = b"".join([self._buffer[self._at :], *self._pieces])
        self._at = 0
        self._pieces.clear()

    def _take(self, start: int, end: int) -> bytes:
        self._skip(end)
        return self._buffer[start:end]

    def _skip(self, end: int) -> None:
        """What is before `end` was read."""
        self._unread -= end - self._at
        self._at = end
        self.taken = True

    def wait(self, wake: "Callable[[Connection], None] | None", seconds: float | None = None) -> None:
        """Has `wake` called once, when there is news: bytes, the end, or that the time is over; None: no more.

        Raises the fault where there will be no news, or where the time is over.
        """
        self._waiter = None
        if wake is None:
            return
        if self._fault:
            raise self._fault
        if self._ended:
            raise Closed("the other side closed")
        budget = self._budget
        if self._expired:
            self._expired = False
            raise (
                Late("no answer in time") if self._late < budget.ends else Spent(f"{budget.seconds:g} seconds used up")
            )
        if self._paused and self._socket:
            self._paused = False
            self._loop.add_reader(self._fd, self._readable)
        self._late = self._loop.time() + (budget.patience if seconds is None else seconds)
        self._lost = budget.lost.seconds
        self._expires = min(self._late, budget.ends)
        self._set_timer()
        self._waiter = wake

    async def _more(self, seconds: float | None = None) -> None:
        """Waits until there is news."""
        news = self._loop.create_future()

        def wake(_: Connection) -> None:
            if not news.done():
                news.set_result(None)

        self.wait(wake, seconds)
        try:
            await news
        finally:
            self._waiter = None
        if self._expired:
            self.wait(wake)  # it raises

    def _set_timer(self) -> None:
        """One timer serves all reads: most of them end long before it rings, and then it is only set anew."""
        if self._timer and self._timer.when() > self._expires:
            self._timer.cancel()
            self._timer = None
        if self._timer is None:
            self._timer = self._loop.call_at(self._expires, self._ring)

    def _ring(self) -> None:
        self._timer = None
        if self._waiter is None:
            return
        now, lost = self._loop.time(), self._budget.lost.seconds
        if lost > self._lost:  # it was us who came too late: what we lost is given back
            self._late += lost - self._lost
            self._lost = lost
            self._expires = min(self._late, self._budget.ends)
        if now < self._expires:
            self._set_timer()
        else:
            self._expired = True
            self._wake()

    def _wake(self) -> None:
        waiter, self._waiter = self._waiter, None
        if waiter:
            waiter(self)

    def _fail(self, fault: Fault) -> None:
        self._fault = fault
        self._drop()
        self._wake()


@cache
def _labourer() -> ThreadPoolExecutor:
    """One thread for all that is heavy: a processor is left for the others, where there are two."""
    return ThreadPoolExecutor(1, thread_name_prefix="leftopen-tls")
