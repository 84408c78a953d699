import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import mysql
from leftopen.wire.mysql import Greeting, Refused, TooLarge
from leftopen.wire.talk import Broken, Fault, Foreign, Message, Talk
from tests.talk import feed


def packet(sequence: int, body: bytes) -> bytes:
    return struct.pack("<I", len(body))[:3] + bytes([sequence]) + body


def text(value: bytes | None) -> bytes:
    return b"\xfb" if value is None else bytes([len(value)]) + value


def column(name: bytes) -> bytes:
    return b"".join(map(text, (b"def", b"crm", b"t", b"t", name, name))) + b"\x0c" + bytes(12)


def answer(names: list[bytes], rows: list[list[bytes | None]]) -> bytes:
    bodies = [bytes([len(names)]), *map(column, names), b"\xfe\0\0\x02\0"]
    bodies += [b"".join(map(text, row)) for row in rows] + [b"\xfe\0\0\x02\0"]
    return b"".join(packet(i + 1, body) for i, body in enumerate(bodies))


def hello(version: bytes = b"8.0.36", plugin: bytes = b"caching_sha2_password") -> bytes:
    low, high = struct.pack("<H", 0xFFFF), struct.pack("<H", 0xDFFF)
    return packet(
        0, b"\x0a" + version + b"\0" + bytes(4) + b"x" * 8 + b"\0" + low + b"\x21\2\0" + high + b"\x15" + bytes(10)
        + b"y" * 12 + b"\0" + plugin + b"\0"
    )  # fmt: skip


def heard(talk: Talk[object], data: bytes) -> object:
    return feed(talk, data)


def test_a_greeting_tells_version_capabilities_and_plugin() -> None:
    told = heard(mysql.greeting(), hello())
    assert isinstance(told, Greeting)
    assert (told.version, told.plugin, told.tls) == ("8.0.36", "caching_sha2_password", True)
    assert told.challenge == b"xxxxxxxx\0"
    assert mysql.recognises(hello())


def test_an_error_in_its_place_is_one() -> None:
    refused = packet(0, b"\xff" + struct.pack("<H", 1130) + b"Host '127.0.0.9' is not allowed to connect")
    assert mysql.recognises(refused)
    assert heard(mysql.greeting(), refused) == Refused(1130, "Host '127.0.0.9' is not allowed to connect")
    assert "127" not in repr(Refused(1130, "Host '127.0.0.9'"))


@pytest.mark.parametrize(
    "first",
    [b"SSH-2.0-OpenSSH_9.2p1\r\n", b"220 (vsFTPd 3.0.3)\r\n", packet(0, b"\x0ax"), b""],
)
def test_others_are_foreign(first: bytes) -> None:
    assert not mysql.recognises(first)
    with pytest.raises((Foreign, Fault)):
        heard(mysql.greeting(), first)


def test_rows_are_text_where_they_can_be() -> None:
    found = heard(mysql.rows(1000), answer([b"name", b"photo"], [["王丹".encode(), b"\xff\xd8"], [None, b""]]))
    assert found == [{"name": "王丹", "photo": b"\xff\xd8"}, {"name": None, "photo": ""}]


def test_an_answer_that_is_too_large_gives_what_came_before() -> None:
    with pytest.raises(TooLarge) as large:
        heard(mysql.rows(100), answer([b"a"], [[b"x" * 60], [b"y" * 60]]))
    assert large.value.rows == [{"a": "x" * 60}]


def test_an_error_among_rows_is_one() -> None:
    assert heard(mysql.rows(100), packet(1, b"\xff" + struct.pack("<H", 1146) + b"#42S02no")) == Refused(
        1146, "42S02no"
    )


@pytest.mark.parametrize(
    "answer",
    [
        packet(1, b"\0\0\0\2\0\0\0"),
        packet(1, b"\1") + packet(2, b"\3def\0\0\0\1a") + packet(3, b"\1x") + packet(4, b"\xfe\0\0\2\0"),
        packet(1, b"\1") + packet(2, b"\3def\0\0\0\1a") + packet(3, b"\xfe\0\0\2\0") + packet(4, b"\1xy"),
    ],
    ids=["done", "no end of the columns", "more than the columns"],
)
def test_rows_that_are_none_are_broken(answer: bytes) -> None:
    with pytest.raises(Broken):
        heard(mysql.rows(100), answer)


def test_another_way_to_ask_for_a_password_gets_none() -> None:
    switch = packet(2, b"\xfemysql_native_password\0" + b"x" * 20)
    assert heard(mysql.let_in(), switch + packet(4, b"\0\0\0")) is None


@pytest.mark.parametrize("body", [b"\x05", b"", b"\xff"])
def test_an_answer_to_a_login_that_is_none_is_broken_or_an_error(body: bytes) -> None:
    try:
        told = heard(mysql.let_in(), packet(2, body) * 4)
    except Broken:
        return
    assert isinstance(told, Refused)


@pytest.mark.parametrize(
    ("message", "verb"),
    [
        (mysql.ssl_request(), "SSLRequest"),
        (mysql.login("root", "mysql_native_password"), "HandshakeResponse"),
        (mysql.login("", "caching_sha2_password", tls=True), "HandshakeResponse"),
        (mysql.no_password(3), "AuthSwitchResponse"),
        (mysql.query("SELECT * FROM {}.{} LIMIT 5", "a`b", "c;d"), "SELECT"),
        (mysql.quit_(), "Quit"),
    ],
)
def test_messages_say_their_verb(message: Message, verb: str) -> None:
    assert message.verb == mysql.verb_of(message.data) == verb


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1; DROP TABLE x",
        "SELECT * INTO OUTFILE 'x' FROM y",
        "SELECT sleep(5)",
        "SELECT load_file('x')",
        "SELECT * FROM x FOR UPDATE",
        "SELECT /* x */ 1",
        "SELECT * FROM x -- y",
        "",
    ],
)
def test_what_does_more_than_read_has_no_verb(sql: str) -> None:
    assert mysql.verb_of(packet(0, b"\x03" + sql.encode())) == ""


@pytest.mark.parametrize("data", [b"", b"\1\0\0\0\x0e", b"\2\0\0\0\x03", packet(1, b"x" * 40), packet(0, b"\x19x")])
def test_bytes_that_are_none_of_ours_have_no_verb(data: bytes) -> None:
    assert mysql.verb_of(data) == ""


def test_a_password_in_a_login_has_no_verb() -> None:
    data = mysql.login("root", "x_plugin").data
    assert mysql.verb_of(packet(1, data[4:].replace(b"root\0\0", b"root\0\4pass"))) == ""


def test_a_name_with_a_nul_is_broken() -> None:
    with pytest.raises(Broken):
        mysql.query("SELECT * FROM {}", "a\0b")


@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_value_or_a_fault(data: bytes) -> None:
    for talk in (mysql.greeting(), mysql.rows(1000), mysql.let_in()):
        try:
            heard(talk, data)
        except Fault:
            continue
    mysql.recognises(data)
    mysql.verb_of(data)
