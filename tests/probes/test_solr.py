"""Cases that no server of the lab shows by itself; the others are in `tests/talks/solr/*.talk`."""

from typing import Any

import pytest

from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, DoorState
from leftopen.probes.solr import SPEC, probe, reread
from leftopen.wire.talk import Fault, Foreign, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server
from tests.talk import said

SYSTEM = as_json({"lucene": {"solr-spec-version": "8.11.3"}})
NOTHING = Answer(404, b"<html>Error 404</html>")


def server(cores: dict[str, list[dict[str, Any]]], **index: object) -> Server:
    """A node with these documents by core."""

    def answer(ask: Ask) -> Answer:
        if ask.path.endswith("/info/system"):
            return SYSTEM
        if ask.path.endswith("/admin/cores"):
            told = {name: {"index": {"numDocs": len(rows), **index}} for name, rows in cores.items()}
            return as_json({"status": told})
        rows = cores.get(ask.path.split("/")[2])
        if rows is None:
            return NOTHING
        return as_json({"response": {"numFound": len(rows), "docs": rows[: int(ask.query["rows"])]}})

    return answer


PEOPLE = [{"email": f"zoe{i}@example.org"} for i in range(40)]


@pytest.mark.parametrize(("changed", "times"), [("2026-11-01T00:00:00Z", 1), ("lately", 0), (None, 0)])
def test_documents_are_read(changed: str | None, times: int) -> None:
    finding, asked = pure.run(probe, server({"people": PEOPLE, "a b": PEOPLE}, lastModified=changed))
    assert (finding.access, finding.version) == (Access.OPEN, "8.11.3")
    stores = {store.name: store for store in finding.stores}
    assert [len(stores[name].raws) for name in ("people", "a b")] == [25, 0]
    assert len(stores["people"].times) == times
    assert not [ask for ask in asked if " " in ask.path or "%20" in ask.path]


def test_cores_without_a_document_are_empty() -> None:
    assert pure.run(probe, server({"people": []}))[0].access is Access.EMPTY


ASKS = Answer(401, b"", {"WWW-Authenticate": 'Basic realm="solr"'})


def test_rules_for_what_administrators_ask_are_no_lock_of_the_documents() -> None:
    ruled = pure.altered(server({"people": PEOPLE}), {"/info/system": ASKS, "/cores": ASKS})
    finding, _ = pure.run(probe, ruled)
    assert finding.access is Access.UNKNOWN
    assert "who knows a name may read what is" in "".join(map(str, finding.proof))
    assert pure.run(probe, pure.altered(server({"people": PEOPLE}), {"/info/system": ASKS}))[0].access is Access.OPEN
    assert pure.run(probe, lambda ask: ASKS)[0].access is Access.LOCKED


def test_neither_a_status_nor_a_select_that_is_refused_alone_is_a_lock() -> None:
    refused = Answer(401, b"")
    peer = server({"people": PEOPLE})
    assert pure.run(probe, pure.altered(peer, {"/cores": refused}))[0].access is Access.UNKNOWN
    assert pure.run(probe, pure.altered(peer, {"/cores": refused, "/select": refused}))[0].access is Access.LOCKED
    finding, _ = pure.run(probe, pure.altered(server({"people": PEOPLE}), {"/people/select": refused}))
    assert finding.access is Access.METADATA


def test_a_core_that_does_not_exist_is_a_decoy() -> None:
    always = as_json({"lucene": {"solr-spec-version": "9"}, "response": {"docs": []}})
    assert pure.run(probe, lambda ask: always)[0].access is Access.DECOY


def test_another_server_is_foreign() -> None:
    with pytest.raises(Foreign):
        pure.run(probe, lambda ask: NOTHING)
    assert not SPEC.recognises(b"SSH-2.0-x\r\n")


@pytest.mark.parametrize(
    ("peer", "door", "state"),
    [
        (pure.altered(server({"people": PEOPLE}), {"/cores": Answer(401)}), "people", DoorState.OPEN),
        (
            pure.altered(server({"people": PEOPLE}), {"/people/select": Answer(401), "/people/query": Answer(401)}),
            "people",
            DoorState.SHUT,
        ),
        (server({}), "people", DoorState.UNDECIDED),
        (server({"people": []}), "people", DoorState.UNDECIDED),
        (server({"a b": PEOPLE}), "a b", DoorState.UNDECIDED),
    ],
)
def test_a_core_is_asked_for_again_by_its_name(peer: Server, door: str, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), door), peer) is state


