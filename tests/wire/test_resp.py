import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import resp
from leftopen.wire.resp import DENIED, Refused, TooLarge, Value, command, reply, verb_of
from leftopen.wire.talk import Broken, Closed, Fault, Foreign, Parse
from tests.talk import feed


def test_what_is_larger_than_was_asked_for_is_told_apart() -> None:
    for received in (b"$100\r\n", b"*60\r\n", b"*2\r\n$40\r\n" + b"x" * 40 + b"\r\n$20\r\n"):
        with pytest.raises(TooLarge):
            feed(reply(50), received + b"x" * 60)
    with pytest.raises(Broken) as broken:
        feed(reply(50), b"?\r\n")
    assert not isinstance(broken.value, TooLarge)


@pytest.mark.parametrize(
    ("received", "value"),
    [
        (b"+PONG\r\n", b"PONG"),
        (b":-12\r\n", -12),
        (b"$5\r\na\r\nb\xff\r\n", b"a\r\nb\xff"),
        (b"$0\r\n\r\n", b""),
        (b"$-1\r\n", None),
        (b"*-1\r\n", None),
        (b"*0\r\n", []),
        (b"*2\r\n$1\r\n0\r\n*2\r\n$1\r\na\r\n:7\r\n", [b"0", [b"a", 7]]),
        (b"-NOAUTH Authentication required.\r\n", Refused("NOAUTH", "authentication required.")),
        (b"-ERR\r\n", Refused("ERR", "")),
    ],
)
def test_replies(received: bytes, value: Value) -> None:
    assert feed(reply(100), received) == value


@pytest.mark.parametrize("received", [b"HTTP/1.1 400 Bad Request\r\n", b"\x00\x01", b":x\r\n", b"*1a\r\n", b"$\r\n"])
def test_another_protocol_is_foreign_at_first_and_broken_later(received: bytes) -> None:
    with pytest.raises(Foreign):
        feed(reply(100, first=True), received)
    with pytest.raises(Broken):
        feed(reply(100), received)


@pytest.mark.parametrize(
    "received",
    [
        b"$101\r\n" + b"a" * 101 + b"\r\n",
        b"$999999999999\r\n",
        b"*2000000000\r\n",
        b"*100000\r\n" + b":1\r\n" * 100000,
        b"*1\r\n" * 20,
        b"$3\r\nabcdef",
        b"+" + b"a" * 5000 + b"\r\n",
        b"*1\r\nx",
    ],
)
def test_lies_are_broken(received: bytes) -> None:
    with pytest.raises(Broken):
        feed(reply(100, first=True), received)


def test_the_whole_reply_is_bounded_not_each_part() -> None:
    with pytest.raises(Broken):
        feed(reply(100), b"*5\r\n" + b"$30\r\n%b\r\n" % (b"a" * 30) * 5)


def test_a_short_reply_is_closed() -> None:
    with pytest.raises(Closed):
        feed(reply(100), b"*2\r\n:1\r\n")


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_end_in_a_reply_or_a_fault(received: bytes, first: bool) -> None:
    try:
        feed(reply(200, first=first), received)
    except Fault:
        return


@given(st.lists(st.binary(max_size=20) | st.integers() | st.text(max_size=20), max_size=5))
def test_the_verb_is_read_back_from_the_bytes(args: list[bytes | int | str]) -> None:
    assert verb_of(command("GETRANGE", *args).data) == "GETRANGE"
    assert verb_of(command("CLIENT NO-TOUCH", *args).data) == "CLIENT NO-TOUCH"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PING\r\n",
        b"*0\r\n",
        b"*1\r\n$6\r\nCLIENT\r\n",
        b"*2\r\n$4\r\nPING\r\n",
        b"*1\r\n$4\r\nPING\r\n*1\r\n$8\r\nFLUSHALL\r\n",
        b"*1\r\n$4\r\nPING\r\nFLUSHALL\r\n",
        b"*1\r\n$3\r\nPING\r\n",
        b"*1\r\n$-1\r\n",
    ],
)
def test_bytes_that_are_not_one_command_have_no_verb(data: bytes) -> None:
    assert verb_of(data) == ""


def test_the_case_of_a_command_hides_nothing() -> None:
    assert verb_of(b"*1\r\n$8\r\nFlushAll\r\n") in DENIED
    assert verb_of(b"*2\r\n$6\r\nclient\r\n$4\r\nkill\r\n") in DENIED
    assert {"KEYS", "MONITOR", "CONFIG", "DEBUG", "SET", "EVAL", "AUTH"} <= DENIED


