import json

from msgspec.structs import replace

from leftopen.cases import proof
from leftopen.cases.proof import RetestLine
from leftopen.cases.retest import Retested
from leftopen.store.store import Exposure
from tests.cases.cases import LATER, SEEN, door

EXPOSURE = Exposure(3, "Test", "one", "open", "It was read.", SEEN, SEEN, SEEN, door(1))
SHUT = RetestLine(7, EXPOSURE, Retested("shut", "The connection was refused."), LATER)
OPEN = RetestLine(7, replace(EXPOSURE, id=4), Retested("open", "Its <b>data</b> | can\n`still` be read."), LATER)


def test_one_sentence_says_how_many_are_shut_and_when_that_was_proven() -> None:
    found = proof.documents([SHUT, OPEN], LATER)
    assert set(found) == {"retest.json", "retest.md", "retest.html"}
    for name in ("retest.md", "retest.html"):
        assert "1 of 2 shut, proven at 2026-11-24 09:00 UTC." in found[name].decode()
    assert "Nothing was asked again." in proof.documents([], LATER)["retest.md"].decode()


def test_the_rows_are_those_that_others_rely_on() -> None:
    first, second = json.loads(proof.documents([SHUT, OPEN], LATER)["retest.json"])
    assert first == {
        "case": 7,
        "exposure": 3,
        "address": "10.0.0.1",
        "port": 6379,
        "protocol": "redis",
        "before": "open",
        "state": "shut",
        "says": "The connection was refused.",
        "at": LATER,
    }
    assert second["state"] == "open"


def test_no_sentence_is_markup() -> None:
    found = proof.documents([OPEN], LATER)
    assert "&lt;b&gt;data&lt;/b&gt;" in found["retest.html"].decode()
    row = found["retest.md"].decode().splitlines()[-1]
    assert r"\<b\>data\</b\> \| can \`still\`" in row
    assert row.count(" | ") == 6
