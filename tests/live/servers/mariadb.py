"""MariaDB of Debian: `root` without a password, empty, with one, with an anonymous user alone, and in TLS alone."""

import shutil
import subprocess
from functools import partial
from pathlib import Path

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, call, run
from tests.live.people import PEOPLE_LABELS

SOURCE = "Debian package `mariadb-server`"
NEEDS: tuple[str, ...] = ("mariadb-server",)

PORT = 3306


def get(home: Path) -> str | None:
    """Make the files of a new server once; each state begins with a copy of them."""
    data = home / "mariadb" / "data"
    if not (data / "mysql").is_dir():
        made = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal"]
        data.parent.mkdir(parents=True, exist_ok=True)
        told = subprocess.run([*made, "--user=root"], capture_output=True, text=True, timeout=300)
        return None if told.returncode == 0 else f"mariadb-install-db failed: {told.stderr[-200:]}"
    return None


def _sql(place: Place, sql: str) -> str:
    socket = place.work / "socket"
    return call(place, ["mariadb", "--no-defaults", f"--socket={socket}", "-u", "root", "-N"], stdin=sql)


def _start(place: Place, *options: str) -> Running:
    data = place.work / "data"
    shutil.copytree(place.home / "mariadb" / "data", data)
    listens = [f"--bind-address={place.address}", f"--port={PORT}", f"--socket={place.work}/socket"]
    small = ["--innodb-buffer-pool-size=16M", "--performance-schema=OFF", "--skip-name-resolve", "--user=root"]
    files = [f"--datadir={data}", f"--pid-file={place.work}/pid"]
    return run(place, ["mariadbd", "--no-defaults", *files, *listens, *small, *options])


def _start_tls(place: Place) -> Running:
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=db.example"]
    call(place, [*made, "-keyout", place.work / "key.pem", "-out", place.work / "cert.pem"])
    files = [f"--ssl-cert={place.work}/cert.pem", f"--ssl-key={place.work}/key.pem"]
    return _start(place, *files, "--require-secure-transport=ON")


def _seed(place: Place, *, then: str = "") -> None:
    """One row a person in `crm.customers`; anybody from anywhere is `root`, until `then` says otherwise."""
    names = list(place.people[0])
    columns = ", ".join(f"`{name}` TEXT" for name in names)
    quoted = [
        "(" + ", ".join("'" + str(person[name]).replace("'", "''") + "'" for name in names) + ")"
        for person in place.people
    ]
    everyone = "GRANT ALL ON *.* TO 'root'@'%' IDENTIFIED BY '';"
    table = f"CREATE DATABASE crm; CREATE TABLE crm.customers ({columns}) CHARSET utf8mb4;"
    _sql(place, f"SET NAMES utf8mb4; {everyone} {table} INSERT INTO crm.customers VALUES {', '.join(quoted)}; {then}")


def _empty(place: Place) -> None:
    _sql(place, "GRANT ALL ON *.* TO 'root'@'%' IDENTIFIED BY ''; DROP DATABASE IF EXISTS test;")


_OTHERS = "''@'localhost', ''@'%', 'root'@'127.0.0.1', 'root'@'::1'"
_LOCK = f"DROP USER IF EXISTS {_OTHERS}; ALTER USER 'root'@'%' IDENTIFIED BY '{PASSWORD}';"
_NAMELESS = _LOCK + " CREATE USER ''@'%'; GRANT SELECT ON crm.* TO ''@'%';"
_OPEN = Expect("open", "mysql", "MariaDB", "10.11.", records=200, collection="crm.customers", labels=PEOPLE_LABELS)
_LOCKED = Expect("locked", "mysql", "MariaDB", "10.11.")
_TLS = Expect(
    "open", "mysql", "MariaDB", "10.11.", tls=True, records=200, collection="crm.customers", labels=PEOPLE_LABELS
)
_LOCK_ROOTS = _LOCK + f" ALTER USER 'root'@'localhost' IDENTIFIED BY '{PASSWORD}';"

SERVERS: tuple[Server, ...] = (
    Server("mariadb-open", "127.77.104.1", (PORT,), {PORT: _OPEN}, _start, _seed, memory=120),
    Server(
        "mariadb-locked", "127.77.104.2", (PORT,), {PORT: _LOCKED}, _start, partial(_seed, then=_LOCK_ROOTS), memory=120
    ),
    Server(
        "mariadb-empty",
        "127.77.104.3",
        (PORT,),
        {PORT: Expect("empty", "mysql", "MariaDB", "10.11.")},
        _start,
        _empty,
        memory=120,
    ),
    Server(
        "mariadb-nameless", "127.77.104.4", (PORT,), {PORT: _OPEN}, _start, partial(_seed, then=_NAMELESS), memory=120
    ),
    Server("mariadb-tls", "127.77.104.5", (PORT,), {PORT: _TLS}, _start_tls, _seed, memory=120),
)
