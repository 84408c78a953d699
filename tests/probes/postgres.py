"""A PostgreSQL in memory, for cases that no recording shows: what it answers to start-ups and to queries."""

import struct

from leftopen.probes.postgresql import probe
from leftopen.raw import Finding
from leftopen.wire.postgres import CAREFUL
from leftopen.wire.talk import Exact, Op, Parse, Ration, Redial, SampleLimits, Send, StartTls
from tests.talk import play, still

Rows = list[tuple[str | None, ...]]


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack(">I", len(body) + 4) + body


def refusal(state: str, severity: str = "ERROR", text: str = "no") -> bytes:
    return message(b"E", f"S{severity}\0V{severity}\0C{state}\0M{text}\0\0".encode())


def table(rows: Rows) -> bytes:
    width = len(rows[0]) if rows else 0
    made = message(b"T", struct.pack(">H", width) + (b"c\0" + bytes(18)) * width)
    for row in rows:
        cells = (
            struct.pack(">i", -1 if value is None else len(value.encode())) + (value or "").encode() for value in row
        )
        made += message(b"D", struct.pack(">H", width) + b"".join(cells))
    return made


READY = message(b"Z", b"I")
OPENED = message(b"R", bytes(4)) + message(b"S", b"server_version\x0015.6\0") + READY
BANNER = "PostgreSQL 15.6 on x86_64"
DEMAND = message(b"R", struct.pack(">I", 10) + b"SCRAM-SHA-256\0\0")


def listed(
    name: str = "people", *, kind: str = "r", rows: int = 3, size: int | None = 8192, may: str = "t", limited: str = "f"
) -> tuple[str | None, ...]:
    """A row of the list of tables."""
    known = None if size is None else str(size)
    return (str(16384 + len(name)), "public", name, kind, str(rows), "0", known, known, may, limited, "f")


PEOPLE = listed()


class Server:
    """Answers to the first words of a query; `starts` are the answers to start-ups, the last one again and again."""

    def __init__(self, answers: dict[str, Rows | str], starts: tuple[bytes, ...], tls: bool) -> None:
        self.answers: dict[str, Rows | str] = {
            "SELECT version": [(BANNER,)],
            "SELECT 1": "42P01",
            "SELECT system_identifier": [("7300000000000000001",)],
            "SELECT datname": [("postgres", "6", "8000000")],
            "SELECT c.oid": [PEOPLE],
            "WITHIN": [],
            "SELECT r.ev_class": [],
            "SELECT table_schema": "42P01",
            "SELECT count(*) FROM pg_largeobject_metadata": [("0",), ("0",)],
            "SELECT attname": [("name", "text")],
            "SELECT s.attname": [],
            'SELECT count(*) FROM "': [("3",)],
            "SELECT left": [("Ana",), ("Bela",)],
            **answers,
        }
        self.starts, self.tls = list(starts), tls
        self.asked: list[str] = []
        self.started: list[tuple[str, str]] = []
        self.encodings: list[str] = []
        self._buffer = b""

    def answer(self, op: Op) -> bytes | None:
        if isinstance(op, Parse):
            end = op.reader.read(self._buffer, 0)
            self._buffer = self._buffer[end:]
            return b""
        if isinstance(op, Exact):
            taken, self._buffer = self._buffer[: op.n], self._buffer[op.n :]
            assert len(taken) == op.n
            return taken
        if isinstance(op, Redial | StartTls):
            self.asked.append(type(op).__name__)
            return None
        if isinstance(op, Ration):
            return None
        assert isinstance(op, Send)
        verb, data = op.message.verb, op.message.data
        self.asked.append(data[5:-1].decode() if data[:1] == b"Q" else verb)
        if verb == "StartupMessage":
            parts = data[8:].decode().split("\0")
            self.started.append((parts[1], parts[3]))
            self.encodings += parts[parts.index("client_encoding") + 1 :][:1] if "client_encoding" in parts else []
        if verb == "SSLRequest":
            self._buffer = b"S" if self.tls else b"N"
        elif verb == "StartupMessage":
            self._buffer = self.starts.pop(0) if len(self.starts) > 1 else self.starts[0]
        elif verb == "IDENTIFY_SYSTEM":
            told = self.answers.get(verb, "42501")
            self._buffer = (refusal(told) if isinstance(told, str) else table(told)) + READY
        elif verb in ("SELECT", "SHOW"):
            sql = data[5:].decode().removeprefix(CAREFUL)
            asked = "PARTS" if "AND c.relispartition AND" in sql else sql
            asked = "WITHIN" if "n.nspname IN ('pg_catalog'" in sql else asked
            found = next(found for words, found in self.answers.items() if asked.startswith(words))
            self._buffer = (refusal(found) if isinstance(found, str) else table(found)) + READY
        return None


def ask(
    answers: dict[str, Rows | str] | None = None,
    *starts: bytes,
    limits: SampleLimits | None = None,
    tls: bool = False,
) -> tuple[Finding, Server]:
    server = Server(answers or {}, starts or (OPENED,), tls)
    with still():
        return play(probe(limits or SampleLimits()), server), server
