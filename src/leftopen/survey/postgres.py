"""What PostgreSQL tells of itself: the statements that the probe asks, and how their rows read. Pure.

Source: https://www.postgresql.org/docs/current/catalogs.html . Each list has statements for what knows less: an older
release, a server that cannot say sizes in time, another product that has the `information_schema` alone.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple

from leftopen.raw import RawCollection, Times
from leftopen.survey.families import readable
from leftopen.survey.survey import Entry
from leftopen.wire.postgres import Answer, clean, sent

TEXT, VECTOR = 4096, 16_384
"""Characters that are read of one value, and of one that is a list of numbers."""
VECTORS = 8
_WEIGHT = 256
"""Bytes that a row of an unknown table is taken for."""
COUNTED, SPANNED = 16 << 20, 64 << 20
"""Bytes of the largest table whose rows are counted, and whose dates are compared; others would burden the server."""
LISTED, MOST_DATABASES, COLUMNS, DATES = 2000, 1000, 999, 2
"""Tables of one database that are listed, the largest ones; databases of a server; columns, and those with dates, of a
table: the limits in the statements below."""

BANNER = "SELECT version()"
IDENTITY = "SELECT system_identifier FROM pg_control_system()"
CONTROL = "SELECT 1 FROM {} LIMIT 1"
DATABASES = (
    """SELECT datname, encoding, CASE WHEN has_database_privilege(oid, 'CONNECT') THEN pg_database_size(oid) END
 FROM pg_database WHERE datallowconn ORDER BY 3 DESC NULLS LAST, datname LIMIT 1000""",
    "SELECT datname FROM pg_database WHERE datallowconn ORDER BY datname LIMIT 1000",
)

_SIZES = "pg_relation_size(c.oid), pg_total_relation_size(c.oid)"
_TREES = """CASE c.relkind WHEN 'p' THEN (SELECT sum(pg_relation_size(relid)) FROM pg_partition_tree(c.oid))
 ELSE pg_relation_size(c.oid) END,
 CASE c.relkind WHEN 'p' THEN (SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree(c.oid))
 ELSE pg_total_relation_size(c.oid) END"""
_PAGES = "NULL::bigint, c.relpages::bigint * 8192"
"""Where sizes cannot be had in time, as while somebody holds a table for himself: those of the last vacuum."""
_TABLES = """SELECT c.oid, n.nspname, c.relname, c.relkind, c.reltuples, pg_stat_get_live_tuples(c.oid), {},
 has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT'),
 row_security_active(c.oid), c.relhassubclass
 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND n.nspname <> 'information_schema' AND left(n.nspname, 3) <> 'pg_'{}
 AND NOT exists (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
 AND d.deptype = 'e') ORDER BY 8 DESC NULLS LAST, n.nspname, c.relname LIMIT {}"""
PARTS = _TABLES.format(_SIZES, " AND c.relispartition AND has_any_column_privilege(c.oid, 'SELECT')", 200)
"""Partitions that are read: asked for where a table made of them may not be."""
_OWN = "n.nspname <> 'information_schema' AND left(n.nspname, 3) <> 'pg_'"
_MADE = "c.relkind = 'r' AND c.oid >= 16384 AND n.nspname IN ('pg_catalog', 'information_schema')"
WITHIN = _TABLES.format(_PAGES, "", 200).replace(_OWN, _MADE)
"""Tables that somebody made in the schemas of PostgreSQL itself, as a superuser may (`allow_system_table_mods`); what
has an id below 16384 is its own (transam.h)."""
_PLAIN = """SELECT table_schema, table_name FROM information_schema.tables
 WHERE table_schema NOT IN ('information_schema', 'pg_catalog', 'crdb_internal', 'pg_extension', 'sys', 'blob')
 ORDER BY table_schema, table_name LIMIT 2000"""

LEADS = """SELECT r.ev_class, d.refobjid, k.relkind FROM pg_rewrite r JOIN pg_depend d ON d.objid = r.oid
 JOIN pg_class k ON k.oid = d.refobjid WHERE d.classid = 'pg_rewrite'::regclass
 AND d.refclassid = 'pg_class'::regclass AND k.relkind IN ('v', 'f', 'p', 'r') AND k.oid <> r.ev_class
 UNION SELECT i.inhparent, i.inhrelid, k.relkind FROM pg_inherits i JOIN pg_class k ON k.oid = i.inhrelid
 WHERE k.relkind IN ('f', 'p')
 UNION SELECT r.ev_class, p.oid, 'x' FROM pg_rewrite r JOIN pg_depend d ON d.objid = r.oid
 JOIN pg_proc p ON p.oid = d.refobjid WHERE d.classid = 'pg_rewrite'::regclass
 AND d.refclassid = 'pg_proc'::regclass AND p.provolatile = 'v' AND p.oid >= 16384 LIMIT 5000"""
"""What views and parents of partitions stand on: `f` a foreign table, `x` a function that may do anything and is
not PostgreSQL's own."""

