"""Opens the database, a file or one of a PostgreSQL server, and brings its tables up to this version."""

import os
import sqlite3
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from leftopen import regular
from leftopen.extras import needed

_FORMS = "sqlite:///FILE or postgresql://USER@HOST/DATABASE"
_LOCK = 0x6C656674  # "left", by which programs of ours know each other's lock on a server
WAIT_MS = 10_000
"""How long a writer waits for another one, in milliseconds."""


class StoreError(Exception):
    """The database cannot be used. The text is one line: what is wrong, and what to do about it."""


class NoRoom(StoreError):
    """The disk is full, or fails: nothing is wrong with the place that was named on it."""


def engine(url: str, *, create: bool = True) -> Engine:
    """An engine for `sqlite:///FILE` or a bare file name, whose file exists (or is made, to `create` it) and only its
    owner can read; or for `postgresql://USER@HOST/DATABASE`, whose database exists.

    Raises:
        StoreError: another kind of URL, a place where no file can be made, no file where none is to be made, no driver.
    """
    try:
        place = make_url(url) if "://" in url else make_url("sqlite://").set(database=url)
    except ArgumentError:
        raise StoreError(f"the database URL cannot be read: write {_FORMS}") from None
    if place.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return _postgresql(place)
    if place.get_backend_name() != "sqlite" or place.get_driver_name() != "pysqlite":
        raise StoreError(f"{place.get_backend_name()} databases are not supported: write {_FORMS}")
    if not place.database or place.database.startswith((":memory:", "file:")):
        raise StoreError("the database URL names no plain file: write sqlite:///FILE")
    _touch(Path(place.database), create=create)
    made = create_engine(place, connect_args={"timeout": WAIT_MS / 1000})
    event.listen(made, "connect", _connected)
    event.listen(made, "begin", _begun)
    return made


def _postgresql(place: URL) -> Engine:
    """For a server of a team; each transaction that writes waits for the one before it, as on a file."""
    if find_spec("psycopg") is None:
        raise StoreError(f"PostgreSQL {needed('postgres')}")
    limits = f"-c lock_timeout={WAIT_MS} -c idle_in_transaction_session_timeout={6 * WAIT_MS}"
    options = {"connect_timeout": WAIT_MS // 1000, "options": limits}
    made = create_engine(place.set(drivername="postgresql+psycopg"), connect_args=options, poolclass=NullPool)
    event.listen(made, "begin", _begun_there)
    return made


def _begun_there(connection: Connection) -> None:
    if connection.get_execution_options().get("reads"):  # of one moment, as on a file
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    else:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


_MAGIC = b"SQLite format 3\0"
"""What a database begins with (https://www.sqlite.org/fileformat.html, 1.3). SQLite takes a shorter file for an empty
one, and writes over it."""


def _touch(file: Path, *, create: bool) -> None:
    if not create and not file.exists():
        raise StoreError(f"{file}: there is no such database. One is made by: leftopen audit SCOPE --db URL")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        opened = regular.opened(file, os.O_RDWR | os.O_CREAT)
        try:
            begin = os.pread(opened, len(_MAGIC), 0)
        finally:
            os.close(opened)
    except OSError as fault:
        if fault.errno in regular.FULL:
            raise NoRoom(f"{file}: {fault.strerror}: make room, or name another file") from None
        raise StoreError(f"{file}: {fault.strerror}: name a file in a folder that you may write to") from None
    if begin not in (b"", _MAGIC):
        raise StoreError(f"{file}: the file is no database: name another file")


def _connected(raw: sqlite3.Connection, _: Any) -> None:
    raw.isolation_level = None  # transactions begin in `_begun`, tables included, and not where the driver thinks best
    for pragma in (
        "journal_mode = WAL",
        "foreign_keys = ON",
        f"busy_timeout = {WAIT_MS}",
        "secure_delete = ON",  # what is deleted is overwritten, since it may describe people's data
        "trusted_schema = OFF",
    ):
        raw.execute(f"PRAGMA {pragma}")


def _begun(connection: Connection) -> None:
    # A writer takes the lock at once: one that asks for it after reading can only fail if another one wrote meanwhile.
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("reads") else "BEGIN IMMEDIATE")


def scrub(opened: Engine) -> None:
    """Writes the database anew without what was deleted, and empties its log: a file whole, of a server our tables.

    A server keeps its own log and copies of it as its owner has set it up. Raises StoreError where a reader is in the
    way: https://www.sqlite.org/pragma.html#pragma_wal_checkpoint.
    """
    if opened.dialect.name != "sqlite":
        with opened.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in inspect(connection).get_table_names():
                connection.exec_driver_sql(f'VACUUM (FULL, ANALYZE) "{table}"')
        return
    raw = opened.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("PRAGMA temp_store = MEMORY")  # no copy of it in another folder
        cursor.execute("VACUUM")
        busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        raw.close()
    if busy:
        raise StoreError("another program still reads the database, so that its log could not be emptied: do it again")


def upgrade(opened: Engine) -> None:
    """Runs the revisions that the file does not have yet, all or none.

    Raises:
        StoreError: the file holds other tables, or those of a later version.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    head = script.get_current_head()
    with opened.connect().execution_options(reads=True) as reader:
        if _revision(reader) == head:
            return
    with opened.begin() as connection:
        revision = _revision(connection)
        if revision and revision not in {each.revision for each in script.walk_revisions()}:
            raise StoreError("the database was written by a later leftopen: upgrade leftopen, or name another file")
        if not revision and inspect(connection).get_table_names():
            raise StoreError("the database holds tables of another program: name another file")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
