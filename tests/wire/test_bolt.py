import struct
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import bolt, cypher
from leftopen.wire.packstream import packed
from leftopen.wire.talk import Broken, Fault, Foreign, Message
from tests.talk import feed

BROWSER = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\naccess-control-allow-origin: *\r\nvary: Accept\r\n"
    b"content-length: 0\r\n\r\n"
)
OURS = (
    bolt.handshake(),
    bolt.hello((4, 4)),
    bolt.hello((5, 1)),
    bolt.hello((5, 6)),
    bolt.logon(),
    bolt.run(cypher.statement(cypher.NODES_OF, "Cust`omer", 25), "neo4j"),
    bolt.pull(25),
    bolt.reset(),
)


def chunked(data: bytes, size: int = 40) -> bytes:
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(struct.pack(">H", len(part)) + part for part in parts) + b"\0\0"


def success(**meta: Any) -> bytes:
    return chunked(b"\xb1\x70" + packed(meta))


def failure(code: str) -> bytes:
    return chunked(b"\xb1\x7f" + packed({"code": code, "message": "no"}))


def record(*fields: bytes) -> bytes:
    return chunked(b"\xb1\x71" + bytes([0x90 | len(fields)]) + b"".join(fields))


IGNORED = chunked(b"\xb0\x7e")
MORE = chunked(b"\xb1\x70\xa1\x88has_more\xc3")


@pytest.mark.parametrize("message", OURS, ids=lambda message: message.verb)
def test_the_verb_is_what_the_bytes_say(message: Message) -> None:
    assert bolt.verb_of(message.data) == message.verb
    assert message.verb not in bolt.DENIED


def framed(data: bytes) -> bytes:
    return struct.pack(">H", len(data)) + data + b"\0\0"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x60\x60\xb0\x17" + bytes(16),
        framed(b"\xb1\x11\xa0"),
        framed(b"\xb0\x12"),
        framed(b"\xb1\x01" + packed({"scheme": "basic", "principal": "neo4j", "credentials": "neo4j"})),
        framed(b"\xb1\x6a" + packed({"scheme": "basic", "principal": "neo4j", "credentials": "neo4j"})),
        framed(b"\xb3\x10" + packed("CREATE (n)") + packed({}) + packed({"mode": "r", "db": "neo4j"})),
        framed(b"\xb3\x10" + packed(cypher.COUNT) + packed({}) + packed({"mode": "w", "db": "neo4j"})),
        framed(b"\xb3\x10" + packed(cypher.COUNT) + packed({}) + packed({"db": "neo4j"})),
        framed(b"\xb3\x10" + packed(cypher.COUNT) + packed({"a": 1}) + packed({"mode": "r", "db": "neo4j"})),
        framed(b"\xb3\x10" + packed(cypher.COUNT) + packed({}) + packed({"mode": "r"})),
        framed(b"\xb1\x3f" + packed({"n": 30_000})),
        framed(b"\xb1\x3f\xa1\x81n\xff"),
        framed(b"\xb1\x3f\xa0"),
        framed(b"\xb1\x2f" + packed({"n": 25})),
        framed(b"\xb1"),
        OURS[4].data + OURS[4].data,
    ],
)
def test_what_is_not_ours_has_no_verb(data: bytes) -> None:
    assert bolt.verb_of(data) == ""


def test_statements_beside_the_list_are_not_sent() -> None:
    with pytest.raises(Broken):
        bolt.run("MATCH (n) DETACH DELETE n", "neo4j")
    with pytest.raises(Broken):
        bolt.run(cypher.COUNT, "x" * 65_500)


def test_a_version_is_chosen() -> None:
    assert feed(bolt.version(), b"\0\0\x06\x05") == (5, 6)
    assert bolt.recognises(b"\0\0\x04\x04")
    assert bolt.recognises(BROWSER)
    assert bolt.recognises(b"HTTP/1.1 400 Bad Request\r\n\r\nnot a WebSocket handshake request: missing upgrade")
    for other in (b"HTTP", bytes(4), b"\0\0\x09\x05"):
        assert not bolt.recognises(other)
        with pytest.raises(Foreign):
            feed(bolt.version(), other)


@pytest.mark.parametrize("other", [BROWSER + b"[]", BROWSER.replace(b"vary: Accept\r\n", b""), bytes(5), b""])
def test_other_servers_are_not_taken_for_it(other: bytes) -> None:
    assert not bolt.recognises(other)


def test_messages_are_read_through_their_chunks() -> None:
    told = feed(bolt.said(500), b"\0\0" + success(server="Neo4j/5.26.0", connection_id="bolt-1"))
    assert told
    assert (told.kind, told.meta["server"]) == (bolt.SUCCESS, "Neo4j/5.26.0")
    told = feed(bolt.said(500), record(packed("secret")))
    assert told
    assert told.fields == ["secret"]
    assert "secret" not in repr(told)
    assert feed(bolt.said(20), record(packed("x" * 100))) is None


@pytest.mark.parametrize("data", [b"\xb1\x01\xa0", b"\xb1\x70\xa0\xa0", b"\xa0\x00", b"\xb1\x70"])
def test_messages_that_lie_are_broken(data: bytes) -> None:
    with pytest.raises(Broken):
        feed(bolt.said(500), chunked(data))


@given(st.binary(max_size=200), st.integers(0, 60))
def test_any_bytes_end(data: bytes, at: int) -> None:
    with suppress(Fault):
        feed(bolt.said(500), success(server="Neo4j/5.26.0")[:at] + data)
    assert bolt.verb_of(OURS[5].data[:at] + data) in ("", "RUN")
