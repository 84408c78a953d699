"""The native protocol of ClickHouse: a session without a password, queries that only read, bounded answers.

Sources: ClickHouse documentation ("Native protocol"), its ProtocolDefines.h and TCPHandler.cpp. Revision 54058 of the
protocol is announced: every server since 2017 speaks it, and adds nothing to blocks that came later (no column without
its dictionary, no serialization of its own). Only texts are read, since a query casts whatever it asks for.

Each query comes with `readonly = 1`, so that the server itself would refuse what writes, and with a limit of time; a
user that is read only already may change no setting, and is asked without any (`bare`). The verb of a query is its
first keyword; `verb_of` reads it from the bytes, and gives none for a statement that may do more than read, or that
calls a function outside of a short list (`url`, `file` and `remote` read elsewhere).
"""

import re
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TypeVar

from leftopen.wire.sql import Dialect
from leftopen.wire.talk import Broken, Foreign, Message, Parse, Talk, exact

GRAMMAR = "clickhouse"
_DENIED = """
ALTER ATTACH BACKUP CHECK CREATE DELETE DETACH DROP EXCHANGE EXPLAIN GRANT INSERT KILL MOVE OPTIMIZE RENAME
REPLACE RESTORE REVOKE SET SYSTEM TRUNCATE UNDROP UPDATE USE WATCH WITH Data Cancel
"""
DENIED = frozenset(_DENIED.split())
"""Statements that write, or that bring data."""

_T = TypeVar("_T")
_Reading = Generator[int, bytes, _T]
"""Yields how many bytes it needs next and receives them."""

_REVISION, _VERSION = 54_058, (20, 1)
_NAME = "ClickHouse leftopen"
_HELLO, _QUERY, _DATA = 0, 1, 2
_EXCEPTION, _PROGRESS, _END, _PROFILE, _TOTALS, _EXTREMES = 2, 3, 5, 6, 7, 8
_INITIAL, _TCP, _COMPLETE = 1, 1, 2
_SECONDS = 10
_COLUMNS, _ROWS = 4096, 1 << 20
_LARGEST, _ERROR = 16_384, 262_144
"""Bytes of a greeting or a name; of an error with its trace."""

_SQL = Dialect(
    quoted=re.compile(r"`[^`\\]*`|'[^'\\]*'"),
    plain=re.compile(r"[A-Za-z0-9_ ,.()<>=*]*"),
    forbidden=frozenset({"into", "outfile", "infile", "settings", "insert", "with", "join", "format", "final"}),
    callable=frozenset({"min", "substring", "sum", "tostring", "touint32", "version", "in", "not"}),
)


@dataclass(frozen=True, slots=True)
class Hello:
    """Who answered: a name, and the first two numbers of a version."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Refused:
    """An error: its code; its words are the peer's."""

    code: int
    says: str = field(default="", repr=False)


@dataclass(slots=True)
class Rows:
    """`columns`: names and types; `rows`: those that came whole; `cut`: there is more, unread, so that the connection
    is of no more use; `size`: bytes that were read."""

    columns: list[tuple[str, str]] = field(default_factory=list)
    rows: list[list[str | bytes | None]] = field(default_factory=list, repr=False)
    cut: bool = False
    size: int = 0


# --- what is sent -----------------------------------------------------------------------------------------------------


def _number(value: int) -> bytes:
    told = bytearray()
    while value > 0x7F:
        told.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(told) + bytes([value])


def _text(value: str) -> bytes:
    data = value.encode()
    return _number(len(data)) + data


_WHO = _text(_NAME) + _number(_VERSION[0]) + _number(_VERSION[1]) + _number(_REVISION)
_GREETING = _number(_HELLO) + _WHO + _text("") + _text("default") + _text("")
_HEAD = (
    _number(_QUERY) + _text("") + bytes([_INITIAL]) + _text("") * 2 + _text("0.0.0.0:0") + bytes([_TCP]) + _text("") * 2
)
"""Of a query without a number of its own: who asks first, at no address, from no host."""

_READ_ONLY = _text("readonly") + _number(1) + _text("max_execution_time") + _number(_SECONDS)
_AT_A_TIME = _text("max_block_size")
_NO_DATA = _number(_DATA) + _text("") + _number(1) + b"\0" + _number(2) + b"\xff\xff\xff\xff" + _number(0) * 3
"""An empty block: there are no tables of ours."""


