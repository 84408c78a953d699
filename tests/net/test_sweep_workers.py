import os
import signal
import socket
import threading
from multiprocessing import Pipe, active_children
from typing import Any

import pytest

from leftopen.net import sweep_loop, sweep_workers
from leftopen.net.ledger import Opened, Progress
from leftopen.net.sweep_workers import Share, SweepError, Workers, work
from leftopen.scope import file, ranges
from leftopen.scope.guard import Guard
from leftopen.scope.targets import Targets

SCOPE = file.parse(
    """
    name = "T"
    targets = ["127.77.0.0/22"]
    ports = [9]
    [authorisation]
    by = "CISO"
    reference = "A"
    expires = 2099-01-01
    [limits]
    rate = 40
    """,
    {},
)
TARGETS = Targets(SCOPE.targets, SCOPE.ports)
ALLOW = Guard(SCOPE).why_not_number


def share(targets: Targets = TARGETS, rate: float = 1e6, part: int = 0, parts: int = 1) -> Share:
    return Share(targets, lambda *_: None, rate, 4, 0.2, b"k", 0, 1e6, True, part, parts)


@pytest.fixture(autouse=True)
def interrupt_key() -> Any:
    """`work` is the main function of a process and ignores the interrupt key for good."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


def parcels(pipe: Any) -> list[Any]:
    items: list[Any] = []
    while not items or items[-1] is not None:
        items += pipe.recv()
    return items


def test_a_worker_sends_what_it_finds_and_notes() -> None:
    ours, theirs = Pipe()
    with socket.create_server(("127.0.0.1", 0)) as door:
        targets = Targets([ranges.parse("127.0.0.1")], (door.getsockname()[1], 9))
        work(theirs, share(targets))
        address, port = door.getsockname()
    *items, last, end = parcels(ours)
    assert end is None
    assert last == Progress(2, opened=1, refused=1)
    assert [item[:2] for item in items if isinstance(item, Opened)] == [(address, port)]
    assert [item[0] for item in items if not isinstance(item, Opened | Progress)] == ["sweep"]


def test_a_worker_does_as_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_workers, "_OFTEN", 0.0)
    ours, theirs = Pipe()
    ours.send(1e6)
    work(theirs, share(rate=0.5))
    assert parcels(ours)[-2].done == TARGETS.size, "with the first rate it would take half an hour"
    ours.send(None)
    work(theirs, share(rate=0.5))
    assert parcels(ours)[-2].done < TARGETS.size


def test_a_worker_is_told_what_others_used_of_the_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_workers, "_OFTEN", 0.0)
    charges: list[int] = []
    monkeypatch.setattr(sweep_loop.Loop, "charge", lambda _, count: charges.append(count))
    ours, theirs = Pipe()
    ours.send(7)
    work(theirs, share())
    assert charges == [7]


def test_each_worker_bears_its_part_of_what_others_used() -> None:
    workers = Workers(TARGETS, ALLOW, SCOPE.limits, key=b"k", start=0, note=None, network_rate=1e6, parts=2)
    (one, first), (other, second) = Pipe(), Pipe()
    for count in (3, 2):
        workers.charge(count)
    workers._share_out({one: 0, other: 1})
    assert (first.recv(), second.recv()) == (2, 2)
    workers.charge(1)
    workers._share_out({one: 0, other: 1})
    assert (first.recv(), second.recv()) == (1, 1), "nothing is forgotten"


def test_a_worker_ends_with_the_first_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_workers, "_OFTEN", 0.0)
    ours, theirs = Pipe()
    ours.close()
    work(theirs, share(rate=0.5))


def workers(rate: float) -> Workers:
    limits = file.Limits(rate=int(rate))
    return Workers(TARGETS, ALLOW, limits, key=b"k", start=0, note=None, network_rate=1e6, parts=2)


def test_a_dead_worker_is_an_error_and_takes_the_others_along() -> None:
    events = iter(workers(40))
    next(events)
    victim = active_children()[0].pid
    assert victim
    os.kill(victim, signal.SIGKILL)
    with pytest.raises(SweepError, match="worker"):
        list(events)
    assert not active_children()


def test_a_stop_reaches_the_workers() -> None:
    sweep = workers(40)
    for event in sweep:
        sweep.stop()
        last = event
    assert isinstance(last, Progress)
    assert 0 <= last.position < TARGETS.size
    assert last.in_flight == 0
    assert not active_children()


def test_what_is_left_gets_the_whole_rate() -> None:
    (ours, quick), (other, slow) = Pipe(), Pipe()
    told: list[float] = []

    def finish() -> None:
        told.append(slow.recv())
        slow.send([Progress(900, silent=5), None])

    last_worker = threading.Thread(target=finish)
    last_worker.start()
    quick.send([Progress(1024, refused=3), None])
    sweep = workers(40)
    list(sweep._merge([ours, other]))
    last_worker.join()
    assert told == [40.0]
    assert sweep._sum() == Progress(900, refused=3, silent=5)
