import errno
import gc
import os
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from leftopen.journal import Journal, verify
from leftopen.net import sockets
from leftopen.net.admission import Permit
from leftopen.net.sweep import loop
from leftopen.net.sweep.accounting import Accepted, Progress
from leftopen.net.sweep.loop import Loop
from leftopen.net.sweep.outage import Route
from leftopen.scope import file, ranges
from leftopen.scope.targets import Targets
from tests.permits import LOOPBACK, permitted, scope_of


class Gentle(NamedTuple):
    rate: float = 1_000_000
    per_host: int = 4
    timeout: float = 0.2


GENTLE = Gentle()
PERMIT = permitted(scope_of([*LOOPBACK, "2001:db8::/126"]))


def free_port(address: str = "127.0.0.1") -> int:
    with socket.create_server((address, 0), family=socket.AF_INET6 if ":" in address else socket.AF_INET) as door:
        return int(door.getsockname()[1])


def targets(block: str, *ports: int) -> Targets:
    return Targets([ranges.parse(block)], ports)


def walk(some: Targets, limits: Gentle = GENTLE, **more: Any) -> Loop:
    given: dict[str, Any] = {"permit": PERMIT, "limits": limits, "key": b"key", "network_rate": 1e6}
    return Loop(targets=some, **given | more)


def run(some: Targets, limits: Gentle = GENTLE, **more: Any) -> tuple[Counter[tuple[str, int]], Progress]:
    """What was found, and the last word, which has to account for every pair."""
    events = list(walk(some, limits, **more))
    last = events[-1]
    assert isinstance(last, Progress)
    assert last.in_flight == last.waiting == 0
    assert last.position == last.done == some.size
    found = Counter((event.address, event.port) for event in events if isinstance(event, Accepted))
    assert found.total() == last.opened
    return found, last


class Fake:
    """A socket whose connects end as told: `codes` in turn; `late` (None: never) once it is watched."""

    def __init__(self, *codes: int, late: int | None = None) -> None:
        self.codes, self.late = list(codes), late
        self.asked: list[tuple[str, int]] = []
        mute, loud = os.pipe()
        self._ends = (mute, loud)

    def connect_ex(self, address: tuple[str, int]) -> int:
        self.asked.append(address)
        return self.codes.pop(0) if self.codes else errno.EALREADY

    def fileno(self) -> int:
        """A pipe can be written to at once at one end and never at the other."""
        return self._ends[0] if self.late is None else self._ends[1]

    def getsockopt(self, level: int, option: int) -> int:
        assert self.late is not None
        return self.late

    def getsockname(self) -> tuple[str, int]:
        return ("127.0.0.1", 1)

    def getpeername(self) -> tuple[str, int]:
        return ("127.0.0.2", 2)

    def close(self) -> None:
        for end in self._ends:
            os.close(end)
        self._ends = (-1, -1)


@pytest.fixture
def supply(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], None]:
    """Replaces the sockets of the sweep; second asks come soon."""

    def install(make: Callable[[], Any]) -> None:
        def opened(*, six: bool, source: str | None = None) -> Any:
            return make()

        monkeypatch.setattr(sockets, "open_socket", opened)
        monkeypatch.setattr(loop, "AGAIN", 0.05)

    return install


@pytest.fixture(params=["at once", "by events", "by a selector"])
def ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param != "at once":
        monkeypatch.setattr(sockets, "AT_ONCE", False)
    if request.param == "by a selector":
        monkeypatch.delattr("select.epoll", raising=False)


@pytest.fixture(autouse=True)
def nothing_leaks() -> Iterator[None]:
    gc.collect()  # what earlier tests left to it
    before = len(list(Path("/dev/fd").iterdir()))
    yield
    assert len(list(Path("/dev/fd").iterdir())) == before


@pytest.mark.usefixtures("ways")
def test_every_listener_is_found(tmp_path: Path) -> None:
    ports = sorted({free_port() for _ in range(12)})
    some = targets("127.77.0.0/24", *ports)
    with ExitStack() as doors, Journal(tmp_path / "j") as journal:
        wanted = {(f"127.77.0.{number}", ports[number % len(ports)]) for number in range(1, 200, 9)}
        for pair in wanted:
            doors.enter_context(socket.create_server(pair))
        found, last = run(some, note=journal.note)
    assert found == Counter(wanted)
    assert last.refused == some.size - len(wanted)
    assert (last.again, last.silent, last.dropped, last.unreachable, last.excluded) == (0, 0, 0, 0, 0)
    assert verify(tmp_path / "j").intact


