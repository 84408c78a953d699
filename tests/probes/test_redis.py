from typing import Any

import pytest

from leftopen.lab import redis as lab
from leftopen.model import Access
from leftopen.net.session.budget import MOST_REQUESTS
from leftopen.probes.redis import probe
from leftopen.raw import Finding
from leftopen.wire import resp
from leftopen.wire.talk import Foreign, Message, Op, Parse, Ration, Redial, SampleLimits
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
    text = f"{text}# Keyspace\r\n"
    return b"$%d\r\n%b\r\n" % (len(text), text.encode()) + b"$0\r\n\r\n" * 3


UNKNOWN = b"-ERR unknown command 'LEFTOPEN.CONTROL'\r\n"
PONG = b"+PONG\r\n"


def test_every_kind_of_value_is_read() -> None:
    values = records(found("open"))
    person = next(value for value in values["user:*"] if value["name"] == "Noah Stone")
    assert person == {
        "_key": "3",
        "name": "Noah Stone",
        "email": "noah.stone@example.com",
        "phone": "+12025550101",
        "id_number": "110101200106151010",
    }
    assert values["session:*:data"][0].keys() == {"_key", "user", "ip", "email"}
    assert values["img:*"] == [{"_key": b"img:\xff\x01", "value": b"\x89PNG\r\n\x1a\n\xff\xfe"}]
    assert {value["value"] for value in values["db3/cache:*"]} == {"plain text 0", "plain text 1"}
    assert {"_key": "2", "items": ["a", "b"]} in values["note:*"]


def test_items_of_a_value_that_stands_alone_are_records() -> None:
    finding = found("open")
    values, counts = records(finding), {store.name: store.records for store in finding.stores}
    assert (counts["people"], counts["orders"], counts["newsletter"]) == (3000, 12, 6)
    assert all(value["_key"].isdigit() and {"name", "email"} < value.keys() for value in values["people"])
    assert values["orders"][0] == {"_key": "orders", "order": 0, "card": "4111111111111111", "to": "王丹"}
    assert "ana.ruiz@example.net" in [value["value"] for value in values["newsletter"]]
    assert {"_key": "scores", "member": "王丹", "score": "0"} in values["scores"]
    assert values["visits"][0] == {"_key": "visits", "who": "ana.ruiz@example.net", "page": "/a"}


def test_large_fields_and_items_are_left_out() -> None:
    values = records(found("open"))
    assert values["card:*"] == [{"_key": "1", "name": "Ana Ruiz", "email": "ana.ruiz@example.net"}]
    assert values["scans"] == []


def test_a_replica_answers_for_itself() -> None:
    finding = found("replica")
    assert (finding.access, finding.facts["role"]) == (Access.OPEN, "slave")
    assert len(finding.stores[0].raws) == 5


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
    assert "the 1000000 that DBSIZE counted" in said(finding.proof)


@pytest.mark.parametrize(
    ("length", "verbs"), [(b":5000\r\n", ["HSCAN", "HSCAN"]), (b":9\r\n", ["HSCAN", "HKEYS", "HSTRLEN", "HMGET"])]
)
def test_a_large_value_is_read_by_the_page_or_by_its_small_fields(length: bytes, verbs: list[str]) -> None:
    item = b"*2\r\n$1\r\n0\r\n*2\r\n$1\r\nf\r\n$1\r\nv\r\n"
    field = b"*1\r\n$1\r\nf\r\n" + b":5\r\n" + b"*1\r\n$1\r\nv\r\n"
    pages = item * 2 if len(verbs) == 2 else item + field
    steps = [PONG, info(""), UNKNOWN, b":2\r\n", listing("a:1", "a:2"), b"+hash\r\n", b":600000\r\n:90\r\n"]
    steps += [length, pages]
    sent: list[str] = []
    with still():
        peer = Peer([Step("<", step) for step in steps], strict=False)
        finding = play(probe(SampleLimits(records=2)), peer, lambda message: sent.append(message.verb))
    assert sent[-len(verbs) :] == verbs
    assert sorted(value["_key"] for value in records(finding)["a:*"]) == ["1", "2"]


def test_a_reply_that_is_too_large_costs_its_value_alone() -> None:
    large = b"*2\r\n$1\r\n0\r\n*2\r\n$1\r\nf\r\n$900000\r\n"
    item = b"*2\r\n$1\r\n0\r\n*2\r\n$1\r\nf\r\n$1\r\nv\r\n"
    steps = [PONG, info(""), UNKNOWN, b":2\r\n", listing("a:1", "a:2"), b"+hash\r\n", b"-ERR no\r\n" * 2, large]
    peer = Peer([*(Step("<", step) for step in steps), Step("~", b"redial"), Step("<", item)], strict=False)
    with still():
        finding = play(probe(SampleLimits()), peer)
    assert records(finding) == {"a:*": [{"_key": "2", "f": "v"}]}


def test_a_text_longer_than_was_asked_for_is_not_read() -> None:
    steps = [PONG, info(""), UNKNOWN, b":2\r\n", listing("a:1", "a:2"), b"+string\r\n", b"$240000\r\n"]
    peer = Peer([*(Step("<", step) for step in steps), Step("~", b"redial"), Step("<", b"$1\r\nv\r\n")], strict=False)
    with still():
        finding = play(probe(SampleLimits()), peer)
    assert records(finding) == {"a:*": [{"_key": "2", "value": "v"}]}


