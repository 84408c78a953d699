"""Services proved a second, end to end: the driver with its journal beside a bare asyncio client that sends the same.

    python -m bench.probe [services] [rounds]

The servers run in a process of their own. They say over loopback sockets what real servers said when the transcripts
in `tests/talks` were recorded, each at an address of its own with the port of its protocol. The bare client writes the
recorded requests on asyncio streams, those together that the driver sends together, waits for each answer, knows its
length, and closes. It is made sure that it has as many connections and sends and hears as many bytes as the driver.
`grammar` is the same with the probes: it understands the answers, but has no checks, no budget, no journal, no limits.
All ask 512 services at a time, in turns; the figures are the medians of the rounds. A client of one process and the
servers have a processor each where there are two, so that the rate follows the client's processor time. A crew of
workers, a process for each processor, shares them all with the servers.
"""

import asyncio
import os
import resource
import select
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

from msgspec import Struct

from bench._alone import alone
from leftopen import __version__
from leftopen.journal import Journal, Log
from leftopen.model import Access, Target
from leftopen.net.admission import admit
from leftopen.net.pool.pool import WorkerPool
from leftopen.net.session.driver import Driver
from leftopen.net.session.policy import ConductError, check
from leftopen.probes import probes
from leftopen.scope.file import parse as parse_scope
from leftopen.wire import http, rtsp
from leftopen.wire.talk import (
    Exact,
    Fault,
    Message,
    Op,
    Parse,
    Redial,
    Reply,
    Request,
    Rest,
    SampleLimits,
    Send,
    SendAll,
    T,
    Talk,
    Until,
)
from tests.talk import TALKS, Script, parse

PORTS = {
    "elasticsearch-open-8.19": 9200,
    "mongodb-open": 27017,
    "redis-open": 6379,
    "rtsp-open-mediamtx": 554,
    "camera-locked-ipycam": 80,
}
AT_ONCE = 512
BAR = 0.5
PROCESSORS = sorted(os.sched_getaffinity(0))
"""The first is that of a client alone, the last that of its servers."""

AGENT = f"leftopen/{__version__}"


@dataclass(frozen=True)
class Exchange:
    """What is sent and what comes back; `last`: the server closes then."""

    request: bytes
    answer: bytes
    last: bool


def recorded(name: str) -> Script:
    """The transcript of this name, which begins with that of its probe."""
    probe, _, rest = name.partition("-")
    return parse(TALKS / probe / f"{rest}.talk")


def exchanges(script: Script) -> list[Exchange]:
    """The transcript as a list, one entry for each request."""
    steps = [step for step in script.steps if step.kind != "~"]
    assert len(steps) == len(script.steps), "more than questions and answers"
    over_http = b" HTTP/1.1\r\n" in steps[0].data
    made = []
    for asked, told in zip(steps[::2], steps[1::2], strict=True):
        assert (asked.kind, told.kind) == (">", "<"), script.path.name
        head = told.data.partition(b"\r\n\r\n")[0].lower()
        made.append(
            Exchange(
                asked.data, told.data, over_http and (head.startswith(b"http/1.0") or b"connection: close" in head)
            )
        )
    return made


def services(count: int) -> list[tuple[str, Target]]:
    """Invented services, the protocols in turns."""
    names = list(PORTS)
    return [
        (
            names[n % len(names)],
            Target(f"127.{10 + n // 60_000}.{n // 250 % 250}.{n % 250 + 1}", PORTS[names[n % len(names)]]),
        )
        for n in range(count)
    ]


def host(target: Target) -> str:
    """What the driver writes into the Host header."""
    return target.address if target.port == 80 else f"{target.address}:{target.port}"


# --- the servers ------------------------------------------------------------------------------------------------------


@dataclass
class Replayed:
    """A service: how many bytes each request has, and what comes back; `place` is how far it has come, over all
    connections."""

    script: list[tuple[int, Exchange]]
    place: int = 0

    def answer(self, heard: int) -> Exchange | None:
        """What to answer when so much was heard since the last answer."""
        wanted, exchange = self.script[self.place]
        if heard < wanted:
            return None
        self.place = (self.place + 1) % len(self.script)
        return exchange


def serve(count: int) -> None:
    """All of them, until standard input ends. On bare epoll: what the servers take of the processors is not what is
    measured."""
    scripts = {name: exchanges(recorded(name)) for name in PORTS}
    poll = select.epoll()
    poll.register(0, select.EPOLLIN)
    doors: dict[int, tuple[socket.socket, Replayed]] = {}
    talks: dict[int, tuple[socket.socket, Replayed]] = {}
    heard: dict[int, int] = {}
    for name, target in services(count):
        door = socket.create_server((target.address, target.port), backlog=100)
        doors[door.fileno()] = door, Replayed([(sized(each.request, target), each) for each in scripts[name]])
        poll.register(door, select.EPOLLIN)
    print("ready", flush=True)
    while True:
        for fd, _ in poll.poll():
            if fd in doors:
                door, service = doors[fd]
                sock, _ = door.accept()
                talks[sock.fileno()], heard[sock.fileno()] = (sock, service), 0
                poll.register(sock, select.EPOLLIN)
            elif fd in talks:
                sock, service = talks[fd]
                try:
                    data = sock.recv(65_536)
                except ConnectionResetError:
                    data = b""
                heard[fd] += len(data)
                exchange = service.answer(heard[fd]) if data else None
                if exchange:
                    heard[fd] = 0
                    sock.sendall(exchange.answer)
                if not data or (exchange and exchange.last):
                    del talks[fd]
                    sock.close()
            else:
                return


