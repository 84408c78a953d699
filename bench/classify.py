"""Megabytes of JSON classified a second in one process, and the cost of looking for all patterns at once.

    python -m bench.classify [records] [rounds]

The records are invented, mixed and nested, in four languages, from a seed: the same on every machine. Figures are
megabytes per second of processor time, medians of the rounds; the bar is 10 MB/s for `classify` over NDJSON, parsing
included.
"""

import base64
import io
import json
import random
import resource
import statistics
import struct
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

from leftopen.privacy import classify
from leftopen.privacy.readers import ndjson
from leftopen.privacy.scan import patterns

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


def rate(data: bytes, work: Callable[[], object], rounds: int) -> float:
    """Megabytes a second, the median of the rounds."""
    seconds = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return len(data) / statistics.median(seconds) / 1e6


def drain(items: Iterable[object]) -> int:
    return sum(1 for _ in items)


def main(records: int = 60_000, rounds: int = 3) -> int:
    data = generate(records)
    lines = data.decode().splitlines()
    some = lines[: records // 20]
    table = patterns().set
    classify.fields(ndjson.records(io.BytesIO(data[:200_000])))
    figures = {
        "parse only": rate(data, lambda: drain(ndjson.records(io.BytesIO(data))), rounds),
        "all patterns over each line (RE2 set)": rate(
            data, lambda: drain(table.Match(line) or () for line in lines), rounds
        ),
        "classify, per field": rate(data, lambda: classify.fields(ndjson.records(io.BytesIO(data))), rounds),
        "classify, per record": rate("\n".join(some).encode(), lambda: drain(classify.per_record(some)), rounds),
    }
    print(f"{records} records, {len(data) / 1e6:.1f} MB, {len(patterns().owners)} patterns, median of {rounds}")
    for what, figure in figures.items():
        print(f"{what:40} {figure:8.2f} MB/s")
    print(f"{'peak memory':40} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MiB")
    return 0 if figures["classify, per field"] >= BAR else 1


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:3])))
