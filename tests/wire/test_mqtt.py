import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import mqtt
from leftopen.wire.mqtt import Granted, Pong, Published
from leftopen.wire.talk import Broken, Closed, Fault, Foreign, Message, Talk
from tests.talk import feed


def message(topic: bytes, payload: bytes, kind: int = 0x31) -> bytes:
    """A PUBLISH of less than 16 KiB."""
    body = len(topic).to_bytes(2, "big") + topic + (b"\0\x07" if kind & 0x06 else b"") + payload
    length = bytes([len(body)]) if len(body) < 128 else bytes([len(body) & 0x7F | 0x80, len(body) >> 7])
    return bytes([kind]) + length + body


def granted(number: int, code: int = 0) -> bytes:
    return b"\x90\x03" + number.to_bytes(2, "big") + bytes([code])


def one(data: bytes, payload: int = 100, most: int = 1000) -> Published | Granted | Pong:
    return feed(mqtt.packet(payload, most), data)


@pytest.mark.parametrize("code", [0, 1, 2, 3, 4, 5])
def test_an_answer_to_a_connect_tells_its_code(code: int) -> None:
    said = b"\x20\x02\0" + bytes([code])
    assert feed(mqtt.connected(), said) == code
    assert mqtt.recognises(said)


@pytest.mark.parametrize(
    "said", [b"SSH-2.0-OpenSSH_9.2p1\r\n", b"HTTP/1.1 400 Bad Request\r\n", b"\x20\x02\x02\x00", b"\x20\x02\0\x06"]
)
def test_others_are_foreign(said: bytes) -> None:
    assert not mqtt.recognises(said)
    with pytest.raises(Foreign):
        feed(mqtt.connected(), said)


@pytest.mark.parametrize(
    ("message_", "verb"),
    [
        (mqtt.connect(), "CONNECT anonymous"),
        (mqtt.connect("leftopen-5eed"), "CONNECT anonymous"),
        (mqtt.subscribe(7, "#"), "SUBSCRIBE QoS 0"),
        (mqtt.subscribe(7, "$SYS/#"), "SUBSCRIBE QoS 0"),
        (mqtt.subscribe(0xFFFF, "a" * 150), "SUBSCRIBE QoS 0"),
        (mqtt.ping(), "PINGREQ"),
        (mqtt.disconnect(), "DISCONNECT"),
    ],
)
def test_messages_say_their_verb(message_: Message, verb: str) -> None:
    assert message_.verb == mqtt.verb_of(message_.data) == verb


CONNECT = mqtt.connect("leftopen").data


@pytest.mark.parametrize(
    "data",
    [
        message(b"a", b"x"),
        CONNECT.replace(b"\x04\x02", b"\x04\xc2"),  # with a name and a password
        CONNECT.replace(b"\x04\x02", b"\x04\x06"),  # with a will
        CONNECT.replace(b"\x04\x02", b"\x04\x00"),  # a session that stays
        CONNECT + b"\0",
        mqtt.subscribe(1, "$share/group/#").data,
        mqtt.subscribe(1, "$queue/#").data,
        mqtt.subscribe(1, "#").data[:-1] + b"\x01",  # quality 1 asks for acknowledgements
        mqtt.subscribe(1, "#").data + mqtt.ping().data,
        b"\x82\x0a\0\1\0\1#\0\0\1+\0",  # two topics
        b"\xa2\x05\0\1\0\1#",  # UNSUBSCRIBE
        b"\x40\x02\0\1",
        b"\xf0\x00",
        b"\x10",
        b"",
    ],
)
def test_what_does_more_than_listen_has_no_verb(data: bytes) -> None:
    assert mqtt.verb_of(data) == ""


def test_a_message_tells_topic_payload_and_size() -> None:
    said = one(message(b"crm/1", b"hello"))
    assert said == Published(b"crm/1", b"hello", 14, retained=True, cut=False)
    assert "crm" not in repr(said)
    assert "hello" not in repr(said)


def test_a_message_of_a_higher_quality_has_a_number_before_what_it_says() -> None:
    assert one(message(b"a", b"x", 0x32)) == Published(b"a", b"x", 8, retained=False, cut=False)


def test_of_a_long_message_the_beginning_is_kept_and_the_rest_is_read() -> None:
    def two() -> Talk[tuple[object, object]]:
        return (yield from mqtt.packet(3, 1000)), (yield from mqtt.packet(3, 1000))

    first, then = feed(two(), message(b"a", b"x" * 300) + b"\xd0\x00")
    assert first == Published(b"a", b"xxx", 306, retained=True, cut=True)
    assert isinstance(then, Pong)


def test_an_answer_to_a_subscription_tells_its_number_and_code() -> None:
    assert one(granted(0x1234)) == Granted(0x1234, 0)
    assert one(granted(1, 0x80)) == Granted(1, mqtt.REFUSED)
    assert one(b"\x90\x02\0\1\0") == Granted(1, None)


@pytest.mark.parametrize(
    "data",
    [
        b"\x30\xff\xff\xff\xff\x01",  # a length without end
        b"\x30\xff\xff\xff\x7f",  # 256 MiB
        b"\x30\x01a",
        b"\x30\x03\0\x09a",
        b"\x32\x03\0\x01a",
        b"\x90\x04\0\1\0\0",
        b"\xd0\x01x",
        b"\x62\x02\0\1",
        b"HTTP/1.1 400",
    ],
)
def test_what_is_no_packet_or_too_long_is_broken(data: bytes) -> None:
    with pytest.raises(Broken):
        one(data)


def test_a_packet_that_is_cut_is_closed() -> None:
    with pytest.raises(Closed):
        one(message(b"a", b"xyz")[:-1])


@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_value_or_a_fault(data: bytes) -> None:
    assert mqtt.recognises(data) in (True, False)
    assert mqtt.verb_of(data) in {"", "CONNECT anonymous", "SUBSCRIBE QoS 0", "PINGREQ", "DISCONNECT"}
    talks: tuple[Talk[object], ...] = (mqtt.connected(), mqtt.packet(10, 1000))
    for talk in talks:
        try:
            feed(talk, data)
        except Fault:
            continue


@given(st.binary(min_size=1, max_size=60), st.binary(max_size=200), st.integers(0, 250))
def test_a_message_reads_back_whatever_it_says(topic: bytes, payload: bytes, room: int) -> None:
    said = one(message(topic, payload), room)
    assert isinstance(said, Published)
    assert (said.topic, said.payload, said.cut) == (topic, payload[:room], len(payload) > room)
