"""Known exposures asked again, over real sockets: shut is said on proof only, and every answer is kept."""

import datetime as dt
import hashlib
import json
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from leftopen import journal
from leftopen.audit.plan import JOURNAL, Plan
from leftopen.cases.desk import Desk
from leftopen.cases.model import Cause
from leftopen.face import running
from leftopen.face.cli import main
from leftopen.lab import decoy, mongodb, redis
from leftopen.lab.elasticsearch import Elasticsearch, Index, listen_node
from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, Report, Run, ScopeNote, Service, Tool, utc
from leftopen.net.admission import Permit
from leftopen.store import custody
from leftopen.store.store import Exposure, Store
from tests.labs import PEOPLE, Start, labs, scope_file

HOST = "127.82.33.1"
SEEN = "2024-01-05T09:00:41Z"
OPEN: Start = partial(redis.serve, HOST, 0, {"": {"people": PEOPLE}})
EMPTIED: Start = partial(redis.serve, HOST, 0, {"": {}})
LOCKED: Start = partial(redis.serve, HOST, 0, {"": {"people": PEOPLE}}, locked=True)
DECOY: Start = partial(decoy.serve, HOST, 0)
LOCKED_OTHER: Start = partial(mongodb.serve, HOST, 0, {"": {"people": PEOPLE}}, locked=True)
OTHER: Start = partial(mongodb.serve, HOST, 0, {"crm": {"people": PEOPLE}})


def exposed(port: int, *, protocol: str = "redis") -> Service:
    return Service(
        id=f"{HOST}:{port}/tcp", address=HOST, port=port, protocol=protocol, access=Access.OPEN, proof="It was open."
    )


def text(*ports: int, expires: str = "2099-12-31") -> str:
    targets = json.dumps([f"{HOST}:{port}" for port in ports])
    return (
        f'name = "Test"\ntargets = {targets}\n[authorisation]\nby = "Head of IT"\nreference = "T-1"\n'
        f"expires = {expires}\n[limits]\ntimeout = 0.3\n"
    )


