"""The native protocol of Cassandra and Scylla: a session without a login, queries that only read, bounded answers.

Source: CQL native protocol v4 and v3 (frames, STARTUP, AUTHENTICATE, QUERY, RESULT of kind Rows, ERROR). Compression is
not asked for, nor are events. The verb of a query is its first keyword; `verb_of` reads it from the bytes and gives
none for a statement that may do more than read, or that calls a function but `count`. Nothing is prepared or executed
by a number, and no credentials are ever sent.
"""

import re
import struct
from dataclasses import dataclass, field
from typing import Any

from leftopen.wire.cql_types import Type, read_type, value_or_none
from leftopen.wire.mark import mark
from leftopen.wire.sql import Dialect
from leftopen.wire.talk import Broken, Foreign, Message, Talk, exact

GRAMMAR = "cql"
_DENIED = """
AUTH_RESPONSE CREDENTIALS PREPARE EXECUTE BATCH REGISTER ALTER APPLY BEGIN CREATE DELETE DROP GRANT INSERT REVOKE
TRUNCATE UPDATE USE
"""
DENIED = frozenset(_DENIED.split())
"""Messages and statements that write, log in, or stay."""

_ERROR, _STARTUP, _READY, _AUTHENTICATE, _OPTIONS, _SUPPORTED, _QUERY, _RESULT = 0, 1, 2, 3, 5, 6, 7, 8
_ROWS = 2
PROTOCOL, UNAUTHORIZED, INVALID, CREDENTIALS = 0x000A, 0x2100, 0x2200, 0x0100
"""Codes of errors: a version that is not spoken, no right, a table that does not exist, a login that failed."""

_ONE = 1
_PAGE_SIZE = 0x04
_MORE = 0x02
_TRACED, _PAYLOAD, _WARNED = 0x02, 0x04, 0x08
_ANSWER = 16_384
_COLUMNS = 4096
_SQL = Dialect(
    quoted=re.compile(r"\"(?:[^\"]|\"\")+\"|'[^'\\]*'"),
    plain=re.compile(r"[A-Za-z0-9_ ,.()<>=*]*"),
    forbidden=frozenset({"into", "insert", "update", "delete", "using", "batch", "token", "filtering"}),
    callable=frozenset({"count"}),
)
_STARTED = b"\x00\x01\x00\x0bCQL_VERSION\x00\x053.0.0"


@dataclass(frozen=True, slots=True)
class Refused:
    """An error: its code; its words are the peer's."""

    code: int
    says: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Rows:
    """`rows`: what came whole, by the names of the columns; `types`: of these; `cut`: there is more of it, unread, so
    that the connection is of no more use; `of`: keyspace and table, where the answer says these; `more`: a page comes
    after this one, also after one without a row (specification, "Paging": has_more_pages)."""

    rows: list[dict[str, Any]] = field(repr=False)
    types: dict[str, str]
    cut: bool = False
    of: tuple[str, str] | None = None
    more: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """An answer, or its begin where it is `cut`."""

    version: int
    opcode: int
    body: bytes = field(repr=False)
    cut: bool = False


# --- what is sent -----------------------------------------------------------------------------------------------------


def options(version: int = 4) -> Message:
    """What it supports; answered to everyone."""
    return _frame("OPTIONS", version, _OPTIONS, b"", "OPTIONS")


def startup(version: int = 4) -> Message:
    """Begins a session, without compression."""
    return _frame("STARTUP", version, _STARTUP, _STARTED, "STARTUP")


def query(template: str, *names: str, rows: int, version: int = 4) -> Message:
    """A query of ours in which each `{}` becomes a quoted name that the peer gave; only the template is shown."""
    template = " ".join(template.split())
    if any(not name or "\0" in name for name in names):
        raise Broken("a name that no table has")
    sql = template.format(*('"' + name.replace('"', '""') + '"' for name in names)).encode()
    body = struct.pack(">i", len(sql)) + sql + struct.pack(">HBi", _ONE, _PAGE_SIZE, max(1, rows))
    return _frame(template.split(maxsplit=1)[0].upper(), version, _QUERY, body, template)


def _frame(verb: str, version: int, opcode: int, body: bytes, shown: str) -> Message:
    head = struct.pack(">BBhBi", version, 0, _stream(opcode, body), opcode, len(body))
    return Message(GRAMMAR, verb, head + body, shown)


def _stream(opcode: int, body: bytes) -> int:
    return mark(bytes([opcode]), body, bits=15)


def verb_of(data: bytes) -> str:
    """The verb that these bytes say; "" where they are not exactly one message of ours."""
    if len(data) < 9 or data[0] not in (3, 4) or data[1] or data[5:9] != struct.pack(">i", len(data) - 9):
        return ""
    opcode, body = data[4], data[9:]
    if data[2:4] != struct.pack(">h", _stream(opcode, body)):
        return ""
    if opcode in (_OPTIONS, _STARTUP):
        plain = {_OPTIONS: b"", _STARTUP: _STARTED}[opcode]
        return ("OPTIONS" if opcode == _OPTIONS else "STARTUP") if body == plain else ""
    if opcode != _QUERY or len(body) < 11 or int.from_bytes(body[:4], "big") != len(body) - 11:
        return ""
    if body[-7:-4] != struct.pack(">HB", _ONE, _PAGE_SIZE):
        return ""
    return _SQL.verb(body[4:-7].decode("utf-8", "replace"))


