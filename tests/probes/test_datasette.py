"""Cases beside the transcripts of real servers in `tests/talks/datasette`."""

from collections.abc import Mapping
from typing import Any

import pytest

from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, DoorState
from leftopen.probes.datasette import SPEC, probe, reread
from leftopen.wire.talk import Foreign, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server

MISSING = as_json({"ok": False, "error": "Database not found", "status": 404}, 404)
REFUSAL = as_json({"ok": False, "error": "view-instance", "status": 403}, 403)
PAGE = Answer(403, b'<link rel="stylesheet" href="/-/static/app.css?d59929">', {})
ROWS = [{"rowid": 1, "name": "Ana"}, {"rowid": 2, "name": "Zoe"}]


def table(name: str, count: object = 2, **more: object) -> dict[str, Any]:
    return {"name": name, "columns": ["rowid", "name"], "count": count, **more}


def server(databases: Mapping[str, Mapping[str, Any]], rows: Mapping[str, Answer], *, new: bool = False) -> Server:
    """One with these databases, and answers to requests for the rows of these paths; `new`: as 1.0 answers."""
    named = [{"name": name, "route": name} for name in databases]
    fixed = {
        "/-/versions.json": as_json({"datasette": {"version": "1.0" if new else "0.65.5"}}),
        "/-/databases.json": as_json({"ok": True, "databases": named} if new else named),
        **{f"/{name}.json": as_json(about) for name, about in databases.items()},
        **rows,
    }
    return pure.pages(fixed, MISSING)


CRM = {"crm": {"tables": [table("people"), table("logs", 0)], "views": ["adults", {"name": "minors"}]}}
SHOWN = {
    "/crm/people.json": as_json({"rows": ROWS}),
    "/crm/adults.json": as_json({"rows": ROWS[:1]}),
    "/crm/minors.json": as_json({"rows": []}),
}


@pytest.mark.parametrize("new", [False, True])
def test_tables_and_views_are_listed_and_read(new: bool) -> None:
    finding, asked = pure.run(probe, server(CRM, SHOWN, new=new))
    assert (finding.access, finding.version) == (Access.OPEN, "1.0" if new else "0.65.5")
    figures = {each.name: (each.records, len(each.raws)) for each in finding.stores}
    assert figures == {"crm.people": (2, 2), "crm.logs": (0, 0), "crm.adults": (None, 1), "crm.minors": (None, 0)}
    assert {ask.method for ask in asked} == {"GET"}
    assert all(ask.query["_nocount"] == "1" for ask in asked if "people" in ask.path)


def test_names_are_written_as_the_product_writes_them() -> None:
    odd = {"-": {"tables": [table("a/b. 人", 1)]}}
    path = "/~2D/a~2Fb~2E~20~E4~BA~BA.json"
    finding, asked = pure.run(probe, server({"~2D": odd["-"]}, {path: as_json({"rows": ROWS[:1]})}))
    assert finding.access is Access.UNKNOWN, "its name is no path, and is written again"
    peer = pure.altered(server({"~2D": odd["-"]}, {path: as_json({"rows": ROWS[:1]})}),
                        {"/-/databases.json": as_json([{"name": "-"}])})  # fmt: skip
    finding, asked = pure.run(probe, peer)
    assert finding.access is Access.OPEN
    assert asked[-1].path == path
    assert not [ask.path for ask in asked if ask.path.startswith("/-/") and ask.path[3:] not in WORDS]


WORDS = ("versions.json", "databases.json")


@pytest.mark.parametrize("index", [{"crm": {"name": "crm"}}, {"ok": True, "databases": [{"name": "crm"}]}])
def test_the_index_names_databases_where_their_list_is_kept(index: object) -> None:
    peer = pure.altered(server(CRM, SHOWN), {"/-/databases.json": REFUSAL, "/.json": as_json(index)})
    assert pure.run(probe, peer)[0].access is Access.OPEN


def test_lists_that_are_refused_are_no_lock_where_a_table_may_be_shown_to_who_knows_its_name() -> None:
    changes = dict.fromkeys(("/-/databases.json", "/.json", "/-/versions.json"), REFUSAL)
    finding, _ = pure.run(probe, pure.altered(server(CRM, SHOWN), changes))
    assert (finding.access, finding.version, list(finding.stores)) == (Access.UNKNOWN, None, [])
    assert "who knows a name may read what is" in "".join(map(str, finding.proof))


def test_lists_that_cannot_be_read_are_no_lock() -> None:
    for body in (b"<html>", b"7"):
        changes = dict.fromkeys(("/-/databases.json", "/.json"), Answer(200, body, {}))
        assert pure.run(probe, pure.altered(server(CRM, SHOWN), changes))[0].access is Access.UNKNOWN


