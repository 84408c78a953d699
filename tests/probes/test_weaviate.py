"""Cases that no server of the lab shows by itself; the others are in `tests/talks/weaviate/*.talk`."""

from collections.abc import Mapping
from typing import Any

import pytest

from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, DoorState
from leftopen.probes.weaviate import SPEC, probe, reread
from leftopen.wire.talk import Foreign, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server

META = as_json({"hostname": "http://[::]:8080", "modules": {}, "version": "1.30.0"})
NOT_ENABLED = as_json({"code": 401, "message": "anonymous access not enabled. Please authenticate"}, 401)
RBAC = as_json({"error": [{"message": "rbac: authorization, forbidden action: user 'anonymous'"}]}, 403)
LINKS = as_json(
    {"links": {"href": "/v1", "documentationHref": "https://weaviate.io/developers/weaviate/current/"}}, 301
)
NO_TENANT = as_json({"error": [{"message": "multi-tenancy enabled, but request was without tenant"}]}, 422)
Objects = list[dict[str, Any]]


def thing(text: str) -> dict[str, Any]:
    return {"id": text, "class": "Notes", "creationTimeUnix": 1_700_000_000_000, "properties": {"text": text}}


def server(
    classes: Mapping[str, Objects], tenants: Mapping[str, Mapping[str, Objects]] | None = None, counted: int = 0
) -> Server:
    """A server with these objects by class, and by class and tenant; a tenant called `cold-…` is not in memory."""
    tenants = tenants or {}
    fields = [{"name": "text", "dataType": ["text"]}, {"name": "odd"}]

    def answer(ask: Ask) -> Answer:
        match ask.path.strip("/").split("/"):
            case ["v1", "meta"]:
                return META
            case ["v1", "schema"]:
                told = [{"class": name, "properties": fields} for name in classes]
                more = [{"class": name, "multiTenancyConfig": {"enabled": True}} for name in tenants]
                return as_json({"classes": told + more})
            case ["v1", "schema", name, "tenants"]:
                rows = [{"name": each, "activityStatus": "COLD" if "cold" in each else "HOT"} for each in tenants[name]]
                return as_json(rows)
            case ["v1", "nodes"]:
                shards = [{"class": name, "objectCount": counted, "numberOfReplicas": 1} for name in classes]
                return as_json({"nodes": [{"shards": shards or None}]})
            case ["v1", "objects"]:
                name, tenant = ask.query.get("class", ""), ask.query.get("tenant")
                if name in tenants:
                    return NO_TENANT if tenant is None else as_json({"objects": tenants[name][tenant]})
                return as_json({"objects": classes[name][: int(ask.query["limit"])]})
        return Answer(404)

    return answer


NOTES = {"Notes": [thing(f"zoe{i}@example.org") for i in range(40)]}


def test_objects_are_read_with_their_properties_and_times() -> None:
    finding, _ = pure.run(probe, server(NOTES, counted=40))
    (store,) = finding.stores
    assert (finding.access, finding.version, store.records, len(store.raws)) == (Access.OPEN, "1.30.0", 40, 25)
    assert store.raws[0].value == {"text": "zoe0@example.org"}
    assert store.declared == {"text": "text"}
    assert [each.first for each in store.times] == [1_700_000_000.0]


def test_a_count_of_none_is_not_believed_since_counts_come_late() -> None:
    finding, _ = pure.run(probe, server(NOTES, counted=0))
    assert [(each.records, len(each.raws)) for each in finding.stores] == [(None, 25)]


def test_of_an_object_that_is_longer_than_its_page_what_came_is_kept() -> None:
    large = {"Notes": [{"id": "1", "properties": {"name": "Zoe", "photo": "x" * 300_000}}]}
    finding, _ = pure.run(probe, server(large))
    assert [raw.value for store in finding.stores for raw in store.raws] == [{"name": "Zoe"}]


def test_only_tenants_in_memory_are_asked() -> None:
    peer = server({}, {"Notes": {"cold-a": [thing("a")], "none": [], "b": [thing("b")], "c": [thing("c")]}})
    finding, asked = pure.run(probe, peer)
    assert finding.access is Access.OPEN
    assert [ask.query["tenant"] for ask in asked if "tenant" in ask.query] == ["none", "b"]


@pytest.mark.parametrize("tenants", [RBAC, Answer(200, b"<html>"), as_json({})])
def test_tenants_that_are_not_told_decide_nothing(tenants: Answer) -> None:
    peer = pure.altered(server({}, {"Notes": {"b": [thing("b")]}}), {"/tenants": tenants})
    assert pure.run(probe, peer)[0].access in (Access.UNKNOWN, Access.METADATA)


def test_empty_is_said_of_classes_that_were_asked_and_of_a_node_that_counts_nothing() -> None:
    assert pure.run(probe, server({"Notes": []}))[0].access is Access.EMPTY
    assert pure.run(probe, server({}))[0].access is Access.EMPTY


@pytest.mark.parametrize("nodes", [RBAC, as_json({"nodes": [{"shards": [{"class": "Notes", "objectCount": 7}]}]})])
def test_a_schema_that_leaves_out_what_is_there_is_not_called_empty(nodes: Answer) -> None:
    assert pure.run(probe, pure.altered(server({}), {"/nodes": nodes}))[0].access is Access.UNKNOWN


