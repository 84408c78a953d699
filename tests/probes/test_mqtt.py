"""Cases that no server of the lab shows by itself; the others are in `tests/talks/mqtt/*.talk`."""

import secrets
from unittest import mock

import pytest

from leftopen.model import Access, DoorState
from leftopen.probes.mqtt import probe, reread
from leftopen.raw import Finding
from leftopen.wire.talk import SampleLimits
from tests.talk import Peer, Step, play, said
from tests.wire.test_mqtt import granted, message

LET_IN, ALIVE = b"\x20\x02\0\0", b"\xd0\x00"
NUMBER = 0x5EED
NONE = granted(NUMBER) + ALIVE
"""Granted, and nothing comes."""

REFUSED = granted(NUMBER, 0x80) + ALIVE
QUIET = ALIVE * 3
"""Nothing comes in the rounds of listening that follow either."""

REDIAL, CLOSE = b"~redial", b"~close"


def asked(*answers: bytes, limits: SampleLimits | None = None) -> Finding:
    """What is found of a broker that says these."""
    steps = [Step("~", each[1:]) if each in (REDIAL, CLOSE) else Step("<", each) for each in answers]
    with mock.patch.object(secrets, "token_hex", lambda size: ("5eed" * size)[: 2 * size]):
        return play(probe(limits or SampleLimits()), Peer(steps, strict=False))


def person(number: int, topic: str = "crm/people/{}") -> bytes:
    return message(topic.format(number).encode(), b'{"email": "zoe%d@example.org"}' % number)


def test_messages_are_records_with_the_fields_of_their_json() -> None:
    finding = asked(LET_IN, NONE, NONE, granted(NUMBER) + b"".join(map(person, range(4))) + ALIVE, ALIVE)
    assert finding.access is Access.OPEN
    (store,) = finding.stores
    assert (store.name, store.records, store.family) == ("crm/people/*", 4, True)
    assert store.raws[0].value == {"_key": "0", "email": "zoe0@example.org"}


def test_what_comes_after_the_sign_of_life_is_heard_too() -> None:
    finding = asked(LET_IN, NONE, NONE, NONE, ALIVE, person(1) + ALIVE, ALIVE)
    assert (finding.access, len(finding.stores)) == (Access.OPEN, 1)


def test_a_granted_subscription_that_brings_nothing_proves_nothing() -> None:
    finding = asked(LET_IN, NONE, NONE, NONE, QUIET)
    assert finding.access is Access.UNKNOWN
    assert "no message came" in said(finding.proof)


def test_messages_of_the_broker_itself_are_no_records() -> None:
    own = message(b"$SYS/broker/version", b"mosquitto version 2.0.18")
    finding = asked(LET_IN, NONE, granted(NUMBER) + own + ALIVE, NONE, QUIET)
    assert (finding.access, finding.product, finding.version) == (Access.METADATA, "Mosquitto", "2.0.18")
    assert not finding.stores


def test_emqx_names_itself_and_its_default_refusal_is_no_lock() -> None:
    own = message(b"$SYS/brokers/emqx@127.0.0.1/version", b"5.3.2")
    some = granted(NUMBER) + person(7) + ALIVE
    finding = asked(LET_IN, NONE, granted(NUMBER) + own + ALIVE, REFUSED, some, ALIVE, NONE, ALIVE)
    assert (finding.access, finding.product, finding.version) == (Access.OPEN, "EMQX", "5.3.2")


def test_refused_subscriptions_to_all_topics_are_no_lock() -> None:
    finding = asked(LET_IN, NONE, REFUSED, REFUSED, REFUSED, REFUSED)
    assert finding.access is Access.UNKNOWN
    assert "refused (code 128)" in said(finding.proof)


def test_one_that_closes_on_its_own_topics_is_asked_for_the_others() -> None:
    some = granted(NUMBER) + person(7) + ALIVE
    assert asked(LET_IN, NONE, CLOSE, REDIAL, LET_IN, some, ALIVE).access is Access.OPEN


def test_messages_for_a_random_topic_are_a_decoy() -> None:
    assert asked(LET_IN, granted(NUMBER) + person(1) + ALIVE).access is Access.DECOY


def test_another_number_of_the_subscription_is_broken() -> None:
    assert asked(LET_IN, granted(1) + ALIVE).access is Access.UNKNOWN


@pytest.mark.parametrize("code", [4, 5])
def test_a_refusal_for_want_of_a_login_is_a_lock(code: int) -> None:
    assert asked(b"\x20\x02\0" + bytes([code])).access is Access.LOCKED


@pytest.mark.parametrize("code", [1, 3])
def test_other_refusals_are_no_lock(code: int) -> None:
    assert asked(b"\x20\x02\0" + bytes([code])).access is Access.UNKNOWN


def test_a_broker_that_gives_no_names_is_told_one() -> None:
    finding = asked(b"\x20\x02\0\x02", REDIAL, LET_IN, NONE, NONE, granted(NUMBER) + person(1) + ALIVE, ALIVE)
    assert finding.access is Access.OPEN


def test_a_stream_without_end_is_left_and_a_part_of_each_kind_is_kept() -> None:
    many = b"".join(map(person, range(6000)))
    limits = SampleLimits(records=5, sample_bytes=4000)
    finding = asked(LET_IN, NONE, NONE, granted(NUMBER) + many, limits=limits)
    assert finding.access is Access.OPEN
    (store,) = finding.stores
    assert (store.records, len(store.raws)) == (None, 5)


def test_one_that_closes_while_it_sends_gave_what_it_sent() -> None:
    finding = asked(LET_IN, NONE, NONE, granted(NUMBER) + person(1), CLOSE)
    assert finding.access is Access.OPEN
    assert finding.stores[0].records is None


def again(door: str, *answers: bytes) -> DoorState:
    steps = [Step("~", each[1:]) if each in (REDIAL, CLOSE) else Step("<", each) for each in answers]
    with mock.patch.object(secrets, "token_hex", lambda size: ("5eed" * size)[: 2 * size]):
        return play(reread(SampleLimits(), door), Peer(steps, strict=False))


def test_a_family_of_topics_is_asked_for_again() -> None:
    assert again("crm/people/*", LET_IN, granted(NUMBER) + person(1) + ALIVE, ALIVE) is DoorState.OPEN
    assert again("crm/people/*", b"\x20\x02\0\x05") is DoorState.SHUT
    assert again("crm/people/7", LET_IN, REFUSED) is DoorState.SHUT


@pytest.mark.parametrize("answers", [(LET_IN, NONE, QUIET), (LET_IN, REFUSED), (LET_IN, CLOSE), (b"\x20\x02\0\x03",)])
def test_what_brings_nothing_or_is_refused_with_others_is_not_shut(answers: tuple[bytes, ...]) -> None:
    assert again("crm/people/*", *answers) is DoorState.UNDECIDED


@pytest.mark.parametrize("door", ["", "a/#", "a/+/b", "$share/a/b", "a" * 201])
def test_what_is_no_name_of_topics_is_not_asked_for(door: str) -> None:
    assert again(door) is DoorState.UNDECIDED


def test_a_subscription_that_is_granted_in_too_few_bytes_is_a_decoy() -> None:
    assert asked(LET_IN, b"\x90\x02\x5e\xed\0").access is Access.DECOY
    assert asked(LET_IN, NONE, NONE, b"\x90\x02\x5e\xed\0").access is Access.DECOY
    assert asked(LET_IN, b"\x90\x02\x5e\xee\0").access is Access.UNKNOWN
