"""How fast pairs (address, port) are asked, side by side with the floor in C and with nmap. Linux; needs gcc.

    python bench/sweep/run.py [--runs 3] [--only WORD]

2,000 loopback addresses x 50 ports = 100,000 pairs, 2,000 of them listening. Whole commands are timed, start-up and
reading of the scope included; tools take turns in each round, so that what else the machine does falls on all alike.
`of floor`: the median over the rounds of (floor's seconds / own seconds), by the clock and by CPU time. `connects`:
what the kernel counted (ActiveOpens), whoever made them. A tool that is not installed is named below the table.
"""

import argparse
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from leftopen.net.sockets import window

HERE = Path(__file__).parent
PORTS = tuple(range(2000, 32000, 600))
LISTENING = 2000
WINDOW = "2000"
HEAD = (
    "tool",
    "pairs",
    "seconds",
    "pairs/s",
    "of floor",
    "CPU s",
    "of floor, CPU",
    "peak MiB",
    "listeners",
    "connects",
)


class Run(NamedTuple):
    """One run of one tool; `peak` in MiB, of the largest process."""

    wall: float
    cpu: float
    peak: float
    found: int
    wrong: int
    connects: int
    status: int


class Tool(NamedTuple):
    """`needs` is the program that must be installed; `read` takes what was found from the file that it wrote."""

    name: str
    command: list[str]
    pairs: int
    needs: str
    read: Callable[[Path], set[tuple[str, int]]]
    once: bool = False


def plain(path: Path) -> set[tuple[str, int]]:
    """Lines "address port"."""
    return {(address, int(port)) for address, port in (line.split() for line in path.read_text().splitlines())}


def grepable(path: Path) -> set[tuple[str, int]]:
    """nmap's -oG."""
    found = set()
    for line in path.read_text().splitlines():
        head, _, rest = line.partition("Ports: ")
        for entry in rest.split("\t")[0].split(", "):
            port, _, state = entry.partition("/")
            if state.startswith("open/"):
                found.add((head.split()[1], int(port)))
    return found


def hosts(count: int) -> list[str]:
    """So many addresses, 250 to a network."""
    return [f"127.{90 + n // 50_000}.{n // 250 % 200}.{1 + n % 250}" for n in range(count)]


def scope(path: Path, count: int) -> str:
    """A scope file of the first `count` hosts."""
    some = hosts(count)
    spans = [f'"{some[n]}-{some[min(n + 249, count - 1)]}"' for n in range(0, count, 250)]
    path.write_text(
        f'name = "Bench"\ntargets = [{", ".join(spans)}]\nports = {list(PORTS)}\n'
        '[authorisation]\nby = "Bench"\nreference = "B-1"\nexpires = 2099-12-31\n[limits]\nrate = 1000000\n'
    )
    return str(path)


def opens() -> int:
    """Connects that the kernel has counted."""
    head, values = (line.split() for line in Path("/proc/net/snmp").read_text().splitlines() if line[:4] == "Tcp:")
    return int(values[head.index("ActiveOpens")])


def tools(work: Path, count: int) -> list[Tool]:
    """What is compared."""
    for name in ("floor", "measure"):
        subprocess.run(["gcc", "-O2", "-Wall", "-o", work / name, HERE / f"{name}.c"], check=True)
    some = hosts(count)
    (work / "pairs").write_text("".join(f"{host} {port}\n" for port in PORTS for host in some))
    (work / "hosts").write_text("\n".join(some))
    small, large = scope(work / "scope.toml", count), scope(work / "large.toml", 20_000)
    python, pairs, found = sys.executable, count * len(PORTS), str(work / "found")
    floor = [str(work / "floor"), str(work / "pairs"), found, WINDOW]
    nmap = ["nmap", "-n", "-Pn", "-sT", "-T5", "--min-rate", "100000", "--max-retries", "1", "-oG", found]

    def ours(path: str) -> list[str]:
        return [python, str(HERE / "ours.py"), path, found, str(work / "journal")]

    ports = ",".join(map(str, PORTS))
    return [
        Tool("C, connect and epoll (floor)", floor, pairs, "gcc", plain),
        Tool("C, refused sockets used again", [*floor, "reuse"], pairs, "gcc", plain),
        Tool("Python, connect and epoll", [python, str(HERE / "bare.py"), *floor[1:]], pairs, python, plain),
        Tool("leftopen", ours(small), pairs, python, plain),
        Tool("nmap -sT", [*nmap, "-p", ports, "-iL", str(work / "hosts")], pairs, "nmap", grepable),
        Tool("leftopen, large", ours(large), 20_000 * len(PORTS), python, plain, once=True),
    ]


