"""Cases that the transcripts in `tests/talks/neo4j_bolt` do not show. Answers: Neo4j documentation, "Bolt protocol"."""

from collections.abc import Iterator
from typing import Any

import pytest

from leftopen.model import Access, DoorState
from leftopen.probes import probes
from leftopen.probes.neo4j_bolt import SPEC, probe, reread
from leftopen.raw import Finding
from leftopen.wire.packstream import packed
from leftopen.wire.talk import Foreign, Message, SampleLimits
from tests.talk import Peer, Step, play
from tests.wire.test_bolt import IGNORED, MORE, failure, record, success

V5, V4 = b"\0\0\x06\x05", b"\0\0\x04\x04"
NO_DATABASE = failure("Neo.ClientError.Database.DatabaseNotFound") + IGNORED + success()
FORBIDDEN = failure("Neo.ClientError.Security.Forbidden") + IGNORED + success()
UNAUTHORIZED = failure("Neo.ClientError.Security.Unauthorized")
BEGUN = V5 + success(server="Neo4j/5.26.0") + success()
PERSON: dict[str, Any] = {"email": "wang.dan@mail.example"}


def rows(*found: Any, end: bytes = b"") -> bytes:
    """What a statement gives: of each row one field."""
    return success() + b"".join(record(packed(each)) for each in found) + (end or success())


NODE = success() + record(b"\xb4\x4e\x01\x91\x86Person" + packed(PERSON) + packed("4:x:1")) + success()
DATABASES = rows("system", "neo4j")
LISTED = rows(1) + rows("Person") + rows()


def steps(connections: tuple[bytes, ...]) -> Iterator[Step]:
    for place, said in enumerate(connections):
        if place:
            yield Step("~", b"redial")
        yield Step("<", said)


def asked(*connections: bytes, sent: list[Message] | None = None) -> Finding:
    heard: list[Message] = [] if sent is None else sent
    return play(probe(SampleLimits()), Peer([*steps(connections), Step("~", b"close")], strict=False), heard.append)


def test_nodes_are_read_by_their_properties() -> None:
    found = asked(BEGUN + NO_DATABASE + DATABASES + LISTED + rows(1) + NODE)
    assert (found.access, found.product, found.version) == (Access.OPEN, "Neo4j", "5.26.0")
    (store,) = found.stores
    assert (store.name, store.records, [raw.value for raw in store.raws]) == ("neo4j.Person", 1, [PERSON])


def test_an_older_session_says_in_its_begin_that_there_is_no_login() -> None:
    sent: list[Message] = []
    found = asked(V4 + success(server="Neo4j/4.4.30") + NO_DATABASE + DATABASES + LISTED + rows(1) + NODE, sent=sent)
    assert (found.access, found.version) == (Access.OPEN, "4.4.30")
    assert "LOGON" not in {message.verb for message in sent}


def test_a_login_is_asked_for() -> None:
    assert asked(V5 + success(server="Neo4j/5.26.0") + UNAUTHORIZED).access is Access.LOCKED
    assert asked(V4 + UNAUTHORIZED).access is Access.LOCKED
    assert asked(V4 + failure("Neo.TransientError.General.DatabaseUnavailable")).access is Access.UNKNOWN
    assert asked(V4 + failure("no code")).access is Access.UNKNOWN


def test_other_products_are_told_by_their_name() -> None:
    other = "Neo4j/v5.11.0 compatible graph database server - Memgraph"
    assert asked(V5 + success(server=other) + UNAUTHORIZED).product == "Memgraph"
    found = asked(V5 + success(server="GraphX/1.0") + UNAUTHORIZED)
    assert (found.product, found.version) == ("GraphX", None)


def test_a_right_to_log_on_and_to_nothing_else() -> None:
    found = asked(BEGUN + FORBIDDEN)
    assert found.access is Access.LOCKED
    found = asked(BEGUN + NO_DATABASE + DATABASES + FORBIDDEN)
    assert found.access is Access.METADATA


def test_a_record_larger_than_its_page_is_proof_and_ends_the_session() -> None:
    large = success() + record(b"\xb4\x4e\x01\x91\x86Person" + packed({"photo": "x" * 60_000}) + packed("4:x:1")) * 6
    found = asked(BEGUN + NO_DATABASE + DATABASES + LISTED + rows(6) + large, BEGUN)
    assert found.access is Access.OPEN
    assert len(found.stores[0].raws) == 4
    shut = V5 + success() + UNAUTHORIZED
    assert asked(BEGUN + NO_DATABASE + DATABASES + LISTED + rows(6) + large, shut).access is Access.UNKNOWN


def test_more_than_was_asked_for_is_left() -> None:
    many = rows(1) + rows("Person", end=MORE) + success()
    found = asked(BEGUN + NO_DATABASE + DATABASES + many)
    assert found.access is Access.UNKNOWN


def test_a_count_of_what_does_not_exist_is_a_decoy() -> None:
    assert asked(BEGUN + rows(5)).access is Access.DECOY


def test_who_answers_with_something_else_is_no_server() -> None:
    with pytest.raises(Foreign):
        asked(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    assert asked(BEGUN + record(packed(1)) + IGNORED).access is Access.UNKNOWN


def again(door: str, *connections: bytes) -> DoorState:
    talk = reread(SampleLimits(), door)
    return play(talk, Peer([*steps(connections), Step("~", b"close")], strict=False))


def test_a_label_is_asked_for_again() -> None:
    assert again("neo4j.Person", BEGUN + NODE) is DoorState.OPEN
    assert again("neo4j.[KNOWS]", BEGUN + rows()) is DoorState.UNDECIDED
    assert again("neo4j.*", BEGUN + FORBIDDEN) is DoorState.SHUT
    assert again("neo4j.a\\b", BEGUN) is DoorState.UNDECIDED
    assert again("neo4j.Person", V5 + success() + UNAUTHORIZED) is DoorState.SHUT
    assert again("neo4j.Person", V4 + failure("x")) is DoorState.UNDECIDED


def test_the_words_of_a_report_are_those_of_the_other_transport() -> None:
    other = next(probe for probe in probes() if probe.name == "neo4j")
    own = next(probe for probe in probes() if probe.name == "neo4j_bolt")
    assert own.words == other.words
    assert SPEC.protocols == other.spec.protocols


@pytest.mark.parametrize("refusal", ["Unauthorized", "Forbidden", "AuthorizationFailed", "AuthenticationFailed"])
def test_a_session_that_is_refused_for_want_of_a_login_is_locked(refusal: str) -> None:
    told = failure(f"Neo.ClientError.Security.{refusal}")
    assert asked(V4 + told).access is Access.LOCKED
    assert again("neo4j.Person", V4 + told) is DoorState.SHUT


@pytest.mark.parametrize("trouble", ["AuthenticationRateLimit", "AuthProviderTimeout", "AuthorizationExpired"])
def test_a_session_that_is_not_begun_for_another_reason_is_no_lock(trouble: str) -> None:
    told = failure(f"Neo.ClientError.Security.{trouble}")
    assert asked(V5 + success(server="Neo4j/5.26.0") + told).access is Access.UNKNOWN
    assert again("neo4j.Person", V4 + told) is DoorState.UNDECIDED
