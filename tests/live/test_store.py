"""Audits and cases on a real PostgreSQL server do what they do on a file."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, select, text

from leftopen.cases import opening, purge, seals, stamps, stats
from leftopen.cases.desk import Desk
from leftopen.cases.model import CaseError, Cause
from leftopen.cases.notices.compose import Sender
from leftopen.cases.notices.drafting import AlreadyTold, DraftWanted, begin, chosen, end
from leftopen.face.cli import main
from leftopen.store import schema
from leftopen.store.schema import StoreError
from leftopen.store.store import Store
from leftopen.store.tables import Base, StampRow
from tests.cases.cases import LAST, LATER, audit, door, estate, operator
from tests.cases.notices import notices as told
from tests.live import frame, lab, networks
from tests.live.servers import postgresql
from tests.report.example import hostile

pytestmark = [pytest.mark.live, pytest.mark.timeout(300, func_only=True)]
ADDRESS = networks.here("127.77.158.1")
NAMES = iter(range(1000))


@pytest.fixture(scope="module")
def server() -> Iterator[frame.Place]:
    lab.get(["postgresql"])
    wanted = frame.Server("store", ADDRESS, (5432,), {}, postgresql._start, ready=postgresql.ready)
    with frame.Lab([wanted]) as running:
        yield running.places["store"]


@pytest.fixture
def url(server: frame.Place) -> str:
    name = f"cases_{next(NAMES)}"
    with psycopg.connect(host=ADDRESS, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"postgresql://postgres@{ADDRESS}/{name}"


def test_a_case_from_the_first_finding_to_its_end(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with Store(url) as store:
        party = (operator("Example Org", "confirmed", "privacy@example.org"),)
        store.save(audit(door(1), door(2), estates=(estate(door(1), parties=party),)), "a\0b", opening.join)
        store.save(hostile(), "scope", opening.join)
        desk = Desk(store, "Ada")
        assert [case.title for case in desk.cases()][:1] == ["Example Org"]
        for number in (1, 2):
            store.record(number, at=LATER, state="shut", says="Told.", then=opening.asked)
        desk.merge(2, 1, "One team.")
        desk.close(1, Cause.TEST_SYSTEM, None, override=False)
        store.save(audit(door(2), run="two", at=LAST), "scope", opening.join)
        assert desk.show(2).case.state == "triaged"
        with store.session(reads=True) as session:
            assert seals.verify(session, 1).intact
            assert stats.stats(session).cases is None, "two are too few to be told"
        store.save(audit(*(door(number) for number in range(10, 16)), run="three", at=LAST), "scope", opening.join)
        with store.session(reads=True) as session:
            assert (stats.stats(session).cases, stats.stats(session).protocols) == (8, {"other": 9})
    assert main(["cases", "--db", url]) == 0
    assert "Example Org" in capsys.readouterr().out
    assert main(["verify", "1", "--db", url]) == 0
    with Store(url) as store, store.session() as session:
        session.execute(text("UPDATE case_events SET who = 'Mallory' WHERE id = 1"))
    assert main(["verify", "1", "--db", url]) == 1


def test_the_migrations_go_up_and_down_with_data(url: str) -> None:
    with Store(url) as store:
        store.save(audit(door(1)), "scope", opening.join)
        store.record(1, at=LATER, state="probably_shut", says="Told.", then=opening.asked)
    opened = schema.engine(url)
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    with opened.begin() as connection:
        assert set(inspect(connection).get_table_names()) == {"alembic_version", *Base.metadata.tables}
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        assert connection.execute(text("SELECT state FROM exposures")).scalar_one() == "unclear"
    schema.upgrade(opened)
    with Store(url) as store:
        assert [case.case for case in Desk(store, "Ada").cases()] == [1]


def test_several_write_at_once_and_nothing_is_lost(url: str) -> None:
    def work(number: int) -> None:
        with Store(url) as store:
            store.save(audit(door(number % 4 + 1), run=f"run-{number}"), "scope", opening.join)
            Desk(store, "Ada").note(1, f"note {number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(12)))
    with Store(url) as store:
        desk = Desk(store, "Ada")
        assert sorted(case.case for case in desk.cases()) == [1, 2, 3, 4]
        assert len([line for line in desk.show(1).timeline if line.what == "note"]) == 12
        with store.session(reads=True) as session:
            assert all(seals.verify(session, case.case).intact for case in desk.cases())


def test_two_who_send_at_once_tell_a_contact_once(url: str) -> None:
    with Store(url) as store:
        store.save(told.report(told.store()), "scope", opening.join)
    wanted = DraftWanted(1, told.OWNER, None, "de", Sender("Example CERT", "cert@cert.example"))

    def send(who: str) -> str:
        with Store(url) as store:
            desk = Desk(store, who)
            (person,) = chosen(desk, wanted)
            try:
                draft = begin(desk, who, wanted, person)
            except AlreadyTold:
                return "told before"
            end(desk, who, draft, sent=True)
            return "sent"

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(send, ("Ada", "Grace", "Hedy", "Mary")))
    assert sorted(done) == ["sent", "told before", "told before", "told before"]
    with Store(url) as store:
        found = Desk(store, "Ada").show(1)
        assert [(each.to, each.sent) for each in found.notices] == [(told.OWNER, True)]
        assert found.case.state == "notified"
        assert [line.what for line in found.timeline].count("triaged → notified") == 1
        assert {clock.counted_from is not None for clock in found.clocks} == {True}
        assert seals_hold(store, 1)


def test_a_stamp_is_kept_and_goes_with_its_case(url: str) -> None:
    with Store(url) as store:
        store.save(audit(door(1)), "scope", opening.join)
        desk = Desk(store, "Ada")
        with desk.changing(1) as (session, row):
            session.add(StampRow(case=row.id, head="ab" * 32, answer=b"\x00\xff"))
        with store.session(reads=True) as session:
            assert stamps.held(session, 1)[0] == ["a time stamp is of a line of its timeline that is not there"]
        purge.purge(store, [1], "Ada", "Asked for.")
        with store.session(reads=True) as session:
            assert session.scalars(select(StampRow)).all() == []


def test_whose_it_is_comes_into_the_cases_later(url: str) -> None:
    with Store(url) as store:
        first = audit(door(1), estates=(estate(door(1)),))
        store.save(first, "scope", opening.join)
        party = (operator("Example Org", "confirmed", "privacy@example.org"),)
        store.amend(audit(door(1), estates=(estate(door(1), parties=party),)), opening.learned)
        found = Desk(store, "Ada").show(1)
        assert (found.case.title, found.contacts[0].address) == ("Example Org", "privacy@example.org")
        assert seals_hold(store, 1)


def seals_hold(store: Store, case: int) -> bool:
    with store.session(reads=True) as session:
        return seals.verify(session, case).intact


def test_what_is_purged_is_in_no_file_of_its_tables(url: str, server: frame.Place) -> None:
    with Store(url) as store:
        party = (operator("Quillfeather Clinic"),)
        store.save(audit(door(77), door(5), estates=(estate(door(77), parties=party),)), "scope", opening.join)
        desk = Desk(store, "Ada")
        desk.note(1, "Telephoned Thora")
        assert _holding(server, b"Quillfeather Clinic")
        purge.purge(store, [1], "Ada", None)
        store.scrub()
        with pytest.raises(CaseError, match="was purged"):
            desk.show(1)
        with store.session(reads=True) as session:
            assert seals.verify(session, 1).intact
    for secret in (b"Quillfeather Clinic", b"10.0.0.77", b"Telephoned Thora"):
        assert _holding(server, secret) == []


def _holding(server: frame.Place, secret: bytes) -> list[str]:
    """The files of tables that hold these bytes, once all is written."""
    with psycopg.connect(host=ADDRESS, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    base = server.work / "data" / "base"
    return [path.name for path in base.rglob("*") if path.is_file() and secret in path.read_bytes()]


@pytest.mark.parametrize(
    "url",
    [f"postgresql://postgres@{ADDRESS}/nowhere", f"postgresql://postgres@{ADDRESS}:1/x"],
    ids=["no such database", "nobody there"],
)
def test_what_the_server_refuses_is_one_line(server: frame.Place, url: str) -> None:
    with pytest.raises(StoreError, match="did not let us in: check address") as caught:
        Store(url)
    assert "\n" not in str(caught.value)
