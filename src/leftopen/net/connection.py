"""One TCP connection, plain or inside TLS, with bounded reads that end in time whatever the other side does.

Reads raise the faults of `wire.talk`: `Closed`, `Late` (nothing came for as long as we wait), `Spent` (the budget of
the service), `Broken` (a mark that does not come, TLS that breaks). While nobody waits for more, no more is taken from
the network than `_ENOUGH` bytes.
"""

import asyncio
import errno
import hmac
import ipaddress
import socket
import ssl
from collections.abc import Callable

from leftopen.model import Certificate, Target
from leftopen.net.budget import Budget
from leftopen.net.tls import Pipe, Unknown
from leftopen.wire.talk import Broken, Closed, Exact, Fault, Late, Op, Spent, Until

_ENOUGH = 131_072
_LOCAL = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL, errno.EADDRINUSE})
"""Errors of connecting that are trouble of ours, not an answer of the network."""


class Connection(asyncio.Protocol):
    """Made by `dial`. What is said of bytes here is of the bytes of the talk, inside TLS where there is TLS.

    `sent`: bytes sent; `news`: bytes heard since `overhear` was asked; `taken`: something was read; `first`: the bytes
    that came first; `spoke_first`: they came before we sent any; `rtt`: seconds that connecting took.
    """

    def __init__(self, budget: Budget, digest: "Callable[[], hmac.HMAC] | None" = None) -> None:
        self._budget = budget
        self._new_digest = digest
        self._digest: hmac.HMAC | None = None
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._waiter: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._expires = 0.0
        self._expired = False
        self._fault: Fault | None = None
        self._ended = False
        self._paused = False
        self._pipe: Pipe | None = None
        self._shaking = False
        self.sent = self.news = 0
        self.taken = self.spoke_first = False
        self.first = b""
        self.rtt = 0.0

    # --- called by the event loop ---------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Takes bytes in, as far as the budget goes."""
        budget = self._budget
        budget.bytes_in += len(data)
        if budget.bytes_in > budget.most_in:
            self._fail(Spent(f"more than {budget.most_in} bytes of answers"))
            return
        self._take_in(data)
        if len(self._buffer) >= _ENOUGH and self._waiter is None and not self._paused and self._transport:
            self._paused = True
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """The other side sends no more."""
        self._ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the name is the event loop's
        """The connection is gone."""
        self._ended = True
        self._transport = None
        self._wake()

    # --- called by the driver -------------------------------------------------------------------------------------

    @property
    def usable(self) -> bool:
        """Whether something can still be sent."""
        return self._transport is not None and not self._ended and self._fault is None

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
        if not self._transport or self._transport.is_closing():
            raise Closed("the connection is closed")
        self.sent += len(data)
        self._write(self._pipe.write(data) if self._pipe else data)

    def ready(self, op: Op) -> bytes | None:
        """The answer to a read, None if so much has not come yet (or for what is no read of a known length)."""
        kind = type(op)
        if kind is Exact:
            return self._exact(op.n)  # type: ignore[union-attr]
        return self._until(op.mark, op.most) if kind is Until else None  # type: ignore[union-attr]

    def _exact(self, n: int) -> bytes | None:
        buffer = self._buffer
        if 0 <= n < len(buffer):
            taken = bytes(buffer[:n])
            del buffer[:n]
            self.taken = True
            return taken
        if not 0 <= n <= self._budget.most_in:
            raise Broken("a length that nobody would read")
        return self._take(n) if n == len(buffer) else None

    def _until(self, mark: bytes, most: int, start: int = 0) -> bytes | None:
        at = self._buffer.find(mark, start, most)
        if at < 0:
            if len(self._buffer) >= most:
                raise Broken("a line without an end")
            return None
        return self._exact(at + len(mark))

    async def exact(self, n: int) -> bytes:
        """Exactly `n` bytes."""
        while (taken := self._exact(n)) is None:
            await self._more()
        return taken

    async def until(self, mark: bytes, most: int) -> bytes:
        """Up to and including `mark`, at most `most` bytes."""
        start = 0
        while (taken := self._until(mark, most, start)) is None:
            start = max(0, len(self._buffer) - len(mark) + 1)
            await self._more()
        return taken

    async def rest(self, most: int) -> bytes:
        """What comes until the other side closes, at most `most` bytes."""
        while len(self._buffer) < most:
            try:
                await self._more()
            except Closed:
                break
        return self._take(min(most, len(self._buffer)))

    async def listen(self, seconds: float) -> bool:
        """Whether the other side speaks, or closes, of itself within `seconds`."""
        if not self._buffer and not self._ended:
            try:
                await self._more(seconds)
            except Late:
                return False
            except Fault:
                return True
        return True

    async def start_tls(self, made: ssl.SSLContext, host: str | None) -> None:
        """Goes on inside TLS. Bytes that came before it are a fault: they would pass for protected ones."""
        if self._buffer or self._pipe:
            raise Broken("bytes before the TLS handshake")
        self._pipe, self._shaking = Pipe(made, host), True
        done = False
        while not done:
            try:
                done = self._pipe.handshake(bytes(self._buffer))
                self._buffer.clear()
            finally:
                self._write(self._pipe.outgoing())
            if not done:
                await self._more()
        self._shaking = False
        self._take_in(b"")

    def close(self) -> None:
        """Ends the connection, politely where that takes no time."""
        if self._timer:
            self._timer.cancel()
        transport = self._transport
        if transport is None:
            return
        if self._pipe and not self._shaking and not self._ended:
            self._write(self._pipe.goodbye())
        if transport.get_write_buffer_size() or self._fault:
            transport.abort()
        else:
            transport.close()
        self._transport, self._ended = None, True

    # --- within ---------------------------------------------------------------------------------------------------

    def _write(self, data: bytes) -> None:
        if data and self._transport and not self._transport.is_closing():
            self._budget.bytes_out += len(data)
            self._transport.write(data)

    def _take_in(self, data: bytes) -> None:
        if self._shaking:
            self._buffer += data
            return
        if self._pipe:
            try:
                data = self._pipe.feed(data)
            except (Broken, Unknown) as fault:
                self._fail(fault)
                return
            self._ended = self._ended or self._pipe.ended
            self._write(self._pipe.outgoing())
        if not data:
            return
        if not self.first:
            self.first, self.spoke_first = data[:16], not self.sent
        self._buffer += data
        self.news += len(data)
        if self._new_digest:
            self._digest = self._digest or self._new_digest()
            self._digest.update(data)

    def _take(self, n: int) -> bytes:
        self.taken = True
        if n == len(self._buffer):
            taken, self._buffer = self._buffer, bytearray()
            return bytes(taken)
        taken = self._buffer[:n]
        del self._buffer[:n]
        return bytes(taken)

    async def _more(self, seconds: float | None = None) -> None:
        """Waits until there is news: bytes, or the end."""
        if self._fault:
            raise self._fault
        if self._ended:
            raise Closed("the other side closed")
        if self._paused and self._transport:
            self._paused = False
            self._transport.resume_reading()
        budget = self._budget
        late = self._loop.time() + (budget.patience if seconds is None else seconds)
        self._expires = min(late, budget.ends)
        self._set_timer()
        self._waiter = waiter = self._loop.create_future()
        try:
            await waiter
        finally:
            self._waiter = None
        if self._expired:
            self._expired = False
            raise Late("no answer in time") if late < budget.ends else Spent(f"{budget.seconds:g} seconds used up")

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
        if self._loop.time() < self._expires:
            self._set_timer()
        elif not self._waiter.done():
            self._expired = True
            self._waiter.set_result(None)

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    def _fail(self, fault: Fault) -> None:
        self._fault = fault
        self._ended = True
        if self._transport:
            self._transport.abort()
        self._wake()


