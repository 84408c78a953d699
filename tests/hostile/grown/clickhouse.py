"""Answers of ClickHouse to a query, of any size."""

from collections.abc import Callable

from tests.wire.test_clickhouse import END, PROGRESS, block

NAME = {"name": "String"}
GROWN: dict[str, Callable[[int], bytes]] = {
    "many rows": lambda size: block(NAME, *[("ab",)] * (size // 3)) + END,
    "many blocks": lambda size: block(NAME, ("a",)) * (size // 32) + END,
    "many columns": lambda size: block({str(each): "String" for each in range(min(size // 11, 4096))}) + END,
    "one long value": lambda size: block(NAME, ("x" * size,)) + END,
    "nulls": lambda size: block({"name": "Nullable(String)"}, *[(None,)] * (size // 2)) + END,
    "progress": lambda size: PROGRESS * (size // 6) + END,
    "more than was asked for": lambda size: END + b"x" * size,
}
