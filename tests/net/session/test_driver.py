import asyncio
import socket
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from leftopen import __version__
from leftopen.journal import Journal, JournalError, verify
from leftopen.model import Access, Status, Target
from leftopen.net.session.driver import PATIENT, Driver, Outcome
from leftopen.net.session.identify import MOST, Search
from leftopen.probes import probes
from leftopen.raw import Finding
from leftopen.scope.file import Limits as Given
from leftopen.wire import rtsp
from leftopen.wire.talk import Fault, SampleLimits, Talk, line, send
from tests.net.lines import QUICK, WORDS, driver, open_words, own, probe, serving, word, words
from tests.permits import EVERYWHERE, permitted, scope_of

SLOW = Given(rate=100_000, per_host=2, timeout=5.0, service_seconds=10.0)


@pytest.fixture(autouse=True)
def _grammar() -> object:
    with words():
        yield


def test_the_outcome_has_everything() -> None:
    async def main() -> tuple[Target, Outcome]:
        async with serving(open_words) as target:
            hinted = probe("words", WORDS.talk, ports=(target.port,))
            return target, await driver(hinted).ask(target)

    target, outcome = asyncio.run(main())
    assert outcome.target == target
    assert outcome.finding is not None
    assert (outcome.tls, outcome.certificate, outcome.problems, outcome.says) == (False, None, (), "identified")
    assert outcome.footprint.bytes_in == 11
    assert outcome.footprint.seconds > 0


def test_limits_reach_the_probe() -> None:
    seen: list[SampleLimits] = []

    def talk(limits: SampleLimits) -> Talk[Finding]:
        seen.append(limits)
        yield from send(word("LIST"))
        return Finding("test", Access.UNKNOWN, "")

    async def main() -> None:
        given = Given(sample_records=1, sample_collections=2, sample_bytes=3, timeout=0.4)
        async with serving(open_words) as target:
            made = Driver(permit=EVERYWHERE, limits=given, probes=[probe("test", talk)], factory=True)
            await made.ask(target)

    asyncio.run(main())
    assert seen == [SampleLimits(1, 2, 3, factory_credentials=True)]


