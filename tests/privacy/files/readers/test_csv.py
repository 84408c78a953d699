"""Comma-separated values and their cousins."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.privacy.files.readers import csv


def read(data: bytes) -> list[Any]:
    return list(csv.records(io.BytesIO(data)))


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_marks(mark: str) -> None:
    assert read(f"a{mark}b\n1{mark}x y\n2{mark}z\n".encode()) == [{"a": "1", "b": "x y"}, {"a": "2", "b": "z"}]


def test_quotes_and_line_ends() -> None:
    assert read(b'a,b\r\n"x, ""y""\nz",2\r\n') == [{"a": 'x, "y"\nz', "b": "2"}]


def test_without_names() -> None:
    assert read(b"zhao@example.org,13800138000\nli@example.org,13900139000\n") == [
        {"column1": "zhao@example.org", "column2": "13800138000"},
        {"column1": "li@example.org", "column2": "13900139000"},
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert read("姓名,手机\n王小明,13800138000\n".encode(encoding)) == [{"姓名": "王小明", "手机": "13800138000"}]


def test_rows_of_other_lengths_and_blank_lines() -> None:
    assert read(b"a,b\n1\n\n1,2,3\n") == [{"a": "1"}, {"a": "1", "b": "2"}]
    assert read(b"") == []
    assert read(b"a,,b\n1,2,3\n") == [{"a": "1", "column2": "2", "b": "3"}]


def test_files_longer_than_the_head() -> None:
    rows = read(b"a,b\n" + b"".join(b"%d,x\n" % n for n in range(50_000)))
    assert len(rows) == 50_000
    assert rows[-1] == {"a": "49999", "b": "x"}


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    assert all(isinstance(row, dict) for row in read(data))
