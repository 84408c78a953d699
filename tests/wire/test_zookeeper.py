import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import zookeeper
from leftopen.wire.mark import mark
from leftopen.wire.talk import Broken, Closed, Fault, Foreign, Message
from leftopen.wire.zookeeper import Answer, Stat
from tests.talk import feed

STAT = struct.pack(">qqqqiiiqiiq", 1, 2, 1_700_000_000_000, 1_700_000_001_500, 0, 0, 0, 0, 7, 3, 9)


def text(data: bytes) -> bytes:
    return struct.pack(">i", len(data)) + data


def begun(timeout: int = 10_000, *, read_only: bool = True) -> bytes:
    """The answer to a session."""
    body = struct.pack(">iiqi16x", 0, timeout, 77, 16) + (b"\0" if read_only else b"")
    return struct.pack(">i", len(body)) + body


ASKED = zookeeper.ask("getData", "/a")


def answered(body: bytes = b"", error: int = 0, to: bytes = ASKED.data) -> bytes:
    """The answer to a question."""
    return struct.pack(">i4sqi", 16 + len(body), to[4:8], 5, error) + body


def listed(*names: bytes, stat: bytes = STAT) -> bytes:
    return struct.pack(">i", len(names)) + b"".join(map(text, names)) + stat


@pytest.mark.parametrize("read_only", [True, False])
def test_a_session_is_recognised(read_only: bool) -> None:
    feed(zookeeper.session(), begun(read_only=read_only))
    assert zookeeper.recognises(begun(read_only=read_only))


def test_no_session_is_one_that_closed() -> None:
    with pytest.raises(Closed, match="no session"):
        feed(zookeeper.session(), begun(0))


@pytest.mark.parametrize("said", [b"HTTP/1.1 400 Bad Request\r\n", b"\0\0\0\x25" + b"\1" * 37, b"SSH-2.0-OpenSSH\r\n"])
def test_others_are_foreign(said: bytes) -> None:
    assert not zookeeper.recognises(said)
    with pytest.raises(Foreign):
        feed(zookeeper.session(), said)


def test_an_answer_says_its_error() -> None:
    assert feed(zookeeper.answer(ASKED, 100), answered(error=-101)) == Answer(-101, b"")


def test_an_answer_to_another_question_is_never_taken() -> None:
    for other in (zookeeper.ask("getData", "/b"), zookeeper.ask("getChildren2", "/a")):
        with pytest.raises(Broken, match="not asked"):
            feed(zookeeper.answer(ASKED, 100), answered(error=-101, to=other.data))


def test_of_a_longer_answer_its_begin_is_read() -> None:
    said = feed(zookeeper.answer(ASKED, 10), answered(b"0123456789abcdef"))
    assert (said.body, said.cut) == (b"0123456789", True)


@pytest.mark.parametrize("said", [b"\0\0\0\x0f" + b"\0" * 15, b"\xff" * 24, b"\0\0\0\x10" + b"\1" * 16])
def test_a_head_that_is_none_is_broken(said: bytes) -> None:
    with pytest.raises(Broken):
        feed(zookeeper.answer(ASKED, 100), said)


def test_names_come_with_what_is_told_of_the_node() -> None:
    told = Stat(1_700_000_000.0, 1_700_000_001.5, 7, 3)
    assert zookeeper.names(listed(b"a", "张".encode())) == (["a", "张"], told)


def test_of_a_list_that_was_cut_whole_names_are_left() -> None:
    assert zookeeper.names(listed(b"first", b"second")[:18], cut=True) == (["first"], None)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x7f\xff\xff\xff",
        listed(b"a")[:-1],
        listed(b"a") + b"\0",
        b"\0\0\0\1" + b"\xff\xff\xff\xff" + STAT,
        b"\0\0\0\2" + text(b"a"),
        listed(b""),
    ],
)
def test_a_list_that_lies_is_broken(body: bytes) -> None:
    with pytest.raises(Broken):
        zookeeper.names(body)


def test_a_value_may_be_none() -> None:
    assert zookeeper.value(text(b"x=1") + STAT)[0] == b"x=1"
    assert zookeeper.value(b"\xff\xff\xff\xff" + STAT)[0] == b""


@pytest.mark.parametrize("body", [b"", b"\0\0\0\x09abc", b"\xff\xff\xff\xfe" + STAT, text(b"a")])
def test_a_value_that_lies_is_broken(body: bytes) -> None:
    with pytest.raises(Broken):
        zookeeper.value(body)


@pytest.mark.parametrize(
    ("said", "product"),
    [
        (b"Zookeeper version: 3.8.0-${mvngit.commit.id}, built on", ("ZooKeeper", "3.8.0")),
        (b"ClickHouse Keeper version: v23.3.1.2823-testing-46e85357", ("ClickHouse Keeper", "23.3.1.2823")),
        (b"srvr is not executed because it is not in the whitelist.\n", (None, None)),
        (b"", (None, None)),
    ],
)
def test_the_product_is_told_by_a_word_of_four_letters(said: bytes, product: tuple[str | None, str | None]) -> None:
    assert zookeeper.product(said) == product


@pytest.mark.parametrize(
    ("message", "verb"),
    [
        (zookeeper.connect(), "connect"),
        (zookeeper.ask("getData", "/users/张"), "getData"),
        (zookeeper.ask("getChildren2", "/"), "getChildren2"),
        (zookeeper.close(), "closeSession"),
        (zookeeper.version(), "srvr"),
    ],
)
def test_messages_say_their_verb(message: Message, verb: str) -> None:
    assert message.verb == zookeeper.verb_of(message.data) == verb
    assert "users" not in message.shown


ASK = ASKED.data


def marked(data: bytes) -> bytes:
    """With the number of what it asks."""
    return data[:4] + struct.pack(">i", mark(data[8:])) + data[8:]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"kill",
        marked(ASK[:-1] + b"\1"),  # leaves a watch
        marked(ASK.replace(b"\0\0\0\4\0\0\0\2", b"\0\0\0\2\0\0\0\2")),  # delete
        marked(ASK.replace(b"\0\0\0\4\0\0\0\2", b"\0\0\0\1\0\0\0\2")),  # create
        marked(ASK + ASK),
        marked(ASK.replace(b"/a", b"xa")),
        ASK[:4] + bytes(4) + ASK[8:],  # a number that is not its own
        zookeeper.connect().data.replace(b"\0\0\0\x10\0\0", b"\0\0\0\x10\1\1"),  # another's session
    ],
)
def test_what_does_more_than_read_has_no_verb(data: bytes) -> None:
    assert zookeeper.verb_of(data) == ""


@given(st.binary(max_size=300))
def test_any_bytes_end_in_a_value_or_a_fault(data: bytes) -> None:
    for talk in (zookeeper.session(), zookeeper.answer(ASKED, 100)):
        try:
            feed(talk, data)
        except Fault:
            continue
    for read in (zookeeper.names, zookeeper.value):
        try:
            read(data)
        except Fault:
            continue
    zookeeper.recognises(data)
    zookeeper.verb_of(data)
