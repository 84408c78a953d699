from datetime import UTC, datetime
from typing import Any

import pytest

from leftopen.model import Access, DoorState
from leftopen.probes.mongodb import probe, reread
from leftopen.raw import Finding
from leftopen.wire import bson
from leftopen.wire.mongo import packed
from leftopen.wire.talk import Foreign, Message, Op, Parse, Redial, SampleLimits
from tests.talk import TALKS, Peer, messages, parse, play, said, still

HELLO = {"ismaster": True, "maxWireVersion": 21, "ok": 1.0}
NOT_FOUND = {"ok": 0.0, "code": 59}
NOT_PERMITTED = {"ok": 0.0, "code": 13}
OLD_NAMES = {"ok": 0.0, "errmsg": "no such cmd: listCollections"}
Answers = dict[str, dict[str, Any] | None]


def batch(*documents: dict[str, Any]) -> dict[str, Any]:
    return {"cursor": {"firstBatch": list(documents), "id": 0}, "ok": 1.0}


class Server:
    """Answers by verb; None is a reply too large to be read. `asked` holds the commands."""

    def __init__(self, answers: Answers) -> None:
        self.answers = {
            "isMaster": HELLO,
            "leftopenControl": NOT_FOUND,
            "listDatabases": {"databases": [{"name": "crm"}], "ok": 1.0},
            "listCollections": batch({"name": "people", "type": "collection"}),
            "find": batch({"name": "Ana"}),
            **answers,
        }
        self.asked: list[dict[str, Any]] = []
        self._buffer = b""

    def answer(self, op: Op) -> bytes | None:
        if isinstance(op, Redial):
            self._buffer = b""
            return None
        if isinstance(op, Parse):
            self._buffer = self._buffer[op.reader.read(self._buffer, 0) :]
            return b""
        for message in messages(op):
            self._buffer += self._reply(message)
        return None

    def _reply(self, message: Message) -> bytes:
        number = int.from_bytes(message.data[4:8], "little")
        if message.data[12:16] == b"\xd4\7\0\0":
            asked, _ = bson.document_at(message.data, message.data.index(b"\0", 20) + 9)
            asked["$db"] = message.data[20:].split(b".")[0].decode()
        else:
            asked = bson.decode(message.data[21:])
        self.asked.append(asked)
        nothing = message.verb == "find" and b"leftopen_5eed5eed" in message.data
        found = batch() if nothing else self.answers.get(message.verb, {"ok": 0.0, "code": 1})
        limit = asked.get("limit", 0)
        if found is None or (found.get("large") and limit > 1):
            return b"\xff\xff\xff\x7f\1\0\0\0%b\xdd\7\0\0" % message.data[4:8]
        return packed(found, 1, number)


def ask(answers: Answers, limits: SampleLimits | None = None) -> tuple[Finding, Server]:
    server = Server(answers)
    with still():
        return play(probe(limits or SampleLimits()), server), server


def test_documents_are_read_as_they_are() -> None:
    script = parse(TALKS / "mongodb/open.talk")
    with still():
        finding = play(probe(script.limits), Peer(script.steps))
    value = finding.stores[0].raws[0].value
    assert value is not None
    assert value["name"] == "王丹"
    assert value["address"] == {"city": "Lugo", "zip": "27000"}
    assert value["born"] == datetime(1980, 1, 2, tzinfo=UTC)
    assert value["visits"] == [0, 1]


@pytest.mark.parametrize(
    ("answers", "access"),
    [
        ({}, Access.OPEN),
        ({"isMaster": {"ismaster": True, "ok": 1.0}}, Access.OPEN),
        ({"isMaster": {"isWritablePrimary": True, "maxWireVersion": 25, "ok": 1}}, Access.OPEN),
        ({"isMaster": {"ismaster": True, "maxWireVersion": 0, "ok": 1.0}, "listCollections": OLD_NAMES}, Access.OPEN),
        ({"listDatabases": {"ok": 0.0, "errmsg": "need to login"}}, Access.LOCKED),
        ({"leftopenControl": {"ok": 0.0, "errmsg": "no such cmd: leftopenControl"}}, Access.OPEN),
        ({"find": NOT_PERMITTED}, Access.METADATA),
        ({"find": batch()}, Access.EMPTY),
        ({"find": batch(), "collStats": {"count": 7, "ok": 1.0}}, Access.METADATA),
        ({"listCollections": NOT_PERMITTED}, Access.METADATA),
        ({"listDatabases": {"databases": [{"name": "admin"}, {"name": "local"}], "ok": 1.0}}, Access.EMPTY),
        ({"listDatabases": NOT_PERMITTED}, Access.LOCKED),
        ({"listDatabases": {"ok": 0.0, "code": 1}}, Access.UNKNOWN),
        ({"isMaster": NOT_PERMITTED, "leftopenControl": NOT_PERMITTED}, Access.LOCKED),
        ({"leftopenControl": {"ok": 1.0}}, Access.DECOY),
        ({"leftopenControl": {"ok": 0.0, "code": 1}}, Access.UNKNOWN),
    ],
)
def test_verdicts(answers: Answers, access: Access) -> None:
    assert ask(answers)[0].access == access


