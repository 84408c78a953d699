from dataclasses import replace

import pytest

from leftopen.raw import RawCollection
from leftopen.survey.redis import (
    READERS,
    Key,
    barred,
    barred_by_name,
    each,
    facts,
    info,
    mode,
    needs_password,
    no_value,
    one,
    page,
    product,
    read,
    shares,
    stream_time,
    told_version,
    unknown,
    version,
    weight,
)
from leftopen.survey.survey import Entry, Survey, Words
from leftopen.wire.resp import DENIED, Refused, Status, Value, verb_of
from leftopen.wire.talk import Broken, SampleLimits

PAIRS: list[Value] = [b"name", b"Ana", b"more", b"[1]"]


def test_each_reader_says_its_verb_and_asks_for_a_page() -> None:
    for verb in {verb for verbs in READERS.values() for verb in verbs}:
        message = read(verb, b"key", 7, 100)
        assert verb_of(message.data) == verb not in DENIED
        assert "key" not in message.shown
    assert read("GETRANGE", b"k", 7, 100).shown == "GETRANGE … 0 99"
    assert read("LRANGE", b"k", 7, 100).shown == "LRANGE … 0 6"


@pytest.mark.parametrize(
    ("kind", "verb", "value", "record"),
    [
        (b"string", "GETRANGE", b'{"a": 1}', {"a": 1}),
        (b"hash", "HSCAN", [b"0", PAIRS], {"name": "Ana", "more": [1]}),
        (b"hash", "HRANDFIELD", PAIRS, {"name": "Ana", "more": [1]}),
        (b"list", "LRANGE", [b"a", b"{}"], {"items": ["a", {}]}),
        (b"list", "LINDEX", b"a", {"items": ["a"]}),
        (b"set", "SSCAN", [b"0", [b"a"]], {"items": ["a"]}),
        (b"zset", "ZRANGE", [b"Ana", b"1"], {"members": [{"member": "Ana", "score": "1"}]}),
        (b"stream", "XRANGE", [[b"1-0", PAIRS]], {"entries": [{"name": "Ana", "more": [1]}]}),
        (b"TSDB-TYPE", "TS.RANGE", [[1, b"2.5"], [b"x"]], {"entries": [{"time": 1, "value": "2.5"}]}),
        (b"vectorset", "VRANDMEMBER", [b"ana"], {"items": ["ana"]}),
    ],
)
def test_a_value_is_one_record(kind: bytes, verb: str, value: Value, record: dict[str, object]) -> None:
    assert one(b"k", kind, verb, value) == {"_key": "k", **record}


def test_the_items_of_a_value_are_records() -> None:
    assert each(b"k", b"hash", "HSCAN", [b"0", [b"7", b'{"a": 1}', b"8", b"x"]]) == [
        {"_key": "7", "a": 1},
        {"_key": "8", "value": "x"},
    ]
    assert each(b"k", b"list", "LRANGE", [b'{"a": 1}']) == [{"_key": "k", "a": 1}]
    assert each(b"k", b"string", "GETRANGE", b"x") == [{"_key": "k", "value": "x"}]


def test_what_is_no_page_is_broken() -> None:
    lies: list[Value] = [7, b"x", [b"x", []], [b"0"], None]
    for value in lies:
        with pytest.raises(Broken):
            page(value)
    with pytest.raises(Broken):
        one(b"k", b"list", "LRANGE", b"x")


def test_a_key_that_stands_alone_gives_its_items() -> None:
    survey = Survey("redis", SampleLimits(), Words("family", "value", "SCAN", "reading {}", "no"))
    key = Key(Entry("k", RawCollection("k"), want=5), b"k", b"hash", alone=True, length=64)
    assert not key.spread
    key = replace(key, length=65)
    assert key.spread
    key.put(survey, "HSCAN", [b"0", [b"7", b"x", b"8", b"y"]])
    key.put(survey, "HSCAN", [])
    assert (key.entry.shown, len(key.entry.store.raws)) == (2, 2)
    assert Key(key.entry, b"k").type == b""


def test_what_it_says_of_itself() -> None:
    said = info(b"# Server\r\nredis_version:7.2.4\r\nvalkey_version:8.0.1\r\nserver_mode:cluster\r\nrole:slave\r\n")
    assert (product(said), told_version(said), version(said), mode(said)) == ("Valkey", "8.0.1", (7, 2), "cluster")
    assert facts(said) == {"role": "slave"}
    assert info(Refused("NOPERM", "no")) == {}
    assert product({}) is None


def test_refusals() -> None:
    lacks, forbids = Refused("ERR", "unknown command 'a'"), Refused("NOPERM", "no permissions to run the 'a' command")
    assert (unknown(lacks), unknown(forbids), barred(lacks), barred(forbids)) == (True, False, True, True)
    assert not barred(Refused("NOPERM", "no permissions to access one of the keys"))
    assert needs_password(Refused("NOAUTH", ""))
    assert needs_password(Refused("ERR", "operation not permitted"))
    assert not needs_password(b"NOAUTH")


def test_small_things() -> None:
    some: list[Value] = [None, [], b"", b"x", Status(b"")]
    assert [no_value(value) for value in some] == [True, True, True, False, False]
    assert weight([b"abc", [7, None]]) == 19
    assert stream_time([[b"1700000000000-0", []]]) == 1_700_000_000
    assert stream_time([[b"7-0", []]]) is None
    assert shares([100, 3, 50], 25, 40) == [24, 3, 13]


@pytest.mark.parametrize(
    ("text", "verb", "is_barred"),
    [
        ("this user has no permissions to run the 'get' command", "GET", True),
        ("user default has no permissions to run the 'memory|usage' command", "MEMORY USAGE", True),
        ("this user has no permissions to run the 'get' command or its subcommand", "GET", True),
        ("this user has no permissions to run the command", "GET", True),
        ("this user has no permissions to run the 'info' command", "GET", False),
        ("no permissions to access a key", "GET", False),
    ],
)
def test_a_refusal_that_names_another_command_bars_none(text: str, verb: str, is_barred: bool) -> None:
    assert barred_by_name(Refused("NOPERM", text), verb) is is_barred
