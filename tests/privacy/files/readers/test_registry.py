"""The readers as a registry, and which one takes a file."""

import io
import random
from types import ModuleType

import pytest

from leftopen.privacy.files.readers import Unreadable, load, reader_for, readers, seekable


def test_all_formats_are_there() -> None:
    assert {reader.name for reader in readers()} == {
        *("BSON", "CSV", "Excel", "HL7", "HTML", "JSON", "JSON5", "LDIF", "NDJSON", "Parquet", "SQL", "SQLite"),
        *(
            "access log",
            "cards",
            "fixed-width columns",
            "list of logins",
            "log of pairs",
            "settings",
            "text",
            "vCard",
            "XML",
            "DICOM header",
            "EDIFACT",
            "X12",
            "iCalendar",
            "Java serialised objects",
            "mail",
        ),
    }


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
        ("x.log", b'{"a": 1}\n{"a": 2}\n', "NDJSON"),
    ],
)
def test_reader_for(name: str, head: bytes, reader: str) -> None:
    assert reader_for(name, head).name == reader


@pytest.mark.parametrize(
    ("name", "head", "reader"),
    [
        ("x.txt", b"name\tmail\nAda\ta@b.example\n", "CSV"),
        ("x.csv", b"mail\na@b.example\n", "CSV"),
        ("x.csv", b"PAR1" + bytes(100), "Parquet"),
        ("x.csv", b'{"a": 1}\n{"a": 2}\n', "NDJSON"),
        ("x.log", b"2024-01-01 10:00:00,123 INFO started\n2024-01-01 10:00:01,124 INFO stopped\n", "text"),
        ("x.log", b"[4711] started\n[4712] stopped\n", "text"),
        ("-", b'{"a": "' + b"x" * 70_000 + b'"}\n{"a": 1}\n', "NDJSON"),
        ("x.ndjson", b'{"a": "' + b"x" * 70_000, "NDJSON"),
        ("x.jsonl", '{"a": 1}\n{"a": 2}\n'.encode("utf-16"), "NDJSON"),
        ("-", b"[\n", "JSON"),
    ],
)
def test_content_goes_before_names_that_promise_little(name: str, head: bytes, reader: str) -> None:
    assert reader_for(name, head).name == reader


@pytest.mark.parametrize("name", ["x", "x.txt", "x.csv", "x.json", "x.ndjson", "x.parquet"])
def test_random_bytes_are_of_no_format(name: str) -> None:
    for seed in range(20):
        with pytest.raises(Unreadable, match="binary data"):
            reader_for(name, b"\x00" + random.Random(seed).randbytes(500))


def test_what_is_known_by_its_first_bytes_is_called_so() -> None:
    with pytest.raises(Unreadable, match="a PDF document"):
        reader_for("x.pdf", b"%PDF-1.7\n" + bytes(range(256)))


def test_hits_with_offsets_are_of_lines() -> None:
    table = b"name\tmail\nAda\ta@b.example\n"
    assert reader_for("x.txt", table, lines=True).name == "text"
    assert reader_for("x.tsv", table, lines=True).name == "CSV"


def test_a_pipe_is_held_in_memory_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    assert seekable(Pipe(b"abc")).read() == b"abc"
    monkeypatch.setattr("leftopen.privacy.files.readers.WHOLE", 2)
    with pytest.raises(Unreadable, match="name a file instead"):
        seekable(Pipe(b"abc"))


def test_an_unsound_module_stops_the_program() -> None:
    with pytest.raises(TypeError, match="made_up"):
        load(ModuleType("made_up"))
