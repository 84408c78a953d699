"""A PostgreSQL of the lab: start-up, the catalogue and plain SELECTs, for the probe and for the official client.

A collection is a table of schema `public`, its columns the fields of all its records. Understood are the statements
that the patterns below name; anything else is a syntax error. A locked one demands SCRAM and lets nobody in.
"""

import asyncio
import re
import ssl
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

import msgspec

from leftopen.lab.server import Content, Running, listen
from leftopen.wire import postgres

_BANNER = "PostgreSQL 15.6 on x86_64-pc-linux-gnu, compiled by gcc"
_PARAMETERS = {
    "server_version": "15.6",
    "server_encoding": "UTF8",
    "client_encoding": "UTF8",
    "DateStyle": "ISO, MDY",
    "TimeZone": "UTC",
    "integer_datetimes": "on",
    "standard_conforming_strings": "on",
}
_MOST = 65_536
_SSL, _GSS, _CANCEL, _VERSION = 80877103, 80877104, 80877102, 196608
_TEXT = 25
_FIRST_OID = 16_384

Row = Sequence[str | None]


class _Result(NamedTuple):
    """Columns with the numbers of their types, and rows."""

    columns: Sequence[tuple[str, int]]
    rows: Iterable[Row]


class _Failed(Exception):
    """A statement that fails; the text is its SQLSTATE."""


class _Table(NamedTuple):
    name: str
    oid: int
    records: Sequence[Mapping[str, Any]]

    @property
    def size(self) -> int:
        """Characters of all values."""
        return sum(len(_text(value) or "") for record in self.records for value in record.values())

    @property
    def columns(self) -> dict[str, str]:
        """Names and types, told from the first value that is not null."""
        kinds: dict[str, str] = {}
        for record in self.records:
            for name, value in record.items():
                if value is not None:
                    kinds.setdefault(name, _kind(value))
        return kinds


_TYPES: Mapping[type | tuple[type, ...], tuple[str, int]] = {
    bool: ("boolean", 16),
    int: ("bigint", 20),
    float: ("double precision", 701),
    datetime: ("timestamp with time zone", 1184),
    date: ("date", 1082),
    bytes: ("bytea", 17),
    (dict, list, tuple): ("jsonb", 3802),
}


def _kind(value: object) -> str:
    return next((kind for python, (kind, _) in _TYPES.items() if isinstance(value, python)), "text")


_NUMBERS = dict(_TYPES.values())


async def serve(
    address: str, port: int, content: Content, *, locked: bool = False, tls: ssl.SSLContext | None = None
) -> Running:
    """Starts one; with `tls` it agrees to SSLRequest."""
    stored = {
        database: {name: _Table(name, _FIRST_OID + number, rows) for number, (name, rows) in enumerate(tables.items())}
        for database, tables in {"postgres": {}, **content}.items()
    }

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[str], None]) -> None:
        database = await _start(reader, writer, note, tls)
        tables = stored.get(database)
        if locked:
            writer.write(_message(b"R", struct.pack(">I", 10) + b"SCRAM-SHA-256\0\0"))
        elif tables is None:
            writer.write(_message(b"R", bytes(4)) + _error("3D000", "FATAL"))
        else:
            writer.write(_greeting())
            await writer.drain()
            await _answer(reader, writer, note, _Session(list(stored), tables))
        with suppress(ConnectionError):
            await writer.drain()

    return await listen(address, port, talk)


async def _start(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    note: Callable[[str], None],
    tls: ssl.SSLContext | None,
) -> str:
    """The database that the client asks for."""
    while True:
        size, code = struct.unpack(">II", await reader.readexactly(8))
        body = await reader.readexactly(size - 8) if 8 <= size <= _MOST else b""
        if code == _SSL:
            note("SSLRequest")
            writer.write(b"S" if tls else b"N")
            await writer.drain()
            if tls:
                await writer.start_tls(tls)
        elif code == _GSS:
            writer.write(b"N")
        elif code == _VERSION:
            note("StartupMessage")
            parts = body.decode("utf-8", "replace").split("\0")
            given = dict(zip(parts[::2], parts[1::2], strict=False))
            return given.get("database") or given.get("user", "")
        else:
            raise ValueError("no start of a session")


