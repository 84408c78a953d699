"""Megabytes of JSON classified a second of processor time, beside peers, in one process each.

    python -m bench.classify [records] [rounds]

The records are invented, mixed and nested, in four languages, from a seed: the same on every machine. All read them
from one file, in turns, each time in a new process; loading is not counted. A peer is given a whole line a call and
ends early after some seconds; one that does is run once, the others in every round: the figures are medians. Peers
live in environments of their own (`bench.peers`); one that cannot be installed is named with its reason. The bar is
10 MB/s for `classify` over NDJSON, parsing included.
"""

import base64
import io
import json
import random
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from bench.peers import Missing, peers
from bench.peers._run import peak
from leftopen.privacy.detect.patterns import patterns
from leftopen.privacy.files import classify
from leftopen.privacy.files.readers import ndjson

ROOT = Path(__file__).parent.parent
SECONDS = 10.0
"""After which a peer stops reading."""
PER_FIELD, PER_RECORD = "leftopen classify", "leftopen classify --per-record"
BAR = 10.0
NAMES = ("王小明", "李娜", "欧阳若兰", "Ada Lovelace", "Maria García", "Jürgen Weber", "Иван Петров", "Chloé Martin")
WORDS = ("signal", "paper", "window", "river", "green", "table", "number", "music", "garden", "north", "light", "stone")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def resident(r: random.Random) -> str:
    body = f"110105{r.randint(1950, 2008)}{r.randint(1, 12):02}{r.randint(1, 28):02}{r.randint(1, 999):03}"
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, WEIGHTS, strict=True)) % 11]


def card(r: random.Random) -> str:
    body = "4" + "".join(str(r.randint(0, 9)) for _ in range(14))
    total = sum(int(c) if n % 2 else sum(divmod(2 * int(c), 10)) for n, c in enumerate(body))
    return body + str(-total % 10)


def text(r: random.Random, words: int) -> str:
    return " ".join(r.choice(WORDS) for _ in range(words))


def customer(r: random.Random, n: int) -> dict[str, Any]:
    return {
        "_id": f"{r.getrandbits(96):024x}",
        "name": r.choice(NAMES),
        "email": f"user{r.randint(0, 10**6)}@example.org",
        "phone": f"139{r.randint(0, 10**8):08}",
        "address": {
            "full": f"北京市朝阳区建国路{r.randint(1, 200)}号",
            "geo": {"lat": r.uniform(30, 40), "lng": r.uniform(100, 120)},
        },
        "id_number": resident(r),
        "created_at": f"2024-{r.randint(1, 12):02}-{r.randint(1, 28):02}T10:00:00Z",
        "visits": n,
    }


def order(r: random.Random, _n: int) -> dict[str, Any]:
    return {
        "order_id": r.randint(10**9, 10**10),
        "customer": {
            "name": r.choice(NAMES),
            "contacts": [{"type": "mail", "value": f"u{r.randint(0, 10**6)}@example.com"}],
        },
        "payment": {"card_number": card(r), "amount": round(r.uniform(1, 2000), 2), "currency": "EUR"},
        "items": [{"sku": f"SKU-{r.randint(0, 999999):06}", "qty": r.randint(1, 9)} for _ in range(r.randint(1, 4))],
    }


def event(r: random.Random, _n: int) -> dict[str, Any]:
    return {
        "level": r.choice(("INFO", "WARN")),
        "ts": r.randint(1_500_000_000_000, 1_760_000_000_000),
        "client_ip": f"203.0.113.{r.randint(1, 254)}",
        "path": f"/api/v1/item/{r.randint(1, 99999)}",
        "msg": text(r, 30),
        "trace": f"{r.getrandbits(128):032x}",
    }


def capture(r: random.Random, _n: int) -> dict[str, Any]:
    packed = struct.pack("<128f", *(r.gauss(0, 0.09) for _ in range(128)))
    return {
        "camera_id": f"cam-{r.randint(0, 9999):04}",
        "captured": r.randint(1_500_000_000, 1_760_000_000),
        "location": {"type": "Point", "coordinates": [r.uniform(73, 135), r.uniform(18, 53)]},
        "person": {
            "id_card": resident(r),
            "gender": r.choice("MF"),
            "ethnicity": r.choice(("汉族", "回族")),
            "age": r.randint(1, 90),
        },
        "face_feature": base64.b64encode(packed).decode() if r.random() < 0.15 else None,
    }


def note(r: random.Random, n: int) -> dict[str, Any]:
    return {
        "uid": n,
        "password": f"{r.getrandbits(128):032x}",
        "bio": text(r, 40),
        "tags": ["a", "beta"],
        "score": r.random(),
    }


KINDS: tuple[Callable[[random.Random, int], dict[str, Any]], ...] = (customer, order, event, capture, note)