def listen(count: int) -> dict[tuple[str, int], socket.socket]:
    """Listeners spread over hosts and ports; nobody accepts until `drain`, so they cost no time during a run."""
    window()  # raises the limit of descriptors
    some = hosts(count)
    pairs = [(some[n % count], PORTS[n % len(PORTS)]) for n in range(LISTENING)]
    doors = {pair: socket.create_server(pair, backlog=64) for pair in pairs}
    for door in doors.values():
        door.setblocking(False)
    return doors


def drain(doors: dict[tuple[str, int], socket.socket]) -> None:
    """Empties the queues for the next run."""
    for door in doors.values():
        try:
            while True:
                door.accept()[0].close()
        except BlockingIOError:
            continue


def run(tool: Tool, work: Path, doors: dict[tuple[str, int], socket.socket]) -> Run:
    """One run."""
    for name in ("found", "journal"):
        (work / name).unlink(missing_ok=True)
    before = opens()
    subprocess.run([work / "measure", work / "took", *tool.command], check=True, stdout=subprocess.DEVNULL)
    wall, user, system, peak, status = (float(word) for word in (work / "took").read_text().split())
    found = tool.read(work / "found") if (work / "found").exists() else set()
    connects = opens() - before
    drain(doors)
    good = len(found & doors.keys())
    return Run(wall, user + system, peak / 1024, good, len(found) - good, connects, int(status))


def row(tool: Tool, runs: list[Run], floor_pairs: int, floor: list[Run]) -> str:
    """A line of the table: medians."""
    scale = tool.pairs / floor_pairs
    beside = list(zip(floor, runs, strict=False))
    wall, cpu = statistics.median(one.wall for one in runs), statistics.median(one.cpu for one in runs)
    worst = min(runs, key=lambda one: (not one.status, one.found, -one.wrong))
    return " | ".join(
        (
            f"| {tool.name}",
            f"{tool.pairs:,}",
            f"{wall:.2f} ({', '.join(f'{one.wall:.2f}' for one in runs)})",
            f"{tool.pairs / wall:,.0f}",
            f"{statistics.median(base.wall * scale / one.wall for base, one in beside):.2f}",
            f"{cpu:.2f}",
            f"{statistics.median(base.cpu * scale / one.cpu for base, one in beside):.2f}",
            f"{max(one.peak for one in runs):.0f}",
            f"{worst.found}/{LISTENING}" + (f" + {worst.wrong} wrong" if worst.wrong else ""),
            f"{statistics.median(one.connects for one in runs):,.0f}" + (" FAILED" if worst.status else ""),
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3, help="rounds (the large rows run once)")
    parser.add_argument("--only", default="", metavar="WORD", help="only tools with this in their name, and the floor")
    options = parser.parse_args()
    if not shutil.which("gcc"):
        raise SystemExit("gcc is not installed: there is no floor to compare with")
    with tempfile.TemporaryDirectory(prefix="sweep-") as folder:
        work = Path(folder)
        every = tools(work, 2000)
        wanted = [tool for tool in every if options.only in tool.name or tool is every[0]]
        here = [tool for tool in wanted if shutil.which(tool.needs)]
        doors = listen(2000)
        runs: dict[str, list[Run]] = {tool.name: [] for tool in here}
        for turn in range(options.runs):
            for tool in here:
                if not (tool.once and turn):
                    runs[tool.name].append(run(tool, work, doors))
        print(f"{LISTENING} listeners, median of {options.runs} rounds\n\n| " + " | ".join(HEAD) + " |")
        print("| --- " * len(HEAD) + "|")
        for tool in here:
            print(row(tool, runs[tool.name], every[0].pairs, runs[every[0].name]) + " |")
        for tool in wanted:
            if tool not in here:
                print(f"\n{tool.needs} is not installed: no row for {tool.name}")


if __name__ == "__main__":
    main()
