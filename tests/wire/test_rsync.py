import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import rsync
from leftopen.wire.rsync import Enough, File, Pieces, Refused
from leftopen.wire.talk import Broken, Fault, Foreign, Message, Talk
from tests.talk import feed

FOLDER, PLAIN, LINK = 0o40755, 0o100644, 0o120777


def piece(data: bytes, kind: int = 7) -> bytes:
    return struct.pack("<I", kind << 24 | len(data)) + data


def entry(name: bytes, size: int, mode: int, *, same: int = 0) -> bytes:
    begin = bytes([0x20 | 0x01, same]) if same else b"\x01"
    return begin + bytes([len(name)]) + name + struct.pack("<iii", size, 1_700_000_000, mode)


LIST = entry(b".", 4096, FOLDER) + entry(b"crm/a.csv", 5, PLAIN) + entry(b"b.csv", 6, PLAIN, same=4) + bytes(5)


def listed(data: bytes, most: int = 10_000, protocol: int = 29) -> tuple[list[File], bool]:
    found: tuple[list[File], bool] = feed(rsync.files(Pieces(most), protocol), data)
    return found


@pytest.mark.parametrize(
    ("said", "protocol"),
    [(b"@RSYNCD: 32.0 sha512 sha256 md5 md4\n", 32), (b"@RSYNCD: 31.0\n", 31), (b"@RSYNCD: 27\n", 27)],
)
def test_a_greeting_tells_the_protocol(said: bytes, protocol: int) -> None:
    assert rsync.recognises(said)
    assert feed(rsync.greeting(), said) == protocol


@pytest.mark.parametrize("said", [b"220 ftp ready\r\n", b"@RSYNCD: x\n", b"@RSYNCD: 31.0 <html>\n"])
def test_others_are_foreign(said: bytes) -> None:
    assert not rsync.recognises(said)
    with pytest.raises(Foreign):
        feed(rsync.greeting(), said)


def test_modules_are_named_after_the_message_of_the_day() -> None:
    said = b"Welcome!\n\nbackup         \tnightly\nmy files       \t\n@RSYNCD: EXIT\n"
    assert feed(rsync.named(), said) == ["backup", "my files"]


def test_a_module_is_entered_calls_for_a_login_or_is_refused() -> None:
    assert feed(rsync.entered(), b"Welcome!\n@RSYNCD: OK\n") is None
    login = feed(rsync.entered(), b"@RSYNCD: AUTHREQD abc\n")
    assert isinstance(login, Refused)
    assert login.login
    unknown = feed(rsync.entered(), b"@ERROR: Unknown module 'x'\n")
    assert isinstance(unknown, Refused)
    assert (unknown.unknown, unknown.host, unknown.login) == (True, False, False)
    host = feed(rsync.entered(), b"@ERROR: access denied to backup from x.example.org (192.0.2.1)\n")
    assert isinstance(host, Refused)
    assert host.host
    assert "192" not in repr(host)


def test_files_are_listed_each_by_what_differs_from_the_last() -> None:
    found, whole = listed(piece(LIST[:20]) + piece(LIST[20:]))
    assert [(each.name, each.size, each.folder, each.regular) for each in found] == [
        (b".", 4096, True, False),
        (b"crm/a.csv", 5, False, True),
        (b"crm/b.csv", 6, False, True),
    ]
    assert whole


def test_a_size_beyond_four_bytes_and_a_long_name() -> None:
    name = b"x" * 300
    data = b"\x40" + struct.pack("<i", 300) + name + struct.pack("<iqii", -1, 5 << 30, 1, PLAIN) + bytes(5)
    assert listed(piece(data))[0] == [File(name, 5 << 30, 1, PLAIN)]


def test_flags_of_two_bytes_since_28() -> None:
    data = b"\x04\x00\x01a" + struct.pack("<iii", 1, 1, LINK) + bytes(5)
    assert listed(piece(data))[0][0].regular is False
    assert listed(piece(b"\x04\x01a" + data[4:]), protocol=27)[0] == [File(b"a", 1, 1, LINK)]


def test_a_list_is_not_whole_where_something_could_not_be_read() -> None:
    assert not listed(piece(LIST[:-4]) + piece(b"opendir failed", kind=8) + piece(bytes(4)))[1]
    assert not listed(piece(LIST[:-4] + b"\1\0\0\0"))[1]
    assert listed(piece(LIST[:-4]) + piece(b"a word", kind=9) + piece(bytes(4)))[1]


def test_more_than_was_asked_for_is_left_there() -> None:
    found, whole = listed(piece(LIST), most=45)
    assert (len(found), whole) == (2, False)
    with pytest.raises(Enough):
        feed(Pieces(3).take(4), piece(b"abcd"))


