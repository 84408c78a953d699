import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import amqp
from leftopen.wire.talk import Broken, Fault, Foreign, Message
from tests.talk import feed


def frame(method: tuple[int, int], body: bytes) -> bytes:
    data = struct.pack(">HH", *method) + body
    return b"\1\0\0" + struct.pack(">I", len(data)) + data + b"\xce"


def long(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def text(name: str, value: str) -> bytes:
    return bytes([len(name)]) + name.encode() + b"S" + long(value.encode())


ODD = (
    b"\1aF"
    + long(text("b", "c"))
    + b"\1dD"
    + bytes(5)
    + b"\1eV"
    + b"\1ft\1"
    + b"\1gT"
    + bytes(8)
    + b"\1hA"
    + long(b"V")
)


def start(mechanisms: str = "PLAIN AMQPLAIN", **properties: str) -> bytes:
    table = ODD + b"".join(text(name, value) for name, value in properties.items())
    return frame((10, 10), b"\0\x09" + long(table) + long(mechanisms.encode()) + long(b"en_US"))


def closed(code: int) -> bytes:
    return frame((10, 50), struct.pack(">H", code) + b"\x02no" + b"\0\x0a\0\x28")


TUNE, OPENED = frame((10, 30), struct.pack(">HIH", 2047, 131_072, 60)), frame((10, 41), b"\0")
OTHER = b"AMQP\x01\x01\x00\x0a"


def test_a_start_says_who_it_is_and_which_logins_it_takes() -> None:
    first = start(product="RabbitMQ", version="3.10.8")
    assert amqp.recognises(first)
    told = feed(amqp.start(), first)
    assert told == amqp.Start({"product": "RabbitMQ", "version": "3.10.8"}, ("PLAIN", "AMQPLAIN"))


@pytest.mark.parametrize(
    ("header", "version"),
    [
        (OTHER, "1.0.10"),
        (b"AMQP\x03\x01\x00\x00", "1.0.0"),
        (b"AMQP\x00\x01\x00\x00", "1.0.0"),
    ],
)
def test_a_header_in_place_of_an_answer_says_which_version_it_speaks(header: bytes, version: str) -> None:
    assert amqp.recognises(header)
    assert feed(amqp.start(), header) == version


def test_the_header_that_was_said_is_no_answer_to_it_but_to_all_else() -> None:
    assert amqp.recognises(amqp.header().data)
    with pytest.raises(Foreign):
        feed(amqp.start(), amqp.header().data)


@pytest.mark.parametrize(
    "first", [b"AMQP\x00\x00\x09\x01more", b"AMQPAMQP", b"SSH-2.0-", b"\1\0\0\0\0\0\7\0\x14\0\x0a\0\0\0\xce"]
)
def test_others_are_not_recognised(first: bytes) -> None:
    assert not amqp.recognises(first)


@pytest.mark.parametrize("data", [b"SSH-2.0-OpenSSH", b"AMQPAMQP", frame((20, 10), b"\0\0")])
def test_others_are_foreign(data: bytes) -> None:
    with pytest.raises(Foreign):
        feed(amqp.start(), data)


def test_a_session_begins_or_is_refused() -> None:
    assert feed(amqp.tune(), TUNE) is None
    assert feed(amqp.opened(), OPENED) is None
    refusal = feed(amqp.opened(), closed(530))
    assert refusal == amqp.Closed(530, "no")
    assert "no'" not in repr(refusal)


@pytest.mark.parametrize(
    "data",
    [
        TUNE[:-1] + b"\0",
        b"\1\0\0\xff\xff\xff\xff\0" + bytes(9),
        b"\2\0\0" + bytes(9),
        OPENED,
        frame((10, 50), b"\1"),
    ],
)
def test_what_is_no_answer_to_a_session_is_broken(data: bytes) -> None:
    with pytest.raises(Broken):
        feed(amqp.tune(), data)


@pytest.mark.parametrize("table", [b"\1aS" + b"\0\0\1\0x", b"\1aQ", b"\xffa", (b"\1aV") * 300, b"\1a"])
def test_a_table_that_is_none_is_broken(table: bytes) -> None:
    with pytest.raises(Broken):
        feed(amqp.start(), frame((10, 10), b"\0\x09" + long(table)))


@given(st.binary(max_size=300))
def test_any_bytes_are_an_answer_or_a_fault(data: bytes) -> None:
    for talk in (amqp.start(), amqp.tune()):
        with suppress(Fault):
            feed(talk, data)
    assert amqp.recognises(data) in (True, False)


MESSAGES = [
    (amqp.header(), "protocol header"),
    (amqp.anonymous(), "connection.start-ok anonymous"),
    (amqp.tuned(), "connection.tune-ok"),
    (amqp.open_host("/"), "connection.open"),
]


@pytest.mark.parametrize(("message", "verb"), MESSAGES)
def test_the_verb_is_read_from_the_bytes(message: Message, verb: str) -> None:
    assert message.verb == amqp.verb_of(message.data) == verb
    assert verb not in amqp.DENIED
    assert amqp.verb_of(message.data + b"\0") == ""
    assert amqp.verb_of(message.data[:-1]) == ""


@pytest.mark.parametrize(
    "data",
    [
        amqp.anonymous().data.replace(b"ANONYMOUS", b"AMQPLAINX"),
        amqp.tuned().data.replace(b"\0\1\0\0", b"\0\2\0\0"),
        frame((50, 10), b"\0\0\4jobs\0\0\0\0\0"),
        frame((60, 70), b"\0\0\4jobs\1"),
    ],
)
def test_a_login_and_what_takes_messages_have_no_verb(data: bytes) -> None:
    assert amqp.verb_of(data) == ""


def test_a_name_that_no_virtual_host_has_is_not_asked_for() -> None:
    with pytest.raises(Broken):
        amqp.open_host("x" * 300)
