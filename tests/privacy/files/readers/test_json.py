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


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "an empty file"),
        (b" ", "an empty file"),
        (b"hello", "not a JSON document"),
        (b"[1,", "cut short"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"a": "\xe4"}', "not UTF-8, from byte 8 on"),
        (b'{"a": [1, 2', "cut short"),
        (b'{"a": nope}', "not a JSON document"),
    ],
)
def test_what_is_wrong_with_it_is_told_apart(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read(data)
