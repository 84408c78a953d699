import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import kafka
from leftopen.wire.talk import Broken, Fault, Foreign, Message
from tests.talk import feed

FIRST = kafka.versions()
ASKED = kafka.log_dirs()


def answer(body: bytes, to: Message = ASKED) -> bytes:
    return struct.pack(">i", len(body) + 4) + to.data[8:12] + body


def text(value: str | None) -> bytes:
    return struct.pack(">h", -1) if value is None else struct.pack(">h", len(value)) + value.encode()


def many(*parts: bytes) -> bytes:
    return struct.pack(">i", len(parts)) + b"".join(parts)


def numbers(form: str, *values: int) -> bytes:
    return struct.pack(f">{form}", *values)


APIS = {0: (0, 11), 1: (0, 17), 2: (0, 9), 3: (0, 12), 17: (0, 1), 18: (0, 4), 29: (0, 3), 35: (0, 4)}


def versions(apis: dict[int, tuple[int, int]] | None = None) -> bytes:
    known = APIS if apis is None else apis
    return answer(numbers("h", 0) + many(*(numbers("hhh", api, *span) for api, span in known.items())), FIRST)


def part(number: int, error: int = 0, leader: int = 1) -> bytes:
    return numbers("hii", error, number, leader) + many(numbers("i", 1)) * 2


def topic(name: str, *parts: bytes, error: int = 0, internal: bool = False) -> bytes:
    return numbers("h", error) + text(name) + bytes([internal]) + many(*parts)


def topics(*listed: bytes, name: str | None = "c1", modern: bool = True) -> bytes:
    brokers = many(numbers("i", 1) + text("kafka.example") + numbers("i", 9092) + text(None))
    head = numbers("i", 0) if modern else b""
    return answer(head + brokers + (text(name) if modern else b"") + numbers("i", 1) + many(*listed))


def offsets(name: str, *found: tuple[int, int, int, int]) -> bytes:
    return answer(many(text(name) + many(*(numbers("ihqq", *each) for each in found))))


def records(data: bytes, error: int = 0, *, modern: bool = True) -> bytes:
    head = numbers("ihq", 0, error, 9) + (numbers("q", 9) + many(numbers("qq", 1, 1)) if modern else b"")
    return answer(numbers("i", 0) + many(text("t") + many(head + numbers("i", len(data)) + data)))


def test_which_requests_it_knows_is_its_greeting() -> None:
    assert kafka.recognises(versions())
    assert feed(kafka.known(), versions()) == APIS
    assert feed(kafka.known(), versions({})) == {}


@pytest.mark.parametrize(
    "first", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", versions()[:4] + b"abcd" + versions()[8:], answer(b"\0\1" * 9)]
)
def test_others_are_foreign(first: bytes) -> None:
    assert not kafka.recognises(first)
    with pytest.raises((Foreign, Fault)):
        feed(kafka.known(), first)


@pytest.mark.parametrize("modern", [True, False])
def test_a_cluster_has_brokers_a_name_and_topics(modern: bool) -> None:
    said = feed(kafka.answer(ASKED), topics(topic("t", part(0), part(1, 5, -1), internal=True), modern=modern))
    told = kafka.cluster(said, modern=modern)
    assert told.brokers == ((1, "kafka.example", 9092),)
    assert told.name == ("c1" if modern else None)
    assert told.topics == (kafka.Topic("t", 0, True, (kafka.Partition(0, 0, 1), kafka.Partition(1, 5, -1))),)


def test_offsets_and_sizes_are_told_by_partition() -> None:
    assert kafka.found(feed(kafka.answer(ASKED), offsets("t", (0, 0, -1, 7), (1, 6, -1, -1)))) == {
        ("t", 0): kafka.Offset(0, -1, 7),
        ("t", 1): kafka.Offset(6, -1, -1),
    }
    disk = numbers("h", 0) + text("/d") + many(text("t") + many(*(numbers("iqqb", i, 50, 0, 0) for i in range(2))))
    assert kafka.sizes(feed(kafka.answer(ASKED), answer(numbers("i", 0) + many(disk, disk)))) == {"t": 200}


