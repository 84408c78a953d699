"""A whole audit of services from a list: prove, classify, describe, join and report, in one process and in several.

    python -m bench.audit [services] [rounds]

The services are those of `bench.probe`, in a process of their own. `one process` asks all of them itself, `as worth it`
begins like that and starts a process for each processor as soon as it is busy: that is what `leftopen audit` does.
Figures are the medians of the rounds, beside each other in one run.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench._alone import alone
from bench.probe import PORTS, services
from leftopen.audit.pipeline import Audit
from leftopen.audit.plan import Plan
from leftopen.net.admission import admit
from leftopen.probes import named_ports
from leftopen.report import json as report
from leftopen.scope.file import parse

SCOPE = """
name = "Bench"
targets = ["127.10.0.0/16"]
ports = [{ports}]
[authorisation]
by = "You, on your own machine"
reference = "BENCH"
expires = 2099-12-31
[limits]
rate = 1000000
"""
WAYS = {"one process": 1, "as worth it": None}


def audited(count: int, processes: int | None) -> float:
    """Services a second, from the list to the report in JSON."""
    scope = parse(SCOPE.format(ports=", ".join(map(str, PORTS.values()))), named_ports())
    servers = subprocess.Popen(
        [sys.executable, "-m", "bench.probe", "serve", str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert servers.stdin
    assert servers.stdout
    try:
        assert servers.stdout.readline() == b"ready\n"
        with tempfile.TemporaryDirectory() as folder:
            plan = Plan(Path(folder), listed=tuple(target for _, target in services(count)), processes=processes)
            began = time.perf_counter()
            found = json.loads(report.render(Audit(admit(scope), plan).run()))
            seconds = time.perf_counter() - began
    finally:
        servers.stdin.close()
        servers.wait()
        servers.stdout.close()
    assert len(found["services"]) == count
    assert sum(service["access"] == "open" for service in found["services"]) >= count * 3 // 5
    return count / seconds


def main(count: int = 4000, rounds: int = 3) -> None:
    figures: dict[str, list[float]] = {name: [] for name in WAYS}
    for _ in range(rounds):
        for name, processes in WAYS.items():
            figures[name].append(audited(count, processes))
    middle = {name: statistics.median(rates) for name, rates in figures.items()}
    print(f"{count} services, whole audit, median of {rounds} rounds")
    for name, rate in middle.items():
        print(f"{name:14}{rate:8.0f} services/s{rate / middle['one process']:8.2f} of one process")


if __name__ == "__main__":
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with alone():
        main(*map(int, sys.argv[1:]))
