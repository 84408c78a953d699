"""Values of a JSON line and where they stand."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.privacy.files.offsets import Paths, Written, leaves, placed

LINE = '{"a": "x y", "b": {"c": [1, {"d": true}], "e": null}, "v": [1,2,3,4,5,6,7,8.5]}'


def test_paths_values_and_offsets() -> None:
    found = [(".".join(each.parts), each.value, LINE[each.start : each.end]) for each in placed(LINE)]
    assert found == [
        ("a", "x y", "x y"),
        ("b.c.[]", 1, "1"),
        ("b.c.[].d", True, "true"),
        ("b.e", None, "null"),
        ("v", [1, 2, 3, 4, 5, 6, 7, 8.5], "[1,2,3,4,5,6,7,8.5]"),
    ]


@pytest.mark.parametrize("line", ["{not json", '{"a": "open', "", "]]", '{"a": nope}', "{" * 500])
def test_text_that_is_no_json_ends_early(line: str) -> None:
    assert len(list(placed(line))) <= 1


LEAVES = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=20)
DOCUMENTS = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner), max_leaves=15
)


def inner(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in inner(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in inner(item)]
    return [value]


@settings(deadline=None)
@given(DOCUMENTS, st.booleans())
def test_every_leaf_is_found_where_it_is(document: Any, ascii_only: bool) -> None:
    line = json.dumps(document, ensure_ascii=ascii_only)
    found = list(placed(line))
    assert [each.value for each in found] == inner(document) or any(isinstance(each.value, list) for each in found)
    for each in found:
        text = line[each.start : each.end]
        quoted = isinstance(each.value, str)
        assert json.loads(f'"{text}"' if quoted else text) == each.value


@given(st.text())
def test_any_text_is_read(line: str) -> None:
    assert all(0 <= each.start <= each.end <= len(line) for each in placed(line))


NUMBERS = st.sampled_from(
    ["0", "-0", "0.0", "-0.0", "1e5", "1E+2", "12.50", "1e400", "18446744073709551616", "NaN", "-1"]
)
WRITTEN = st.recursive(
    NUMBERS | st.text(max_size=9).map(json.dumps) | st.sampled_from(["true", "false", "null", '"a\\/b"', '"\\n"']),
    lambda inner: (
        st.lists(inner, max_size=9).map(lambda each: f"[{', '.join(each)}]")
        | st.lists(st.tuples(st.sampled_from(["a", "b", "[]", "a\\n", "c\\\\n", "é"]), inner), max_size=4).map(
            lambda each: "{" + ",".join(f'"{key}": {value}' for key, value in each) + "}"
        )
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=400)
@given(WRITTEN, st.sampled_from(["", " ", " from 203.0.113.9", "]", "{"]))
def test_ordinary_lines_are_read_the_same_in_the_short_way(document: str, after: str) -> None:
    line = document + after
    kept, paths = Paths(), Paths()
    for _ in range(2):
        found = leaves(line, kept)
        if found is None:
            continue
        slow = list(placed(line, paths))
        steps, values = found
        assert [step.parts for step in steps] == [each.parts for each in slow]
        assert [float(value) if type(value) is Written else value for value in values] == [each.value for each in slow]
        for value, each in zip(values, slow, strict=True):
            text = line[each.start : each.end]
            assert text == value if type(value) is Written else type(value) is type(each.value)
            assert type(value) is not int or str(value) == text
        assert kept.end == len(line)
        assert not line[paths.end :].strip()


@pytest.mark.parametrize(
    ("line", "short"),
    [
        ('{"a": "x", "c": 2.50, "b": [{"c": true}, null]}', True),
        ('{"a": "x", "a": 2.50}', False),
        ('{"a": {"b": 1}, "a": {"c": 1}}', False),
        (r'{"a": "\"x\" \\\\", "b": "\\\\\""}', True),
        (r'{"a": "\"x\"", "b": 1, "b": 2}', False),
        ('{"a": "\\u00e9"}', True),
        ('{"a": "line\\nend"}', True),
        ('{"vector": [1, 2, 3, 4, 5, 6, 7, 8.5]}', False),
        ('{"a": "\\ud83d"}', False),
        ('{"a": NaN}', False),
        ('{"a": -0}', False),
        ('{"a": 1e999}', False),
        ('{"a": 1} and more', False),
        ('{"a\\nb": 1}', False),
        ('"text"', False),
        ("[" * 70 + "1" + "]" * 70, False),
        ("[" * 5000, False),
        ('{"a": "' + "x" * 40_000 + '"}', False),
    ],
)
def test_what_is_unusual_is_left_to_the_long_way(line: str, short: bool) -> None:
    assert (leaves(line, Paths()) is not None) is short
