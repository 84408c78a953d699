import datetime as dt
import socket
from typing import NamedTuple

import pytest

from leftopen.net.sweep.sweep import Accepted, Expired, Progress, Sweep
from leftopen.scope import file, ranges
from leftopen.scope.targets import Targets
from tests.permits import EVERYWHERE, permitted, scope_of


class Pace(NamedTuple):
    rate: float
    per_host: int = 4
    timeout: float = 0.2


def test_default_limits_find_an_open_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        some = Targets([ranges.parse("127.0.0.1")], (door.getsockname()[1],))
        events = list(Sweep(EVERYWHERE, some, file.Limits(), key=b"k"))
        assert isinstance(events[0], Accepted)
        assert events[0][:2] == door.getsockname()
    assert events[-1] == Progress(1, opened=1)


def test_a_sweep_ends_with_its_permit() -> None:
    ends = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=0.5)
    permit = permitted(scope_of(["127.77.0.0/16"], expires=ends.isoformat()))
    sweep = Sweep(permit, Targets([ranges.parse("127.77.0.0/16")], range(1, 65536)), Pace(200.0), key=b"k")
    seen: list[Accepted | Progress] = []
    with pytest.raises(Expired):
        seen.extend(sweep)
    with pytest.raises(Expired):
        list(Sweep(permit, Targets([ranges.parse("127.77.0.1")], [1]), Pace(200.0), key=b"k"))


def test_a_stopped_sweep_ends() -> None:
    sweep = Sweep(EVERYWHERE, Targets([ranges.parse("127.0.0.0/8")], range(1, 65536)), Pace(100.0), key=b"k")
    for event in sweep:
        sweep.stop()
        last = event
    assert isinstance(last, Progress)
