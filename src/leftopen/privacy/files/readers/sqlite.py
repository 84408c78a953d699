"""SQLite database (sqlite.org/fileformat.html): each row of each table, under the table's name. Opened read-only."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

from leftopen.privacy.files.readers import Unreadable, seekable, sql
from leftopen.privacy.sayings import sayings_of

NAME = "SQLite"
SUFFIXES = (".sqlite", ".sqlite3", ".db", ".db3")
ORDER = 10

_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) != 'sqlite_' ORDER BY 1"
_MADE = "SELECT sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL AND length(sql) < 65536"
_STATEMENTS = 1000
"""Definitions of tables that are read for what they say of columns."""
_MAGIC = b"SQLite format 3\x00"


def fits(head: bytes) -> bool:
    """True for the format's first sixteen bytes."""
    return head.startswith(_MAGIC)


def records(file: BinaryIO) -> Iterator[Any]:
    """`{table: {column: value}}` for each row of each table, tables in the order of their names."""
    try:
        with closing(_open(file)) as connection:
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            sql.define((text for (text,) in connection.execute(_MADE).fetchmany(_STATEMENTS)), sayings_of(file))
            for (table,) in connection.execute(_TABLES).fetchall():
                quoted = table.replace('"', '""')
                rows = connection.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 - a name of its own schema, quoted
                names = [column[0] for column in rows.description]
                sayings_of(file).declare((table,), names)
                for row in rows:
                    yield {table: dict(zip(names, row, strict=True))}
    except sqlite3.Error as fault:
        raise Unreadable("not a sound SQLite database") from fault


def _open(file: BinaryIO) -> sqlite3.Connection:
    name = getattr(file, "name", None)
    if isinstance(name, str) and Path(name).is_file():
        return sqlite3.connect(f"{Path(name).resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    connection = sqlite3.connect(":memory:")
    connection.deserialize(seekable(file).read())
    return connection
