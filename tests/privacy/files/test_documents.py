"""What a whole document of JSON is records of."""

from typing import Any

import pytest

from leftopen.privacy.files.documents import records_of

HITS = {"took": 3, "hits": {"total": 2, "hits": [{"_id": "1", "_source": {"a": 1}}, {"_id": "2", "_source": {"a": 2}}]}}


@pytest.mark.parametrize(
    ("document", "records"),
    [
        ([{"a": 1}, {"a": 2}], [{"a": 1}, {"a": 2}]),
        ([["name", "age"], ["Anna", 30], ["Boris", 41]], [{"name": "Anna", "age": 30}, {"name": "Boris", "age": 41}]),
        (HITS, [{"a": 1}, {"a": 2}]),
        ({"responses": [HITS, {"error": "none"}]}, [{"a": 1}, {"a": 2}, {"error": "none"}]),
        (HITS | {"aggregations": 7}, [{"a": 1}, {"a": 2}, {"aggregations": 7}]),
        ("text", ["text"]),
    ],
)
def test_records_of_a_document(document: Any, records: list[Any]) -> None:
    assert list(records_of(document)) == records
