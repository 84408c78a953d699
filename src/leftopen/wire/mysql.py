"""The protocol of MySQL and MariaDB: a login without a password, queries that only read, and bounded answers.

Source: MySQL source documentation ("Client/Server Protocol": Protocol::HandshakeV10, HandshakeResponse41, SSLRequest,
AuthSwitchRequest, Text Resultset, ERR_Packet). The verb of a query is its first keyword. `verb_of` reads it from the
bytes and gives none for more than one statement, for comments, and for any function or keyword outside a short list:
what a SELECT may do besides reading (`INTO OUTFILE`, `FOR UPDATE`, functions of the server) is not to be had here.
Several statements in one message are not asked for (CLIENT_MULTI_STATEMENTS), so that the server takes one only.
"""

import re
import struct
from dataclasses import dataclass, field

from leftopen.wire.sql import Dialect
from leftopen.wire.talk import Broken, Foreign, Message, Talk, exact, send

GRAMMAR = "mysql"
_DENIED = """
ALTER ANALYZE BEGIN BINLOG CALL CHANGE CHECK CLONE COMMIT CREATE DEALLOCATE DELETE DO DROP EXECUTE EXPLAIN FLUSH GRANT
HANDLER IMPORT INSERT INSTALL KILL LOAD LOCK OPTIMIZE PREPARE PURGE RELEASE RENAME REPAIR REPLACE RESET REVOKE ROLLBACK
SAVEPOINT SET SHUTDOWN START STOP TRUNCATE UNINSTALL UNLOCK UPDATE USE WITH XA
"""
DENIED = frozenset(_DENIED.split())
"""Every statement but SELECT and SHOW."""

FUNCTIONS = frozenset({"count", "unix_timestamp", "version"})
_BEFORE = frozenset({"and", "in", "not", "or"})
"""All that may stand before a parenthesis: functions, and words that are none."""

_KEYWORDS = frozenset({"into", "for", "lock", "outfile", "dumpfile", "procedure", "update", "insert", "delete", "with"})
"""Words that may stand nowhere in a query."""

_LONG_PASSWORD, _PROTOCOL_41, _SSL, _TRANSACTIONS, _SECURE, _PLUGIN = 0x1, 0x200, 0x800, 0x2000, 0x8000, 0x80000
_CAPABILITIES = _LONG_PASSWORD | _PROTOCOL_41 | _TRANSACTIONS | _SECURE | _PLUGIN
_LARGEST = 1 << 24
_UTF8 = 33
"""utf8_general_ci, which every release knows."""

_ERR, _OK, _EOF, _NULL = 0xFF, 0x00, 0xFE, 0xFB
_GREETING, _VERSION = 16_384, 10
_END = 9
"""Bytes from which on a packet that begins as an end does is a row."""

_COLUMNS = 4096
_SQL = Dialect(
    quoted=re.compile(r"`(?:[^`]|``)+`|'[^'\\]*'"),
    plain=re.compile(r"[A-Za-z0-9_ ,.()<>=*]*"),
    forbidden=_KEYWORDS,
    callable=FUNCTIONS | _BEFORE,
)


class TooLarge(Broken):
    """An answer larger than was asked for: go on in a fresh connection. `rows` came whole before it was."""

    def __init__(self, rows: list[dict[str, str | bytes | None]]) -> None:
        super().__init__("an answer larger than was asked for")
        self.rows = rows


@dataclass(frozen=True, slots=True)
class Greeting:
    """What the server says first; `plugin` is how it asks for a password by default; `challenge`: the first half of
    what it draws at random for each connection, and the byte after it."""

    version: str
    capabilities: int
    plugin: str
    challenge: bytes = b""

    @property
    def tls(self) -> bool:
        """Whether it speaks TLS on this connection."""
        return bool(self.capabilities & _SSL)


@dataclass(frozen=True, slots=True)
class Refused:
    """An error: its number and its words, which are the peer's."""

    code: int
    says: str = field(repr=False)


# --- what is sent -----------------------------------------------------------------------------------------------------


