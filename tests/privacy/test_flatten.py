"""Nested records become paths, whatever their shape."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.privacy import flatten
from leftopen.privacy.flatten import APART, FANOUT, NODES, Node, Tree, value_like


def read(*records: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    tree = Tree(lambda node, values: found.setdefault(node.path, []).extend(values))
    for record in records:
        tree.take(record)
    return found


def test_paths() -> None:
    record = {"a": 1, "b": {"c": ["x", {"d": True}], "e": None}, "f": [[1], [2]], "g": (3.5,)}
    assert read(record) == {"a": [1], "b.c[]": ["x"], "b.c[].d": [True], "f[][]": [1, 2], "g[]": [3.5]}


def test_records_that_are_no_maps() -> None:
    assert read("hello", 7) == {".": ["hello", 7]}
    assert read([{"a": 1}, {"a": 2}]) == {"[].a": [1, 2]}


def test_a_vector_is_one_value_and_a_pair_is_two() -> None:
    vector = [0.5] * 8
    assert read({"v": vector, "p": [1.5, 2.5]}) == {"v": [vector], "p[]": [1.5, 2.5]}
    assert read({"v": [True] * 8}) == {"v[]": [True] * 8}


def test_a_document_in_text_is_read() -> None:
    assert read({"value": '{"mail": ["a@example.org"]}'}) == {"value.mail[]": ["a@example.org"]}
    assert read({"value": "{not json}"}) == {"value": ["{not json}"]}


@pytest.mark.parametrize(
    "key",
    ["zhao@example.org", "13800138000", "+49 30 901820", "2024-01-02", "192.0.2.7", "user_13800138000", "a" * 65, ""],
)
def test_keys_that_are_values(key: str) -> None:
    assert value_like(key)


@pytest.mark.parametrize("key", ["zhao@example.org", "zhao%40example.org", "+49 30 901820", "a" * 65, ""])
def test_keys_that_are_no_fields_at_all(key: str) -> None:
    assert read({"m": {key: 1}}) == {"m.*": [1]}


def test_numbers_as_keys_are_kept_apart_up_to_a_bound() -> None:
    read_so = read({"m": {f"customfield_{10_000 + number}": number for number in range(APART + 9)}})
    assert len(read_so) == APART + 1
    assert read_so["m.*"] == [*range(APART, APART + 9)]


@pytest.mark.parametrize("key", ["address2", "ipv4", "姓名", "is_2fa_enabled", "line_1", "sha256"])
def test_keys_that_are_names(key: str) -> None:
    assert not value_like(key)


def test_dynamic_keys_are_offered_for_classification() -> None:
    tree = Tree(lambda *_: None)
    tree.take({"m": {"zhao@example.org": 1, "li@example.org": 2}})
    assert tree.root.children["m"].keys == ["zhao@example.org", "li@example.org"]


def test_the_number_of_paths_is_bounded() -> None:
    tree = Tree(lambda *_: None)
    for start in range(0, 200_000, 10_000):
        tree.take({f"k{n}x": {f"i{n}y": n} for n in range(start, start + 10_000)})
    assert len(tree.root.children) <= FANOUT + 1
    assert sum(1 for _ in tree.walk()) <= 2 * NODES + 1


def test_columns_of_a_wide_table_are_fields_of_their_own() -> None:
    """What comes in another record again, however many there are beside it; what one record has alone is of a map."""
    columns = {f"answer_{n}x": n for n in range(2 * FANOUT)}
    found = read(*({**columns, f"once{record}x": 1, "email": f"zoe{record}@example.org"} for record in range(5)))
    assert found["email"] == [f"zoe{record}@example.org" for record in range(1, 5)]
    assert len(found) == 2 * FANOUT + 2
    assert [len(values) for path, values in found.items() if path.startswith("once")] == []


def test_keys_that_come_again_are_bounded_as_all_nodes_are() -> None:
    tree = Tree(lambda *_: None)
    wide = [{f"k{n}x": n for n in range(start, start + 9000)} for start in (0, 9000)]
    for record in (*wide, *wide, *wide):
        tree.take(record)
    assert FANOUT < len(tree.root.children) <= NODES + 1
    assert tree.waiting <= NODES
    assert len(tree.root.once) <= NODES


def test_depth_is_bounded_without_recursion() -> None:
    record: Any = 1
    for _ in range(5000):
        record = {"a": record}
    assert read(record) == {}
    nested: Any = 1
    for _ in range(5000):
        nested = [nested]
    assert read({"a": nested}) == {}


def test_the_values_of_one_record_are_bounded() -> None:
    found = read({"rows": [{"cells": list("abcdefgh" * 200)} for _ in range(1000)]})
    assert len(found["rows[].cells[]"]) <= flatten.LEAVES


def test_node_paths() -> None:
    assert Node(()).path == "."
    assert Node(("a", "[]", "b")).path == "a[].b"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner) | st.tuples(inner),
    max_leaves=20,
)


@settings(deadline=None)
@given(st.lists(VALUES, max_size=5))
def test_never_raises(records: list[Any]) -> None:
    assert all(isinstance(path, str) for path in read(*records))


def test_an_address_is_a_value_in_percent_codes_too() -> None:
    assert value_like("anna%40x.example")
    assert not value_like("share%40peak")
