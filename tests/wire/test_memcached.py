import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leftopen.wire.memcached import (
    DENIED,
    Refused,
    binary,
    binary_answer,
    cachedump,
    command,
    meta_value,
    metadump,
    reply,
    sound,
    stats,
    value,
    verb_of,
)
from leftopen.wire.talk import Broken, Closed, Fault, Foreign
from tests.talk import feed

ERROR = Refused("ERROR", "")
AUTH = Refused("CLIENT_ERROR", "unauthenticated")


@pytest.mark.parametrize(
    ("received", "said"),
    [
        (b"VERSION 1.6.18\r\n", b"VERSION 1.6.18"),
        (b"ERROR\r\n", ERROR),
        (b"CLIENT_ERROR unauthenticated\r\n", AUTH),
        (b"SERVER_ERROR Out of memory\r\n", Refused("SERVER_ERROR", "out of memory")),
    ],
)
def test_first_answers(received: bytes, said: bytes | Refused) -> None:
    assert feed(reply(first=True), received) == said
    assert feed(reply(), received) == said


@pytest.mark.parametrize(
    "received", [b"HTTP/1.1 400 Bad Request\r\n", b"+OK\r\n+OK\r\n", b"\x00\x01", b"VALUE\r\n", b"-ERR\r\n"]
)
def test_another_protocol_is_foreign_at_first(received: bytes) -> None:
    with pytest.raises(Foreign):
        feed(reply(first=True), received)


def test_statistics() -> None:
    said = b"STAT pid 12\r\nSTAT version 1.6.18\r\nSTAT empty \r\nSTAT items:1:number 3\r\nEND\r\n"
    assert feed(stats(1000), said) == {"pid": "12", "version": "1.6.18", "empty": "", "items:1:number": "3"}
    assert feed(stats(1000), b"END\r\n") == {}
    assert feed(stats(1000), b"ERROR\r\n") == ERROR


@pytest.mark.parametrize(
    "received",
    [b"STAT a 1\r\n" * 100, b"STAT a 1\r\nERROR\r\n", b"STAT\r\n", b"OK\r\n", b"STAT %b 1\r\n" % (b"a" * 5000)],
)
def test_statistics_that_lie_are_broken(received: bytes) -> None:
    with pytest.raises(Broken):
        feed(stats(500), received)


LINE = b"key=user%%3A%d exp=-1 la=1795404374 cas=1 fetch=no cls=1 size=%d\n"


def test_a_metadump() -> None:
    dump = feed(metadump(10, 1000), LINE % (1, 70) + b"key=a%20b%FF exp=5 la=7 cas=2 fetch=yes cls=1 size=60\nEND\r\n")
    assert not isinstance(dump, Refused)
    assert dump.whole
    assert [(item.key, item.size, item.used) for item in dump.items] == [
        (b"user:1", 70, 1795404374),
        (b"a b\xff", 60, 7),
    ]
    assert feed(metadump(10, 1000), b"BUSY currently processing crawler request\r\n") == Refused(
        "BUSY", "currently processing crawler request"
    )


@pytest.mark.parametrize(("count", "most"), [(3, 10_000), (100, 150)])
def test_a_metadump_is_bounded_in_items_and_bytes(count: int, most: int) -> None:
    dump = feed(metadump(count, most), b"".join(LINE % (n, 70) for n in range(50)))
    assert not isinstance(dump, Refused)
    assert not dump.whole
    assert len(dump.items) == 3


def test_a_cachedump() -> None:
    dump = feed(cachedump(5), b"ITEM user:1 [5 b; 0 s]\r\nITEM a [b] c [12 b; 1795404475 s]\r\nEND\r\n")
    assert not isinstance(dump, Refused)
    assert [(item.key, item.size, item.used) for item in dump.items] == [(b"user:1", 5, None), (b"a [b] c", 12, None)]
    assert feed(cachedump(5), b"CLIENT_ERROR stats cachedump not allowed\r\n") == Refused(
        "CLIENT_ERROR", "stats cachedump not allowed"
    )
    with pytest.raises(Broken):
        feed(cachedump(2), b"ITEM a [1 b; 0 s]\r\n" * 3)


def test_values() -> None:
    assert feed(meta_value(10), b"VA 5\r\na\r\nbc\r\n") == b"a\r\nbc"
    assert feed(meta_value(10), b"VA 2 f3 t-1\r\n{}\r\n") == b"{}"
    assert feed(meta_value(10), b"EN\r\n") is None
    assert feed(meta_value(10), b"CLIENT_ERROR bad\r\n") == Refused("CLIENT_ERROR", "bad")
    assert feed(value(10), b"VALUE k 0 2\r\n{}\r\nEND\r\n") == b"{}"
    assert feed(value(10), b"VALUE k 0 0 77\r\n\r\nEND\r\n") == b""
    assert feed(value(10), b"END\r\n") is None
    assert feed(value(10), b"ERROR\r\n") == ERROR