def test_the_journal_accounts_for_every_pair() -> None:
    notes: list[dict[str, Any]] = []
    ports = tuple(free_port() for _ in range(6))
    with socket.create_server(("127.77.1.5", 0)) as door:
        port = door.getsockname()[1]
        some = targets("127.77.0.0/21", *ports, port)
        found, last = run(some, note=lambda kind, **fields: notes.append(fields))
    notes.sort(key=lambda note: note["first"])
    assert [note["first"] for note in notes[1:]] == [note["next"] for note in notes[:-1]]
    assert (notes[0]["first"], notes[-1]["next"]) == (0, some.size)
    assert sum(note["refused"] for note in notes) == last.refused
    assert [pair for note in notes for pair in note["opened"]] == [f"127.77.1.5:{port}"]
    assert found == {("127.77.1.5", port): 1}
    assert len({note["key"] for note in notes}) == 1


def test_an_excluded_address_never_gets_a_connection() -> None:
    with socket.create_server(("127.77.0.9", 0)) as canary:
        canary.setblocking(False)
        port = canary.getsockname()[1]
        text = f"""
            name = "T"
            targets = ["127.77.0.0/24"]
            exclude = ["127.77.0.8/30"]
            ports = [{port}]
            [authorisation]
            by = "CISO"
            reference = "A"
            expires = 2099-01-01
        """
        scope = file.parse(text, {})
        found, last = run(Targets(scope.targets, scope.ports, scope.pinned), permit=permitted(scope))
        assert not found
        assert (last.excluded, last.asked) == (4, 252)
        with pytest.raises(BlockingIOError):
            canary.accept()