def sized(request: bytes, target: Target) -> int:
    """The bytes of a request as a client sends it."""
    return len(dressed(request, target))


def dressed(request: bytes, target: Target) -> bytes:
    """A request as the driver completes it."""
    if b" HTTP/1.1\r\n" in request:
        return http.dress(request, host(target), AGENT)
    return rtsp.dress(request, AGENT) if b" RTSP/1.0\r\n" in request else request


# --- the clients ------------------------------------------------------------------------------------------------------


SCOPE = """
name = "Bench"
targets = ["127.0.0.0/8"]
ports = ["1-65535"]
[authorisation]
by = "You, on your own machine"
reference = "BENCH"
expires = 2099-12-31
"""


@dataclass
class Cost:
    """What a client did, over all services."""

    services: int = 0
    connections: int = 0
    sent: int = 0
    heard: int = 0


async def bare(asked: list[tuple[str, Target]]) -> Cost:
    """Says what the driver says."""
    cost = Cost()
    scripts = {name: exchanges(recorded(name)) for name in PORTS}
    places = asyncio.Semaphore(AT_ONCE)

    async def one(name: str, target: Target) -> None:
        async with places:
            writer = None
            for exchange in scripts[name]:
                if writer is None:
                    reader, writer = await asyncio.open_connection(target.address, target.port)
                    cost.connections += 1
                request = dressed(exchange.request, target)
                writer.write(request)
                cost.sent += len(request)
                answer = await reader.readexactly(len(exchange.answer))
                cost.heard += len(answer)
                if exchange.last:
                    writer.close()
                    writer = None
            if writer:
                writer.close()
            cost.services += 1

    await asyncio.gather(*(one(*service) for service in asked))
    return cost