@pytest.mark.parametrize("modern", [True, False])
def test_what_was_fetched_may_be_longer_than_was_asked_for(modern: bool) -> None:
    said = records(b"x" * 50, modern=modern)
    assert feed(kafka.fetched(ASKED, 500, modern=modern), said) == kafka.Fetched(0, b"x" * 50, False)
    short = feed(kafka.fetched(ASKED, 90, modern=modern), records(b"x" * 90, modern=modern))
    assert short is not None
    assert (short.cut, set(short.data)) == (True, {120})
    assert feed(kafka.fetched(ASKED, 90, modern=modern), answer(numbers("i", 0) + many())) is None


def test_a_refusal_begins_after_what_it_waited_and_a_handshake_names_mechanisms() -> None:
    assert kafka.refused(feed(kafka.answer(ASKED), answer(numbers("ih", 0, 54)))) == 54
    assert kafka.listed(feed(kafka.answer(ASKED), answer(numbers("h", 33) + many(text("PLAIN"))))) == (33, ["PLAIN"])


@pytest.mark.parametrize(
    "data",
    [
        answer(b"")[:4] + b"abcd",
        struct.pack(">i", 1 << 30) + ASKED.data[8:12],
        struct.pack(">i", -3) + ASKED.data[8:12],
        answer(b""),
    ],
)
def test_a_lying_answer_is_broken(data: bytes) -> None:
    for talk in (kafka.answer(ASKED, 1000), kafka.fetched(ASKED, 1000, modern=True)):
        with pytest.raises(Fault):
            kafka.cluster(feed(talk, data), modern=True)  # type: ignore[arg-type]  # what is left of it is none


@pytest.mark.parametrize("other", [kafka.rules("t"), kafka.rules("u"), FIRST], ids=lambda message: message.verb)
def test_an_answer_to_another_question_is_never_taken(other: Message) -> None:
    late = answer(numbers("ih", 0, 54), other)
    for talk in (kafka.answer(ASKED), kafka.fetched(ASKED, 900, modern=True)):
        with pytest.raises(Broken, match="not asked"):
            feed(talk, late)


def test_a_list_longer_than_any_is_broken() -> None:
    with pytest.raises(Broken):
        kafka.found(kafka.Answer(struct.pack(">i", 1 << 30)))


MESSAGES = (
    kafka.versions(),
    kafka.metadata(modern=True),
    kafka.metadata(modern=False),
    kafka.mechanisms(),
    kafka.offsets([("t", 0), ("t", 1), ("u", 0)], kafka.LATEST),
    kafka.fetch(("t", 0), 5, 1000, modern=True),
    kafka.fetch(("t", 0), 5, 1000, modern=False),
    kafka.log_dirs(),
    kafka.rules("t"),
)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.verb)
def test_messages_say_their_verb(message: Message) -> None:
    assert message.verb == kafka.verb_of(message.data) in set(kafka.VERBS.values())


def changed(message: Message, place: int, new: bytes) -> bytes:
    body = message.data[22:place] + new + message.data[place + len(new) :]
    head = message.data[4:22]
    return struct.pack(">i", len(head + body)) + head + body


@pytest.mark.parametrize(
    ("data", "verb"),
    [
        (b"", ""),
        (MESSAGES[0].data + b"x", ""),
        (changed(MESSAGES[1], 22, many(text("a"))), "Metadata-of-named-topics"),
        (changed(MESSAGES[1], 26, b"\1"), "Metadata-of-named-topics"),
        (changed(MESSAGES[2], 22, many()), "Metadata-of-named-topics"),
        (changed(MESSAGES[5], 22, numbers("i", 4)), "Fetch-as-a-replica"),
        (changed(MESSAGES[3], 24, b"PLAI"), ""),
        (MESSAGES[0].data[:4] + b"\0\0" + MESSAGES[0].data[6:], ""),
        (MESSAGES[4].data[:8] + b"lfop" + MESSAGES[4].data[12:], ""),
    ],
)
def test_what_does_more_than_read_is_denied_or_has_no_verb(data: bytes, verb: str) -> None:
    assert kafka.verb_of(data) == verb
    assert not verb or verb in kafka.DENIED


@given(st.binary(max_size=300))
def test_any_bytes_end_in_a_value_or_a_fault(data: bytes) -> None:
    kafka.recognises(data)
    kafka.verb_of(data)
    for read in (
        lambda said: kafka.cluster(said, modern=True),
        lambda said: kafka.cluster(said, modern=False),
        kafka.found,
        kafka.sizes,
        kafka.listed,
        kafka.refused,
    ):
        try:
            read(kafka.Answer(data))
        except Broken:
            continue
