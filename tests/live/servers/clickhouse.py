"""ClickHouse of Debian: open, empty, and with a password for its default user."""

import json
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, run
from tests.live.people import PEOPLE_LABELS

SOURCE = "Debian package `clickhouse-server`"
NEEDS: tuple[str, ...] = ("clickhouse-server", "clickhouse-client")

PORT = 8123
_USERS = """<yandex><profiles><default><max_memory_usage>500000000</max_memory_usage></default></profiles>
<users><default><password>{password}</password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>
</default></users><quotas><default><interval><duration>3600</duration><queries>0</queries><errors>0</errors>
<result_rows>0</result_rows><read_rows>0</read_rows><execution_time>0</execution_time></interval></default></quotas>
</yandex>"""
_CONFIG = """<yandex><logger><level>warning</level><console>1</console></logger><listen_host>{address}</listen_host>
<http_port>8123</http_port><tcp_port>9000</tcp_port><path>{work}/data/</path><tmp_path>{work}/tmp/</tmp_path>
<user_files_path>{work}/files/</user_files_path><users_config>{work}/users.xml</users_config>
<default_profile>default</default_profile><default_database>default</default_database>
<mark_cache_size>5368709</mark_cache_size></yandex>"""


def get(home: Path) -> str | None:
    """Nothing beside the Debian packages."""
    return None


def _start(place: Place, password: str = "") -> Running:
    (place.work / "users.xml").write_text(_USERS.format(password=password), "ascii")
    (place.work / "config.xml").write_text(_CONFIG.format(address=place.address, work=place.work), "ascii")
    return run(place, ["clickhouse-server", f"--config-file={place.work}/config.xml"])


def _start_locked(place: Place) -> Running:
    return _start(place, PASSWORD)


def _query(place: Place, statement: str, data: bytes = b"") -> bytes:
    with urlopen(f"http://{place.address}:{PORT}/?{urlencode({'query': statement})}", data, timeout=20) as answer:
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

SERVERS: tuple[Server, ...] = (
    Server("clickhouse-open", "127.77.116.1", (PORT, 9000), {PORT: _OPEN}, _start, _seed, memory=150, state=_state),
    Server("clickhouse-locked", "127.77.116.2", (PORT, 9000), {PORT: _LOCKED}, _start_locked, memory=150),
    Server("clickhouse-empty", "127.77.116.3", (PORT, 9000), {PORT: _EMPTY}, _start, memory=150, state=_state),
)
