"""Cases that no server of the lab shows by itself; the others are in `tests/talks/ftp/*.talk`."""

import pytest

from leftopen.model import Access, DoorState
from leftopen.probes.ftp import probe, reread
from leftopen.raw import Finding
from leftopen.wire.talk import Broken, Foreign, Late, Op, Reply, SampleLimits, Send
from tests.talk import Peer, Step, play

HELLO = b"220 ready\r\n"
LOGIN = b"331 password?\r\n230 in\r\n"
GONE = b"550 no\r\n"
ROOT = b'257 "/" is now\r\n'


def stat(*lines: str) -> bytes:
    return "".join(["213-Status:\r\n", *(f"{line}\r\n" for line in lines), "213 End\r\n"]).encode()


def row(name: str, kind: str = "-") -> str:
    return f"{kind}rw-r--r-- 1 0 0 12 Nov 27 03:36 {name}"


HERE = row(".", "d")


def asked(*said: bytes | str) -> Finding:
    steps = [Step("~", each.encode()) if isinstance(each, str) else Step("<", each) for each in said]
    return play(probe(SampleLimits()), Peer(steps, strict=False))


def test_files_in_a_folder_below_are_found() -> None:
    found = asked(HELLO, LOGIN, GONE, ROOT, stat(HERE, row("pub", "d")), stat(HERE, row("a.csv")), b"221 bye\r\n")
    assert found.access is Access.OPEN
    assert [(store.name, store.records, store.bytes) for store in found.stores] == [("/pub", 1, 12)]


def test_a_login_without_a_password() -> None:
    assert asked(HELLO, b"230 in\r\n", GONE, ROOT, stat(HERE, row("a"))).access is Access.OPEN


def test_a_folder_that_lists_itself_alone_is_empty() -> None:
    assert asked(HELLO, LOGIN, GONE, ROOT, stat(HERE)).access is Access.EMPTY


def test_a_line_of_a_list_that_is_not_understood_may_be_any_file() -> None:
    assert asked(HELLO, LOGIN, GONE, ROOT, stat("total 4", HERE, "")).access is Access.EMPTY
    assert asked(HELLO, LOGIN, GONE, ROOT, stat(HERE, "personal.csv 12 bytes")).access is Access.UNKNOWN


def test_a_list_without_even_the_folder_itself_proves_nothing() -> None:
    assert asked(HELLO, LOGIN, GONE, ROOT, stat()).access is Access.METADATA


@pytest.mark.parametrize("refused", [b"502 no STAT\r\n", b"211-FTP server status:\r\n Connected\r\n211 End\r\n"])
def test_without_a_list_the_login_is_all_that_is_shown(refused: bytes) -> None:
    assert asked(HELLO, LOGIN, GONE, ROOT, refused).access is Access.METADATA


def test_what_lies_above_the_folder_of_the_login_was_not_seen() -> None:
    assert asked(HELLO, LOGIN, GONE, b'257 "/home/ftp"\r\n', stat(HERE)).access is Access.UNKNOWN


def test_who_has_every_folder_and_every_file_is_a_decoy() -> None:
    assert asked(HELLO, LOGIN, b"250 ok\r\n", b"213 5\r\n").access is Access.DECOY


def test_folders_that_appear_when_they_are_named_are_none() -> None:
    assert asked(HELLO, LOGIN, b"250 ok\r\n", GONE, ROOT, stat(HERE, row("a"))).access is Access.OPEN


def test_a_login_that_helps_nothing_is_locked() -> None:
    assert asked(HELLO, LOGIN, b"530 no\r\n", b"530 no\r\n").access is Access.LOCKED
    assert asked(HELLO, LOGIN, b"530 no\r\n", b'257 "/"\r\n').access is Access.UNKNOWN


def test_tls_that_is_asked_for_and_not_there_is_locked() -> None:
    assert asked(HELLO, b"530 must use encryption\r\n", "redial", HELLO, b"502 no\r\n").access is Access.LOCKED


def test_in_tls_it_is_asked_again() -> None:
    refused, again = b"550 SSL/TLS required\r\n", b"234 go on\r\n"
    found = asked(HELLO, refused, "redial", HELLO, again, "tls", LOGIN, GONE, ROOT, stat(HERE, row("a")))
    assert (found.access, found.facts) == (Access.OPEN, {"tls": "required"})


