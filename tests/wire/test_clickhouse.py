from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import clickhouse as wire
from leftopen.wire.talk import Broken, Closed, Fault, Foreign, Message
from tests.talk import feed


def number(value: int) -> bytes:
    told = b""
    while value > 127:
        told, value = told + bytes([value & 127 | 128]), value >> 7
    return told + bytes([value])


def text(value: str | bytes) -> bytes:
    data = value.encode() if isinstance(value, str) else value
    return number(len(data)) + data


def hello(name: str = "ClickHouse", version: tuple[int, int] = (24, 8), revision: int = 54_472) -> bytes:
    zone = text("Europe/Berlin") if revision >= 54_058 else b""
    return b"\0" + text(name) + number(version[0]) + number(version[1]) + number(revision) + zone


def error(code: int) -> bytes:
    return (
        b"\2"
        + code.to_bytes(4, "little")
        + text("DB::Exception")
        + text("no zoe@example.org")
        + text("0. main")
        + b"\0"
    )


def block(columns: dict[str, str], *rows: tuple[str | bytes | None, ...], kind: int = 1) -> bytes:
    """A block with its values column by column."""
    told = number(kind) + text("") + b"\1\0\2\xff\xff\xff\xff\0" + number(len(columns)) + number(len(rows))
    for place, (name, of) in enumerate(columns.items()):
        told += text(name) + text(of)
        values = [row[place] for row in rows]
        if rows and of.startswith("Nullable"):
            told += bytes(value is None for value in values)
        told += b"".join(text(value or "") for value in values)
    return told


PROGRESS = number(3) + number(10) + number(100) + number(1000)
PROFILE = number(6) + number(2) + number(1) + number(50) + b"\0" + number(0) + b"\0"
END = number(5)
NAMES = {"name": "String", "note": "Nullable(String)"}
PEOPLE = block(NAMES) + block(NAMES, ("Zoë", None), ("Bo", "x")) + PROGRESS + PROFILE + END


def heard(data: bytes, most: int = 4096) -> wire.Rows | wire.Refused:
    return feed(wire.rows(most), data)


@pytest.mark.parametrize(("revision", "name"), [(54_472, "ClickHouse"), (54_020, "ClickHouse server")])
def test_a_greeting_says_who_it_is(revision: int, name: str) -> None:
    first = hello(name, revision=revision)
    assert wire.recognises(first)
    assert feed(wire.greeting(), first) == wire.Hello(name, "24.8")


def test_an_error_has_a_code_and_its_words_are_not_shown() -> None:
    assert wire.recognises(error(516))
    told = feed(wire.greeting(), error(516))
    assert told == wire.Refused(516, "no zoe@example.org")
    assert "zoe" not in repr(told)


def test_the_words_for_whoever_asks_over_http_are_recognised() -> None:
    said = b"HTTP/1.0 400 Bad Request\r\n\r\nPort 9000 is for clickhouse-client program.\r\nYou must use port 8123.\r\n"
    assert wire.recognises(said)
    assert not wire.recognises(said.replace(b"clickhouse-client", b"another"))


@pytest.mark.parametrize(
    "first",
    [
        b"",
        b"\0\x0aClickPlace",
        b"\1\x0aClickHouse",
        b"\2\x10\0\0\0\x0dXX::Exception",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
    ],
)
def test_others_are_foreign(first: bytes) -> None:
    assert not wire.recognises(first)
    with pytest.raises((Foreign, Closed)):
        feed(wire.greeting(), first)


def test_rows_have_the_names_and_types_of_their_columns() -> None:
    told = heard(PEOPLE)
    assert isinstance(told, wire.Rows)
    assert told.columns == list(NAMES.items())
    assert told.rows == [["Zoë", None], ["Bo", "x"]]
    assert (told.cut, told.size) == (False, len(PEOPLE))
    assert "Zoë" not in repr(told)


def test_blocks_follow_each_other_and_sums_of_all_are_no_rows() -> None:
    name = {"name": "String"}
    told = heard(
        b"".join(block(name, (who,), kind=kind) for who, kind in (("a", 1), ("b", 1), ("sum", 7), ("most", 8))) + END
    )
    assert isinstance(told, wire.Rows)
    assert told.rows == [["a"], ["b"]]


