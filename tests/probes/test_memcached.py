from typing import Any

import pytest

from leftopen.model import Access
from leftopen.probes.memcached import SPEC, probe
from leftopen.raw import Finding
from leftopen.wire.memcached import DENIED
from leftopen.wire.talk import Foreign, SampleLimits
from tests.talk import TALKS as FOLDER
from tests.talk import Peer, Step, parse, play, said, still


def found(name: str) -> Finding:
    script = parse(FOLDER / f"memcached/{name}.talk")
    with still():
        return play(probe(script.limits), Peer(script.steps))


def answers(*received: bytes, limits: SampleLimits | None = None) -> tuple[Finding, list[str]]:
    """The finding on these answers, and the verbs that were sent."""
    sent: list[str] = []
    with still():
        peer = Peer([Step("<", data) for data in received], strict=False)
        finding = play(probe(limits or SampleLimits(records=2)), peer, lambda message: sent.append(message.verb))
    return finding, sent


def records(finding: Finding) -> dict[str, list[Any]]:
    return {store.name: [raw.value for raw in store.raws] for store in finding.stores}


def version(text: str) -> bytes:
    return b"VERSION %b\r\nERROR\r\n" % text.encode()


def statistics(items: int) -> bytes:
    return b"STAT pid 1\r\nSTAT time 1700000900\r\nSTAT uptime 900\r\nSTAT curr_items %d\r\nEND\r\n" % items


def dump(*names: bytes) -> bytes:
    line = b"key=%b exp=-1 la=170000080%d cas=1 fetch=no cls=1 size=60\n"
    return b"".join(line % (name, number) for number, name in enumerate(names)) + b"END\r\n"


NEW, OLD = version("1.6.18"), version("1.4.15")
DUMP = b"STAT items:3:number 2\r\nSTAT items:3:age 9\r\nEND\r\nITEM a:1 [2 b; 0 s]\r\nITEM a:2 [1 b; 0 s]\r\nEND\r\n"


STATISTICS = b"STAT items:3:number 5\r\nEND\r\n"
NO_DUMP = b"CLIENT_ERROR stats cachedump not allowed\r\n"


def test_values_are_read_as_they_are() -> None:
    values = records(found("mixed"))
    assert list(values) == ["page:*", "user:*:profile", "session/*", "*"]
    number = values["page:*"][0]["_key"]
    assert values["page:*"][0] == {"_key": number, "value": f"<p>{number}</p>"}
    assert {"_key", "name", "email", "visits"} == values["user:*:profile"][0].keys()
    assert {person["name"] for person in values["user:*:profile"]} <= {"Ana Ruiz", "王丹", "Noah Stone"}
    assert {"_key": "café%20", "value": ["a", "b"]} in values["*"]
    assert {"_key": b"img\xff", "value": b"\x89PNG\xff\xfe"} in values["*"]
    assert all(value["_key"] != "big" for value in values["*"])


def test_a_whole_dump_counts_and_dates_the_items() -> None:
    store = found("open").stores[0]
    assert (store.name, store.records) == ("user:*", 200)
    assert [times.basis for times in store.times] == [
        "when items were last set or read",
        "start of the server, which holds nothing older",
    ]
    start = store.times[1].first
    assert start is not None
    assert store.times[0].first is not None
    assert start <= store.times[0].first


def test_the_start_is_the_time_less_the_uptime() -> None:
    finding, _ = answers(NEW, statistics(1), dump(b"a"), b"VA 1\r\nx\r\n")
    used, start = finding.stores[0].times
    assert (used.first, used.last, start.first, start.last) == (1_700_000_800, 1_700_000_800, 1_700_000_000, None)


def test_a_new_server_is_read_without_marking_items() -> None:
    finding, sent = answers(NEW, statistics(2), dump(b"a", b"b"), b"VA 1\r\nx\r\nVA 1\r\ny\r\n")
    assert finding.access == Access.OPEN
    assert sent == ["version", "leftopen_control", "stats", "lru_crawler metadump", "mg", "mg"]


def test_an_old_server_is_read_class_by_class() -> None:
    values = b"VALUE a:1 0 2\r\n{}\r\nEND\r\nVALUE a:2 0 1\r\nx\r\nEND\r\n"
    finding, sent = answers(OLD, statistics(2), DUMP, values)
    assert finding.access == Access.OPEN
    assert sent == ["version", "leftopen_control", "stats", "stats items", "stats cachedump", "get", "get"]
    assert records(finding) == {"a:*": [{"_key": "1"}, {"_key": "2", "value": "x"}]}
    assert finding.stores[0].records == 2


