"""How the questions of a run end before all is asked: a permission that runs out, a network that is lost."""

import datetime as dt
import errno
import socket
import time
from pathlib import Path

import pytest

from leftopen import journal
from leftopen.audit.pipeline import Audit
from leftopen.audit.plan import JOURNAL, Plan
from leftopen.audit.progress import State
from leftopen.model import Status, Target
from leftopen.net import sockets
from tests.audit.runs import HOST, at, open_redis, run, scope, silent
from tests.labs import labs
from tests.permits import permitted

# --- a permission that runs out ---------------------------------------------------------------------------------------


def soon(seconds: float) -> str:
    return (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)).isoformat()


def test_nothing_is_sent_once_the_permission_has_expired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with labs(open_redis()) as (server,):
        permit = permitted(scope([HOST], [server.port], expires=soon(600)))
        later = time.time() + 601
        monkeypatch.setattr(time, "time", lambda: later)
        for plan in (Plan(tmp_path / "swept"), Plan(tmp_path / "listed", (Target(HOST, server.port),))):
            report = Audit(permit, plan).run()
            assert (report.run.complete, report.run.expired, report.services) == (False, True, ())
        assert not server.heard


@pytest.mark.parametrize("processes", [1, 2])
def test_a_permission_that_runs_out_in_the_midst_ends_the_run_which_goes_on_when_it_is_renewed(
    tmp_path: Path, processes: int
) -> None:
    limits = "[limits]\ntimeout = 0.5\nservice_seconds = 30\nrate = 300\n"
    with labs(open_redis(), silent) as (known, waiting):
        targets = [f"{HOST}:{known.port}", f"{HOST}:{waiting.port}", "127.82.32.0/21:1"]
        cut = scope(targets, more=limits, expires=soon(2.0))
        first = run(cut, tmp_path, processes=processes)
        assert (first.run.complete, first.run.expired, first.run.lost) == (False, True, None)
        assert first.run.asked < first.run.targets
        assert all(problem.status is not Status.BARRED for problem in first.errors)
    assert journal.verify(tmp_path / JOURNAL).intact


# --- a lost network (with a real one: tests/net/test_outage.py) -------------------------------------------------------


class Network:
    """Decides what this machine has a way to, in place of its routes; the connects are real."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.down = ""
        monkeypatch.setattr(sockets, "has_route", self.has_route)

    def has_route(self, address: tuple[str, int], source: str | None = None) -> bool:
        return not (self.down and address[0].startswith(self.down))


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    return Network(monkeypatch)


@pytest.mark.parametrize("listed", [False, True])
def test_a_service_is_not_done_where_the_network_was_lost(tmp_path: Path, network: Network, listed: bool) -> None:
    with labs(open_redis(), silent) as (known, waiting):
        chosen = tuple(Target(server.address, server.port) for server in (known, waiting)) if listed else None

        def cut(_: Audit, state: State) -> None:
            network.down = "127." if state.probed else ""

        first = run(at(known, waiting), tmp_path, cut, listed=chosen, patience=0.1)
        assert (first.run.complete, first.run.lost) == (False, HOST)
        assert [service.port for service in first.services] == [known.port], "what was proved stays"
        assert first.errors == ()
        network.down, before = "", len(waiting.heard)
        second = run(at(known, waiting), tmp_path, listed=chosen, resume=True)
        assert len(waiting.heard) > before
    assert (second.run.complete, second.run.lost, second.run.probed) == (True, None, 2)


def test_a_service_is_asked_again_in_the_same_run_where_the_network_comes_back(
    tmp_path: Path, network: Network
) -> None:
    limits = "[limits]\nrate = 400\ntimeout = 0.5\nservice_seconds = 0.5\n"
    began: list[float] = []

    def flap(_: Audit, state: State) -> None:
        if state.answering and not began:
            began.append(time.monotonic())
        network.down = "127." if state.answering and time.monotonic() < began[0] + 2.0 else ""

    with labs(silent) as (waiting,):
        given = scope([f"{HOST}:{waiting.port}", "127.82.20.0/24:1"], more=limits)
        report = run(given, tmp_path, flap, patience=20.0)
        assert len(waiting.heard) > 2
    assert (report.run.complete, report.run.asked, report.run.probed) == (True, 257, 1)


def test_a_run_that_could_ask_nothing_is_not_done(tmp_path: Path, network: Network) -> None:
    """With a source that is no more, nothing leaves, as without a network."""
    given = scope(["127.82.20.0/26"])
    network.down = "127."
    first = run(given, tmp_path, source="192.0.2.7")
    assert (first.run.complete, first.run.lost, first.run.dropped) == (False, "127.82.20.0/26", 64)
    network.down = ""
    second = run(given, tmp_path, resume=True)
    assert (second.run.complete, second.run.asked, second.run.dropped) == (True, 64, 0)


@pytest.mark.parametrize("block", ["127.82.20.0/26", None])
def test_without_ipv6_its_addresses_are_said_and_the_run_ends_as_usual(
    tmp_path: Path, network: Network, monkeypatch: pytest.MonkeyPatch, block: str | None
) -> None:
    real = sockets.open_socket

    def opened(*, six: bool, source: str | None = None) -> socket.socket:
        if six:
            raise OSError(errno.EAFNOSUPPORT, "no IPv6 here")
        return real(six=six, source=source)

    network.down = "2001:"
    monkeypatch.setattr(sockets, "open_socket", opened)
    report = run(scope([block, "2001:db8::/126"] if block else ["2001:db8::/126"]), tmp_path, patience=0.1)
    assert (report.run.complete, report.run.dropped, report.run.asked) == (True, 4, 64 if block else 0)
