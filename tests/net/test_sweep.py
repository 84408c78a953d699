import os
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from leftopen.net.sweep import Opened, Progress, Sweep, Way
from leftopen.net.sweep_loop import Loop
from leftopen.net.sweep_workers import Workers
from leftopen.scope import file, ranges
from leftopen.scope.guard import Guard
from leftopen.scope.targets import Targets


class Pace(NamedTuple):
    rate: float
    per_host: int = 4
    timeout: float = 0.2


def allow(version: int, number: int, port: int) -> str | None:
    return None


def test_default_limits_find_an_open_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        some = Targets([ranges.parse("127.0.0.1")], (door.getsockname()[1],))
        events = list(Sweep(some, allow, file.Limits(), key=b"k"))
        assert isinstance(events[0], Opened)
        assert events[0][:2] == door.getsockname()
    assert events[-1] == Progress(1, opened=1)


def test_a_stopped_sweep_ends() -> None:
    sweep = Sweep(Targets([ranges.parse("127.0.0.0/8")], range(1, 65536)), allow, Pace(100.0), key=b"k")
    for event in sweep:
        sweep.stop()
        last = event
    assert isinstance(last, Progress)


@pytest.mark.parametrize(
    ("block", "rate", "start", "workers", "kind"),
    [
        ("10.0.0.0/8", 1e6, 0, None, Workers),
        ("10.0.0.0/8", 2000.0, 0, None, Loop),
        ("10.0.0.0/24", 1e6, 0, None, Loop),
        ("10.0.0.0/8", 1e6, (1 << 24) - 9, None, Loop),
        ("10.0.0.0/24", 1e6, 0, 2, Loop),
        ("10.0.0.0/23", 10.0, 0, 2, Workers),
        ("10.0.0.0/8", 1e6, 0, 1, Loop),
    ],
)
def test_a_second_process_is_for_large_fast_scopes(
    block: str, rate: float, start: int, workers: int | None, kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    sweep = Sweep(Targets([ranges.parse(block)], (80,)), allow, Pace(rate), key=b"k", start=start, workers=workers)
    assert type(sweep._run) is kind


SCOPE = """
name = "T"
targets = ["127.77.0.0/21"]
exclude = ["127.77.2.0/25"]
ports = [{port}]
[authorisation]
by = "CISO"
reference = "A"
expires = 2099-01-01
"""

SCRIPT = """
import pathlib, signal, sys
from leftopen.net.sweep import Progress, Sweep
from leftopen.scope import file
from leftopen.scope.guard import Guard
from leftopen.scope.targets import Targets

if __name__ == "__main__":
    scope = file.load(sys.argv[1], {})
    targets = Targets(scope.targets, scope.ports)
    sweep = Sweep(targets, Guard(scope).why_not_number, scope.limits, key=b"k", workers=2)
    if sys.argv[2] == "handler":
        signal.signal(signal.SIGINT, lambda *_: sweep.stop())
    try:
        for event in sweep:
            if isinstance(event, Progress) and event.asked:
                print("asking", flush=True)
        print("ended", event.position < targets.size, event.in_flight)
    except KeyboardInterrupt:
        print("interrupted")
"""


@pytest.mark.parametrize(("way", "last"), [("handler", "ended True 0"), ("exception", "interrupted")])
def test_the_interrupt_key_ends_all_processes(way: str, last: str, tmp_path: Path) -> None:
    """The terminal sends it to the whole process group."""
    (tmp_path / "scope.toml").write_text(SCOPE.format(port=9) + "[limits]\nrate = 20\n")
    (tmp_path / "script.py").write_text(SCRIPT)
    command = [sys.executable, "script.py", "scope.toml", way]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == "asking\n"
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.stdout.read(), process.stderr.read()  # they end when no process holds these pipes any more
    assert (err, out.splitlines()[-1:]) == ("", [last])


def test_two_workers_share_the_work() -> None:
    with ExitStack() as doors:
        port = doors.enter_context(socket.create_server(("127.77.2.200", 0))).getsockname()[1]
        scope = file.parse(SCOPE.format(port=port), {})
        wanted = {("127.77.2.200", port)} | {(f"127.77.{third}.{third + 7}", port) for third in (0, 1, 3, 4, 5, 6, 7)}
        for pair in wanted - {("127.77.2.200", port)}:
            doors.enter_context(socket.create_server(pair))
        canary = doors.enter_context(socket.create_server(("127.77.2.9", port)))
        canary.setblocking(False)
        notes: list[dict[str, object]] = []
        targets = Targets(scope.targets, scope.ports)
        sweep = Sweep(
            targets,
            Guard(scope).why_not_number,
            Pace(1e6),
            key=b"k",
            note=lambda kind, **fields: notes.append(fields),
            workers=2,
        )
        events = list(sweep)
        with pytest.raises(BlockingIOError):
            canary.accept()
    found = [(event.address, event.port) for event in events if isinstance(event, Opened)]
    assert sorted(found) == sorted(wanted), "each once"
    last = events[-1]
    assert isinstance(last, Progress)
    assert last == Progress(2048, opened=8, refused=2048 - 128 - 8, excluded=128)
    parts = {note["part"] for note in notes}
    assert parts == {0, 1}
    for part in parts:
        own = [(note["first"], note["next"]) for note in notes if note["part"] == part]
        assert own == [(0, 1024), (1024, 2048)]


def test_all_workers_ask_from_the_source() -> None:
    with ExitStack() as doors:
        first = doors.enter_context(socket.create_server(("127.77.0.5", 0)))
        port = first.getsockname()[1]
        other = doors.enter_context(socket.create_server(("127.77.1.5", port)))
        some = Targets([ranges.parse("127.77.0.0/23")], (port,))
        notes: list[dict[str, object]] = []
        sweep = Sweep(
            some,
            allow,
            Pace(1e6),
            key=b"k",
            note=lambda kind, **fields: notes.append(fields),
            workers=2,
            way=Way("127.0.0.7"),
        )
        assert list(sweep)[-1] == Progress(512, opened=2, refused=510)
        peers = [door.accept() for door in (first, other)]
        for peer, _ in peers:
            peer.close()
    assert {name[0] for _, name in peers} == {"127.0.0.7"}
    assert {note["part"] for note in notes if note["opened"]} == {0, 1}