@pytest.mark.parametrize(
    ("page", "after", "records"),
    [
        (3, {"responseHeader": {"status": 0}, "response": {"docs": []}}, 3),
        (25, {"responseHeader": {"status": 0}, "response": {"docs": []}}, 1_000_000),
        (3, {"responseHeader": {"status": 0}, "response": {"docs": [{"email": "ana@example.org"}]}}, 1_000_000),
        (3, {"responseHeader": {"status": 0, "partialResults": True}, "response": {"docs": []}}, 1_000_000),
        (3, {"error": {"code": 500}}, 1_000_000),
    ],
)
def test_a_count_is_held_to_a_select_after_the_last_document(page: int, after: dict[str, Any], records: int) -> None:
    real = server({"people": PEOPLE[:page]})

    def answer(ask: Ask) -> Answer:
        if ask.path.endswith("/admin/cores"):
            return as_json({"status": {"people": {"index": {"numDocs": 1_000_000}}}})
        told = as_json(after) if "start" in ask.query else real(ask)
        assert isinstance(told, Answer)
        return told

    (store,) = pure.run(probe, answer)[0].stores
    assert (store.records, len(store.raws)) == (records, page)


def test_cores_that_did_not_load_are_no_emptiness() -> None:
    def answer(ask: Ask) -> Answer | Fault:
        if ask.path.endswith("/admin/cores"):
            return as_json({"initFailures": {"people": "SolrException: Could not load conf"}, "status": {}})
        return others(ask)

    others = server({})
    finding, _ = pure.run(probe, answer)
    assert finding.access is Access.UNKNOWN
    assert "beside 1 that did not load" in said(finding.proof)


def _several(answer: Answer, documents: list[dict[str, Any]]) -> Server:
    """A node of several, without a core of its own."""

    def server_(ask: Ask) -> Answer:
        if ask.path.endswith("/info/system"):
            return as_json({"mode": "solrcloud", "lucene": {"solr-spec-version": "9.7.0"}})
        if ask.path.endswith("/admin/cores"):
            return as_json({"status": {}})
        if ask.path.endswith("/admin/collections"):
            return answer
        if ask.path.split("/")[2] != "people":
            return NOTHING
        return as_json({"response": {"numFound": len(documents), "docs": documents[: int(ask.query["rows"])]}})

    return server_


@pytest.mark.parametrize(
    ("answer", "documents", "access"),
    [
        (as_json({"collections": ["people"]}), PEOPLE, Access.OPEN),
        (as_json({"collections": ["people"]}), [], Access.EMPTY),
        (as_json({"collections": []}), PEOPLE, Access.EMPTY),
        (as_json({"collections": [7]}), PEOPLE, Access.UNKNOWN),
        (as_json({}), PEOPLE, Access.UNKNOWN),
        (Answer(401), PEOPLE, Access.UNKNOWN),
    ],
)
def test_a_node_without_a_core_is_asked_for_what_the_others_hold(
    answer: Answer, documents: list[dict[str, Any]], access: Access
) -> None:
    assert pure.run(probe, _several(answer, documents))[0].access is access


def test_a_node_that_stands_alone_is_asked_for_no_collections() -> None:
    finding, asked = pure.run(probe, server({}))
    assert finding.access is Access.EMPTY
    assert not [ask for ask in asked if ask.path.endswith("/admin/collections")]


def test_of_a_document_that_is_larger_than_its_page_the_begin_is_read() -> None:
    large = [{"email": "zoe@example.org", "note": "x" * 90_000}] * 3
    finding, _ = pure.run(probe, server({"people": large}), SampleLimits(sample_bytes=16_384))
    assert finding.access is Access.OPEN
    assert [raw.value for raw in finding.stores[0].raws] == [{"email": "zoe@example.org"}]


@pytest.mark.parametrize(
    ("collections", "access"),
    [
        ({"collections": ["logs", "people"]}, Access.OPEN),
        ({"collections": ["logs"]}, Access.EMPTY),
        ({"error": {"code": 500}}, Access.UNKNOWN),
    ],
)
def test_collections_of_other_nodes_count_where_the_cores_of_this_one_are_empty(
    collections: dict[str, Any], access: Access
) -> None:
    part = {"index": {"numDocs": 0}, "cloud": {"collection": "logs", "shard": "shard1"}}
    peer = pure.altered(
        server({"logs_shard1_replica_n1": [], "people": PEOPLE}),
        {
            "/info/system": as_json({"mode": "solrcloud", "lucene": {"solr-spec-version": "9.7.0"}}),
            "/admin/cores": as_json({"status": {"logs_shard1_replica_n1": part}}),
            "/admin/collections": as_json(collections),
        },
    )
    assert pure.run(probe, peer)[0].access is access


@pytest.mark.parametrize(
    ("query", "state"),
    [
        (as_json({"response": {"numFound": 1, "docs": PEOPLE[:1]}}), DoorState.OPEN),
        (Answer(403), DoorState.SHUT),
        (NOTHING, DoorState.SHUT),
        (Answer(502), DoorState.UNDECIDED),
    ],
)
def test_a_core_is_shut_where_its_other_handler_is_refused_or_not_there(query: Answer, state: DoorState) -> None:
    peer = pure.pages({"/solr/people/select": Answer(403), "/solr/people/query": query}, NOTHING)
    assert pure.play_on(reread(SampleLimits(), "people"), peer) is state