async def _answer(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[str], None], session: "_Session"
) -> None:
    while True:
        head = await reader.readexactly(5)
        size = struct.unpack(">I", head[1:])[0] - 4
        if not 0 <= size <= _MOST:
            raise ValueError("a message of no good size")
        body = await reader.readexactly(size)
        note(postgres.verb_of(head + body))
        if head[:1] != b"Q":
            return
        try:
            writer.write(_packed(session.run(" ".join(body[:-1].decode("utf-8", "replace").split()))))
        except _Failed as failed:
            writer.write(_error(str(failed), "ERROR"))
        writer.write(_message(b"Z", b"I"))
        await writer.drain()


# --- bytes ------------------------------------------------------------------------------------------------------------


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack(">I", len(body) + 4) + body


def _greeting() -> bytes:
    parameters = b"".join(_message(b"S", f"{name}\0{value}\0".encode()) for name, value in _PARAMETERS.items())
    return _message(b"R", bytes(4)) + parameters + _message(b"K", bytes(8)) + _message(b"Z", b"I")


def _error(state: str, severity: str) -> bytes:
    return _message(b"E", f"S{severity}\0V{severity}\0C{state}\0Mthis does not work here\0\0".encode())


def _packed(result: _Result) -> bytes:
    described = (name.encode() + b"\0" + struct.pack(">IHIhih", 0, 0, kind, -1, -1, 0) for name, kind in result.columns)
    rows = [_message(b"D", struct.pack(">H", len(row)) + b"".join(map(_cell, row))) for row in result.rows]
    head = _message(b"T", struct.pack(">H", len(result.columns)) + b"".join(described))
    return head + b"".join(rows) + _message(b"C", f"SELECT {len(rows)}\0".encode())


def _cell(text: str | None) -> bytes:
    data = b"" if text is None else text.encode()
    return struct.pack(">i", -1 if text is None else len(data)) + data


def _text(value: object) -> str | None:
    """A value as PostgreSQL writes it."""
    match value:
        case None:
            return None
        case bool():
            return "t" if value else "f"
        case bytes():
            return "\\x" + value.hex()
        case datetime():
            return value.isoformat(" ")
        case dict() | list() | tuple():
            return msgspec.json.encode(value).decode()
    return str(value)


def _seconds(value: date) -> float:
    moment = value if isinstance(value, datetime) else datetime.combine(value, time(), UTC)
    return moment.timestamp()


# --- statements -------------------------------------------------------------------------------------------------------

_NAME = r'(?:"((?:[^"]|"")+)"|([a-z_][a-z0-9_]*))'
_FROM = rf"from (?:(?:\"public\"|public)\.)?{_NAME}"
_SPANS = rf"(?:(?:, )?extract\(epoch from (?:min|max)\({_NAME}\)\))*"
_STATEMENTS = {
    "banner": r"select version\(\)",
    "identity": r"select system_identifier from pg_control_system\(\)",
    "databases": r"select datname(?P<more>, encoding, case .* end)? from pg_database\b.*",
    "tables": r"select c\.oid,.* from pg_class c\b.*",
    "columns": r"select attname,.* from pg_attribute where attrelid = (?P<oid>\d+) .*",
    "nothing": r"select count\(\*\) from pg_largeobject_metadata\b.*",
    "figures": rf"select (?P<counted>count\(\*\))?(?P<spans>{_SPANS}) {_FROM}",
    "rows": rf"select (?P<items>.+?) {_FROM}(?: limit (?P<limit>\d+))?",
}
_ITEM = re.compile(rf"(?:left\({_NAME}::text, \d+\)|{_NAME})(?:, |$)", re.IGNORECASE)


