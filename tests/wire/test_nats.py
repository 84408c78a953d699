import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import nats
from leftopen.wire.nats import Delivered, Refused
from leftopen.wire.talk import Broken, Closed, Fault, Foreign, Message, Talk
from tests.talk import feed

INFO = b'INFO {"server_id":"NB7","version":"2.10.1","headers":true,"max_payload":1048576}\r\n'
QUESTION = nats.about("5eed", "CRM").data


def one(data: bytes, payload: int = 100, most: int = 1000) -> Delivered | Refused | str:
    return feed(nats.heard(payload, most), data)


def test_a_greeting_tells_of_the_server() -> None:
    assert nats.recognises(INFO)
    assert feed(nats.info(), INFO)["version"] == "2.10.1"


@pytest.mark.parametrize(
    "first", [b"SSH-2.0-OpenSSH_9.2p1\r\n", b"INFO {}\r\n", b"INFO {nonsense}\r\n", b"INFORMATION\r\n", b"\x00" * 40]
)
def test_others_are_foreign(first: bytes) -> None:
    assert not nats.recognises(first)
    with pytest.raises(Foreign):
        feed(nats.info(), first)


@pytest.mark.parametrize(
    ("message", "verb"),
    [
        (nats.connect(), "CONNECT anonymous"),
        (nats.ping(), "PING"),
        (nats.pong(), "PONG"),
        (nats.inbox("5eed"), "SUB"),
        (nats.everything(), "SUB"),
        (nats.streams("5eed", 256), "PUB $JS.API.STREAM.LIST"),
        (nats.about("5eed", "CRM"), "PUB $JS.API.STREAM.INFO"),
        (nats.names("5eed", 0), "PUB $JS.API.STREAM.NAMES"),
        (nats.stored("5eed", "KV_users", 17), "PUB $JS.API.STREAM.MSG.GET"),
        (nats.directly("5eed", "KV_users", 17), "PUB $JS.API.DIRECT.GET"),
    ],
)
def test_messages_say_their_verb(message: Message, verb: str) -> None:
    assert message.verb == nats.verb_of(message.data) == verb


@pytest.mark.parametrize(
    "data",
    [
        b"PUB crm.1 2\r\nhi\r\n",
        b"PUB $JS.API.STREAM.DELETE.CRM _INBOX.leftopen.5eed.1 0\r\n\r\n",
        b"PUB $JS.API.STREAM.PURGE.CRM _INBOX.leftopen.5eed.1 0\r\n\r\n",
        b'PUB $JS.API.STREAM.MSG.DELETE.CRM _INBOX.leftopen.5eed.1 9\r\n{"seq":1}\r\n',
        b"PUB $JS.API.CONSUMER.CREATE.CRM _INBOX.leftopen.5eed.1 2\r\n{}\r\n",
        b"PUB $JS.API.STREAM.INFO.CRM _INBOX.somebody.1 0\r\n\r\n",
        b'PUB $JS.API.STREAM.INFO.CRM _INBOX.leftopen.5eed.1 12\r\n{"offset":1}\r\n',
        b"PUB $JS.API.STREAM.LIST _INBOX.leftopen.5eed.1 0\r\n\r\n",
        b'PUB $JS.API.STREAM.LIST.CRM _INBOX.leftopen.5eed.1 12\r\n{"offset":1}\r\n',
        b'PUB $JS.API.STREAM.NAMES.CRM _INBOX.leftopen.5eed.1 12\r\n{"offset":1}\r\n',
        b'PUB $JS.API.DIRECT.GET _INBOX.leftopen.5eed.1 30\r\n{"seq":1,"next_by_subj":">"}\r\n',
        b"PUB $JS.API.DIRECT.GET.CRM _INBOX.leftopen.5eed.1 0\r\n\r\n",
        b"PUB $JS.API.STREAM.INFO _INBOX.leftopen.5eed.1 0\r\n\r\n",
        QUESTION.replace(b" 0\r\n", b" 1\r\n"),
        QUESTION + b"PUB crm.1 2\r\nhi\r\n",
        QUESTION.replace(b"CRM", b"C.RM"),
        QUESTION.replace(b"CRM", b">"),
        b"HPUB crm.1 12 14\r\nNATS/1.0\r\n\r\nhi\r\n",
        b"SUB crm.* workers 1\r\n",
        b"SUB crm.* 1\r\n",
        b'CONNECT {"user":"app","pass":"word"}\r\n',
        b"ping\r\n",
        b"\xff",
        b"",
    ],
)
def test_what_does_more_than_read_has_no_verb(data: bytes) -> None:
    assert nats.verb_of(data) == ""


