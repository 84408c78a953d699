"""Long input classified by as many processes as it takes, beside one process, by the clock.

    python -m bench.long [megabytes] [rounds]

Records as those of `bench.classify`, in one file of so many megabytes: as NDJSON, as one JSON list, as CSV of their
customers, and an eighth of the first for `--per-record`. Each is told in turns by one process and by several, from its
start to its end, with what the processor spent in all of them. Exit code 1 where both do not say the same lines, or not
the same kinds of the same fields.
"""

import csv
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from bench._alone import alone
from bench.classify import KINDS, customer

ROOT = Path(__file__).parent.parent
ONE = """
import sys
from leftopen.face import cli, large
large.ALONE = large.ALONE_LINES = 1 << 60
sys.exit(cli.main())
"""
CLAIM = 0.5


class Run(NamedTuple):
    """What a run took, and what it said."""

    seconds: float
    processor: float
    said: bytes


def files(folder: Path, size: int) -> dict[str, tuple[Path, list[str]]]:
    """What is told: a file of about so many bytes each, and with which words."""
    r, n = random.Random(7), 0
    lines, listed, table, few = (folder / name for name in ("a.ndjson", "a.json", "a.csv", "few.ndjson"))
    with lines.open("w", encoding="utf-8") as out, listed.open("w", encoding="utf-8") as whole:
        whole.write("[")
        while out.tell() < size:
            block = [json.dumps(KINDS[at % len(KINDS)](r, at), ensure_ascii=False) for at in range(n, n + 1000)]
            out.write("\n".join(block) + "\n")
            whole.write((",\n" if n else "") + ",\n".join(block))
            n += 1000
        whole.write("]")
    with table.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(_flat(customer(r, 0)))
        while out.tell() < size:
            rows.writerows(_flat(customer(r, at)).values() for at in range(1000))
    with lines.open("rb") as source:
        few.write_bytes(b"".join(source.readlines(size // 8)))
    return {
        "NDJSON": (lines, ["--format", "json"]),
        "JSON in one list": (listed, ["--format", "json"]),
        "CSV": (table, ["--format", "json"]),
        "--per-record": (few, ["--per-record"]),
    }


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    return {**record, "address": record["address"]["full"]}


def run(start: list[str], words: list[str], path: Path) -> Run:
    """The command once."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([*start, "classify", *words, str(path)], capture_output=True, cwd=ROOT, check=True)
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds, used, done.stdout)


def said(words: list[str], out: bytes) -> Any:
    """What has to be the same: lines, and which kinds are claimed of which fields of how many records."""
    if words == ["--per-record"]:
        return out
    return [
        (each["path"], each["records"], {told["label"] for told in each["labels"] if told["confidence"] >= CLAIM})
        for each in json.loads(out)["fields"]
    ]


def main(megabytes: int = 100, rounds: int = 3) -> int:
    one, several = [sys.executable, "-c", ONE], [sys.executable, "-m", "leftopen"]
    same = True
    with tempfile.TemporaryDirectory(prefix="leftopen-bench-") as folder:
        made = files(Path(folder), megabytes * 1_000_000)
        print(f"{len(os.sched_getaffinity(0))} processors, the medians of {rounds} rounds\n")
        print("| | MB | one process, s | several, s | times as fast (least, most) | processor time, times |")
        print("| --- | --- | --- | --- | --- | --- |")
        for name, (path, words) in made.items():
            pairs = [(run(one, words, path), run(several, words, path)) for _ in range(rounds)]
            same &= all(said(words, alone.said) == said(words, shared.said) for alone, shared in pairs)
            ratios = [alone.seconds / shared.seconds for alone, shared in pairs]
            used = statistics.median(shared.processor / alone.processor for alone, shared in pairs)
            first, other = (
                statistics.median(each) for each in zip(*((a.seconds, b.seconds) for a, b in pairs), strict=True)
            )
            print(
                f"| {name} | {path.stat().st_size / 1e6:.0f} | {first:.2f} | {other:.2f} | "
                f"{statistics.median(ratios):.2f} ({min(ratios):.2f}, {max(ratios):.2f}) | {used:.2f} |",
                flush=True,
            )
    if not same:
        print("\nthey did not say the same")
    return 0 if same else 1


if __name__ == "__main__":
    with alone():
        sys.exit(main(*(int(argument) for argument in sys.argv[1:3])))
