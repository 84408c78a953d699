"""How long a sweep takes where most addresses never answer, as on real networks. Root, Linux, nftables, iproute2.

    python bench/sweep/silent.py [--nmap] [--nmap-limit SECONDS]

In a network namespace of its own, 4,096 loopback addresses: nftables drops what is sent to 95 % of them, the others
refuse, and 52 of those listen on one of the 10 ports. Time-outs, second asks and the default limits decide here, not
the cost of a connect. Prints one table; nothing leaves the machine.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from leftopen.net.admission import admit
from leftopen.net.sweep.sweep import Accepted, Sweep
from leftopen.scope import file, ranges
from leftopen.scope.targets import Targets

BLOCK = "127.66.0.0/20"
PORTS = (22, 80, 443, 554, 5432, 6379, 8080, 9200, 11211, 27017)
OPEN = 9200
SCOPE = f"""
name = "Silent network"
targets = ["{BLOCK}"]
ports = {list(PORTS)}
[authorisation]
by = "Bench"
reference = "B-1"
expires = 2099-12-31
"""
RULES = """
table inet silent {
  set up { type ipv4_addr; elements = { %s } }
  chain inbound {
    type filter hook input priority 0
    ip daddr %s ip daddr != @up tcp flags syn / syn,ack drop
  }
}
"""


def answering() -> tuple[list[str], list[str]]:
    """The 205 addresses that answer, and the 52 of them that listen."""
    span = ranges.parse(BLOCK)
    up = [ranges.literal(4, span.first + number) for number in range(13, span.size, 20)][:205]
    return up, up[::4]


@contextmanager
def network(up: list[str], listening: list[str]) -> Iterator[None]:
    """The rules and the listeners, in this namespace."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["nft", "-f", "-"], input=(RULES % (", ".join(up), BLOCK)).encode(), check=True)
    doors = [socket.create_server((address, OPEN), backlog=64) for address in listening]
    try:
        yield
    finally:
        for door in doors:
            door.close()


def ours() -> tuple[float, set[str], str]:
    """Seconds, addresses found, remark."""
    scope = file.parse(SCOPE, {})
    targets = Targets(scope.targets, scope.ports, scope.pinned)
    began = time.monotonic()
    events = list(Sweep(admit(scope), targets, scope.limits, key=os.urandom(16)))
    seconds = time.monotonic() - began
    last = events[-1]
    assert not isinstance(last, Accepted)
    remark = f"{last.asked} asked, {last.again} twice, {last.silent} silent, {last.dropped} dropped"
    return seconds, {event.address for event in events if isinstance(event, Accepted)}, remark


def nmap(limit: float) -> tuple[float, set[str], str]:
    """The same with `nmap -sT -T4`, without host discovery, as ours has none."""
    command = ["nmap", "-n", "-Pn", "-sT", "-T4", "-p", ",".join(map(str, PORTS)), "-oG", "-", BLOCK]
    began = time.monotonic()
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=True)
    except subprocess.TimeoutExpired:
        return limit, set(), "cut off"
    lines = [line for line in done.stdout.splitlines() if f" {OPEN}/open/" in line]
    return time.monotonic() - began, {line.split()[1] for line in lines}, ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nmap", action="store_true", help="also run nmap, which takes some three minutes")
    parser.add_argument("--nmap-limit", type=float, default=400, metavar="SECONDS")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.inside:
        missing = [tool for tool in ("unshare", "ip", "nft") if not shutil.which(tool)]
        if missing or os.geteuid():
            raise SystemExit(f"needs root, and: {', '.join(missing) or 'nothing else'}")
        space = ["unshare", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
        raise SystemExit(
            subprocess.run([*space, sys.executable, __file__, *sys.argv[1:], "--inside"], check=False).returncode
        )
    up, listening = answering()
    rows = [("leftopen, default limits", ours)]
    if options.nmap and shutil.which("nmap"):
        rows.append(("nmap -sT -T4", lambda: nmap(options.nmap_limit)))
    print(f"{ranges.parse(BLOCK).size * len(PORTS):,} pairs; {len(up)} addresses answer, {len(listening)} listen\n")
    print("| tool | seconds | listeners found | remark |\n| --- | --- | --- | --- |", flush=True)
    with network(up, listening):
        for name, run in rows:
            seconds, found, remark = run()
            wrong = f" + {len(found - set(listening))} wrong" if found - set(listening) else ""
            score = f"{len(found & set(listening))}/{len(listening)}{wrong}"
            print(f"| {name} | {seconds:.1f} | {score} | {remark} |", flush=True)
    if options.nmap and not shutil.which("nmap"):
        print("\nnmap is not installed: no row")


if __name__ == "__main__":
    main()
