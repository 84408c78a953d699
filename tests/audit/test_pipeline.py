"""The pipeline over loopback: what a whole run says, and that a run which is cut short loses nothing."""

import asyncio
import gc
import tracemalloc
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from leftopen import journal
from leftopen.audit.pipeline import Audit
from leftopen.audit.plan import JOURNAL, Plan
from leftopen.journal import JournalError
from leftopen.lab import elasticsearch, redis
from leftopen.lab.server import Running, listen
from leftopen.model import Access, Target
from leftopen.store import checkpoint
from leftopen.store.checkpoint import CheckpointError
from tests.audit.runs import CONTENT, HOST, LIMITS, at, lines, open_redis, run, scope, silent, stop_when
from tests.disk import fills
from tests.labs import labs
from tests.net.lines import own
from tests.net.lookups import servers
from tests.net.lookups.servers import World
from tests.permits import permitted

# --- a whole run ------------------------------------------------------------------------------------------------------


def test_a_run_finds_describes_and_joins_what_is_open(tmp_path: Path) -> None:
    with labs(
        open_redis(), partial(elasticsearch.serve, HOST, 0, CONTENT), partial(redis.serve, HOST, 0, {}, locked=True)
    ) as servers:
        one, two, locked = servers
        patient = "[limits]\ntimeout = 120\nservice_seconds = 600\n"
        report = run(scope([f"{HOST}"], [1, *(server.port for server in servers)], more=patient), tmp_path)
    assert {(s.port, s.protocol, s.access) for s in report.services} == {
        (one.port, "redis", Access.OPEN),
        (two.port, "elasticsearch", Access.OPEN),
        (locked.port, "redis", Access.LOCKED),
    }
    found = report.run
    assert (found.targets, found.asked, found.answering, found.probed, found.errors) == (4, 4, 3, 3, 0)
    assert found.complete
    assert report.scope.authorisation is not None
    assert report.scope.authorisation.reference == "T-1"
    assert [link.kind for estate in report.estates for link in estate.links].count("same-people") == 1
    assert report.services[-1].access is Access.LOCKED, "the worst come first"
    assert report.services[0].severity


def test_the_journal_begins_ends_and_holds(tmp_path: Path) -> None:
    with labs(open_redis()) as (server,):
        report = run(at(server), tmp_path)
    said = lines(tmp_path)
    assert said[0]["kind"] == "open"
    assert said[0]["run"] == report.run.id
    assert said[0]["reference"] == "T-1"
    assert not said[0]["resumed"]
    assert said[-1]["kind"] == "end"
    assert said[-1]["hash"] == report.run.journal
    assert journal.verify(tmp_path / JOURNAL, head=report.run.journal).intact


def test_nothing_listens_nothing_is_found(tmp_path: Path) -> None:
    report = run(scope([HOST], [1, 2]), tmp_path)
    assert (report.services, report.errors, report.run.answering, report.run.asked) == ((), (), 0, 2)
    assert report.run.complete


def test_host_names_are_asked_by_name_and_told_by_address(tmp_path: Path) -> None:
    async def web() -> Running:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[str], None]) -> None:
            note((await reader.readuntil(b"\r\n\r\n")).decode())

        return await listen(HOST, 0, talk)

    with labs(web) as (server,):
        given = scope([f"Db.Localhost:{server.port}"])
        report = run(given, tmp_path, names={"db.localhost": [HOST]})
        assert any(f"Host: db.localhost:{server.port}" in heard for heard in server.heard)
    assert (report.run.targets, report.run.answering) == (1, 1)


def test_the_source_is_that_of_the_sweep_and_of_the_questions(tmp_path: Path) -> None:
    async def greets() -> Running:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[str], None]) -> None:
            note(writer.get_extra_info("peername")[0])
            writer.write(b"220 ready\r\n")
            await reader.read(65_536)

        return await listen(HOST, 0, talk)

    with labs(greets, partial(redis.serve, "::1", 0, CONTENT)) as (server, six):
        given = scope([f"{server.address}:{server.port}", f"[::1]:{six.port}"])
        report = run(given, tmp_path, source="127.82.16.99")
        assert len(server.heard) > 1
        assert set(server.heard) == {"127.82.16.99"}
    assert {service.address for service in report.services} == {HOST, "::1"}, "it says nothing about IPv6"


# --- from a list ------------------------------------------------------------------------------------------------------


