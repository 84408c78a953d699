"""Records that a JSON document holds in other forms than a list of maps: rows beside or below their names of columns,
and a long list of maps somewhere within.

    {"columns": ["name", "mail"], "data": [["Anna", "a@b.example"]]}      what databases and data frames answer
    [["name", "mail"], ["Anna", "a@b.example"]]                           what spreadsheets do
    {"total": 2, "people": [{"name": "Anna"}, {"name": "Tom"}]}           what most interfaces do

Rows become maps in their place; a long list is read item by item, each under its path, so that it counts as so many
records. Everything is asked once and to a bounded depth.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from leftopen.privacy.files.readers import csv

LONG = 8
"""Items of a list of maps from which on these are the records of the document."""
_DEPTH = 8
_WIDEST = 1000
_TRIED = 30
"""Rows that tell whether the first one is of names."""
_NAMED = ("name", "id", "field", "fieldName", "label", "key", "title", "columnName")
"""What the name of a column is called where columns are described by maps."""
_CELLS = ({"v"}, {"v", "f"}, {"VarCharValue"})
"""What a cell says in rows as BigQuery, visualisation interfaces and Athena have them."""


def with_rows(value: Any, depth: int = 0, above: "Mapping[str, Any] | None" = None) -> Any:
    """The same value with maps in place of rows. `above`: the map that it stands in, which may name the columns.

    >>> with_rows({"columns": ["name", "age"], "data": [["Anna", 34], ["Tom", 40]]})
    {'columns': ['name', 'age'], 'data': [{'name': 'Anna', 'age': 34}, {'name': 'Tom', 'age': 40}]}
    >>> with_rows([[13.4, 52.5], [13.5, 52.6]])
    [[13.4, 52.5], [13.5, 52.6]]
    """
    if depth > _DEPTH:
        return value
    if isinstance(value, dict):
        return {key: with_rows(item, depth + 1, value) for key, item in value.items()}
    if not isinstance(value, list) or not value:
        return value
    if isinstance(value[0], (list, dict)):
        rows = [_cells(row) for row in value]
        if (width := _width(rows)) and (made := _maps(rows, width, above)) is not None:
            return made
        if len(value) <= LONG:  # a longer list is of records, which are as they are
            return [with_rows(item, depth + 1, above) for item in value]
    return value


def _cells(row: Any) -> Any:
    """The cells of a row, where it is one."""
    if isinstance(row, dict) and len(row) == 1 and isinstance(cells := next(iter(row.values())), list):
        row = cells if all(map(_is_cell, cells)) else row
    if isinstance(row, list) and row and all(map(_is_cell, row)):
        return [cell.get("v", cell.get("VarCharValue")) for cell in row]
    return row


def _is_cell(cell: Any) -> bool:
    return isinstance(cell, dict) and set(cell) in _CELLS


def _width(rows: list[Any]) -> int:
    """How many cells all rows have, of which some are text and none is a map; 0 where they are no rows."""
    width = len(rows[0]) if isinstance(rows[0], list) else 0
    if not 1 < width <= _WIDEST or not all(isinstance(row, list) and 0 < len(row) <= width for row in rows):
        return 0
    if any(isinstance(cell, (list, dict)) for row in rows[:_TRIED] for cell in row):
        return 0
    texts = sum(any(isinstance(cell, str) for cell in row) for row in rows[:_TRIED])
    return width if 2 * texts >= len(rows[:_TRIED]) else 0


def _maps(rows: list[Any], width: int, above: "Mapping[str, Any] | None") -> list[Any] | None:
    names = _names(above, width, 0) if above is not None else None
    headed = names is None and len(rows) > 1 and all(isinstance(cell, str) and cell for cell in rows[0])
    if headed and csv.named([[_shown(cell) for cell in row] for row in rows[:_TRIED]]) > 0:
        names, rows = rows[0], rows[1:]
    if names is None:
        if len(rows) < LONG:
            return None
        names = [f"column{number}" for number in range(1, width + 1)]
    names = csv.unique([name.strip() or f"column{number}" for number, name in enumerate(names, 1)])
    return [dict(zip(names, row, strict=False)) for row in rows]


def _shown(cell: Any) -> str:
    return "" if cell is None else str(cell)[:200]


def _names(above: Mapping[str, Any], width: int, depth: int) -> list[str] | None:
    """The names of so many columns, told as texts or by maps, here or in a map within."""
    for item in above.values():
        if isinstance(item, list) and len(item) == width:
            told = [_called(each) for each in item]
            if all(told) and len(set(told)) == width and not any(map(csv.data, told)):
                return told
        elif isinstance(item, Mapping) and depth < 3 and (found := _names(item, width, depth + 1)) is not None:
            return found
    return None


def _called(column: Any) -> str:
    if isinstance(column, str):
        return column
    if isinstance(column, dict):
        return next((column[key] for key in _NAMED if isinstance(column.get(key), str)), "")
    return ""


def parts(document: dict[str, Any]) -> Iterator[Any]:
    """The records of an object: the items of its longest list of maps, each under its path, after all else."""
    path = _longest(document)
    if path is None:
        yield document
        return
    rest, items = _without(document, path)
    if rest:
        yield rest
    for item in items:
        record: Any = [item]
        for key in reversed(path):
            record = {key: record}
        yield record


def _longest(document: dict[str, Any]) -> tuple[str, ...] | None:
    best: tuple[int, tuple[str, ...]] = (LONG - 1, ())
    stack: list[tuple[tuple[str, ...], dict[str, Any]]] = [((), document)]
    while stack:
        path, value = stack.pop()
        for key, item in value.items():
            if isinstance(item, dict) and len(path) < _DEPTH:
                stack.append(((*path, key), item))
            elif isinstance(item, list) and len(item) > best[0] and all(isinstance(each, dict) for each in item):
                best = len(item), (*path, key)
    return best[1] or None


def _without(value: dict[str, Any], path: tuple[str, ...]) -> tuple[dict[str, Any], list[Any]]:
    """A document without what stands at a path, and that."""
    first, *more = path
    rest = {key: item for key, item in value.items() if key != first}
    if not more:
        return rest, value[first]
    inner, items = _without(value[first], tuple(more))
    return ({**rest, first: inner} if inner else rest), items
