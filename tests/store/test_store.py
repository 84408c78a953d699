import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import event, text

from leftopen.model import Access, Report, Tried
from leftopen.store.schema import NoRoom, StoreError
from leftopen.store.store import Store
from tests.report.example import CAMERA, FACES, PEOPLE, SESSIONS, hostile, nothing, report

SCOPE = 'name = "Example Org, autumn audit"\n'
LATER = "2026-12-01T09:00:00Z"


def at(audit: Report, run_id: str, finished: str) -> Report:
    return replace(audit, run=replace(audit.run, id=run_id, finished=finished))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path / 'x.db'}") as opened:
        yield opened


def test_an_audit_comes_back_as_it_was(store: Store) -> None:
    store.save(report(), SCOPE)
    assert store.load("01KEXAMPLE") == report()
    with pytest.raises(StoreError, match="was changed since: name the scope file with --scope"):
        store.scope_text("01KEXAMPLE")
    kept = replace(report(), scope=replace(report().scope, digest="sha256:" + sha256(SCOPE.encode()).hexdigest()))
    store.save(kept, SCOPE)
    assert store.scope_text("01KEXAMPLE") == SCOPE
    assert store.load("01KEXAMPLE") == kept
    (note,) = store.runs()
    assert (note.scope, note.services, note.exposed, note.worst, note.complete) == (
        report().scope.name,
        8,
        4,
        4.5,
        True,
    )


def test_it_is_there_after_closing(tmp_path: Path) -> None:
    for _ in range(2):
        with Store(str(tmp_path / "x.db")) as opened:
            opened.save(report(), SCOPE)
    with Store(f"sqlite:///{tmp_path / 'x.db'}") as again:
        assert [run.id for run in again.runs()] == ["01KEXAMPLE"]
        assert len(again.exposures()) == 4


def test_runs_come_the_latest_first(store: Store) -> None:
    store.save(at(nothing(), "b", "2026-11-24T00:00:00Z"), "")
    store.save(at(nothing(), "c", "2026-11-25T00:00:00Z"), "")
    store.save(at(nothing(), "a", "2026-11-23T00:00:00Z"), "")
    assert [run.id for run in store.runs()] == ["c", "b", "a"]


def test_each_exposed_service_is_an_exposure(store: Store) -> None:
    store.save(report(), SCOPE)
    found = store.exposures("open")
    assert [each.service for each in found] == [FACES, PEOPLE, CAMERA, SESSIONS]
    assert {(e.first_seen, e.last_seen, e.last_checked, e.run) for e in found} == {
        (report().run.finished, report().run.finished, report().run.finished, "01KEXAMPLE")
    }
    assert store.exposures("shut") == []


def test_a_resumed_run_takes_the_place_of_what_was_saved(store: Store) -> None:
    store.save(replace(report(), services=(FACES,), run=replace(report().run, complete=False)), SCOPE)
    store.save(report(), SCOPE)
    (note,) = store.runs()
    assert (note.complete, note.services) == (True, 8)
    assert len(store.exposures()) == 4


def test_seen_again_moves_the_last_date_only(store: Store) -> None:
    store.save(report(), SCOPE)
    newer = replace(FACES, version="6.8.24")
    store.save(replace(at(report(), "later", LATER), services=(newer,)), SCOPE)
    seen = {e.service.id: e for e in store.exposures()}
    assert len(seen) == 4
    assert (seen[FACES.id].first_seen, seen[FACES.id].last_seen) == (report().run.finished, LATER)
    assert seen[FACES.id].service.version == "6.8.24"
    assert seen[PEOPLE.id].last_seen == report().run.finished


def test_an_older_report_moves_the_first_date_only(store: Store) -> None:
    store.save(at(report(), "later", LATER), SCOPE)
    store.save(report(), SCOPE)
    exposure = store.exposures()[0]
    assert (exposure.first_seen, exposure.last_seen, exposure.run) == (report().run.finished, LATER, "later")


def test_another_protocol_or_another_scope_is_another_exposure(store: Store) -> None:
    store.save(replace(report(), services=(FACES,)), SCOPE)
    other = replace(FACES, protocol="opensearch")
    store.save(replace(at(report(), "b", LATER), services=(other,)), SCOPE)
    elsewhere = replace(report().scope, name="Another network")
    store.save(replace(at(report(), "c", LATER), services=(FACES,), scope=elsewhere), SCOPE)
    assert [(e.scope, e.service.protocol) for e in store.exposures()] == [
        (report().scope.name, "elasticsearch"),
        (report().scope.name, "opensearch"),
        ("Another network", "elasticsearch"),
    ]


