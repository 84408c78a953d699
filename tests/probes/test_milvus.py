"""Cases of a server that is not in the lab; see also `tests/talks/milvus/*.talk`, written after its documentation."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, DoorState
from leftopen.probes.milvus import SPEC, probe, reread
from leftopen.wire.talk import Fault, Foreign, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server

NEEDS_LOGIN = as_json({"code": 1800, "message": "user hasn't authenticated"}, 401)
MISSING = as_json({"code": 100, "message": "can't find collection[database=default][collection=x]"})
NOT_LOADED = as_json({"code": 101, "message": "collection not loaded"})
Rows = list[dict[str, Any]]
FIELDS = [
    {"name": "id", "type": "Int64"},
    {"name": "email", "type": "VarChar"},
    {"name": "face", "type": "FloatVector"},
]


def done(data: object, code: int = 0) -> Answer:
    return as_json({"code": code, "data": data})


def server(kept: Mapping[str, Mapping[str, Rows]], code: int = 0) -> Server:
    """A server with these entities by database and collection."""

    def answer(ask: Ask) -> Answer:
        asked = json.loads(ask.body or b"{}")
        database = kept.get(asked.get("dbName", "default"), {})
        rows = database.get(asked.get("collectionName", ""))
        if ask.method != "POST":
            return Answer(404)
        match ask.path.removeprefix("/v2/vectordb/"):
            case "databases/list":
                return done(list(kept), code)
            case "collections/list":
                return done(list(database), code)
            case _ if rows is None:
                return MISSING
            case "collections/describe":
                return done({"fields": FIELDS, "load": "LoadStateLoaded"}, code)
            case "collections/get_stats":
                return done({"rowCount": len(rows)}, code)
        fields = asked["outputFields"]
        page = [{key: row[key] for key in row if fields == ["*"] or key in fields} for row in rows]
        return done(page[: asked["limit"]], code)

    return answer


def old(kept: Mapping[str, Rows], key: str = "Int64", unloaded: str = "") -> Server:
    """A release before 2.4 with these entities by collection, whose other fields no schema names."""
    fields = [{"name": "id", "type": key, "primaryKey": True}, {"name": "face", "type": "FloatVector(2)"}]

    def answer(ask: Ask) -> Answer:
        if not ask.path.startswith("/v1/vector/"):
            return Answer(404, b"404 page not found")
        asked = json.loads(ask.body) if ask.body else {}
        rows = kept.get(ask.query.get("collectionName") or asked.get("collectionName", ""))
        match ask.path.removeprefix("/v1/vector/"):
            case "collections":
                return done(list(kept), 200)
            case _ if rows is None:
                return MISSING
            case "collections/describe":
                return done({"fields": fields, "enableDynamicField": True}, 200)
        if not asked["filter"] or asked.get("collectionName") == unloaded:
            return NOT_LOADED
        wanted = asked["outputFields"]
        if wanted == ["count(*)"]:
            return done([{"count(*)": str(len(rows))}], 200) if asked["limit"] == 0 else NOT_LOADED
        loose = {"id", *(["email"] if "$meta" in wanted or wanted == ["*"] else [])}
        return done([{name: row[name] for name in row if name in loose} for row in rows][: asked["limit"]], 200)

    return answer


def described(peer: Server, said: Answer) -> Server:
    """The server, which says this of each collection that there is."""

    def answer(ask: Ask) -> Answer:
        told = peer(ask)
        assert isinstance(told, Answer)
        return said if ask.path.endswith("/describe") and told != MISSING else told

    return answer


PEOPLE = [{"id": i, "email": f"zoe{i}@example.org", "face": [0.1, 0.2]} for i in range(40)]
KEPT = {"default": {"people": PEOPLE}, "crm": {"calls": PEOPLE[:3], "none": []}}


@pytest.mark.parametrize("code", [0, 200])
def test_entities_of_each_database_are_read_without_their_vectors(code: int) -> None:
    finding, _ = pure.run(probe, server(KEPT, code))
    assert finding.access is Access.OPEN
    assert {each.name: (each.records, len(each.raws)) for each in finding.stores} == {
        "people": (40, 25), "crm.calls": (3, 3), "crm.none": (0, 0),
    }  # fmt: skip
    (people,) = (each for each in finding.stores if each.name == "people")
    assert people.raws[0].value == {"id": 0, "email": "zoe0@example.org"}
    assert people.declared["face"] == "FloatVector"


@pytest.mark.parametrize("key", ["Int64", "VarChar"])
def test_a_release_before_the_second_interface_is_read_over_the_first(key: str) -> None:
    finding, asked = pure.run(probe, old({"people": PEOPLE, "none": []}, key))
    assert finding.access is Access.OPEN
    assert {each.name: (each.records, len(each.raws)) for each in finding.stores} == {
        "people": (40, 25),
        "none": (0, 0),
    }
    assert finding.stores[0].raws[0].value == {"id": 0, "email": "zoe0@example.org"}
    words = "".join(part if isinstance(part, str) else part.text for part in finding.proof)
    assert "POST /v1/vector/query in people gave 25 rows" in words
    assert not [ask for ask in asked if "face" in str(ask.body)]


def test_of_a_release_that_lists_no_databases_none_is_called_empty() -> None:
    assert pure.run(probe, old({}))[0].access is Access.UNKNOWN
    assert pure.run(probe, old({"people": PEOPLE}, unloaded="people"))[0].access is Access.METADATA


@pytest.mark.parametrize("key", ['id" or 1', "", None, 7])
def test_no_key_of_a_strange_name_stands_in_a_filter(key: object) -> None:
    strange = done({"fields": [{"name": key, "type": "Int64", "primaryKey": True}]}, 200)
    finding, asked = pure.run(probe, described(old({"people": PEOPLE}), strange))
    assert {json.loads(ask.body)["filter"] for ask in asked if ask.path.endswith("/v1/vector/query")} == {""}
    assert finding.access is not Access.EMPTY


def test_what_no_schema_names_is_asked_for() -> None:
    loose = done({"fields": FIELDS, "enableDynamicField": True})
    _, asked = pure.run(probe, described(server(KEPT), loose))
    wanted = [json.loads(ask.body)["outputFields"] for ask in asked if ask.path.endswith("/entities/query")]
    assert wanted
    assert all(fields == ["id", "email", "$meta"] for fields in wanted)


def test_a_collection_that_is_not_loaded_is_counted_and_not_read() -> None:
    finding, asked = pure.run(probe, pure.altered(server(KEPT), {"/query": NOT_LOADED}))
    assert finding.access is Access.METADATA
    assert not [ask for ask in asked if ask.path.endswith("load")]


def test_fields_that_are_not_described_are_all_asked_for() -> None:
    peer = server(KEPT)

    def hidden(ask: Ask) -> Answer:
        if ask.path.endswith("describe"):
            return NOT_LOADED
        answer = peer(ask)
        assert isinstance(answer, Answer)
        return answer

    finding, _ = pure.run(probe, hidden)
    assert finding.access is Access.OPEN


def test_empty_is_said_where_every_database_was_listed() -> None:
    assert pure.run(probe, server({"default": {}}))[0].access is Access.EMPTY
    none = pure.altered(server({"default": {"none": []}}), {"/get_stats": NOT_LOADED})
    assert pure.run(probe, none)[0].access is Access.EMPTY
    untold = pure.altered(server({"default": {}}), {"/databases/list": Answer(404)})
    assert pure.run(probe, untold)[0].access is Access.UNKNOWN


def test_one_that_asks_for_a_login_is_locked() -> None:
    assert pure.run(probe, lambda ask: NEEDS_LOGIN)[0].access is Access.LOCKED


def test_a_collection_that_does_not_exist_is_a_decoy() -> None:
    assert pure.run(probe, lambda ask: done([]))[0].access is Access.DECOY


@pytest.mark.parametrize("answer", [as_json({}), done({"a": 1}), done([1]), Answer(401), Answer(404)])
def test_another_server_is_foreign(answer: Answer) -> None:
    with pytest.raises(Foreign):
        pure.run(probe, lambda ask: answer)
    assert not SPEC.recognises(b"HTTP/1.1 404 Not Found\r\n\r\n404 page not found")


def test_it_is_recognised_by_its_refusal_and_by_what_it_lets_pages_send() -> None:
    allowed = b"X-CSRF-Token, Authorization, accept, origin, Cache-Control, X-Requested-With"
    head = b"HTTP/1.1 404 Not Found\r\nAccess-Control-Allow-Headers: Content-Type, " + allowed
    assert SPEC.recognises(head + b"\r\n\r\n404 page not found")
    assert SPEC.recognises(b'HTTP/1.1 401 Unauthorized\r\n\r\n{"code":1800,"message":"user hasn\'t authenticated"}')
    assert not SPEC.recognises(b"user hasn't authenticated")


@pytest.mark.parametrize(
    ("peer", "door", "state"),
    [
        (pure.altered(server(KEPT), {"/list": NEEDS_LOGIN}), "people", DoorState.OPEN),
        (server(KEPT), "crm.calls", DoorState.OPEN),
        (server(KEPT), "crm.none", DoorState.UNDECIDED),
        (lambda ask: NEEDS_LOGIN, "people", DoorState.SHUT),
        (lambda ask: Answer(403), "people", DoorState.UNDECIDED),
        (old({"people": PEOPLE, "none": []}), "people", DoorState.OPEN),
        (old({"people": PEOPLE, "none": []}), "none", DoorState.UNDECIDED),
        (old({"people": PEOPLE, "none": []}), "gone", DoorState.UNDECIDED),
    ],
)
def test_a_collection_is_asked_for_again_by_its_name(peer: Server, door: str, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), door), peer) is state


@pytest.mark.parametrize(
    ("page", "after", "records"),
    [(3, done([]), 3), (25, done([]), 1_000_000), (3, done([{"id": 9}]), 1_000_000), (3, NOT_LOADED, 1_000_000)],
)
def test_a_count_is_held_to_a_page_after_the_last_entity(page: int, after: Answer, records: int) -> None:
    real = server({"default": {"people": [{"id": i} for i in range(page)]}})

    def answer(ask: Ask) -> Answer:
        if ask.path.endswith("/get_stats"):
            return done({"rowCount": 1_000_000})
        told = after if b'"offset":' in ask.body else real(ask)
        assert isinstance(told, Answer)
        return told

    (store,) = pure.run(probe, answer)[0].stores
    assert (store.records, len(store.raws)) == (records, page)


def test_an_older_release_is_asked_for_a_page_after_the_last_entity_too() -> None:
    real = old({"people": [{"id": i} for i in range(3)]})

    def answer(ask: Ask) -> Answer:
        asked = json.loads(ask.body) if ask.body else {}
        if asked.get("outputFields") == ["count(*)"]:
            return done([{"count(*)": 1_000_000}], 200)
        told = done([], 200) if asked.get("offset") == 3 else real(ask)
        assert isinstance(told, Answer)
        return told

    assert [store.records for store in pure.run(probe, answer)[0].stores] == [3]


def test_a_list_of_databases_without_the_one_that_each_has_is_not_whole() -> None:
    assert pure.run(probe, server({"default": {}}))[0].access is Access.EMPTY
    assert pure.run(probe, server({}))[0].access is Access.UNKNOWN


def test_the_older_interface_is_asked_where_the_newer_one_is_refused() -> None:
    refusal = as_json({"code": 1800, "message": "user hasn't authenticated"}, 401)

    peer = old({"people": [{"id": 1, "email": "zoe@example.org"}]})

    def fronted(ask: Ask) -> Answer | Fault:
        return refusal if ask.path.startswith("/v2/") else peer(ask)

    assert pure.run(probe, fronted)[0].access is Access.OPEN
    assert pure.play_on(reread(SampleLimits(), "people"), fronted) is DoorState.OPEN
    assert pure.run(probe, lambda ask: refusal)[0].access is Access.LOCKED
    assert pure.play_on(reread(SampleLimits(), "people"), lambda ask: refusal) is DoorState.SHUT


def test_descriptions_of_fields_are_handed_on() -> None:
    fields = [{"name": "id", "type": "Int64", "description": ""}, {"name": "z", "type": "Int8", "description": "Caste"}]
    finding, _ = pure.run(
        probe, described(server(KEPT), done({"fields": [*fields, 7, {"name": 7, "description": "x"}]}))
    )
    assert {tuple(store.said.items()) for store in finding.stores} == {(("z", "Caste"),)}
