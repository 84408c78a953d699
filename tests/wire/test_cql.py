import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import cql
from leftopen.wire.mark import mark
from leftopen.wire.talk import Broken, Fault, Message
from tests.talk import feed
from tests.wire.test_cql_types import parts, short, told

FIRST = cql.options()
ASKED = cql.query("SELECT * FROM {} LIMIT 1", "t", rows=1)


def frame(opcode: int, body: bytes, flags: int = 0, version: int = 4, to: Message = ASKED) -> bytes:
    head = bytes([0x80 | version, flags]) + to.data[2:4] + struct.pack(">Bi", opcode, len(body))
    return head + body


def error(code: int, to: Message = ASKED) -> bytes:
    return frame(0, struct.pack(">i", code) + short("no"), to=to)


def supported(*more: str) -> bytes:
    names = ("CQL_VERSION", *more)
    told = b"".join(short(name) + b"\0\1" + short("3.4.7") for name in names)
    return frame(6, struct.pack(">H", len(names)) + told, to=FIRST)


READY = frame(2, b"")


def rows(
    columns: dict[str, int], *found: tuple[bytes | None, ...], flags: int = 1, of: str = "people", place: str = "crm"
) -> bytes:
    head = struct.pack(">iii", 2, flags, len(columns))
    head += (struct.pack(">i", 3) + b"abc" if flags & 2 else b"") + (short(place) + short(of) if flags & 1 else b"")
    each = b"" if flags & 1 else short(place) + short(of)
    head += b"".join(each + short(name) + told(code) for name, code in columns.items())
    return frame(8, head + struct.pack(">i", len(found)) + b"".join(parts(*row) for row in found))


def heard(data: bytes, most: int = 16_384, to: Message = ASKED) -> cql.Frame:
    return feed(cql.frame(to, most), data)


def test_what_it_supports_is_its_greeting() -> None:
    assert cql.recognises(supported())
    assert cql.supported(heard(supported(), to=FIRST)) == {"CQL_VERSION": ["3.4.7"]}
    unread = error(cql.PROTOCOL)[:2] + b"\0\0" + error(cql.PROTOCOL)[4:]
    for refusal in (error(cql.PROTOCOL, FIRST), unread):
        assert cql.recognises(refusal)
        assert cql.supported(heard(refusal, to=FIRST)) == cql.Refused(cql.PROTOCOL, "no")
    assert "no" not in repr(cql.Refused(1, "no"))


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", error(0x2200, FIRST), READY, b"\x84" * 20])
def test_others_are_foreign(first: bytes) -> None:
    assert not cql.recognises(first)
    try:
        told = cql.supported(heard(first, to=FIRST))
    except Fault:
        return
    assert told == cql.Refused(0x2200, "no"), "an error of another kind is an error still"


def test_a_session_begins_or_asks_for_a_login() -> None:
    assert cql.authenticator(heard(READY)) is None
    assert cql.authenticator(heard(frame(3, short("PasswordAuthenticator")))) == "PasswordAuthenticator"
    assert cql.authenticator(heard(error(0x0100))) == cql.Refused(0x0100, "no")
    with pytest.raises(Broken):
        cql.authenticator(heard(frame(8, b"")))


OF = ("crm", "people")


@pytest.mark.parametrize("flags", [0, 1, 2, 3])
def test_rows_have_the_names_and_types_of_their_columns(flags: int) -> None:
    found = cql.rows(heard(rows({"name": 0x0D, "age": 0x09}, (b"Ana", b"\0\0\0\7"), (b"Bo", None), flags=flags)))
    assert found == cql.Rows(
        [{"name": "Ana", "age": 7}, {"name": "Bo", "age": None}],
        {"name": "text", "age": "int"},
        of=OF,
        more=bool(flags & 2),
    )
    assert "Ana" not in repr(found)


def test_of_an_answer_that_is_too_large_the_whole_rows_are_read() -> None:
    whole = rows({"name": 0x0D}, (b"Ana",), (b"x" * 500,))
    found = cql.rows(heard(whole, 100))
    assert isinstance(found, cql.Rows)
    assert (found.rows, found.cut) == ([{"name": "Ana"}], True)
    assert cql.rows(heard(whole, 10)) == cql.Rows([], {}, True)


def test_warnings_and_what_else_stands_before_an_answer_is_passed_over() -> None:
    inner = rows({"name": 0x0D}, (b"Ana",))[9:]
    before = bytes(16) + b"\0\1" + short("careful") + b"\0\1" + short("k") + struct.pack(">i", 1) + b"v"
    assert isinstance(cql.rows(heard(frame(8, before + inner, 0x02 | 0x04 | 0x08))), cql.Rows)


