"""Values of a JSON line and where they stand."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.privacy.files.offsets import placed

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


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item)]
    return [value]


@settings(deadline=None)
@given(DOCUMENTS, st.booleans())
def test_every_leaf_is_found_where_it_is(document: Any, ascii_only: bool) -> None:
    line = json.dumps(document, ensure_ascii=ascii_only)
    found = list(placed(line))
    assert [each.value for each in found] == leaves(document) or any(isinstance(each.value, list) for each in found)
    for each in found:
        text = line[each.start : each.end]
        quoted = isinstance(each.value, str)
        assert json.loads(f'"{text}"' if quoted else text) == each.value


@given(st.text())
def test_any_text_is_read(line: str) -> None:
    assert all(0 <= each.start <= each.end <= len(line) for each in placed(line))