def test_refused_json_beside_a_page_that_is_shown_is_no_lock() -> None:
    shown = Answer(200, PAGE.body, PAGE.headers)
    finding, _ = pure.run(probe, lambda ask: shown if ask.path == "/" else Answer(403))
    assert finding.access is Access.UNKNOWN
    assert "its first page is shown" in "".join(map(str, finding.proof))


def test_one_that_refuses_all_is_locked_where_its_page_is_known() -> None:
    assert pure.run(probe, lambda ask: PAGE)[0].access is Access.LOCKED
    for answer in (Answer(403, b"", {}), Answer(200, PAGE.body, {}), Answer(404, b"", {})):
        with pytest.raises(Foreign):
            pure.run(probe, pure.pages({}, answer))


def test_a_database_that_is_refused_is_named_and_no_more() -> None:
    peer = pure.altered(server(CRM, SHOWN), {"/crm.json": REFUSAL})
    finding, _ = pure.run(probe, peer)
    assert finding.access is Access.METADATA
    assert "in 1 database " in "".join(map(str, finding.proof))


def test_rows_that_are_refused_leave_the_list() -> None:
    changes = dict.fromkeys(("people.json", "adults.json", "minors.json"), REFUSAL)
    assert pure.run(probe, pure.altered(server(CRM, SHOWN), changes))[0].access is Access.METADATA


def test_tables_that_could_not_be_asked_are_not_called_empty() -> None:
    none = {"crm": {"tables": [table("people", None), table("logs", 7, count_truncated=True)]}}
    trouble = Answer(500, b'{"ok": false, "error": "Interrupted"}', {})
    for answer in (trouble, Answer(200, b"{}", {})):
        peer = server(none, {"/crm/people.json": answer, "/crm/logs.json": answer})
        assert pure.run(probe, peer)[0].access is Access.UNKNOWN
    gone = pure.altered(server(none, {}), {"/crm.json": Answer(500, b"", {})})
    assert pure.run(probe, gone)[0].access is Access.UNKNOWN


def test_of_a_row_that_is_too_long_what_came_is_read() -> None:
    def answer(ask: Ask) -> Answer:
        return as_json({"rows": [{"name": "Ana", "photo": "x" * 400_000}]})

    peer = server({"crm": {"tables": [table("people", None)]}}, {})
    finding, _ = pure.run(probe, lambda ask: answer(ask) if "people" in ask.path else peer(ask))
    assert (finding.access, [raw.value for raw in finding.stores[0].raws]) == (Access.OPEN, [{"name": "Ana"}])


def test_a_database_that_does_not_exist_is_a_decoy() -> None:
    assert pure.run(probe, lambda ask: as_json({"tables": [table("people")]}))[0].access is Access.DECOY


def test_it_is_recognised_by_its_pages() -> None:
    assert SPEC.recognises(b'HTTP/1.1 200 OK\r\nLink: /.json; type="application/json+datasette"\r\n\r\n')
    assert SPEC.recognises(b"HTTP/1.1 403 Forbidden\r\n\r\n" + PAGE.body)
    assert not SPEC.recognises(b"application/json+datasette")


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (SHOWN["/crm/people.json"], DoorState.OPEN),
        (SHOWN["/crm/minors.json"], DoorState.UNDECIDED),
        (MISSING, DoorState.UNDECIDED),
        (REFUSAL, DoorState.SHUT),
    ],
)
def test_a_table_is_asked_for_again_by_its_name(answer: Answer, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), "crm.people"), lambda ask: answer) is state


@pytest.mark.parametrize(
    ("about", "access"),
    [
        ({"size": 225_280, "allow_execute_sql": True}, Access.UNKNOWN),
        ({"size": 0, "queries": [{"name": "people", "sql": "select 1"}]}, Access.UNKNOWN),
        ({"size": 4096, "queries": [], "allow_execute_sql": True}, Access.EMPTY),
    ],
)
def test_a_database_that_names_no_table_may_have_some_that_a_query_reads(about: dict[str, Any], access: Access) -> None:
    peer = server({"crm": {"database": "crm", "tables": [], "views": [], **about}}, {})
    assert pure.run(probe, peer)[0].access is access


@pytest.mark.parametrize(
    ("about", "state"),
    [
        (as_json({"database": "crm", "tables": [], "allow_execute_sql": True}), DoorState.UNDECIDED),
        (as_json({"database": "crm", "tables": [], "allow_execute_sql": False}), DoorState.SHUT),
        (REFUSAL, DoorState.SHUT),
    ],
)
def test_a_table_that_may_not_be_viewed_is_not_shut_where_a_query_reads_it(about: Answer, state: DoorState) -> None:
    peer = pure.altered(server(CRM, {}), {"/crm.json": about, "/crm/people.json": REFUSAL})
    assert pure.play_on(reread(SampleLimits(), "crm.people"), peer) is state