@pytest.mark.parametrize(("keys", "access"), [(("a:1", "a:2"), Access.OPEN), (("people",), Access.METADATA)])
def test_a_hash_of_no_known_size_is_read_whole_only_where_it_is_one_of_many(
    keys: tuple[str, ...], access: Access
) -> None:
    barred = b"-NOPERM this user has no permissions to run the '%b' command\r\n"
    refused = [b"".join(barred % b"hscan" for _ in keys), b"".join(barred % b"hrandfield" for _ in keys)]
    length = [barred % b"hlen"] if len(keys) == 1 else []
    values = [b"*2\r\n$4\r\nname\r\n$3\r\nAna\r\n" * len(keys)] if len(keys) > 1 else []
    sizes = b"".join(barred % b"memory" for _ in keys)
    steps = [PONG, info(""), UNKNOWN, b":2\r\n", listing(*keys), b"+hash\r\n", sizes, *length, *refused, *values]
    finding = answers(*steps)
    assert finding.access is access
    assert bool(records(finding).get("a:*")) is (access is Access.OPEN)


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
    assert records(finding) == {"a:*": [{"_key": "1", "value": "x"}, {"_key": "2", "items": ["y"]}]}
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


class Liar(Served):
    """Says of each value that it has 100 bytes."""

    def answer(self, op: Op) -> bytes | None:
        if isinstance(op, Ration):
            return None
        if isinstance(op, Redial):
            self._buffer = b""
        elif not isinstance(op, Parse) and messages(op)[0].verb == "MEMORY USAGE":
            self._buffer += b":100\r\n" * len(messages(op))
        else:
            return super().answer(op)
        return None


@pytest.mark.parametrize("size", [1000, 20_000, 100_000])
def test_hashes_that_are_larger_than_was_said_end_at_the_budget(size: int) -> None:
    liar = Liar({f"{name * 3}": [{f"f{field}": "y" * (size // 5) for field in range(5)}] * 25 for name in "abcd"})
    finding = play(probe(SampleLimits()), liar)
    sampled = [raw for store in finding.stores for raw in store.raws]
    assert finding.access is Access.OPEN
    assert sampled
    taken = sum(len(str(raw.value)) for raw in sampled)
    assert taken <= 262_144 + 65_536, "the budget and a page"


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
    assert records(finding) == {"a:*": [{"_key": "1", "value": "x"}]}
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


LACKS, FORBIDS = b"-ERR unknown command\r\n", b"-NOPERM no permissions to run the command\r\n"
NEW = "redis_version:7.0.15\r\n"


@pytest.mark.parametrize(
    ("text", "scanned", "access"),
    [
        (NEW, FORBIDS * 2, Access.METADATA),
        (NEW, b"-NOAUTH Authentication required.\r\n" * 2, Access.LOCKED),
        (NEW, LACKS * 10, Access.DECOY),
        (NEW, LACKS * 4 + b"$-1\r\n" + LACKS * 5, Access.METADATA),
        ("redis_version:2.6.1\r\n", LACKS * 2, Access.METADATA),
        (NEW, LACKS + b"$3\r\na:1\r\n" * 41 + b"+string\r\n$1\r\nx\r\n", Access.OPEN),
        (NEW, b"+OK\r\n", Access.UNKNOWN),
    ],
)
def test_what_a_refused_scan_means(text: str, scanned: bytes, access: Access) -> None:
    assert answers(PONG, info(text), UNKNOWN, b":4\r\n", scanned).access == access


def test_locked_only_where_nothing_that_reads_may_be_run() -> None:
    assert found("barred").access == Access.LOCKED
    assert all(verb in said(found("barred").proof) for verb in ("INFO", "SCAN", "RANDOMKEY", "GET", "XREVRANGE"))
    assert found("known-keys").access == Access.UNKNOWN


def test_databases_are_tried_where_info_does_not_tell_them() -> None:
    refused = FORBIDS * 4
    out = b"-ERR DB index is out of range\r\n:0\r\n"
    none = b":0\r\n" + listing()
    sixteen = b"+OK\r\n:0\r\n" * 15 + out
    empty = answers(PONG, refused, UNKNOWN, sixteen, b"+OK\r\n", none)
    assert empty.access == Access.EMPTY
    alone = b"-ERR SELECT is not allowed in cluster mode\r\n:0\r\n" * 16
    assert answers(PONG, refused, UNKNOWN, alone, none).access == Access.EMPTY
    barred = (FORBIDS + b":0\r\n") * 16
    assert answers(PONG, refused, UNKNOWN, barred, none).access == Access.UNKNOWN


def test_a_database_that_breaks_off_does_not_lose_the_others() -> None:
    told = b"# Keyspace\r\ndb0:keys=5,expires=0\r\ndb3:keys=1,expires=0\r\n"
    said = b"$%d\r\n%b\r\n" % (len(told), told) + b"$0\r\n\r\n" * 3
    steps = [PONG, said, UNKNOWN, b":1\r\n", listing("a"), b"+OK\r\n:1\r\n?"]
    again = [b"+string\r\n", b"$1\r\nx\r\n"]
    peer = Peer(
        [*(Step("<", step) for step in steps), Step("~", b"redial"), *(Step("<", step) for step in again)], strict=False
    )
    with still():
        finding = play(probe(SampleLimits()), peer)
    assert records(finding) == {"a": [{"_key": "a", "value": "x"}]}


def test_a_server_without_ping_is_known_by_what_else_it_says() -> None:
    renamed = b"-ERR unknown command 'PING', with args beginning with: \r\n"
    rest = (info(""), UNKNOWN, b":1\r\n", listing("a"), b"+string\r\n", b"$1\r\nx\r\n")
    assert answers(renamed, b"-ERR unknown command 'INFO'\r\n:1\r\n", *rest).access == Access.OPEN
    with pytest.raises(Foreign):
        answers(renamed, LACKS * 2)


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
