"""SMB 2 and 3: a session in which nobody is named, the list of shares, and the lists of folders. No file is opened.

Source: MS-SMB2 (negotiation from SMB 1, SESSION_SETUP, TREE_CONNECT, CREATE, IOCTL with FSCTL_PIPE_TRANSCEIVE, READ,
QUERY_DIRECTORY), MS-FSCC (FileDirectoryInformation), MS-CIFS for the first message. `verb_of` reads a message, writes
it anew and gives its verb where both are the same. What is opened is the pipe `srvsvc` or a folder, and only such as
is there; so nothing but the pipe can be read, and what is said into the pipe is one of two constants. Nothing is
signed: a session of nobody has no key.
"""

import struct
from dataclasses import dataclass, field

from leftopen.wire import ntlm, srvsvc
from leftopen.wire.talk import Broken, Foreign, Message, Talk, exact

GRAMMAR = "smb"
_DENIED = "WRITE SET_INFO LOCK FLUSH CHANGE_NOTIFY OPLOCK_BREAK CREATE READ IOCTL DELETE"
DENIED = frozenset(_DENIED.split())
"""Commands that write, lock or wait; of CREATE, READ and IOCTL only those with what they are for have a verb."""

NEGOTIATE, SETUP, TREE, _CREATE, _READ, _IOCTL, _DIRECTORY = 0, 1, 3, 5, 8, 11, 14
OK, PENDING, OVERFLOW, MORE, NO_MORE_FILES = 0, 0x103, 0x80000005, 0xC0000016, 0x80000006
ACCESS_DENIED, NO_SHARE, NO_FILE = 0xC0000022, 0xC00000CC, 0xC000000F
REFUSED = frozenset({ACCESS_DENIED, 0xC000006D, 0xC000006E, 0xC0000072, 0xC000015B, 0xC0000418, 0xC000006A})
"""ACCESS_DENIED, LOGON_FAILURE, ACCOUNT_RESTRICTION, ACCOUNT_DISABLED, LOGON_TYPE_NOT_GRANTED, NTLM_BLOCKED,
WRONG_PASSWORD."""

MISSING = frozenset({NO_SHARE, 0xC0000034, 0xC000003A, 0xC000000F, 0xC00000C9})
"""BAD_NETWORK_NAME, OBJECT_NAME_NOT_FOUND, OBJECT_PATH_NOT_FOUND, NO_SUCH_FILE, NETWORK_NAME_DELETED."""

PAGE = 65_536
"""Bytes of an answer that every server gives for one credit."""

_FRAME = PAGE + 4096
_HEAD = struct.Struct("<4sHHIHHIIQIIQ16s")
_MARK, _OLD = b"\xfeSMB", b"\xffSMB"
_CREDITS = 64
_TRANSCEIVE = 0x0011C017
_PIPE_ACCESS, _FOLDER_ACCESS = 0x0012019F, 0x00100081
"""Both ways of a pipe, as all clients ask for it; list a folder and read what it is, no more."""

_DIALECTS = (0x0202, 0x0210, 0x0300, 0x0302, 0x0311)
_SALT = b"leftopen".ljust(32, b"\0")
_INTEGRITY = struct.pack("<HHIHHH", 1, 38, 0, 1, 32, 1) + _SALT
_SOME_NAME = 255
_FOLDER = 0x10


@dataclass(frozen=True, slots=True)
class At:
    """Where a message stands: its number, session, share."""

    number: int = 1
    session: int = 0
    tree: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """`old`: it speaks SMB 1 alone; `body`: what comes after the head."""

    command: int
    status: int
    session: int
    tree: int
    body: bytes = field(repr=False)
    old: bool = False

    def part(self, at: int, *, wide: bool = False) -> bytes:
        """Bytes of which place (from the head on) and length stand here. Raises `Broken`."""
        form = "<II" if wide else "<HH"
        if at + struct.calcsize(form) > len(self.body):
            raise Broken("an answer shorter than it says")
        place, size = struct.unpack_from(form, self.body, at)
        return self.place(place, size)

    def place(self, place: int, size: int) -> bytes:
        """So many bytes from that place, counted from the head on. Raises `Broken`."""
        begin = place - _HEAD.size
        if not size:
            return b""
        if begin < 0 or begin + size > len(self.body):
            raise Broken("an answer shorter than it says")
        return self.body[begin : begin + size]

    def number(self, at: int, size: int) -> int:
        """A number of so many bytes. Raises `Broken`."""
        if at + size > len(self.body):
            raise Broken("an answer shorter than it says")
        return int.from_bytes(self.body[at : at + size], "little")


@dataclass(frozen=True, slots=True)
class File:
    """An entry of a folder; times are epoch seconds, None where the server tells none."""

    name: str = field(repr=False)
    folder: bool
    size: int
    created: float | None
    changed: float | None


