"""ClickHouse of Debian, over HTTP and over its native protocol, also at odd ports: open, empty, with a password for its
default user, with one that may read alone and change no setting, and with one that is shown no database."""

import hashlib
import json
import time
from functools import partial
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, run
from tests.live.people import PEOPLE_LABELS
from tests.live.remedies import Shut, Start

SOURCE = "Debian package `clickhouse-server`"
NEEDS: tuple[str, ...] = ("clickhouse-server", "clickhouse-client")

PORT, NATIVE = 8123, 9000
_USERS = """<yandex><profiles><default><max_memory_usage>500000000</max_memory_usage><readonly>{readonly}</readonly>
</default></profiles>
<users><default><password>{password}</password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>{limit}
</default></users><quotas><default><interval><duration>3600</duration><queries>0</queries><errors>0</errors>
<result_rows>0</result_rows><read_rows>0</read_rows><execution_time>0</execution_time></interval></default></quotas>
</yandex>"""
_CONFIG = """<yandex><logger><level>warning</level><console>1</console></logger><listen_host>{address}</listen_host>
<http_port>8123</http_port><tcp_port>{native}</tcp_port><path>{work}/data/</path><tmp_path>{work}/tmp/</tmp_path>
<user_files_path>{work}/files/</user_files_path><users_config>{work}/users.xml</users_config>
<default_profile>default</default_profile><default_database>default</default_database>
<mark_cache_size>5368709</mark_cache_size></yandex>"""


def get(home: Path) -> str | None:
    """Nothing beside the Debian packages."""
    return None


_NO_DATABASE = "<allow_databases><database>nothing</database></allow_databases>"


def _start(
    place: Place, password: str = "", native: int = NATIVE, *, readonly: bool = False, limit: str = ""
) -> Running:
    """`readonly`: before it starts for good it is filled, since nobody may write then; so it is with a `limit`."""
    config, users = place.work / "config.xml", place.work / "users.xml"
    config.write_text(_CONFIG.format(address=place.address, work=place.work, native=native), "ascii")
    if readonly or limit:
        users.write_text(_USERS.format(password="", readonly=0, limit=""), "ascii")
        before = run(place, ["clickhouse-server", f"--config-file={config}"])
        try:
            _filled(place)
        finally:
            before.stop()
    users.write_text(_USERS.format(password=password, readonly=int(readonly), limit=limit), "ascii")
    return run(place, ["clickhouse-server", f"--config-file={config}"])


def _filled(place: Place) -> None:
    for _ in range(200):
        try:
            _query(place, "SELECT 1")
        except OSError:
            time.sleep(0.1)
        else:
            break
    _seed(place)


def _query(place: Place, statement: str, data: bytes = b"") -> bytes:
    with urlopen(f"http://{place.address}:{PORT}/?{urlencode({'query': statement})}", data, timeout=120) as answer:
        found: bytes = answer.read()
        return found


def _seed(place: Place) -> None:
    """One row a person in `crm.customers`."""
    columns = ",".join(f"`{name}` String" for name in place.people[0])
    _query(place, "CREATE DATABASE crm")
    _query(place, f"CREATE TABLE crm.customers ({columns}) ENGINE = MergeTree ORDER BY tuple()")
    rows = [json.dumps({key: str(value) for key, value in person.items()}) for person in place.people]
    _query(place, "INSERT INTO crm.customers FORMAT JSONEachRow", "\n".join(rows).encode())


def _state(place: Place) -> dict[str, int]:
    return {"rows": int(_query(place, "SELECT sum(rows) FROM system.parts WHERE active"))}


_OPEN = Expect("open", "clickhouse", "ClickHouse", "18.", records=200, collection="crm.customers", labels=PEOPLE_LABELS)
_LOCKED = Expect("locked", "clickhouse", "ClickHouse")
_EMPTY = Expect("empty", "clickhouse", "ClickHouse", "18.")

_server = partial(Server, ports=(PORT, NATIVE), memory=150)

SERVERS: tuple[Server, ...] = (
    _server(
        "clickhouse-open", "127.77.116.1", expect={PORT: _OPEN, NATIVE: _OPEN}, start=_start, seed=_seed, state=_state
    ),
    _server(
        "clickhouse-locked",
        "127.77.116.2",
        expect={PORT: _LOCKED, NATIVE: _LOCKED},
        start=partial(_start, password=PASSWORD),
    ),
    _server("clickhouse-empty", "127.77.116.3", expect={PORT: _EMPTY, NATIVE: _EMPTY}, start=_start, state=_state),
    _server(
        "clickhouse-readonly",
        "127.77.116.4",
        expect={PORT: _OPEN, NATIVE: _OPEN},
        start=partial(_start, readonly=True),
        state=_state,
    ),
    _server(
        "clickhouse-hidden",
        "127.77.116.6",
        expect=dict.fromkeys((PORT, NATIVE), Expect("unknown", "clickhouse", "ClickHouse", "18.")),
        start=partial(_start, limit=_NO_DATABASE),
    ),
    _server(
        "clickhouse-odd",
        "127.77.116.5",
        ports=(PORT, 7001),
        expect={PORT: _OPEN, 7001: _OPEN},
        start=partial(_start, native=7001),
        seed=_seed,
    ),
)


def _ask_for_password(place: Place, word: str) -> Start:
    users = place.work / "users.xml"
    asked = f"<{word}>{hashlib.sha256(PASSWORD.encode()).hexdigest()}</{word}>"
    users.write_text(users.read_text("ascii").replace("<password></password>", asked), "ascii")
    return lambda: run(place, ["clickhouse-server", f"--config-file={place.work}/config.xml"])


SHUT = (Shut("clickhouse-open", ("password_sha256_hex",), _ask_for_password),)
