import struct
from typing import Any

import pytest

from leftopen.model import Access
from leftopen.probes.postgresql import probe
from leftopen.raw import Finding
from leftopen.wire.talk import Exact, Op, Redial, SampleLimits, Send, StartTls
from tests.talk import TALKS, Peer, parse, play, still

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
PEOPLE = ("16384", "public", "people", "3", "3", "8192", "t")


class Server:
    """Answers to the first words of a query; `starts` are the answers to start-ups, the last one again and again."""

    def __init__(self, answers: dict[str, Rows | str], starts: tuple[bytes, ...], tls: bool) -> None:
        self.answers: dict[str, Rows | str] = {
            "SELECT version": [("PostgreSQL 15.6 on x86_64",)],
            "SELECT 1": "42P01",
            "SELECT system_identifier": [("7300000000000000001",)],
            "SELECT datname": [("postgres",)],
            "SELECT c.oid": [PEOPLE],
            "SELECT attname": [("name", "text")],
            "SELECT count": [("3",)],
            "SELECT left": [("Ana",), ("Bela",)],
            **answers,
        }
        self.starts, self.tls = list(starts), tls
        self.asked: list[str] = []
        self._buffer = b""

    def answer(self, op: Op) -> bytes | None:
        if isinstance(op, Exact):
            taken, self._buffer = self._buffer[: op.n], self._buffer[op.n :]
            assert len(taken) == op.n
            return taken
        if isinstance(op, Redial | StartTls):
            self.asked.append(type(op).__name__)
            return None
        assert isinstance(op, Send)
        verb, data = op.message.verb, op.message.data
        self.asked.append(data[5:-1].decode() if data[:1] == b"Q" else verb)
        if verb == "SSLRequest":
            self._buffer = b"S" if self.tls else b"N"
        elif verb == "StartupMessage":
            self._buffer = self.starts.pop(0) if len(self.starts) > 1 else self.starts[0]
        elif verb == "SELECT":
            found = next(found for words, found in self.answers.items() if data[5:].decode().startswith(words))
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


def records(finding: Finding) -> list[Any]:
    return [raw.value for store in finding.stores for raw in store.raws]


@pytest.mark.parametrize(
    ("answers", "access"),
    [
        ({}, Access.OPEN),
        ({"SELECT left": "42501"}, Access.METADATA),
        ({"SELECT left": "57014"}, Access.METADATA),
        ({"SELECT c.oid": [(*PEOPLE[:-1], "f")]}, Access.METADATA),
        ({"SELECT c.oid": []}, Access.EMPTY),
        ({"SELECT count": [("0",)], "SELECT left": []}, Access.EMPTY),
        ({"SELECT c.oid": "42501"}, Access.UNKNOWN),
        ({"SELECT datname": "42501", "SELECT c.oid": []}, Access.UNKNOWN),
        ({"SELECT 1": [("1",)]}, Access.DECOY),
        ({"SELECT 1": []}, Access.DECOY),
        ({"SELECT 1": "42501"}, Access.UNKNOWN),
    ],
)
def test_verdicts(answers: dict[str, Rows | str], access: Access) -> None:
    assert ask(answers)[0].access == access


@pytest.mark.parametrize(
    ("start", "access"),
    [
        (message(b"R", struct.pack(">I", 3)), Access.LOCKED),
        (message(b"R", struct.pack(">I", 5) + b"salt"), Access.LOCKED),
        (refusal("28000", "FATAL"), Access.LOCKED),
        (refusal("28P01", "FATAL"), Access.LOCKED),
        (refusal("53300", "FATAL"), Access.UNKNOWN),
        (refusal("57P03", "FATAL"), Access.UNKNOWN),
        (message(b"R", bytes(4)) + refusal("28000", "FATAL"), Access.UNKNOWN),
        (message(b"R", bytes(4)) + refusal("3D000", "FATAL"), Access.UNKNOWN),
    ],
)
def test_starts(start: bytes, access: Access) -> None:
    finding, _ = ask(None, start)
    assert finding.access == access
    assert (finding.remedy == "trusted") == start.startswith(b"R\0\0\0\x08\0\0\0\0")


def test_another_database_is_tried_once() -> None:
    finding, server = ask(None, message(b"R", bytes(4)) + refusal("3D000", "FATAL"), OPENED)
    assert finding.access == Access.OPEN
    assert finding.stores[0].name == "template1.people"
    assert server.asked.count("StartupMessage") == 3


def test_a_pooler_that_knows_no_options_is_asked_without() -> None:
    finding, server = ask(None, refusal("08P01", "FATAL", "unsupported startup parameter: options"), OPENED)
    assert finding.access == Access.OPEN
    assert server.asked[:5] == ["SSLRequest", "StartupMessage", "Redial", "SSLRequest", "StartupMessage"]