def test_a_report_that_shows_it_locked_does_not_shut_it_by_itself(store: Store) -> None:
    store.save(replace(report(), services=(FACES,)), SCOPE)
    locked = replace(FACES, access=Access.LOCKED)
    store.save(replace(at(report(), "later", LATER), services=(locked,)), SCOPE)
    (exposure,) = store.exposures()
    assert (exposure.state, exposure.last_seen, exposure.service) == ("open", report().run.finished, FACES)


def test_asking_again_is_recorded(store: Store) -> None:
    store.save(replace(report(), services=(FACES,)), SCOPE)
    (exposure,) = store.exposures()
    shut = store.record(exposure.id, at=LATER, state="shut", says="The connection was refused.")
    assert (shut.state, shut.last_checked, shut.last_seen) == ("shut", LATER, exposure.last_seen)
    assert store.exposures("open") == []
    assert store.exposures("shut") == [shut]
    opened = store.record(exposure.id, at="2026-12-02T09:00:00Z", state="open", says="Still open.")
    assert opened.last_seen == "2026-12-02T09:00:00Z"
    assert [(c.at, c.state) for c in store.checks(exposure.id)] == [(LATER, "shut"), ("2026-12-02T09:00:00Z", "open")]


def test_a_late_answer_to_an_early_question_does_not_win(store: Store) -> None:
    store.save(replace(at(report(), "now", LATER), services=(FACES,)), SCOPE)
    (exposure,) = store.exposures()
    kept = store.record(exposure.id, at="2026-11-01T00:00:00Z", state="shut", says="Refused.")
    assert (kept.state, kept.last_checked) == ("open", LATER)
    assert len(store.checks(exposure.id)) == 1


def test_seen_open_after_it_was_shut_opens_it_again(store: Store) -> None:
    store.save(replace(report(), services=(FACES,)), SCOPE)
    (exposure,) = store.exposures()
    store.record(exposure.id, at="2026-11-30T00:00:00Z", state="shut", says="Refused.")
    store.save(replace(at(report(), "later", LATER), services=(FACES,)), SCOPE)
    (again,) = store.exposures("open")
    assert (again.id, again.first_seen) == (exposure.id, exposure.first_seen)


def test_what_is_not_there_is_said(store: Store) -> None:
    with pytest.raises(StoreError, match="no audit 'x'"):
        store.load("x")
    with pytest.raises(StoreError, match="no exposure 7"):
        store.record(7, at=LATER, state="shut", says="")
    with pytest.raises(ValueError, match="state"):
        store.record(7, at=LATER, state="ajar", says="")  # type: ignore[arg-type]  # the point of the test


def test_hostile_text_is_kept(store: Store) -> None:
    store.save(hostile(), "\ud800")
    assert len(store.exposures()) == 1
    assert store.load(store.runs()[0].id).services[0].product == "".join(
        "?" if "\ud800" <= c <= "\udfff" else c for c in hostile().services[0].product or ""
    )


def test_two_programs_can_open_a_new_file_and_save_at_once(tmp_path: Path) -> None:
    def work(number: int) -> None:
        with Store(str(tmp_path / "x.db")) as opened:
            opened.save(at(report(), f"run-{number}", LATER), SCOPE)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(8)))
    with Store(str(tmp_path / "x.db")) as opened:
        assert len(opened.runs()) == 8
        assert len(opened.exposures()) == 4