def test_what_is_out_of_scope_is_not_connected_to() -> None:
    async def trap(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raise AssertionError("connected")

    async def main() -> Outcome:
        async with serving(trap) as target:
            outcome = await driver(WORDS, permit=permitted(scope_of(ports=[1]))).ask(target)
            await asyncio.sleep(0.02)
            return outcome

    outcome = asyncio.run(main())
    assert outcome.footprint.connections == 0
    assert [(problem.stage, problem.status, problem.says) for problem in outcome.problems] == [
        ("scope", Status.BARRED, "not connected: port not in the scope")
    ]


def test_where_nobody_listens_is_an_outcome() -> None:
    outcome = asyncio.run(driver(WORDS).ask(Target("127.0.0.1", 1)))
    assert (outcome.finding, outcome.status, outcome.says) == (None, Status.REFUSED, "refuses the connection")


@pytest.mark.parametrize("port", [6379, 9000, 8123])
@pytest.mark.parametrize("says", [b"", b"hello there\r\n"])
@pytest.mark.parametrize("connections", range(1, 8))
def test_a_door_that_shuts_in_between_is_an_outcome(port: int, says: bytes, connections: int) -> None:
    """After so many connections nobody listens any more: of whichever step the next one is."""
    (home,) = own(1)
    door = socket.create_server((home, port))

    def serve() -> None:
        for left in reversed(range(connections)):
            try:
                peer, _ = door.accept()
            except OSError:  # nobody came any more
                return
            if not left:
                door.close()
            with peer, suppress(OSError):
                peer.settimeout(0.05)
                peer.recv(4096)
                peer.sendall(says)

    serving = threading.Thread(target=serve, daemon=True)
    serving.start()
    try:
        made = Driver(permit=EVERYWHERE, limits=QUICK, probes=probes())
        outcome = asyncio.run(made.ask(Target(home, port)))
    finally:
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        door.close()
        serving.join()
    assert outcome.finding is None
    assert outcome.status not in (Status.REFUSED, Status.BUG)
    assert Status.REFUSED not in {problem.status for problem in outcome.problems}
    assert outcome.problems or outcome.status is (Status.FOREIGN if says else Status.SILENT)


def test_a_bug_met_at_one_service_is_a_problem_of_that_service(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fall(self: Search) -> None:
        raise LookupError(open_words)

    async def main() -> list[Outcome]:
        async with serving(open_words) as target:
            made = driver(WORDS)
            with monkeypatch.context() as patched:
                patched.setattr(Search, "run", fall)
                fallen = await made.ask(target)
            return [fallen, await made.ask(target)]

    fallen, after = asyncio.run(main())
    assert (fallen.finding, fallen.status, fallen.says) == (None, Status.BUG, "asking failed with LookupError")
    assert [(problem.stage, problem.status) for problem in fallen.problems] == [("prove", Status.BUG)]
    assert after.status is not Status.BUG


def test_a_host_has_no_more_connections_at_a_time_than_allowed() -> None:
    now, most = 0, 0

    async def counts(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        try:
            await reader.readline()
            await asyncio.sleep(0.02)
            writer.write(b"+0\n")
            await reader.read()
        finally:
            now -= 1

    async def main() -> int:
        async with serving(counts) as target:
            hinted = probe("words", WORDS.talk, ports=(target.port,))
            made = driver(hinted, limits=SLOW)
            outcomes = await asyncio.gather(*(made.ask(target) for _ in range(10)))
            return sum(outcome.finding is not None for outcome in outcomes)

    assert asyncio.run(main()) == 10
    assert most == 2


def test_the_source_address_is_used() -> None:
    peers: list[str] = []

    async def who(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peers.append(writer.get_extra_info("peername")[0])
        await open_words(reader, writer)

    async def main() -> None:
        async with serving(who) as target:
            await Driver(permit=EVERYWHERE, limits=QUICK, probes=[WORDS], source="127.0.0.7").ask(target)

    asyncio.run(main())
    assert set(peers) == {"127.0.0.7"}


def test_a_source_address_that_is_not_ours_is_a_problem() -> None:
    async def main() -> Outcome:
        async with serving(open_words) as target:
            return await Driver(permit=EVERYWHERE, limits=QUICK, probes=[WORDS], source="192.0.2.1").ask(target)

    outcome = asyncio.run(main())
    assert [(problem.stage, problem.status) for problem in outcome.problems] == [("connect", Status.LOCAL)]
    assert outcome.problems[0].says.endswith("could not open a connection: cannot assign requested address")


def test_without_a_journal_nothing_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path / "journal.jsonl")

    def full(kind: str, fields: object) -> None:
        raise JournalError("no space")

    monkeypatch.setattr(journal, "put", full)
    heard: list[bytes] = []

    async def trap(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read())

    async def main() -> None:
        async with serving(trap) as target:
            await driver(WORDS, journal=journal).ask(target)

    with pytest.raises(JournalError):
        asyncio.run(main())
    assert heard in ([], [b""])
    monkeypatch.undo()
    journal.close()


def test_the_journal_of_many_services_is_one_chain(tmp_path: Path) -> None:
    async def main() -> None:
        with Journal(tmp_path / "journal.jsonl") as journal:
            async with serving(open_words) as target:
                made = driver(WORDS, journal=journal)
                await asyncio.gather(*(made.ask(target) for _ in range(20)))

    asyncio.run(main())
    verdict = verify(tmp_path / "journal.jsonl")
    assert verdict.intact
    assert verdict.lines > 60


def test_an_ended_seconds_budget_is_noted_beside_what_was_proved() -> None:
    def proves(limits: SampleLimits) -> Talk[Finding]:
        yield from send(word("LIST"))
        try:
            while True:
                yield from line(8, b"\n")
        except Fault as fault:
            return Finding("words", Access.UNKNOWN, type(fault).__name__)

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"x\n")
            await asyncio.sleep(0.02)

    async def main() -> Outcome:
        given = Given(rate=100_000, timeout=0.3, service_seconds=0.6)
        async with serving(drip) as target:
            return await driver(probe("words", proves, recognises=lambda _: True), limits=given).ask(target)

    outcome = asyncio.run(main())
    assert outcome.finding is not None
    assert [problem.status for problem in outcome.problems] == [Status.BUDGET, Status.UNJUDGED]


def test_streams_are_told_who_asks() -> None:
    heard: list[bytes] = []

    async def camera(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"RTSP/1.0 200 OK\r\n\r\n")
        await reader.read()

    def talk(limits: SampleLimits) -> Talk[Finding]:
        yield from send(rtsp.options(1))
        yield from line(64, b"\n")
        return Finding("camera", Access.LOCKED, "")

    async def main() -> None:
        async with serving(camera) as target:
            asks = probe("camera", talk, ports=(target.port,), verbs=frozenset({"OPTIONS"}))
            made = Driver(permit=EVERYWHERE, limits=QUICK, probes=[asks], contact="sec@example.org")
            assert (await made.ask(target)).finding

    asyncio.run(main())
    assert f"\r\nUser-Agent: leftopen/{__version__} (+sec@example.org)\r\n".encode() in heard[0]


def test_a_host_that_wastes_time_on_many_ports_gets_less_for_each() -> None:
    made = Driver(permit=EVERYWHERE, limits=Given(service_seconds=30.0, timeout=1.0), probes=[])
    assert made._seconds("10.0.0.1") == 30.0
    made._wasted["10.0.0.1"] = PATIENT * 30.0
    assert made._seconds("10.0.0.1") == 3.0
    assert made._seconds("10.0.0.2") == 30.0


@pytest.mark.parametrize(("shown", "problems"), [(b"", False), (b"/onvif/", True)])
def test_a_web_server_that_asks_for_a_login_at_all_that_is_requested_was_judged(shown: bytes, problems: bool) -> None:
    """Each answer ends its connection, of which there are too few for all that may be at home on this port."""
    (home,) = own(1)
    door = socket.create_server((home, 8080))

    def serve() -> None:
        while True:
            try:
                peer, _ = door.accept()
            except OSError:
                return
            with peer, suppress(OSError):
                peer.settimeout(2)
                refused = not shown or shown not in peer.recv(4096)
                head = b'401 Unauthorized\r\nWWW-Authenticate: Basic realm="x"' if refused else b"404 Not Found"
                peer.sendall(b"HTTP/1.1 " + head + b"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")

    serving = threading.Thread(target=serve, daemon=True)
    serving.start()
    try:
        made = Driver(permit=EVERYWHERE, limits=SLOW, probes=probes())
        outcome = asyncio.run(made.ask(Target(home, 8080)))
    finally:
        door.shutdown(socket.SHUT_RDWR)
        door.close()
        serving.join()
    assert "asks for a login (401)" in outcome.says
    assert outcome.footprint.connections <= MOST
    assert bool(outcome.problems) is problems