def test_tls_is_used_where_it_is_offered_on_each_connection() -> None:
    _, server = ask({"SELECT datname": [("postgres",), ("crm",)]}, tls=True)
    assert [word for word in server.asked if not word.startswith("SELECT")] == [
        *("SSLRequest", "StartTls", "StartupMessage", "Terminate", "Redial"),
        *("SSLRequest", "StartTls", "StartupMessage"),
    ]


def test_at_most_five_databases_are_opened() -> None:
    names: Rows = [(f"db{number}",) for number in range(9)]
    finding, server = ask({"SELECT datname": names, "SELECT c.oid": []})
    assert server.asked.count("StartupMessage") == 5
    assert finding.access == Access.UNKNOWN


def test_what_was_not_looked_at_is_not_called_empty() -> None:
    two: Rows = [PEOPLE, ("16385", "public", "more", "0", "0", "8192", "t")]
    answers: dict[str, Rows | str] = {"SELECT c.oid": two, "SELECT count": [("0",)], "SELECT left": []}
    assert ask(answers, limits=SampleLimits(collections=2))[0].access == Access.EMPTY
    assert ask(answers, limits=SampleLimits(collections=1))[0].access == Access.METADATA


def test_values_are_what_their_types_say() -> None:
    kinds = [
        *(("flag", "boolean"), ("n", "bigint"), ("x", "double precision"), ("price", "numeric(10,2)")),
        *(("more", "jsonb"), ("photo", "bytea"), ("face", "vector(3)"), ("faces", "real[]"), ("none", "text")),
        *(("odd", "integer"), ("tags", "text[]")),
    ]
    row = ("t", "7", "0.5", "12.50", '{"a": [1]}', "\\x89ff", "[0.5,-1,2]", "{0.25,1}", None, "x", "{a,b}")
    finding, server = ask({"SELECT attname": [*kinds], "SELECT left": [row]})
    assert records(finding) == [
        {
            "flag": True,
            "n": 7,
            "x": 0.5,
            "price": "12.50",
            "more": {"a": [1]},
            "photo": b"\x89\xff",
            "face": [0.5, -1.0, 2.0],
            "faces": [0.25, 1.0],
            "none": None,
            "odd": "x",
            "tags": "{a,b}",
        }
    ]
    sample = server.asked[-1]
    assert 'left("face"::text, 16384)' in sample
    assert sample.endswith('FROM "public"."people" LIMIT 8')


def test_large_tables_are_neither_counted_nor_searched_for_dates() -> None:
    large = ("16384", "public", "people", "2.5e+07", "0", str(65 << 20), "t")
    finding, server = ask({"SELECT c.oid": [large], "SELECT attname": [("born", "date")]})
    assert finding.stores[0].records == 25_000_000
    assert not [sql for sql in server.asked if sql.startswith(("SELECT count", "SELECT extract"))]


def test_rows_follow_the_room() -> None:
    wide = ("16384", "public", "people", "100", "0", str(20 << 20), "t")
    _, server = ask({"SELECT c.oid": [wide]}, limits=SampleLimits(sample_bytes=1 << 20))
    assert server.asked[-1].endswith("LIMIT 5")


def test_unanalysed_tables_have_no_number_but_0_is_one_when_counted() -> None:
    fresh = ("16384", "public", "people", "-1", "0", None, "t")
    assert ask({"SELECT c.oid": [fresh]})[0].stores[0].records is None
    finding, _ = ask({"SELECT count": [("0",)]})
    assert finding.access == Access.OPEN  # rows came all the same
    assert finding.stores[0].records == 0


@pytest.mark.parametrize(
    ("banner", "product", "version"),
    [
        ("PostgreSQL 16.4 (Debian 16.4-1) on x86_64", "PostgreSQL", "16.4"),
        ("PostgreSQL 17beta1 on x86_64", "PostgreSQL", "17beta1"),
        ("CockroachDB CCL v23.1.11 (x86_64)", "CockroachDB", "23.1.11"),
        ("Something else", None, "15.6"),
    ],
)
def test_products(banner: str, product: str | None, version: str) -> None:
    finding, _ = ask({"SELECT version": [(banner,)]})
    assert (finding.product, finding.version) == (product, version)
    assert finding.facts == {"cluster_uuid": f"{7300000000000000001:x}"}


def test_partitions_are_asked_for_only_where_they_exist() -> None:
    old = OPENED.replace(b"15.6\0", b"9.6\0\0")
    for start, known in ((OPENED, True), (old, False)):
        _, server = ask(None, start)
        assert any("relispartition" in sql for sql in server.asked) == known


def test_the_recording_is_read_as_it_is() -> None:
    script = parse(TALKS / "postgresql/open.talk")
    with still():
        finding = play(probe(script.limits), Peer(script.steps))
    assert records(finding)[0] == {
        "id": 0,
        "name": "王丹",
        "email": "wang.dan@example.org",
        "phone": "13800138000",
        "born": "1990-03-07",
        "added": "2024-01-01 10:00:00+00",
        "extra": {"vip": True},
        "photo": b"\x89PNG\xff",
        "tags": "{a,b}",
    }
