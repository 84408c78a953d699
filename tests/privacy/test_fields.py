"""Fields of a store: collapsing maps, declared fields, paths as shown."""

from typing import Any

from leftopen.privacy.fields import MOST, Fields, describe


def fields(records: list[Any], declared: dict[str, str] | None = None) -> dict[str, Any]:
    found = Fields()
    for record in records:
        found.take(record)
    return {field.path: field for field in describe(found.judge(), declared).fields}


def test_types() -> None:
    found = fields([{"a": 1, "b": "x", "c": [0.5] * 16, "d": None, "e": True}] * 3)
    assert {path: field.type for path, field in found.items()} == {
        "a": "integer",
        "b": "text",
        "c": "float[16]",
        "d": "null",
        "e": "boolean",
    }


def test_maps_whose_keys_are_people_collapse() -> None:
    assert set(fields([{"scores": {"张伟": 1, "李娜": 2, "王芳": 3}}] * 3)) == {"scores.*"}
    assert set(fields([{"Maria Gomez": {"x": 1}, "John Smith": {"x": 1}}] * 3)) == {"*", "*.x"}


def test_names_of_fields_that_look_like_people_stay() -> None:
    assert set(fields([{"金额": 1, "高度": 2, "时间": 3, "方向": 4}] * 3)) == {"金额", "高度", "时间", "方向"}


def test_many_rare_keys_of_one_shape_collapse() -> None:
    records = [{"seen": {f"q{n}w": n, f"q{n + 100}w": n}} for n in range(30)]
    assert set(fields(records)) == {"seen.*"}


def test_many_steady_fields_stay() -> None:
    assert len(fields([{f"metric_{chr(97 + n)}x": n for n in range(26)}] * 10)) == 26


def test_declared_fields_are_listed_with_hints() -> None:
    found = fields([{"a": 1}], {"a": "long", "person.email": "keyword"})
    assert found["a"].type == "long"
    assert [label.label for label in found["person.email"].labels] == ["contact.email"]
    assert found["person.email"].labels[0].confidence < 0.5


def test_declared_types_are_peer_text() -> None:
    assert fields([{"a": 1}], {"a": "lo\x1bng" + "x" * 500})["a"].type.startswith("long")
    assert len(fields([{"a": 1}], {"a": "x" * 500})["a"].type) == 40


def test_the_number_of_fields_is_bounded() -> None:
    declared = {f"d{n}x": "text" for n in range(5000)}
    assert len(fields([{f"k{n}x": 1 for n in range(5000)}], declared)) <= MOST


def test_values_inside_keys_are_masked() -> None:
    (path,) = fields([{"inbox of zhao@example.org": 1}])
    assert "zhao" not in path
