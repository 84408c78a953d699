import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import mongo
from leftopen.wire.bson import encode
from leftopen.wire.mongo import DENIED, TooLarge, command, exchange, find, old_find, packed, verb_of
from leftopen.wire.talk import Broken, Closed, Fault, Foreign, Parse, Send, Talk
from tests.talk import feed


def test_the_verb_is_read_back_from_the_bytes() -> None:
    message = command("find", "customers", "crm", filter={}, limit=1)
    assert verb_of(message.data) == message.verb == message.shown == "find"
    assert message.data[:16] == struct.pack("<iiii", len(message.data), 1, 0, 2013)
    assert "customers" not in message.shown


def test_the_old_form_says_the_same() -> None:
    assert verb_of(command("listDatabases", 1, "admin", old=True).data) == "listDatabases"
    message = old_find("crm", "customers", 3, filter={}, sort={"_id": -1}, projection={"_id": 1})
    assert verb_of(message.data) == message.verb == "find"
    assert b"crm.customers\0" + struct.pack("<ii", 0, -3) in message.data
    assert verb_of(old_find("crm", "c", 1, filter={"$where": "1"}).data) == ""
    assert verb_of(command("drop", "c", "crm", old=True).data) in DENIED


@pytest.mark.parametrize("operator", ["$where", "$function", "$out", "$merge"])
def test_operators_that_run_code_or_write_have_no_verb(operator: str) -> None:
    assert verb_of(command("find", "c", "crm", filter={"a": [{operator: "x"}]}).data) == ""


def test_an_operator_is_found_though_its_name_comes_twice() -> None:
    hidden = command("find", "c", "crm", filter={"a\0": {"$where": "x"}, "a": 1})
    assert verb_of(hidden.data) == ""
    assert verb_of(old_find("crm", "c", 1, filter={"a\0": {"$where": "x"}, "a": 1}).data) == ""


def test_a_text_that_reads_like_an_operator_is_none() -> None:
    assert verb_of(command("find", "$where", "$out", filter={"a": ["$merge"]}).data) == "find"
    assert verb_of(old_find("crm", "$where", 1, filter={"a": "$where"}).data) == "find"


def test_find_is_the_command_of_that_name() -> None:
    given: dict[str, Any] = {"filter": {"at": {"$type": "date"}}, "sort": {"at": -1}, "projection": {"at": 1}}
    rest: dict[str, Any] = {"limit": 3, "batchSize": 3, "singleBatch": True, "maxTimeMS": 500}
    assert find("crm", "people", 3, 500, **given) == command("find", "people", "crm", **given, **rest)
    assert find("crm", "people", 3, 500, filter={}) == command("find", "people", "crm", filter={}, **rest)


FIND = command("find", "c", "crm").data
OLD = command("find", "c", "crm", old=True).data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        FIND[:-1],
        FIND + b"\0",
        FIND + FIND,
        FIND[:12] + b"\xd2\x07\0\0" + FIND[16:],
        OLD + OLD,
        OLD[:-1],
        OLD[:20],
        struct.pack("<iiiii", 33, 1, 0, 2004, 4) + b"crm\0" + bytes(8) + b"\0",
        struct.pack("<iiiii", 32, 1, 0, 2004, 4) + b"crm\0" + bytes(8),
        struct.pack("<iiii", 21, 1, 0, 2013) + bytes(5),
        FIND[:16] + b"\x02\0\0\0" + FIND[20:],
        FIND[:20] + b"\x01" + FIND[21:],
        packed({}, 1, 0),
    ],
)
def test_bytes_that_are_not_one_command_have_no_verb(data: bytes) -> None:
    assert verb_of(data) == ""


def test_what_writes_is_denied() -> None:
    assert {"insert", "update", "delete", "drop", "aggregate", "saslStart", "eval", "shutdown"} <= DENIED
    assert verb_of(command("insert", "c", "crm", documents=[{}]).data) in DENIED


def reply(most: int, *, first: bool = False) -> Talk[dict[str, Any]]:
    return exchange(command("isMaster", 1, "admin"), most, first=first)


def test_replies() -> None:
    assert feed(reply(100, first=True), packed({"ok": 1.0}, 7, 1)) == {"ok": 1.0}
    body = b"\x01\0\0\0\0" + encode({"ok": 1.0}) + b"\xde\xad\xbe\xef"
    assert feed(reply(100), struct.pack("<iiii", 16 + len(body), 7, 1, 2013) + body) == {"ok": 1.0}


