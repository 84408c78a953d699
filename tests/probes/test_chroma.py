"""Cases that no server of the lab shows by itself; the others are in `tests/talks/chroma/*.talk`."""

import json
from typing import Any

import pytest

from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, DoorState
from leftopen.probes.chroma import probe, reread
from leftopen.wire.talk import Fault, Foreign, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server

BEAT = as_json({"nanosecond heartbeat": 1_700_000_000})
UNKNOWN = as_json({"error": "NotFoundError", "message": "Tenant not found"}, 404)


def server(collections: dict[str, list[dict[str, Any]]]) -> Server:
    """A server with these documents by collection; identifiers are `id-` and the name."""

    def answer(ask: Ask) -> Answer:
        last = ask.path.rpartition("/")[2]
        if last == "heartbeat":
            return BEAT
        if last == "version":
            return as_json("1.0.0")
        if last == "collections":
            return as_json([{"id": f"id-{name}", "name": name} for name in collections])
        if last in ("count", "get"):
            found = collections[ask.path.split("/")[-2].removeprefix("id-")]
            if last == "count":
                return as_json(len(found))
            asked = json.loads(ask.body)
            rows = found[: asked["limit"]]
            texts = [row["text"] for row in rows] if "documents" in asked["include"] else None
            return as_json(
                {"ids": [*range(len(rows))], "documents": texts, "metadatas": [row["about"] for row in rows]}
            )
        return UNKNOWN

    return answer


NOTES = [{"text": f"note {i}", "about": {"email": f"zoe{i}@example.org"}} for i in range(40)]


def test_documents_and_what_is_noted_about_them_are_read() -> None:
    finding, _ = pure.run(probe, server({"notes": NOTES}))
    assert (finding.access, finding.version) == (Access.OPEN, "1.0.0")
    (store,) = finding.stores
    assert (store.records, len(store.raws)) == (40, 25)
    assert store.raws[0].value == {"id": 0, "document": "note 0", "email": "zoe0@example.org"}


def test_of_documents_that_are_too_large_what_is_noted_is_read() -> None:
    large = [{"text": "x" * 90_000, "about": {"email": "zoe@example.org"}}] * 30
    finding, _ = pure.run(probe, server({"notes": large}), SampleLimits(sample_bytes=65_536))
    assert [each.value for store in finding.stores for each in store.raws] == [
        {"id": 0, "document": None, "email": "zoe@example.org"}
    ]


def test_without_a_collection_in_the_one_database_that_is_known_it_is_not_called_empty() -> None:
    assert pure.run(probe, server({}))[0].access is Access.UNKNOWN


def test_a_tenant_that_does_not_exist_is_a_decoy() -> None:
    always = pure.pages({"/api/v2/heartbeat": BEAT}, as_json({"name": "x"}))
    assert pure.run(probe, always)[0].access is Access.DECOY


def test_documents_that_are_refused_leave_the_list() -> None:
    finding, _ = pure.run(probe, pure.altered(server({"notes": NOTES}), {"/get": as_json({}, 403)}))
    assert finding.access is Access.METADATA


def test_a_list_that_is_none_is_broken() -> None:
    finding, _ = pure.run(probe, pure.altered(server({"notes": NOTES}), {"/collections": as_json({"a": 1})}))
    assert finding.access is Access.UNKNOWN


def test_another_server_is_foreign() -> None:
    with pytest.raises(Foreign):
        pure.run(probe, lambda ask: as_json({}))


@pytest.mark.parametrize(
    ("peer", "door", "state"),
    [
        (server({"notes": NOTES}), "id-notes", DoorState.OPEN),
        (pure.altered(server({"notes": NOTES}), {"/collections": as_json({}, 403)}), "id-notes", DoorState.OPEN),
        (pure.altered(server({"notes": NOTES}), {"/get": as_json({}, 403)}), "id-notes", DoorState.SHUT),
        (pure.altered(server({"notes": NOTES}), {"/get": UNKNOWN}), "id-notes", DoorState.UNDECIDED),
        (pure.altered(server({"notes": NOTES}), {"/get": Answer(200, b"<html>")}), "id-notes", DoorState.UNDECIDED),
        (server({"none": []}), "id-none", DoorState.UNDECIDED),
    ],
)
def test_a_collection_is_asked_for_again_by_its_identifier(peer: Server, door: str, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), door), peer) is state


