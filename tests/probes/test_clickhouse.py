"""Cases that no server of the lab shows by itself; the others are in `tests/talks/clickhouse/*.talk`."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

import pytest

from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, DoorState
from leftopen.probes.clickhouse import probe, reread
from leftopen.wire.talk import Fault, Foreign, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server

Tables = Mapping[str, Sequence[Mapping[str, Any]]]
OK = Answer(200, b"Ok.\n")
PEOPLE = [{"email": f"zoe{i}@example.org"} for i in range(40)]
MISSING = Answer(404, b"Code: 60, e.displayText() = DB::Exception: Table doesn't exist.")
DENIED = Answer(403, b"Code: 516. DB::Exception: default: Authentication failed")


ALL = Answer(200, b"GRANT SHOW, SELECT, INSERT ON *.* TO default\n")
NO_DATABASE = Answer(404, b"Code: 81, e.displayText() = DB::Exception: Database doesn't exist")
NOT_ALLOWED = Answer(500, b"Code: 291, e.displayText() = DB::Exception: Access denied to database")


def server(
    tables: Tables,
    *,
    figures: bool = True,
    grants: Answer | None = ALL,
    elsewhere: Answer = MISSING,
    engines: Mapping[str, str] | None = None,
) -> Server:
    """A server that answers statements as ClickHouse does; `grants`: None of a release
    that tells none; `elsewhere`: of a database that is not there; `engines`: of tables that have another."""

    def answer(ask: Ask) -> Answer:
        statement = unquote(ask.query.get("query", ""))
        if not statement:
            return OK
        if statement.startswith("SELECT version()"):
            return Answer(200, b"24.8.1.2\n" if grants else b"18.16.1\n")
        if "system.tables" in statement:
            return as_json({"data": [[*name.split("."), (engines or {}).get(name, "MergeTree")] for name in tables]})
        if "system.parts" in statement:
            rows = [[*name.split("."), str(len(rows)), "4000", 1_700_000_000] for name, rows in tables.items()]
            return as_json({"data": rows}) if figures else DENIED
        if statement.startswith("SHOW GRANTS"):
            assert grants
            return grants
        _, database, _, name, rest = statement.split("`")
        if database.startswith("leftopen"):
            return elsewhere
        found = tables.get(f"{database}.{name}")
        if found is None:
            return MISSING
        most = int(rest.split("LIMIT ")[1].split(" ")[0])
        return Answer(200, b"".join(json.dumps(row).encode() + b"\n" for row in found[:most]))

    return answer


@pytest.mark.parametrize(("figures", "records"), [(True, 40), (False, None)])
def test_rows_are_read_whether_or_not_they_are_counted(figures: bool, records: int | None) -> None:
    finding, _ = pure.run(probe, server({"crm.people": PEOPLE}, figures=figures))
    assert (finding.access, finding.version) == (Access.OPEN, "24.8.1.2")
    (store,) = finding.stores
    assert (store.name, store.records, len(store.raws)) == ("crm.people", records, 25)


def test_of_a_page_that_is_cut_the_whole_lines_are_kept() -> None:
    large = [{"note": "x" * 700} for _ in range(40)]
    finding, _ = pure.run(probe, server({"crm.notes": large}, figures=False), SampleLimits(sample_bytes=4096))
    assert [len(store.raws) for store in finding.stores] == [5]


def test_no_table_is_empty_and_a_name_with_a_backtick_is_not_asked_about() -> None:
    assert pure.run(probe, server({}))[0].access is Access.EMPTY
    finding, asked = pure.run(probe, server({"crm.a\x60b": PEOPLE}))
    assert finding.access is Access.METADATA
    assert len([ask for ask in asked if "LIMIT" in unquote(ask.query.get("query", ""))]) == 2


@pytest.mark.parametrize(
    ("grants", "elsewhere", "access"),
    [
        (ALL, NOT_ALLOWED, Access.EMPTY),
        (Answer(200, b"GRANT SELECT ON crm.* TO default\n"), NO_DATABASE, Access.UNKNOWN),
        (Answer(200, b"GRANT ALL ON *.* TO default\nREVOKE SELECT ON hr.* FROM default\n"), MISSING, Access.UNKNOWN),
        (Answer(200, b""), NO_DATABASE, Access.UNKNOWN),
        (DENIED, NO_DATABASE, Access.UNKNOWN),
        (None, NO_DATABASE, Access.EMPTY),
        (None, NOT_ALLOWED, Access.UNKNOWN),
    ],
)
def test_to_see_no_table_is_emptiness_only_for_who_may_see_all(
    grants: Answer | None, elsewhere: Answer, access: Access
) -> None:
    assert pure.run(probe, server({}, grants=grants, elsewhere=elsewhere))[0].access is access


@pytest.mark.parametrize(
    ("hidden", "access"),
    [("system.tables", Access.UNKNOWN), ("version()", Access.OPEN), ("SELECT", Access.LOCKED)],
)
def test_it_is_locked_where_each_way_is_refused(hidden: str, access: Access) -> None:
    def answer(ask: Ask) -> Answer:
        given = DENIED if hidden in unquote(ask.query.get("query", "")) else server({"crm.people": PEOPLE})(ask)
        assert isinstance(given, Answer)
        return given

    assert pure.run(probe, answer)[0].access is access


def test_rows_that_are_refused_leave_the_catalogue() -> None:
    def answer(ask: Ask) -> Answer:
        given = DENIED if "\x60crm" in unquote(ask.query.get("query", "")) else server({"crm.people": PEOPLE})(ask)
        assert isinstance(given, Answer)
        return given

    assert pure.run(probe, answer)[0].access is Access.METADATA


def test_rows_of_a_table_that_does_not_exist_are_a_decoy() -> None:
    def answer(ask: Ask) -> Answer:
        statement = unquote(ask.query.get("query", ""))
        given = Answer(200, b'{"a": 1}\n') if "leftopen_" in statement else server({"crm.people": PEOPLE})(ask)
        assert isinstance(given, Answer)
        return given

    assert pure.run(probe, answer)[0].access is Access.DECOY


@pytest.mark.parametrize("version", [Answer(200, b"<html>"), Answer(500, b"24.8")])
def test_another_server_that_says_ok_is_foreign(version: Answer) -> None:
    with pytest.raises(Foreign):
        pure.run(probe, lambda ask: version if ask.query else OK)
    with pytest.raises(Foreign):
        pure.run(probe, lambda ask: Answer(200, b"ok"))


@pytest.mark.parametrize(
    ("peer", "door", "state"),
    [
        (server({"crm.people": PEOPLE}), "crm.people", DoorState.OPEN),
        (server({"crm.a": PEOPLE}), "crm.a", DoorState.OPEN),
        (lambda ask: DENIED, "crm.people", DoorState.SHUT),
        (lambda ask: Answer(500, b"Code: 497. DB::Exception: Not enough privileges"), "crm.people", DoorState.SHUT),
        (lambda ask: DENIED, "crm.a.people", DoorState.SHUT),
        (server({}), "crm.people", DoorState.UNDECIDED),
        (server({"crm.people": []}), "crm.people", DoorState.UNDECIDED),
        (server({"crm.peo`ple": PEOPLE}), "crm.peo`ple", DoorState.UNDECIDED),
        (server({"crm.people": PEOPLE}), "people", DoorState.UNDECIDED),
    ],
)
def test_a_table_is_asked_for_again_by_its_name(peer: Server, door: str, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), door), peer) is state


@pytest.mark.parametrize("engine", ["Kafka", "RabbitMQ", "NATS", "FileLog", "S3Queue", "AzureQueue"])
def test_what_a_read_would_take_away_is_not_read(engine: str) -> None:
    kept = {"crm.events": PEOPLE, "crm.all_events": PEOPLE, "crm.people": PEOPLE}
    some = {"crm.events": engine, "crm.all_events": "View"}
    finding, asked = pure.run(probe, server(kept, engines=some, figures=False))
    assert (finding.access, len(finding.stores)) == (Access.OPEN, 3)
    assert not [ask for ask in asked if "events" in ask.query.get("query", "")]
    alone, _ = pure.run(probe, server({"crm.events": PEOPLE}, engines=some, figures=False))
    assert alone.access is Access.METADATA


def test_a_view_is_read_where_no_table_is_a_queue() -> None:
    finding, _ = pure.run(probe, server({"crm.v": PEOPLE}, engines={"crm.v": "View"}, figures=False))
    assert finding.access is Access.OPEN


def test_a_table_of_somebody_in_the_database_of_the_product_is_read() -> None:
    beside = server({"system.clients": PEOPLE})

    def answer(ask: Ask) -> Answer:
        statement = unquote(ask.query.get("query", ""))
        hidden = "system.tables" in statement and "NOT LIKE 'System%'" not in statement
        given = as_json({"data": []}) if hidden else beside(ask)
        assert isinstance(given, Answer)
        return given

    finding, _ = pure.run(probe, answer)
    assert (finding.access, [store.name for store in finding.stores]) == (Access.OPEN, ["system.clients"])


@pytest.mark.parametrize("said", [DENIED, Answer(200, b"{}"), Answer(500, b"oops")])
def test_it_is_not_empty_where_its_own_database_is_not_told(said: Answer) -> None:
    def answer(ask: Ask) -> Answer:
        own = "NOT LIKE 'System%'" in unquote(ask.query.get("query", ""))
        given = said if own else server({})(ask)
        assert isinstance(given, Answer)
        return given

    assert pure.run(probe, answer)[0].access is Access.UNKNOWN


@pytest.mark.parametrize(
    ("own", "grants", "access"),
    [
        ([["system", "clients", "MergeTree"]], ALL, Access.OPEN),
        ([], ALL, Access.EMPTY),
        ([], Answer(200, b"GRANT SELECT ON crm.old TO default\n"), Access.UNKNOWN),
    ],
)
def test_an_empty_table_says_nothing_of_those_beside_it(own: list[list[str]], grants: Answer, access: Access) -> None:
    peer = server({"crm.old": [], "system.clients": PEOPLE}, grants=grants)

    def answer(ask: Ask) -> Answer | Fault:
        if "system.tables" not in (statement := unquote(ask.query.get("query", ""))):
            return peer(ask)
        return as_json({"data": [["crm", "old", "MergeTree"]] if "NOT IN" in statement else own})

    assert pure.run(probe, answer)[0].access is access