def test_an_old_server_is_asked_in_the_old_way() -> None:
    old = {"ismaster": True, "maxWireVersion": 2, "ok": 1.0}
    names = batch({"name": "crm.people"}, {"name": "crm.people.$_id_"}, {"name": "crm.system.indexes"})
    finding, server = ask({"isMaster": old, "listCollections": OLD_NAMES, "find": names})
    assert [store.name for store in finding.stores] == ["crm.people"]
    assert not any("$readPreference" in asked for asked in server.asked)
    _, server = ask({})
    assert all("$readPreference" in asked for asked in server.asked[1:])


def test_the_localhost_exception_is_told() -> None:
    script = parse(TALKS / "mongodb/exception.talk")
    with still():
        finding = play(probe(script.limits), Peer(script.steps))
    assert "localhost exception" in said(finding.proof)
    assert finding.remedy == "exception"


@pytest.mark.parametrize("hello", [{"ok": 1.0}, {}, {"ismaster": True}, {"ok": 0.0, "code": 59}, {"ok": 1.0, "x": 1}])
def test_others_are_foreign(hello: dict[str, Any]) -> None:
    with pytest.raises(Foreign):
        ask({"isMaster": hello})


def test_documents_too_large_are_read_singly_in_a_fresh_connection() -> None:
    finding, server = ask({"find": {**batch({"name": "Ana"}), "large": True}})
    assert finding.access == Access.OPEN
    limits = [asked["limit"] for asked in server.asked if asked.get("find") == "people"]
    assert limits[:2] == [25, 1]
    assert ask({"find": None})[0].access == Access.METADATA


def test_collections_after_one_that_is_too_large_are_read_all_the_same() -> None:
    names = batch({"name": "a"}, {"name": "people"}, {"name": "z"})
    large = {**batch({"name": "Ana"}), "large": True}

    class One(Server):
        def _reply(self, message: Message) -> bytes:
            self.answers["find"] = large if b"\0people\0" in message.data else batch({"name": "Ana"}, {"name": "Bo"})
            return super()._reply(message)

    with still():
        finding = play(probe(SampleLimits()), server := One({"listCollections": names}))
    assert {store.name: len(store.raws) for store in finding.stores} == {"crm.a": 2, "crm.people": 1, "crm.z": 2}
    finds = [(asked["find"], asked["limit"]) for asked in server.asked if "find" in asked][1:]
    assert finds == [("a", 25), ("people", 25), ("z", 25), ("people", 1), ("z", 25)]


def test_the_number_of_documents_follows_the_room() -> None:
    stats = {"count": 100, "size": 1_000_000, "avgObjSize": 10_000, "ok": 1.0}
    _, server = ask({"collStats": stats}, SampleLimits(records=25, sample_bytes=45_000))
    assert next(asked["limit"] for asked in server.asked if asked.get("find") == "people") == 4


def test_a_large_collection_is_not_sorted_by_a_date_without_an_index() -> None:
    document = {"_id": bson.ObjectId("65f1a2b3c4d5e6f708192a3b"), "at": datetime(2024, 1, 1, tzinfo=UTC)}
    for count, names in ((100_000, ["_id", "at"]), (100_001, ["_id"])):
        finding, _ = ask({"find": batch(document), "collStats": {"count": count, "ok": 1.0}})
        assert [times.path for times in finding.stores[0].times] == names


def test_products_and_facts() -> None:
    hello = {**HELLO, "setName": "rs0", "hosts": ["a.example.org:27017", 5], "primary": "a.example.org:27017"}
    finding, _ = ask(
        {"isMaster": hello, "buildInfo": {"version": "7.0.77", "ferretdb": {"version": "v2.1.0"}, "ok": 1.0}}
    )
    assert (finding.product, finding.version) == ("FerretDB", "2.1.0")
    assert finding.facts == {"replica_set": "rs0", "hosts": "a.example.org:27017", "primary": "a.example.org:27017"}
    finding, _ = ask({"buildInfo": {"version": "6.0.1", "gitVersion": "5eed" * 10, "ok": 1.0}})
    assert (finding.product, finding.version) == ("MongoDB", "6.0.1")
    assert ask({"buildInfo": {"version": 6, "ok": 1.0}})[0].version is None


def test_what_was_not_looked_at_is_not_called_empty() -> None:
    names = batch({"name": "a"}, {"name": "b"})
    answers: Answers = {"listCollections": names, "collStats": {"count": 0, "ok": 1.0}}
    assert ask(answers, SampleLimits(collections=2))[0].access == Access.EMPTY
    assert ask(answers, SampleLimits(collections=1))[0].access == Access.METADATA


def test_views_and_system_collections_are_passed_over() -> None:
    names: list[dict[str, Any]] = [
        {"name": "all", "type": "view"},
        {"name": "system.views"},
        {"name": 5},
    ]
    finding, _ = ask({"listCollections": batch(*names, {"name": "people"})})
    assert [store.name for store in finding.stores] == ["crm.people"]
    assert finding.listed == 1


@pytest.mark.parametrize(
    ("door", "answers", "state"),
    [
        ("crm.people", {}, DoorState.OPEN),
        ("crm.people", {"find": NOT_PERMITTED}, DoorState.SHUT),
        ("crm.people", {"find": batch()}, DoorState.UNDECIDED),
        ("crm.people", {"find": NOT_FOUND}, DoorState.UNDECIDED),
        ("crm", {"find": NOT_PERMITTED}, DoorState.UNDECIDED),
    ],
)
def test_a_collection_is_asked_for_again_by_its_name(door: str, answers: Answers, state: DoorState) -> None:
    server = Server(answers | {"listDatabases": NOT_PERMITTED})
    assert play(reread(SampleLimits(), door), server) is state
