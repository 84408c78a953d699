"""Records that are read several at once tell what each of them tells alone."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.privacy.fields import Fields
from leftopen.privacy.flatten import DEPTH, FANOUT, LEAVES, Node, Tree
from leftopen.privacy.together import Spread, TooMany

KEYS = st.sampled_from(["name", "value", "a", "b", "c", "00100010", "13800138000", "zhao@example.org", "[]", "x=1"])
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=20),
    st.binary(max_size=6),
    st.sampled_from(
        ["", "email", '{"a": ["x", 1]}', "[1, 2", "a=1&b=2", "https://example.org/?a=1&b=2", "anna@example.org"]
    ),
    st.just([0.5] * 8),
    st.just(bytes.fromhex("aced0005740003616263")),
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4), st.tuples(inner, inner)
    ),
    max_leaves=12,
)


def told(node: Node) -> tuple[Any, ...]:
    """All that a tree knows of a node and those below it."""
    items = told(node.items) if node.items is not None else None
    below = {key: told(child) for key, child in node.children.items()}
    return node.seen, node.rows, node.nulls, sorted(node.keys), items, below


def alone(records: list[Any]) -> tuple[dict[str, list[list[Any]]], Tree]:
    found: dict[str, list[list[Any]]] = {}
    tree = Tree(lambda node, values: found.setdefault(node.path, []).append(sorted(values, key=repr)))
    for record in records:
        tree.take(record)
    return found, tree


def at_once(records: list[Any]) -> tuple[dict[str, list[list[Any]]], Tree]:
    tree = Tree(lambda *_: None)
    spread = Spread(tree, records)
    spread.settle()
    found: dict[str, list[list[Any]]] = {}
    for node, cells in spread.found.items():
        each = [sorted(values, key=repr) for _, values in cells.each()]
        found.setdefault(node.path, []).extend(each)
        if cells.single:
            assert each == [[value] for value in cells.values]
    return found, tree


@settings(max_examples=150, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=6))
def test_the_same_as_one_by_one(records: list[Any]) -> None:
    (found, tree), (wanted, other) = at_once(records), alone(records)
    assert {path: sorted(cells, key=repr) for path, cells in found.items()} == {
        path: sorted(cells, key=repr) for path, cells in wanted.items()
    }
    assert told(tree.root) == told(other.root)
    assert tree.nodes == other.nodes


def test_values_keep_the_order_of_records_whose_maps_differ() -> None:
    records = [{"a": 1, "b": "x"}, {"b": "y"}, {"b": "z", "a": 2}, {"a": None}]
    found, tree = at_once(records)
    assert found == {"a": [[1], [2]], "b": [["x"], ["y"], ["z"]]}
    assert list(tree.root.children) == ["a", "b"]
    assert tree.root.children["a"].nulls == 1


def test_several_values_of_a_record_stay_together() -> None:
    found, _ = at_once([{"a": [{"b": 1}, {"b": 2}]}, {"a": []}, {"a": [{"b": 3}, {"c": 4}]}])
    assert found == {"a": [[[]]], "a[].b": [[1, 2], [3]], "a[].c": [[4]]}


def test_a_list_of_two_beside_one_of_none_is_of_one_record() -> None:
    lists: list[list[Any]] = [[(None, None), (False, False)], [(None, None), ({}, {})]]
    for records in (*lists, [{"a": []}, {"a": ["x", "y"]}]):
        (found, tree), (wanted, other) = at_once(records), alone(records)
        assert found == wanted
        assert told(tree.root) == told(other.root)


def test_types_of_extended_json_are_no_fields() -> None:
    records = [
        {"_id": {"$oid": "4e0b"}, "born": {"$date": {"$numberLong": "-3"}}, "n": {"$numberInt": "4"}, "$ref": 1}
    ] * 2
    found, _ = at_once(records)
    assert (
        found == alone(records)[0] == {"_id": [["4e0b"]] * 2, "born": [["-3"]] * 2, "n": [["4"]] * 2, "$ref": [[1]] * 2}
    )


def test_keys_that_are_values_are_kept_as_often_as_they_come() -> None:
    _, tree = at_once([{"zhao@example.org": n} for n in range(FANOUT + 9)])
    assert tree.root.keys == ["zhao@example.org"] * FANOUT


def test_depth_is_bounded() -> None:
    deep: Any = 1
    for _ in range(DEPTH + 8):
        deep = {"a": deep}
    many: Any = 1
    for _ in range(DEPTH + 8):
        many = [many]
    for record in (deep, many):
        assert at_once([record, record])[0] == alone([record, record])[0] == {}


@pytest.mark.parametrize(
    "record",
    [{"a": list(range(256)), "b": [[["x"] * 256] * 256]}, {f"k{n}": n for n in range(LEAVES * 9)}, [["x"] * 200] * 256],
)
def test_a_record_with_more_values_than_are_looked_at_is_refused(record: Any) -> None:
    with pytest.raises(TooMany):
        Spread(Tree(lambda *_: None), [record, record, {"a": 1}])


def test_many_records_may_hold_more_together() -> None:
    records = [{"a": ["x"] * 200}] * (3 * LEAVES // 200)
    assert at_once(records)[0] == {"a[]": [["x"] * 200] * len(records)}


def test_fields_are_judged_alike_also_where_a_record_is_too_large() -> None:
    small = [{"who": {"mail": f"anna{n}@example.org"}, "n": n} for n in range(30)]
    for records in (small, [*small, {"a": [["x"] * 200] * 256}]):
        one, all_at_once = Fields(), Fields()
        for record in records:
            one.take(record)
        all_at_once.take_all(records)
        assert [(j.column.node.path, j.verdicts, j.column.present) for j in all_at_once.judge()] == [
            (j.column.node.path, j.verdicts, j.column.present) for j in one.judge()
        ]
        assert all_at_once.records == one.records


def test_pairs_are_told_of_records_that_have_both_halves() -> None:
    records: list[Any] = [{"name": "email", "value": f"anna{n}@example.org"} for n in range(8)]
    records += [{"extra": [{"name": "phone", "value": f"+49 30 90182{n}"}, {"name": "phone"}]} for n in range(8)]
    records += [{"name": "Anna Berg"}, {"value": 7}]
    one, all_at_once = Fields(), Fields()
    for record in records:
        one.take(record)
    all_at_once.take_all(records)
    found = [[(j.column.node.path, j.verdicts) for j in fields.judge()] for fields in (one, all_at_once)]
    assert found[0] == found[1]
    assert all_at_once.pairs.told.keys() == one.pairs.told.keys() == {("value",), ("extra", "[]", "value")}