def test_a_list_is_asked_as_far_as_the_scope_allows(tmp_path: Path) -> None:
    with labs(open_redis(), open_redis("127.82.16.2")) as (inside, outside):
        listed = (
            Target(inside.address, inside.port),
            Target(outside.address, outside.port),
            Target(inside.address, 1),
            Target(HOST, 2),
        )
        given = scope([f"{HOST}"], [1, inside.port])
        report = run(given, tmp_path, listed=listed)
        assert not outside.heard
    assert [service.port for service in report.services] == [inside.port]
    problems = {(error.address, error.port): (error.stage, error.says) for error in report.errors}
    assert problems[outside.address, outside.port] == ("scope", "not asked: address not in the scope")
    assert problems[HOST, 2] == ("scope", "not asked: port not in the scope")
    assert problems[HOST, 1][0] == "connect"
    found = report.run
    assert (found.targets, found.asked, found.probed, found.errors) == (4, 2, 2, 3)


# --- cut short and resumed --------------------------------------------------------------------------------------------

SWEPT = "127.82.20.0/22"


def test_a_sweep_that_is_cut_short_goes_on_and_counts_each_pair_once(tmp_path: Path) -> None:
    limits = "[limits]\nrate = 4000\ntimeout = 0.5\n"
    with labs(*(open_redis(f"127.82.{20 + i}.{77 + i}") for i in range(4))) as servers:
        ports = sorted({1, 2, 3, *(server.port for server in servers)})
        given = scope([SWEPT], ports, more=limits)
        first = run(given, tmp_path, stop_when(lambda state: state.stage == "sweep" and state.done > 1100))
        past = checkpoint.read(tmp_path / checkpoint.NAME)
        second = run(given, tmp_path, resume=True)
        asked = [Counter(server.heard)["DBSIZE"] for server in servers]
    pairs = 1024 * len(ports)
    assert not first.run.complete
    assert 1100 < first.run.asked < pairs
    assert past.position.at <= first.run.asked
    assert past.position.asked == past.position.at, "the counts are those of the pairs before the position"
    assert second.run.complete
    assert (second.run.id, second.run.started) == (first.run.id, first.run.started)
    assert (second.run.targets, second.run.asked, second.run.answering) == (pairs, pairs, 4)
    assert {service.address for service in second.services} == {server.address for server in servers}
    assert max(asked) <= 2, "only what was being asked when the run was cut short is asked again"
    resumed = [line for line in lines(tmp_path) if line["kind"] == "open"]
    assert [line["resumed"] for line in resumed] == [False, True]
    assert journal.verify(tmp_path / JOURNAL).intact


def test_services_that_were_asked_are_not_asked_again(tmp_path: Path) -> None:
    with labs(open_redis(), silent) as (known, waiting):
        given = at(known, waiting)
        first = run(given, tmp_path, stop_when(lambda state: state.probed == 1))
        assert not first.run.complete
        assert [service.port for service in first.services] == [known.port]
        assert (first.run.answering, first.run.probed) == (2, 1)
        before, waited = len(known.heard), len(waiting.heard)
        second = run(given, tmp_path, resume=True)
        assert len(known.heard) == before
        assert len(waiting.heard) > waited
    assert second.run.complete
    assert (second.run.answering, second.run.probed) == (2, 2)
    assert known.port in [service.port for service in second.services]
    assert second.services[-1].port == waiting.port or second.errors


def test_a_list_that_is_cut_short_goes_on(tmp_path: Path) -> None:
    with labs(open_redis(), silent) as (known, waiting):
        listed = tuple(Target(server.address, server.port) for server in (known, waiting))
        given = at(known, waiting)
        first = run(given, tmp_path, stop_when(lambda state: state.probed == 1), listed=listed)
        before = len(known.heard)
        second = run(given, tmp_path, listed=listed, resume=True)
        assert len(known.heard) == before
    assert (first.run.complete, first.run.probed) == (False, 1)
    assert (second.run.complete, second.run.probed, second.run.answering, second.run.asked) == (True, 2, 2, 2)