def test_ipv6(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as door:
        port, shut = door.getsockname()[1], free_port("::1")
        asked: list[tuple[int, int, int]] = []

        def note_it(_: Permit, version: int, number: int, asked_port: int) -> None:
            asked.append((version, number, asked_port))

        monkeypatch.setattr(Permit, "why_not_number", note_it)
        notes: list[dict[str, Any]] = []
        found, last = run(targets("::1", port, shut), note=lambda kind, **more: notes.append(more))
    assert found == {("::1", port): 1}
    assert last.refused == 1
    assert sorted(asked) == sorted([(6, 1, port), (6, 1, shut)])
    assert notes[0]["opened"] == [f"[::1]:{port}"]


def test_a_silent_pair_is_asked_a_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A listener whose queue is full drops the SYN, as a firewall does."""
    monkeypatch.setattr(loop, "AGAIN", 0.05)
    with ExitStack() as stack:
        door = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(3):
            full = stack.enter_context(socket.socket())
            full.setblocking(False)
            full.connect_ex(door.getsockname())
        found, last = run(targets("127.0.0.1", door.getsockname()[1]))
    assert not found
    assert (last.silent, last.again, last.asked) == (1, 1, 1)


def test_a_listener_whose_first_syn_was_lost_is_found(supply: Callable[[Callable[[], Any]], None]) -> None:
    real = sockets.open_socket
    made: list[Fake] = []

    def lossy() -> Any:
        if len(made) < 3:
            made.append(Fake(errno.EINPROGRESS))
            return made[-1]
        return real(six=False)

    supply(lossy)
    with ExitStack() as doors:
        opened = [doors.enter_context(socket.create_server((f"127.77.0.{n}", 0))).getsockname() for n in (1, 2, 3)]
        some = Targets((), (), [file.Pinned(ranges.parse(address), port) for address, port in opened])
        found, last = run(some)
    assert found == Counter(opened)
    assert last.again == 3


def test_the_guard_is_asked_before_each_connect(
    supply: Callable[[Callable[[], Any]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Fake] = []
    calls: list[int] = []

    def once(_: Permit, version: int, number: int, port: int) -> str | None:
        calls.append(port)
        return None if len(calls) == 1 else "authorisation withdrawn"

    def silent() -> Fake:
        made.append(Fake(errno.EINPROGRESS))
        return made[-1]

    supply(silent)
    monkeypatch.setattr(Permit, "why_not_number", once)
    _, last = run(targets("127.0.0.1", 80))
    assert len(made) == 1
    assert (last.again, last.excluded, last.asked) == (1, 1, 0)


@pytest.mark.parametrize(
    ("codes", "late", "count"),
    [
        ((errno.ECONNREFUSED,), None, "refused"),
        ((errno.EINPROGRESS,), errno.ECONNRESET, "refused"),
        ((errno.ENETUNREACH,), None, "dropped"),
        ((errno.EHOSTUNREACH,), None, "dropped"),
        ((errno.EINPROGRESS,), errno.ENETUNREACH, "unreachable"),
        ((errno.EINPROGRESS, errno.EHOSTUNREACH), None, "unreachable"),
        ((errno.EINPROGRESS,), errno.EHOSTUNREACH, "unreachable"),
        ((errno.EINVAL,), None, "dropped"),
        ((errno.EPERM,), None, "dropped"),
        ((errno.EINPROGRESS,), errno.EACCES, "dropped"),
        ((errno.EINPROGRESS,), errno.ETIMEDOUT, "silent"),
        ((errno.EINPROGRESS,), None, "silent"),
        ((errno.EINPROGRESS,), 0, "opened"),
        ((errno.EINPROGRESS, 0), None, "opened"),
    ],
)
def test_each_end_is_counted_as_what_it_is(
    codes: tuple[int, ...], late: int | None, count: str, supply: Callable[[Callable[[], Any]], None]
) -> None:
    supply(lambda: Fake(*codes, late=late))
    _, last = run(targets("127.0.0.0/30", 80), Gentle(timeout=0.1))
    assert getattr(last, count) == last.done == 4
    assert last.again == (4 if count == "silent" else 0)


@pytest.mark.parametrize("code", [errno.EMFILE, errno.EADDRNOTAVAIL, errno.ENOBUFS, errno.ECONNABORTED])
def test_want_of_sockets_slows_down_and_loses_nothing(
    code: int, supply: Callable[[Callable[[], Any]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = sockets.open_socket, Counter[str]()

    def scarce() -> Any:
        calls["all"] += 1
        if calls["all"] % 3 or calls["all"] > 60:
            return real(six=False)
        if code == errno.EMFILE:
            raise OSError(code, "no descriptor left")
        return Fake(code)

    supply(scarce)
    monkeypatch.setattr(sockets, "AT_ONCE", False)
    port = free_port()
    with ExitStack() as doors:
        wanted = {(f"127.77.0.{number}", port) for number in range(1, 20)}
        for pair in wanted:
            doors.enter_context(socket.create_server(pair))
        sweep = walk(targets("127.77.0.0/26", port))
        before = sweep._window
        events = list(sweep)
    last = events[-1]
    assert isinstance(last, Progress)
    assert {(event.address, event.port) for event in events if isinstance(event, Accepted)} == wanted
    assert (last.dropped, last.done) == (0, 64)
    assert calls["all"] > 64, "some were tried again"
    assert sweep._window < before


def test_the_window_grows_again_when_the_want_is_over() -> None:
    sweep = walk(targets("127.77.0.0/26", free_port()), Gentle(rate=150))
    sweep._window = 16
    assert list(sweep)[-1] == Progress(64, refused=64)
    assert sweep._window > 16


def test_an_answer_to_the_second_ask_only_slows_the_network(supply: Callable[[Callable[[], Any]], None]) -> None:
    made: list[Fake] = []

    def first_lost() -> Fake:
        made.append(Fake(errno.EINPROGRESS, late=errno.ECONNREFUSED if made else None))
        return made[-1]

    supply(first_lost)
    sweep = walk(targets("127.0.0.1", 80))
    assert list(sweep)[-1] == Progress(1, refused=1, again=1)
    assert [network.slow for network in sweep._pace.networks.values()] == [2]


def test_a_connection_to_ourselves_is_no_listener(
    supply: Callable[[Callable[[], Any]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    supply(lambda: Fake(errno.EINPROGRESS, 0))
    monkeypatch.setattr(Fake, "getpeername", Fake.getsockname)
    found, last = run(targets("127.0.0.1", 80))
    assert not found
    assert last.refused == 1


def test_pairs_that_never_get_a_socket_are_counted(
    supply: Callable[[Callable[[], Any]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> Any:
        raise OSError(errno.ENFILE, "no descriptor left")

    supply(none)
    monkeypatch.setattr(loop, "TRIES", 2)
    _, last = run(targets("127.0.0.0/28", 80))
    assert last.dropped == 16


@pytest.mark.parametrize("code", [errno.EADDRNOTAVAIL, errno.ENETUNREACH, errno.EAFNOSUPPORT])
def test_without_ipv6_its_addresses_are_not_asked(code: int, supply: Callable[[Callable[[], Any]], None]) -> None:
    def none() -> Any:
        if code == errno.EAFNOSUPPORT:
            raise OSError(code, "no such family")
        return Fake(code)

    supply(none)
    _, last = run(targets("2001:db8::/126", 80))
    assert (last.dropped, last.unreachable, last.asked) == (4, 0, 0)


@pytest.mark.usefixtures("ways")
@pytest.mark.parametrize(("source", "target"), [("127.0.0.7", "127.77.0.0/26"), ("127.0.0.7", "::1"), ("::1", "::1")])
def test_the_source_is_used_for_its_ip_version(source: str, target: str) -> None:
    six = ":" in target
    at = "::1" if six else "127.77.0.33"
    with socket.create_server((at, 0), family=socket.AF_INET6 if six else socket.AF_INET) as door:
        port = door.getsockname()[1]
        found, _ = run(targets(target, port, free_port(at)), route=Route(source))
        peer, name = door.accept()
        peer.close()
    assert found == {(at, port): 1}
    assert name[0] == ("::1" if six else source)


def test_a_source_that_is_not_ours_asks_nothing() -> None:
    _, last = run(targets("127.77.0.0/28", 1), route=Route("192.0.2.7"))
    assert (last.dropped, last.asked) == (16, 0)


@pytest.mark.parametrize("per_host", [1, 3])
def test_a_host_gets_few_connections_at_a_time(per_host: int, supply: Callable[[Callable[[], Any]], None]) -> None:
    flying: Counter[str] = Counter()
    most: Counter[str] = Counter()

    class Counted(Fake):
        def connect_ex(self, address: tuple[str, int]) -> int:
            if not self.asked:
                flying[address[0]] += 1
                most[address[0]] = max(most[address[0]], flying[address[0]])
            return super().connect_ex(address)

        def close(self) -> None:
            flying[self.asked[0][0]] -= 1
            super().close()

    supply(lambda: Counted(errno.EINPROGRESS))
    _, last = run(targets("127.0.0.1-127.0.0.3", *range(1, 5)), Gentle(per_host=per_host, timeout=0.05))
    assert last.silent == 12
    assert set(most.values()) == {per_host}
    assert not +flying


@pytest.mark.parametrize(("rate", "network_rate"), [(200.0, 1e6), (1e6, 200.0)])
def test_the_pace_is_kept(rate: float, network_rate: float) -> None:
    began = time.monotonic()
    run(targets("127.77.0.0/26", free_port()), Gentle(rate=rate), network_rate=network_rate)
    assert time.monotonic() - began >= (64 - 1) / 200 - 0.1 - 0.01


def test_a_stop_tells_where_to_go_on(supply: Callable[[Callable[[], Any]], None]) -> None:
    port = free_port()
    some = targets("127.77.0.0/22", port)
    notes: list[dict[str, Any]] = []
    with ExitStack() as doors:
        wanted = {(f"127.77.{number % 4}.{number}", port) for number in range(1, 120)}
        for pair in wanted:
            doors.enter_context(socket.create_server(pair))
        first = walk(some, note=lambda kind, **more: notes.append(more))
        found: set[tuple[str, int]] = set()
        last = Progress(0)
        for event in first:
            if isinstance(event, Accepted):
                found.add((event.address, event.port))
                if len(found) == 20:
                    first.stop()
            else:
                last = event
        assert 0 < last.position < some.size
        assert last.in_flight == 0
        assert notes[-1]["stopped_at"] == last.position
        assert {visit[3] for visit in some.walk(b"key", 0, last.position)} & wanted <= found
        rest = [event for event in walk(some, start=last.position) if isinstance(event, Accepted)]
    assert found | {(event.address, event.port) for event in rest} == wanted


def test_pairs_on_their_way_at_a_stop_are_asked_again(supply: Callable[[Callable[[], Any]], None]) -> None:
    supply(lambda: Fake(errno.EINPROGRESS))
    some = targets("127.0.0.0/28", 80)
    sweep = walk(some, Gentle(timeout=60), every=0.0)
    for event in sweep:
        assert isinstance(event, Progress)
        if event.in_flight == 16:
            sweep.stop()
        last = event
    assert (last.position, last.done, last.in_flight) == (0, 0, 0)


def test_leaving_the_iteration_closes_everything(supply: Callable[[Callable[[], Any]], None]) -> None:
    supply(lambda: Fake(errno.EINPROGRESS))
    events = iter(walk(targets("127.0.0.0/28", 80), Gentle(timeout=60), every=0.0))
    next(events)
    del events  # the fixture counts descriptors


def test_a_slow_reader_does_not_make_answers_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "AT_ONCE", False)
    port = free_port()
    with ExitStack() as doors:
        for number in range(1, 31):
            doors.enter_context(socket.create_server((f"127.77.0.{number}", port)))
        count = 0
        for event in walk(targets("127.77.0.1-127.77.0.30", port), Gentle(rate=400, timeout=0.05)):
            if isinstance(event, Accepted):
                count += 1
                if count % 10 == 0:
                    time.sleep(0.2)
            else:
                last = event
    assert (last.opened, last.silent, last.again) == (30, 0, 0)


def test_an_empty_scope_ends_at_once() -> None:
    found, last = run(Targets((), ()))
    assert not found
    assert last == Progress(0)
