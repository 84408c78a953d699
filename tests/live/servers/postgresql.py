"""PostgreSQL and PgBouncer of Debian: trusting all, or one role, one database, those without TLS; with their data in
tables, views, foreign tables, large objects, bytes of no encoding, behind empty tables, behind wrong estimates, or
limited by grants and rules.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import psycopg
from psycopg import sql

from tests.live.frame import PASSWORD, Expect, LabError, Place, Running, Server, call, own, run
from tests.live.people import OBJECT_FIELDS, PEOPLE_LABELS
from tests.live.remedies import Shut, Start

SOURCE = "Debian packages `postgresql` and `pgbouncer`"
NEEDS: tuple[str, ...] = ("postgresql", "pgbouncer", "openssl")
_ACCOUNT = "postgres"
"""The server refuses to run as root."""


def get(home: Path) -> str | None:
    """Nothing beside the Debian packages."""
    return None


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        raise LabError("PostgreSQL is not installed: python -m tests.live.lab get")
    return found[-1]


TRUST, ASK = "host all all 127.0.0.0/8 trust\n", "host all all 127.0.0.0/8 scram-sha-256\n"
_OWNER = "owner"
"""The first role of a server whose role `postgres` is not that one."""


def prepare(
    place: Place, rules: str, first: str = _ACCOUNT, *, programs: Path | None = None, account: str = _ACCOUNT
) -> list[str | Path]:
    """Makes a server and gives the command that starts it as `account`; through its socket everybody is let in."""
    programs = programs or _programs()
    data, password = place.work / "data", place.work / "password"
    password.write_text(PASSWORD, "ascii")
    own(place, account)
    call(place, [programs / "initdb", "-D", data, "-U", first, f"--pwfile={password}", "-N", "-E", "UTF8",
                 "--locale=C"], user=account)  # fmt: skip
    (data / "pg_hba.conf").write_text(f"local all all trust\n{rules}", "ascii")
    return _command(place, programs)


def _command(place: Place, programs: Path | None = None) -> list[str | Path]:
    listens = ["-h", place.address, "-p", "5432", "-k", str(place.work)]
    settings = ["-c", "shared_buffers=16MB", "-c", "autovacuum=off"]  # which writes by itself
    return [(programs or _programs()) / "postgres", "-D", place.work / "data", *listens, *settings]


def _start(place: Place, rules: str = TRUST, first: str = _ACCOUNT) -> Running:
    return run(place, prepare(place, rules, first), user=_ACCOUNT)


def _start_plain(place: Place) -> Running:
    """TLS is offered, and asks for a password; who does without is let in."""
    command = prepare(place, "hostnossl all all 127.0.0.0/8 trust\nhostssl all all 127.0.0.0/8 scram-sha-256\n")
    key, certificate = place.work / "key.pem", place.work / "certificate.pem"
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=db.example.org"]
    call(place, [*new, "-keyout", key, "-out", certificate], user=_ACCOUNT)
    tls = ["-c", "ssl=on", "-c", f"ssl_cert_file={certificate}", "-c", f"ssl_key_file={key}"]
    return run(place, [*command, *tls], user=_ACCOUNT)


def _start_pooler(place: Place) -> Running:
    """PgBouncer with `auth_type=any`, which leads to the one database `shop`, and the server behind it."""
    command = " ".join(f"'{part}'" for part in prepare(place, ""))
    (place.work / "pooler.ini").write_text(
        f"[databases]\nshop = host={place.work} dbname=crm user=postgres\n"
        f"[pgbouncer]\nlisten_addr={place.address}\nlisten_port=6432\nauth_type=any\nunix_socket_dir=\n",
        "ascii",
    )
    script = f"{command} & until [ -S '{place.work}/.s.PGSQL.5432' ]; do sleep 0.1; done; exec pgbouncer pooler.ini"
    return run(place, ["/bin/sh", "-c", script], user=_ACCOUNT)


def _connect(place: Place, database: str, user: str = _ACCOUNT) -> psycopg.Connection:
    return psycopg.connect(host=str(place.work), user=user, dbname=database, autocommit=True, connect_timeout=60)


def ready(place: Place, user: str = _ACCOUNT) -> bool:
    """Whether it lets us in; it listens for a moment before it does."""
    try:
        _connect(place, "postgres", user).close()
    except psycopg.OperationalError:
        return False
    return True


def seed(place: Place, database: str = "crm") -> None:
    """The table `customers` in a database, with its statistics."""
    with _connect(place, "postgres") as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
    with _connect(place, database) as connection:
        _table(connection, place)


def _table(connection: psycopg.Connection, place: Place) -> None:
    names = list(place.people[0])
    columns = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(name)) for name in names)
    connection.execute(sql.SQL("CREATE TABLE customers (id serial PRIMARY KEY, {})").format(columns))
    copy = sql.SQL("COPY customers ({}) FROM STDIN").format(sql.SQL(", ").join(map(sql.Identifier, names)))
    with connection.cursor().copy(copy) as rows:
        for person in place.people:
            rows.write_row([person[name] for name in names])
    connection.execute("ANALYZE customers")


def _run(database: str, *statements: str, user: str = _ACCOUNT) -> Callable[[Place], None]:
    """What seeds a server by these statements."""

    def fill(place: Place) -> None:
        with _connect(place, database, user) as connection:
            for statement in statements:
                connection.execute(statement)

    return fill


def _seed_role(place: Place) -> None:
    _run("postgres", "CREATE ROLE app LOGIN", "GRANT pg_read_all_data TO app")(place)
    seed(place)


def _seed_restored(place: Place) -> None:
    """Seven databases, one of which has people, behind empty tables that nobody has analysed."""
    _run("postgres", *(f"CREATE DATABASE a{number}" for number in range(6)))(place)
    seed(place, "zz")
    _run("zz", *(f"CREATE TABLE a{number} (n int)" for number in range(25)))(place)


def _seed_bytes(place: Place) -> None:
    """A database without an encoding, which holds text of an old Windows."""
    _run("postgres", "CREATE DATABASE old TEMPLATE template0 ENCODING 'SQL_ASCII'")(place)
    with _connect(place, "old") as connection:
        connection.execute("CREATE TABLE customers (name bytea, email text)")
        rows = [(f"Синицын {number}".encode("cp1251"), f"igor{number}@example.org") for number in range(30)]
        connection.cursor().executemany("INSERT INTO customers VALUES (%s, %s)", rows)
        connection.execute("SET client_encoding = SQL_ASCII")
        connection.execute("SET bytea_output = escape")
        connection.execute("ALTER TABLE customers ALTER name TYPE text USING convert_from(name, 'SQL_ASCII')")


_FOREIGN = (
    "CREATE EXTENSION postgres_fdw",
    "CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '192.0.2.1')",
    "CREATE FOREIGN TABLE customers (id int, email text) SERVER far",
    "CREATE VIEW addresses AS SELECT email FROM customers",
)
_LIMITED = (
    "CREATE ROLE postgres LOGIN",
    "CREATE DATABASE shut",
    "REVOKE CONNECT ON DATABASE shut FROM public",
    "CREATE TABLE salaries AS SELECT 'ana.ruiz@example.org' AS email, 90000 AS salary",
    "CREATE TABLE staff AS SELECT 'Ana Ruiz' AS name, 'ana.ruiz@example.org' AS email, 90000 AS salary",
    "GRANT SELECT (name, email) ON staff TO postgres",
    "CREATE TABLE notes AS SELECT 'seen' AS note",
    "ALTER TABLE notes ENABLE ROW LEVEL SECURITY",
    "GRANT SELECT ON notes TO postgres",
    "ANALYZE",
)
_PARTS = (
    "CREATE ROLE postgres LOGIN",
    "CREATE TABLE people (name text, email text) PARTITION BY LIST (name)",
    "CREATE TABLE people_others PARTITION OF people DEFAULT",
    "INSERT INTO people SELECT 'Ana Ruiz', 'ana.ruiz' || n || '@example.org' FROM generate_series(1, 30) AS n",
    "GRANT SELECT ON people_others TO postgres",
)
_VIEW = "CREATE VIEW customers AS SELECT * FROM (VALUES ('Ana Ruiz', 'ana.ruiz@example.org')) AS t (name, email)"


def state(place: Place) -> dict[str, int]:
    """Rows written in each database since the server started; sessions report theirs when they end."""
    with _connect(place, "postgres") as connection:
        written = connection.execute(
            "SELECT datname, tup_inserted + tup_updated + tup_deleted FROM pg_stat_database WHERE datname IS NOT NULL"
        ).fetchall()
    return dict(written)


_OPEN = Expect("open", "postgresql", product="PostgreSQL", version="15", records=200, labels=PEOPLE_LABELS)
_SOME = Expect("open", "postgresql", product="PostgreSQL", version="15")
_LOCKED, _EMPTY = Expect("locked", "postgresql"), Expect("empty", "postgresql")
_SHRUNK = (
    "CREATE TABLE visitors AS SELECT i, repeat(md5(i::text), 60) AS page FROM generate_series(1, 9000) AS i",
    "ANALYZE visitors",
    "DELETE FROM visitors WHERE i > 5",
)
"""A table of which nearly all is gone, and which its server still takes to hold 9,000 rows in 18 MB."""
_OWNED = partial(_start, first=_OWNER)

SERVERS: tuple[Server, ...] = (
    Server("postgresql-open", "127.77.3.1", (5432,), {5432: _OPEN}, _start, seed, ready=ready, state=state),
    Server(
        "postgresql-locked",
        "127.77.3.2",
        (5432,),
        {5432: _LOCKED},
        lambda place: _start(place, ASK),
        seed,
        ready=ready,
        state=state,
    ),
    Server("postgresql-empty", "127.77.3.3", (5432,), {5432: _EMPTY}, _start, ready=ready, state=state),
    Server(
        "postgresql-database",
        "127.77.3.4",
        (5432,),
        {5432: _OPEN},
        lambda place: _start(place, f"host app all 127.0.0.0/8 trust\n{ASK}"),
        partial(seed, database="app"),
        ready=ready,
        state=state,
    ),
    Server(
        "postgresql-role",
        "127.77.3.5",
        (5432,),
        {5432: _OPEN},
        lambda place: _start(place, f"host all app 127.0.0.0/8 trust\n{ASK}"),
        _seed_role,
        ready=ready,
        state=state,
    ),
    Server("postgresql-plain", "127.77.3.6", (5432,), {5432: _OPEN}, _start_plain, seed, ready=ready, state=state),
    Server(
        "postgresql-pooler",
        "127.77.3.7",
        (6432,),
        {6432: replace(_OPEN, product="PgBouncer", version="1.18")},
        _start_pooler,
        seed,
        ready=ready,
        state=state,
    ),
    Server("postgresql-view", "127.77.3.8", (5432,), {5432: _SOME}, _start, _run("postgres", _VIEW), ready=ready),
    Server(
        "postgresql-copied",
        "127.77.3.15",
        (5432,),
        {5432: replace(_SOME, access="metadata")},
        lambda place: _start(place, f"host replication all 127.0.0.0/8 trust\n{ASK}"),
        seed,
        ready=ready,
    ),
    Server(
        "postgresql-parts",
        "127.77.3.16",
        (5432,),
        {5432: replace(_SOME, labels=frozenset({"contact.email"}))},
        _OWNED,
        _run("postgres", *_PARTS, user=_OWNER),
        ready=partial(ready, user=_OWNER),
    ),
    Server(
        "postgresql-foreign",
        "127.77.3.9",
        (5432,),
        {5432: replace(_SOME, access="metadata")},
        _start,
        _run("postgres", *_FOREIGN),
        ready=ready,
    ),
    Server(
        "postgresql-objects",
        "127.77.3.10",
        (5432,),
        {5432: replace(_SOME, records=1, labels=OBJECT_FIELDS["data"])},
        _start,
        _run("postgres", "SELECT lo_from_bytea(0, 'Ana Ruiz, ana.ruiz@example.org')"),
        ready=ready,
    ),
    Server(
        "postgresql-bytes",
        "127.77.3.11",
        (5432,),
        {5432: replace(_SOME, records=30, labels=frozenset({"contact.email"}))},
        _start,
        _seed_bytes,
        ready=ready,
    ),
    Server(
        "postgresql-restored", "127.77.3.12", (5432,), {5432: _OPEN}, _start, _seed_restored, ready=ready, state=state
    ),
    Server(
        "postgresql-limited",
        "127.77.3.13",
        (5432,),
        {5432: replace(_SOME, collection="postgres.staff", records=1)},
        _OWNED,
        _run("postgres", *_LIMITED, user=_OWNER),
        ready=partial(ready, user=_OWNER),
    ),
    Server(
        "postgresql-shrunk",
        "127.77.3.14",
        (5432,),
        {5432: replace(_SOME, collection="postgres.visitors", records=5)},
        _start,
        _run("postgres", *_SHRUNK),
        ready=ready,
    ),
)


def let_in(place: Place, old: str, new: str, reload: str, *, user: str = _ACCOUNT) -> None:
    """Every line of `host` asks for a password, once it is reloaded."""
    rules = place.work / "data" / "pg_hba.conf"
    lines = rules.read_text("ascii").splitlines()
    rules.write_text("".join(f"{line.replace(old, new) if line[:4] == 'host' else line}\n" for line in lines), "ascii")
    _run("postgres", f"ALTER ROLE {user} PASSWORD '{PASSWORD}'", reload, user=user)(place)


def _shut_pooler(place: Place, *words: str) -> Start:
    """Those who log in are in a file, and no database lends them the rights of another role."""
    kind, users, lent = words
    file = place.work / "pooler.ini"
    told = file.read_text("ascii").replace(f" {lent}postgres", "").replace("auth_type=any", f"auth_type={kind}")
    (place.work / "logins").write_text(f'"app" "{PASSWORD}"\n', "ascii")
    file.write_text(f"{told}{users}={place.work}/logins\n", "ascii")
    database = " ".join(f"'{part}'" for part in _command(place))
    script = f"{database} & until [ -S '{place.work}/.s.PGSQL.5432' ]; do sleep 0.1; done; exec pgbouncer pooler.ini"
    return lambda: run(place, ["/bin/sh", "-c", script], user=_ACCOUNT)


RULES = ("trust", "scram-sha-256", "SELECT pg_reload_conf()")
"""What a remedy says of rules that trust."""
SHUT = (
    Shut("postgresql-open", RULES, let_in),
    Shut("postgresql-plain", RULES, let_in),
    Shut("postgresql-pooler", ("scram-sha-256", "auth_file", "user="), _shut_pooler),
)
