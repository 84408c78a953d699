"""InfluxDB 1 of Debian: open, empty, with logins switched on, and so without anybody who could log in."""

import base64
import time
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, run
from tests.live.people import PEOPLE_LABELS
from tests.live.remedies import Shut, Start

SOURCE = "Debian package `influxdb`"
NEEDS: tuple[str, ...] = ("influxdb",)

PORT = 8086
_TRIES = 100
_FIRST = 1_700_000_000_000_000_000
"""The time of the first point, in nanoseconds."""


def get(home: Path) -> str | None:
    """Nothing beside the Debian package."""
    return None


def _start(place: Place, *, login: bool = False) -> Running:
    folders = "".join(f'[{name}]\ndir="{place.work}/{name}"\n' for name in ("meta", "data"))
    wal = f'wal-dir="{place.work}/wal"\n'
    http = f'[http]\nbind-address="{place.address}:{PORT}"\nauth-enabled={str(login).lower()}\npprof-enabled=false\n'
    first = f'reporting-disabled=true\nbind-address="{place.address}:8088"\n'
    (place.work / "influxdb.conf").write_text(first + folders + wal + http, "ascii")
    return run(place, ["influxd", "-config", place.work / "influxdb.conf"])


def _start_locked(place: Place) -> Running:
    return _start(place, login=True)


def _post(place: Place, path: str, query: dict[str, str], body: bytes = b"", *, login: bool = False) -> bytes:
    asked = Request(f"http://{place.address}:{PORT}/{path}?{urlencode(query)}", body, method="POST")
    if login:
        asked.add_header("Authorization", "Basic " + base64.b64encode(f"app:{PASSWORD}".encode()).decode())
    with urlopen(asked, timeout=120) as answer:
        told: bytes = answer.read()
        return told


def _field(value: object) -> str:
    return '"' + str(value).replace("\\", "").replace('"', "") + '"'


def _seed(place: Place, *, login: bool = False) -> None:
    """One point a person in `crm.people`, a second apart."""
    for _ in range(_TRIES):  # it may answer before it keeps what it is told
        _post(place, "query", {"q": "CREATE DATABASE crm"}, login=login)
        if b'"crm"' in _post(place, "query", {"q": "SHOW DATABASES"}, login=login):
            break
        time.sleep(0.1)
    lines = [
        f"people,uid={i} {','.join(f'{key}={_field(value)}' for key, value in person.items())} {_FIRST + i * 10**9}"
        for i, person in enumerate(place.people)
    ]
    _post(place, "write", {"db": "crm"}, "\n".join(lines).encode(), login=login)


def _seed_locked(place: Place) -> None:
    _post(place, "query", {"q": f"CREATE USER app WITH PASSWORD '{PASSWORD}' WITH ALL PRIVILEGES"})
    _seed(place, login=True)


_OPEN = Expect("open", "influxdb", "InfluxDB", "1.6.", collection="crm.people", labels=PEOPLE_LABELS)
_LOCKED = Expect("locked", "influxdb", "InfluxDB", "1.6.")
_EMPTY = Expect("empty", "influxdb", "InfluxDB", "1.6.")

SERVERS: tuple[Server, ...] = (
    Server("influxdb-open", "127.77.107.1", (PORT,), {PORT: _OPEN}, _start, _seed),
    Server("influxdb-locked", "127.77.107.2", (PORT,), {PORT: _LOCKED}, _start_locked, _seed_locked),
    Server(
        "influxdb-unclaimed",
        "127.77.107.4",
        (PORT,),
        {PORT: Expect("unknown", "influxdb", "InfluxDB", "1.6.")},
        _start_locked,
    ),
    Server("influxdb-empty", "127.77.107.3", (PORT,), {PORT: _EMPTY}, _start),
)


def _log_in(place: Place, first: str, word: str) -> Start:
    """An administrator, then logins."""
    _post(place, "query", {"q": first.replace("…", PASSWORD)})
    file = place.work / "influxdb.conf"
    file.write_text(file.read_text("ascii").replace("auth-enabled=false", word), "ascii")
    return lambda: run(place, ["influxd", "-config", file])


_FIRST_USER = "CREATE USER admin WITH PASSWORD '…' WITH ALL PRIVILEGES"
SHUT = (Shut("influxdb-open", (_FIRST_USER, "auth-enabled = true"), _log_in),)
