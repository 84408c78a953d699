"""Cases that no server of the lab shows by itself; the others are in `tests/talks/nats/*.talk`."""

import base64
import json
import re
from typing import Any

from leftopen.model import Access, DoorState
from leftopen.probes.nats import probe, reread
from leftopen.raw import Finding
from leftopen.wire.talk import Message, SampleLimits
from tests.talk import Peer, Step, play, said
from tests.wire.test_nats import INFO

PONG = b"PONG\r\n"
NOBODY = b"HMSG _INBOX.x.1 1 16 16\r\nNATS/1.0 503\r\n\r\n\r\n"
BARRED = b"-ERR 'Permissions Violation for Publish to \"$JS.API\"'\r\n"


def reply(told: Any) -> bytes:
    body = json.dumps(told).encode()
    return b"MSG _INBOX.x.1 1 %d\r\n%b\r\n" % (len(body), body)


def stream(name: str, messages: int, **config: bool) -> dict[str, Any]:
    state = {"messages": messages, "bytes": 100 * messages, "first_seq": 1, "last_seq": messages}
    moments = {"first_ts": "2023-11-14T22:13:20.123456789Z", "last_ts": "2023-11-14T22:14:20Z"}
    return {"config": {"name": name, **config}, "created": "2023-11-14T22:13:20Z", "state": {**state, **moments}}


def listed(*streams: dict[str, Any]) -> bytes:
    return reply({"total": len(streams), "offset": 0, "limit": 256, "streams": streams})


def stored(number: int, text: str) -> bytes:
    data = base64.b64encode(text.encode()).decode()
    return reply({"message": {"subject": f"crm.{number}", "seq": number, "data": data}})


def direct(number: int, data: bytes) -> bytes:
    """What `DIRECT.GET` gives: the message as it was sent, and what it is in headers."""
    told = f"Nats-Stream: CRM\r\nNats-Subject: crm.{number}\r\nNats-Sequence: {number}".encode()
    head = b"NATS/1.0\r\n" + told + b"\r\n\r\n"
    return b"HMSG _INBOX.x.1 1 %d %d\r\n%b%b\r\n" % (len(head), len(head) + len(data), head, data)


MISSING = reply({"error": {"code": 404, "err_code": 10059, "description": "stream not found"}})


def asked(*answers: bytes) -> Finding:
    """What is found of a server that says these."""
    return play(probe(SampleLimits()), Peer([Step("<", each) for each in (INFO, *answers)], strict=False))


def test_messages_of_a_stream_are_records_each_once() -> None:
    same = stored(2, '{"email": "zoe@example.org"}')
    finding = asked(PONG, MISSING, listed(stream("CRM", 2)), same, b"PING\r\n" + same)
    assert finding.access is Access.OPEN
    (store,) = finding.stores
    assert [raw.value for raw in store.raws] == [{"_key": "2", "email": "zoe@example.org"}]
    assert (store.records, store.created, store.times[0].first) == (2, 1_700_000_000, 1_700_000_000.123456)


def test_a_message_larger_than_may_be_read_shows_its_beginning() -> None:
    large = stored(1, "x" * 400_000)
    finding = asked(PONG, MISSING, listed(stream("CRM", 1)), large)
    assert finding.access is Access.OPEN
    value = finding.stores[0].raws[0].value
    assert value is not None
    assert set(value["value"]) == {"x"}


def test_streams_whose_messages_are_refused_are_listed() -> None:
    finding = asked(PONG, MISSING, listed(stream("CRM", 2)), BARRED)
    assert finding.access is Access.METADATA
    assert finding.listed == 1


def test_messages_that_are_refused_in_one_way_are_asked_for_in_the_other() -> None:
    given = [direct(number, b'{"email":"zoe@example.org"}') for number in (1, 2)]
    finding = asked(PONG, MISSING, listed(stream("CRM", 2, allow_direct=True)), BARRED, *given)
    assert finding.access is Access.OPEN
    assert [raw.value for raw in finding.stores[0].raws] == [
        {"_key": str(number), "email": "zoe@example.org"} for number in (1, 2)
    ]


def test_where_a_stream_gives_no_message_directly_a_refusal_stands() -> None:
    assert asked(PONG, MISSING, listed(stream("CRM", 2, allow_direct=True)), BARRED, NOBODY).access is Access.METADATA


def test_streams_that_may_not_be_listed_may_be_named() -> None:
    names = {"streams": ["CRM", "HR"], "total": 2}
    finding = asked(PONG, MISSING, BARRED, reply(names), reply(stream("CRM", 2)), BARRED, *map(stored, (1, 2), "ab"))
    assert finding.access is Access.OPEN
    assert [(store.name, store.records) for store in finding.stores] == [("CRM", 2), ("HR", None)]


def test_who_may_not_ask_about_a_stream_may_list_them() -> None:
    finding = asked(PONG, BARRED, listed(stream("CRM", 1)), stored(1, "x"))
    assert finding.access is Access.OPEN
    assert "was refused" in said(finding.proof)


