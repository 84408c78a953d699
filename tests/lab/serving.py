"""Runs a server of the embedded lab for as long as something is done with it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from leftopen.lab.server import Content, Running
from leftopen.wire.talk import SampleLimits, Talk
from tests.record import Live
from tests.talk import outcome


class Serving(Protocol):
    """Gives `act` the port of a server with this content and these options: what it made of it, and the verbs heard."""

    def __call__(
        self, act: Callable[[int], Any], content: Content | None = None, **options: Any
    ) -> tuple[Any, list[str]]: ...


def server(serve: Callable[..., Awaitable[Running]], usual: Content) -> Serving:
    """Servers that `serve` starts, with this content where no other is given."""

    def serving(act: Callable[[int], Any], content: Content | None = None, **options: Any) -> tuple[Any, list[str]]:
        async def run() -> tuple[Any, list[str]]:
            async with await serve("127.0.0.1", 0, usual if content is None else content, **options) as running:
                return await asyncio.to_thread(act, running.port), list(running.heard)

        return asyncio.run(run())

    return serving


def asking(probe: Callable[[SampleLimits], Talk[Any]]) -> Callable[[int], dict[str, Any]]:
    """What this probe finds at a port, of two records a store, as `tests.talk.outcome` writes it."""

    def asked(port: int) -> dict[str, Any]:
        live = Live("127.0.0.1", port, source="", tls=False)
        try:
            return outcome(probe(SampleLimits(records=2)), live)
        finally:
            live.close()

    return asked
