import socket
from typing import NamedTuple

from leftopen.net.sweep.sweep import Accepted, Progress, Sweep
from leftopen.scope import file, ranges
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
        assert isinstance(events[0], Accepted)
        assert events[0][:2] == door.getsockname()
    assert events[-1] == Progress(1, opened=1)


def test_a_stopped_sweep_ends() -> None:
    sweep = Sweep(Targets([ranges.parse("127.0.0.0/8")], range(1, 65536)), allow, Pace(100.0), key=b"k")
    for event in sweep:
        sweep.stop()
        last = event
    assert isinstance(last, Progress)
