"""The protocol of PostgreSQL, version 3: start-up and simple queries that only read, and bounded answers.

Source: https://www.postgresql.org/docs/current/protocol-message-formats.html . The verb of a query is its first
keyword. `verb_of` reads it from the bytes and gives none for more than one statement, for comments, and for any
function or keyword outside a short list: what a SELECT may do besides reading is not to be had here. A SELECT may
follow `CAREFUL`, word for word: both statements of it hold for this one message and are gone with it.

Text is UTF-8. Bytes that are not (of a database in SQL_ASCII, which has no encoding) are kept in it as PEP 383 says, so
that a name goes back as it came; `clean` gives what can be shown.
"""

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from leftopen.wire.sql import Dialect
from leftopen.wire.talk import Broken, Fault, Foreign, Message, Parse, Talk, exact, send

GRAMMAR = "postgres"
_DENIED = """
ABORT ALTER ANALYZE BEGIN CALL CHECKPOINT CLOSE CLUSTER COMMENT COMMIT COPY CREATE DEALLOCATE DECLARE DELETE DISCARD DO
DROP END EXECUTE EXPLAIN FETCH GRANT IMPORT INSERT LISTEN LOAD LOCK MERGE MOVE NOTIFY PREPARE REASSIGN REFRESH REINDEX
RELEASE RESET REVOKE ROLLBACK SAVEPOINT SECURITY SET START TABLE TRUNCATE UNLISTEN UPDATE VACUUM VALUES WITH
"""
DENIED = frozenset(_DENIED.split())
"""Every statement but SELECT and SHOW."""

_FUNCTIONS = """
count extract format_type has_any_column_privilege has_column_privilege has_database_privilege has_schema_privilege
left max min pg_control_system pg_database_size pg_partition_tree pg_relation_size pg_stat_get_live_tuples
pg_total_relation_size row_security_active sum version
"""
FUNCTIONS = frozenset(_FUNCTIONS.split())
_BEFORE = frozenset(["and", "else", "exists", "in", "not", "or", "then", "when"])
"""All that may stand before a parenthesis: functions, and words that are none."""

CAREFUL = "SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = 3000; "
"""Before a SELECT where the options of the start-up were refused: statements of one message are one transaction."""

_KEYWORDS = frozenset({"into", "for", "lock", "returning", "update", "insert", "delete", "with", "call"})
"""Words that may stand nowhere in a query: `SELECT INTO` writes, `SELECT FOR UPDATE` locks."""

_SSL = struct.pack(">II", 8, 80877103)
_VERSION = 196608
_PARAMETERS = frozenset({"user", "database", "application_name", "client_encoding", "options"})
_REPLICATION = frozenset({"user", "replication"})
IDENTIFY = "IDENTIFY_SYSTEM"
_OPTIONS = "-c default_transaction_read_only=on -c statement_timeout=3000 -c lock_timeout=1000 -c datestyle=ISO"
_SQL = Dialect(
    quoted=re.compile(r'"(?:[^"]|"")+"|\'[^\'\\]*\''),
    plain=re.compile(r"[A-Za-z0-9_ ,.()<>=:*]*"),
    forbidden=_KEYWORDS,
    callable=FUNCTIONS | _BEFORE,
)
_MESSAGES = 20_000
_STATE = re.compile(rb"[0-9A-Z]{5}")


class TooLarge(Broken):
    """An answer larger than was asked for, read in part: go on in a fresh connection."""


def ssl_request() -> Message:
    """Asks whether the server speaks TLS here: it answers `S` or `N`."""
    return Message(GRAMMAR, "SSLRequest", _SSL, "SSLRequest")


def startup(user: str, database: str, *, options: bool = True, encoding: str = "UTF8", ours: bool = True) -> Message:
    """Opens a session; with `options` the server refuses writes and ends statements after three seconds.

    `encoding` is that of all text to come; `ours`: the name of the database is one of ours, and may be shown.
    """
    given = {"user": user, "database": database, "application_name": "leftopen", "client_encoding": encoding}
    if options:
        given["options"] = _OPTIONS
    body = b"".join(b"%b\0%b\0" % (name.encode(), _bytes(_sound(value))) for name, value in given.items()) + b"\0"
    data = struct.pack(">II", len(body) + 8, _VERSION) + body
    shown = f"StartupMessage user={user} database={database if ours else '…'}"
    return Message(GRAMMAR, "StartupMessage", data, shown)