class Plain:
    """Runs the probes on asyncio streams: their grammars, and nothing of what the driver is for."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.writer: asyncio.StreamWriter | None = None

    async def run(self, talk: Talk[T]) -> T:
        try:
            op = next(talk)
            while True:
                op = talk.send(await self.do(op))
        except StopIteration as stop:
            return cast("T", stop.value)

    async def do(self, op: Op) -> Reply:
        if self.writer is None or isinstance(op, Redial):
            self.close()
            self.reader, self.writer = await asyncio.open_connection(self.target.address, self.target.port)
        match op:
            case Exact(n):
                return await self.reader.readexactly(n)
            case Until(mark, _):
                return await self.reader.readuntil(mark)
            case Parse(reader, _):
                heard = b""
                while (end := reader.read(heard, 0)) > len(heard):
                    heard += await self.reader.readexactly(end - len(heard))
                return b""
            case Rest(_):
                return await self.reader.read(-1)
            case Send(message):
                self.writer.write(dressed(message.data, self.target))
            case SendAll(messages):
                self.writer.write(b"".join(dressed(message.data, self.target) for message in messages))
            case Request(message, most):
                self.writer.write(http.dress(message.data, host(self.target), AGENT))
                response = await self.run(http.read_response(most, verb=message.verb))
                if not http.reusable(response):
                    self.close()
                return response
        return None

    def close(self) -> None:
        if self.writer:
            self.writer.close()
        self.writer = None


async def plain(asked: list[tuple[str, Target]]) -> Cost:
    """Proves with the probes, without a driver."""
    scripts = {name: recorded(name) for name in PORTS}
    known = {probe.name: probe for probe in probes()}
    places = asyncio.Semaphore(AT_ONCE)

    async def one(name: str, target: Target) -> None:
        async with places:
            runs, script = Plain(target), scripts[name]
            finding = await runs.run(known[script.probe].talk(script.limits))
            runs.close()
            assert finding.access == Access(script.outcome["access"]), (name, finding.access)

    await asyncio.gather(*(one(*service) for service in asked))
    return Cost(len(asked))


class Proved(Struct, frozen=True):
    """What proving one service took."""

    connections: int
    sent: int
    heard: int


class Proving(Struct, frozen=True):
    """The job of a crew: proves services, each with the limits of its recording, and forgets what was read."""

    @property
    def result(self) -> type[Proved]:
        return Proved

    def begin(self, log: Log) -> "Prover":
        warm()
        return Prover(log)


class Prover:
    """The drivers of one process, by port."""

    def __init__(self, log: Log) -> None:
        scripts = {port: recorded(name) for name, port in PORTS.items()}
        self._right = {port: Access(script.outcome["access"]) for port, script in scripts.items()}
        permit = admit(parse_scope(SCOPE, {}))
        self._drivers = {
            port: Driver(
                permit=permit,
                limits=script.given(timeout=30.0, seconds=60.0, rate=1_000_000),
                probes=probes(),
                journal=log,
                factory=script.limits.factory_credentials,
            )
            for port, script in scripts.items()
        }

    async def ask(self, target: Target) -> Proved:
        outcome = await self._drivers[target.port].ask(target)
        right = outcome.finding is not None and outcome.finding.access == self._right[target.port]
        assert right, (target, outcome.problems, outcome.finding and outcome.finding.access)
        took = outcome.footprint
        return Proved(took.connections, took.bytes_out, took.bytes_in)

    def set_share(self, share: float) -> None:
        pass

    def close(self) -> None:
        pass


def warm() -> None:
    """What a run loads once is no part of its pace."""
    for probe in probes():
        with suppress(Fault):
            next(probe.talk(SampleLimits()))
    for name in ("http", "resp", "mongo", "rtsp"):
        with suppress(ConductError):
            check(Message(name, "", b"", ""), b"", {""})


Run = Callable[[list[tuple[str, Target]]], Coroutine[None, None, Cost]]


@asynccontextmanager
async def driven(workers: int) -> AsyncIterator[Run]:
    """Proves with drivers, in this process or in so many others, which are there when the clock starts."""

    async def run(asked: list[tuple[str, Target]]) -> Cost:
        cost = Cost()

        async def targets() -> AsyncIterator[Target]:
            for _, target in asked:
                yield target

        async for proved in crew.results(targets()):
            cost.services += 1
            cost.connections += proved.connections
            cost.sent += proved.sent
            cost.heard += proved.heard
        return cost

    with tempfile.TemporaryDirectory() as folder, Journal(Path(folder) / "journal.jsonl") as journal:
        crew = WorkerPool(Proving(), journal, workers)
        if workers:
            await crew.hire()
        yield run


@dataclass(frozen=True)
class Client:
    """`made` gives what asks; `alone`: it is one process, with a processor of its own beside that of the servers."""

    made: Callable[[], AbstractAsyncContextManager[Run]]
    alone: bool = True


CLIENTS = {
    "bare": Client(lambda: nullcontext(bare)),
    "grammar": Client(lambda: nullcontext(plain)),
    "driver, one process": Client(partial(driven, 0)),
    f"driver, {len(PROCESSORS)} workers": Client(partial(driven, len(PROCESSORS)), alone=False),
}


def measured(client: Client, count: int) -> tuple[float, float, Cost]:
    """Services a second, milliseconds of this process's time for each, and what it took."""
    os.sched_setaffinity(0, PROCESSORS)
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.probe", "serve", str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin
    assert process.stdout
    if client.alone:
        os.sched_setaffinity(process.pid, {PROCESSORS[-1]})
        os.sched_setaffinity(0, {PROCESSORS[0]})
    try:
        assert process.stdout.readline() == b"ready\n"
        return asyncio.run(clocked(client, count))
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


async def clocked(client: Client, count: int) -> tuple[float, float, Cost]:
    async with client.made() as run:
        began, cpu = time.perf_counter(), time.process_time()
        cost = await run(services(count))
        assert cost.services == count
        return count / (time.perf_counter() - began), 1000 * (time.process_time() - cpu) / count, cost


def main(count: int = 2000, rounds: int = 5) -> None:
    figures: dict[str, list[tuple[float, float]]] = {name: [] for name in CLIENTS}
    for _ in range(rounds):
        costs = {}
        for name, client in CLIENTS.items():
            rate, cpu, costs[name] = measured(client, count)
            figures[name].append((rate, cpu))
        same = [cost for name, cost in costs.items() if name != "grammar"]
        assert same == [costs["bare"]] * len(same), f"not the same was done: {costs}"
    cost = costs["bare"]
    print(f"{count} services of {len(PORTS)} protocols, median of {rounds} rounds; each has taken")
    print(f"{cost.connections / count:.1f} connections, {cost.sent / count:.0f} bytes out, {cost.heard / count:.0f} in")
    print(f"{'':22}{'services/s':>12}{'of bare':>9}{'cpu ms each':>14}{'of bare':>9}")
    middle = {name: [statistics.median(values) for values in zip(*runs, strict=True)] for name, runs in figures.items()}
    for name, (rate, cpu) in middle.items():
        print(f"{name:22}{rate:12.0f}{rate / middle['bare'][0]:9.2f}", end="")
        print(f"{cpu:14.2f}{middle['bare'][1] / cpu:9.2f}" if CLIENTS[name].alone else "")
    print(f"the aim is {BAR} of bare, on {len(PROCESSORS)} processors, which the servers use as well")


if __name__ == "__main__":
    warm()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if sys.argv[1:2] == ["serve"]:
        serve(int(sys.argv[2]))
    else:
        with alone():
            main(*map(int, sys.argv[1:]))
