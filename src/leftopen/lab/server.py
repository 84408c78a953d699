"""What the servers of the embedded lab share: they listen on loopback only, keep a bounded log, and stop cleanly.

A module of the lab has `async def serve(address, port, content, *, locked=False, tls=None) -> Running`. Every record in
`content` is invented.
"""

import asyncio
import ipaddress
import ssl
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

Content = Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]
"""Database (or "" where there are none), collection, records."""

USER, PASSWORD = "app", "lab-Secret1"
"""The one login of locked servers."""

_HEARD = 10_000
_BUFFER = 1 << 20

Conversation = Callable[[asyncio.StreamReader, asyncio.StreamWriter, Callable[[str], None]], Awaitable[None]]
"""Talks with one client until it leaves; the last argument notes the verb of each command heard."""


@dataclass(slots=True)
class Running:
    """A server that runs. `heard` holds the verbs of the latest commands, in the spelling of the grammar in `wire`."""

    address: str
    port: int
    heard: deque[str] = field(default_factory=lambda: deque(maxlen=_HEARD))
    _server: asyncio.Server | None = None
    _open: set[asyncio.Task[None]] = field(default_factory=set)

    async def stop(self) -> None:
        """Closes the port and every connection."""
        if self._server:
            self._server.close()
        for task in tuple(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()


async def listen(address: str, port: int, talk: Conversation, tls: ssl.SSLContext | None = None) -> Running:
    """Listens on a loopback address (port 0: any free one); raises ValueError for any other address."""
    if not ipaddress.ip_address(address).is_loopback:
        raise ValueError("the lab listens on loopback only")
    running = Running(address, port)

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        running._open.add(task)
        try:
            with suppress(OSError, EOFError, ValueError, asyncio.CancelledError):
                await talk(reader, writer, running.heard.append)
        finally:
            running._open.discard(task)
            writer.close()

    running._server = await asyncio.start_server(one, address, port, ssl=tls, limit=_BUFFER)
    running.port = running._server.sockets[0].getsockname()[1]
    return running