@pytest.mark.parametrize("stage", ["judge", "before"])
def test_a_run_that_is_stopped_at_either_end_is_saved(tmp_path: Path, stage: str) -> None:
    with labs(open_redis()) as (server,):
        given = at(server)
        one = Audit(permitted(given), Plan(tmp_path))
        if stage == "before":
            one.stop()
        one.tell = lambda state: one.stop() if state.stage == stage else None
        first = one.run()
        assert not first.run.complete
        heard = len(server.heard)
        second = run(given, tmp_path, resume=True)
        assert (len(server.heard) == heard) == (stage == "judge")
    assert second.run.complete
    assert [service.access for service in second.services] == [Access.OPEN]


def test_a_run_that_was_killed_goes_on_from_what_is_on_the_disk(tmp_path: Path) -> None:
    with labs(open_redis(), open_redis("127.82.16.2")) as servers:
        given = at(*servers)
        whole = run(given, tmp_path)
        kept = (tmp_path / checkpoint.NAME).read_bytes().splitlines(keepends=True)
        last = max(number for number, line in enumerate(kept) if b'"kind":"service"' in line)
        (tmp_path / checkpoint.NAME).write_bytes(b"".join(kept[:last]) + kept[last][: len(kept[last]) // 2])
        before = [len(server.heard) for server in servers]
        again = run(given, tmp_path, resume=True)
        assert sum(len(server.heard) > heard for server, heard in zip(servers, before, strict=True)) == 1
    assert [service.id for service in again.services] == [service.id for service in whole.services]
    assert (again.run.asked, again.run.answering, again.run.probed) == (2, 2, 2)


# --- in several processes ---------------------------------------------------------------------------------------------


def test_several_processes_find_what_one_finds(tmp_path: Path) -> None:
    """At home, where an answer is waited for: elsewhere half a second has to do for a question that is a guess, and
    what a busy machine answers in that time is not the same twice."""
    *homes, last = own(5)
    starts = [partial(redis.serve, home, 6379, CONTENT) for home in homes]
    patient = "[limits]\ntimeout = 120\nservice_seconds = 600\n"
    with labs(*starts, partial(redis.serve, last, 6379, {}, locked=True)) as servers:
        alone = run(at(*servers, more=patient), tmp_path / "alone", processes=1)
        several = run(at(*servers, more=patient), tmp_path / "several", processes=2)
    assert [(s.id, s.access, s.catalog) for s in several.services] == [
        (s.id, s.access, s.catalog) for s in alone.services
    ]
    links = [[link.kind for estate in report.estates for link in estate.links] for report in (alone, several)]
    assert "same-people" in links[1], "the sketches of all processes have one key"
    assert Counter(links[0]) == Counter(links[1])
    asked = [
        Counter((line["target"], "out" in line) for line in lines(tmp_path / name) if line["kind"] == "exchange")
        for name in ("alone", "several")
    ]
    assert asked[0] == asked[1]
    assert journal.verify(tmp_path / "several" / JOURNAL, head=several.run.journal).intact


def test_a_service_leaves_the_same_behind_however_many_there_are(tmp_path: Path) -> None:
    """What a run holds when it is over is no more for each service where there are four times as many."""
    counts = (160, 40, 160)
    starts = [partial(redis.serve, home, 6379, {}, locked=True) for home in own(counts[-1])]
    held = []
    with labs(*starts) as servers:
        for count in counts:  # the first loads what all have in common, and fills what is kept of names and addresses
            given = at(*servers[:count], more="[limits]\ntimeout = 120\nservice_seconds = 600\n")
            tracemalloc.start()
            report = run(given, tmp_path / str(count), processes=1)
            gc.collect()
            held.append(tracemalloc.get_traced_memory()[0])
            tracemalloc.stop()
            assert [service.access for service in report.services] == [Access.LOCKED] * count
    _, few, many = held
    assert many / counts[2] < 1.3 * few / counts[1], held


def test_several_processes_are_cut_short_and_go_on(tmp_path: Path) -> None:
    with labs(open_redis(), open_redis("127.82.16.2"), silent) as (one, other, waiting):
        given = at(one, other, waiting)
        first = run(given, tmp_path, stop_when(lambda state: state.probed == 2), processes=2)
        noted = {line["target"] for line in lines(tmp_path) if line["kind"] == "exchange"}
        assert Target(waiting.address, waiting.port).id in noted, "what was sent to it by then is noted"
        second = run(given, tmp_path, resume=True, processes=2)
    assert (first.run.complete, first.run.probed) == (False, 2)
    assert (second.run.complete, second.run.probed) == (True, 3)
    assert journal.verify(tmp_path / JOURNAL).intact


# --- when the ground gives way ----------------------------------------------------------------------------------------


def test_another_run_in_the_folder_is_left_alone(tmp_path: Path) -> None:
    given = scope([HOST], [1])
    run(given, tmp_path)
    before = (tmp_path / checkpoint.NAME).read_bytes()
    with journal.Journal(tmp_path / JOURNAL), pytest.raises(JournalError, match="another run is writing"):
        run(given, tmp_path)
    assert (tmp_path / checkpoint.NAME).read_bytes() == before


@pytest.mark.parametrize(
    ("name", "room", "error"), [(JOURNAL, 600, JournalError), (checkpoint.NAME, 500, CheckpointError)]
)
def test_a_full_disk_ends_the_run_and_it_goes_on_when_there_is_room(
    tmp_path: Path, name: str, room: int, error: type[Exception]
) -> None:
    with labs(open_redis()) as (server,):
        given = at(server)
        with pytest.MonkeyPatch.context() as patch:
            fills(patch, tmp_path / name, room)
            with pytest.raises(error, match="No space left on device"):
                run(given, tmp_path)
        report = run(given, tmp_path, resume=True)
    assert report.run.complete
    assert [service.access for service in report.services] == [Access.OPEN]
    assert journal.verify(tmp_path / JOURNAL).intact


def test_servers_that_die_are_errors_of_their_own(tmp_path: Path) -> None:
    async def dies() -> Running:
        """Answers until something is asked of it that matters."""

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[str], None]) -> None:
            if b"PING" in await reader.read(65_536):
                writer.write(b"+PONG\r\n")
                await reader.read(65_536)
            writer.transport.abort()

        return await listen(HOST, 0, talk)

    with labs(open_redis(), dies) as (healthy, dying):
        report = run(at(healthy, dying), tmp_path)
    access = {service.port: service.access for service in report.services}
    assert access[healthy.port] is Access.OPEN
    assert access.get(dying.port) in (None, Access.UNKNOWN)
    assert not report.run.complete, "a store that could not be judged is no all-clear"


