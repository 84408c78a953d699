"""Cases that the transcripts in `tests/talks/neo4j` do not show. Answers: Neo4j documentation, "HTTP API"."""

import json
import re
from typing import Any

import pytest

from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, DoorState
from leftopen.probes.neo4j import SPEC, probe, reread
from leftopen.wire import http
from leftopen.wire.talk import Fault, Foreign, Late, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server
from tests.talk import said

ROOT = as_json({"neo4j_version": "4.4.30", "transaction": "http://db.example/db/{databaseName}/tx"})
NO_DATABASE = as_json({"results": [], "errors": [{"code": "Neo.ClientError.Database.DatabaseNotFound"}]}, 404)
FORBIDDEN = as_json({"results": [], "errors": [{"code": "Neo.ClientError.Security.Forbidden"}]})
LOCKED = as_json({"errors": [{"code": "Neo.ClientError.Security.Unauthorized"}]}, 401)
PEOPLE = [{"email": f"zoe{i}@mail.example"} for i in range(40)]
Graph = dict[str, list[dict[str, Any]]]


def rows(*found: list[Any]) -> dict[str, Any]:
    return {"columns": ["x"], "data": [{"row": row, "meta": [None]} for row in found]}


def of(graph: Graph, statement: str) -> dict[str, Any]:
    """What a database answers; kinds of relationships are in brackets."""
    if statement == "CALL db.labels()":
        return rows(*([name] for name in graph if name and not name.startswith("[")))
    if statement == "CALL db.relationshipTypes()":
        return rows(*([name[1:-1]] for name in graph if name.startswith("[")))
    found = re.fullmatch(r"MATCH (\(n(?::`(.*)`)?\)|\(\)-\[r:`(.*)`\]->\(\)) RETURN (.*?)( LIMIT (\d+))?", statement)
    assert found
    nodes = [each for name, part in graph.items() if not name.startswith("[") for each in part]
    name = found[2] or (f"[{found[3]}]" if found[3] else "")
    part = graph.get(name.replace("``", "`"), []) if name else nodes
    if found[4].startswith("count"):
        return rows([len(part)])
    return rows(*([each] for each in part[: int(found[6])]))


def server(databases: dict[str, Graph], listed: bool = True) -> Server:
    """A server with these databases, which are refused to be listed or not."""

    def answer(ask: Ask) -> Answer:
        if ask.path == "/":
            return ROOT
        assert ask.headers["access-mode"] == "READ"
        name = ask.path.split("/")[2]
        statements = [each["statement"] for each in json.loads(ask.body)["statements"]]
        if name == "system":
            assert statements == ["SHOW DATABASES"]
            shown = rows(*([each, "online"] for each in ("system", *databases)))
            return as_json({"results": [shown], "errors": []}) if listed else FORBIDDEN
        if name not in databases:
            return NO_DATABASE
        return as_json({"results": [of(databases[name], each) for each in statements], "errors": []})

    return answer


def run(databases: dict[str, Graph], listed: bool = True) -> Any:
    return pure.run(probe, server(databases, listed))[0]


def test_labels_and_kinds_of_relationships_of_each_database_are_read() -> None:
    graph = {"Cust`omer": PEOPLE, "[KNOWS]": [{"since": "2024"}], "[LIKES]": []}
    finding = run({"neo4j": graph, "crm": {"Account": PEOPLE[:2]}})
    assert (finding.access, finding.product, finding.version) == (Access.OPEN, "Neo4j", "4.4.30")
    assert {store.name: (store.records, len(store.raws)) for store in finding.stores} == {
        "neo4j.Cust`omer": (40, 25),
        "neo4j.[KNOWS]": (1, 1),
        "neo4j.[LIKES]": (0, 0),
        "crm.Account": (2, 2),
    }


def test_nodes_without_a_label_are_read_too() -> None:
    finding = run({"neo4j": {"": PEOPLE}})
    assert [(store.name, store.records, len(store.raws)) for store in finding.stores] == [("neo4j.*", 40, 25)]


def test_without_a_node_it_is_empty_where_all_databases_were_told() -> None:
    assert run({"neo4j": {}, "crm": {}}).access is Access.EMPTY
    assert run({"neo4j": {}}, listed=False).access is Access.UNKNOWN
    assert run({f"db{i}": {} for i in range(30)}).access is Access.UNKNOWN


def test_the_usual_database_is_asked_where_none_is_told() -> None:
    assert run({"neo4j": {"Customer": PEOPLE}}, listed=False).access is Access.OPEN


def test_a_list_of_databases_that_comes_late_does_not_hide_the_usual_one() -> None:
    finding = pure.run(probe, altered("SHOW DATABASES", Late("late")))[0]
    assert (finding.access, [store.name for store in finding.stores]) == (Access.OPEN, ["neo4j.Customer"])


def altered(statement: str, answer: Answer | Fault) -> Server:
    """A server that answers this statement otherwise."""
    usual = server({"neo4j": {"Customer": PEOPLE}})
    return lambda ask: answer if statement.encode() in ask.body else usual(ask)


