"""The readers as a registry, and which one takes a file."""

from types import ModuleType

import pytest

from leftopen.privacy.files.readers import decoding, load, reader_for, readers


def test_all_formats_are_there() -> None:
    assert {reader.name for reader in readers()} == {"CSV", "JSON", "NDJSON", "Parquet", "SQLite", "text"}


@pytest.mark.parametrize(
    ("name", "head", "reader"),
    [
        ("x.csv", b"a,b\n1,2\n", "CSV"),
        ("x.jsonl", b'{"a": 1}\n{"a": 2}\n', "NDJSON"),
        ("x.json", b'[{"a": 1}]', "JSON"),
        ("x.json", b'{"a": 1}\n', "JSON"),
        ("x.json", b'{"a": 1}\n{"a": 2}\n', "NDJSON"),
        ("-", b'{"a": 1}\n{"a": 2}\n', "NDJSON"),
        ("-", b'{\n "a": 1\n}', "JSON"),
        ("-", b"a;b\n1;2\n3;4\n", "CSV"),
        ("-", b"hello world\n", "text"),
        ("-", b"SQLite format 3\x00rest", "SQLite"),
        ("-", b"PAR1rest", "Parquet"),
        ("notes.txt", b"one, two\nthree, four\n", "text"),
        ("data.db", b"hello world\n", "text"),
        ("x.log", b'{"a": 1}\n{"a": 2}\n', "text"),
    ],
)
def test_reader_for(name: str, head: bytes, reader: str) -> None:
    assert reader_for(name, head).name == reader


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("姓名".encode(), "utf-8-sig"),
        ("姓名".encode()[:-1], "utf-8-sig"),
        ("姓名".encode("gb18030"), "gb18030"),
        ("姓名".encode("utf-16"), "utf-16"),
        (b"abc\xff\xff\xff\xff\xff\x80", "latin-1"),
    ],
)
def test_decoding(head: bytes, encoding: str) -> None:
    assert decoding(head) == encoding


def test_an_unsound_module_stops_the_program() -> None:
    with pytest.raises(TypeError, match="made_up"):
        load(ModuleType("made_up"))
