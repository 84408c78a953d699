"""Cases that the transcripts in `tests/talks/qdrant` do not show. Answers: Qdrant REST reference."""

import json
from typing import Any

import pytest

from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, DoorState
from leftopen.probes.qdrant import SPEC, probe, reread
from leftopen.wire.talk import Foreign, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server

ROOT = as_json({"title": "qdrant - vector search engine", "version": "1.12.4"})
MISSING = as_json({"status": {"error": "Not found: Collection `x` doesn't exist!"}, "time": 0.1}, 404)
PEOPLE = [{"id": i, "payload": {"email": f"zoe{i}@example.org"}} for i in range(40)]


def server(collections: dict[str, list[dict[str, Any]]]) -> Server:
    """A server with these points by collection."""

    def answer(ask: Ask) -> Answer:
        parts = ask.path.strip("/").split("/")
        if parts == [""]:
            return ROOT
        if parts == ["collections"]:
            return as_json({"result": {"collections": [{"name": name} for name in collections]}})
        points = collections.get(parts[1])
        if points is None:
            return MISSING
        if len(parts) == 2:
            return as_json({"result": {"points_count": len(points)}})
        asked = json.loads(ask.body)
        assert asked["with_vector"] is False
        return as_json({"result": {"points": points[: asked["limit"]]}})

    return answer


def test_payloads_are_read_without_their_vectors() -> None:
    finding, _ = pure.run(probe, server({"people": PEOPLE, "none": []}))
    assert finding.access is Access.OPEN
    assert {store.name: (store.records, len(store.raws)) for store in finding.stores} == {
        "people": (40, 25),
        "none": (0, 0),
    }


def test_a_point_without_a_payload_is_one_all_the_same() -> None:
    finding, _ = pure.run(probe, server({"people": [{"id": 1, "payload": None}]}))
    assert [each.value for store in finding.stores for each in store.raws] == [{"id": 1}]


def test_without_points_it_is_empty() -> None:
    assert pure.run(probe, server({}))[0].access is Access.EMPTY
    assert pure.run(probe, server({"none": []}))[0].access is Access.EMPTY


def test_neither_a_list_nor_points_that_are_refused_alone_are_a_lock() -> None:
    refused = Answer(403, b"forbidden")
    assert pure.run(probe, pure.altered(server({}), {"/collections": refused}))[0].access is Access.UNKNOWN
    locked = pure.pages({"/": ROOT}, refused)
    assert pure.run(probe, locked)[0].access is Access.LOCKED
    finding, _ = pure.run(probe, pure.altered(server({"people": PEOPLE}), {"/scroll": refused}))
    assert finding.access is Access.METADATA


def test_a_collection_that_does_not_exist_is_a_decoy() -> None:
    always = pure.pages({"/": ROOT}, as_json({"result": {"points_count": 1}}))
    assert pure.run(probe, always)[0].access is Access.DECOY


def test_another_server_is_foreign() -> None:
    with pytest.raises(Foreign):
        pure.run(probe, lambda ask: as_json({}))
    assert not SPEC.recognises(b'{"title":"qdrant')


@pytest.mark.parametrize(
    ("peer", "door", "state"),
    [
        (pure.altered(server({"people": PEOPLE}), {"/collections": Answer(403)}), "people", DoorState.OPEN),
        (
            pure.altered(server({"people": PEOPLE}), {"/scroll": Answer(403), "/query": Answer(403)}),
            "people",
            DoorState.SHUT,
        ),
        (
            lambda ask: Answer(400, b"Must provide an API key or an Authorization bearer token"),
            "people",
            DoorState.SHUT,
        ),
        (server({"people": [{"id": 1, "payload": {"note": "x" * 90_000}}]}), "people", DoorState.OPEN),
        (server({}), "people", DoorState.UNDECIDED),
        (server({"people": []}), "people", DoorState.UNDECIDED),
    ],
)
def test_a_collection_is_asked_for_again_by_its_name(peer: Server, door: str, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), door), peer) is state


@pytest.mark.parametrize(
    ("page", "records"),
    [
        ({"next_page_offset": None}, 3),
        ({"next_page_offset": 3}, 1_000_000),
        ({}, 1_000_000),
    ],
)
def test_a_count_is_held_to_a_page_that_says_that_it_is_the_last(page: dict[str, Any], records: int) -> None:
    real = server({"people": PEOPLE[:3]})

    def answer(ask: Ask) -> Answer:
        if ask.path == "/collections/people":
            return as_json({"result": {"points_count": 1_000_000}})
        if ask.path.endswith("/people/points/scroll"):
            return as_json({"result": {"points": PEOPLE[:3], **page}})
        told = real(ask)
        assert isinstance(told, Answer)
        return told

    (store,) = pure.run(probe, answer)[0].stores
    assert (store.records, len(store.raws)) == (records, 3)


def test_a_page_that_breaks_off_is_not_the_last() -> None:
    real = server({"people": PEOPLE[:3]})
    half = Answer(200, b'{"result":{"points":[{"id":1,"payload":{"a":1}}],"next_page_offset":null')
    changed = pure.altered(
        real, {"/people/points/scroll": half, "/collections/people": as_json({"result": {"points_count": 1_000_000}})}
    )
    assert [store.records for store in pure.run(probe, changed)[0].stores] == [1_000_000]


@pytest.mark.parametrize(
    ("query", "state"),
    [
        (as_json({"result": {"points": [{"id": 1, "payload": {}}]}}), DoorState.OPEN),
        (Answer(403), DoorState.SHUT),
        (Answer(404), DoorState.SHUT),
    ],
)
def test_a_collection_is_shut_where_a_query_is_refused_too(query: Answer, state: DoorState) -> None:
    peer = pure.altered(lambda ask: Answer(403), {"/points/query": query})
    assert pure.play_on(reread(SampleLimits(), "people"), peer) is state
