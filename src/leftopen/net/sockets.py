"""Sockets for many connects at a time: opening them, learning how they ended, and what the error numbers mean."""

import errno
import resource
import select
import selectors
import socket
import struct
import sys
from typing import Protocol

AT_ONCE = sys.platform == "linux"
"""On Linux a second `connect` tells how the first one ended and leaves a refused socket as good as new."""

REFUSED = frozenset({errno.ECONNREFUSED, errno.ECONNRESET})
PENDING = frozenset({errno.EINPROGRESS, errno.EALREADY, errno.EWOULDBLOCK})

PRESSED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL, errno.ECONNABORTED})
"""Our own machine has no descriptor, memory or port left (or its socket is in an odd state): slower, and try again."""

FORBIDDEN = frozenset({errno.EPERM, errno.EACCES})
"""A firewall or rule of our own machine."""

OTHERWISE = REFUSED | PRESSED | FORBIDDEN
"""Any other error of a connect that never was in progress: this machine has no way to the address."""

_BLIND = (PRESSED - {errno.EADDRNOTAVAIL}) | FORBIDDEN
"""What says nothing of the way to an address."""

_NO_PORT_YET = (socket.IPPROTO_IP, 24, 1) if sys.platform == "linux" else None
"""IP_BIND_ADDRESS_NO_PORT (ip(7), since Linux 4.2): binding to an address takes no port, connecting does, so that one
port serves many targets, as it does without a source. IPv6 sockets have the option too."""

_EVENTS = 1024
_RESERVED = 4
_LEAST, _MOST, _ENOUGH = 16, 20_000, 65_536
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
KIND = socket.SOCK_STREAM | getattr(socket, "SOCK_NONBLOCK", 0)


def open_socket(*, six: bool, source: str | None = None) -> socket.socket:
    """A TCP socket that does not block and whose close is a reset: no port of ours stays taken in TIME_WAIT.

    With `source` (of the same IP version) it is bound to that address, for all its connects. Raises OSError; ENETDOWN
    where the source is no address of this machine any more, as EADDRNOTAVAIL also stands for "no port left".
    """
    fresh = socket.socket(socket.AF_INET6 if six else socket.AF_INET, KIND)
    try:
        fresh.setblocking(False)
        fresh.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        if source is not None:
            _bind(fresh, source)
    except OSError as error:
        fresh.close()
        if error.errno == errno.EADDRNOTAVAIL:
            raise OSError(errno.ENETDOWN, f"{source} is no address of this machine") from None
        raise
    return fresh


def _bind(fresh: socket.socket, source: str) -> None:
    if _NO_PORT_YET is not None:
        fresh.setsockopt(*_NO_PORT_YET)
    fresh.bind((source, 0))


def source_for(source: str | None, *, six: bool) -> str | None:
    """The local address from which targets of this IP version are asked: a source says nothing about the other one."""
    return source if source is not None and (":" in source) == six else None


def has_route(address: tuple[str, int], source: str | None = None) -> bool:
    """Whether this machine has a route to this address, an interface that is up, and still the source address.

    Connecting a datagram socket looks up the same route and sends nothing (connect(2), ip(7)).
    """
    six = ":" in address[0]
    try:
        with socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_DGRAM) as scout:
            own = source_for(source, six=six)
            if own is not None:
                _bind(scout, own)
            scout.connect(address)
    except OSError as error:
        return error.errno in _BLIND
    return True


def outcome(ended: socket.socket) -> int:
    """The error number of a connect that has ended, 0: accepted."""
    return ended.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)


def met_itself(accepted: socket.socket) -> bool:
    """True when the connection leads to its own socket: possible where the port asked is one that the system hands out
    for outgoing connections of the same address."""
    try:
        return bool(accepted.getsockname() == accepted.getpeername())
    except OSError:  # the peer has gone already: it was there
        return False


def window() -> int:
    """How many connections may be on their way: three quarters of the descriptors."""
    most = _descriptors()
    return max(_LEAST, min(_MOST, most - most // _RESERVED))


def beside() -> int:
    """How many connections there may be beside those of `window`."""
    return _descriptors() // _RESERVED


def _descriptors() -> int:
    """How many descriptors this process may have, after raising the soft limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _ENOUGH if hard == resource.RLIM_INFINITY else min(_ENOUGH, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return _ENOUGH if soft == resource.RLIM_INFINITY else soft


class Poller(Protocol):
    """Which connects have ended."""

    def watch(self, fd: int) -> None:
        """Says from now on when the connect of this descriptor has ended."""

    def forget(self, fd: int) -> None:
        """Must be called before the descriptor is closed."""

    def ready(self, seconds: float) -> list[int]:
        """Waits at most so long; up to 1024 descriptors whose connect has ended."""

    def close(self) -> None:
        """Frees its own descriptor."""


class _Epoll:
    def __init__(self) -> None:
        self._epoll = select.epoll()
        self.close = self._epoll.close

    def watch(self, fd: int) -> None:
        self._epoll.register(fd, select.EPOLLOUT)

    def forget(self, fd: int) -> None:
        """Nothing to do: closing the descriptor is enough."""

    def ready(self, seconds: float) -> list[int]:
        return [fd for fd, _ in self._epoll.poll(seconds, _EVENTS)]


class _Selector:
    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self.close = self._selector.close

    def watch(self, fd: int) -> None:
        self._selector.register(fd, selectors.EVENT_WRITE)

    def forget(self, fd: int) -> None:
        self._selector.unregister(fd)

    def ready(self, seconds: float) -> list[int]:
        return [key.fd for key, _ in self._selector.select(seconds)][:_EVENTS]


def poller() -> Poller:
    """The fastest that this system has."""
    return _Epoll() if hasattr(select, "epoll") else _Selector()