def test_the_beginning_of_a_file() -> None:
    head = bytes(4) + b"\0\x80" + bytes(16)
    answer = piece(head + struct.pack("<i", 5) + b"hello" + struct.pack("<i", 6) + b" world")
    assert feed(rsync.content(Pieces(1000), 29, 8), answer) == b"hello wo"
    assert feed(rsync.content(Pieces(1000), 29, 11), answer) == b"hello world"
    assert feed(rsync.content(Pieces(1000), 29, 8), piece(b"\xff\xff\xff\xff")) == b""


def test_a_file_is_read_where_the_list_has_one() -> None:
    one = entry(b"a.csv", 5, PLAIN) + bytes(5)
    data = piece(bytes(4) + b"\0\x80" + bytes(16) + struct.pack("<i", 5) + b"hello" + bytes(4))
    assert feed(rsync.begun("m/a.csv", 29, 100), b"seed" + piece(one) + data) == b"hello"
    assert isinstance(feed(rsync.begun("m/a.csv", 29, 100), b"seed" + piece(LIST) + data), Refused)
    assert isinstance(feed(rsync.begun("m/a.csv", 29, 100), b"@ERROR: chdir failed\n"), Refused)


@pytest.mark.parametrize(
    "data", [piece(b"x" * 9000, kind=9), piece(b"", kind=9) * 500, piece(b"\x01\xffa" + bytes(12)), piece(b"a", kind=3)]
)
def test_pieces_and_lists_that_are_none_are_broken(data: bytes) -> None:
    with pytest.raises(Fault):
        listed(data)


@pytest.mark.parametrize(
    ("message", "verb"),
    [
        (rsync.hello(29), "@RSYNCD"),
        (rsync.modules(), "#list"),
        (rsync.module("my files"), "module"),
        (rsync.listing("my files"), "--sender"),
        (rsync.reading("backup/crm/people 1.csv"), "--sender"),
        (rsync.filters(shallow=True), "filters"),
        (rsync.filters(shallow=False), "filters"),
        (rsync.wanted(28), "transfer"),
        (rsync.wanted(29), "transfer"),
    ],
)
def test_messages_say_their_verb(message: Message, verb: str) -> None:
    assert message.verb == rsync.verb_of(message.data) == verb
    assert "people" not in message.shown


@pytest.mark.parametrize(
    "data",
    [
        b"--server\n.\nbackup/\n\n",
        b"--server\n-r\n--sender\n.\nbackup/\n\n",
        b"--server\n--sender\n--remove-source-files\n.\nbackup/\n\n",
        b"--server\n--sender\n-r\n.\nbackup/\n\nmore\n",
        b"--server\n--sender\n.\nbackup/*\n\n",
        b"--server\n--sender\n.\n--delete\n\n",
        b"--daemon\n",
        b"#early_input=5\n",
    ],
)
def test_what_could_write_is_denied(data: bytes) -> None:
    assert rsync.verb_of(data) in rsync.DENIED


@pytest.mark.parametrize("data", [b"", b"a\nb\n", b"-x\n", b"@ERROR: x\n", b"\xff\n", bytes(5), b"a/b\n"])
def test_bytes_that_are_none_of_ours_have_no_verb(data: bytes) -> None:
    assert rsync.verb_of(data) == ""


@pytest.mark.parametrize("name", ["", "#list", "@RSYNCD", "--server", "a\nb", "a/b", "x" * 300])
def test_a_name_that_no_module_has_is_not_sent(name: str) -> None:
    with pytest.raises(Broken):
        rsync.module(name)


@pytest.mark.parametrize("path", ["a/*", "a/[b]", "a/b\n--x", "-x", "a/\\b", "a/�"])
def test_a_path_that_would_say_more_is_not_sent(path: str) -> None:
    assert not rsync.speakable(path)
    with pytest.raises(Broken):
        rsync.reading(path)


@given(st.binary(max_size=300))
def test_any_bytes_end_in_a_value_or_a_fault(data: bytes) -> None:
    for said in (data, piece(data)):
        talks: tuple[Talk[object], ...] = (
            rsync.greeting(),
            rsync.named(),
            rsync.entered(),
            rsync.files(Pieces(1000), 29),
            rsync.files(Pieces(1000), 27),
            rsync.content(Pieces(1000), 29, 100),
        )
        for talk in talks:
            with suppress(Fault):
                feed(talk, said)
    rsync.recognises(data)
    rsync.verb_of(data)


@given(st.text(min_size=1, max_size=30))
def test_whatever_is_sent_reads_back(name: str) -> None:
    try:
        messages = (rsync.module(name), rsync.listing(name), rsync.reading(f"{name}/x.csv"))
    except (Broken, UnicodeEncodeError):
        return
    assert [rsync.verb_of(message.data) for message in messages] == ["module", "--sender", "--sender"]