def hello() -> Message:
    """Asks for a session as the user `default`, without a password."""
    return Message(GRAMMAR, "Hello", _GREETING, "Hello user='default'")


def query(template: str, *names: str, rows: int = 0, bare: bool = False) -> Message:
    """A query of ours in which each `{}` becomes a quoted name that the peer gave; only the template is shown.

    `rows`: how many a block may hold, so that those of small blocks came whole where a later one is too large; `bare`:
    without a setting.
    """
    template = " ".join(template.split())
    if any(not quotable(name) for name in names):
        raise Broken("a name that is not asked about")
    sql = template.format(*(f"`{name}`" for name in names))
    settings = b"" if bare else _READ_ONLY + (_AT_A_TIME + _number(rows) if rows else b"")
    data = _HEAD + _WHO + settings + _text("") + _number(_COMPLETE) + _number(0) + _text(sql) + _NO_DATA
    return Message(GRAMMAR, template.split(maxsplit=1)[0].upper(), data, template)


def quotable(name: str) -> bool:
    """Whether a name can stand between backticks as it is."""
    return re.fullmatch(r"[^`\\\x00-\x1f]{1,200}", name) is not None


def verb_of(data: bytes) -> str:
    """The verb that these bytes say; "" where they are not exactly one message of ours."""
    if data == _GREETING:
        return "Hello"
    if not data.startswith(_HEAD + _WHO) or not data.endswith(_NO_DATA):
        return ""
    rest = data[len(_HEAD + _WHO) :].removeprefix(_READ_ONLY)
    if rest.startswith(_AT_A_TIME):
        _, rest = _taken(rest[len(_AT_A_TIME) :])
    before = _text("") + _number(_COMPLETE) + _number(0)
    if not rest.startswith(before):
        return ""
    size, sql = _taken(rest[len(before) :])
    if len(sql) != size + len(_NO_DATA):
        return ""
    return _SQL.verb(sql[:size].decode("utf-8", "replace"))


def _taken(data: bytes) -> tuple[int, bytes]:
    """A number and what comes after it."""
    end = next((place for place, byte in enumerate(data[:9]) if byte < 0x80), 9)
    return sum((byte & 0x7F) << 7 * place for place, byte in enumerate(data[: end + 1])), data[end + 1 :]


# --- what is heard ----------------------------------------------------------------------------------------------------


def recognises(first: bytes) -> bool:
    """Whether these bytes begin a greeting, an error, or the words for whoever asks over HTTP."""
    if first.startswith((b"\x00\x0aClickHouse", b"\x00\x11ClickHouse server")):
        return True
    error = first[:1] == b"\x02" and first[3:5] == b"\0\0" and first[6:10] == b"DB::"
    return error or (first.startswith(b"HTTP/1.") and b" is for clickhouse-client program" in first[:512])


def greeting() -> Talk[Hello | Refused]:
    """Who answers, or how a session was refused. Raises `Foreign` where it is no ClickHouse."""
    (kind,) = yield from exact(1)
    if kind not in (_HELLO, _EXCEPTION):
        raise Foreign("no greeting of ClickHouse")
    told: list[Hello | Refused] = []
    yield Parse(_Reader(_greeting(kind, told), _ERROR), _ERROR + _LARGEST)
    return told[0]


def rows(most: int) -> Talk[Rows | Refused]:
    """The rows of an answer, at most `most` bytes of it."""
    found = Rows()
    told: list[Refused] = []
    reader = _Reader(_answer(found, told), most + _LARGEST, found)
    yield Parse(reader, most + _LARGEST + _ERROR)
    found.size = reader.size
    return told[0] if told else found


