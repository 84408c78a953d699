"""Datasette over one database: open, locked, with databases that are named and not shown, and without a row."""

import json
import re
import sqlite3
from pathlib import Path

from tests.live.frame import Expect, Place, Running, Server, run, venv
from tests.live.people import PEOPLE_LABELS
from tests.live.remedies import Shut, restarted

SOURCE = "Python package `datasette` 0.65.5"
NEEDS: tuple[str, ...] = ()

PORT = 8001


def get(home: Path) -> str | None:
    """Install it in an environment of its own."""
    return venv(home, "datasette", ["datasette==0.65.5"])


def _database(place: Place, *, filled: bool) -> Path:
    """`people` in `crm.db`."""
    path, columns = place.work / "crm.db", list(place.people[0])
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as database:
        database.execute(f"CREATE TABLE people ({', '.join(columns)})")
        rows = [tuple(str(person[column]) for column in columns) for person in place.people if filled]
        database.executemany(f"INSERT INTO people VALUES ({', '.join('?' * len(columns))})", rows)
    database.close()
    return path


def _start(place: Place, rules: object = None, *, filled: bool = True) -> Running:
    (place.work / "metadata.json").write_text(json.dumps(rules or {}), "ascii")
    program = place.home / "venv" / "datasette" / "bin" / "datasette"
    database, rules_file = _database(place, filled=filled), place.work / "metadata.json"
    where = "--host", place.address, "--port", str(PORT)
    return run(place, [program, "serve", database, "--metadata", rules_file, *where])


def _start_locked(place: Place) -> Running:
    return _start(place, {"allow": False})


def _start_limited(place: Place) -> Running:
    return _start(place, {"databases": {"crm": {"allow": False}}})


def _start_empty(place: Place) -> Running:
    return _start(place, filled=False)


_OPEN = Expect("open", "datasette", "Datasette", "0.65.", records=200, collection="crm.people", labels=PEOPLE_LABELS)
_NAMED = Expect("metadata", "datasette", "Datasette", "0.65.")
_LOCKED, _EMPTY = Expect("locked|unknown", "datasette", "Datasette"), Expect("empty", "datasette", "Datasette", "0.65.")

SERVERS: tuple[Server, ...] = (
    Server("datasette-open", "127.77.151.1", (PORT,), {PORT: _OPEN}, _start, memory=100),
    Server("datasette-locked", "127.77.151.2", (PORT,), {PORT: _LOCKED}, _start_locked, memory=100),
    Server("datasette-limited", "127.77.151.3", (PORT,), {PORT: _NAMED}, _start_limited, memory=100),
    Server("datasette-empty", "127.77.151.4", (PORT,), {PORT: _EMPTY}, _start_empty, memory=100),
)


def _for_root(place: Place, word: str) -> Running:
    """As JSON; the words are YAML."""
    return _start(place, json.loads(re.sub(r"(\w+)", r'"\1"', f"{{{word}}}")))


SHUT = (Shut("datasette-open", ("allow: {id: root}",), restarted(_for_root)),)