def query(template: str, *names: str, careful: bool = False) -> Message:
    """A query of ours in which each `{}` becomes a quoted name that the peer gave; only the template is shown.

    `careful`: after `CAREFUL`, for a session that was opened without options.
    """
    template = (CAREFUL if careful else "") + " ".join(template.split())
    quoted = ('"' + _sound(name).replace('"', '""') + '"' for name in names)
    sql = template.format(*quoted)
    verb = template.removeprefix(CAREFUL).split(maxsplit=1)[0].upper()
    return Message(GRAMMAR, verb, _packed(b"Q", _bytes(sql) + b"\0"), template)


def replication(user: str) -> Message:
    """Opens a session by which replicas copy the whole server; see `IDENTIFY`."""
    body = b"user\0%b\0replication\0true\0\0" % user.encode()
    data = struct.pack(">II", len(body) + 8, _VERSION) + body
    return Message(GRAMMAR, "StartupMessage", data, f"StartupMessage user={user} replication=true")


def identify() -> Message:
    """Asks a session of replication which server it is; the one word of its language that is sent, as it only tells."""
    return Message(GRAMMAR, IDENTIFY, _IDENTIFY, IDENTIFY)


def terminate() -> Message:
    """Ends the session."""
    return Message(GRAMMAR, "Terminate", _packed(b"X", b""), "Terminate")


def _sound(name: str) -> str:
    if "\0" in name or not name:
        raise Broken("a name that no PostgreSQL has")
    return name


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def clean(text: str) -> str:
    """Text without the bytes in it that are not UTF-8: each of them is U+FFFD."""
    return text if text.isascii() else _bytes(text).decode("utf-8", "replace")


