"""Who is right about what is open: real servers in known states, decoys among them, asked by leftopen and by nmap.

    python -m bench.access [NAME…]          (`make bench-access`)

Starts what can be had here of the live lab (`tests/live/servers`, or the servers and products of these names), which
says of each of its ports what is true; in parts where the machine has not the memory for all at once, of which the
figures are summed. Every tool is asked about the same ports. Right is who calls open what is; wrong
is who calls open what is locked, limited, empty, a decoy or no store at all. A port of which more than one word may be
said counts for nothing where it is called open. Of nmap a claim is what one of its scripts has shown; figures of other
peers are in `docs/bench.md`. Where the machine permits it leftopen runs a second time before all else that it has to
do, so that the seconds are those of a machine with a processor to spare, as far as the servers are as quick.
"""

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from defusedxml import ElementTree

from bench._alone import alone
from tests.live import frame, lab
from tests.live.frame import Lab, LabError, Server

N = TypeVar("N", int, float)
Port = tuple[str, int]
BAR = 0.98
"""Least precision and recall on `open`."""

PATIENCE = 1800.0
"""Seconds that a peer has."""

MOST_MEMORY = 0.8
"""The share of the free memory that servers may take at once."""

SHOWN: Mapping[str, str] = {
    "cassandra-info": "",
    "couchdb-databases": "",
    "ftp-anon": "Anonymous FTP login allowed",
    "http-ls": "",
    "ldap-search": "dn:",
    "memcached-info": "Total items|curr_items|Server time",
    "mongodb-databases": "databases",
    "mqtt-subscribe": "Topics and their most recent payloads",
    "mysql-empty-password": "account has empty password",
    "redis-info": "Version:",
    "rsync-list-modules": "",
    "smb-enum-shares": "Anonymous access: READ",
}
"""Scripts of nmap that read data or its catalogue, and what they print where that was given."""


@dataclass(frozen=True)
class Result:
    """What a tool claimed; figures that it does not tell are None."""

    tool: str
    opened: frozenset[Port]
    seconds: float
    requests: int | None = None
    octets: int | None = None
    said: Mapping[Port, str] = field(default_factory=dict)
    processor: float | None = None
    """Seconds of processor time, which others on the machine do not change much."""


@dataclass(frozen=True)
class Part:
    """Servers that were up together, those that were not and why, and what each tool said of the former."""

    servers: Sequence[Server]
    failed: Mapping[str, str]
    results: Sequence[Result]


@dataclass(frozen=True)
class Score:
    """How right a tool was on `open`."""

    right: frozenset[Port]
    wrong: frozenset[Port]
    missed: frozenset[Port]

    @property
    def precision(self) -> float:
        claimed = len(self.right) + len(self.wrong)
        return len(self.right) / claimed if claimed else 1.0

    @property
    def recall(self) -> float:
        true = len(self.right) + len(self.missed)
        return len(self.right) / true if true else 1.0


def truth(servers: Sequence[Server]) -> dict[Port, frozenset[str]]:
    """The words that may be said of each port that is asked from here without a source of its own."""
    return {
        (server.address, port): expect.accesses
        for server in servers
        for port, expect in server.expect.items()
        if expect.source is None
    }


def scored(result: Result, words: Mapping[Port, frozenset[str]]) -> Score:
    """Ports of which it may be said either way count for nothing where they are called open."""
    true = {port for port, said in words.items() if said == {"open"}}
    either = {port for port, said in words.items() if "open" in said} - true
    claimed = result.opened & set(words)
    return Score(frozenset(claimed & true), frozenset(claimed - true - either), frozenset(true - claimed))


