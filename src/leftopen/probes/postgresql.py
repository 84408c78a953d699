"""PostgreSQL and others that speak its protocol. Open when the role `postgres` reads tables without a password.

Sources: https://www.postgresql.org/docs/current/protocol-flow.html , .../errcodes-appendix.html , .../catalogs.html .
`AuthenticationOk` alone is no proof: a rule may trust a role that does not exist. The session is read-only by its own
start-up options. The control is a table with a random name, which must not exist (42P01).
"""

import math
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from leftopen.model import Access
from leftopen.probes import Spec
from leftopen.raw import Finding, Raw, RawCollection, Times
from leftopen.survey.families import readable
from leftopen.wire.postgres import Answer, ask, query, read_answer, ssl_request, startup, terminate
from leftopen.wire.talk import (
    Broken,
    Closed,
    Fault,
    Foreign,
    Late,
    Message,
    SampleLimits,
    Spent,
    Talk,
    exact,
    redial,
    send,
    start_tls,
)

SPEC = Spec(
    protocols=("postgresql",),
    ports=(5432, 5433, 6432),
    over="raw",
    verbs=frozenset({"SSLRequest", "StartupMessage", "SELECT", "Terminate"}),
    likely=60,
)

USER = "postgres"
_LARGE = 1 << 20
"""Bytes of the largest answer that is read."""
_TEXT, _VECTOR = 4096, 16_384
"""Characters that are read of one value, and of one that is a list of numbers."""
_VECTORS = 8
_COUNTED, _SPANNED = 16 << 20, 64 << 20
"""Bytes of the largest table whose rows are counted, and whose dates are compared; others would burden the server."""
_DATABASES, _COLUMNS, _DATES = 5, 100, 2
_DEMANDS = {2: "Kerberos", 3: "a password", 5: "a password (MD5)", 7: "GSSAPI", 9: "SSPI", 10: "a password (SCRAM)"}

_VERSION = "SELECT version()"
_IDENTITY = "SELECT system_identifier FROM pg_control_system()"
_CONTROL = "SELECT 1 FROM {} LIMIT 1"
_NAMES = "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY datname LIMIT 100"
_TABLES = """SELECT c.oid, n.nspname, c.relname, c.reltuples, pg_stat_get_live_tuples(c.oid),
 pg_total_relation_size(c.oid), has_table_privilege(c.oid, 'SELECT')
 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname <> 'information_schema' AND left(n.nspname, 3) <> 'pg_'{}
 ORDER BY c.reltuples DESC, n.nspname, c.relname LIMIT 500"""
_PARTITIONS = " AND NOT c.relispartition"
_FIELDS = """SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
 WHERE attrelid = {} AND attnum > 0 AND NOT attisdropped ORDER BY attnum LIMIT 100"""


class _Table(NamedTuple):
    oid: int
    schema: str
    name: str
    tuples: int | None
    live: int | None
    size: int | None
    readable: bool