def test_who_serves_nobody_now_is_not_locked() -> None:
    assert asked(HELLO, b"421 busy\r\n").access is Access.UNKNOWN


@pytest.mark.parametrize(
    "said", [b"220 a.example ESMTP\r\n", HELLO + b"502 what?\r\n", HELLO + b"530 Must issue STARTTLS\r\n"]
)
def test_mail_is_foreign(said: bytes) -> None:
    with pytest.raises(Foreign):
        asked(said)


@pytest.mark.parametrize(
    ("banner", "product", "version"),
    [
        (b"220 ProFTPD 1.3.5e Server (x)\r\n", "ProFTPD", "1.3.5e"),
        (b"220 FileZilla Server 1.8.0\r\n", "FileZilla Server", "1.8.0"),
        (b"220 Microsoft FTP Service\r\n", "Microsoft FTP Service", None),
        (b"220 ready\r\n", None, None),
    ],
)
def test_a_greeting_may_name_the_product(banner: bytes, product: str | None, version: str | None) -> None:
    found = asked(banner, b"530 no\r\n")
    assert (found.product, found.version) == (product, version)


class Slow:
    """Answers the login after so many times of patience."""

    def __init__(self, times: int) -> None:
        self._left, self._asked = times, False
        self._peer = Peer([Step("<", HELLO), Step("<", b"331 password?\r\n"), Step("<", b"530 no\r\n")], strict=False)

    def answer(self, op: Op) -> Reply:
        self._asked |= isinstance(op, Send) and op.message.verb.startswith("PASS")
        if self._asked and not isinstance(op, Send) and self._left:
            self._left -= 1
            raise Late("not yet")
        return self._peer.answer(op)


def test_a_refusal_that_is_late_on_purpose_is_waited_for_once_more() -> None:
    assert play(probe(SampleLimits()), Slow(1)).access is Access.LOCKED
    with pytest.raises(Late):
        play(probe(SampleLimits()), Slow(2))


def again(*said: bytes | str, door: str = "/pub") -> DoorState:
    steps = [Step("~", each.encode()) if isinstance(each, str) else Step("<", each) for each in said]
    return play(reread(SampleLimits(), door), Peer(steps, strict=False))


def test_a_folder_is_asked_for_again() -> None:
    assert again(HELLO, LOGIN, stat(HERE, row("a.csv"))) is DoorState.OPEN
    assert again(HELLO, b"530 no\r\n") is DoorState.SHUT
    assert again(HELLO, LOGIN, b"530 log in\r\n") is DoorState.SHUT


@pytest.mark.parametrize("said", [GONE, b"213-Status:\r\n213 End\r\n", b"450 not now\r\n", b"502 no STAT\r\n"])
def test_a_folder_without_a_list_may_be_gone_or_hidden(said: bytes) -> None:
    assert again(HELLO, LOGIN, said) is DoorState.UNDECIDED


def test_who_serves_nobody_now_has_shut_nothing() -> None:
    assert again(HELLO, b"421 too many\r\n") is DoorState.UNDECIDED
    assert again(HELLO, LOGIN, door="/pub/*") is DoorState.UNDECIDED


# --- answers that nobody asked for move those that follow ------------------------------------------------------------

BYE = b"221 bye\r\n"


def test_a_refusal_counts_where_quit_has_its_own_answer() -> None:
    assert asked(HELLO, b"331 password?\r\n", b"530 no\r\n", BYE).access is Access.LOCKED
    assert asked(HELLO, b"530 no\r\n", b"421 gone\r\n").access is Access.LOCKED
    for more in (b"331 password?\r\n", b"230 in\r\n", GONE, b"220 ready\r\n"):
        with pytest.raises(Broken):
            asked(HELLO, b"530 log in first\r\n", more)


def test_a_refusal_after_the_login_counts_so_too() -> None:
    moved = asked(HELLO, LOGIN, b"530 no\r\n", b"530 no\r\n", ROOT)
    assert moved.access is Access.UNKNOWN