def test_objects_that_are_refused_leave_the_schema() -> None:
    assert pure.run(probe, pure.altered(server(NOTES), {"/objects": RBAC}))[0].access is Access.METADATA


def test_a_schema_that_is_refused_leaves_the_list_of_objects() -> None:
    listed = as_json({"objects": NOTES["Notes"][:3]})
    peer = pure.altered(server(NOTES), {"/schema": RBAC, "/objects": listed})
    finding, _ = pure.run(probe, peer)
    assert (finding.access, [each.name for each in finding.stores]) == (Access.OPEN, ["Notes"])


@pytest.mark.parametrize(
    "peer",
    [
        lambda ask: NOT_ENABLED,
        pure.altered(server(NOTES), {"/schema": RBAC, "/objects": RBAC}),
        pure.pages({"/": LINKS}, RBAC),
    ],
)
def test_one_that_lets_nobody_read_is_locked(peer: Server) -> None:
    assert pure.run(probe, peer)[0].access is Access.LOCKED


def test_a_class_that_does_not_exist_is_a_decoy() -> None:
    assert pure.run(probe, pure.pages({"/v1/meta": META}, as_json({"classes": []})))[0].access is Access.DECOY


@pytest.mark.parametrize("answer", [as_json({}), Answer(401), Answer(404)])
def test_another_server_is_foreign(answer: Answer) -> None:
    with pytest.raises(Foreign):
        pure.run(probe, lambda ask: answer)
    assert not SPEC.recognises(b"anonymous access not enabled")


@pytest.mark.parametrize(
    ("peer", "door", "state"),
    [
        (pure.altered(server(NOTES), {"/schema": RBAC}), "Notes", DoorState.OPEN),
        (server({"Notes": []}), "Notes", DoorState.UNDECIDED),
        (lambda ask: RBAC, "Notes", DoorState.SHUT),
        (server({}, {"Notes": {}}), "Notes", DoorState.UNDECIDED),
        (lambda ask: RBAC, "../x", DoorState.UNDECIDED),
    ],
)
def test_a_class_is_asked_for_again_by_its_name(peer: Server, door: str, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), door), peer) is state


@pytest.mark.parametrize(
    ("page", "after", "records"),
    [
        (3, {"objects": []}, 3),
        (25, {"objects": []}, 1_000_000),
        (3, {"objects": [thing("x")]}, 1_000_000),
        (3, {}, 1_000_000),
    ],
)
def test_a_count_is_held_to_a_page_after_the_last_object(page: int, after: dict[str, Any], records: int) -> None:
    real = server({"Notes": NOTES["Notes"][:page]}, counted=1_000_000)
    (store,) = pure.run(probe, lambda ask: as_json(after) if "offset" in ask.query else real(ask))[0].stores
    assert (store.records, len(store.raws)) == (records, page)


def test_of_a_class_with_tenants_no_count_is_held_to_what_one_of_them_has() -> None:
    real = server({}, {"Shops": {"north": NOTES["Notes"][:3]}})
    counts = as_json({"nodes": [{"shards": [{"class": "Shops", "objectCount": 1_000_000}]}]})
    finding, asked = pure.run(probe, pure.altered(real, {"/v1/nodes": counts}))
    assert [store.records for store in finding.stores] == [1_000_000]
    assert not [ask for ask in asked if "offset" in ask.query]


@pytest.mark.parametrize("said", [as_json({}), Answer(200, b"null"), Answer(200, b"<html>hello</html>"), Answer(200)])
def test_what_is_no_list_of_classes_or_nodes_is_no_emptiness(said: Answer) -> None:
    assert pure.run(probe, server({}))[0].access is Access.EMPTY
    for changed in ("/schema", "/nodes"):
        assert pure.run(probe, pure.altered(server({}), {changed: said}))[0].access is Access.UNKNOWN


@pytest.mark.parametrize(
    "node",
    [
        {"status": "HEALTHY", "shards": None, "stats": {"objectCount": 9, "shardCount": 1}},
        {"status": "UNAVAILABLE"},
        {"status": "TIMEOUT", "shards": []},
        "n1",
    ],
)
def test_a_node_that_counts_objects_or_does_not_answer_is_no_emptiness(node: object) -> None:
    nodes = as_json({"nodes": [{"status": "HEALTHY", "shards": None, "stats": {"objectCount": 0}}, node]})
    assert pure.run(probe, pure.altered(server({}), {"/v1/nodes": nodes}))[0].access is Access.UNKNOWN
    well = as_json({"nodes": [{"status": "HEALTHY", "shards": None, "stats": {"objectCount": 0}}]})
    assert pure.run(probe, pure.altered(server({}), {"/v1/nodes": well}))[0].access is Access.EMPTY


def test_descriptions_of_properties_are_handed_on() -> None:
    fields = [
        {"name": "text", "dataType": ["text"], "description": "Sexual orientation"},
        {"name": "n", "dataType": ["int"]},
    ]
    told = as_json({"classes": [{"class": "Notes", "properties": fields}]})
    finding, _ = pure.run(probe, pure.altered(server(NOTES), {"/schema": told}))
    assert [store.said for store in finding.stores] == [{"text": "Sexual orientation"}]