@dataclass
class _Seen:
    """What the talk has shown so far: a verdict can be given at any moment."""

    session: Answer
    banner: str = ""
    identity: str = ""
    control: str = ""
    careful: bool = True
    databases: list[str] = field(default_factory=list)
    tables: int = 0
    refused: int = 0
    rows: int = 0
    finished: bool = False
    complete: bool = False
    stores: list[RawCollection] = field(default_factory=list)


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks for a session of the role that every PostgreSQL begins with, and what it may read."""
    session = yield from _session("postgres", True, Foreign)
    seen = _Seen(session)
    with suppress(Broken, Closed, Late, Spent):  # what has been shown until then is judged
        database = yield from _again(seen)
        if seen.session.ready:
            yield from _look(seen, database, limits)
    return _verdict(seen)


# --- asking -----------------------------------------------------------------------------------------------------------


def _session(database: str, careful: bool, fault: type[Fault] = Broken) -> Talk[Answer]:
    """Opens a session in this connection, in TLS where the server has it."""
    yield from send(ssl_request())
    offer = yield from exact(1)
    if offer == b"S":
        yield from start_tls()
    elif offer != b"N":
        raise fault("no answer of PostgreSQL to SSLRequest")
    yield from send(startup(USER, database, careful=careful))
    return (yield from read_answer(_LARGE, first=fault is Foreign))


def _again(seen: _Seen) -> Talk[str]:
    """Once more without options where a pooler knows none, and with `template1` where `postgres` is not there."""
    refused = seen.session.refused
    if refused and refused.state in ("08P01", "0A000") and "parameter" in refused.text:
        seen.careful = False
        yield from redial()
        seen.session = yield from _session("postgres", False)
    refused = seen.session.refused
    if refused and refused.state == "3D000":
        yield from redial()
        seen.session = yield from _session("template1", seen.careful)
        return "template1"
    return "postgres"


def _look(seen: _Seen, here: str, limits: SampleLimits) -> Talk[None]:
    """Fills `seen`: who answers, the control, databases, and the tables of each."""
    seen.banner = _first((yield from ask(query(_VERSION), _LARGE)))
    control = yield from ask(query(_CONTROL, f"leftopen_{secrets.token_hex(8)}"), _LARGE)
    seen.control = control.refused.state if control.refused else "accepted"
    if seen.control != "42P01":
        return
    seen.identity = _first((yield from ask(query(_IDENTITY), _LARGE)))
    listed = yield from ask(query(_NAMES), _LARGE)
    seen.databases = [row[0] for row in listed.rows if row and row[0]]
    others = [name for name in seen.databases if name != here]
    whole = bool(seen.databases) and len(others) < _DATABASES
    room = limits.sample_bytes
    for number, database in enumerate([here, *others[: _DATABASES - 1]]):
        if number:
            with suppress(Closed):
                yield from send(terminate())
            yield from redial()
            if not (yield from _session(database, seen.careful)).ready:
                whole = False
                continue
        answered, room = yield from _database(seen, database, limits, room)
        whole = whole and answered
    seen.complete = whole and seen.tables == len(seen.stores)
    seen.finished = True


def _database(seen: _Seen, database: str, limits: SampleLimits, room: int) -> Talk[tuple[bool, int]]:
    """The tables of the database of this session; whether they were listed, and the room left for bytes."""
    modern = _major(seen.session.parameters) >= 10
    listed = yield from ask(query(_TABLES.format(_PARTITIONS if modern else "")), _LARGE)
    for table in _tables(listed):
        seen.tables += 1
        if len(seen.stores) < limits.collections:
            short = table.name if table.schema == "public" else f"{table.schema}.{table.name}"
            store = RawCollection(f"{database}.{short}", records=_estimate(table), bytes=table.size)
            seen.stores.append(store)
            if not table.readable:
                seen.refused += 1
            elif room > 0:
                room -= yield from _table(seen, store, table, limits.records, room)
    return listed.refused is None, room


def _table(seen: _Seen, store: RawCollection, table: _Table, records: int, room: int) -> Talk[int]:
    """Counts a small table, reads its columns, its dates and a few rows; returns the bytes of these."""
    if table.size is not None and table.size <= _COUNTED:
        count = _first((yield from ask(query("SELECT count(*) FROM {}.{}", table.schema, table.name), _LARGE)))
        store.records = int(count) if re.fullmatch(r"\d{1,18}", count) else store.records
    fields = yield from ask(query(_FIELDS.format(table.oid)), _LARGE)
    kinds = {row[0]: row[1] for row in fields.rows if len(row) == 2 and row[0] and row[1]}
    store.declared = dict(list(kinds.items())[:_COLUMNS])
    if not store.declared:
        return 0
    if table.size is not None and table.size <= _SPANNED and store.records:
        yield from _dates(store, table)
    number = _number(store, records, room)
    found = yield from ask(_sample(store.declared, table, number), _LARGE)
    if found.refused:
        seen.refused += found.refused.state == "42501"
        return 0
    for row in found.rows[:number]:
        values = zip(store.declared, store.declared.values(), row, strict=False)
        store.raws.append(Raw({name: _value(kind, text) for name, kind, text in values}))
    seen.rows += len(store.raws)
    return found.size


def _dates(store: RawCollection, table: _Table) -> Talk[None]:
    names = [name for name, kind in store.declared.items() if kind == "date" or kind.startswith("timestamp")]
    for name in names[:_DATES]:
        span = "SELECT extract(epoch FROM min({})), extract(epoch FROM max({})) FROM {}.{}"
        found = yield from ask(query(span, name, name, table.schema, table.name), _LARGE)
        if found.rows and len(found.rows[0]) == 2:
            first, last = map(_seconds, found.rows[0])
            store.times.append(Times("first and last date", first, last, name))


def _number(store: RawCollection, records: int, room: int) -> int:
    """Rows to read: as many as there is room for, few where a column holds lists of numbers."""
    if store.bytes and store.records and store.bytes > room:
        records = min(records, room * store.records // store.bytes)
    return max(1, min(records, _VECTORS) if any(map(_is_vector, store.declared.values())) else records)


def _sample(kinds: Mapping[str, str], table: _Table, number: int) -> Message:
    """The query for a few rows, each value cut by the server so that the answer fits."""
    most = max(64, min(_TEXT, _LARGE // (4 * number * len(kinds))))
    values = (f"left({{}}::text, {_VECTOR if _is_vector(kind) else most})" for kind in kinds.values())
    template = f"SELECT {', '.join(values)} FROM {{}}.{{}} LIMIT {number}"  # noqa: S608 - names are quoted by query
    return query(template, *kinds, table.schema, table.name)


# --- reading what came ------------------------------------------------------------------------------------------------


def _first(found: Answer) -> str:
    return (found.rows[0][0] or "") if found.rows and found.rows[0] else ""


def _tables(listed: Answer) -> Iterator[_Table]:
    for row in listed.rows:
        match row:
            case [str() as oid, str() as schema, str() as name, tuples, live, size, may]:
                if re.fullmatch(r"\d{1,10}", oid):
                    yield _Table(int(oid), schema, name, _whole(tuples), _whole(live), _whole(size), may == "t")


def _whole(text: str | None) -> int | None:
    """A count; None for NULL and for -1, which stands for unknown."""
    value = _seconds(text)
    return None if value is None or not 0 <= value < 2**63 else int(value)


def _seconds(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _estimate(table: _Table) -> int | None:
    """The server's estimates are 0 or -1 before the table was first analysed."""
    return table.tuples or table.live or None