OBJECTS = """SELECT count(*) FROM pg_largeobject_metadata
 UNION ALL SELECT count(*) FROM pg_extension WHERE extname = 'citus'"""
"""Large objects, and whether rows stand on other servers although tables have no byte here."""
PAGES = "SELECT loid, data FROM pg_largeobject WHERE pageno = 0 LIMIT {}"
"""The first 2 kB of large objects."""

FIELDS = """SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
 WHERE attrelid = {} AND attnum > 0 AND NOT attisdropped AND has_column_privilege(attrelid, attnum, 'SELECT')
 ORDER BY attnum LIMIT 999"""
HISTOGRAMS = """SELECT s.attname, s.histogram_bounds::text FROM pg_class c
 JOIN pg_namespace n ON n.oid = c.relnamespace
 JOIN pg_attribute a ON a.attrelid = c.oid
 JOIN pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname
 WHERE c.oid = {} AND a.atttypid IN (1082, 1114, 1184) AND s.histogram_bounds IS NOT NULL LIMIT 2"""
"""Of columns that hold dates alone (the ids are their types'): the bounds of other columns are values of people."""


class Table(NamedTuple):
    """A table as it was listed.

    `kind` as in pg_class, `L` for large objects, "" where only the name is known; `live`: rows as far as known; `main`,
    `size`: bytes without and with what belongs to it; `readable`: some of its columns; `limited`: its rules may keep
    rows from us; `parent`: its rows may stand in others.
    """

    schema: str
    name: str
    kind: str = ""
    oid: int = 0
    live: int | None = None
    main: int | None = None
    size: int | None = None
    readable: bool = True
    limited: bool = False
    parent: bool = False

    @property
    def stored(self) -> bool:
        """Whether it has rows of its own, or its partitions have."""
        return self.kind in ("r", "m", "p")


class Where(NamedTuple):
    """The key of an entry."""

    database: str
    table: Table


def entry(database: str, table: Table, *, here: bool) -> Entry:
    """A table as it is surveyed; `here`: see `store`."""
    made = Entry(Where(database, table), store(database, table, here=here), weight=_WEIGHT, place=clean(database))
    made.weigh()
    return made


def tables(major: int) -> list[str]:
    """The statements that list tables, for a release of PostgreSQL; the next where one is refused."""
    partitions = " AND NOT c.relispartition" if major >= 10 else ""
    sizes = _TREES if major >= 12 else _SIZES
    return [*(_TABLES.format(figures, partitions, LISTED) for figures in (sizes, _PAGES)), _PLAIN]


def first(found: Answer) -> str:
    """The first value of an answer, "" where there is none."""
    return clean(found.rows[0][0] or "") if found.rows and found.rows[0] else ""


