from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import ftp
from leftopen.wire.ftp import PASS, USER
from leftopen.wire.talk import Broken, Fault, Message
from tests.talk import feed


def test_an_answer_is_one_line_or_many() -> None:
    one = feed(ftp.answer(), b"550 no\r\n")
    assert (one.code, one.text, one.cut) == (550, "no", False)
    many = feed(ftp.answer(), b"213-Status:\r\n 213 inside\r\n-rw a\r\n213 End\r\n")
    assert (many.code, many.lines) == (213, ("Status:", " 213 inside", "-rw a", "End"))
    assert "inside" not in repr(many)


def test_an_answer_that_is_too_long_is_cut() -> None:
    found = feed(ftp.answer(20), b"213-a\r\n" + b"x" * 30 + b"\r\n213 End\r\n")
    assert (found.code, found.cut) == (213, True)


def test_names_in_an_old_coding_are_read() -> None:
    assert feed(ftp.answer(), b"220 Z\xfcrich\r\n").text == "Zürich"


@pytest.mark.parametrize("said", [b"hello\r\n", b"999 x\r\n", b"\r\n", b"x" * 5000])
def test_what_is_no_answer_is_broken(said: bytes) -> None:
    with pytest.raises(Fault):
        feed(ftp.answer(), said)


@pytest.mark.parametrize(
    ("line", "name", "kind", "size"),
    [
        ("-r--r--r--    1 0        0          198247 Nov 27 03:36 people.csv", "people.csv", "-", 198247),
        (" drwxr-xr-x   3 root     root         4096 Nov 27  2025 my files", "my files", "d", 4096),
        ("lrwxrwxrwx 1 ftp ftp 7 Jan  1 2024 latest -> 2024.csv", "latest", "l", 7),
        ("-rw-r--r-- 1 ftp 12 Jan 01 2024 a.txt", "a.txt", "-", 12),
        ("11-26-26  03:00PM       <DIR>          backup", "backup", "d", None),
        ("11-26-2026  15:00             1234 a b.txt", "a b.txt", "-", 1234),
        ("type=file;size=12;modify=20260101000000; a b.txt", "a b.txt", "-", 12),
        ("type=cdir;modify=20260101000000; /pub", ".", "d", None),
    ],
)
def test_lines_of_lists(line: str, name: str, kind: str, size: int | None) -> None:
    found = ftp.file(line)
    assert found is not None
    assert (found.name, found.kind, found.size) == (name, kind, size)


@pytest.mark.parametrize("line", ["", "total 4", "Status follows:", "FTP server status:", "Connected to 192.0.2.1"])
def test_other_lines_tell_of_no_file(line: str) -> None:
    assert ftp.file(line) is None


@pytest.mark.parametrize(
    ("first", "known"),
    [
        (b"220 (vsFTPd 3.0.3)\r\n", True),
        (b"220-Welcome\r\n220 FileZilla Server 1.8\r\n", True),
        (b"421 Too many connections to this FTP server\r\n", True),
        (b"220 mail.example.org ESMTP\r\n", False),
        (b"220 ftp.example.org ESMTP\r\n", False),
        (b"SSH-2.0-ftp\r\n", False),
        (b"", False),
    ],
)
def test_greetings_that_name_ftp(first: bytes, known: bool) -> None:
    assert ftp.recognises(first) is known


@pytest.mark.parametrize(
    ("message", "verb"),
    [
        (ftp.command(USER), USER),
        (ftp.command(PASS), PASS),
        (ftp.command("AUTH TLS"), "AUTH TLS"),
        (ftp.command("PWD"), "PWD"),
        (ftp.command("STAT", "/wang dan"), "STAT"),
        (ftp.command("CWD", "x"), "CWD"),
        (ftp.command("SIZE", "x"), "SIZE"),
    ],
)
def test_messages_say_their_verb(message: Message, verb: str) -> None:
    assert message.verb == ftp.verb_of(message.data) == verb
    assert "wang" not in message.shown


@pytest.mark.parametrize(
    "data", [b"STOR x\r\n", b"dele x\r\n", b"USER root\r\n", b"PASS secret\r\n", b"SITE EXEC x\r\n", b"PORT 1,2\r\n"]
)
def test_what_changes_or_logs_in_is_denied(data: bytes) -> None:
    assert ftp.verb_of(data) in ftp.DENIED


@pytest.mark.parametrize("data", [b"", b"PWD", b"PWD\r\nDELE x\r\n", b"STAT -R /\r\n", b"STAT\r\n", b"\xff\r\n"])
def test_bytes_that_are_none_of_ours_have_no_verb(data: bytes) -> None:
    assert ftp.verb_of(data) == ""


@pytest.mark.parametrize("path", ["", "-R", "a\r\nDELE b", "*", "a/[b]", "~root", "a\0", " a", "a "])
def test_a_path_that_would_say_more_is_not_sent(path: str) -> None:
    with pytest.raises(Broken):
        ftp.command("STAT", path)


def test_the_folder_of_now() -> None:
    assert ftp.place('"/" is the current directory') == "/"
    assert ftp.place('"/a""b" is') == '/a"b'
    assert ftp.place("somewhere") is None


@given(st.binary(max_size=300))
def test_any_bytes_end_in_a_value_or_a_fault(data: bytes) -> None:
    with suppress(Fault):
        feed(ftp.answer(100), data)
    with suppress(Fault):
        feed(ftp.answer(100), b"213-" + data)
    ftp.recognises(data)
    ftp.verb_of(data)
    ftp.file(data.decode("latin-1"))
    ftp.place(data.decode("latin-1"))
