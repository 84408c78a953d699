"""What the tests of `net` and the hostile servers share: a small text grammar with two probes, and loopback servers."""

import asyncio
import contextlib
import os
import ssl
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from types import ModuleType

import pytest

from leftopen.journal import Journal
from leftopen.model import Access, Target
from leftopen.net.admission import Permit
from leftopen.net.session.driver import Driver
from leftopen.probes import Probe, Spec
from leftopen.raw import Finding
from leftopen.scope.file import Limits as Given
from leftopen.wire import http
from leftopen.wire.talk import Broken, Fault, Foreign, Message, SampleLimits, Talk, fetch, line, send
from tests.permits import EVERYWHERE

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

QUICK = Given(rate=100_000, per_host=64, timeout=0.4, service_seconds=1.0)
"""SampleLimits under which a hostile server costs a test little time."""


def words_module() -> ModuleType:
    """A grammar of one word a line: `LIST`, and `WIPE`, which is denied."""
    module = ModuleType("leftopen.wire.words")
    module.__dict__.update(DENIED=frozenset({"WIPE"}), verb_of=lambda data: data.decode("ascii").strip())
    return module


@contextlib.contextmanager
def words() -> Iterator[None]:
    """The grammar is there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "leftopen.wire.words", words_module())
        yield


def word(verb: str, data: bytes | None = None) -> Message:
    """A message of the grammar."""
    return Message("words", verb, f"{verb}\n".encode() if data is None else data, verb)


def probe(name: str, talk: Callable[[SampleLimits], Talk[Finding]], **spec: object) -> Probe:
    """A probe over the grammar of words, or over HTTP."""
    given: dict[str, object] = {
        "protocols": (name,),
        "ports": (),
        "over": "raw",
        "verbs": frozenset({"LIST"}),
        "recognises": lambda _: False,
        "opening": None if spec.get("over") == "http" else word("LIST"),
        **spec,
    }
    return Probe(name, Spec(**given), talk, {}, "doc")  # type: ignore[arg-type]  # keywords of a test


def list_words(limits: SampleLimits) -> Talk[Finding]:
    """Asks `LIST`; `+n` and n lines are an open service, `-` a locked one."""
    yield from send(word("LIST"))
    first = yield from line(64, b"\n")
    if first.startswith(b"-"):
        return Finding("words", Access.LOCKED, "LIST was refused")
    if first[:1] != b"+" or not first[1:].isdigit():
        raise Foreign("no count")
    count = int(first[1:])
    try:
        for _ in range(count):
            yield from line(1024, b"\n")
    except Broken:
        raise
    except Fault as fault:
        return Finding("words", Access.UNKNOWN, f"the list did not end: {type(fault).__name__}")
    return Finding("words", Access.OPEN, "LIST was answered", listed=count)


def get_root(limits: SampleLimits) -> Talk[Finding]:
    """Open where `GET /` gives `words`."""
    answer = yield from fetch(http.get("/", most=65_536))
    if answer.status == 401:
        return Finding("web", Access.LOCKED, "GET / was refused")
    if answer.body != b"words":
        raise Foreign("another web server")
    return Finding("web", Access.OPEN, "GET / was answered")


WORDS = probe("words", list_words, anywhere=1, recognises=lambda first: first[:1] in (b"+", b"-"))
WEB = probe(
    "web",
    get_root,
    over="http",
    verbs=frozenset({"GET /"}),
    recognises=lambda first: first.startswith(b"HTTP/") and (b" 401" in first[:13] or first.endswith(b"\r\n\r\nwords")),
)


def driver(
    *probes: Probe, limits: Given = QUICK, permit: Permit = EVERYWHERE, journal: Journal | None = None
) -> Driver:
    """A driver for loopback."""
    return Driver(permit=permit, limits=limits, probes=probes, journal=journal)


@contextlib.asynccontextmanager
async def serving(
    handler: Handler, *, address: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> AsyncIterator[Target]:
    """A server that runs `handler` for each connection. Lost connections are no matter, other errors are raised."""
    running: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
    errors: list[Exception] = []

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handler(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        except Exception as error:  # noqa: BLE001 - raised below
            errors.append(error)
        finally:
            writer.transport.abort()

    def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(guarded(reader, writer))
        running[task] = writer
        task.add_done_callback(running.pop)

    server = await asyncio.start_server(accepted, address, 0, ssl=tls, backlog=1000)
    try:
        yield Target(address, server.sockets[0].getsockname()[1])
    finally:
        await asyncio.sleep(0.01)  # a server that is closed while it accepts leaves sockets behind
        server.close()
        for task, writer in tuple(running.items()):
            task.cancel()
            writer.transport.abort()
        await asyncio.sleep(0)
        await asyncio.gather(*running, return_exceptions=True)
    if errors:
        raise ExceptionGroup("the server of the test failed", errors)


def own(count: int) -> list[str]:
    """Addresses that no other process of the tests has, where servers may have the port at which they are known."""
    process = os.getpid()
    return [f"127.{90 + process // 250 % 100}.{process % 250}.{n + 1}" for n in range(count)]


async def until(true: Callable[[], object]) -> None:
    """Waits for what the other side of a connection does in its own time; a test that waits in vain fails by what it
    asserts."""
    ends = time.monotonic() + 60
    while not true() and time.monotonic() < ends:  # noqa: ASYNC110 - there is no event for what a test asserts
        await asyncio.sleep(0.005)


def says(*answers: bytes) -> Handler:
    """Answers each line with the next of these, then waits for the end."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            await reader.readline()
            writer.write(answer)
        await reader.read()

    return handler


async def open_words(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A healthy service of words."""
    while text := await reader.readline():
        writer.write(b"+2\nann\nbob\n" if text == b"LIST\n" else b"?\n")


async def every(*targets: Target) -> AsyncIterator[Target]:
    """These targets, as they come from a sweep."""
    for target in targets:
        yield target
