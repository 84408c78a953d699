from typing import Any

import pytest

from leftopen.lab import redis as lab
from leftopen.model import Access
from leftopen.net.session.budget import MOST_REQUESTS
from leftopen.probes.redis import probe
from leftopen.raw import Finding
from leftopen.wire import resp
from leftopen.wire.talk import Foreign, Message, Op, Parse, SampleLimits
from tests.talk import TALKS as FOLDER
from tests.talk import Peer, Step, messages, parse, play, said, still


def found(name: str) -> Finding:
    script = parse(FOLDER / f"redis/{name}.talk")
    with still():
        return play(probe(script.limits), Peer(script.steps))


def answers(*received: bytes) -> Finding:
    with still():
        return play(probe(SampleLimits(records=2)), Peer([Step("<", data) for data in received], strict=False))


def records(finding: Finding) -> dict[str, list[Any]]:
    return {store.name: [raw.value for raw in store.raws] for store in finding.stores}


def info(text: str) -> bytes:
    return b"$%d\r\n%b\r\n" % (len(text), text.encode()) + b"$0\r\n\r\n" * 3


UNKNOWN = b"-ERR unknown command 'LEFTOPEN.CONTROL'\r\n"
PONG = b"+PONG\r\n"


def test_every_kind_of_value_is_read() -> None:
    values = records(found("open"))
    person = next(value for value in values["user:*"] if value["_key"] == "user:1")
    assert person == {
        "_key": "user:1",
        "name": "王丹",
        "email": "wang.dan@example.org",
        "phone": "13800138000",
        "id_number": "110101199003070134",
    }
    assert values["session:*:data"][0].keys() == {"_key", "user", "ip", "email"}
    assert values["orders"][0]["items"][0] == {"order": 0, "card": "4111111111111111", "to": "王丹"}
    assert "ana.ruiz@example.net" in values["newsletter"][0]["items"]
    assert {"member": "王丹", "score": "0"} in values["scores"][0]["members"]
    assert values["visits"][0]["entries"][0] == {"who": "ana.ruiz@example.net", "page": "/a"}
    assert values["img:*"] == [{"_key": b"img:\xff\x01", "value": b"\x89PNG\r\n\x1a\n\xff\xfe"}]
    assert {value["value"] for value in values["db3/cache:*"]} == {"plain text 0", "plain text 1"}


def test_protected_mode_says_so() -> None:
    finding = found("protected")
    assert finding.remedy == "protected"
    assert "protected mode" in said(finding.proof)


@pytest.mark.parametrize(
    ("text", "product", "version"),
    [
        ("redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.0.1\r\n", "Valkey", "8.0.1"),
        ("redis_version:6.3.4\r\nexecutable:/usr/bin/keydb-server\r\n", "KeyDB", "6.3.4"),
        ("redis_version:7.4.0\r\ndragonfly_version:df-v1.27.1\r\n", "Dragonfly", "df-v1.27.1"),
        ("redis_version:2.4.10\r\n", "Redis", "2.4.10"),
        ("nothing known", None, None),
    ],
)
def test_products_are_told_apart(text: str, product: str | None, version: str | None) -> None:
    finding = answers(PONG, info(text), UNKNOWN)
    assert (finding.product, finding.version, finding.access) == (product, version, Access.UNKNOWN)


@pytest.mark.parametrize(
    ("greeting", "access"),
    [
        (b"-NOAUTH Authentication required.\r\n", Access.LOCKED),
        (b"-ERR operation not permitted\r\n", Access.LOCKED),
        (b"-DENIED Redis is running in protected mode\r\n", Access.LOCKED),
        (b"-LOADING Redis is loading the dataset in memory\r\n", Access.UNKNOWN),
    ],
)
def test_first_answers(greeting: bytes, access: Access) -> None:
    assert answers(greeting).access == access


@pytest.mark.parametrize("greeting", [b"+OK POP3 ready\r\n", b"-ERR Unknown command\r\n", b":1\r\n", b"INFO {}\r\n"])
def test_others_are_foreign(greeting: bytes) -> None:
    with pytest.raises(Foreign):
        answers(greeting)