@pytest.mark.parametrize("name", ["C.RM", "a b", "a\r\nPUB x 0\r\n", ">", "*"])
def test_a_name_that_no_stream_has_is_broken(name: str) -> None:
    with pytest.raises(Broken):
        nats.about("5eed", name)


def test_a_message_tells_its_subject_and_what_it_says() -> None:
    said = one(b"MSG crm.1 2 5\r\nhello\r\n")
    assert said == Delivered("crm.1", b"hello", 5)
    assert "crm" not in repr(said)
    assert "hello" not in repr(said)
    assert one(b"MSG crm.1 2 _INBOX.x 0\r\n\r\n") == Delivered("crm.1", b"", 0)


def test_headers_are_no_part_of_what_it_says_and_may_say_that_nobody_answers() -> None:
    assert one(b"HMSG a 1 12 14\r\nNATS/1.0\r\n\r\nhi\r\n") == Delivered("a", b"hi", 2)
    assert one(b"HMSG a 1 16 16\r\nNATS/1.0 503\r\n\r\n\r\n") == Delivered("a", b"", 0, nobody=True)


def test_of_a_long_message_the_beginning_is_kept_and_the_rest_is_read() -> None:
    def two() -> Talk[tuple[object, object]]:
        return (yield from nats.heard(3, 1000)), (yield from nats.heard(3, 1000))

    first, then = feed(two(), b"MSG a 1 300\r\n" + b"x" * 300 + b"\r\nPONG\r\n")
    assert isinstance(first, Delivered)
    assert (first.payload, first.cut, then) == (b"xxx", True, "PONG")


@pytest.mark.parametrize(
    ("says", "login", "permission"),
    [
        (b"-ERR 'Authorization Violation'\r\n", True, False),
        (b"-ERR 'Authentication Timeout'\r\n", True, False),
        (b"-ERR 'Permissions Violation for Publish to \"$JS.API.STREAM.LIST\"'\r\n", False, True),
        (b"-ERR 'Stale Connection'\r\n", False, False),
        (b"-ERR\r\n", False, False),
    ],
)
def test_an_error_says_what_is_missing(says: bytes, login: bool, permission: bool) -> None:
    said = one(says)
    assert isinstance(said, Refused)
    assert (said.login, said.permission) == (login, permission)
    assert "Violation" not in repr(said)


@pytest.mark.parametrize(
    "data",
    [
        b"MSG a 1 9999\r\n",
        b"MSG a 1 x\r\n",
        b"MSG a\r\n",
        b"MSG a 1 2\r\nabcd\r\n",
        b"HMSG a 1 20 10\r\n",
        b"HTTP/1.1 400 Bad Request\r\n",
    ],
)
def test_what_is_no_message_or_too_long_is_broken(data: bytes) -> None:
    with pytest.raises(Broken):
        one(data)


def test_a_message_that_is_cut_is_closed() -> None:
    with pytest.raises(Closed):
        one(b"MSG a 1 5\r\nhel")


@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_value_or_a_fault(data: bytes) -> None:
    assert nats.recognises(data) in (True, False)
    assert nats.verb_of(b"PUB " + data) == ""
    talks: tuple[Talk[object], ...] = (nats.info(), nats.heard(10, 1000))
    for begin in (b"", b"MSG ", b"HMSG a 1 ", b"INFO {"):
        for talk in talks:
            try:
                feed(talk, begin + data)
            except Fault:
                continue


@given(st.binary(max_size=200), st.integers(0, 250))
def test_a_message_reads_back_whatever_it_says(payload: bytes, room: int) -> None:
    said = one(b"MSG a 1 %d\r\n%b\r\n" % (len(payload), payload), room)
    assert said == Delivered("a", payload[:room], len(payload))