@pytest.mark.parametrize("received", [b"VA 11\r\n", b"VA 99999999999\r\n", b"VA 3\r\nabcdef", b"HD\r\n", b"VA x\r\n"])
def test_values_that_lie_are_broken(received: bytes) -> None:
    with pytest.raises(Broken):
        feed(meta_value(10), received)
    with pytest.raises(Broken):
        feed(value(10), received.replace(b"VA", b"VALUE k 0"))


def test_more_values_than_one_are_broken() -> None:
    with pytest.raises(Broken):
        feed(value(10), b"VALUE k 0 1\r\na\r\nVALUE l 0 1\r\nb\r\nEND\r\n")


HEADER = b"\x81\x0a\x00\x00\x00\x00\x00\x20\x00\x00\x00\x02" + bytes(12)


def test_binary_answers() -> None:
    assert feed(binary_answer("noop"), HEADER + b"no") == (0x20, b"no")
    with pytest.raises(Closed):
        feed(binary_answer("noop"), HEADER + b"n")
    with pytest.raises(Foreign):
        feed(binary_answer("version", first=True), HEADER)
    with pytest.raises(Broken):
        feed(binary_answer("version"), HEADER)
    with pytest.raises(Broken):
        feed(binary_answer("noop"), HEADER.replace(b"\x00\x00\x00\x02", b"\xff\xff\xff\xff"))


@given(st.binary(max_size=300))
@example(b"VA 4\r\n")
def test_any_bytes_end_in_an_answer_or_a_fault(received: bytes) -> None:
    readers = [reply(), reply(first=True), stats(200), metadump(5, 200), cachedump(5), meta_value(50), value(50)]
    for reader in (*readers, binary_answer("noop"), binary_answer("version", first=True)):
        try:
            feed(reader, received)
        except Fault:
            continue


KEYS = st.binary(min_size=1, max_size=250).filter(sound)


@given(KEYS)
def test_the_verb_is_read_back_from_the_bytes(key: bytes) -> None:
    assert verb_of(command("mg", key, "v", "u").data) == "mg"
    assert verb_of(command("get", key).data) == "get"
    assert verb_of(command("stats cachedump", 1, 50).data) == "stats cachedump"
    assert verb_of(binary("noop").data) == "binary noop"


@pytest.mark.parametrize("key", [b"", b"a b", b"a\r\nflush_all", b"a\nb", b"\x00", b"\x7f", b"a" * 251])
def test_a_key_cannot_smuggle_in_a_command(key: bytes) -> None:
    assert not sound(key)
    with pytest.raises(ValueError, match="stay one"):
        command("mg", key, "v", "u")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"stats",
        b"stats\n",
        b"get a\r\nflush_all\r\n",
        b"get a\nflush_all\r\n",
        b"get  a\r\n",
        b"\r\n",
        b"get %b\r\n" % (b"a" * 251),
        b"get" + b" key" * 600 + b"\r\n",
        binary("noop").data + b"flush_all\r\n",
        b"\x80\x08" + bytes(22),  # flush
    ],
)
def test_bytes_that_are_not_one_command_have_no_verb(data: bytes) -> None:
    assert verb_of(data) == ""


@pytest.mark.parametrize(
    "data",
    [
        b"set a 0 0 1\r\n",
        b"FLUSH_ALL\r\n",
        b"stats reset\r\n",
        b"stats detail on\r\n",
        b"lru_crawler disable\r\n",
        b"lru_crawler crawl all\r\n",
        b"lru tune 1 2 3 4\r\n",
        b"watch fetchers\r\n",
        b"gat 60 a\r\n",
        b"touch a 60\r\n",
        b"ms a 1\r\n",
        b"mg a\r\n",  # without flags it marks the item as read
        b"mg a v\r\n",
        b"mg a v u T60\r\n",
        b"mg a v u N60\r\n",
        b"mg a v u E5\r\n",
        b"mg a v u q\r\n",
    ],
)
def test_what_changes_anything_is_denied(data: bytes) -> None:
    assert verb_of(data) in DENIED


def test_what_the_peer_chose_is_not_shown() -> None:
    assert command("mg", b"user:alice@example.org", "v", "u").shown == "mg … v u"
    assert "example" not in repr(feed(reply(), b"CLIENT_ERROR alice@example.org is not here\r\n"))
    assert "alice" not in repr(feed(cachedump(5), b"ITEM alice [5 b; 0 s]\r\nEND\r\n"))