class _Reader:
    """See `talk.Parser`. Feeds a reading as bytes come; where it wants more than `most` of them, the rows that came
    are `cut`, and without any it is `Broken`."""

    def __init__(self, reading: _Reading[None], most: int, found: Rows | None = None) -> None:
        self._reading, self._most, self._found = reading, most, found
        self._needs = next(reading)
        self.size = 0

    def read(self, data: bytes, start: int) -> int:
        """The place after the answer, or that up to which there have to be bytes."""
        while True:
            place = start + self.size
            if self.size + self._needs > self._most:
                if self._found is None:
                    raise Broken("an answer larger than it can be")
                self._found.cut = True
                return place
            if place + self._needs > len(data):
                return place + self._needs
            self.size += self._needs
            try:
                self._needs = self._reading.send(data[place : start + self.size])
            except StopIteration:
                return start + self.size


def _varint() -> _Reading[int]:
    value = 0
    for shift in range(0, 70, 7):
        (byte,) = yield 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value
    raise Broken("a number without an end")


def _bytes() -> _Reading[bytes]:
    size = yield from _varint()
    return (yield size) if size else b""


def _short() -> _Reading[str]:
    size = yield from _varint()
    if size > _LARGEST:
        raise Broken("a name longer than it can be")
    return (yield size).decode("utf-8", "replace") if size else ""


def _greeting(kind: int, told: list[Hello | Refused]) -> _Reading[None]:
    if kind == _EXCEPTION:
        told.append((yield from _exception()))
        return
    (size,) = yield 1
    name = (yield size) if 10 <= size < 100 else b""
    if not name.startswith(b"ClickHouse") or name == _NAME.encode():  # or it is ours, said back
        raise Foreign("no greeting of ClickHouse")
    major, minor = (yield from _varint()), (yield from _varint())
    revision = yield from _varint()
    if revision >= _REVISION:
        yield from _short()  # a zone of time
    told.append(Hello(name.decode("ascii", "replace"), f"{major}.{minor}"))


def _exception() -> _Reading[Refused]:
    """Code, name, words and trace; whether another is in it, which is not read."""
    code = int.from_bytes((yield 4), "little")
    (size,) = yield 1
    name = (yield size) if 4 <= size < 100 else b""
    if not name.startswith(b"DB::"):
        raise Foreign("no error of ClickHouse")
    says = yield from _bytes()
    yield from _bytes()
    yield 1
    return Refused(code, says[:300].decode("utf-8", "replace"))


def _answer(found: Rows, told: list[Refused]) -> _Reading[None]:
    while True:
        kind = yield from _varint()
        if kind == _END:
            return
        if kind == _EXCEPTION:
            try:
                told.append((yield from _exception()))
            except Foreign as error:
                raise Broken(str(error)) from None
            return
        if kind in (1, _TOTALS, _EXTREMES):
            yield from _block(found, keep=kind == 1)
        elif kind == _PROGRESS:
            for _ in range(3):
                yield from _varint()
        elif kind == _PROFILE:
            for _ in range(3):
                yield from _varint()
            yield 1
            yield from _varint()
            yield 1
        else:
            raise Broken("a packet that was not asked for")


def _block(found: Rows, *, keep: bool) -> _Reading[None]:
    """A block: which it is, the columns one after the other; one without rows only names these."""
    yield from _short()
    while (part := (yield from _varint())) != 0:
        if part > 2:
            raise Broken("a block that says more of itself than it can")
        yield 1 if part == 1 else 4
    width, height = (yield from _varint()), (yield from _varint())
    if width > _COLUMNS or height > _ROWS:
        raise Broken("a block larger than it can be")
    columns: list[tuple[str, str]] = []
    values: list[list[str | bytes | None]] = []
    for _ in range(width):
        columns.append(((yield from _short()), (yield from _short())))
        values.append((yield from _column(columns[-1][1], height)) if height else [])
    if keep:
        found.columns = columns or found.columns
        found.rows += map(list, zip(*values, strict=True))


def _column(kind: str, height: int) -> _Reading[list[str | bytes | None]]:
    nulls = (yield height) if kind == "Nullable(String)" else bytes(height)
    if kind not in ("String", "Nullable(String)"):
        raise Broken("values of a type that was not asked for")
    values: list[str | bytes | None] = []
    for null in nulls:
        data = yield from _bytes()
        values.append(None if null else _decoded(data))
    return values


def _decoded(data: bytes) -> str | bytes:
    """Text where it is UTF-8, also where it was cut inside of a character."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        whole = error.reason == "unexpected end of data"
        return data[: error.start].decode("utf-8") if whole else data