def test_a_control_that_ends_otherwise_claims_nothing() -> None:
    rest = (b":1\r\n", b"*2\r\n$1\r\n0\r\n*1\r\n$1\r\na\r\n", b"+string\r\n", b"$1\r\nx\r\n")
    assert answers(PONG, info(""), UNKNOWN, *rest).access == Access.OPEN
    assert answers(PONG, info(""), b"-ERR no\r\n", *rest).access == Access.UNKNOWN
    assert answers(PONG, info(""), b"$-1\r\n", *rest).access == Access.UNKNOWN
    assert answers(PONG, info(""), b":7\r\n", *rest).access == Access.DECOY
    assert answers(PONG, info(""), b"-NOAUTH Authentication required.\r\n", *rest).access == Access.LOCKED


def test_a_count_that_no_key_confirms_is_not_open() -> None:
    assert answers(PONG, info(""), UNKNOWN, b":9\r\n", b"*2\r\n$1\r\n0\r\n*0\r\n").access == Access.UNKNOWN


def test_an_endless_scan_is_ended_and_counts_stay_unknown() -> None:
    pages = [b"*2\r\n$1\r\n7\r\n*1\r\n$3\r\na:%d\r\n" % number for number in range(8)]
    values = b"+string\r\n" + b"$1\r\nx\r\n" * 2
    finding = answers(PONG, info(""), UNKNOWN, b":1000000\r\n", *pages, values)
    assert finding.access == Access.OPEN
    assert [(store.name, store.records, len(store.raws)) for store in finding.stores] == [("a:*", None, 2)]
    assert "1000000 keys" in said(finding.proof)


def test_a_value_too_large_is_not_asked_for() -> None:
    page = b"*2\r\n$1\r\n0\r\n*2\r\n$3\r\na:1\r\n$3\r\na:2\r\n"
    finding = answers(PONG, info(""), UNKNOWN, b":2\r\n", page, b"+hash\r\n", b":600000\r\n:90\r\n",
                      b"*2\r\n$1\r\n0\r\n*2\r\n$1\r\nf\r\n$1\r\nv\r\n")  # fmt: skip
    assert records(finding) == {"a:*": [{"_key": "a:2", "f": "v"}]}


def listing(*keys: str) -> bytes:
    """The only page of a SCAN."""
    return b"*2\r\n$1\r\n0\r\n*%d\r\n" % len(keys) + b"".join(b"$%d\r\n%b\r\n" % (len(k), k.encode()) for k in keys)


def test_keys_of_another_type_than_their_family_are_read_as_what_they_are() -> None:
    wrong = b"-WRONGTYPE Operation against a key holding the wrong kind of value\r\n"
    steps = [
        *(PONG, info(""), UNKNOWN, b":4\r\n", listing("a:1", "a:2", "a:3", "a:4")),
        b"+string\r\n",
        b"$1\r\nx\r\n" + wrong + wrong + b"$-1\r\n",
        b"+list\r\n+none\r\n",
        b":70\r\n",
        b"*1\r\n$1\r\ny\r\n",
    ]
    with still():
        peer = Peer([Step("<", step) for step in steps], strict=False)
        finding = play(probe(SampleLimits()), peer)
    assert records(finding) == {"a:*": [{"_key": "a:1", "value": "x"}, {"_key": "a:2", "items": ["y"]}]}
    assert peer.done
    assert finding.access is Access.OPEN


class Served:
    """Answers as the Redis of the lab does."""

    def __init__(self, content: dict[str, list[dict[str, str]]]) -> None:
        self._client = lab._Client({0: lab._keys(content)}, known=True)
        self._buffer = b""
        self.sent: list[str] = []

    def answer(self, op: Op) -> bytes | None:
        if isinstance(op, Parse):
            end = op.reader.read(self._buffer, 0)
            assert end <= len(self._buffer)
            self._buffer = self._buffer[end:]
            return b""
        for message in messages(op):
            first, *words = resp._words(message.data)
            self._buffer += lab._encoded(self._client.answer(first.decode(), words))
            self.sent.append(message.verb)
        return None


def test_every_family_has_some_of_the_requests() -> None:
    served = Served({name * 3: [{"f": "v"}] * 25 for name in "abcdefghijklmnopqrst"})
    finding = play(probe(SampleLimits()), served)
    sampled = [len(store.raws) for store in finding.stores]
    assert len(sampled) == 20
    assert min(sampled) >= 5
    assert len(served.sent) < MOST_REQUESTS


def test_one_family_is_sampled_in_full() -> None:
    served = Served({"user": [{"f": "v"}] * 60})
    (store,) = play(probe(SampleLimits()), served).stores
    assert (store.records, len(store.raws)) == (60, 25)
    assert served.sent.count("TYPE") == 1


