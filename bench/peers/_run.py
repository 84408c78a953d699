"""Measures one peer; run by the Python of its environment: `python -P _run.py PEER.py LINES SECONDS`.

Every line is one call. Loading and a first call are not counted, reading the lines is. Prints, as JSON, the bytes and
records read, the seconds of processor time, whether the lines ended before the time did, and the peak memory in MiB.
"""

import json
import logging
import runpy
import sys
import time
import warnings
from pathlib import Path

FIRST = '{"mail": "zhao@example.org", "phone": "+49 30 901820", "id": 7}'


def main(peer: str, path: str, most: float) -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    scan = runpy.run_path(peer)["make"]()
    scan(FIRST)
    size = records = 0
    complete = True
    started, begun = time.monotonic(), time.process_time()
    with Path(path).open(encoding="utf-8") as lines:
        for line in lines:
            scan(line)
            size += len(line.encode())
            records += 1
            if time.monotonic() - started > most:
                complete = False
                break
    seconds = time.process_time() - begun
    print(json.dumps({"bytes": size, "records": records, "seconds": seconds, "complete": complete, "peak": peak()}))


def peak() -> float:
    """The most memory that this process held, in MiB. (`getrusage` also counts the process that started it.)"""
    with Path("/proc/self/status").open(encoding="ascii") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:"))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
