"""Rows and long lists within a JSON document as records."""

import io
import json
from typing import Any

import pytest

from leftopen.privacy.files.readers import json as reader
from leftopen.privacy.files.rows import parts, with_rows

PEOPLE: list[list[Any]] = [["Anna Berg", "anna@b.example", 34], ["Tom Lind", "tom@b.example", 40]]
NAMES = ["name", "email", "age"]
MAPS = [dict(zip(NAMES, row, strict=True)) for row in PEOPLE]


@pytest.mark.parametrize(
    ("document", "at"),
    [
        ({"columns": NAMES, "data": PEOPLE}, ["data"]),
        ({"header": NAMES, "rows": PEOPLE}, ["rows"]),
        ({"schema": {"fields": [{"name": n, "type": "STRING"} for n in NAMES]}, "rows": PEOPLE}, ["rows"]),
        ({"meta": {"view": {"columns": [{"id": n} for n in NAMES]}}, "data": PEOPLE}, ["data"]),
        ({"values": [NAMES, *PEOPLE]}, ["values"]),
        ({"results": [{"series": [{"columns": NAMES, "values": PEOPLE}]}]}, ["results", 0, "series", 0, "values"]),
        (
            {
                "schema": {"fields": [{"name": n} for n in NAMES]},
                "rows": [{"f": [{"v": cell} for cell in row]} for row in PEOPLE],
            },
            ["rows"],
        ),
        (
            {"cols": [{"label": n} for n in NAMES], "rows": [{"c": [{"v": cell} for cell in row]} for row in PEOPLE]},
            ["rows"],
        ),
    ],
)
def test_rows_become_maps_where_names_of_columns_are_told(document: Any, at: list[Any]) -> None:
    found = with_rows(document)
    for step in at:
        found = found[step]
    assert found == MAPS


def test_rows_of_athena_have_their_names_first() -> None:
    rows = [{"Data": [{"VarCharValue": str(cell)} for cell in row]} for row in [NAMES, *PEOPLE]]
    assert with_rows({"Rows": rows})["Rows"] == [{**each, "age": str(each["age"])} for each in MAPS]


def test_rows_without_names_are_numbered_where_there_are_many() -> None:
    assert with_rows(PEOPLE) == PEOPLE
    assert with_rows(PEOPLE * 5)[0] == {"column1": "Anna Berg", "column2": "anna@b.example", "column3": 34}


@pytest.mark.parametrize(
    "value",
    [
        [[13.4, 52.5], [13.5, 52.6]] * 9,
        {"coordinates": [[[13.4, 52.5], [13.5, 52.6]]]},
        [["a"], ["b"]],
        [["Anna", {"b": 1}], ["Tom", {"b": 2}]] * 9,
        [1, "a", None],
        "text",
        {"tags": [["a", "b"], ["c", "d"]]},
    ],
)
def test_what_are_no_rows_stays(value: Any) -> None:
    assert with_rows(value) == value


def test_depth_is_bounded() -> None:
    deep: Any = {"columns": NAMES, "data": PEOPLE}
    for _ in range(20):
        deep = {"in": deep}
    assert with_rows(deep) == deep


def test_items_of_a_long_list_come_one_by_one_under_their_path() -> None:
    document = {"total": 9, "page": {"at": 1, "people": [{"name": f"Anna {n}"} for n in range(9)]}}
    first, *items = parts(document)
    assert first == {"total": 9, "page": {"at": 1}}
    assert len(items) == 9
    assert items[0] == {"page": {"people": [{"name": "Anna 0"}]}}
    assert next(parts({"people": [{"name": "Anna"}] * 8})) == {"people": [{"name": "Anna"}]}


def test_a_document_without_a_long_list_is_one_record() -> None:
    document = {"people": [{"name": "Anna"}] * 3, "tags": ["a"] * 20}
    assert list(parts(document)) == [document]


def read(document: Any) -> list[Any]:
    return list(reader.records(io.BytesIO(json.dumps(document).encode())))


def test_the_reader_gives_them() -> None:
    assert read({"columns": NAMES, "data": PEOPLE * 4})[1:] == [{"data": [each]} for each in MAPS * 4]
    assert read([NAMES, *PEOPLE]) == MAPS
