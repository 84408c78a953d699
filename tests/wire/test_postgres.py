import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.postgres import (
    CAREFUL,
    DENIED,
    Refused,
    TooLarge,
    clean,
    offers_tls,
    query,
    read_answer,
    ssl_request,
    startup,
    terminate,
    verb_of,
)
from leftopen.wire.talk import Broken, Closed, Fault, Foreign
from tests.talk import feed


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack(">I", len(body) + 4) + body


def sql(text: str) -> bytes:
    return message(b"Q", text.encode() + b"\0")


READY = message(b"Z", b"I")
OK = message(b"R", bytes(4))


def test_verbs_are_read_back_from_the_bytes() -> None:
    for made, verb in [
        (ssl_request(), "SSLRequest"),
        (startup("postgres", "crm"), "StartupMessage"),
        (startup("postgres", "crm", options=False), "StartupMessage"),
        (query("SELECT count(*) FROM {}.{}", "public", "customers"), "SELECT"),
        (query("SELECT count(*) FROM {}", "customers", careful=True), "SELECT"),
        (query("SHOW server_version"), "SHOW"),
        (terminate(), "Terminate"),
    ]:
        assert verb_of(made.data) == made.verb == verb
    assert b"default_transaction_read_only=on" in startup("postgres", "crm").data


def test_careful_is_said_word_for_word_or_not_at_all() -> None:
    made = query("SELECT 1", careful=True)
    assert made.shown == CAREFUL + "SELECT 1"
    for text in (
        CAREFUL,
        CAREFUL + CAREFUL + "SELECT 1",
        CAREFUL.replace("3000", "0") + "SELECT 1",
        CAREFUL + "SET a = 1",
    ):
        assert verb_of(sql(text)) in DENIED | {""}


@pytest.mark.parametrize(("received", "tls"), [(b"S", True), (b"N", False)])
def test_tls_is_offered_or_not_in_one_byte(received: bytes, tls: bool) -> None:
    assert feed(offers_tls(), received) == tls


@pytest.mark.parametrize("received", [b"SSH-2.0-OpenSSH_9.2\r\n", b"SN", b"NO\r\n", b"E\0", b"HTTP/1.1 400"])
def test_what_begins_like_an_offer_of_tls_is_none(received: bytes) -> None:
    with pytest.raises(Foreign):
        feed(offers_tls(Foreign), received)
    with pytest.raises(Broken):
        feed(offers_tls(), received)


@pytest.mark.parametrize("row", [b"\0\0", b"\0\2" + b"\xff" * 8, b"\0\1\0\0\0\1x!"], ids=["fewer", "more", "longer"])
def test_a_row_of_other_columns_than_were_told_is_broken(row: bytes) -> None:
    column = message(b"T", struct.pack(">H", 1) + b"name\0" + bytes(18))
    assert feed(read_answer(1000), column + message(b"D", b"\0\1\0\0\0\1x") + READY).rows == [("x",)]
    with pytest.raises(Broken):
        feed(read_answer(1000), column + message(b"D", row) + READY)


def test_bytes_of_no_encoding_come_and_go_as_they_are() -> None:
    name = "Синицын".encode("cp1251")
    column = message(b"T", struct.pack(">H", 1) + b"name\0" + bytes(18))
    row = column + message(b"D", struct.pack(">HI", 1, len(name)) + name)
    found = feed(read_answer(1000), row + READY).rows[0][0]
    assert found is not None
    assert name in query("SELECT 1 FROM {}", found).data
    assert clean(found) == "\ufffd" * 7
    assert clean("王丹") == "王丹"


@given(st.text(min_size=1, max_size=40).filter(lambda name: "\0" not in name))
def test_no_name_breaks_out_of_its_quotes(name: str) -> None:
    made = query("SELECT {} FROM t", name)
    assert verb_of(made.data) == "SELECT"
    assert made.shown == "SELECT {} FROM t"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1; DROP TABLE t",
        "SELECT 1;",
        "SELECT 1 -- x",
        "SELECT /* x */ 1",
        "SELECT * INTO copy FROM t",
        "SELECT * FROM t FOR UPDATE",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_sleep (9)",
        "SELECT nextval('s')",
        'SELECT "pg_sleep"(9)',
        'SELECT pg_catalog."pg_sleep"(9)',
        "SELECT lo_import('x')",
        "SELECT set_config('a', 'b', false)",
        "SELECT $$x$$",
        "SELECT E'\\''",
        "WITH x AS (DELETE FROM t) SELECT 1",
        "",
        " ",
    ],
)
def test_queries_that_do_more_than_read_have_no_verb(text: str) -> None:
    assert verb_of(sql(text)) in ("", "WITH")
    assert verb_of(sql(text)) not in ("SELECT", "SHOW")


