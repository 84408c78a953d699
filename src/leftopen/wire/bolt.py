"""Bolt 4 and 5, the native protocol of Neo4j: a session without a login, statements that only read, bounded answers.

Source: Neo4j documentation ("Bolt protocol": handshake, messages, version differences; chunks). Each statement is of
the closed list of `wire.cypher`, runs by itself in a transaction that may only read, and says how many of its records
are to come. No credentials are ever sent: the only way to log on that is known here is `none`.
"""

import struct
from dataclasses import dataclass, field
from typing import Any

from leftopen.wire import cypher
from leftopen.wire.packstream import Reader, packed
from leftopen.wire.talk import Broken, Foreign, Message, Talk, exact

GRAMMAR = "bolt"
_DENIED = "BEGIN COMMIT ROLLBACK ROUTE DISCARD TELEMETRY CREATE MERGE SET DELETE REMOVE CALL LOAD DROP"
DENIED = frozenset(_DENIED.split())
"""Messages and statements that write, go elsewhere or stay."""

HELLO, LOGON, RESET, RUN, PULL = 0x01, 0x6A, 0x0F, 0x10, 0x3F
SUCCESS, RECORD, IGNORED, FAILURE = 0x70, 0x71, 0x7E, 0x7F
_AGENT = "leftopen/1"
_START = b"\x60\x60\xb0\x17"
_PROPOSED = bytes.fromhex("00060605 00040404 00000004 00000000".replace(" ", ""))
"""5.6 to 5.0, 4.4 to 4.0, and 4.0 for servers that know no ranges."""

MOST = 5000
"""Records of one answer."""

_WEB = b"not a WebSocket handshake request"
_BARE = (b"\ncontent-type: application/json\r", b"\nvary: Accept\r", b"\naccess-control-allow-origin: *\r")
"""What its port says to a browser: before 4.4 that it speaks WebSocket, since then an answer with nothing in it."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the server; `meta` is its map, of a record `fields`."""

    kind: int
    meta: dict[str, Any] = field(default_factory=dict, repr=False)
    fields: list[Any] = field(default_factory=list, repr=False)
    size: int = 0


# --- what is sent -----------------------------------------------------------------------------------------------------


def handshake() -> Message:
    """The versions that we speak."""
    return Message(GRAMMAR, "HANDSHAKE", _START + _PROPOSED, "HANDSHAKE")


def hello(version: tuple[int, int]) -> Message:
    """Begins a session; before 5.1 with the word that there is no login."""
    said: dict[str, Any] = {"user_agent": _AGENT}
    if version >= (5, 3):
        said["bolt_agent"] = {"product": _AGENT}
    if version < (5, 1):
        said["scheme"] = "none"
    return _message("HELLO none", HELLO, packed(said))


def logon() -> Message:
    """Says that there is no login."""
    return _message("LOGON", LOGON, packed({"scheme": "none"}))


def run(statement: str, database: str) -> Message:
    """A statement of the list, in a transaction that may only read."""
    if not cypher.known(statement):
        raise Broken("a statement that is not of the list")
    return _message("RUN", RUN, packed(statement) + packed({}) + packed({"mode": "r", "db": database}))


def pull(most: int) -> Message:
    """So many of its records."""
    return _message("PULL", PULL, packed({"n": max(1, min(MOST, most))}))


def reset() -> Message:
    """Ends what failed, or is not wanted any more."""
    return _message("RESET session", RESET)


def _message(verb: str, kind: int, *fields: bytes) -> Message:
    count = 3 if kind == RUN else len(fields)
    data = bytes([0xB0 | count, kind]) + b"".join(fields)
    if len(data) >= 1 << 16:
        raise Broken("a message too long to send")
    return Message(GRAMMAR, verb, struct.pack(">H", len(data)) + data + b"\0\0", verb)


def verb_of(data: bytes) -> str:
    """The verb that these bytes say; "" where they are not exactly one message of ours."""
    if data == handshake().data:
        return "HANDSHAKE"
    if len(data) < 6 or int.from_bytes(data[:2], "big") != len(data) - 4:
        return ""
    for each in (hello((5, 3)), hello((5, 1)), hello((5, 0)), logon(), reset()):
        if data == each.data:
            return each.verb
    try:
        message = _again(Reader(data[2:-2]))
    except Broken:
        return ""
    return message.verb if message and message.data == data else ""


def _again(said: Reader) -> Message | None:
    """The statement, or the wish for records, that this may be."""
    _, kind = said.head()
    if kind == PULL:
        told = said.value()
        most = told.get("n") if isinstance(told, dict) else None
        return pull(most) if isinstance(most, int) else None
    if kind != RUN:
        return None
    statement, _, where = said.value(), said.value(), said.value()
    database = where.get("db") if isinstance(where, dict) else None
    return run(statement, database) if isinstance(statement, str) and isinstance(database, str) else None


# --- what is heard ----------------------------------------------------------------------------------------------------


def recognises(first: bytes) -> bool:
    """Whether these bytes choose a version that was proposed, or are what its port says to a browser."""
    if first.startswith(b"HTTP/"):
        bare = first.startswith(b"HTTP/1.1 200 ") and first.endswith(b"\r\n\r\n")
        return _WEB in first or (bare and all(each in first for each in _BARE))
    return len(first) == 4 and _chosen(first) is not None


def _chosen(data: bytes) -> tuple[int, int] | None:
    version = data[3], data[2]
    known = data[:2] == b"\0\0" and ((5, 0) <= version <= (5, 6) or (4, 0) <= version <= (4, 4))
    return version if known else None


def version() -> Talk[tuple[int, int]]:
    """The version that the server chose. Raises `Foreign` where it chose none of ours."""
    chosen = _chosen((yield from exact(4)))
    if chosen is None:
        raise Foreign("no version of Bolt that is spoken here")
    return chosen


def said(most: int) -> Talk[Said | None]:
    """The next message; None where it is larger than `most`, and the connection of no more use."""
    data = bytearray()
    while True:
        size = int.from_bytes((yield from exact(2)), "big")
        if not size:
            if data:
                break
            continue  # a sign of life
        if len(data) + size > most:
            return None
        data += yield from exact(size)
    told = Reader(bytes(data))
    count, kind = told.head()
    if kind not in (SUCCESS, RECORD, IGNORED, FAILURE):
        raise Broken("a message that no server sends")
    fields = [told.value() for _ in range(count)]
    if not told.over:
        raise Broken("a message longer than it says")
    first = fields[0] if fields else None
    if kind == RECORD:
        return Said(kind, fields=first if isinstance(first, list) else [], size=len(data))
    return Said(kind, first if isinstance(first, dict) else {}, size=len(data))