def leftopen(servers: Sequence[Server], *, first: bool = False) -> Result:
    """One audit through the command line; `first`: before all else that the machine has to do, for which it takes the
    right to be scheduled so (PermissionError)."""
    addresses = ", ".join(f'"{server.address}"' for server in servers)
    ports = sorted({port for server in servers for port in server.expect})
    scope = (
        f'name = "Bench"\ntargets = [{addresses}]\nports = {ports}\n'
        '[authorisation]\nby = "You, on your own machine"\nreference = "BENCH"\nexpires = 2099-12-31\n'
    )
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "scope.toml").write_text(scope, "utf-8")
        program = [sys.executable, "-m", "leftopen", "audit", "scope.toml", "--out", "out", "--format", "json"]
        began, before = time.perf_counter(), _processor()
        before_all = _before_all if first else None
        done = subprocess.run(program, cwd=folder, capture_output=True, text=True, check=False, preexec_fn=before_all)
        seconds, processor = time.perf_counter() - began, _processor() - before
        report = Path(folder) / "out" / "report.json"
        if not report.exists():
            raise SystemExit(f"leftopen wrote no report: {done.stderr[-500:]}")
        services = json.loads(report.read_text("utf-8"))["services"]
    feet = [service["footprint"] for service in services]
    said = {(service["address"], service["port"]): service["access"] for service in services}
    return Result(
        "leftopen, before all else" if first else "leftopen",
        frozenset(port for port, access in said.items() if access == "open"),
        seconds,
        sum(foot["requests"] for foot in feet),
        sum(foot["bytes_in"] + foot["bytes_out"] for foot in feet),
        said,
        processor,
    )


def _before_all() -> None:
    """In the process of the program: the least of the priorities that come before all usual ones."""
    os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))


