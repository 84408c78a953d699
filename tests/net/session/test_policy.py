import pytest

from leftopen.net.session.policy import ConductError, check
from leftopen.wire import http
from leftopen.wire.talk import Message
from tests.net.lines import word, words


@pytest.fixture(autouse=True)
def _grammar() -> object:
    with words():
        yield


def test_a_declared_verb_passes() -> None:
    message = word("LIST")
    check(message, message.data, {"LIST", "COUNT"})


@pytest.mark.parametrize(
    ("message", "says", "why"),
    [
        (word("COUNT"), {"LIST"}, "did not declare"),
        (word("WIPE"), {"WIPE"}, "never sent"),
        (word("LIST", b"WIPE\n"), {"LIST"}, "never sent"),
        (word("LIST", b"LIST\nWIPE\n"), {"LIST"}, "do not say"),
        (word("LIST", b"COUNT\n"), {"LIST", "COUNT"}, "do not say"),
        (word("LIST", b"\xff"), {"LIST"}, "read back"),
        (Message("nothing", "LIST", b"LIST\n", ""), {"LIST"}, "without verb_of"),
        (Message("talk", "LIST", b"LIST\n", ""), {"LIST"}, "without verb_of"),
        (Message("os.path", "LIST", b"LIST\n", ""), {"LIST"}, "no grammar"),
    ],
)
def test_everything_else_is_refused(message: Message, says: set[str], why: str) -> None:
    with pytest.raises(ConductError, match=why):
        check(message, message.data, says)


def test_http_is_judged_by_its_bytes() -> None:
    message = http.get("/_cat/indices", most=1).message
    check(message, message.data, {"GET /_cat/indices"})
    check(message, http.dress(message.data, "10.0.0.1:9200", "leftopen/0"), {"GET /_cat/indices"})
    for data in (
        message.data.replace(b"GET", b"DELETE"),
        message.data.replace(b"/_cat/indices", b"/_shutdown"),
        message.data + message.data,
    ):
        with pytest.raises(ConductError):
            check(message, data, {"GET /_cat/indices"})