def test_streams_that_hold_nothing_are_no_emptiness() -> None:
    assert asked(PONG, MISSING, listed(stream("CRM", 0))).access is Access.METADATA


def test_a_stream_that_does_not_exist_is_a_decoy() -> None:
    assert asked(PONG, reply(stream("leftopen", 5))).access is Access.DECOY


def test_without_jetstream_messages_that_pass_are_records() -> None:
    passing = b'MSG crm.people.7 2 27\r\n{"email":"zoe@example.org"}\r\n'
    finding = asked(PONG, NOBODY, passing + PONG, PONG, PONG, PONG)
    assert finding.access is Access.OPEN
    (store,) = finding.stores
    assert (store.family, store.raws[0].value) == (True, {"_key": "7", "email": "zoe@example.org"})
    assert "7" not in store.name


def test_silence_proves_nothing() -> None:
    finding = asked(PONG, NOBODY, PONG, PONG, PONG, PONG)
    assert finding.access is Access.UNKNOWN
    assert "no message came" in said(finding.proof)


def test_refused_questions_lead_to_listening_and_a_refusal_of_that_to_no_lock() -> None:
    refused = b"-ERR 'Permissions Violation for Subscription to \">\"'\r\n"
    assert asked(PONG, BARRED, BARRED, BARRED, refused).access is Access.UNKNOWN


def test_before_questions_could_be_answered_by_nobody_it_is_listened_to() -> None:
    old = INFO.replace(b'"headers":true,', b"")
    passing = b"MSG crm.7 2 2\r\nhi\r\n"
    steps = [Step("<", each) for each in (old, PONG, PONG, passing + PONG, PONG, PONG, PONG)]
    assert play(probe(SampleLimits()), Peer(steps, strict=False)).access is Access.OPEN


def test_an_error_that_asks_for_no_login_is_no_lock() -> None:
    assert asked(b"-ERR 'maximum connections exceeded'\r\n").access is Access.UNKNOWN


def test_a_refusal_for_want_of_a_login_is_a_lock() -> None:
    assert asked(b"-ERR 'Authorization Violation'\r\n").access is Access.LOCKED


def test_messages_that_come_in_turns_are_all_seen() -> None:
    sent: list[Message] = []
    some = [stored(number, "x") for number in range(5)]
    peer = Peer([Step("<", each) for each in (INFO, PONG, MISSING, listed(stream("CRM", 20)), *some)], strict=False)
    play(probe(SampleLimits(records=5)), peer, sent.append)
    numbers = [int(found[1]) for message in sent if (found := re.search(rb'"seq":(\d+)', message.data))]
    assert len(numbers) == 5
    assert numbers[-1] > 15
    assert {number % 2 for number in numbers} == {0, 1}


def again(door: str, *answers: bytes) -> DoorState:
    return play(reread(SampleLimits(), door), Peer([Step("<", each) for each in (INFO, *answers)], strict=False))


def test_a_stream_is_asked_for_again() -> None:
    assert again("CRM", PONG, stored(2, "x")) is DoorState.OPEN
    assert again("CRM", b"-ERR 'Authorization Violation'\r\n") is DoorState.SHUT
    assert again("CRM", PONG, BARRED, BARRED) is DoorState.SHUT
    assert again("CRM", PONG, BARRED, direct(2, b"x")) is DoorState.OPEN
    assert again("CRM", PONG, BARRED, NOBODY) is DoorState.SHUT
    assert again("CRM", PONG, BARRED, PONG, PONG, PONG) is DoorState.SHUT
    assert again("CRM", PONG, BARRED, PONG, direct(2, b"x")) is DoorState.OPEN


def test_a_stream_that_is_gone_is_not_shut() -> None:
    assert again("CRM", PONG, MISSING) is DoorState.UNDECIDED
    assert again("CRM", PONG, NOBODY) is DoorState.UNDECIDED
    assert again("CRM", PONG, b"-ERR 'Stale Connection'\r\n") is DoorState.UNDECIDED
    assert again("CRM", PONG, PONG) is DoorState.UNDECIDED
    assert again("CRM", b"-ERR 'maximum connections exceeded'\r\n") is DoorState.UNDECIDED
    assert again("crm.*", PONG) is DoorState.UNDECIDED


def test_subjects_are_listened_to_again() -> None:
    passing = b"MSG crm.people 2 2\r\n{}\r\n"
    first = asked(PONG, NOBODY, passing + PONG, PONG, PONG, PONG)
    (door,) = [store.door for store in first.stores]
    assert door is not None
    assert again(door, PONG, passing + PONG, PONG, PONG, PONG) is DoorState.OPEN
    assert again(door, PONG, PONG * 4) is DoorState.UNDECIDED
    assert again(door, PONG, b"-ERR 'Permissions Violation for Subscription to \">\"'\r\n") is DoorState.UNDECIDED
    assert again(door, b"-ERR 'Authorization Violation'\r\n") is DoorState.SHUT
