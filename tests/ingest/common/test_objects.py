import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.ingest.common import objects as scanning
from leftopen.ingest.common.objects import inner, keys, objects
from leftopen.ingest.common.rows import Skipped
from leftopen.ingest.common.text import ListText


def found(text: str) -> list[Any]:
    return [one for _, one in objects(ListText.of(text))]


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1}\n{"a":2}\n',
        '[{"a":1},{"a":2}]',
        '[\n{"a":1},\n{"a":2},\n]\n',
        '{"a":1},\n{"a":2},\n{finished: 1}\n',
        '[\n  {\n    "a": 1\n  },\n  {\n    "a": 2\n  }\n]',
        '\ufeff\x1e{"a":1}\r\n\x1e{"a":2}\r\n',
    ],
)
def test_objects_in_all_ways_that_tools_write_them(text: str) -> None:
    assert found(text) == [{"a": 1}, {"a": 2}]


def test_braces_and_quotes_in_strings_are_text() -> None:
    wanted = {"a": 'x{"}\\', "b": ["}"], "c": {"d": {}}}
    assert found(json.dumps(wanted) + "\n" + json.dumps(wanted, indent=1)) == [wanted, wanted]


def test_what_is_broken_costs_no_other() -> None:
    text = '{"a":1}\nnonsense "x\n{"a": "b\n{"a":2}\n{a:3}\n{"a":4}\n{"a":'
    got = found(text)
    assert [one for one in got if isinstance(one, dict)] == [{"a": 1}, {"a": 2}, {"a": 4}]
    assert [one.line for one in got if isinstance(one, Skipped)] == [2, 3, 5, 7]
    assert "cut off" in got[-1].says


def test_one_that_nests_too_deep_or_is_too_large_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = '{"a":' * 90_000 + "1" + "}" * 90_000
    assert [type(one) for one in found(f'{deep}\n{{"a":1}}')] == [Skipped, dict]
    monkeypatch.setattr(scanning, "MOST", 100_000)
    large = json.dumps({"a": "x" * 300_000})
    got = found(f'{large}\n{{"a":1}}')
    assert [type(one) for one in got] == [Skipped, dict]
    assert "larger" in got[0].says


@given(st.lists(st.dictionaries(st.text(), st.text() | st.none() | st.lists(st.text())), max_size=5), st.integers(1, 9))
def test_however_the_text_falls_into_pieces_the_objects_are_the_same(wanted: list[dict[str, Any]], size: int) -> None:
    text = "\n".join(json.dumps(one) for one in wanted)
    scan = scanning._Scan()
    got: list[Any] = []
    for start in range(0, len(text), size):
        got += [one for _, one in scan.feed(text[start : start + size])]
    got += [one for _, one in scan.end()]
    assert got == wanted


def test_a_line_that_begins_an_object_ends_a_broken_one_across_pieces_too() -> None:
    scan = scanning._Scan()
    got = [*scan.feed('{"a":\n'), *scan.feed('{"a":1}'), *scan.feed("x"), *scan.end()]
    assert [type(one) for _, one in got] == [Skipped, dict, Skipped]


@given(st.text(alphabet='{}[]",:\\\na1', max_size=60))
def test_any_text_ends_in_objects_or_words(text: str) -> None:
    assert all(isinstance(one, dict | Skipped) for one in found(text))


def test_keys_are_those_of_json() -> None:
    assert keys('[\n{"ip": "x", "ports": [ {"port" : 1') == {"ip", "ports", "port"}
    assert keys('ip,port\n"a": 1') == frozenset()
    assert inner({"a": {"b": 1}}, "a", "b") == 1
    assert inner({"a": []}, "a", "b") is None