def test_a_port_that_shuts_between_sweep_and_question_is_an_error(tmp_path: Path) -> None:
    with labs(open_redis()) as (server,):
        report = run(scope([HOST], [server.port, 1]), tmp_path, listed=(Target(HOST, 1),))
    assert report.services == ()
    assert [(error.stage, error.port) for error in report.errors] == [("connect", 1)]


def test_a_probe_that_fails_on_one_service_does_not_end_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("thora.quillfeather@example.org")

    monkeypatch.setattr("leftopen.audit.assess.capture", broken)
    with labs(open_redis()) as (server,):
        report = run(at(server), tmp_path)
    assert [(service.access, service.catalog.collections) for service in report.services] == [(Access.OPEN, ())]
    assert [error.stage for error in report.errors] == ["describe"]
    done = checkpoint.read(tmp_path / checkpoint.NAME).done
    assert all(each.problems for each in done.values())
    assert not any(b"quillfeather" in path.read_bytes() for path in tmp_path.iterdir())


def test_a_scope_with_lookups_tells_whose_network_it_is(tmp_path: Path) -> None:
    answers = {f"/rdap/ip/{HOST}": servers.network("Stratohost GmbH", "ALLOCATED PA")}
    with labs(open_redis()) as (server,), servers.running(World({}, answers)) as world:
        asking = f'[lookups]\ndns = "{world.dns}"\nrdap = "{world.rdap}"\n'
        report = run(at(server, more=f"{LIMITS}{asking}"), tmp_path / "asked")
        offline = run(at(server, more=f"{LIMITS}{asking}"), tmp_path / "offline", offline=True)
        without = run(at(server), tmp_path / "without")
    (estate,) = report.estates
    assert estate.lookups == "done"
    assert [(party.role, party.name, party.contacts) for party in estate.parties] == [
        ("operator", None, ()),
        ("hoster", "Stratohost GmbH", ("abuse@stratohost.example",)),
    ]
    assert report.scope.lookups is not None
    assert "lookup" in {line["kind"] for line in lines(tmp_path / "asked")}
    assert "lookup" not in {line["kind"] for line in lines(tmp_path / "offline")}
    assert [each.estates[0].lookups for each in (offline, without)] == ["offline", "offline"]
    assert journal.verify(tmp_path / "asked" / JOURNAL, head=report.run.journal).intact