@pytest.mark.parametrize(
    ("statement", "answer", "access"),
    [
        (" LIMIT ", FORBIDDEN, Access.METADATA),
        (" LIMIT ", as_json({}, 403), Access.METADATA),
        ("db.labels", FORBIDDEN, Access.METADATA),
        ("db.labels", as_json({}, 500), Access.UNKNOWN),
        (" LIMIT ", as_json({}, 500), Access.METADATA),
        (" LIMIT ", as_json({"results": [rows([7], [])], "errors": []}), Access.METADATA),
        ("count(n)", LOCKED, Access.LOCKED),
        ("count(n)", as_json({"results": [rows([0])], "errors": []}), Access.DECOY),
        ("count(n)", as_json({"results": 4, "errors": [5]}), Access.UNKNOWN),
    ],
)
def test_what_is_refused_or_odd(statement: str, answer: Answer, access: Access) -> None:
    assert pure.run(probe, altered(statement, answer))[0].access is access


def test_of_a_page_that_is_cut_the_whole_records_are_kept() -> None:
    large = [{"bio": "x" * 100_000} for _ in range(25)]
    finding = run({"neo4j": {"Customer": large}})
    assert finding.access is Access.OPEN
    assert [len(store.raws) for store in finding.stores] == [2]


def test_a_name_that_cannot_be_quoted_is_listed_and_not_asked_for() -> None:
    finding = run({"neo4j": {"a\\b": PEOPLE, "Customer": PEOPLE}})
    assert {store.name: len(store.raws) for store in finding.stores} == {"neo4j.Customer": 25, "neo4j.a\\b": 0}
    assert "1 of 2" in said(finding.proof)
    assert run({"neo4j": {"a\\b": PEOPLE}}).access is Access.UNKNOWN


def test_another_web_server_is_foreign() -> None:
    with pytest.raises(Foreign):
        pure.run(probe, lambda _: as_json({"hello": 1}))


def test_every_request_is_declared_and_only_reads() -> None:
    talk = probe(SampleLimits())
    op = next(talk)
    assert http.allowed(op.message.data, SPEC.verbs)  # type: ignore[union-attr]  # it is a Request


@pytest.mark.parametrize(
    ("door", "answer", "state"),
    [
        ("neo4j.Customer", None, DoorState.OPEN),
        ("neo4j.*", None, DoorState.OPEN),
        ("neo4j.[KNOWS]", None, DoorState.OPEN),
        ("neo4j.Gone", None, DoorState.UNDECIDED),
        ("neo4j.Customer", LOCKED, DoorState.SHUT),
        ("neo4j.Customer", FORBIDDEN, DoorState.SHUT),
        ("neo4j.Customer", as_json({}, 500), DoorState.UNDECIDED),
        ("neo4j.a\\b", None, DoorState.UNDECIDED),
        ("Customer", None, DoorState.UNDECIDED),
    ],
)
def test_what_was_read_is_asked_for_again(door: str, answer: Answer | None, state: DoorState) -> None:
    usual = server({"neo4j": {"Customer": PEOPLE, "[KNOWS]": [{"since": 4}]}})
    assert pure.play_on(reread(SampleLimits(), door), usual if answer is None else lambda _: answer) is state


@pytest.mark.parametrize(
    ("code", "access"),
    [
        ("Security.Unauthorized", Access.LOCKED),
        ("Security.AuthorizationFailed", Access.LOCKED),
        ("Security.AuthenticationRateLimit", Access.UNKNOWN),
        ("Security.CredentialsExpired", Access.UNKNOWN),
    ],
)
@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_counts_by_its_reason(code: str, status: int, access: Access) -> None:
    refusal = as_json({"errors": [{"code": f"Neo.ClientError.{code}"}]}, status)
    finding, _ = pure.run(probe, pure.altered(server({}), {"/tx/commit": refusal}))
    assert finding.access is access


def test_an_error_in_the_place_of_rows_is_no_emptiness() -> None:
    failed = {"errors": [{"code": "Neo.TransientError.General.OutOfMemoryError"}]}
    peer = server({"neo4j": {"Person": PEOPLE}})

    def answer(ask: Ask) -> Answer | Fault:
        if b"`Person`" not in ask.body:
            return peer(ask)
        return as_json({"results": [rows()] if b"LIMIT" in ask.body else [], **failed})

    assert pure.run(probe, answer)[0].access is Access.UNKNOWN


@pytest.mark.parametrize("word", ["SHOW DATABASES", "db.labels"])
def test_a_list_that_ended_with_an_error_is_not_whole(word: str) -> None:
    peer = server({"neo4j": {}})

    def answer(ask: Ask) -> Answer | Fault:
        given = peer(ask)
        if word.encode() not in ask.body or isinstance(given, Fault):
            return given
        return as_json({**json.loads(given.body), "errors": [{"code": "Neo.TransientError.Transaction.Terminated"}]})

    assert pure.run(probe, answer)[0].access is Access.UNKNOWN


def test_a_path_that_something_in_front_refuses_alone_shuts_no_label() -> None:
    """Statements have another path since 5.19; where the product itself asks for a login, it does in its own words."""
    page = Answer(403, b"<html>no</html>")

    def state(first: Answer, refusal: Answer) -> DoorState:
        return pure.play_on(reread(SampleLimits(), "neo4j.Person"), pure.pages({"/": first}, refusal))

    assert state(ROOT, page) is DoorState.UNDECIDED
    assert state(page, page) is DoorState.SHUT
    assert state(ROOT, LOCKED) is DoorState.SHUT