REFUSES = "refuses the connection"
"""What `dial` says where the other side itself said that nobody listens."""


async def dial(
    target: Target,
    budget: Budget,
    source: str | None = None,
    digest: "Callable[[], hmac.HMAC] | None" = None,
) -> Connection:
    """A connection to the literal address of this target, and to nothing else.

    Raises `Closed` where nobody listens, `Late` and `Spent`, and `OSError` where this machine has no place left.
    """
    address = ipaddress.ip_address(target.address)
    loop = asyncio.get_running_loop()
    budget.connection()
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    connection = Connection(budget, digest)
    began = loop.time()
    ends = min(began + budget.patience, budget.ends)
    try:
        sock.setblocking(False)
        if source:
            sock.bind((source, 0))
        async with asyncio.timeout_at(ends):
            await loop.sock_connect(sock, (target.address, target.port))
        connection.rtt = loop.time() - began
        await loop.create_connection(lambda: connection, sock=sock)
    except TimeoutError:
        sock.close()
        if ends >= budget.ends:
            raise Spent(f"{budget.seconds:g} seconds used up") from None
        raise Late("no connection in time") from None
    except OSError as error:
        sock.close()
        if error.errno in _LOCAL:
            raise
        raise Closed(REFUSES if error.errno == errno.ECONNREFUSED else "cannot be reached") from None
    except BaseException:
        sock.close()
        raise
    return connection