def _may_be_first() -> bool:
    """Whether this machine lets us be scheduled before all else."""
    try:
        subprocess.run([sys.executable, "-c", ""], check=True, preexec_fn=_before_all)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _processor() -> float:
    """Seconds of processor time of all processes that were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def nmap(servers: Sequence[Server]) -> Result | None:
    """Versions and the scripts of `SHOWN` on the same ports; None where it is not there, or does not end in time."""
    if not shutil.which("nmap"):
        return None
    ports = ",".join(str(port) for port in sorted({port for server in servers for port in server.expect}))
    program = ["nmap", "-n", "-Pn", "-sT", "-sV", "-p", ports, "--script", ",".join(SHOWN), "-oX", "-"]
    began, before = time.perf_counter(), _processor()
    addresses = [server.address for server in servers]
    try:
        done = subprocess.run([*program, *addresses], capture_output=True, check=False, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return None
    seconds = time.perf_counter() - began
    return Result("nmap -sV", shown(done.stdout), seconds, processor=_processor() - before)


def shown(xml: bytes) -> frozenset[Port]:
    """The ports of which a script of `SHOWN` printed what it prints where it read something."""
    found = set[Port]()
    for host in ElementTree.fromstring(xml).iter("host"):
        address = host.find("address")
        if address is None:
            continue
        for port in host.iter("port"):
            outputs = {script.get("id", ""): script.get("output", "") for script in port.iter("script")}
            if any(_shows(name, output) for name, output in outputs.items()):
                found.add((address.get("addr", ""), int(port.get("portid", "0"))))
    return frozenset(found)


def _shows(script: str, output: str) -> bool:
    refused = re.search(r"ERROR|denied|[Aa]uthentication required|Unauthorized|not authorized", output)
    return script in SHOWN and not refused and bool(output.strip()) and bool(re.search(SHOWN[script], output))


def table(results: Sequence[tuple[Result, Score]]) -> str:
    """As Markdown."""
    rows = ["| tool | right | wrong | missed | precision | recall | requests | KiB | seconds | of a processor |"]
    rows.append("| --- |" + " --- |" * 9)
    for result, score in results:
        counts = f"{len(score.right)} | {len(score.wrong)} | {len(score.missed)}"
        told = [f"{result.requests:,}" if result.requests is not None else "not told"]
        told.append(f"{result.octets / 1024:,.0f}" if result.octets is not None else "not told")
        told.append(f"{result.seconds:.1f}")
        told.append(f"{result.processor:.1f}" if result.processor is not None else "not told")
        shares = f"{score.precision:.3f} | {score.recall:.3f}"
        rows.append(f"| {result.tool} | {counts} | {shares} | {' | '.join(told)} |")
    return "\n".join(rows)


def summed(parts: Sequence[Sequence[Result]]) -> list[Result]:
    """What each tool claimed and took over all parts; of a tool that has no figures of one of them there are none."""
    by_tool: dict[str, list[Result]] = {}
    for result in (result for part in parts for result in part):
        by_tool.setdefault(result.tool, []).append(result)
    return [_sum(results) for results in by_tool.values() if len(results) == len(parts)]


def _sum(results: Sequence[Result]) -> Result:
    return Result(
        results[0].tool,
        frozenset(port for result in results for port in result.opened),
        sum(result.seconds for result in results),
        _all([result.requests for result in results]),
        _all([result.octets for result in results]),
        {port: word for result in results for port, word in result.said.items()},
        _all([result.processor for result in results]),
    )


def _all(figures: Sequence[N | None]) -> N | None:
    """Their sum, where all are told."""
    told = [figure for figure in figures if figure is not None]
    return sum(told[1:], start=told[0]) if len(told) == len(figures) else None


def _named(servers: Sequence[Server], port: Port, words: Mapping[Port, frozenset[str]], result: Result) -> str:
    name = next(server.name for server in servers if server.address == port[0])
    return f"{name}:{port[1]} is {'|'.join(sorted(words[port]))}, said {result.said.get(port, 'nothing')}"


def measured(servers: Sequence[Server], free: Callable[[], int] = frame.free_memory) -> Iterator[Part]:
    """Every tool on as many servers at a time as there is memory for when it is their turn; one for which there is not
    enough is left out by name, and its part has no results."""
    left = list(servers)
    while left:
        room = free()
        if left[0].memory > room:
            yield Part((), {left[0].name: f"needs {left[0].memory} MiB of memory, {room} are free"}, ())
            left = left[1:]
            continue
        some = frame.parts(left, int(room * MOST_MEMORY))[0]
        left = left[len(some) :]
        with Lab(some, lenient=True) as running:
            there = [server for server in some if server.name not in running.failed]
            yield Part(there, running.failed, _asked(there) if there else ())


def _asked(servers: Sequence[Server]) -> Sequence[Result]:
    ours = [leftopen(servers), *([leftopen(servers, first=True)] if _may_be_first() else [])]
    return [*ours, *(result for result in (nmap(servers),) if result is not None)]


def main(names: Sequence[str]) -> int:
    """0 where leftopen reaches the bar."""
    skipped = lab.get([product.name for product in frame.products() if _of(product, names)])
    gone = {server.name for product in frame.products() if product.name in skipped for server in product.servers}
    wanted = [server for server in frame.servers(names) if server.name not in gone]
    servers = [each for each in wanted if not any(frame.answers(each.address, port) for port in each.ports)]
    left = sorted({server.name for server in wanted} - {server.name for server in servers} | gone)
    parts = list(measured(servers))
    failed = {name: why for part in parts for name, why in part.failed.items()}
    asked = [part for part in parts if part.results]
    servers = [server for part in asked for server in part.servers]
    words = truth(servers)
    results = [(result, scored(result, words)) for result in summed([part.results for part in asked])]
    true = sum(said == {"open"} for said in words.values())
    at_once = f", in {len(asked)} parts" if len(asked) > 1 else ""
    print(f"{len(servers)} servers, {len(words)} ports, of which {true} are open{at_once}\n\n{table(results)}\n")
    if left:
        print(f"not to be had here, or taken: {', '.join(left)}")
    for name, why in failed.items():
        print(f"left out: {name}: {why}")
    for result, score in results:
        for kind, ports in (("wrong", score.wrong), ("missed", score.missed)):
            for port in sorted(ports) if result.said else ():
                print(f"{result.tool}, {kind}: {_named(servers, port, words, result)}")
    return int(not results or min(results[0][1].precision, results[0][1].recall) < BAR)


def _of(product: frame.Product, names: Sequence[str]) -> bool:
    """Whether it or one of its servers was named, or it is wanted where none is."""
    known = {product.name, *(server.name for server in product.servers)}
    return bool(known & set(names)) if names else not product.long or bool(os.environ.get(frame.ALL))


if __name__ == "__main__":
    try:
        with alone():
            sys.exit(main(sys.argv[1:]))
    except LabError as error:
        sys.exit(f"lab: {error}")