def test_a_class_that_leaves_items_out_is_no_count() -> None:
    finding, _ = answers(OLD, statistics(3), DUMP, b"VALUE a:1 0 2\r\n{}\r\nEND\r\nEND\r\n")
    assert finding.stores[0].records is None


def test_a_crawler_that_is_busy_is_gone_around() -> None:
    busy = b"BUSY currently processing crawler request\r\n"
    finding, sent = answers(NEW, statistics(2), busy, DUMP, b"VA 1\r\nx\r\nVA 1\r\ny\r\n")
    assert finding.access == Access.OPEN
    assert sent[3:] == ["lru_crawler metadump", "stats items", "stats cachedump", "mg", "mg"]


def test_keys_that_could_smuggle_commands_are_not_asked_for() -> None:
    finding, sent = answers(NEW, statistics(2), dump(b"a%0D%0Aflush_all", b"b"), b"VA 1\r\nx\r\n")
    assert sent.count("mg") == 1
    assert sum(len(store.raws) for store in finding.stores) == 1
    assert SPEC.verbs.isdisjoint(DENIED)


def test_values_have_to_fit_into_the_room_there_is() -> None:
    listing = dump(b"a:1", b"a:2", b"a:3")
    finding, sent = answers(NEW, statistics(3), listing, b"VA 1\r\nx\r\n", limits=SampleLimits(sample_bytes=100))
    assert "mg" in sent
    assert sent.count("mg") == 1
    assert finding.access == Access.OPEN


@pytest.mark.parametrize(
    ("received", "access"),
    [
        ((b"CLIENT_ERROR unauthenticated\r\n",), Access.LOCKED),
        ((b"VERSION 1.6.18\r\nCLIENT_ERROR unauthenticated\r\n",), Access.LOCKED),
        ((b"VERSION 1.6.18\r\nOK\r\n",), Access.DECOY),
        ((b"VERSION 1.6.18\r\nVERSION 1.6.18\r\n",), Access.DECOY),
        ((b"VERSION 1.6.18\r\nSERVER_ERROR busy\r\n",), Access.UNKNOWN),
        ((NEW,), Access.UNKNOWN),
        ((NEW, b"ERROR\r\n"), Access.UNKNOWN),
        ((NEW, statistics(0), b"END\r\n"), Access.EMPTY),
        ((NEW, statistics(5), b"END\r\n"), Access.UNKNOWN),
        ((NEW, statistics(5), b"ERROR metadump not allowed\r\n", STATISTICS, NO_DUMP), Access.METADATA),
        ((NEW, statistics(5), b"ERROR metadump not allowed\r\n", NO_DUMP), Access.METADATA),
        ((NEW, statistics(0), b"ERROR metadump not allowed\r\n", NO_DUMP), Access.UNKNOWN),
        ((NEW, statistics(3), dump(b"a", b"b", b"c"), b"EN\r\n"), Access.UNKNOWN),
        ((NEW, statistics(3), dump(b"a", b"b", b"c"), b"SERVER_ERROR no\r\n" * 3), Access.METADATA),
        ((NEW, b"ERROR\r\n", dump(b"a"), b"VA 1\r\nx\r\n"), Access.OPEN),
        ((NEW, statistics(3), dump(b"a", b"b", b"c"), b"EN\r\n" * 3), Access.DECOY),
        ((NEW, statistics(3), dump(b"a", b"b", b"c"), b"VA 1\r\nx\r\nEN\r\nEN\r\n"), Access.OPEN),
        ((NEW, statistics(3), dump(b"a", b"b", b"c"), b"CLIENT_ERROR unauthenticated\r\n" * 3), Access.LOCKED),
    ],
)
def test_verdicts(received: tuple[bytes, ...], access: Access) -> None:
    assert answers(*received, limits=SampleLimits())[0].access == access


@pytest.mark.parametrize(
    "greeting",
    [b"ERROR\r\nERROR\r\nERROR\r\n", b"ERROR\r\nOK\r\n", b"SERVER_ERROR\r\n", b"+OK\r\n+OK\r\n", b"HTTP/1.1 400\r\n"],
)
def test_others_are_foreign(greeting: bytes) -> None:
    with pytest.raises(Foreign):
        answers(greeting)


def test_a_honeypot_is_known_by_the_command_that_it_lacks() -> None:
    finding = found("dionaea")
    assert "honeypot" in said(finding.proof)
    assert not finding.stores


def test_the_binary_protocol_alone_is_asked_for_a_login() -> None:
    assert (found("sasl").access, found("binary").access) == (Access.LOCKED, Access.UNKNOWN)
    assert found("sasl").version == "1.6.18"