def _major(parameters: Mapping[str, str]) -> int:
    found = re.match(r"\d{1,3}", parameters.get("server_version", ""))
    return int(found[0]) if found else 0


def _is_vector(kind: str) -> bool:
    return re.match(r"(?:half)?vector\b|(?:real|double precision|numeric.*)\[\]", kind) is not None


def _value(kind: str, text: str | None) -> Any:
    """A value as the leaf it stands for; what does not fit its type stays text."""
    if text is None:
        return None
    with suppress(ValueError):
        if kind == "boolean":
            return text == "t"
        if kind in ("smallint", "integer", "bigint"):
            return int(text)
        if kind in ("real", "double precision"):
            return float(text)
        if kind == "bytea" and text.startswith("\\x"):
            return bytes.fromhex(text[2:])
        if _is_vector(kind):
            return [float(item) for item in text.strip("{}[]").split(",")]
    return readable(text.encode()) if kind in ("json", "jsonb") else text


# --- judging ----------------------------------------------------------------------------------------------------------


def _verdict(seen: _Seen) -> Finding:
    access, proof = _judged(seen)
    found = re.match(r"([A-Za-z]+)\D{0,40}?v?(\d[\w.]*)", seen.banner)
    shown = access in (Access.OPEN, Access.METADATA)
    version = found[2] if found else seen.session.parameters.get("server_version", "").split(" ")[0]
    # in hexadecimal, since 19 digits would be masked as a number that may be a person's
    facts = {"cluster_uuid": f"{int(seen.identity):x}"} if (seen.identity or "").isdigit() else {}
    return Finding(
        "postgresql",
        access,
        proof,
        product=_PRODUCTS.get(found[1]) if found else None,
        version=version or None,
        stores=seen.stores if shown else (),
        listed=seen.tables if shown else None,
        facts=facts,
        remedy="trusted" if access == Access.UNKNOWN and seen.session.auth == 0 else None,
    )


_PRODUCTS = {"PostgreSQL": "PostgreSQL", "CockroachDB": "CockroachDB", "CrateDB": "CrateDB", "QuestDB": "QuestDB"}


def _judged(seen: _Seen) -> tuple[Access, str]:
    session, refused = seen.session, seen.session.refused
    if session.auth:
        return Access.LOCKED, f"The role postgres was asked for {_DEMANDS.get(session.auth, 'credentials')}."
    if not session.ready:
        if refused and session.auth is None and refused.state in ("28000", "28P01"):
            return Access.LOCKED, "The role postgres was refused: no rule lets it in from here without credentials."
        if session.auth == 0:
            return Access.UNKNOWN, "A rule trusts the role postgres without a password, but its session did not open."
        return Access.UNKNOWN, "It speaks the protocol of PostgreSQL, but no session was opened or refused."
    if seen.control == "accepted":
        return Access.DECOY, "A table that does not exist was read without an error: no PostgreSQL does that."
    if seen.control != "42P01":
        return Access.UNKNOWN, "A session opened, but the control, an unknown table, did not fail as it must."
    control = "a table with a random name failed with 42P01"
    who = "Without a password, the role postgres"
    if seen.rows:
        named = f"{_some(seen.tables, 'table')} of {_some(len(seen.databases), 'database')}"
        return Access.OPEN, f"{who} named {named} and read {_some(seen.rows, 'row')}; {control}."
    counted = any(store.records for store in seen.stores)
    if seen.refused or counted or (seen.finished and seen.tables and not seen.complete):
        return Access.METADATA, f"{who} named {_some(seen.tables, 'table')}, but read no row; {control}."
    if seen.complete:
        return Access.EMPTY, f"{who} listed all databases, and no table has rows; {control}."
    return Access.UNKNOWN, "A session opened without a password, but not all databases could be listed."


def _some(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