def test_the_door_of_a_collection_is_its_identifier() -> None:
    finding, _ = pure.run(probe, server({"notes": NOTES}))
    assert [(store.name, store.door) for store in finding.stores] == [("notes", "id-notes")]


@pytest.mark.parametrize(
    ("page", "after", "records"),
    [(3, {"ids": []}, 3), (25, {"ids": []}, 1_000_000), (3, {"ids": ["9"]}, 1_000_000), (3, {}, 1_000_000)],
)
def test_a_count_is_held_to_a_page_after_the_last_document(page: int, after: dict[str, Any], records: int) -> None:
    real = server({"notes": NOTES[:page]})

    def answer(ask: Ask) -> Answer:
        if ask.path.endswith("/count"):
            return as_json(1_000_000)
        told = as_json(after) if b'"offset":' in ask.body else real(ask)
        assert isinstance(told, Answer)
        return told

    (store,) = pure.run(probe, answer)[0].stores
    assert (store.records, len(store.raws)) == (records, page)


def older(collections: dict[str, list[dict[str, Any]]], missing: Answer | None = None) -> Server:
    """A server from before 0.6, which knows `/api/v1` alone; `missing`: of a collection that is not there."""
    plain = server(collections)
    unknown = missing or as_json({"error": "ValueError('Collection x does not exist.')"}, 500)

    def answer(ask: Ask) -> Answer:
        if not ask.path.startswith("/api/v1/"):
            return as_json({"detail": "Not Found"}, 404)
        if ask.path.startswith("/api/v1/collections/leftopen_"):
            return unknown
        given = plain(ask)
        assert isinstance(given, Answer)
        return as_json("0.5.0") if ask.path.endswith("/version") else given

    return answer


def test_a_release_before_the_second_api_is_read() -> None:
    finding, asked = pure.run(probe, older({"notes": NOTES}))
    assert (finding.access, finding.version) == (Access.OPEN, "0.5.0")
    assert [(store.records, len(store.raws)) for store in finding.stores] == [(40, 25)]
    assert not [ask for ask in asked if "tenants" in ask.path]


@pytest.mark.parametrize(
    ("missing", "access"),
    [
        (as_json({"error": "InvalidCollection", "message": "Collection x does not exist."}, 400), Access.OPEN),
        (as_json({"id": "x", "name": "x"}), Access.DECOY),
        (Answer(401), Access.OPEN),
        (Answer(500, b"oops"), Access.UNKNOWN),
    ],
)
def test_there_a_collection_of_a_random_name_is_the_control(missing: Answer, access: Access) -> None:
    assert pure.run(probe, older({"notes": NOTES}, missing))[0].access is access


def test_there_a_collection_is_asked_for_again_too() -> None:
    assert pure.play_on(reread(SampleLimits(), "id-notes"), older({"notes": NOTES})) is DoorState.OPEN
    gone = pure.altered(older({"notes": NOTES}), {"/get": Answer(403)})
    assert pure.play_on(reread(SampleLimits(), "id-notes"), gone) is DoorState.SHUT


def fronted(older: Answer | None) -> Server:
    """A server of 0.5, which has all in two places, behind something that refuses the newer one; `older`: the answer in
    the other."""

    def answer(ask: Ask) -> Answer | Fault:
        if ask.path.startswith("/api/v2/tenants"):
            return Answer(403, b"<html>no</html>")
        return older if older and ask.path.startswith("/api/v1/collections") else server({"notes": NOTES})(ask)

    return answer


def test_collections_are_read_in_the_older_place_where_the_newer_one_is_refused() -> None:
    finding, _ = pure.run(probe, fronted(None))
    assert (finding.access, finding.stores[0].records) == (Access.OPEN, 40)
    assert pure.run(probe, fronted(Answer(401)))[0].access is Access.LOCKED
    assert pure.run(probe, fronted(Answer(410)))[0].access is Access.LOCKED


@pytest.mark.parametrize(
    ("older", "state"),
    [
        (None, DoorState.OPEN),
        (Answer(401), DoorState.SHUT),
        (Answer(410), DoorState.SHUT),
        (Answer(500), DoorState.UNDECIDED),
    ],
)
def test_a_collection_is_shut_where_it_is_refused_in_both_places(older: Answer | None, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), "id-notes"), fronted(older)) is state
