"""Which connections this process asks the system for, whoever makes them: `with recorded() as asked`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Asked = set[tuple[str, Any]]

_watchers: list[Asked] = []
_EVENTS = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"}


def _hook(event: str, args: tuple[Any, ...]) -> None:
    """An audit hook (PEP 578): the interpreter calls it before the system is asked; it cannot be taken away again."""
    if _watchers and event in _EVENTS:
        what = args[1] if event.startswith(("socket.con", "socket.send")) else args[0]
        for watcher in _watchers:
            watcher.add((event, what[:2] if isinstance(what, tuple) else what))


sys.addaudithook(_hook)


@contextmanager
def recorded() -> Iterator[Asked]:
    """Addresses (with ports) and names that were asked for, by the kind of event."""
    asked: Asked = set()
    _watchers.append(asked)
    try:
        yield asked
    finally:
        _watchers.remove(asked)


def connected(asked: Asked) -> set[tuple[str, int]]:
    """Addresses and ports of TCP/IP connections."""
    return {what for event, what in asked if event == "socket.connect" and isinstance(what, tuple)}