def generate(records: int, seed: int = 7) -> bytes:
    r = random.Random(seed)
    lines = (json.dumps(KINDS[n % len(KINDS)](r, n), ensure_ascii=False) for n in range(records))
    return "\n".join(lines).encode() + b"\n"


# --- what is measured -------------------------------------------------------------------------------------------------


def drain(items: Iterable[object]) -> int:
    return sum(1 for _ in items)


def matched(file: BinaryIO) -> int:
    table = patterns()
    return drain(table.within(line.encode()) for line in ndjson.lines(file))


OURS: dict[str, Callable[[BinaryIO], object]] = {
    "floor: parsing": lambda file: drain(ndjson.records(file)),
    "floor: all patterns, one pass": matched,
    PER_FIELD: lambda file: classify.fields_of(ndjson.batches(file)),
    PER_RECORD: lambda file: drain(classify.per_record(ndjson.lines(file))),
}


def own(name: str, path: Path) -> None:
    """One of ours in this process, told as a peer tells it."""
    work = OURS[name]
    with path.open("rb") as file:
        work(io.BytesIO(file.read(200_000)))
    start = time.process_time()
    with path.open("rb") as file:
        work(file)
    seconds = time.process_time() - start
    records = path.read_bytes().count(b"\n")
    size = path.stat().st_size
    print(json.dumps({"bytes": size, "records": records, "seconds": seconds, "complete": True, "peak": peak()}))


# --- measuring --------------------------------------------------------------------------------------------------------


class Run(NamedTuple):
    """One run: rates a second of processor time, `peak` in MiB; `complete` where all records were read."""

    megabytes: float
    records: float
    peak: float
    complete: bool


def run(command: list[str]) -> Run:
    """A run in a process of its own; raises Missing where it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=120)
    except subprocess.TimeoutExpired:
        raise Missing("did not end") from None
    if done.returncode:
        raise Missing(f"failed: {(done.stderr.strip().splitlines() or ['no reason given'])[-1][:200]}")
    told = json.loads(done.stdout.splitlines()[-1])
    seconds = told["seconds"]
    return Run(told["bytes"] / seconds / 1e6, told["records"] / seconds, told["peak"], told["complete"])


def commands(path: Path, missing: dict[str, str]) -> dict[str, list[str]]:
    """What to run for each row; peers that cannot be had go to `missing`."""
    found = {name: [sys.executable, "-m", "bench.classify", "own", name, str(path)] for name in OURS}
    for peer in peers():
        try:
            found[peer.name] = peer.command(path, SECONDS)
        except Missing as error:
            missing[peer.name] = str(error)
    return found


def measure(path: Path, rounds: int, missing: dict[str, str]) -> dict[str, list[Run]]:
    """The runs of each row."""
    rows = commands(path, missing)
    runs: dict[str, list[Run]] = {name: [] for name in rows}
    for _ in range(rounds):
        for name, command in rows.items():
            if name not in missing and all(each.complete for each in runs[name]):
                try:
                    runs[name].append(run(command))
                except Missing as error:
                    missing[name] = str(error)
    return {name: found for name, found in runs.items() if name not in missing}


def table(runs: dict[str, list[Run]]) -> str:
    """The rows, each beside ours."""
    middle = {
        name: Run(*(statistics.median(values) for values in zip(*each, strict=True))) for name, each in runs.items()
    }
    ours = middle[PER_RECORD].megabytes
    lines = [f"{'':34}{'MB/s':>9}{'of ours':>9}{'records/s':>12}{'peak MiB':>10}{'runs':>6}"]
    for name, (megabytes, records, most, _) in middle.items():
        lines.append(f"{name:34}{megabytes:9.3g}{megabytes / ours:9.3g}{records:12.0f}{most:10.0f}{len(runs[name]):6}")
    return "\n".join(lines)


def main(records: int = 30_000, rounds: int = 3) -> int:
    missing: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.ndjson"
        path.write_bytes(generate(records))
        print(f"{records} records, {path.stat().st_size / 1e6:.1f} MB, {len(patterns().owners)} patterns of ours\n")
        runs = measure(path, rounds, missing)
    for name in (PER_FIELD, PER_RECORD):
        if name in missing:
            print(f"{name}: {missing[name]}")
            return 1
    print(table(runs))
    print(
        "\nPer second of processor time, one process. `of ours` is beside `--per-record`: peers tell spans in a text,\n"
        "as it does; `classify` tells labels per field, and reads a sample of each after the first 500 records."
    )
    for name, why in missing.items():
        print(f"not measured: {name}, {why}")
    return 0 if statistics.median(each.megabytes for each in runs[PER_FIELD]) >= BAR else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["own"]:
        own(sys.argv[2], Path(sys.argv[3]))
        sys.exit(0)
    sys.exit(main(*(int(argument) for argument in sys.argv[1:3])))