class Case:
    """A database with exposures at these ports, a folder, and the command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"sqlite:///{folder}/x.db"

    def know(
        self,
        *ports: int,
        run: str = "one",
        scope: str | None = None,
        name: str = "Test",
        control: tuple[str, int] | None = None,
    ) -> None:
        known = tuple(map(exposed, ports))
        if control:
            address, port = control
            other = replace(exposed(port), id=f"{address}:{port}/tcp", address=address, access=Access.LOCKED)
            known = (*known, other)
        report = Report(
            Tool("leftopen", "0"),
            ScopeNote(name, "sha256:" + hashlib.sha256((scope or text(*ports)).encode()).hexdigest()),
            Run(run, "2024-01-05T09:00:00Z", SEEN, 9, 5, 5, 0),
            known,
        )
        with Store(self.url) as store:
            store.save(report, scope or text(*ports))

    def retest(self, *arguments: object, out: str = "out", format: str = "table") -> int:
        given = ["--db", self.url, "--out", str(self.folder / out), "--format", format]
        return main(["retest", *map(str, arguments), *given])

    def exposures(self) -> list[Exposure]:
        with Store(self.url) as store:
            return store.exposures()

    def states(self) -> dict[int, str]:
        return {exposure.service.port: exposure.state for exposure in self.exposures()}


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setattr("leftopen.cases.retest.PAUSE", 0.0)
    return Case(tmp_path)


@contextmanager
def silent() -> Iterator[int]:
    """A port that neither accepts nor refuses: its queue is full, and the system drops what comes."""
    with ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind((HOST, 0))
        server.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(server.getsockname())
        port: int = server.getsockname()[1]
        yield port


@contextmanager
def stopped() -> Iterator[int]:
    """A port at which nothing listens any more."""
    with labs(OPEN) as (one,):
        port = one.port
    yield port


@contextmanager
def served(start: Start) -> Iterator[int]:
    with labs(start) as (one,):
        yield one.port


@pytest.mark.parametrize(
    ("place", "state", "code", "why"),
    [
        (partial(served, OPEN), "open", 1, "can still be read"),
        (partial(served, EMPTIED), "open", 1, "emptied, but the door is still open"),
        (partial(served, LOCKED), "shut", 0, "refuses an anonymous reader now"),
        (partial(served, LOCKED_OTHER), "unclear", 1, "Another service (mongodb)"),
        (partial(served, OTHER), "unclear", 1, "Another service (mongodb)"),
        (partial(served, DECOY), "unclear", 1, "looks like a decoy"),
        (stopped, "shut", 0, "was refused"),
        (silent, "unclear", 1, "did not answer in time"),
    ],
    ids=["open", "emptied", "locked", "other, locked", "other, open", "decoy", "stopped", "silent"],
)
def test_what_became_of_an_exposure(
    place: Callable[[], Any], state: str, code: int, why: str, case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    with place() as port:
        case.know(port)
        assert case.retest("--all") == code
    out = capsys.readouterr().out
    assert f"{HOST}:{port}/tcp" in out
    assert state in out
    assert why in " ".join(out.split())
    (exposure,) = case.exposures()
    assert (exposure.state, exposure.last_checked > SEEN) == (state, True)
    with Store(case.url) as store:
        (check,) = store.checks(exposure.id)
    assert (check.state, check.says) == (state, exposure.says)
    assert why in check.says


def test_after_an_audit_each_is_told_and_kept(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    with labs(OPEN, OPEN) as (stays, goes):
        scope = scope_file(case.folder, [stays, goes])
        assert main(["audit", str(scope), "--out", str(case.folder / "a"), "--db", case.url, "--quiet"]) == 1
        assert case.states() == {stays.port: "open", goes.port: "open"}
        assert case.retest("--all", out="b") == 1
        assert case.states() == {stays.port: "open", goes.port: "open"}
    with labs(partial(redis.serve, HOST, stays.port, {"": {"people": PEOPLE}})):
        assert case.retest("--all", out="c") == 1
        assert case.states() == {stays.port: "open", goes.port: "shut"}
    assert case.retest("--all", out="d") == 0
    assert case.states() == {stays.port: "shut", goes.port: "shut"}
    capsys.readouterr()
    with labs(partial(redis.serve, HOST, goes.port, {"": {"people": PEOPLE}})):
        assert case.retest("--all", out="e", format="json") == 1, "what was shut has come back"
    told = json.loads(capsys.readouterr().out)
    assert [(each["port"], each["before"], each["state"]) for each in sorted(told, key=lambda each: each["state"])] == [
        (goes.port, "shut", "open"),
        (stays.port, "shut", "shut"),
    ]
    with Store(case.url) as store:
        counted = {exposure.service.port: len(store.checks(exposure.id)) for exposure in store.exposures()}
    assert counted == {stays.port: 4, goes.port: 4}


def test_where_nothing_is_known_nothing_is_asked(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    case.know()
    assert case.retest("--all", out="f") == 0
    assert "There is no exposure to ask again" in capsys.readouterr().err
    assert not (case.folder / "f").exists()
    assert case.retest("--all", format="json") == 0
    assert json.loads(capsys.readouterr().out) == []


FIELDS = {"case", "exposure", "address", "port", "protocol", "before", "state", "says", "at"}


def test_it_is_told_as_one_document_which_its_folder_keeps(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    with stopped() as port:
        case.know(port)
        assert case.retest("--all", format="json") == 0
    out = capsys.readouterr().out
    (row,) = json.loads(out)
    assert row.keys() == FIELDS
    assert (row["address"], row["port"], row["before"], row["state"]) == (HOST, port, "open", "shut")
    folder = case.folder / "out"
    assert (folder / "retest.json").read_text("utf-8") == out
    assert {path.name for path in folder.iterdir()} == {JOURNAL, "retest.json", "retest.md", "retest.html"}
    assert custody.verify(folder).intact
    (folder / "retest.json").write_text(out.replace("shut", "open"))
    assert not custody.verify(folder).intact


def test_a_case_is_asked_by_its_number_and_verified_by_proofs(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    with stopped() as one, served(OPEN) as two:
        case.know(one, two)
        assert case.retest("2", format="json") == 1
        (row,) = json.loads(capsys.readouterr().out)
        assert (row["case"], row["port"], row["state"]) == (2, two, "open")
        assert case.retest(f"{HOST}:{one}", out="again") == 0
        assert "1 of 1 shut, proven at" in capsys.readouterr().err
        assert case.retest("2x") == 2
    with Store(case.url) as store:
        assert [(each.case, each.state) for each in Desk(store, "Ada").cases()] == [(2, "new"), (1, "verified")]


def test_a_door_that_came_back_is_open_in_a_case_that_is_too(case: Case) -> None:
    with labs(OPEN) as (one,):
        port = one.port
        case.know(port)
    assert case.retest("--all") == 0
    with Store(case.url) as store:
        Desk(store, "Ada").close(1, Cause.TEST_SYSTEM, None, override=False)
    with labs(partial(redis.serve, HOST, port, {"": {"people": PEOPLE}})):
        assert case.retest("--all", out="again") == 1
    with Store(case.url) as store:
        assert Desk(store, "Ada").show(1).case.state == "triaged"


def test_one_door_of_two_scopes_is_asked_once(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    with stopped() as port:
        case.know(port)
        case.know(port, run="two", name="Other")
        assert case.retest("--all", format="json") == 0
    assert len(json.loads(capsys.readouterr().out)) == 1
    assert {state.state for state in case.exposures()} == {"shut"}


def test_what_was_read_is_asked_for_by_name_where_the_list_is_refused(case: Case) -> None:
    refused = [False]

    class Fronted(Elasticsearch):
        def answer(self, ask: Ask) -> Answer:
            return as_json({}, 403) if refused[0] and ask.path.startswith("/_") else super().answer(ask)

    node = Fronted([Index("people", PEOPLE)], cluster="clinic")
    with labs(partial(listen_node, HOST, 0, node)) as (one,):
        scope = scope_file(case.folder, [one])
        assert main(["audit", str(scope), "--out", str(case.folder / "a"), "--db", case.url, "--quiet"]) == 1
        refused[0] = True
        assert case.retest("--all") == 1
        (exposure,) = case.exposures()
        assert (exposure.state, "“people” can still be read" in exposure.says) == ("open", True)


def test_silence_a_day_apart_beside_a_host_that_answers_is_probably_shut(case: Case) -> None:
    with silent() as port, labs(partial(redis.serve, "127.82.33.2", 0, {"": {}}, locked=True)) as (control,):
        targets = text(port).replace("]\n", f', "{control.address}:{control.port}"]\n', 1)
        case.know(port, scope=targets, control=(control.address, control.port))
        assert case.retest("--all", out="a") == 1
        assert case.states() == {port: "unclear"}
        with sqlite3.connect(case.folder / "x.db") as raw:
            yesterday = utc(dt.datetime.now(dt.UTC) - dt.timedelta(hours=25))
            raw.execute("UPDATE checks SET at = ?", (yesterday,))
        assert case.retest("--all", out="b") == 1
        assert case.states() == {port: "probably_shut"}


def test_one_that_is_shut_can_be_named_and_opens_again(case: Case) -> None:
    with labs(OPEN) as (one,):
        case.know(one.port)
        (exposure,) = case.exposures()
        with Store(case.url) as store:
            store.record(exposure.id, at="2024-01-05T10:00:00Z", state="shut", says="It was shut.")
        assert case.retest(exposure.id) == 1
        assert case.states() == {one.port: "open"}


@pytest.mark.parametrize("word", ["1", "#1", "ADDRESS:PORT", "ADDRESS:PORT/tcp", " 1 "])
def test_the_ways_to_name_one(word: str, case: Case) -> None:
    with labs(OPEN, OPEN) as (one, other):
        case.know(one.port, other.port)
        assert case.retest(word.replace("ADDRESS:PORT", f"{HOST}:{one.port}")) == 1
    asked = [exposure.service.port for exposure in case.exposures() if exposure.last_checked > exposure.first_seen]
    assert asked == [one.port]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("99",), "There is no case 99 in the database"),
        (("10.0.0.9:80",), "no such case or exposure"),
        (("",), "no such case or exposure"),
        ((), "Name the case or the exposure to ask again, or --all."),
        (("1", "--all"), "Name the case or the exposure to ask again, or --all."),
    ],
)
def test_what_cannot_be_asked_is_exit_code_2(
    arguments: tuple[str, ...], says: str, case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    case.know(6379)
    assert case.retest(*arguments) == 2
    out, err = capsys.readouterr()
    assert (out, says in err, len(err.splitlines())) == ("", True, 1)
    assert not (case.folder / "out").exists()


def test_a_permission_that_has_expired_is_exit_code_3_and_nothing_is_sent(
    case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    with labs(OPEN) as (one,):
        case.know(one.port, scope=text(one.port, expires="2024-01-31"))
        assert case.retest("--all") == 3
        assert not one.heard
        err = capsys.readouterr().err
        assert err.startswith("leftopen: refused: the scope kept with the audit")
        assert "2024-01-31" in err
        (exposure,) = case.exposures()
        with Store(case.url) as store:
            assert store.checks(exposure.id) == []
        renewed = scope_file(case.folder, [one])
        assert case.retest("--all", "--scope", renewed) == 1, "a new scope permits it again"
        assert one.heard


def test_what_the_given_scope_does_not_hold_is_not_asked(case: Case) -> None:
    with labs(OPEN, OPEN) as (inside, outside):
        case.know(inside.port, outside.port)
        assert case.retest("--all", "--scope", scope_file(case.folder, [inside])) == 1
        assert inside.heard
        assert not outside.heard
    assert case.states() == {inside.port: "open", outside.port: "unclear"}


def test_each_is_asked_under_the_scope_of_its_own_audit(case: Case) -> None:
    with labs(OPEN, LOCKED) as (one, other):
        case.know(one.port, run="one", name="First")
        case.know(other.port, run="two", name="Second")
        assert case.retest("--all") == 1
    assert case.states() == {one.port: "open", other.port: "shut"}
    lines = [json.loads(line) for line in (case.folder / "out" / JOURNAL).read_text("utf-8").splitlines()]
    assert len({line["scope"] for line in lines if line["kind"] == "open"}) == 2
    assert journal.verify(case.folder / "out" / JOURNAL).intact


def test_without_out_the_folder_is_beside_the_database(
    case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(elsewhere)
    with stopped() as port:
        case.know(port)
        assert main(["retest", "--all", "--db", case.url]) == 0
    assert not list(elsewhere.iterdir())
    (folder,) = (case.folder / "x-retests").iterdir()
    today = dt.datetime.now(dt.UTC).date()
    assert folder.name[:10] in {day.isoformat() for day in (today, today - dt.timedelta(days=1))}
    assert custody.verify(folder).intact


def test_an_interrupt_leaves_the_next_audit_alone(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, runs = running.audit, []

    def cut(permit: Permit, plan: Plan) -> Report:
        runs.append(plan)
        done = whole(permit, plan)
        return replace(done, run=replace(done.run, complete=False, whole=False))

    with labs(OPEN, OPEN) as (one, other):
        case.know(one.port, run="one", name="First")
        case.know(other.port, run="two", name="Second")
        monkeypatch.setattr(running, "audit", cut)
        assert case.retest("--all") == 4
    assert len(runs) == 1
    assert custody.verify(case.folder / "out").intact
    assert len(json.loads((case.folder / "out" / "retest.json").read_text("utf-8"))) == 1


def test_a_retest_that_is_cut_short_records_what_was_asked_only(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = running.audit

    def cut(permit: Permit, plan: Plan) -> Report:
        assert plan.listed is not None
        done = whole(permit, Plan(plan.out, plan.listed[:1]))
        return replace(done, run=replace(done.run, complete=False, whole=False))

    with labs(OPEN, OPEN) as (one, other):
        case.know(one.port, other.port)
        monkeypatch.setattr(running, "audit", cut)
        assert case.retest("--all") == 4
    with Store(case.url) as store:
        counted = {exposure.service.port: len(store.checks(exposure.id)) for exposure in store.exposures()}
    assert counted == {one.port: 1, other.port: 0}


def test_no_value_of_a_record_is_kept_or_shown(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    with labs(OPEN) as (one,):
        case.know(one.port)
        assert case.retest("--all") == 1
    out, err = capsys.readouterr()
    written = b"".join(path.read_bytes() for path in case.folder.rglob("*") if path.is_file())
    values = [value for person in PEOPLE for value in person.values()]
    assert not [value for value in values if value.encode() in written + out.encode() + err.encode()]


@pytest.mark.parametrize(("name", "found"), [("report.html", "finished"), ("progress.jsonl", "unfinished")])
def test_a_folder_that_holds_an_audit_stays_as_it_is(
    name: str, found: str, case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = case.folder / "out"
    folder.mkdir()
    (folder / name).write_text("kept")
    with labs(OPEN) as (one,):
        case.know(one.port)
        assert case.retest("--all") == 2
        assert not one.heard
    err = capsys.readouterr().err
    assert f"holds a run that is {found}" in err
    assert "choose another --out" in err
    assert {path.name: path.read_text() for path in folder.iterdir()} == {name: "kept"}


def test_a_folder_of_retests_goes_on(case: Case) -> None:
    with labs(OPEN) as (one,):
        case.know(one.port)
        assert [case.retest("--all"), case.retest("--all")] == [1, 1]
    assert custody.verify(case.folder / "out").intact


def put(case: Case, **changes: object) -> None:
    """Changes what the database keeps of each service."""
    with sqlite3.connect(case.folder / "x.db") as raw:
        for row, kept in raw.execute("SELECT id, service FROM exposures").fetchall():
            raw.execute(
                "UPDATE exposures SET service = ? WHERE id = ?", (json.dumps(json.loads(kept) | changes).encode(), row)
            )


def test_another_spelling_of_an_address_is_asked_where_it_is_and_one_outside_the_scope_is_not(case: Case) -> None:
    with labs(OPEN) as (one,):
        case.know(one.port)
        put(case, address=f"::ffff:{HOST}", id=f"[::ffff:{HOST}]:{one.port}/tcp")
        assert case.retest("--all", out="a") == 1
        assert case.states() == {one.port: "open"}
        put(case, address="::ffff:127.82.33.77")
        assert case.retest("--all", out="b") == 1
        (exposure,) = case.exposures()
        assert (exposure.state, "address not in the scope" in exposure.says) == ("unclear", True)


def test_what_no_audit_can_have_written_is_not_asked_and_none_of_its_text_is_shown(
    case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    with labs(OPEN) as (one,):
        case.know(one.port)
        put(case, protocol="anna.zzberg@example.org", id="anna.zzberg@example.org")
        assert case.retest("--all") == 1
        assert not one.heard
        assert case.retest("--all", format="json") == 1
    out, err = capsys.readouterr()
    assert "nothing that an audit writes" in " ".join(out.split())
    assert "zzberg" not in out + err
    assert case.states() == {one.port: "unclear"}


def test_a_scope_that_was_widened_in_the_database_permits_nothing(
    case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    with labs(OPEN, OPEN) as (one, other):
        case.know(one.port)
        wider = text(one.port, other.port)
        digest = "sha256:" + hashlib.sha256(wider.encode()).hexdigest()
        with sqlite3.connect(case.folder / "x.db") as raw:
            raw.execute("UPDATE runs SET scope_text = ?, scope_digest = ?", (wider, digest))
        put(case, port=other.port, id=f"{HOST}:{other.port}/tcp")
        assert case.retest("--all") == 2
        assert [*one.heard, *other.heard] == []
    assert "name the scope file with --scope" in capsys.readouterr().err


def test_the_journal_says_that_it_is_one_of_a_retest(case: Case) -> None:
    with labs(OPEN) as (server,):
        case.know(server.port)
        assert case.retest("--all") == 1
    opened = [json.loads(line) for line in (case.folder / "out" / JOURNAL).read_text("utf-8").splitlines()]
    assert [line["retest"] for line in opened if line["kind"] == "open"] == [True]