@pytest.mark.parametrize(
    "data",
    [
        frame(8, struct.pack(">i", 1)),
        frame(2, b""),
        frame(8, struct.pack(">iii", 2, 4, 1) + bytes(4)),
        frame(8, struct.pack(">iii", 2, 0, 1 << 20)),
        frame(8, rows({"name": 0x0D}, (b"Ana",))[9:-1]),
    ],
)
def test_an_answer_without_its_rows_is_broken(data: bytes) -> None:
    with pytest.raises(Broken):
        cql.rows(heard(data))


def test_an_error_in_their_place_is_one() -> None:
    assert cql.rows(heard(error(0x2200))) == cql.Refused(0x2200, "no")


@pytest.mark.parametrize(
    ("columns", "rest"),
    [(0, struct.pack(">i", 1 << 30)), (0, struct.pack(">i", -1)), (0, bytes(4) + b"more"), (0, bytes(4) + b"\0")],
)
def test_rows_of_no_number_or_with_more_after_them_are_broken(columns: int, rest: bytes) -> None:
    """What is left of an answer may be what it does not count."""
    head = struct.pack(">iii", 2, 1, columns) + short("k") + short("t")
    found = cql.rows(heard(frame(8, head + bytes(4))))
    assert isinstance(found, cql.Rows)
    assert found.rows == []
    with pytest.raises(Broken):
        cql.rows(heard(frame(8, head + rest)))


OTHER = cql.query("SELECT * FROM {} LIMIT 1", "u", rows=1)


@pytest.mark.parametrize(
    "late", [frame(2, b"", to=OTHER), error(0x2200)[:2] + b"\0\0" + error(0x2200)[4:], frame(2, b"", to=FIRST)]
)
def test_an_answer_on_another_stream_is_to_what_was_not_asked(late: bytes) -> None:
    with pytest.raises(Broken, match="not asked"):
        heard(late)


QUERY = cql.query("SELECT * FROM {}.{} LIMIT 5", 'a"b', "c;d", rows=5)


@pytest.mark.parametrize(
    ("message", "verb"),
    [(cql.options(), "OPTIONS"), (cql.startup(3), "STARTUP"), (QUERY, "SELECT")],
)
def test_messages_say_their_verb(message: Message, verb: str) -> None:
    assert message.verb == cql.verb_of(message.data) == verb
    assert "c;d" not in message.shown


def asked(sql: str, flags: int = 4) -> bytes:
    data = sql.encode()
    return message(7, struct.pack(">i", len(data)) + data + struct.pack(">HBi", 1, flags, 5))


def message(opcode: int, body: bytes, version: int = 4) -> bytes:
    return struct.pack(">BBhBi", version, 0, mark(bytes([opcode]), body, bits=15), opcode, len(body)) + body


@pytest.mark.parametrize(
    "data",
    [
        b"",
        asked("SELECT now() FROM t"),
        asked("SELECT * FROM t; DROP TABLE t"),
        asked("SELECT * FROM t /* x */"),
        asked("SELECT * FROM t", flags=5),
        asked("SELECT * FROM t")[:-1],
        message(7, b"abc"),
        message(15, b"p"),
        message(1, b"p"),
        message(5, b"", version=5),
        asked("SELECT * FROM t")[:2] + b"\0\0" + asked("SELECT * FROM t")[4:],
    ],
)
def test_what_does_more_than_read_has_no_verb(data: bytes) -> None:
    assert cql.verb_of(data) == ""


def test_a_statement_that_reads_has_its_verb() -> None:
    assert cql.verb_of(asked("SELECT * FROM t")) == "SELECT"


def test_statements_that_write_say_a_verb_that_is_denied() -> None:
    assert {cql.verb_of(asked(each)) for each in ("TRUNCATE t", "DROP TABLE t")} <= cql.DENIED
    assert cql.verb_of(asked("INSERT INTO t (a) VALUES (1)")) == ""


def test_a_name_that_no_table_has_is_broken() -> None:
    with pytest.raises(Broken):
        cql.query("SELECT * FROM {}", "", rows=1)


@given(st.binary(max_size=300))
def test_any_bytes_end_in_a_value_or_a_fault(data: bytes) -> None:
    cql.recognises(data)
    cql.verb_of(data)
    for each in (data, frame(8, data), rows({"a": 0x0D, "b": 0x21}, (b"x",))[:40] + data, supported() + data):
        for read in (cql.supported, cql.authenticator, cql.rows):
            try:
                read(heard(each, 200))
            except Fault:
                continue