# --- what is heard ----------------------------------------------------------------------------------------------------


class Answer:
    """Reads an answer from its beginning. Raises `Broken` where it is shorter than it says."""

    def __init__(self, data: bytes) -> None:
        self._data, self.place = data, 0

    def take(self, size: int) -> bytes:
        """So many bytes."""
        if size < 0 or self.place + size > len(self._data):
            raise Broken("an answer shorter than it says")
        self.place += size
        return self._data[self.place - size : self.place]

    def number(self, size: int) -> int:
        """A number of so many bytes; those of two have no sign."""
        return int.from_bytes(self.take(size), "big", signed=size != 2)

    def text(self) -> str:
        """A short text."""
        return self.take(self.number(2)).decode("utf-8", "replace")

    def part(self) -> bytes | None:
        """Bytes after how many they are; None where that is negative."""
        size = self.number(4)
        return None if size < 0 else self.take(size)


def recognises(first: bytes) -> bool:
    """Whether these bytes begin the answer to a question for options, or say that the version is not spoken."""
    if len(first) < 13 or not 0x81 <= first[0] <= 0x86 or first[2:4] not in _FIRST or first[5] != 0:
        return False
    if first[4] == _SUPPORTED:
        return first[9:11] < b"\0\x40" and first[11:12] == b"\0"
    return first[4] == _ERROR and first[9:13] == struct.pack(">i", PROTOCOL)


_FIRST = (options().data[2:4], b"\0\0")
"""The stream of our first question; one that is not read, as its version is not spoken, may be answered on none."""


def frame(to: Message, most: int = _ANSWER) -> Talk[Frame]:
    """The answer to this message, at most `most` bytes of it. Raises `Foreign` where it is none of CQL."""
    head = yield from exact(9)
    version, flags, stream, opcode, length = struct.unpack(">BBhBi", head)
    if not 0x81 <= version <= 0x86 or opcode > 0x10 or length < 0:
        raise Foreign("no frame of CQL")
    own = stream == int.from_bytes(to.data[2:4], "big")
    if not own and (stream or opcode != _ERROR or to.verb != "OPTIONS"):
        raise Broken("an answer to what was not asked")
    body = (yield from exact(min(length, most))) if length else b""
    said = Answer(body)
    if flags & _TRACED:
        said.take(16)
    if flags & _WARNED:
        for _ in range(said.number(2)):
            said.text()
    if flags & _PAYLOAD:
        for _ in range(said.number(2)):
            said.text()
            said.part()
    return Frame(version & 0x7F, opcode, body[said.place :], length > most)


def supported(told: Frame) -> dict[str, list[str]] | Refused:
    """What it supports, or an error. Raises `Foreign` where it is neither."""
    if told.opcode == _ERROR:
        return refused(told)
    if told.opcode != _SUPPORTED or told.cut:
        raise Foreign("no options of CQL")
    said = Answer(told.body)
    return {said.text(): [said.text() for _ in range(said.number(2))] for _ in range(said.number(2))}


def authenticator(told: Frame) -> str | Refused | None:
    """Who asks for a login, or an error; None where the session began without one."""
    if told.opcode == _READY:
        return None
    if told.opcode == _AUTHENTICATE:
        return Answer(told.body).text()
    if told.opcode == _ERROR:
        return refused(told)
    raise Broken("an answer to a session that is none")


def refused(told: Frame) -> Refused:
    """The error in an answer."""
    said = Answer(told.body)
    return Refused(said.number(4), told.body[6:306].decode("utf-8", "replace"))


def rows(told: Frame) -> Rows | Refused:
    """The rows of an answer, those that came whole."""
    if told.opcode == _ERROR:
        return refused(told)
    said = Answer(told.body)
    if told.opcode != _RESULT or said.number(4) != _ROWS:
        raise Broken("an answer without rows")
    names: list[tuple[str, Type]] = []
    found: list[dict[str, Any]] = []
    of: tuple[str, str] | None = None
    more = False
    try:
        names, of, more = _columns(said)
        count = said.number(4)
        if count < 0 or (count and not names):
            raise Broken("rows of a number that is none")
        while len(found) < count:
            parts = [said.part() for _ in names]
            found.append({name: value_or_none(kind, part) for (name, kind), part in zip(names, parts, strict=True)})
    except Broken:
        if not told.cut:
            raise
    if not told.cut and said.place != len(told.body):
        raise Broken("more in an answer than the rows that it says")
    return Rows(found, {name: str(kind) for name, kind in names}, told.cut, of, more)


def _columns(said: Answer) -> tuple[list[tuple[str, Type]], tuple[str, str] | None, bool]:
    """Names and types of the columns, the table that they are of, and whether more pages come."""
    flags, count = said.number(4), said.number(4)
    if not 0 <= count <= _COLUMNS or flags & 0x04:
        raise Broken("rows without their columns")
    more = bool(flags & _MORE)
    if more:
        said.part()
    of = (said.text(), said.text()) if flags & 0x01 else None
    columns = []
    for _ in range(count):
        if not flags & 0x01:
            of = (said.text(), said.text())
        columns.append((said.text(), read_type(said)))
    return columns, of, more
