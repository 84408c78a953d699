"""Many services in one run: the rate, how much memory a service more takes, and what a stalling tenth delays.

    python -m bench.scale [services ...]

The services are Redis servers that want a password, at addresses of their own, in one process on bare epoll: one
connection and one exchange settle each. A run is a whole audit of a list, in a process of its own, from the permit to
the report in JSON; `stalling`: every tenth accepts connections and never says a word. `bare` is an asyncio client that
asks the same and waits for the same, 512 at a time. A run stands beside the bare client in the same minute.
`KiB a service` is what the peak memory of all its processes grew by since the row above, by services.
"""

import asyncio
import json
import resource
import select
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bench._alone import alone
from leftopen.audit.pipeline import Audit
from leftopen.audit.plan import Plan
from leftopen.audit.progress import State
from leftopen.model import Access, Target
from leftopen.net.admission import admit
from leftopen.report import json as report
from leftopen.scope.file import parse

COUNTS = (2500, 5000, 10_000)
PORT = 6379
ASKED = b"*1\r\n$4\r\nPING\r\n"
TOLD = b"-NOAUTH Authentication required.\r\n"
EVERY = 10
"""One service in so many stalls, where any do."""
AT_ONCE = 512
SCOPE = """
name = "Bench"
targets = ["127.16.0.0/14"]
ports = [6379]
[authorisation]
by = "You, on your own machine"
reference = "BENCH"
expires = 2099-12-31
[limits]
rate = 1000000
"""


class Ran(NamedTuple):
    """What a run took: until its end, until all that answer were proved, and the memory of its processes in KiB."""

    seconds: float
    answering: float
    memory: int


def addresses(count: int) -> list[str]:
    """So many, each for one service."""
    return [f"127.{16 + n // 62_500}.{n // 250 % 250}.{n % 250 + 1}" for n in range(count)]


def serve(count: int, stalling: bool) -> None:
    """All of them, until standard input ends."""
    poll = select.epoll()
    poll.register(0, select.EPOLLIN)
    doors: dict[int, tuple[socket.socket, bool]] = {}
    talks: dict[int, socket.socket] = {}
    for place, address in enumerate(addresses(count)):
        door = socket.create_server((address, PORT), backlog=16)
        doors[door.fileno()] = door, stalling and place % EVERY == 0
        poll.register(door, select.EPOLLIN)
    print("ready", flush=True)
    while True:
        for fd, _ in poll.poll():
            if fd in doors:
                door, stalls = doors[fd]
                sock, _ = door.accept()
                if stalls:
                    talks[-sock.fileno()] = sock  # kept open, and not listened to
                    continue
                talks[sock.fileno()] = sock
                poll.register(sock, select.EPOLLIN)
            elif fd in talks:
                sock = talks[fd]
                try:
                    heard = sock.recv(4096)
                except ConnectionResetError:
                    heard = b""
                if heard.startswith(b"*"):
                    sock.sendall(TOLD)
                else:
                    del talks[fd]
                    sock.close()
            else:
                return


def audited(count: int, stalling: bool, processes: int | None) -> Ran:
    """One run in this process, and in those that it starts."""
    listed = tuple(Target(address, PORT) for address in addresses(count))
    honest = count - (count // EVERY if stalling else 0)
    proved: list[float] = []

    def look(_: State) -> None:
        if not proved and len(audit.found.services) >= honest:
            proved.append(time.perf_counter())

    with tempfile.TemporaryDirectory() as folder:
        audit = Audit(admit(parse(SCOPE, {})), Plan(Path(folder), listed=listed, processes=processes), look)
        began = time.perf_counter()
        found = audit.run()
        document = report.render(found)
        ended = time.perf_counter()
    locked = sum(service.access is Access.LOCKED for service in found.services)
    if not document or locked != honest:
        raise SystemExit(f"{locked} of {honest} were found")
    own, theirs = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Ran(ended - began, (proved or [ended])[0] - began, own + theirs)


async def bare(count: int) -> float:
    """Seconds in which an asyncio client asks as much."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(address: str) -> None:
        async with places:
            reader, writer = await asyncio.open_connection(address, PORT)
            writer.write(ASKED)
            await reader.readexactly(len(TOLD))
            writer.close()

    began = time.perf_counter()
    await asyncio.gather(*map(one, addresses(count)))
    return time.perf_counter() - began


def served(count: int, stalling: bool, *command: str) -> Ran:
    """What a client of this module, in a process of its own, took with so many services."""
    serving = [sys.executable, "-m", "bench.scale", "serve", str(count), str(int(stalling))]
    with subprocess.Popen(serving, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as servers:
        assert servers.stdin
        assert servers.stdout
        try:
            servers.stdout.readline()
            asked = [sys.executable, "-m", "bench.scale", command[0], str(count), str(int(stalling)), *command[1:]]
            return Ran(*json.loads(subprocess.run(asked, stdout=subprocess.PIPE, check=True).stdout))
        finally:
            servers.stdin.close()


def main(counts: Sequence[int]) -> None:
    print("| services | stalling | services/s | of bare | all that answer proved after, s | MiB | KiB a service |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for stalling in (False, True):
        before: tuple[int, int] | None = None
        for count in counts:
            plain = served(count, False, "bare")
            ran = served(count, stalling, "audit", "1")
            more = f"{(ran.memory - before[1]) / (count - before[0]):.1f}" if before else ""
            before = count, ran.memory
            stalled = count // EVERY if stalling else 0
            rate = (count - stalled) / ran.answering
            print(
                f"| {count} | {stalled} | {rate:.0f} | {rate * plain.seconds / count:.2f} | {ran.answering:.1f} "
                f"| {ran.memory / 1024:.0f} | {more} |",
                flush=True,
            )


if __name__ == "__main__":
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if sys.argv[1:2] == ["serve"]:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        serve(int(sys.argv[2]), sys.argv[3] == "1")
    elif sys.argv[1:2] == ["bare"]:
        print(json.dumps([asyncio.run(bare(int(sys.argv[2]))), 0.0, 0]))
    elif sys.argv[1:2] == ["audit"]:
        print(json.dumps(audited(int(sys.argv[2]), sys.argv[3] == "1", int(sys.argv[4]) or None)))
    else:
        with alone():
            main(tuple(map(int, sys.argv[1:])) or COUNTS)