# --- what is sent -----------------------------------------------------------------------------------------------------


def _framed(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def opening() -> Message:
    """The question of SMB 1 for a dialect, with those of SMB 2 in it: every server knows it."""
    names = b"".join(b"\x02" + name + b"\0" for name in (b"NT LM 0.12", b"SMB 2.002", b"SMB 2.???"))
    head = _OLD + struct.pack("<BIBHH8sHHHHH", 0x72, 0, 0x18, 0xC801, 0, bytes(8), 0, 0xFFFF, 1, 0, 0)
    return Message(GRAMMAR, "NEGOTIATE", _framed(head + struct.pack("<BH", 0, len(names)) + names), "NEGOTIATE")


def negotiate(at: At) -> Message:
    """All dialects of SMB 2 and 3."""
    dialects = struct.pack(f"<{len(_DIALECTS)}H", *_DIALECTS)
    begin = 64 + 36 + len(dialects)
    pad = bytes(-begin % 8)
    head = struct.pack("<HHHHI16sIHH", 36, len(_DIALECTS), 1, 0, 0, _SALT[:16], begin + len(pad), 1, 0)
    return _message("NEGOTIATE", NEGOTIATE, at, head + dialects + pad + _INTEGRITY)


def setup(at: At, blob: bytes) -> Message:
    """A step of a login in which nobody is named: `ntlm.HELLO` or `ntlm.NOBODY`."""
    return _message("SESSION_SETUP", SETUP, at, struct.pack("<HBBIIHHQ", 25, 0, 1, 0, 0, 88, len(blob), 0) + blob)


def tree(at: At, path: str) -> Message:
    """Enters a share by its path."""
    name = path.encode("utf-16-le", "surrogatepass")
    if not path.startswith("\\\\") or len(path) > 2 * _SOME_NAME or "\0" in path:
        raise Broken("a name that no share has")
    return _message("TREE_CONNECT", TREE, at, struct.pack("<HHHH", 9, 0, 72, len(name)) + name)


def pipe(at: At) -> Message:
    """Opens the pipe of the server service, in the share `IPC$`."""
    return _message("CREATE srvsvc", _CREATE, at, _opened("srvsvc", _PIPE_ACCESS, 0x40))


def folder(at: At, path: str) -> Message:
    """Opens a folder that is there, to list it."""
    if "\0" in path or len(path) > 4 * _SOME_NAME:
        raise Broken("a name that no folder has")
    return _message("CREATE folder", _CREATE, at, _opened(path, _FOLDER_ACCESS, 0x21))


def _opened(path: str, access: int, options: int) -> bytes:
    name = path.encode("utf-16-le", "surrogatepass")
    fixed = struct.pack("<HBBIQQIIIIIHHII", 57, 0, 0, 2, 0, 0, access, 0, 7, 1, options, 120, len(name), 0, 0)
    return fixed + (name or b"\0")


def call(at: At, file: bytes, said: bytes) -> Message:
    """Says `srvsvc.BIND` or `srvsvc.LIST` into the pipe, and hears the answer."""
    verb = "BIND srvsvc" if said == srvsvc.BIND else "NetrShareEnum"
    fixed = struct.pack("<HHI16sIIIIIIII", 57, 0, _TRANSCEIVE, file, 120, len(said), 0, 120, 0, PAGE, 1, 0)
    return _message(verb, _IOCTL, at, fixed + said)


def read(at: At, file: bytes) -> Message:
    """The next part of an answer, from the pipe."""
    return _message(
        "READ srvsvc", _READ, at, struct.pack("<HBBIQ16sIIIHHB", 49, 80, 0, PAGE, 0, file, 0, 0, 0, 0, 0, 0)
    )


def directory(at: At, file: bytes) -> Message:
    """The next page of a list."""
    fixed = struct.pack("<HBBI16sHHI", 33, 1, 0, 0, file, 96, 2, PAGE)
    return _message("QUERY_DIRECTORY", _DIRECTORY, at, fixed + "*".encode("utf-16-le"))


def _message(verb: str, command: int, at: At, body: bytes) -> Message:
    head = _HEAD.pack(_MARK, 64, 1, 0, command, _CREDITS, 0, 0, at.number, 0, at.tree, at.session, bytes(16))
    return Message(GRAMMAR, verb, _framed(head + body), verb)


def verb_of(data: bytes) -> str:
    """The verb that these bytes say; "" where they are not exactly one message of ours."""
    if data == opening().data:
        return "NEGOTIATE"
    if len(data) < 4 + _HEAD.size or data[4:8] != _MARK:
        return ""
    _, _, _, _, command, _, _, _, number, _, share, session, _ = _HEAD.unpack_from(data, 4)
    try:
        message = _again(command, At(number, session, share), data[4 + _HEAD.size :])
    except (Broken, UnicodeDecodeError, UnicodeEncodeError):
        return ""
    return message.verb if message and message.data == data else ""


def _again(command: int, at: At, body: bytes) -> Message | None:
    """The message of ours that this may be."""
    match command:
        case 0:
            return negotiate(at)
        case 1:
            return setup(at, ntlm.HELLO if body[24:] == ntlm.HELLO else ntlm.NOBODY)
        case 3:
            return tree(at, _text(body[8:]))
        case 5:
            if body[24:28] == struct.pack("<I", _PIPE_ACCESS):
                return pipe(at)
            return folder(at, "" if body[56:] == b"\0" else _text(body[56:]))
        case 8:
            return read(at, body[16:32])
        case 11:
            return call(at, body[8:24], srvsvc.BIND if body[56:] == srvsvc.BIND else srvsvc.LIST)
        case 14:
            return directory(at, body[8:24])
        case _:
            return None


def _text(data: bytes) -> str:
    return data.decode("utf-16-le", "surrogatepass")


# --- what is heard ----------------------------------------------------------------------------------------------------


def recognises(first: bytes) -> bool:
    """Whether these bytes begin an answer of SMB, or refuse a session of NetBIOS as services of that do. What is said
    back as it was told is none.
    """
    if first[:4] == b"\x83\0\0\1" and len(first) == 5:
        return first[4] in (0x80, 0x81, 0x82, 0x83, 0x8F)
    if len(first) < 36 or first[:1] != b"\0":
        return False
    return _answers(first[4:]) and (first[4:8] == _OLD or first[8:10] == b"\x40\0")


def _answers(data: bytes) -> bool:
    """Whether a header, of at least 32 bytes, says that it answers: SMB_FLAGS_REPLY (MS-CIFS, 2.2.3.1) for SMB 1,
    SMB2_FLAGS_SERVER_TO_REDIR (MS-SMB2, 2.2.1.2) for the later ones.
    """
    if data[:4] == _OLD:
        return bool(data[9] & 0x80)
    return data[:4] == _MARK and bool(data[16] & 1)


def answer(asked: Message) -> Talk[Answer]:
    """The answer to this message; those that say to wait are passed over. Raises `Foreign` where it is none, `Broken`
    where it answers another message: it bears the number and the command of that which it answers (MS-SMB2, 3.3.4.1).
    """
    wanted = _numbered(asked)
    for _ in range(8):
        head = yield from exact(4)
        size = int.from_bytes(head[1:], "big")
        if head[0] != 0 or size < 32:
            raise Foreign("no answer of SMB")
        mark = yield from exact(4)
        if mark not in (_MARK, _OLD) or (mark == _MARK and size < _HEAD.size):
            raise Foreign("no answer of SMB")
        if size > _FRAME:
            raise Broken("an answer larger than was asked for")
        data = mark + (yield from exact(size - 4))
        if not _answers(data):
            raise Foreign("no answer of SMB")
        if mark == _OLD:
            return Answer(data[4], int.from_bytes(data[5:9], "little"), 0, 0, data[32:], old=True)
        _, _, _, status, command, _, _, _, number, _, share, session, _ = _HEAD.unpack_from(data)
        if (command, number) != wanted:
            raise Broken("an answer to another message")
        if status != PENDING:
            return Answer(command, status, session, share, data[_HEAD.size :])
    raise Broken("an answer that says to wait, again and again")


def _numbered(asked: Message) -> tuple[int, int]:
    """Command and number of a message; the opening, which is of SMB 1, is answered as number 0 (MS-SMB2, 3.3.5.3)."""
    if asked.data[4:8] != _MARK:
        return NEGOTIATE, 0
    _, _, _, _, command, _, _, _, number, *_ = _HEAD.unpack_from(asked.data, 4)
    return command, number


def files(page: bytes) -> list[File]:
    """The entries of a page, without those for the folder itself and the one above. Raises `Broken`."""
    found: list[File] = []
    at = 0
    while True:
        if at + 64 > len(page):
            raise Broken("an entry of a folder beyond its page")
        step, _, made, _, written, _, size, _, kind, length = struct.unpack_from("<IIQQQQQQII", page, at)
        if at + 64 + length > len(page) or (step and step < 64):
            raise Broken("an entry of a folder longer than its page")
        name = page[at + 64 : at + 64 + length].decode("utf-16-le", "replace")
        if name not in (".", ".."):
            found.append(File(name, bool(kind & _FOLDER), min(size, 1 << 62), _moment(made), _moment(written)))
        if not step:
            if at + 64 + length + 64 < len(page):
                raise Broken("more in a page than the entries that it says")
            return found
        at += step


def _moment(ticks: int) -> float | None:
    """Epoch seconds from tenths of microseconds since 1601; None for what no file has."""
    seconds = ticks / 1e7 - 11_644_473_600
    return seconds if 0 < seconds < 1 << 33 else None
