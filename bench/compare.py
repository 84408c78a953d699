"""Whether this checkout is as fast as another one of the same project: the same work in both, in turns.

    python -m bench.compare OLD [WORD] [rounds]

OLD is the folder of the other checkout, set up (`make setup`); WORD: only the work with it in its name. What is
compared is processor time, user and system: where others use the machine as well, it says more than the clock does.
All is held to one processor, the servers too: to wake another one that sleeps costs more than most answers, and who is
slower has to do it more often.
Each round runs the work in both checkouts, each with its own interpreter and code, and the next round changes who goes
first. A ratio is the time of OLD by the time of this one, more than 1 where this one is faster; told are the median,
the least and the most of the rounds.

Files and hosts are made by this checkout. What has another name in the other one is looked for under both. The services
of `probe` and `audit` answer as the transcripts of each checkout say, of servers that need not hold the same, so that
one which asks more has more to do: `a request` is the same time by the number of requests. In `the same stores` both
ask servers of this checkout (`bench.stores`), each in its own way.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from bench._alone import alone
from bench.classify import PER_FIELD, PER_RECORD, generate
from bench.sweep import run as sweep

ROOT = Path(__file__).parent.parent
ROUNDS = 5


class Cost(NamedTuple):
    """Seconds of processor time, and with how many requests they were spent, 0 where nobody is asked."""

    seconds: float
    requests: float = 0


class Work(NamedTuple):
    """What `command` says, run in a checkout with its interpreter.

    It ends with a line of JSON, a list of seconds and requests; `whole`: what counts is all of the process instead.
    `ends`: its exit codes; `after` is called when it has ended.
    """

    name: str
    command: tuple[str, ...]
    whole: bool = False
    ends: tuple[int, ...] = (0,)
    after: Callable[[], None] = lambda: None


class Ratio(NamedTuple):
    """A row of the table: the medians of both, and the median, least and most of their ratios."""

    name: str
    old: float
    new: float
    middle: float
    least: float
    most: float


SAME = """
import json, subprocess, sys
command, folder = json.loads(sys.argv[2])

class Servers(subprocess.Popen):
    def __init__(self, asked, **more):
        super().__init__([*command, asked[-1]], cwd=folder, **more)

subprocess.Popen = Servers
"""
PROBE = """
import asyncio, json, resource, subprocess, sys
from bench import probe

async def asked():
    prover, found = probe.Prover(None), []
    for name, target in probe.services(len(probe.PORTS)):
        found.append((await prover._drivers[target.port].ask(target)).footprint.requests)
    return sum(found) / len(found)