def test_what_the_peer_chose_is_not_shown() -> None:
    message = command("HSCAN", b"user:alice@example.org", 0, "COUNT", 10)
    assert message.shown == "HSCAN … 0 COUNT 10"
    assert "example" not in repr(feed(reply(100), b"-alice@example.org is not here\r\n"))


@given(st.lists(st.sampled_from([b"\r\n", b"$1\r\n", b"", b"a", b"*2\r\n$4\r\nPING\r\n"]), max_size=4))
def test_words_with_ends_of_lines_in_them_hide_nothing(words: list[bytes]) -> None:
    data = command("TYPE", b"".join(words), b"key").data
    assert verb_of(data) == "TYPE"
    assert verb_of(data + b"\r\n") == verb_of(data[:-2]) == ""


@given(st.lists(st.integers(0, 40)), st.integers(0, 9))
def test_a_reply_is_the_same_wherever_it_is_cut_and_begins(sizes: list[int], before: int) -> None:
    received = b"*3\r\n$5\r\na\r\nb\xff\r\n*2\r\n:7\r\n$-1\r\n*0\r\n"
    talk = resp.reply(100)
    op = next(talk)
    assert isinstance(op, Parse)
    for size in sorted(sizes):
        if size < len(received):
            assert size < op.reader.read(received[:size], 0) <= len(received)
    assert op.reader.read(b"x" * before + received + b"+OK\r\n", before) == before + len(received)
    with pytest.raises(StopIteration) as stop:
        next(talk)
    assert stop.value.value == [b"a\r\nb\xff", [7, None], []]


def test_replies_together_are_bounded_and_those_before_are_kept() -> None:
    found: list[resp.Value] = []
    asked = [command("TYPE", b"x") for _ in range(9)]
    with pytest.raises(TooLarge):
        feed(resp.ask_all(asked, 100, found, whole=250), bulk(b"x" * 80) * 9)
    assert found == [b"x" * 80] * 2
    assert len(feed(resp.ask_all(asked, 100, whole=9 * 87), bulk(b"x" * 80) * 9)) == 9


def bulk(word: bytes) -> bytes:
    return b"$%d\r\n%b\r\n" % (len(word), word)


@given(
    st.lists(
        st.binary(max_size=12)
        | st.sampled_from([b"\r\n", b"a\r\nb", b"$1\r\n", b"x" * 63, b"x" * 300, b"x" * 9000, 7, None]),
        min_size=4,
        max_size=12,
    ),
    st.data(),
)
def test_an_array_holds_what_was_sent_whatever_its_words_look_like(
    sent: list[bytes | int | None], data: st.DataObject
) -> None:
    told = [bulk(one) if isinstance(one, bytes) else b"$-1\r\n" if one is None else b":%d\r\n" % one for one in sent]
    received = b"*2\r\n*%d\r\n%b%b" % (len(sent), b"".join(told), b"+OK\r\n")
    talk = resp.reply(200_000)
    op = next(talk)
    assert isinstance(op, Parse)
    wanted = 0
    for cut in sorted(data.draw(st.lists(st.integers(0, len(received) - 1), max_size=3))):
        if cut >= wanted:
            wanted = op.reader.read(received[:cut], 0)
            assert cut < wanted <= len(received)
    assert op.reader.read(received, 0) == len(received)
    with pytest.raises(StopIteration) as stop:
        next(talk)
    assert stop.value.value == [sent, b"OK"]


@pytest.mark.parametrize("words", [4, 5, 9, 4000])
def test_an_array_of_words_is_bounded_to_the_byte(words: int) -> None:
    received = b"*%d\r\n%b" % (words, bulk(b"user:1") * words)
    assert feed(resp.reply(len(received)), received) == [b"user:1"] * words
    with pytest.raises(TooLarge):
        feed(resp.reply(len(received) - 1), received)


@pytest.mark.parametrize("broken", [b"$7\r\nuser:1\r\n", b"$5\r\nuser:1\r\n", b"$\r\n\r\n", b"$06\r\nuser:1\n"])
def test_a_word_with_a_wrong_size_in_an_array_is_broken(broken: bytes) -> None:
    with pytest.raises(Broken):
        feed(reply(1000), b"*6\r\n" + bulk(b"user:1") * 3 + broken + bulk(b"user:1") * 2)