def test_what_was_read_before_a_lie_is_kept() -> None:
    lie = b"$1\r\nx\r\n" + b"$999999999\r\n"
    finding = answers(PONG, info(""), UNKNOWN, b":2\r\n", listing("a:1", "a:2"), b"+string\r\n", lie)
    assert records(finding) == {"a:*": [{"_key": "a:1", "value": "x"}]}
    assert finding.access is Access.OPEN


def test_texts_share_the_room() -> None:
    served = Served({"text": [{"f": "v", "n": ["x" * 60_000]}] * 25})  # type: ignore[dict-item]  # becomes a text
    (store,) = play(probe(SampleLimits(sample_bytes=100_000)), served).stores
    sizes = [len(str(raw.value)) for raw in store.raws]
    assert len(sizes) == 25
    assert 3000 < min(sizes) <= max(sizes) < 4200


def test_long_keys_are_asked_for_in_smaller_pages() -> None:
    script = [PONG, info(""), UNKNOWN, b":4\r\n"]
    long = b"*2\r\n$1\r\n7\r\n*1\r\n$60000\r\n%b\r\n" % (b"k" * 60_000)
    sent: list[str] = []
    peer = Peer([Step("<", data) for data in (*script, long, b"*2\r\n$1\r\n0\r\n*0\r\n")], strict=False)
    with still():
        play(probe(SampleLimits()), peer, lambda message: sent.append(message.shown))
    assert [shown for shown in sent if shown.startswith("SCAN")] == ["SCAN 0 COUNT 50", "SCAN … COUNT 2"]


def test_no_touch_is_asked_for_where_it_is_known() -> None:
    for version, known in (("7.2.0", True), ("7.0.15", False)):
        sent: list[Message] = []
        steps = [Step("<", data) for data in (PONG, info(f"redis_version:{version}\r\n"), UNKNOWN)]
        with still():
            play(probe(SampleLimits()), Peer(steps, strict=False), sent.append)
        assert ("CLIENT NO-TOUCH" in [message.verb for message in sent]) == known


@pytest.mark.parametrize(
    ("text", "scanned", "access"),
    [
        ("redis_version:7.0.15\r\n", b"-NOPERM no\r\n", Access.METADATA),
        ("", b"-NOPERM no\r\n", Access.LOCKED),
        ("redis_version:7.0.15\r\n", b"-NOAUTH Authentication required.\r\n", Access.LOCKED),
        ("redis_version:7.0.15\r\n", b"-ERR unknown command 'SCAN'\r\n-ERR unknown command 'TYPE'\r\n", Access.DECOY),
        ("redis_version:2.6.1\r\n", b"-ERR unknown command 'SCAN'\r\n-ERR unknown command 'TYPE'\r\n", Access.UNKNOWN),
        ("redis_version:7.0.15\r\n", b"-ERR unknown command 'SCAN'\r\n+none\r\n", Access.UNKNOWN),
        ("redis_version:7.0.15\r\n", b"+OK\r\n", Access.UNKNOWN),
    ],
)
def test_what_a_refused_scan_means(text: str, scanned: bytes, access: Access) -> None:
    assert answers(PONG, info(text), UNKNOWN, b":4\r\n", scanned).access == access


def test_facts_link_replicas_and_name_the_primary() -> None:
    text = (
        "redis_version:6.2.1\r\nredis_mode:standalone\r\nrole:slave\r\nmaster_host:10.0.0.5\r\nmaster_replid:5eed\r\n"
    )
    assert answers(PONG, info(text), UNKNOWN).facts == {
        "mode": "standalone",
        "role": "slave",
        "primary": "10.0.0.5",
        "cluster_uuid": "5eed",
    }
    assert found("sentinel").facts["primary"] == "127.78.1.1:6379"
    assert found("sentinel").remedy == "sentinel"


def test_a_database_that_cannot_be_selected_is_passed_over() -> None:
    keyspace = "redis_version:6.2.1\r\ndb3:keys=1,expires=0,avg_ttl=0\r\n"
    finding = answers(PONG, info(keyspace), UNKNOWN, b":0\r\n", b"*2\r\n$1\r\n0\r\n*0\r\n", b"-ERR no\r\n")
    assert finding.access == Access.UNKNOWN


def test_where_names_take_all_the_room_no_value_is_asked_for() -> None:
    served = Served({"user": [{"f": "v"}] * 30})
    (store,) = play(probe(SampleLimits(sample_bytes=100)), served).stores
    assert not store.raws
    assert not {"TYPE", "MEMORY USAGE", "HSCAN"}.intersection(served.sent)