@pytest.mark.parametrize("often", [1, 1000])
def test_a_file_that_is_no_database_is_refused_and_stays_as_it_is(often: int, tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    file.write_bytes(b"not a database, " * often)
    with pytest.raises(StoreError, match="the file is no database: name another file"):
        Store(str(file))
    assert file.read_bytes() == b"not a database, " * often


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    (tmp_path / "x.db").touch()
    with Store(str(tmp_path / "x.db")) as opened:
        assert opened.runs() == []


@pytest.mark.parametrize(
    ("pragma", "kind", "says"),
    [
        ("query_only = ON", StoreError, "may only be read: allow writing"),
        ("max_page_count = 1", NoRoom, "the disk is full: make room"),
    ],
)
def test_what_the_disk_refuses_is_said_in_one_line_and_nothing_is_half_written(
    store: Store, pragma: str, kind: type[StoreError], says: str
) -> None:
    store.save(nothing(), "")

    def limit(connection: sqlite3.Connection, _record: object, _proxy: object) -> None:
        connection.execute(f"PRAGMA {pragma}")

    event.listen(store._engine, "checkout", limit)
    big = replace(report(), services=tuple(replace(FACES, id=f"{n}", port=n) for n in range(1, 400)))
    with pytest.raises(StoreError, match=says) as caught:
        store.save(big, SCOPE)
    assert caught.type is kind
    assert "\n" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert [run.id for run in store.runs()] == [nothing().run.id]
    assert store.exposures() == []


def test_a_damaged_report_is_said(store: Store) -> None:
    store.save(report(), SCOPE)
    with store._engine.begin() as connection:
        connection.execute(text("UPDATE runs SET report = '{'"))
    with pytest.raises(StoreError, match="cannot read"):
        store.load("01KEXAMPLE")


def test_the_database_itself_keeps_to_the_rules(store: Store) -> None:
    store.save(report(), SCOPE)
    with pytest.raises(sqlite3.IntegrityError), sqlite3.connect(store._engine.url.database or "") as raw:
        raw.execute("UPDATE exposures SET state = 'ajar'")
    raw.close()


def test_logins_that_were_tried_stay_counted(store: Store) -> None:
    lobby, gate = Tried("address 10.0.0.1", 2, False, LATER), Tried("address 10.0.0.2", 0, True, LATER)
    store.remember([lobby, gate])
    store.remember([replace(lobby, tries=1), replace(gate, tries=1, locked_out=False)])
    assert store.tried() == (lobby, replace(gate, tries=1))


def test_a_scope_that_was_changed_with_its_digest_is_none(tmp_path: Path) -> None:
    digest = "sha256:" + sha256(SCOPE.encode()).hexdigest()
    kept = replace(report(), scope=replace(report().scope, digest=digest))
    with Store(str(tmp_path / "x.db")) as store:
        store.save(kept, SCOPE)
        assert store.scope_text("01KEXAMPLE") == SCOPE
        wider = SCOPE + "# and more"
        changed = "sha256:" + sha256(wider.encode()).hexdigest()
        with sqlite3.connect(tmp_path / "x.db") as raw:
            raw.execute("UPDATE runs SET scope_text = ?, scope_digest = ?", (wider, changed))
        with pytest.raises(StoreError, match="not put there by this user, or was changed since: name the scope file"):
            store.scope_text("01KEXAMPLE")
        store.save(replace(kept, scope=replace(kept.scope, digest=changed)), wider)
        assert store.scope_text("01KEXAMPLE") == wider


def test_the_mark_of_a_scope_is_of_its_run_and_of_its_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = "sha256:" + sha256(SCOPE.encode()).hexdigest()
    kept = replace(report(), scope=replace(report().scope, digest=digest))
    with Store(str(tmp_path / "x.db")) as store:
        store.save(kept, SCOPE)
        store.save(replace(kept, run=replace(kept.run, id="other")), SCOPE)
        with sqlite3.connect(tmp_path / "x.db") as raw:
            marks = dict(raw.execute("SELECT id, scope_mac FROM runs").fetchall())
        assert marks["01KEXAMPLE"] != marks["other"]
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another"))
        with pytest.raises(StoreError, match="not put there by this user"):
            store.scope_text("01KEXAMPLE")


def test_where_the_user_can_have_no_key_a_scope_is_kept_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    digest = "sha256:" + sha256(SCOPE.encode()).hexdigest()
    with Store(str(tmp_path / "x.db")) as store:
        store.save(replace(report(), scope=replace(report().scope, digest=digest)), SCOPE)
        assert store.scope_text("01KEXAMPLE") == SCOPE


def test_an_exposure_that_no_program_of_ours_wrote_is_none(tmp_path: Path) -> None:
    with Store(str(tmp_path / "x.db")) as store:
        store.save(report(), SCOPE)
        with sqlite3.connect(tmp_path / "x.db") as raw:
            raw.execute("PRAGMA ignore_check_constraints = ON")
            raw.execute("UPDATE exposures SET state = 'closed, ask Anna'")
        with pytest.raises(StoreError, match="cannot read"):
            store.exposures()


def test_a_report_is_amended_and_its_exposures_stay(tmp_path: Path) -> None:
    with Store(f"sqlite:///{tmp_path}/leftopen.db") as store:
        given = report()
        with pytest.raises(StoreError, match="no audit"):
            store.amend(given)
        store.save(given, 'name = "x"')
        before = store.exposures()
        store.amend(replace(given, estates=()))
        assert store.load(given.run.id).estates == ()
        assert store.exposures() == before


def test_a_server_that_lets_nobody_in_is_one_line() -> None:
    with pytest.raises(StoreError, match="did not let us in: check address, database, user and password") as caught:
        Store("postgresql://me:secret@127.0.0.1:1/x")
    assert "secret" not in str(caught.value)