def test_an_error_may_come_after_rows() -> None:
    assert heard(block(NAMES) + block(NAMES, ("Zoë", None)) + error(241)) == wire.Refused(241, "no zoe@example.org")


def test_a_text_that_was_cut_inside_of_a_character_stays_text_and_others_stay_bytes() -> None:
    name = {"name": "String"}
    told = heard(block(name, ("Zoë".encode()[:-1],), (b"\xff\xd8\xff\xe0",), (b"",)) + END)
    assert isinstance(told, wire.Rows)
    assert told.rows == [["Zo"], [b"\xff\xd8\xff\xe0"], [""]]


def test_of_an_answer_that_is_too_large_the_blocks_that_came_whole_are_kept() -> None:
    name = {"name": "String"}
    told = heard(block(name, ("a",)) + block(name, ("x" * 60_000,)), 100)
    assert isinstance(told, wire.Rows)
    assert (told.rows, told.cut) == ([["a"]], True)


@pytest.mark.parametrize(
    "data",
    [
        number(99),
        number(1) + text("x" * 20_000),
        b"\xff" * 10,
        number(1) + text("") + b"\3\0",
        number(1) + text("") + b"\0" + number(5000) + number(1),
        number(1) + text("") + b"\0" + number(1) + number(1 << 40),
        block({"n": "UInt8"}, ("x",)),
        b"\2\1\0\0\0" + text("another") + END,
    ],
)
def test_what_is_no_answer_is_broken(data: bytes) -> None:
    with pytest.raises(Broken):
        heard(data + bytes(64), 1 << 20)


def test_an_error_larger_than_it_can_be_is_broken() -> None:
    with pytest.raises(Broken):
        feed(wire.greeting(), b"\2\1\0\0\0" + text("DB::Exception") + text("x" * 300_000))


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_an_error_or_a_fault(data: bytes) -> None:
    for talk in (wire.greeting(), wire.rows(4096)):
        with suppress(Fault):
            feed(talk, data)


MESSAGES = [
    (wire.hello(), "Hello"),
    (wire.query("SELECT version()"), "SELECT"),
    (wire.query("SELECT * FROM {}.{} LIMIT 0", "crm", "people"), "SELECT"),
    (wire.query("SELECT substring(toString({}), 1, 9) FROM {} LIMIT 25", "insert into", "b", rows=200), "SELECT"),
    (wire.query("SELECT name FROM system.tables WHERE database NOT IN ('system')", bare=True), "SELECT"),
]


@pytest.mark.parametrize(("message", "verb"), MESSAGES)
def test_the_verb_is_read_from_the_bytes(message: Message, verb: str) -> None:
    assert message.verb == wire.verb_of(message.data) == verb
    assert verb not in wire.DENIED
    assert wire.verb_of(message.data + b"\0") == ""
    assert wire.verb_of(message.data[:-1]) == ""


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO t VALUES (1)",
        "SELECT 1 INTO OUTFILE 'x'",
        "SELECT * FROM url('http://example.org', CSV)",
        "SELECT * FROM remote('10.0.0.1', system.one)",
        "SELECT 1 SETTINGS readonly = 0",
        "SELECT 1; DROP TABLE t",
        "SELECT 1 -- x",
        "SELECT sleep(3)",
    ],
)
def test_a_statement_that_may_do_more_than_read_has_no_verb_or_one_that_is_denied(statement: str) -> None:
    verb = wire.verb_of(wire.query(statement).data)
    assert verb == "" or verb in wire.DENIED


def test_a_query_asks_to_be_read_only_and_another_setting_has_no_verb() -> None:
    data = wire.query("SELECT 1").data
    assert b"\x08readonly\x01" in data
    assert wire.verb_of(data.replace(b"\x08readonly\x01", b"\x08readonly\x00")) == ""
    assert wire.verb_of(data.replace(b"\x08SELECT 1", b"\x09SELECT 1")) == ""


def test_a_name_with_a_quote_in_it_is_not_asked_about() -> None:
    assert not wire.quotable("a`b")
    assert not wire.quotable("a\\")
    assert wire.quotable("人脸 特征")
    with pytest.raises(Broken):
        wire.query("SELECT * FROM {}", "a`; DROP TABLE b")