class _Session:
    """The statements of one connection, which is in one database."""

    def __init__(self, databases: Sequence[str], tables: Mapping[str, _Table]) -> None:
        self._known, self._stored = databases, tables

    def run(self, sql: str) -> _Result:
        """The result; raises `_Failed`."""
        for name, pattern in _STATEMENTS.items():
            if found := re.fullmatch(pattern, sql, re.IGNORECASE):
                result: _Result = getattr(self, f"_{name}")(found)
                return result
        raise _Failed("42601")

    def _table(self, found: re.Match[str]) -> _Table:
        """The table of the last name in the statement."""
        quoted, plain = re.findall(_FROM, found[0], re.IGNORECASE)[-1]
        try:
            return self._stored[quoted.replace('""', '"') or plain]
        except KeyError:
            raise _Failed("42P01") from None

    def _banner(self, _: re.Match[str]) -> _Result:
        return _Result([("version", _TEXT)], [[_BANNER]])

    def _identity(self, _: re.Match[str]) -> _Result:
        return _Result([("system_identifier", 20)], [["7300000000000000001"]])

    def _databases(self, found: re.Match[str]) -> _Result:
        columns = [("datname", _TEXT), ("encoding", 23), ("pg_database_size", 20)]
        width = len(columns) if found["more"] else 1
        return _Result(columns[:width], [[name, "6", "8000000"][:width] for name in self._known])

    def _tables(self, _: re.Match[str]) -> _Result:
        names = [
            "oid",
            "nspname",
            "relname",
            "relkind",
            "reltuples",
            "live",
            "main",
            "size",
            "readable",
            "limited",
            "parent",
        ]
        rows = [
            [*(str(table.oid), "public", table.name, "r", str(len(table.records)), "0"), *2 * [str(table.size)], *"tff"]
            for table in self._stored.values()
        ]
        return _Result([(name, _TEXT) for name in names], rows)

    def _columns(self, found: re.Match[str]) -> _Result:
        tables = [table for table in self._stored.values() if table.oid == int(found["oid"])]
        rows = [list(column) for table in tables for column in table.columns.items()]
        return _Result([("attname", _TEXT), ("format_type", _TEXT)], rows)

    def _nothing(self, _: re.Match[str]) -> _Result:
        return _Result([("count", 20)], [["0"], ["0"]])

    def _figures(self, found: re.Match[str]) -> _Result:
        table = self._table(found)
        values = [str(len(table.records))] if found["counted"] else []
        spans = re.findall(rf"(min|max)\({_NAME}\)", found["spans"], re.IGNORECASE)
        ends: list[str | None] = [
            self._end(table, which, quoted.replace('""', '"') or name) for which, quoted, name in spans
        ]
        columns = [("count", 20)] * len(values) + [("extract", 701)] * len(ends)
        return _Result(columns, [[*values, *ends]])

    def _end(self, table: _Table, which: str, name: str) -> str | None:
        seconds = [_seconds(record[name]) for record in table.records if record.get(name) is not None]
        return str((min if which.lower() == "min" else max)(seconds)) if seconds else None

    def _rows(self, found: re.Match[str]) -> _Result:
        table = self._table(found)
        columns = table.columns
        names = list(columns)
        if found["items"] != "*":
            parts = [match.groups() for match in _ITEM.finditer(found["items"])]
            names = [(a or c or "").replace('""', '"') or b or d for a, b, c, d in parts]
        if found["items"] != "1" and not set(names) <= columns.keys():
            raise _Failed("42703")
        cut = "left(" in found["items"]
        described = [(name, _TEXT if cut else _NUMBERS.get(columns.get(name, ""), _TEXT)) for name in names]
        limit = int(found["limit"] or len(table.records))
        return _Result(described, [[_text(record.get(name)) for name in names] for record in table.records[:limit]])
