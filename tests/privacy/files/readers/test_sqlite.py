"""SQLite databases, read-only."""

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from leftopen.privacy.files import source
from leftopen.privacy.files.readers import Unreadable, sqlite


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute('CREATE TABLE "us""ers" (mail TEXT, n INTEGER)')
        connection.execute('INSERT INTO "us""ers" VALUES (?, ?), (?, ?)', ("zhao@example.org", 1, None, 2))
        connection.execute("CREATE TABLE empty (x)")
        connection.commit()
    return path


ROWS = [{'us"ers': {"mail": "zhao@example.org", "n": 1}}, {'us"ers': {"mail": None, "n": 2}}]


def test_a_file(database: Path) -> None:
    before = database.read_bytes()
    with database.open("rb") as file:
        assert sqlite.fits(before)
        assert list(sqlite.records(file)) == ROWS
    assert database.read_bytes() == before


def test_a_stream(database: Path) -> None:
    assert list(sqlite.records(io.BytesIO(database.read_bytes()))) == ROWS


@pytest.mark.parametrize("data", [b"", b"SQLite format 3\x00" + b"\xff" * 200])
def test_a_broken_file_is_unreadable(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.db"
    path.write_bytes(data)
    with path.open("rb") as file:
        if data:
            with pytest.raises(Unreadable, match="not a sound SQLite"):
                list(sqlite.records(file))
        else:
            assert list(sqlite.records(file)) == []


def test_definitions_of_tables_are_said_of_their_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as base:
        base.executescript(
            "CREATE TABLE faiths (id INTEGER PRIMARY KEY, txt TEXT);\n"
            "CREATE TABLE t (a INTEGER REFERENCES faiths(id), b INTEGER -- HIV status\n, c TEXT);"
        )
    with source.Input(path.open("rb", buffering=0), str(path)) as file:
        assert list(sqlite.records(file)) == []
        assert file.sayings.reference(("t", "a")) == (("faiths",), "id")
        assert file.sayings.texts(("t", "b")) == ["HIV status"]