def ssl_request() -> Message:
    """Asks to go on in TLS."""
    body = struct.pack("<IIB23x", _CAPABILITIES | _SSL, _LARGEST, _UTF8)
    return Message(GRAMMAR, "SSLRequest", _packet(1, body), "SSLRequest")


def login(user: str, plugin: str, *, tls: bool = False) -> Message:
    """Asks to be let in as a user without a password."""
    head = struct.pack("<IIB23x", _CAPABILITIES | (_SSL if tls else 0), _LARGEST, _UTF8)
    body = head + user.encode("ascii") + b"\0" + b"\0" + plugin.encode("ascii") + b"\0"
    return Message(GRAMMAR, "HandshakeResponse", _packet(2 if tls else 1, body), f"HandshakeResponse user={user!r}")


def no_password(sequence: int) -> Message:
    """The answer to whoever asks for a password in another way: none."""
    return Message(GRAMMAR, "AuthSwitchResponse", _packet(sequence, b""), "AuthSwitchResponse without a password")


def query(template: str, *names: str) -> Message:
    """A query of ours in which each `{}` becomes a quoted name that the peer gave; only the template is shown."""
    template = " ".join(template.split())
    if any(not name or "\0" in name for name in names):
        raise Broken("a name that no MySQL has")
    sql = template.format(*("`" + name.replace("`", "``") + "`" for name in names))
    return Message(GRAMMAR, template.split(maxsplit=1)[0].upper(), _packet(0, b"\x03" + sql.encode()), template)


def quit_() -> Message:
    """Ends the session."""
    return Message(GRAMMAR, "Quit", _packet(0, b"\x01"), "Quit")


def _packet(sequence: int, body: bytes) -> bytes:
    return struct.pack("<I", len(body))[:3] + bytes([sequence]) + body


def verb_of(data: bytes) -> str:
    """The verb that these bytes say; "" where they are not exactly one packet that only reads."""
    if len(data) < 4 or int.from_bytes(data[:3], "little") != len(data) - 4:
        return ""
    sequence, body = data[3], data[4:]
    if sequence == 0:
        if body == b"\x01":
            return "Quit"
        return _SQL.verb(body[1:].decode("utf-8", "replace")) if body[:1] == b"\x03" else ""
    if not body:
        return "AuthSwitchResponse"
    if len(body) < 32 or body[9:32] != bytes(23):
        return ""
    if len(body) == 32:
        return "SSLRequest"
    _, _, rest = body[32:].partition(b"\0")
    return "HandshakeResponse" if rest[:1] == b"\0" and rest[-1:] == b"\0" and rest.count(b"\0") == 2 else ""


# --- what is heard ----------------------------------------------------------------------------------------------------


def recognises(first: bytes) -> bool:
    """Whether these bytes begin a greeting of version 10, or an error in its place."""
    if len(first) < 6 or first[3] != 0 or first[2] != 0:
        return False
    if first[4] == _ERR:
        return first[5:7] in (b"\x69\x04", b"\x6a\x04", b"\x10\x04", b"\x11\x04")  # 1129, 1130, 1040, 1041
    return first[4] == _VERSION and re.match(rb"\d{1,2}\.\d{1,3}[ -~]{0,80}\0", first[5:95]) is not None


def greeting() -> Talk[Greeting | Refused]:
    """What a server says first. Raises `Foreign` where it is no MySQL."""
    head = yield from exact(5)
    length = int.from_bytes(head[:3], "little")
    if head[3] != 0 or not 4 < length <= _GREETING or head[4] not in (_VERSION, _ERR):
        raise Foreign("no greeting of MySQL")
    body = yield from exact(length - 1)
    if head[4] == _ERR:
        return _refused(body)
    version, end, rest = body.partition(b"\0")
    if not end or not re.match(rb"\d", version) or len(rest) < 15:
        raise Foreign("no greeting of MySQL")
    low, high = int.from_bytes(rest[13:15], "little"), int.from_bytes(rest[18:20], "little")
    plugin = rest[31:].rstrip(b"\0").rpartition(b"\0")[2]
    known = plugin.decode("ascii", "replace") if re.fullmatch(rb"[a-z0-9_]{3,60}", plugin) else "mysql_native_password"
    return Greeting(version.decode("ascii", "replace")[:100], low | high << 16, known, rest[4:13])


