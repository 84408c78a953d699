import errno
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from leftopen.model import Target
from leftopen.net import sockets
from leftopen.net.sweep.accounting import Accepted, Progress
from leftopen.net.sweep.loop import Loop
from leftopen.net.sweep.outage import EVERY, Address, NetworkLost, Outage, Retries, Route
from leftopen.net.sweep.pace import NetworkPace
from leftopen.scope import ranges
from leftopen.scope.targets import Targets
from tests.permits import LOOPBACK, permitted, scope_of

ONE, OTHER, FAR, SIX = ("10.20.0.5", 80), ("10.20.0.255", 80), ("10.30.0.1", 80), ("2001:db8::1", 80)


def network() -> NetworkPace:
    return NetworkPace(1e6, 3.0)


class Routes:
    """Which addresses this machine has a way to: all but those that begin with one of `down`."""

    def __init__(self, *down: str) -> None:
        self.down = set(down)
        self.asked: list[Address] = []

    def __call__(self, address: Address, source: str | None = None) -> bool:
        self.asked.append(address)
        return not any(address[0].startswith(head) for head in self.down)


# --- the judgement ----------------------------------------------------------------------------------------------------


def test_what_was_never_reachable_is_no_outage() -> None:
    outage = Outage(Route(), Routes("2001:", "10."))
    assert not outage.cut_off(network(), SIX, 0.0)
    assert not outage.look(0.0)
    assert outage.gone is None


def test_an_address_that_never_is_reachable_in_a_network_that_is_makes_no_outage() -> None:
    outage, near = Outage(Route(), Routes(OTHER[0])), network()
    outage.left(near, ONE)
    assert not outage.cut_off(near, OTHER, 0.0)


def test_a_network_to_which_there_was_a_way_is_lost() -> None:
    routes = Routes()
    outage, near, far = Outage(Route(), routes), network(), network()
    outage.left(near, ONE)
    outage.left(far, FAR)
    routes.down = {"10.20."}
    assert not outage.cut_off(far, FAR, 0.0), "the other network is still there"
    assert outage.cut_off(near, OTHER, 0.0)
    assert outage.gone == ONE
    assert outage.cut_off(far, FAR, 0.0), "while it lasts, nothing is concluded about anybody"


def test_a_network_that_is_new_is_judged_by_the_last_one_of_its_ip_version() -> None:
    routes = Routes()
    outage = Outage(Route(), routes)
    outage.left(network(), ONE)
    outage.left(network(), SIX)
    assert not outage.cut_off(network(), FAR, 0.0)
    routes.down = {"2001:"}
    assert not outage.cut_off(network(), FAR, 0.0)
    routes.down = {"10."}
    assert outage.cut_off(network(), FAR, 0.0)


def test_an_outage_is_seen_without_a_connect_that_fails() -> None:
    routes = Routes()
    outage = Outage(Route(patience=5.0), routes)
    outage.left(network(), ONE)
    assert not outage.look(0.0)
    routes.down = {"10."}
    assert not outage.look(EVERY / 2), "not all the time"
    assert outage.look(EVERY)
    assert not outage.over(EVERY + 4.9)
    assert outage.over(EVERY + 5.0)


def test_a_network_that_comes_back_has_all_its_time_again() -> None:
    routes = Routes()
    outage = Outage(Route(patience=5.0), routes)
    outage.left(network(), ONE)
    routes.down = {"10."}
    assert outage.look(0.0)
    routes.down = set()
    assert not outage.look(4.0)
    assert not outage.over(9.0)
    routes.down = {"10."}
    assert outage.look(10.0)
    assert not outage.over(14.0)


def test_what_earlier_sittings_reached_counts() -> None:
    outage = Outage(Route(left=(FAR, ONE)), Routes("10.20."))
    assert outage.look(0.0)
    assert outage.gone == ONE


def test_services_are_asked_again_where_the_network_was_lost_meanwhile() -> None:
    routes = Routes()
    unasked = Retries(routes, ())
    near, far, six = Target(*ONE), Target(*FAR), Target(*SIX)
    assert not unasked.takes(near, told=True, accepted=False)
    routes.down = {"10.", "2001:"}
    assert not unasked.takes(six, told=False, accepted=False), "never reachable"
    assert unasked.takes(six, told=False, accepted=True), "it took a connection before"
    assert unasked.takes(far, told=False, accepted=False)
    assert not unasked.takes(near, told=True, accepted=True), "what it told is kept"
    assert list(unasked.targets.values()) == [six, far]
    routes.down = {"10.30."}
    assert not unasked.takes(six, told=False, accepted=True)
    assert not unasked.takes(near, told=False, accepted=True)
    assert not unasked.takes(far, told=False, accepted=False), "a way to others: then it has none of its own"
    assert not unasked.targets


# --- the sweep --------------------------------------------------------------------------------------------------------


class Limits(NamedTuple):
    rate: float = 2000.0
    per_host: int = 4
    timeout: float = 0.1


class Wire(Routes):
    """A network in place of the sockets: refuses each connect that leaves, and counts them."""

    def __init__(self, *down: str) -> None:
        super().__init__(*down)
        self.left = Counter[Address]()
        self.cut_after: int | None = None
        self.cut: set[str] = set()

    def open_socket(self, *, six: bool, source: str | None = None) -> Any:
        return Wired(self)

    def connect(self, address: Address) -> int:
        if self.cut_after is not None and self.left.total() >= self.cut_after:
            self.down, self.cut_after = self.cut, None
        if not self(address):
            return errno.ENETUNREACH
        self.left[address] += 1
        return errno.EINPROGRESS