def listed(rows: Sequence[tuple[str | None, ...]]) -> Iterator[Table]:
    """The rows of one of `tables`."""
    for row in rows:
        match row:
            case [str() as oid, str() as schema, str() as name, str() as kind, counted, live, main, size, *flags]:
                if re.fullmatch(r"\d{1,10}", oid) and schema and name and len(flags) == 3:
                    there = whole(counted) or whole(live) or None  # 0 and -1 before the table was first analysed
                    yes = [flag == "t" for flag in flags]
                    yield Table(schema, name, kind, int(oid), there, whole(main), whole(size), *yes)
            case [str() as schema, str() as name] if schema and name:
                yield Table(schema, name)


def keeps_rows_here(banner: str) -> bool:
    """Whether it is PostgreSQL and none of its kin that keep rows elsewhere than in files of their own.

    >>> [keeps_rows_here(f"PostgreSQL {words} on x86_64") for words in ("15.6 (Deb 15.6)", "17beta1", "11.2-YB-2.1")]
    [True, True, False]
    """
    exact = re.match(r"PostgreSQL \d+(?:\.\d+|beta\d+|rc\d+|devel)* (?:\([^)]{1,80}\) )?on ", banner)
    return exact is not None and not re.search("Greenplum|Redshift|Cloudberry", banner)


def store(database: str, table: Table, *, here: bool) -> RawCollection:
    """`here`: what has not one byte has no row, but for parents, whose rows are those of others."""
    short = table.name if table.schema == "public" else f"{table.schema}.{table.name}"
    records = 0 if here and table.stored and table.main == 0 and not table.parent else table.live
    return RawCollection(clean(f"{database}.{short}"), records=records, bytes=table.size if table.stored else None)


def leading(rows: Iterable[tuple[str | None, ...]]) -> frozenset[int]:
    """Of the rows of `LEADS`: ids of what leads, by whatever way, to a foreign table or to a function of that kind."""
    above: dict[int, set[int]] = {}
    reached: set[int] = set()
    for row in rows:
        if len(row) == 3 and all(re.fullmatch(r"\d{1,10}", part or "") for part in row[:2]):
            over, under = int(row[0] or 0), int(row[1] or 0)
            above.setdefault(under, set()).add(over)
            if row[2] in ("f", "x"):
                reached.add(under)
    todo = list(reached)
    while todo:
        more = above.get(todo.pop(), set()) - reached
        reached |= more
        todo += more
    return frozenset(reached)


def fields(rows: Iterable[tuple[str | None, ...]]) -> dict[str, str]:
    """The rows of `FIELDS`: columns and their types."""
    found = {row[0]: clean(row[1]) for row in rows if len(row) == 2 and row[0] and row[1]}
    return dict(list(found.items())[:COLUMNS])


def figures(table: Table, dates: Sequence[str]) -> str:
    """What counts a table that is small enough, and compares its dates; "" where there is nothing to ask."""
    size = table.size or 0
    asked = ["count(*)"] if size <= COUNTED else []
    asked += ["extract(epoch FROM min({})), extract(epoch FROM max({}))" for _ in dates]
    return f"SELECT {', '.join(asked)} FROM {{}}.{{}}" if asked else ""  # noqa: S608 - names are quoted by query


def dated(kinds: Mapping[str, str]) -> list[str]:
    """Columns that hold dates."""
    return [name for name, kind in kinds.items() if kind == "date" or kind.startswith("timestamp")][:DATES]


def histograms(rows: Iterable[tuple[str | None, ...]]) -> Iterator[Times]:
    """The rows of `HISTOGRAMS`: the first and last bound of each, which are dates as ISO 8601 writes them."""
    for row in rows:
        bounds = re.findall(r"\d{4}-\d\d-\d\d(?: [0-9:.+-]{5,21})?", row[1] or "") if len(row) == 2 else []
        ends = [_moment(bound) for bound in bounds[:1] + bounds[-1:]]
        if any(ends):
            yield Times("statistics of the server", ends[0], ends[-1], clean(row[0] or ""))


def _moment(text: str) -> float | None:
    with suppress(ValueError):
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return None