@pytest.mark.parametrize("text", ["DELETE FROM t", "update t set a = 1", "COPY t TO STDOUT", "DROP TABLE t", "set a=1"])
def test_statements_that_write_are_denied_or_without_verb(text: str) -> None:
    assert verb_of(sql(text)) in DENIED | {""}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        sql("SELECT 1")[:-1],
        sql("SELECT 1") + sql("SELECT 2"),
        message(b"Q", b"SELECT 1\0; DROP\0"),
        message(b"P", b"\0SELECT 1\0\0\0"),
        startup("a", "b").data.replace(b"options", b"replicat"),
        struct.pack(">II", 16, 80877102) + bytes(8),
    ],
)
def test_bytes_that_are_not_one_message_of_ours_have_no_verb(data: bytes) -> None:
    assert verb_of(data) == ""


def test_a_name_with_a_nul_is_not_sent() -> None:
    for name in ("", "a\0b"):
        with pytest.raises(Broken):
            query("SELECT {} FROM t", name)


def test_a_session_that_opens() -> None:
    more = message(b"S", b"server_version\x0015.18\0") + message(b"K", bytes(8))
    found = feed(read_answer(1000, first=True), OK + more + READY)
    assert (found.auth, found.ready, found.parameters) == (0, True, {"server_version": "15.18"})


@pytest.mark.parametrize("demand", [2, 3, 5, 7, 10])
def test_a_demand_to_log_in_ends_the_answer(demand: int) -> None:
    found = feed(read_answer(1000, first=True), message(b"R", struct.pack(">I", demand) + b"SCRAM-SHA-256\0\0"))
    assert (found.auth, found.ready) == (demand, False)


def test_rows_and_errors() -> None:
    columns = struct.pack(">H", 2) + b"name\0" + bytes(18) + b"n\0" + bytes(18)
    rows = struct.pack(">HI", 2, 6) + "王丹".encode() + struct.pack(">i", -1)
    found = feed(read_answer(1000), message(b"T", columns) + message(b"D", rows) + message(b"C", b"SELECT 1\0") + READY)
    assert (found.columns, found.rows) == (("name", "n"), [("王丹", None)])
    error = b"SERROR\0VERROR\0C42P01\0MRelation x is not there\0\0"
    assert feed(read_answer(1000), message(b"E", error) + READY).refused == Refused(
        "42P01", "error relation x is not there"
    )
    fatal = feed(read_answer(1000), message(b"E", b"SFATAL\0VFATAL\0C28000\0Mno\0\0"))
    assert fatal.refused == Refused("28000", "fatal no")
    assert "no" not in repr(fatal.refused).lower().replace("refused", "")


@pytest.mark.parametrize("received", [b"HTTP/1.1 400", b"R\0\0\0\x03", b"R\xff\xff\xff\xff", b"\x16\x03\x01\0\x05"])
def test_another_protocol_is_foreign_at_first_and_broken_later(received: bytes) -> None:
    with pytest.raises(Foreign):
        feed(read_answer(1000, first=True), received)
    with pytest.raises(Broken):
        feed(read_answer(1000), received)


@pytest.mark.parametrize(
    "received",
    [
        message(b"D", b"\xff\xff"),
        message(b"D", struct.pack(">HI", 1, 2**31 - 1)),
        message(b"T", b"\0\x01name"),
        message(b"T", b"\0\x01name\0"),
        message(b"R", b""),
        message(b"S", b"a"),
    ],
)
def test_lies_are_broken(received: bytes) -> None:
    with pytest.raises(Broken):
        feed(read_answer(1000), received + READY)


def test_answers_are_bounded() -> None:
    with pytest.raises(TooLarge):
        feed(read_answer(1000), message(b"N", bytes(1001)))
    with pytest.raises(TooLarge):
        feed(read_answer(1000), message(b"N", bytes(100)) * 10)
    with pytest.raises(TooLarge):
        feed(read_answer(1 << 20), message(b"N", b"") * 20_001)
    with pytest.raises(Closed):
        feed(read_answer(1000), OK)


@given(st.lists(st.tuples(st.sampled_from(b"REZSTDKNCIAv"), st.binary(max_size=40)), max_size=5), st.booleans())
def test_any_messages_end_in_an_answer_or_a_fault(messages: list[tuple[int, bytes]], first: bool) -> None:
    try:
        feed(read_answer(300, first=first), b"".join(message(bytes([kind]), body) for kind, body in messages))
    except Fault:
        return