class Wired:
    def __init__(self, wire: Wire) -> None:
        self._wire, self._asked = wire, False

    def connect_ex(self, address: Address) -> int:
        self._asked = not self._asked
        return self._wire.connect(address) if self._asked else errno.ECONNREFUSED

    def close(self) -> None:
        pass


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    made = Wire()
    monkeypatch.setattr(sockets, "open_socket", made.open_socket)
    monkeypatch.setattr(sockets, "has_route", made)
    monkeypatch.setattr(sockets, "AT_ONCE", True)
    return made


PERMIT = permitted(scope_of([*LOOPBACK, "10.0.0.0/8", "2001:db8::/120"]))


def sweep(some: Targets, heard: Callable[[Progress], None] = lambda _: None, **more: Any) -> tuple[Progress, bool]:
    return to_the_end(Loop(PERMIT, some, Limits(), key=b"k", network_rate=1e6, every=0.02, **more), heard)


def to_the_end(
    events: Iterable[Accepted | Progress], heard: Callable[[Progress], None] = lambda _: None
) -> tuple[Progress, bool]:
    """The last word, and whether the network was lost."""
    last = Progress(0)
    try:
        for event in events:
            if isinstance(event, Progress):
                last = event
                heard(event)
    except NetworkLost:
        return last, True
    return last, False


MIXED = Targets([ranges.parse("10.20.0.0/24"), ranges.parse("10.30.0.0/24"), ranges.parse("2001:db8::/120")], (80, 81))


def test_a_range_without_a_way_is_dropped_and_the_rest_is_asked(wire: Wire) -> None:
    wire.down = {"2001:", "10.20.0.255"}
    last, lost = sweep(MIXED)
    assert not lost
    assert (last.refused, last.dropped, last.unreachable, last.position) == (1022, 514, 0, MIXED.size)


@pytest.mark.parametrize("cut", ["10.", "10.20."])
def test_a_lost_network_ends_the_sweep_and_nothing_is_passed_over(wire: Wire, cut: str) -> None:
    wire.cut_after, wire.cut = 600, {cut}
    notes: list[dict[str, Any]] = []
    last, lost = sweep(MIXED, route=Route(patience=0.3), note=lambda kind, **fields: notes.append(fields))
    assert lost
    assert (last.in_flight, last.waiting, last.dropped, last.unreachable) == (0, 0, 0, 0)
    assert notes[-1]["stopped_at"] == last.position
    passed = {visit[3] for visit in MIXED.walk(b"k", 0, last.position)}
    assert 0 < last.position < MIXED.size
    assert passed <= set(wire.left), "each before the position was asked"
    wire.down = set()
    last, lost = sweep(MIXED, start=last.position)
    assert not lost
    assert len(wire.left) == MIXED.size


def test_a_network_that_comes_back_in_time_costs_nothing_but_time(wire: Wire) -> None:
    wire.cut_after, wire.cut = 600, {"10."}
    began: list[float] = []

    def mend(_: Progress) -> None:
        if wire.down and not began:
            began.append(time.monotonic())
        if wire.down and time.monotonic() > began[0] + 0.3:
            wire.down = set()

    last, lost = sweep(MIXED, mend)
    assert began
    assert not lost
    assert (last.refused, last.dropped, last.done) == (MIXED.size, 0, MIXED.size)
    assert set(wire.left.values()) == {1}


def test_a_run_that_goes_on_in_the_same_outage_is_lost_again(wire: Wire) -> None:
    wire.down = {"10.", "2001:"}
    last, lost = sweep(MIXED, start=700, route=Route(left=(ONE,), patience=0.2))
    assert lost
    assert last == Progress(700)


def test_nothing_is_concluded_during_an_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor what the network says then: a packet that waited for a neighbour comes back as unreachable."""
    some = Targets([ranges.parse("127.77.0.0/28")], (9,))
    routes = Routes()
    monkeypatch.setattr(sockets, "has_route", routes)
    monkeypatch.setattr(sockets, "outcome", lambda sock: errno.EHOSTUNREACH)
    monkeypatch.setattr(sockets, "AT_ONCE", False)
    loop = Loop(PERMIT, some, Limits(), key=b"k", network_rate=1e6, every=0.02, route=Route(patience=0.2))
    routes.down = {"127."}
    last, lost = to_the_end(loop)
    assert lost
    assert (last.unreachable, last.silent, last.position) == (0, 0, 0)


def test_a_stop_during_an_outage_is_a_stop(wire: Wire) -> None:
    wire.cut_after, wire.cut = 100, {"10.", "2001:"}
    loop = Loop(PERMIT, MIXED, Limits(), key=b"k", network_rate=1e6, every=0.02)
    last, lost = to_the_end(loop, lambda _: loop.stop() if wire.down else None)
    assert not lost
    assert last.position <= 100


# --- a real network ---------------------------------------------------------------------------------------------------

SPACE = [
    "unshare",
    *(["--user", "--map-root-user"] if os.geteuid() else []),
    "--net",
    "--pid",
    "--fork",
    "--kill-child",
]


def spaces() -> bool:
    """Whether network namespaces can be made here."""
    tools = all(shutil.which(tool) for tool in ("unshare", "ip"))
    make = [*SPACE, "ip", "link", "add", "net0", "type", "veth", "peer", "name", "net1"]
    return tools and subprocess.run(make, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not spaces(), reason="no network namespace can be made here")
def test_an_interface_that_goes_down_ends_the_run_and_resume_goes_on(tmp_path: Path) -> None:
    done = subprocess.run(
        [*SPACE, sys.executable, "-m", "tests.net.lost_network", tmp_path],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "cut: lost 10.20.0.0/22, complete False, 0 errors",
        "still down: lost 10.20.0.0/22, complete False, 0 errors",
        "mended: lost None, complete True, 0 errors, 2048 asked, 0 silent, 512 dropped, found 10.20.0.77 10.20.1.77",
    ]