probe.warm()
most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
count = int(sys.argv[1])
serve = [sys.executable, "-m", "bench.probe", "serve", str(len(probe.PORTS))]
with subprocess.Popen(serve, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as servers:
    servers.stdout.readline()
    each = asyncio.run(asked())
    servers.stdin.close()
_, milliseconds, _ = probe.measured(probe.CLIENTS["driver, one process"], count)
print(json.dumps([milliseconds * count / 1000, each * count]))
"""
AUDIT = """
import json, resource, sys, time
from bench.audit import audited

most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
audited(20, 1)
began = time.process_time()
audited(int(sys.argv[1]), 1)
print(json.dumps([time.process_time() - began, 0]))
"""
CAPTURE = """
import json, sys, time
from leftopen import raw
from leftopen.model import Access
from leftopen.privacy.capture import capture
try:
    from leftopen.privacy.sketch import Sketcher
except ImportError:
    from leftopen.privacy.link import Sketcher

made = getattr(raw, "RawCollection", None) or raw.Store
records = [json.loads(line) for line in open(sys.argv[1], "rb")]
stores, size, kinds = 20, 25, 5

def finding():
    some = [records[kind::kinds] for kind in range(kinds)]
    found = [made(f"store{n}", records=1000, raws=[raw.Raw(each) for each in some[n % kinds][n * size:][:size]])
             for n in range(stores)]
    return raw.Finding("mongodb", Access.OPEN, raw.Phrase("It was read."), stores=found)

capture(finding(), Sketcher())
findings = [finding() for _ in range(4)]
began = time.process_time()
for each in findings:
    capture(each, Sketcher())
print(json.dumps([time.process_time() - began, 0]))
"""
CLASSIFY = """
import contextlib, io, json, sys
said = io.StringIO()
with contextlib.redirect_stdout(said):
    from bench import classify
    from pathlib import Path
    classify.own(sys.argv[1], Path(sys.argv[2]))
print(json.dumps([json.loads(said.getvalue())["seconds"], 0]))
"""
LOAD = """
import json, time
began = time.process_time()
try:
    from leftopen.privacy.detect.kinds import detectors
    from leftopen.privacy.detect.patterns import patterns
    from leftopen.privacy.detect import concepts
except ImportError:
    from leftopen.privacy.detectors import detectors
    from leftopen.privacy.scan import patterns
    from leftopen.privacy import concepts
detectors(), patterns(), concepts.read("customer_name")
print(json.dumps([time.process_time() - began, 0]))
"""


def works(folder: Path) -> list[Work]:
    """What is compared; its files go to `folder`."""
    records, few, found = folder / "records.ndjson", folder / "few.ndjson", str(folder / "found")
    records.write_bytes(generate(12_000))
    few.write_bytes(generate(20))
    doors = sweep.listen(2000)

    def swept_up() -> None:
        sweep.drain(doors)
        (folder / "journal").unlink()

    same = json.dumps(([str(ROOT / ".venv/bin/python"), "-m", "bench.stores"], str(ROOT)))
    swept = ("bench/sweep/ours.py", sweep.scope(folder / "scope.toml", 2000), found, str(folder / "journal"), "1")
    return [
        Work("probe", ("-c", PROBE, "1000")),
        Work("audit", ("-c", AUDIT, "1000")),
        Work("probe, the same stores", ("-c", SAME + PROBE, "500", same)),
        Work("audit, the same stores", ("-c", SAME + AUDIT, "500", same)),
        Work("sweep", swept, whole=True, after=swept_up),
        Work("classify, per field", ("-c", CLASSIFY, PER_FIELD, str(records))),
        Work("classify, per record", ("-c", CLASSIFY, PER_RECORD, str(records))),
        Work("capture, 20 stores of 25 records", ("-c", CAPTURE, str(records))),
        Work("loading detectors", ("-c", LOAD)),
        Work("start: --help", ("-m", "leftopen", "--help"), whole=True),
        Work("start: audit --help", ("-m", "leftopen", "audit", "--help"), whole=True),
        Work("start: classify", ("-m", "leftopen", "classify", str(few)), whole=True, ends=(0, 1)),
    ]


def cost(work: Work, checkout: Path) -> Cost:
    """What the work takes in a checkout, once."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    processors = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(processors)})  # inherited
    try:
        command = [str(checkout / ".venv/bin/python"), *work.command]
        with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as complained:
            process = subprocess.Popen(command, cwd=checkout, env=environment, stdout=told, stderr=complained)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            told.seek(0)
            complained.seek(0)
            said, errors = told.read(), complained.read().decode()
        if process.returncode not in work.ends:
            raise SystemExit(f"{work.name} failed in {checkout}: {errors[-2000:]}")
    finally:
        os.sched_setaffinity(0, processors)
        work.after()
    return Cost(used.ru_utime + used.ru_stime) if work.whole else Cost(*json.loads(said.splitlines()[-1]))


def ratios(name: str, pairs: Sequence[tuple[Cost, Cost]]) -> list[Ratio]:
    """The rows of one work; `pairs`: what each round cost in the other checkout and in this one."""

    def row(name: str, both: list[tuple[float, float]]) -> Ratio:
        each = [old / new for old, new in both]
        old, new = (statistics.median(values) for values in zip(*both, strict=True))
        return Ratio(name, old, new, statistics.median(each), min(each), max(each))

    rows = [row(f"{name}, s", [(old.seconds, new.seconds) for old, new in pairs])]
    if all(old.requests and new.requests for old, new in pairs):
        apart = [(1e6 * old.seconds / old.requests, 1e6 * new.seconds / new.requests) for old, new in pairs]
        rows.append(row(f"{name}, requests", [(old.requests, new.requests) for old, new in pairs]))
        rows.append(row(f"{name}, a request, µs", apart))
    return rows


def table(rows: Sequence[Ratio]) -> str:
    """The rows as a table in Markdown."""
    head = "| | old | this one | old / this one | least | most |\n| --- | --- | --- | --- | --- | --- |"
    lines = [f"| {name} | {old:.4g} | {new:.4g} | {middle:.2f} | {least:.2f} | {most:.2f} |"
             for name, old, new, middle, least, most in rows]  # fmt: skip
    return "\n".join([head, *lines])


def main(old: str, word: str = "", rounds: str = str(ROUNDS)) -> None:
    checkouts = [Path(old).absolute(), ROOT]
    with tempfile.TemporaryDirectory(prefix="compare-") as folder:
        rows: list[Ratio] = []
        for work in works(Path(folder)):
            if word not in work.name:
                continue
            pairs = []
            for number in range(int(rounds)):
                turns = [0, 1] if number % 2 else [1, 0]
                if work.whole and not number:  # what the interpreter compiles is kept from the first time on
                    for checkout in checkouts:
                        cost(work, checkout)
                told = {turn: cost(work, checkouts[turn]) for turn in turns}
                pairs.append((told[0], told[1]))
            rows += ratios(work.name, pairs)
    print(table(rows))


if __name__ == "__main__":
    with alone():
        main(*sys.argv[1:])
