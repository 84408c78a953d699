"""Servers of the lab for tests that are no coroutines, scope files for them, and the program as its users run it."""

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from leftopen.lab.server import Running

PEOPLE = [
    {"name": "Thora Quillfeather", "email": "thora.quillfeather@example.org", "phone": "+49 30 23125 017"},
    {"name": "Ansel Castellan", "email": "ansel.castellan@example.org", "phone": "+49 30 23125 018"},
    {"name": "Petra Marchbanks", "email": "petra.marchbanks@example.org", "phone": "+49 30 23125 019"},
    {"name": "Yorick Lindqvist", "email": "yorick.lindqvist@example.org", "phone": "+49 30 23125 020"},
]

SECONDS = 240.0
"""What takes longer hangs, however busy the machine is."""

Start = Callable[[], Awaitable[Running]]


@contextmanager
def labs(*starts: Start) -> Iterator[list[Running]]:
    """These servers, on an event loop in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    running: list[Running] = []

    async def start() -> None:
        for each in starts:
            running.append(await each())  # noqa: PERF401 - those that did start must be stopped if one does not

    async def stop() -> None:
        for server in running:
            await server.stop()
        await asyncio.sleep(0)

    try:
        asyncio.run_coroutine_threadsafe(start(), loop).result(SECONDS)
        yield running
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result(SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def scope_file(folder: Path, targets: Iterable[str | Running], more: str = "", *, name: str = "scope.toml") -> Path:
    """A scope that permits these targets (servers at their own port only); `more` is TOML before [authorisation]."""
    wanted = [each if isinstance(each, str) else f"{each.address}:{each.port}" for each in targets]
    tables = more if more.lstrip().startswith("[") else ""
    head = "" if tables else more
    path = folder / name
    path.write_text(
        f'name = "Test"\ntargets = {json.dumps(wanted)}\n{head}\n'
        f'[authorisation]\nby = "Head of IT"\nreference = "T-1"\nexpires = 2099-12-31\n{tables}\n',
        "utf-8",
    )
    return path


def command(*arguments: object) -> list[str]:
    """The command line of the program."""
    return [sys.executable, "-m", "leftopen", *map(str, arguments)]


def unmeasured() -> dict[str, str]:
    """The environment for a program: without the measure of what the tests cover, which takes as long again as the
    program, and hangs for ever where an exception comes between its taking of a lock and its giving back."""
    return {name: value for name, value in os.environ.items() if name != "COVERAGE_PROCESS_CONFIG"}


def leftopen(*arguments: object, env: dict[str, str] | None = None, **how: Any) -> subprocess.CompletedProcess[str]:
    """Runs the program to its end."""
    return subprocess.run(
        command(*arguments),
        capture_output="stdout" not in how,
        encoding="utf-8",
        errors="backslashreplace",
        env={**unmeasured(), **(env or {})},
        timeout=SECONDS,
        check=False,
        **how,
    )


def report_of(folder: Path) -> dict[str, Any]:
    """`report.json` of an output folder."""
    found: dict[str, Any] = json.loads((folder / "report.json").read_text("utf-8"))
    return found
