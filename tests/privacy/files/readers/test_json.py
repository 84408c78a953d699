"""One JSON document."""

import io
from typing import Any

import pytest

from leftopen.privacy.files.readers import Unreadable, json


def read(data: bytes) -> list[Any]:
    return list(json.records(io.BytesIO(data)))


def test_documents() -> None:
    assert read(b'[{"a": 1}, {"a": 2}]') == [{"a": 1}, {"a": 2}]
    assert read(b'\xef\xbb\xbf{"a": [1]}') == [{"a": [1]}]
    assert read(b'{"hits": {"total": 1, "hits": [{"_id": "x", "_source": {"a": 1}}]}}') == [{"a": 1}]


def test_lines_under_that_name() -> None:
    assert read(b'{"a": 1}\n{"a": 2}\n\n{"a"') == [{"a": 1}, {"a": 2}, {"text": '{"a"'}]


@pytest.mark.parametrize("data", [b"", b"[1,", b"hello", b"\xff\xfe", b"[" * 100_000])
def test_anything_else_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable, match="not a JSON document"):
        read(data)