def number(made: Entry, kinds: Mapping[str, str], room: int) -> int:
    """Rows to read: as many as there is room for, few where a column holds lists of numbers."""
    store, want = made.store, made.want
    if store.bytes and store.records and store.bytes > room:
        want = min(want, room * store.records // store.bytes)
    return max(1, min(want, VECTORS) if any(map(_is_vector, kinds.values())) else want)


def sample(kinds: Mapping[str, str], count: int, most: int) -> str:
    """What reads a few rows, each value cut by the server so that the answer has at most `most` bytes."""
    part = max(64, min(TEXT, most // (4 * count * len(kinds))))
    values = (f"left({{}}::text, {VECTOR if _is_vector(kind) else part})" for kind in kinds.values())
    return f"SELECT {', '.join(values)} FROM {{}}.{{}} LIMIT {count}"  # noqa: S608 - names are quoted by query


def record(kinds: Mapping[str, str], row: Sequence[str | None]) -> dict[str, Any]:
    """A row as a record; what is no UTF-8, as a database in `SQL_ASCII` may hold, as the bytes that it is."""
    pairs = zip(kinds.items(), row, strict=False)
    return {clean(name): None if text is None else _leaf(kind, text) for (name, kind), text in pairs}


def _leaf(kind: str, text: str) -> Any:
    held = sent(text)
    return _value(kind, held) if isinstance(held, str) else held


def whole(text: str | None) -> int | None:
    """A count; None for NULL and for -1, which stands for unknown."""
    value = seconds(text)
    return None if value is None or not 0 <= value < 2**63 else int(value)


def seconds(text: str | None) -> float | None:
    """A number; None where it is none, or has no end."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _is_vector(kind: str) -> bool:
    return re.match(r"(?:half)?vector\b|(?:real|double precision|numeric.*)\[\]", kind) is not None


def _value(kind: str, text: str) -> Any:
    """A value as the leaf it stands for; what does not fit its type stays text."""
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


# --- what a refusal says ---------------------------------------------------------------------------------------------

_DEMANDS = {2: "Kerberos", 3: "a password", 5: "a password (MD5)", 7: "GSSAPI", 9: "SSPI", 10: "a password (SCRAM)"}


def identified(identity: str) -> dict[str, str]:
    """The number of a server in hexadecimal, since 19 digits would be masked as a number that may be a person's."""
    return {"cluster_uuid": f"{int(identity):x}"} if identity.isdecimal() and len(identity) <= 20 else {}


def state_of(answer: Answer) -> str:
    """The SQLSTATE of a refusal, "" where it is none."""
    return answer.refused.state if answer.refused else ""


def is_full(answer: Answer) -> bool:
    """Whether there is no room now, or it starts or stops (classes 53 and 57): a role that comes after the rules."""
    return state_of(answer)[:2] in ("53", "57")


def unknown_options(answer: Answer) -> bool:
    """Whether the options of the start-up were refused: by a pooler, or by one that lacks a setting."""
    refused = answer.refused
    return refused is not None and refused.state in ("08P01", "0A000", "42704") and "parameter" in refused.text


def refuses(answer: Answer) -> bool:
    """Whether credentials were asked for, or no rule lets it in without."""
    return bool(answer.auth) or (answer.auth is None and state_of(answer) in ("28000", "28P01"))


def is_bouncer(answer: Answer) -> bool:
    """Whether it was refused as a pooler refuses a database that it does not lead to."""
    return answer.auth is None and state_of(answer) in ("08P01", "3D000")


def demanded(answers: Sequence[Answer]) -> str:
    """`were asked for a password (SCRAM)`."""
    asked = sorted({_DEMANDS.get(answer.auth, "credentials") for answer in answers if answer.auth})
    refused = [] if asked and all(answer.auth for answer in answers) else ["were refused by the rules for this address"]
    return " or ".join(([f"were asked for {' or '.join(asked)}"] if asked else []) + refused)


def release(parameters: Mapping[str, str]) -> int:
    """The first number of the version that a session was told, 0 where it was told none."""
    found = re.match(r"\d{1,3}", parameters.get("server_version", ""))
    return int(found[0]) if found else 0
