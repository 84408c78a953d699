"""Makes connections to the literal addresses of targets, after the permit was asked, and in time."""

import asyncio
import errno
import ipaddress
import os
import socket
import time
from functools import lru_cache

from leftopen.model import Status, Target
from leftopen.net.admission import Permit
from leftopen.net.session.budget import Budget, Deadline
from leftopen.net.session.connection import Connection, NewDigest
from leftopen.net.session.policy import Barred, ConductError
from leftopen.net.sockets import AT_ONCE, KIND, PENDING, outcome, source_for
from leftopen.wire.talk import Closed, Late, Spent

_LOCAL = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL, errno.EADDRINUSE})
"""Errors of connecting that are trouble of ours, not an answer of the network."""


class NotListening(Closed):
    """The other side itself said that nobody listens at this port."""

    status = Status.REFUSED


class Unreachable(Closed):
    """There was an error on the way to it."""

    status = Status.UNREACHABLE


@lru_cache(maxsize=1024)
def family(address: str) -> socket.AddressFamily:
    """That of a literal address; anything else is a ValueError."""
    try:  # most have no zone; this costs a tenth
        socket.inet_pton(of := socket.AF_INET6 if ":" in address else socket.AF_INET, address)
    except (OSError, ValueError):
        pass
    else:
        return of
    return socket.AF_INET6 if ipaddress.ip_address(address).version == 6 else socket.AF_INET


def local(error: OSError) -> str:
    """Why this machine itself could open no connection."""
    full = {errno.EMFILE: "the program", errno.ENFILE: "the machine"}.get(error.errno or 0)
    why = f"no file descriptor is left to {full}" if full else (error.strerror or "its system refused").lower()
    return f"this machine could not open a connection: {why}"


async def dial(
    permit: Permit,
    target: Target,
    budget: Budget,
    source: str | None = None,
    digest: NewDigest | None = None,
) -> Connection:
    """A connection to the literal address of this target, and to nothing else, where the permit lets it be asked now.

    Raises `Barred` where it does not, `Closed` where nobody listens, `Late` and `Spent`, and `OSError` where this
    machine has no place left.
    """
    try:
        of = family(target.address)
    except ValueError:
        raise ConductError("a target that is not a literal address") from None
    why = permit.why_not(target.address, target.port)
    if why is not None:
        raise Barred(f"not connected: {why}")
    budget.connection()
    sock = socket.socket(of, KIND)
    began = time.monotonic()
    deadline = Deadline(budget, began + budget.patience)
    try:
        if sock.getblocking():  # where a socket cannot be made so
            sock.setblocking(False)
        own = source_for(source, six=of is socket.AF_INET6)
        if own is not None:
            sock.bind((own, 0))
        code = await connected(sock, (target.address, target.port), deadline)
        if code == 0:
            connection = Connection(sock, budget, digest)
            connection.rtt = time.monotonic() - began
            return connection
    except BaseException:
        sock.close()
        raise
    sock.close()
    if code == errno.ETIMEDOUT:
        late = deadline.ends < budget.ends
        raise Late("no connection in time") if late else Spent(f"{budget.seconds:g} seconds used up")
    if code in _LOCAL:
        raise OSError(code, os.strerror(code))
    raise NotListening("refuses the connection") if code == errno.ECONNREFUSED else Unreachable("cannot be reached")


async def connected(sock: socket.socket, address: tuple[str, int], deadline: Deadline) -> int:
    """The error number with which connecting ended: 0 where it is connected, ETIMEDOUT also at the deadline."""
    code = sock.connect_ex(address)
    if AT_ONCE and code == errno.EINPROGRESS:
        code = sock.connect_ex(address)  # on this machine, and in its containers, the answer is there already
    if code not in PENDING:
        return code
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[int] = loop.create_future()

    def end(how: int | None = None) -> None:
        if not ended.done():
            ended.set_result(outcome(sock) if how is None else how)

    def ring() -> None:
        if ended.done():
            return
        if deadline.ends > loop.time():  # it was us who came too late
            timers[0] = loop.call_at(deadline.ends, ring)
        else:
            end(errno.ETIMEDOUT)

    timers = [loop.call_at(deadline.ends, ring)]
    loop.add_writer(sock, end)
    try:
        return await ended
    finally:
        loop.remove_writer(sock)
        timers[0].cancel()
