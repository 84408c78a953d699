import re
from datetime import UTC, datetime
from typing import Any

import pytest

from leftopen.lab.mongodb import Stored, answer
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
ONLY_SYSTEM = {"databases": [{"name": "admin"}, {"name": "local"}], "ok": 1.0}
OLD_NAMES = {"ok": 0.0, "errmsg": "no such cmd: listCollections"}
Answers = dict[str, dict[str, Any]]


def batch(*documents: dict[str, Any]) -> dict[str, Any]:
    return {"cursor": {"firstBatch": list(documents), "id": 0}, "ok": 1.0}


class Server:
    """Answers by verb. `asked` holds the commands."""

    def __init__(self, answers: Answers) -> None:
        self.answers: Answers = {
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
            database, _, collection = message.data[20:].split(b"\0")[0].decode().partition(".")
            asked |= {"$db": database} | ({} if collection == "$cmd" else {"find": collection})
        else:
            asked = bson.decode(message.data[21:])
        self.asked.append(asked)
        return packed(self._answer(message.verb, asked), 1, number)

    def _answer(self, verb: str, asked: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self.answers.get(verb, {"ok": 0.0, "code": 1})
        nothing = str(asked.get("find", "")).startswith("leftopen_") and found["ok"]
        return batch() if nothing else found


class Store(Server):
    """Answers as the lab's server does; `lies`: what is said instead, by verb."""

    def __init__(self, stored: Stored, lies: Answers | None = None) -> None:
        super().__init__({})
        self.stored, self.lies = stored, lies or {}
        self.redials = self.sent = 0

    def answer(self, op: Op) -> bytes | None:
        self.redials += isinstance(op, Redial)
        return super().answer(op)

    def _answer(self, verb: str, asked: dict[str, Any]) -> dict[str, Any]:
        found = self.lies.get(verb) or answer(self.stored, False, {**HELLO}, asked)
        self.sent += len(bson.encode(found)) if verb == "find" else 0
        return found


def look(stored: Stored, lies: Answers | None = None, limits: SampleLimits | None = None) -> tuple[Finding, Store]:
    store = Store(stored, lies)
    with still():
        return play(probe(limits or SampleLimits()), store), store


def samples(finding: Finding) -> dict[str, int]:
    return {store.name: len(store.raws) for store in finding.stores}


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
        ({"listDatabases": {"ok": 0.0, "errmsg": "need to login"}, "find": NOT_PERMITTED}, Access.LOCKED),
        ({"listDatabases": {"ok": 0.0, "errmsg": "need to login"}}, Access.OPEN),
        ({"leftopenControl": {"ok": 0.0, "errmsg": "no such cmd: leftopenControl"}}, Access.OPEN),
        ({"find": NOT_PERMITTED}, Access.METADATA),
        ({"find": batch()}, Access.EMPTY),
        ({"find": batch(), "listDatabases": {"ok": 1.0}}, Access.UNKNOWN),
        ({"find": batch(), "listDatabases": {"ok": 1.0, "databases": [{"nam": "crm"}]}}, Access.UNKNOWN),
        ({"listCollections": batch({"nam": "people"})}, Access.UNKNOWN),
        ({"listCollections": {"ok": 1.0}}, Access.UNKNOWN),
        ({"find": batch(), "collStats": {"count": 7, "ok": 1.0}}, Access.METADATA),
        ({"listCollections": NOT_PERMITTED}, Access.METADATA),
        ({"listDatabases": ONLY_SYSTEM}, Access.OPEN),
        ({"listDatabases": ONLY_SYSTEM, "listCollections": batch({"name": "system.version"})}, Access.EMPTY),
        ({"listDatabases": NOT_PERMITTED, "find": NOT_PERMITTED}, Access.LOCKED),
        ({"listDatabases": {"ok": 0.0, "code": 1}}, Access.OPEN),
        ({"listDatabases": {"ok": 0.0, "code": 1}, "listCollections": NOT_PERMITTED}, Access.UNKNOWN),
        ({"listDatabases": {"ok": 0.0, "code": 1}, "listCollections": batch()}, Access.UNKNOWN),
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


PHOTO = b"\x89PNG" * 100_000


def test_documents_of_megabytes_give_their_other_fields() -> None:
    people = [
        {"_id": i, "name": f"Zoe {i}", "at": {"photo": PHOTO, "city": "Lugo"}, "born": 1980 + i} for i in range(9)
    ]
    finding, store = look({"crm": {"a": [{"x": 1}] * 9, "people": people, "z": [{"y": 1}]}})
    assert finding.access is Access.OPEN
    assert samples(finding) == {"crm.people": 9, "crm.a": 9, "crm.z": 1}
    kept = next(store for store in finding.stores if store.name == "crm.people").raws[3].value
    assert kept == {"_id": 3, "name": "Zoe 3", "at": {"city": "Lugo"}, "born": 1983}
    asked = [asked.get("projection") for asked in store.asked if asked.get("find") == "people" and "sort" not in asked]
    assert asked == [None, {"at.photo": 0}]
    assert store.redials == 1


def test_of_a_document_that_is_long_whatever_is_left_out_what_came_is_kept() -> None:
    finding, store = look({"crm": {"photos": [{"_id": 1, "by": "Zoe", **{f"p{i}": PHOTO for i in range(9)}}]}})
    assert [raw.value for raw in finding.stores[0].raws] == [{"_id": 1, "by": "Zoe"}]
    assert store.redials < 9
    finding, _ = look({"crm": {"photos": [{"_id": 1, "by": "Zoe", "$where": PHOTO, "born": 1980}]}})
    assert [raw.value for raw in finding.stores[0].raws] == [{"_id": 1, "by": "Zoe"}]


def test_the_budget_holds_for_bytes_as_read_and_not_as_promised() -> None:
    stored = {"crm": {f"{name}": [{"_id": i, "t": "x" * 12_000} for i in range(30)] for name in "abcdefghijklmnopqrst"}}
    lie = {"count": 1000, "size": 1000, "avgObjSize": 1, "ok": 1.0}
    finding, _ = look(stored, {"collStats": lie})
    assert finding.access is Access.OPEN
    kept = sum(len(raw.value["t"]) for store in finding.stores for raw in store.raws if raw.value and "t" in raw.value)
    assert 100_000 < kept < 262_144
    assert sum(count > 0 for count in samples(finding).values()) > 10


def test_families_of_collections_and_databases_leave_room_for_others() -> None:
    logs = {f"events_2024_{month:02}": [{"n": i} for i in range(60)] for month in range(1, 31)}
    stored: Stored = {"app": {**logs, "users": [{"name": "Ana"}]}}
    finding, _ = look(stored)
    assert samples(finding)["app.users"] == 1
    assert (len(finding.stores), finding.listed) == (20, 31)
    assert "20 of 31 that may hold any were entered" in said(finding.proof)
    restored: Stored = {f"dump{i}": {"t": []} for i in range(60)} | {"zoo": {"animals": [{"name": "Ana"}]}}
    sizes = {"databases": [{"name": name, "sizeOnDisk": 9 if name == "zoo" else 0} for name in restored], "ok": 1.0}
    finding, _ = look(restored, {"listDatabases": sizes})
    assert finding.access is Access.OPEN
    assert samples(finding)["zoo.animals"] == 1
    assert "named 40 collections in 40 of 61 databases without a login" in said(finding.proof)
    finding, _ = look(stored)
    assert "databases" not in said(finding.proof), "all of them were looked into"


def test_chunks_of_files_are_never_read() -> None:
    files: Stored = {"crm": {"fs.files": [{"filename": "zoe.pdf"}], "fs.chunks": [{"data": PHOTO}] * 30}}
    finding, store = look(files)
    assert samples(finding) == {"crm.fs.files": 1, "crm.fs.chunks": 0}
    assert not [asked for asked in store.asked if asked.get("find") == "fs.chunks"]
    finding, _ = look({"crm": {"fs.files": [], "fs.chunks": [{"data": PHOTO}]}})
    assert finding.access is Access.METADATA
    finding, _ = look({"crm": {"fs.chunks": [{"name": "no file"}]}})
    assert samples(finding) == {"crm.fs.chunks": 1}


def test_what_users_put_into_databases_of_the_server_counts() -> None:
    finding, _ = look({"shop": {"old": []}, "admin": {"users": [{"name": "Ana"}], "system.version": [{"_id": 1}]}})
    assert finding.access is Access.OPEN
    assert samples(finding) == {"admin.users": 1, "shop.old": 0}
    finding, _ = look({"shop": {}, "local": {"startup_log": [{"_id": 1}]}, "config": {"cache.chunks.x": [{"_id": 1}]}})
    assert finding.access is Access.EMPTY


def test_a_server_that_agrees_to_everything_is_believed_where_ids_lead_to_documents() -> None:
    agrees: Answers = {"leftopenControl": {"ok": 1.0}}
    finding, _ = look({"crm": {"people": [{"_id": 7, "name": "Ana"}]}}, agrees)
    assert finding.access is Access.OPEN
    assert "came back by its _id, and none by a random one" in said(finding.proof)
    finding, _ = look({"crm": {"people": []}}, agrees)
    assert finding.access is Access.DECOY
    finding, _ = ask({**agrees, "find": batch({"_id": 7, "name": "Ana"})})
    assert finding.access is Access.DECOY
    assert look({}, {**agrees, "listDatabases": {"databases": [], "ok": 1.0}})[0].access is Access.DECOY


def test_where_no_documents_are_wanted_one_is_shown_and_none_kept() -> None:
    finding, store = look({"crm": {"people": [{"name": "Ana"}] * 9}}, limits=SampleLimits(records=0))
    assert (finding.access, samples(finding)) == (Access.OPEN, {"crm.people": 0})
    assert [asked["projection"] for asked in store.asked if asked.get("find") == "people"] == [{"_id": 1}]


def test_the_number_of_documents_follows_the_room() -> None:
    stats = {"count": 100, "size": 1_000_000, "avgObjSize": 10_000, "ok": 1.0}
    _, server = ask({"collStats": stats}, SampleLimits(records=25, sample_bytes=45_000))
    assert next(asked["limit"] for asked in server.asked if asked.get("find") == "people") == 4


def test_a_large_collection_is_not_sorted_by_a_date_without_an_index() -> None:
    document = {"_id": bson.ObjectId("65f1a2b3c4d5e6f708192a3b"), "at": datetime(2024, 1, 1, tzinfo=UTC)}
    for count, names in ((100_000, [None, "at"]), (100_001, [None])):
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


def test_what_stays_in_the_log_of_a_replica_set_counts_where_all_else_was_dropped() -> None:
    written: dict[str, Any] = {"op": "i", "ns": "crm.people", "o": {"_id": 1, "name": "Ana", "mail": "ana@example.org"}}

    class Replica(Store):
        def __init__(self, stored: Stored, log: list[dict[str, Any]]) -> None:
            super().__init__(stored)
            self.log = log

        def _answer(self, verb: str, asked: dict[str, Any]) -> dict[str, Any]:
            if asked.get("find") != "oplog.rs":
                return super()._answer(verb, asked)
            one, several = asked["filter"]["$or"]
            assert several == {"o.applyOps": {"$elemMatch": one}}
            assert "sort" not in asked
            users = [each for each in self.log if re.match(one["ns"]["$regex"], each["ns"])]
            return batch(*(each for each in users if each["op"] in one["op"]["$in"]))

    own: list[dict[str, Any]] = [
        written | {"ns": "config.x"},
        {"op": "n", "ns": ""},
        {"op": "c", "ns": "crm.$cmd", "o": {"drop": "people"}},
    ]
    emptied: list[Stored] = [{"local": {"oplog.rs": [{}]}}, {"crm": {"people": []}, "local": {"oplog.rs": [{}]}}]
    for stored in emptied:
        for log, access, read in (([*own, written], Access.OPEN, 1), (own, Access.EMPTY, 0)):
            server: Store = Replica(stored, log)
            with still():
                finding = play(probe(SampleLimits()), server)
            assert finding.access is access
            assert samples(finding).get("local.oplog.rs", 0) == read
            assert [asked for asked in server.asked if "oplog.rs" in (asked.get("count"), asked.get("collStats"))] == []
    finding, server = look({"crm": {"people": [{"name": "Ana"}]}, "local": {"oplog.rs": [{}]}})
    assert samples(finding) == {"crm.people": 1}
    assert [asked for asked in server.asked if asked.get("find") == "oplog.rs"] == []


def test_what_was_not_looked_at_is_not_called_empty() -> None:
    names = batch({"name": "a"}, {"name": "b"})
    answers: Answers = {"listCollections": names, "find": batch()}
    counted: Answers = {**answers, "collStats": {"count": 0, "ok": 1.0}, "count": {"n": 0, "ok": 1.0}}
    assert ask(counted, SampleLimits(collections=2))[0].access == Access.EMPTY
    assert ask(counted, SampleLimits(collections=1))[0].access == Access.EMPTY
    assert ask(answers, SampleLimits(collections=2))[0].access == Access.EMPTY
    assert ask(answers, SampleLimits(collections=1))[0].access == Access.UNKNOWN


def test_views_are_read_and_not_counted() -> None:
    names: list[dict[str, Any]] = [
        {"name": "all", "type": "view"},
        {"name": "system.views"},
        {"name": 5},
        {"name": "people"},
    ]
    finding, server = ask({"listCollections": batch(*names)})
    assert samples(finding) == {"crm.all": 1, "crm.people": 1}
    assert finding.listed == 2
    assert [asked["count"] for asked in server.asked if "count" in asked] == ["people"]


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


def test_a_count_that_a_read_to_the_end_refutes_is_no_figure() -> None:
    stats = {"count": 1_000_000, "ok": 1.0}
    more = {"cursor": {"firstBatch": [{"name": "Ana"}], "id": 7}, "ok": 1.0}
    for found, records in ((batch({"name": "Ana"}), 1), (batch(*[{"name": "Ana"}] * 25), 1_000_000), (more, 1_000_000)):
        finding, _ = ask({"find": found, "collStats": stats})
        assert [store.records for store in finding.stores] == [records]


def test_a_list_without_even_the_servers_own_databases_is_not_believed() -> None:
    """MongoDB has `admin` and `local` always; others may have nothing at all, and say so."""
    nothing: Answers = {"listDatabases": {"databases": [], "ok": 1.0}, "listCollections": batch(), "find": batch()}
    mongo = {"buildInfo": {"version": "7.0.1", "gitVersion": "a" * 40, "ok": 1.0}}
    ferret = {"buildInfo": {"ferretdbVersion": "v1.24.2", "ok": 1.0}}
    assert ask({**nothing, **mongo})[0].access is Access.UNKNOWN
    assert ask({**nothing, **ferret})[0].access is Access.EMPTY


def test_where_no_database_is_listed_the_usual_one_is_looked_into() -> None:
    class Hidden(Server):
        def _reply(self, message: Message) -> bytes:
            self.answers["find"] = batch() if b"leftopen_" in message.data else batch({"name": "Ana"})
            return super()._reply(message)

    server = Hidden({"listDatabases": {"databases": [], "ok": 1.0}})
    finding = play(probe(SampleLimits()), server)
    assert finding.access is Access.OPEN
    assert [store.name for store in finding.stores] == ["test.people"]


def test_a_batch_without_a_document_of_which_more_come_is_not_empty() -> None:
    for count in ({"n": 0, "ok": 1.0}, {"ok": 0.0, "code": 1}):
        more = {"cursor": {"firstBatch": [], "id": 7}, "ok": 1.0}
        assert ask({"find": more, "count": count})[0].access is Access.UNKNOWN
        assert ask({"find": batch(), "count": count})[0].access is Access.EMPTY


class Partly(Server):
    """Refuses all of the database `crm`, and nothing of the others."""

    def _answer(self, verb: str, asked: dict[str, Any]) -> dict[str, Any]:
        return NOT_PERMITTED if asked["$db"] == "crm" else super()._answer(verb, asked)


def test_a_database_that_is_refused_says_nothing_of_the_next() -> None:
    def listed(*names: str) -> Answers:
        return {"listDatabases": {"databases": [{"name": name} for name in names], "ok": 1.0}}

    with still():
        found = play(probe(SampleLimits()), Partly(listed("crm", "shop")))
        alone = play(probe(SampleLimits()), Partly(listed("crm")))
    assert (found.access, [store.name for store in found.stores]) == (Access.OPEN, ["shop.people"])
    assert alone.access is Access.METADATA


@pytest.mark.parametrize(
    ("name", "access"),
    [("system.clients", Access.OPEN), ("system.buckets.x", Access.EMPTY), ("system.profile", Access.EMPTY)],
)
def test_a_collection_whose_name_is_like_one_of_the_server_is_its_owners(name: str, access: Access) -> None:
    finding, _ = look({"shop": {name: [{"name": "Ana"}]}})
    assert finding.access is access
