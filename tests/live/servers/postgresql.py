"""PostgreSQL of Debian: trusting every address, asking for a password (SCRAM), and trusting but without tables."""

from pathlib import Path

import psycopg
from psycopg import sql

from tests.live.frame import PASSWORD, Expect, LabError, Place, Running, Server, call, own, run
from tests.live.people import PEOPLE_LABELS

SOURCE = "Debian package `postgresql`"
NEEDS: tuple[str, ...] = ("postgresql",)
_ACCOUNT = "postgres"
"""The server refuses to run as root."""


def get(home: Path) -> str | None:
    """Nothing beside the Debian package."""
    return None


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        raise LabError("PostgreSQL is not installed: python -m tests.live.lab get")
    return found[-1]


def _start(place: Place, method: str = "trust") -> Running:
    data, password = place.work / "data", place.work / "password"
    password.write_text(PASSWORD, "ascii")
    own(place, _ACCOUNT)
    call(place, [_programs() / "initdb", "-D", data, "-U", "postgres", f"--pwfile={password}", "-N"], user=_ACCOUNT)
    (data / "pg_hba.conf").write_text(f"host all all 127.0.0.0/8 {method}\n", "ascii")
    listens = ["-h", place.address, "-p", "5432", "-k", str(place.work)]
    settings = ["-c", "shared_buffers=16MB", "-c", "autovacuum=off"]  # which writes by itself
    return run(place, [_programs() / "postgres", "-D", data, *listens, *settings], user=_ACCOUNT)


def _start_locked(place: Place) -> Running:
    return _start(place, "scram-sha-256")


def _connect(place: Place, database: str) -> psycopg.Connection:
    return psycopg.connect(
        host=place.address, user="postgres", password=PASSWORD, dbname=database, autocommit=True, connect_timeout=5
    )


def _ready(place: Place) -> bool:
    """Whether it lets us in; it listens for a moment before it does."""
    try:
        _connect(place, "postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def _seed(place: Place) -> None:
    """The table `customers` in a database `crm`, with its statistics."""
    with _connect(place, "postgres") as connection:
        connection.execute("CREATE DATABASE crm")
    names = list(place.people[0])
    columns = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(name)) for name in names)
    with _connect(place, "crm") as connection:
        connection.execute(sql.SQL("CREATE TABLE customers (id serial PRIMARY KEY, {})").format(columns))
        copy = sql.SQL("COPY customers ({}) FROM STDIN").format(sql.SQL(", ").join(map(sql.Identifier, names)))
        with connection.cursor().copy(copy) as rows:
            for person in place.people:
                rows.write_row([person[name] for name in names])
        connection.execute("ANALYZE customers")


def _state(place: Place) -> dict[str, int]:
    """Rows written in each database since the server started; sessions report theirs when they end."""
    with _connect(place, "postgres") as connection:
        written = connection.execute(
            "SELECT datname, tup_inserted + tup_updated + tup_deleted FROM pg_stat_database WHERE datname IS NOT NULL"
        ).fetchall()
    return dict(written)


_OPEN = Expect("open", "postgresql", product="PostgreSQL", version="1", records=200, labels=PEOPLE_LABELS)
_LOCKED, _EMPTY = Expect("locked", "postgresql"), Expect("empty", "postgresql")

SERVERS: tuple[Server, ...] = (
    Server("postgresql-open", "127.77.3.1", (5432,), {5432: _OPEN}, _start, _seed, ready=_ready, state=_state),
    Server(
        "postgresql-locked", "127.77.3.2", (5432,), {5432: _LOCKED}, _start_locked, _seed, ready=_ready, state=_state
    ),
    Server("postgresql-empty", "127.77.3.3", (5432,), {5432: _EMPTY}, _start, ready=_ready, state=_state),
)