def sent(text: str) -> str | bytes:
    """A value as it was sent: text, or bytes that are none in UTF-8.

    >>> sent("Zoë"), sent("Zo\\udceb")
    ('Zoë', b'Zo\\xeb')
    """
    data = _bytes(text)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def _packed(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack(">I", len(body) + 4) + body


_IDENTIFY = _packed(b"Q", IDENTIFY.encode() + b"\0")


def verb_of(data: bytes) -> str:
    """The verb that these bytes say; "" where they are not exactly one message that only reads."""
    if data == _SSL:
        return "SSLRequest"
    if data == _packed(b"X", b""):
        return "Terminate"
    if data == _IDENTIFY:
        return IDENTIFY
    if data[:1] == b"Q" and data[1:5] == struct.pack(">I", len(data) - 1) and data.find(b"\0", 5) == len(data) - 1:
        return _SQL.verb(data[5:-1].decode("utf-8", "replace").removeprefix(CAREFUL))
    if len(data) > 8 and struct.unpack(">II", data[:8]) == (len(data), _VERSION) and data[-2:] == b"\0\0":
        names = data[8:-2].split(b"\0")[::2]
        told = {name.decode("ascii", "replace") for name in names}
        return "StartupMessage" if told <= _PARAMETERS or told == _REPLICATION else ""
    return ""


# --- answers ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Refused:
    """An error: its SQLSTATE, and the severity-free message in lower case to look into, never to show."""

    state: str
    text: str

    def __repr__(self) -> str:
        return f"<Refused {self.state}>"


@dataclass(slots=True)
class Answer:
    """All that came up to `ReadyForQuery`, or up to a demand to log in. Rows hold text, or None for NULL."""

    auth: int | None = None
    ready: bool = False
    refused: Refused | None = None
    parameters: dict[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    rows: list[tuple[str | None, ...]] = field(default_factory=list)
    size: int = 0


def offers_tls(fault: type[Fault] = Broken) -> Talk[bool]:
    """What the server says to SSLRequest: one byte, `S` or `N`, and nothing before we go on.

    What begins so and goes on (`SSH-2.0-…`) is `fault`.
    """
    reading = _Offer(fault)
    yield Parse(reading, 1)
    return reading.tls


class _Offer:
    """See `talk.Parser`."""

    def __init__(self, fault: type[Fault]) -> None:
        self._fault, self.tls = fault, False

    def read(self, data: bytes, start: int) -> int:
        said = data[start : start + 2]
        if said and said not in (b"S", b"N"):
            raise self._fault("no answer of PostgreSQL to SSLRequest")
        self.tls = said == b"S"
        return start + 1


def ask(message: Message, most: int) -> Talk[Answer]:
    """Sends a query and reads the answer, of at most `most` bytes."""
    yield from send(message)
    return (yield from read_answer(most))


def read_answer(most: int, *, first: bool = False) -> Talk[Answer]:
    """Reads messages until the server waits for us or refuses the session.

    Raises `TooLarge`, `Broken` where these are no such messages, `Foreign` on `first` contact.
    """
    found = Answer()
    for number in range(_MESSAGES):
        kind, body = yield from _message(most - found.size, first and not number)
        found.size += len(body) + 5
        try:
            if _take(found, kind, body):
                return found
        except (struct.error, IndexError, ValueError):
            raise Broken("a message that does not hold what it says") from None
    raise TooLarge("more messages than were asked for")


def _message(most: int, first: bool) -> Talk[tuple[bytes, bytes]]:
    fault = Foreign if first else Broken
    head = yield from exact(5)
    kind, size = head[:1], int.from_bytes(head[1:], "big") - 4
    if kind not in _TAKERS or size < 0:
        raise fault("not a message of PostgreSQL")
    if size > most:
        raise fault("a greeting too long") if first else TooLarge("an answer larger than was asked for")
    return kind, (yield from exact(size)) if size else b""


def _take(found: Answer, kind: bytes, body: bytes) -> bool:
    """Puts a message into the answer; True where the answer ends with it."""
    match kind:
        case b"R":
            (found.auth,) = struct.unpack(">I", body[:4])
            return found.auth != 0
        case b"E":
            found.refused = _refused(body)
            return found.refused.text.startswith("fatal ") or found.refused.text.startswith("panic ")
        case b"Z":
            found.ready = True
            return True
        case b"S":
            name, value, _ = body.split(b"\0", 2)
            found.parameters[name.decode("utf-8", "replace")] = value.decode("utf-8", "replace")
        case b"T":
            found.columns = _columns(body)
        case b"D":
            found.rows.append(_row(body, len(found.columns)))
    return False


_TAKERS = frozenset({b"R", b"E", b"Z", b"S", b"T", b"D", b"K", b"N", b"C", b"I", b"A", b"v"})


def _refused(body: bytes) -> Refused:
    fields: Mapping[bytes, bytes] = {part[:1]: part[1:] for part in body.split(b"\0") if part}
    state = fields.get(b"C", b"")
    text = b" ".join([fields.get(b"V", fields.get(b"S", b"")), fields.get(b"M", b"")])
    return Refused(state.decode() if _STATE.fullmatch(state) else "?", text.decode("utf-8", "replace").lower())


def _columns(body: bytes) -> tuple[str, ...]:
    (count,) = struct.unpack_from(">H", body)
    names, place = list[str](), 2
    for _ in range(count):
        end = body.index(b"\0", place)
        names.append(body[place:end].decode("utf-8", "replace"))
        place = end + 19  # its nul, and 18 bytes about table, type and format
    if place != len(body):
        raise Broken("a row description of another length")
    return tuple(names)


def _row(body: bytes, columns: int) -> tuple[str | None, ...]:
    (count,) = struct.unpack_from(">H", body)
    if count != columns:
        raise Broken("a row of other columns than were told")
    values, place = list[str | None](), 2
    for _ in range(count):
        (size,) = struct.unpack_from(">i", body, place)
        place += 4
        if size > len(body) - place:
            raise Broken("a value longer than its row")
        values.append(None if size < 0 else body[place : place + size].decode("utf-8", "surrogateescape"))
        place += max(size, 0)
    if place != len(body):
        raise Broken("more in a row than its columns")
    return tuple(values)


_ERROR_BEGINS = re.compile(rb"E(?:\x00\x00[\x00-\xff]{2}[SVCM]|FATAL: )", re.DOTALL)


def begins(first: bytes) -> bool:
    """Whether these first bytes of a connection may be of PostgreSQL: the one letter that answers `SSLRequest`, or an
    error, which says in its old form (of protocol 2) too that it cannot read the question of another protocol.

    >>> begins(b"S"), begins(b"SSH-2.0-OpenSSH"), begins(b"EFATAL:  unsupported frontend protocol")
    (True, False, True)
    """
    return first in (b"S", b"N") or _ERROR_BEGINS.match(first) is not None