def packet(most: int) -> Talk[tuple[int, bytes]]:
    """The number of a packet and its body; `Broken` where it is longer."""
    head = yield from exact(4)
    length = int.from_bytes(head[:3], "little")
    if length > most:
        raise Broken("a packet longer than was asked for")
    return head[3], ((yield from exact(length)) if length else b"")


def let_in() -> Talk[Refused | None]:
    """What becomes of a login: None where it let us in."""
    for _ in range(3):
        sequence, body = yield from packet(_GREETING)
        if body[:1] == bytes([_OK]):
            return None
        if body[:1] == bytes([_ERR]):
            return _refused(body[1:])
        if body[:1] == bytes([_EOF]):
            yield from send(no_password((sequence + 1) % 256))
    raise Broken("an answer to a login that is none")


def rows(most: int) -> Talk[list[dict[str, str | bytes | None]] | Refused]:
    """The rows of an answer by the names of their columns; text where it is UTF-8, else bytes.

    Raises `TooLarge` with those that came whole within `most` bytes.
    """
    left = most
    _, body = yield from packet(_GREETING)
    if body[:1] == bytes([_ERR]):
        return _refused(body[1:])
    columns, _ = _length(body, 0)
    if not 0 < columns <= _COLUMNS:
        raise Broken("an answer of more columns than a table has")
    names: list[str] = []
    for _ in range(columns):
        _, body = yield from packet(_GREETING)
        names.append(_name(body))
    _, body = yield from packet(_GREETING)
    if body[:1] != bytes([_EOF]) or len(body) >= _END:
        raise Broken("columns without an end")
    found: list[dict[str, str | bytes | None]] = []
    while True:
        head = yield from exact(4)
        length = int.from_bytes(head[:3], "little")
        if length > left:
            raise TooLarge(found)
        body = yield from exact(length)
        left -= length
        if body[:1] == bytes([_EOF]) and length < _END:
            return found
        if body[:1] == bytes([_ERR]):
            return _refused(body[1:])
        found.append(dict(zip(names, _values(body, columns), strict=True)))


def _refused(body: bytes) -> Refused:
    """The number, a state that begins with `#`, the words."""
    says = body[2:].removeprefix(b"#")
    return Refused(int.from_bytes(body[:2], "little"), says.decode("utf-8", "replace")[:300])


def _name(body: bytes) -> str:
    """The name of a column: the fifth of the texts of its definition."""
    place, value = 0, b""
    for _ in range(5):
        length, place = _length(body, place)
        value = body[place : place + length]
        place += length
    return value.decode("utf-8", "replace")[:200] or "?"


def _values(body: bytes, columns: int) -> list[str | bytes | None]:
    found: list[str | bytes | None] = []
    place = 0
    for _ in range(columns):
        if body[place : place + 1] == bytes([_NULL]):
            found.append(None)
            place += 1
            continue
        length, place = _length(body, place)
        if place + length > len(body):
            raise Broken("a row shorter than it says")
        value = body[place : place + length]
        place += length
        try:
            found.append(value.decode("utf-8"))
        except UnicodeDecodeError:
            found.append(value)
    if place != len(body):
        raise Broken("more in a row than its columns")
    return found


def _length(body: bytes, place: int) -> tuple[int, int]:
    """A length-encoded number and the place after it."""
    first = body[place : place + 1]
    if not first:
        raise Broken("a packet shorter than it says")
    if first[0] < _NULL:
        return first[0], place + 1
    size = {0xFC: 2, 0xFD: 3, 0xFE: 8}.get(first[0])
    if size is None or len(body) < place + 1 + size:
        raise Broken("a length that is none")
    return int.from_bytes(body[place + 1 : place + 1 + size], "little"), place + 1 + size