def test_where_one_dump_is_not_allowed_another_is_asked_for() -> None:
    finding, sent = answers(NEW, statistics(2), b"ERROR metadump not allowed\r\n", DUMP, b"VA 2\r\n{}\r\nVA 1\r\ny\r\n")
    assert finding.access == Access.OPEN
    assert sent[3:6] == ["lru_crawler metadump", "stats items", "stats cachedump"]


def test_the_fullest_classes_are_dumped_first() -> None:
    classes = b"".join(b"STAT items:%d:number %d\r\n" % (number, number) for number in range(1, 25)) + b"END\r\n"
    peer = Peer([Step("<", part) for part in (OLD, statistics(300), classes, b"END\r\n" * 16)], strict=False)
    shown: list[str] = []
    play(probe(SampleLimits()), peer, lambda message: shown.append(message.shown))
    dumps = [words for words in shown if words.startswith("stats cachedump")]
    assert (len(dumps), dumps[0], dumps[-1]) == (16, "stats cachedump 24 31", "stats cachedump 9 31")


def test_a_server_without_the_meta_commands_is_read_by_get() -> None:
    values = b"ERROR\r\n" * 2 + b"VALUE a:1 0 1\r\nx\r\nEND\r\nVALUE a:2 0 1\r\ny\r\nEND\r\n"
    finding, sent = answers(NEW, statistics(2), dump(b"a:1", b"a:2"), values)
    assert finding.access == Access.OPEN
    assert sent[-4:] == ["mg", "mg", "get", "get"]


def test_a_value_larger_than_was_said_costs_itself_alone() -> None:
    steps = [NEW, statistics(2), dump(b"a", b"b"), b"VA 900000\r\n"]
    peer = Peer([*(Step("<", step) for step in steps), Step("~", b"redial"), Step("<", b"VA 1\r\ny\r\n")], strict=False)
    finding = play(probe(SampleLimits()), peer)
    assert records(finding) == {"a": [], "b": [{"_key": "b", "value": "y"}]}


@pytest.mark.parametrize(("control", "access"), [(b"VA 5\r\nhello\r\n", Access.DECOY), (b"EN\r\n", Access.OPEN)])
def test_a_server_that_has_any_key_is_a_trap(control: bytes, access: Access) -> None:
    same = b"VA 5\r\nhello\r\n"
    finding, sent = answers(
        NEW, statistics(3), dump(b"u:1", b"u:2", b"u:3"), same * 3, control, limits=SampleLimits(records=3)
    )
    assert finding.access is access
    assert sent.count("mg") == 4


def test_a_trap_that_gives_each_key_another_value_is_one_too() -> None:
    values = b"".join(b"VA 1\r\n%d\r\n" % number for number in range(4))
    finding, _ = answers(NEW, statistics(3), dump(b"u:1", b"u:2", b"u:3"), values, limits=SampleLimits(records=3))
    assert finding.access is Access.DECOY


def test_an_old_trap_is_asked_as_an_old_server_is() -> None:
    gives = b"".join(b"VALUE %s 0 1\r\nx\r\nEND\r\n" % key for key in (b"u:1", b"u:2", b"u:3"))
    old = version("1.4.25"), statistics(3), b"STAT items:1:number 3\r\nEND\r\n"
    listed = b"".join(b"ITEM u:%d [1 b; 0 s]\r\n" % n for n in (1, 2, 3)) + b"END\r\n"
    for control, access in ((b"VALUE z 0 1\r\nx\r\nEND\r\n", Access.DECOY), (b"END\r\n", Access.OPEN)):
        finding, sent = answers(*old, listed, gives, control, limits=SampleLimits(records=3))
        assert finding.access is access
        assert (sent.count("get"), sent.count("mg")) == (4, 0)


def test_what_was_counted_is_said() -> None:
    assert "among the 524 that `stats` counted" in said(found("mixed").proof)
    assert "keys are not listed" in said(found("nodump").proof)


@pytest.mark.parametrize(("requests", "access"), [(b"7", Access.UNKNOWN), (b"0", Access.EMPTY)])
def test_a_proxy_counts_and_dumps_nothing_of_the_servers_behind_it(requests: bytes, access: Access) -> None:
    """A build that knows of proxies and is none says that it got no request as one."""
    proxied = statistics(0).replace(b"END", b"STAT proxy_conn_requests %b\r\nEND" % requests)
    finding, _ = answers(version("1.6.24"), proxied, b"END\r\n")
    assert finding.access is access
