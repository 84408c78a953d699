"""MariaDB of Debian: `root` without a password, empty, with one, with an anonymous user alone, in TLS alone,
with a password that has expired, and with rights that are not those of reading tables.
"""

import shutil
import subprocess
from dataclasses import replace
from functools import partial
from pathlib import Path

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, call, run
from tests.live.halves import Half
from tests.live.people import PEOPLE_LABELS
from tests.live.remedies import Shut

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
_SOME_COLUMNS = (
    f"DROP USER IF EXISTS {_OTHERS}; REVOKE ALL ON *.* FROM 'root'@'%'; "
    "GRANT SELECT (name, email) ON crm.customers TO 'root'@'%';"
)
_NOTHING = f"DROP USER IF EXISTS {_OTHERS}; REVOKE ALL ON *.* FROM 'root'@'%'; "
_PROCEDURE = (
    f"CREATE PROCEDURE crm.people() SELECT * FROM crm.customers; {_NOTHING}"
    "GRANT EXECUTE ON PROCEDURE crm.people TO 'root'@'%';"
)
_FILES = f"{_NOTHING} GRANT FILE ON *.* TO 'root'@'%';"
_EXPIRED = f"DROP USER IF EXISTS {_OTHERS}; ALTER USER 'root'@'%' PASSWORD EXPIRE;"
_LOCK_ROOTS = _LOCK + f" ALTER USER 'root'@'localhost' IDENTIFIED BY '{PASSWORD}';"


def _shrink(place: Place) -> None:
    _sql(place, _SHRUNK)


_SHRUNK = """GRANT ALL ON *.* TO 'root'@'%' IDENTIFIED BY ''; CREATE DATABASE shop;
CREATE TABLE shop.visitors (i INT PRIMARY KEY, page TEXT) STATS_AUTO_RECALC=0 STATS_PERSISTENT=1;
INSERT INTO shop.visitors SELECT seq, REPEAT(MD5(seq), 80) FROM shop.seq_1_to_9000; ANALYZE TABLE shop.visitors;
DELETE FROM shop.visitors WHERE i > 5; FLUSH TABLES;"""
"""A table of which nearly all is gone, and which its server, once it opens it anew, still takes to hold 9,000 rows."""

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
    Server(
        "mariadb-columns",
        "127.77.104.7",
        (PORT,),
        {PORT: replace(_OPEN, labels=frozenset({"contact.email", "person.name"}))},
        _start,
        partial(_seed, then=_SOME_COLUMNS),
        memory=120,
    ),
    Server(
        "mariadb-procedure",
        "127.77.104.8",
        (PORT,),
        {PORT: Expect("metadata", "mysql", "MariaDB", "10.11.")},
        _start,
        partial(_seed, then=_PROCEDURE),
        memory=120,
    ),
    Server(
        "mariadb-files",
        "127.77.104.9",
        (PORT,),
        {PORT: Expect("unknown", "mysql", "MariaDB", "10.11.")},
        _start,
        partial(_seed, then=_FILES),
        memory=120,
    ),
    Server(
        "mariadb-expired",
        "127.77.104.10",
        (PORT,),
        {PORT: Expect("unknown", "mysql", "MariaDB", "10.11.")},
        _start,
        partial(_seed, then=_EXPIRED),
        memory=120,
    ),
    Server(
        "mariadb-shrunk",
        "127.77.104.6",
        (PORT,),
        {PORT: Expect("open", "mysql", "MariaDB", "10.11.", records=5, collection="shop.visitors")},
        _start,
        _shrink,
        memory=120,
    ),
)


def _drop(place: Place, change: str, _: str) -> None:
    """`root` comes in through the socket alone."""
    _sql(place, f"{change}; DROP USER IF EXISTS 'root'@'%', {_OTHERS};")


def _drop_to_nameless(place: Place) -> None:
    _sql(place, _NAMELESS)


def _drop_nameless(place: Place, asked: str, dropped: str) -> None:
    """As the table names them."""
    for line in _sql(place, asked).splitlines():
        _sql(place, dropped.replace("HOST", line.split("\t")[1]))


SHUT = (
    Shut(
        "mariadb-open",
        ("ALTER USER 'root'@'localhost' IDENTIFIED VIA unix_socket", "drop it for other hosts"),
        _drop,
    ),
    Shut(
        "mariadb-nameless",
        ("SELECT user, host FROM mysql.user WHERE user = ''", "DROP USER ''@'HOST'"),
        _drop_nameless,
    ),
)

HALF = (Half("mariadb-open", (), _drop_to_nameless, state="open", does="a password for root alone"),)