@pytest.mark.parametrize("said", [b"250 ok\r\n", b"257 here\r\n", b"213 5\r\n", b"220 ready\r\n", b"234 go on\r\n"])
def test_what_answers_no_password_is_no_other_service(said: bytes) -> None:
    with pytest.raises(Broken):
        asked(HELLO, b"331 password?\r\n", said)


def test_a_second_greeting_is_no_other_service() -> None:
    with pytest.raises(Broken):
        asked(HELLO, HELLO, LOGIN)


@pytest.mark.parametrize("said", [b"500 what?\r\n", b"503 not now\r\n", b"331 again?\r\n"])
def test_what_neither_takes_nor_refuses_a_login_is_undecided(said: bytes) -> None:
    assert asked(HELLO, b"331 password?\r\n", said, BYE).access is Access.UNKNOWN


def test_an_answer_that_only_says_that_it_was_begun_is_passed_over() -> None:
    begun = b"150 here it comes\r\n"
    found = asked(HELLO, LOGIN, begun + GONE, ROOT, begun + stat(HERE, row("a.csv")), BYE)
    assert found.access is Access.OPEN
    with pytest.raises(Broken):
        asked(HELLO, begun * 9)


def test_answers_that_were_moved_shut_nothing() -> None:
    assert again(HELLO, LOGIN, b"530 log in\r\n", BYE) is DoorState.SHUT
    for said in ((HELLO, b"530 no\r\n", LOGIN), (HELLO, LOGIN, b"530 no\r\n", stat(HERE, row("a.csv")))):
        with pytest.raises(Broken):
            again(*said)


TWISTED = b"331 Guest login ok, type your email address as password.\r\n230 in\r\n"


@pytest.mark.parametrize(
    ("hello", "login", "access"),
    [
        (b"220 DiskStation FTP server ready.\r\n", TWISTED, Access.DECOY),
        (b"220 Microsoft FTP Service\r\n", TWISTED, Access.DECOY),
        (b"220 ProFTPD 1.2.10\r\n", TWISTED, Access.DECOY),
        (b"220 Twisted 24.3.0 FTP Server\r\n", TWISTED, Access.OPEN),
        (b"220 files of the town\r\n", TWISTED, Access.OPEN),
        (b"220 DiskStation FTP server ready.\r\n", LOGIN, Access.OPEN),
        (b"220 Microsoft FTP Service\r\n", LOGIN, Access.OPEN),
    ],
)
def test_who_greets_as_a_product_and_speaks_as_a_library_is_a_decoy(hello: bytes, login: bytes, access: Access) -> None:
    assert asked(hello, login, GONE, ROOT, stat(HERE, row("a.csv")), b"221 bye\r\n").access is access


@pytest.mark.parametrize(
    "words",
    [
        "Sorry, the maximum number of clients (2) for this user are already connected.",
        "Too many users logged in",
        "User cannot log in, home directory inaccessible.",
    ],
)
def test_a_login_that_is_refused_for_want_of_room_is_no_lock(words: str) -> None:
    full = f"331 password?\r\n530 {words}\r\n".encode()
    assert asked(HELLO, full).access is Access.UNKNOWN
    assert asked(HELLO, b"331 password?\r\n530 Login incorrect.\r\n").access is Access.LOCKED
    peer = Peer([Step("<", HELLO), Step("<", full)], strict=False)
    assert play(reread(SampleLimits(), "/"), peer) is DoorState.UNDECIDED


def test_tls_that_is_wanted_and_not_ready_now_is_no_lock() -> None:
    assert asked(HELLO, b"530 must use encryption\r\n", "redial", HELLO, b"431 not now\r\n").access is Access.UNKNOWN


@pytest.mark.parametrize(
    "words", ["no plaintext sessions are permitted", "Unencrypted logins are not allowed", "insecure connection"]
)
def test_a_login_that_is_refused_for_want_of_tls_is_tried_in_it(words: str) -> None:
    refused = f"331 password?\r\n530 Sorry, {words}\r\n".encode()
    inside = (LOGIN, GONE, ROOT, stat(HERE, row("a.csv")), b"221 bye\r\n")
    assert asked(HELLO, refused, "redial", HELLO, b"234 go\r\n", "tls", *inside).access is Access.OPEN