@pytest.mark.parametrize(
    "received",
    [
        b"HTTP/1.1 400 Bad Request\r\n",
        struct.pack("<iiii", 26, 7, 1, 2004) + bytes(10),
        struct.pack("<iiii", 26, 7, 2, 2013) + bytes(10),
        struct.pack("<iiii", 25, 7, 1, 2013) + bytes(9),
        struct.pack("<iiii", -1, 7, 1, 2013),
    ],
)
def test_another_protocol_is_foreign_at_first_and_broken_later(received: bytes) -> None:
    with pytest.raises(Foreign):
        feed(reply(100, first=True), received)
    with pytest.raises(Broken):
        feed(reply(100), received)


def old_reply(flags: int, count: int, *documents: dict[str, object]) -> bytes:
    body = struct.pack("<iqii", flags, 0, 0, count) + b"".join(map(encode, documents))
    return struct.pack("<iiii", 16 + len(body), 7, 1, 1) + body


def test_old_replies() -> None:
    assert feed(reply(200, first=True), old_reply(8, 1, {"ok": 1.0, "ismaster": True})) == {"ok": 1.0, "ismaster": True}
    found = feed(reply(200), old_reply(0, 2, {"a": 1}, {"a": 2}))
    assert found == {"cursor": {"firstBatch": [{"a": 1}, {"a": 2}], "id": 0}, "ok": 1.0}
    assert feed(reply(200), old_reply(0, 0)) == {"cursor": {"firstBatch": [], "id": 0}, "ok": 1.0}
    assert feed(reply(200), old_reply(2, 1, {"$err": "x", "code": 13})) == {"$err": "x", "code": 13, "ok": 0.0}
    for lie in (old_reply(0, 2, {"a": 1}), old_reply(2, 0), struct.pack("<iiii", 26, 7, 1, 1) + bytes(10)):
        with pytest.raises(Broken):
            feed(reply(200), lie)


@pytest.mark.parametrize(
    ("cursor", "all_of_it"),
    [
        ({"firstBatch": [], "id": 0}, True),
        ({"firstBatch": [{"name": "people"}], "id": 0}, True),
        ({"firstBatch": [{"name": "people"}], "id": 7}, False),
        ({"firstBatch": [{"nam": "people"}], "id": 0}, False),
        ({"firstBatch": [{"name": 1}], "id": 0}, False),
        ({"firstBatch": ["people"], "id": 0}, False),
        ({"firstBatch": {}, "id": 0}, False),
        ({"id": 0}, False),
        (None, False),
    ],
)
def test_a_list_is_whole_where_all_came_and_each_says_its_name(cursor: object, all_of_it: bool) -> None:
    assert mongo.whole({"cursor": cursor, "ok": 1.0}) is all_of_it


def test_lies_are_broken() -> None:
    head = struct.pack("<iiii", 2**31 - 1, 7, 1, 2013)
    with pytest.raises(TooLarge):
        feed(reply(100), head)
    with pytest.raises(Foreign):
        feed(reply(100, first=True), head)
    with pytest.raises(Broken):
        feed(reply(100), struct.pack("<iiii", 26, 7, 1, 2013) + b"\x02\0\0\0\0" + bytes(5))
    with pytest.raises(Closed):
        feed(reply(100), packed({"ok": 1}, 7, 1)[:-1])


@given(st.binary(max_size=100), st.booleans(), st.sampled_from([1, 2013]))
def test_any_bytes_end_in_a_reply_or_a_fault(body: bytes, first: bool, code: int) -> None:
    try:
        feed(reply(200, first=first), struct.pack("<iiii", 16 + len(body), 7, 1, code) + body)
    except Fault:
        return


@given(st.sampled_from([1, 2013]), st.lists(st.integers(0, 80)), st.integers(0, 9))
def test_a_reply_is_the_same_wherever_it_is_cut_and_begins(code: int, sizes: list[int], before: int) -> None:
    document = {"cursor": {"firstBatch": [{"name": "Ana"}]}, "ok": 1.0}
    received = old_reply(8, 1, document) if code == 1 else packed(document, 7, 1)
    talk = reply(200)
    assert isinstance(next(talk), Send)
    op = talk.send(None)
    assert isinstance(op, Parse)
    for size in sorted(sizes):
        if size < len(received):
            assert size < op.reader.read(received[:size], 0) <= len(received)
    assert op.reader.read(b"x" * before + received + b"\1\0\0\0", before) == before + len(received)
    with pytest.raises(StopIteration) as stop:
        talk.send(b"")
    assert stop.value.value == document
