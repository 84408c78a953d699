"""Runs over loopback, for the tests of the pipeline."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from leftopen.audit.pipeline import Audit
from leftopen.audit.plan import JOURNAL, Plan
from leftopen.audit.progress import State
from leftopen.lab import redis
from leftopen.lab.server import Running, listen
from leftopen.model import Report
from leftopen.scope.file import Scope
from tests.labs import PEOPLE
from tests.permits import permitted, scope_of

HOST = "127.82.16.1"
CONTENT = {"": {"people": PEOPLE}}
LIMITS = "[limits]\ntimeout = 0.5\nservice_seconds = 5\n"


def scope(
    targets: list[str], ports: list[int] | None = None, more: str = LIMITS, *, expires: str = "2099-12-31"
) -> Scope:
    return scope_of(targets, ports or [1], expires, more)


def at(*servers: Running, more: str = LIMITS) -> Scope:
    return scope([f"{server.address}:{server.port}" for server in servers], more=more)


def run(
    given: Scope,
    out: Path,
    tell: Callable[[Audit, State], None] = lambda *_: None,
    *,
    names: Mapping[str, Iterable[str]] | None = None,
    **plan: Any,
) -> Report:
    """Runs to the end, or until `tell` stops it."""
    one = Audit(permitted(given, names), Plan(out, **plan))
    one.tell = lambda state: tell(one, state)
    return one.run()


def stop_when(wanted: Callable[[State], bool]) -> Callable[[Audit, State], None]:
    def tell(one: Audit, state: State) -> None:
        if wanted(state):
            one.stop()

    return tell


def lines(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / JOURNAL).read_text("utf-8").splitlines()]


def open_redis(address: str = HOST) -> Callable[[], Awaitable[Running]]:
    return partial(redis.serve, address, 0, CONTENT)


async def silent() -> Running:
    """Takes a connection and says nothing."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[str], None]) -> None:
        note("connected")
        await reader.read(-1)

    return await listen(HOST, 0, talk)
