import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import ntlm, smb, srvsvc
from leftopen.wire.smb import At
from leftopen.wire.talk import Broken, Fault, Foreign, Message
from tests.talk import feed

HERE = At(7, 0x1122, 3)
FILE = bytes(range(16))
OURS = (
    smb.opening(),
    smb.negotiate(HERE),
    smb.setup(HERE, ntlm.HELLO),
    smb.setup(HERE, ntlm.NOBODY),
    smb.tree(HERE, "\\\\FILES1\\pub"),
    smb.pipe(HERE),
    smb.folder(HERE, ""),
    smb.folder(HERE, "exports\\crm"),
    smb.call(HERE, FILE, srvsvc.BIND),
    smb.call(HERE, FILE, srvsvc.LIST),
    smb.read(HERE, FILE),
    smb.directory(HERE, FILE),
)


def framed(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def answer(command: int, body: bytes = b"", status: int = 0, session: int = 9, tree: int = 4) -> bytes:
    head = struct.pack("<4sHHIHHIIQIIQ16s", b"\xfeSMB", 64, 1, status, command, 1, 1, 0, 1, 0, tree, session, bytes(16))
    return framed(head + body)


OLDER = framed(b"\xffSMB\x72" + bytes(4) + b"\x98" + bytes(35))


def numbered(data: bytes) -> bytes:
    """Answers to questions that were asked one after the other: they bear the numbers from 0 on."""
    found, place = bytearray(data), 0
    for number in range(len(data)):
        if place + 36 > len(found):
            break
        found[place + 28 : place + 36] = struct.pack("<Q", number)
        place += 4 + int.from_bytes(found[place : place + 4], "big")
    return bytes(found)


def listed(*names: tuple[str, bool, int], made: int = 133_500_000_000_000_000) -> bytes:
    """The entries of a folder, on one page."""
    found = []
    for place, (name, folder, size) in enumerate(names, 1):
        text = name.encode("utf-16-le")
        text += bytes(-len(text) % 8)
        step = 64 + len(text) if place < len(names) else 0
        fixed = struct.pack(
            "<IIQQQQQQII", step, 0, made, 0, made, 0, size, size, 0x10 if folder else 0x20, 2 * len(name)
        )
        found.append(fixed + text)
    return b"".join(found)


def paged(page: bytes) -> bytes:
    return struct.pack("<HHI", 9, 72, len(page)) + page


@pytest.mark.parametrize("message", OURS, ids=lambda message: message.shown)
def test_the_verb_is_what_the_bytes_say(message: Message) -> None:
    assert smb.verb_of(message.data) == message.verb
    assert message.verb not in smb.DENIED


@pytest.mark.parametrize("message", OURS, ids=lambda message: message.shown)
def test_no_byte_may_be_another(message: Message) -> None:
    """But the numbers of message, session and share, of an open file, and what spells a name."""
    for at in range(len(message.data)):
        data = bytearray(message.data)
        data[at] ^= 0x41
        verb = smb.verb_of(bytes(data))
        assert verb in ("", message.verb)
        place = at - 4
        free = 24 <= place < 32 or 36 <= place < 48 or place >= 72
        assert free or verb == "", at


def test_what_may_write_has_no_verb() -> None:
    opened = smb.folder(HERE, "exports").data
    for at, value in ((24, 0x0012019F), (24, 0x40000000), (36, 2), (36, 3), (36, 5), (40, 0x1001), (40, 0x40)):
        data = bytearray(opened)
        data[68 + at : 72 + at] = struct.pack("<I", value)
        assert smb.verb_of(bytes(data)) == "", (at, value)
    said = bytearray(smb.call(HERE, FILE, srvsvc.LIST).data)
    said[-40] ^= 1
    assert smb.verb_of(bytes(said)) == ""
    called = smb.call(HERE, FILE, srvsvc.LIST).data
    assert smb.verb_of(called.replace(struct.pack("<I", 0x0011C017), struct.pack("<I", 0x00144064))) == ""
    for command in (2, 4, 6, 7, 9, 10, 12, 13, 15, 16, 17, 18, 99):
        data = bytearray(opened)
        data[16] = command
        assert smb.verb_of(bytes(data)) == ""


def test_names_that_no_share_or_folder_has_are_not_asked() -> None:
    for bad in ("pub", "\\\\a\\" + "b" * 600, "\\\\a\\b\0"):
        with pytest.raises(Broken):
            smb.tree(HERE, bad)
    for bad in ("a\0b", "a" * 2000):
        with pytest.raises(Broken):
            smb.folder(HERE, bad)


TREE, PAGE = smb.tree(At(), "\\\\FILES1\\pub"), smb.directory(At(), FILE)


def test_an_answer_is_read() -> None:
    told = feed(smb.answer(TREE), answer(smb.TREE, b"body", smb.ACCESS_DENIED))
    assert (told.command, told.status, told.session, told.tree, told.body) == (3, 0xC0000022, 9, 4, b"body")
    waiting = answer(14, b"", smb.PENDING)
    assert feed(smb.answer(PAGE), waiting * 2 + answer(14, b"x")).body == b"x"
    with pytest.raises(Broken):
        feed(smb.answer(PAGE), waiting * 9)
    assert "body" not in repr(told)


@pytest.mark.parametrize("asked", [TREE, PAGE, smb.opening()])
def test_an_answer_to_another_message_is_broken(asked: Message) -> None:
    for command, number in ((smb.TREE, 2), (smb.SETUP, 1), (14, 0), (smb.NEGOTIATE, 1), (smb.TREE, (1 << 64) - 1)):
        data = bytearray(answer(command, b"body", smb.ACCESS_DENIED))
        data[28:36] = struct.pack("<Q", number)
        with pytest.raises(Broken):
            feed(smb.answer(asked), bytes(data))


def test_the_older_protocol_is_told() -> None:
    told = feed(smb.answer(smb.opening()), OLDER)
    assert told.old


@pytest.mark.parametrize(
    "data", [b"HTTP/1.1 400", b"\x83\0\0\1\x82", framed(b"x" * 70), framed(b"\xfeSMB" + bytes(30))]
)
def test_others_are_foreign(data: bytes) -> None:
    with pytest.raises(Foreign):
        feed(smb.answer(smb.opening()), data)


def test_an_answer_larger_than_was_asked_for_is_broken() -> None:
    with pytest.raises(Broken):
        feed(smb.answer(smb.opening()), struct.pack(">I", 1 << 20) + b"\xfeSMB")


def test_it_is_recognised() -> None:
    assert smb.recognises(answer(0))
    assert smb.recognises(OLDER)
    assert smb.recognises(b"\x83\0\0\1\x82")
    assert not smb.recognises(b"\x83\0\0\1\x01")
    assert not smb.recognises(answer(0)[:20])


@pytest.mark.parametrize("message", OURS, ids=lambda message: message.shown)
def test_what_is_said_back_as_it_was_told_is_no_answer(message: Message) -> None:
    assert not smb.recognises(message.data)
    with pytest.raises(Foreign):
        feed(smb.answer(message), message.data)


def test_parts_that_lie_are_broken() -> None:
    told = feed(smb.answer(smb.setup(At(), ntlm.HELLO)), answer(1, struct.pack("<HHHH", 9, 0, 72, 4) + b"blob"))
    assert told.part(4) == b"blob"
    assert told.place(0, 0) == b""
    for bad in (
        lambda: told.part(11),
        lambda: told.place(70, 20),
        lambda: told.place(1, 4),
        lambda: told.number(10, 4),
    ):
        with pytest.raises(Broken):
            bad()


def test_files_are_read() -> None:
    page = listed((".", True, 0), ("..", True, 0), ("exports", True, 0), ("people.csv", False, 120))
    folder, file = smb.files(page)
    assert (folder.name, folder.folder) == ("exports", True)
    assert (file.name, file.folder, file.size) == ("people.csv", False, 120)
    assert file.created == file.changed == 1_705_526_400.0
    assert "people" not in repr(file)
    assert smb.files(listed(("a", False, 1), made=0))[0].created is None


def test_entries_that_lie_are_broken() -> None:
    page = bytearray(listed(("a", False, 1), ("b", False, 1)))
    page[60:64] = struct.pack("<I", 5000)
    with pytest.raises(Broken):
        smb.files(bytes(page))
    page = bytearray(listed(("a", False, 1), ("b", False, 1)))
    page[:4] = struct.pack("<I", 8)
    with pytest.raises(Broken):
        smb.files(bytes(page))
    page[:4] = struct.pack("<I", 1 << 20)
    early = bytes(4) + bytes(listed(("a", False, 1), ("b", False, 1)))[4:]
    for lie in (bytes(page), b"", early):
        with pytest.raises(Broken):
            smb.files(lie)


@given(st.binary(max_size=300), st.integers(0, 150))
def test_any_bytes_end(data: bytes, at: int) -> None:
    page = listed(("people.csv", False, 1), ("b", True, 1))
    for talk in (lambda: smb.files(page[:at] + data), lambda: feed(smb.answer(PAGE), answer(14, page)[:at] + data)):
        with contextlib.suppress(Fault):
            talk()
    assert smb.verb_of(OURS[3].data[:at] + data) in ("", "SESSION_SETUP")
