"""The live lab by hand: `python -m tests.live.lab get|list|targets|start [NAME…]`.

get      installs what is missing; exit code 1 if a product cannot be had here and `CI` is set
list     the servers: name, address, ports, what each port is
targets  `address:port <tab> access <tab> protocol`, the ground truth
start    starts and seeds the named servers (or products), and stops them on Ctrl-C

Without names those that take long are left out, unless `LEFTOPEN_LAB_ALL` is set.
"""

import os
import signal
import sys
import time
from collections.abc import Sequence

from tests.live import frame


def get(names: Sequence[str] = ()) -> dict[str, str]:
    """Install the named products, or those of `frame.wanted`. Shows a line for each; those that cannot be had, each
    with the reason."""
    known = {product.name: product for product in frame.products()}
    if unknown := set(names) - set(known):
        raise frame.LabError(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(known)}")
    wanted = [known[name] for name in names] or list(frame.wanted())
    apart = frame.debian(package for product in wanted for package in product.needs)
    if apart:
        frame.tell(apart)
    skipped = {}
    for product in wanted:
        began = time.monotonic()
        with frame.locked(frame.home(), product.name):
            try:
                reason = frame.debian(product.needs) or product.get(frame.home())
            except (frame.LabError, OSError) as error:
                reason = str(error)
        seconds = time.monotonic() - began
        if reason:
            skipped[product.name] = reason
        says = f"skipped: {reason}" if reason else "there" if seconds < 1 else f"built in {seconds:.0f} s"
        _say(f"{product.name}: {says}")
    return skipped


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _list() -> None:
    for server in frame.servers():
        ports = ", ".join(f"{port} {expect.access} {expect.protocol}" for port, expect in server.expect.items())
        _say(f"{server.name:22} {server.address:14} {server.memory:5} MiB  {ports}")


def _targets() -> None:
    for server in frame.servers():
        for port, expect in server.expect.items():
            _say(f"{server.address}:{port}\t{expect.access}\t{expect.protocol}")


def _start(names: Sequence[str]) -> None:
    for sign in (signal.SIGINT, signal.SIGTERM):  # shells start background jobs with SIGINT ignored
        signal.signal(sign, signal.default_int_handler)
    try:
        with frame.Lab(frame.servers(names), tell=_say):
            _say("all are up; Ctrl-C stops them")
            signal.pause()
    except KeyboardInterrupt:
        _say("stopped")


def main(arguments: Sequence[str]) -> int:
    """Run one command and return the exit code."""
    match list(arguments):
        case ["get", *names]:
            return 1 if get(names) and os.environ.get("CI") else 0
        case ["list"]:
            _list()
        case ["targets"]:
            _targets()
        case ["start", *names]:
            _start(names)
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except frame.LabError as error:
        sys.exit(f"lab: {error}")
