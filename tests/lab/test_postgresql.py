from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from leftopen.lab.postgresql import serve
from leftopen.lab.server import Content
from leftopen.probes.postgresql import SPEC, probe
from leftopen.wire.postgres import DENIED
from tests.lab.serving import asking, server
from tests.net.certificates import make, server_context

PEOPLE: list[dict[str, Any]] = [
    {"id": 1, "name": "王丹", "born": date(1990, 3, 7), "vip": True, "more": [1]},
    {"id": 2, "name": "Ana Ruiz", "born": date(1985, 1, 2), "photo": b"\x89\xff"},
    {"id": 3, "name": None, "born": date(1979, 11, 30), "score": 0.5},
]
for year, person in zip((2024, 2023, 2025), PEOPLE, strict=True):
    person["seen"] = datetime(year, 5, 1, tzinfo=UTC)
CONTENT: Content = {"crm": {"customers": PEOPLE, 'odd "name': [{"a b": 1}]}, "empty": {}}

serving, asked = server(serve, CONTENT), asking(probe)


def connect(port: int, database: str = "crm", **more: Any) -> psycopg.Connection:
    return psycopg.connect(host="127.0.0.1", port=port, user="postgres", dbname=database, autocommit=True, **more)


def test_the_probe_reads_it_and_says_only_what_it_declared() -> None:
    result, heard = serving(asked)
    assert (result["access"], result["product"], result["version"]) == ("open", "PostgreSQL", "15.6")
    customers, odd = result["stores"]
    assert (customers["name"], customers["records"], customers["sampled"]) == ("crm.customers", 3, 2)
    assert customers["declared"] == {
        "id": "bigint",
        "name": "text",
        "born": "date",
        "vip": "boolean",
        "more": "jsonb",
        "seen": "timestamp with time zone",
        "photo": "bytea",
        "score": "double precision",
    }
    assert customers["times"][1][2:] == [1_682_899_200.0, 1_746_057_600.0]
    assert (odd["name"], odd["records"], odd["keys"]) == ('crm.odd "name', 1, ["a b"])
    assert set(heard) <= SPEC.verbs
    assert not set(heard) & DENIED


def test_locked_and_empty() -> None:
    assert serving(asked, locked=True)[0]["access"] == "locked"
    assert serving(asked, {"crm": {"customers": []}})[0]["access"] == "empty"


def test_inside_tls(tmp_path: Path) -> None:
    result, heard = serving(asked, tls=server_context(make(tmp_path)))
    assert result["access"] == "open"
    assert heard.count("SSLRequest") == heard.count("StartupMessage") == 3


def test_the_official_client_reads_it() -> None:
    def act(port: int) -> list[Any]:
        with connect(port) as client:
            return [
                client.execute("SELECT version()").fetchone(),
                client.execute("SELECT * FROM customers").fetchall(),
                client.execute('SELECT name, vip FROM public."customers" LIMIT 1').fetchall(),
                client.execute('SELECT count(*) FROM "odd ""name"').fetchone(),
            ]

    result, _ = serving(act)
    assert result[0][0].startswith("PostgreSQL 15.6")
    columns = ("id", "name", "born", "vip", "more", "seen", "photo", "score")
    assert result[1] == [tuple(person.get(column) for column in columns) for person in PEOPLE]
    assert result[2:] == [[("王丹", True)], (1,)]


def test_the_official_client_is_refused() -> None:
    def act(port: int) -> list[str | None]:
        states = []
        with connect(port) as client:
            for statement in ("DELETE FROM customers", "SELECT * FROM nothing", "SELECT nothing FROM customers"):
                with pytest.raises(psycopg.Error) as refused:
                    client.execute(statement)
                states.append(refused.value.sqlstate)
        with pytest.raises(psycopg.OperationalError):
            connect(port, "nothing")
        return states

    assert serving(act)[0] == ["42601", "42P01", "42703"]

    def locked(port: int) -> None:
        with pytest.raises(psycopg.OperationalError, match="password"):
            connect(port)

    serving(locked, locked=True)
