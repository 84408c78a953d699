r"""The daemon of rsync, in the protocol of the releases 2.6.0 to 2.6.9 (27 to 29), which later ones speak too: modules,
a list of files, the beginning of one file. Only the side that sends is ever asked for.

Sources: https://download.samba.org/pub/rsync/rsyncd.conf.5 ; clientserver.c, flist.c, io.c and sender.c of
https://github.com/RsyncProject/rsync . The talk begins with lines; after the arguments the server sends a seed and then
pieces, each behind four bytes that tell its kind and length. Numbers are little-endian.

>>> verb_of(b"@RSYNCD: 29\n"), verb_of(b"#list\n"), verb_of(b"backup\n"), verb_of(listing("backup").data)
('@RSYNCD', '#list', 'module', '--sender')
>>> verb_of(b"--server\n-r\n.\nbackup/\n\n")
'--server'
"""

import re
import stat
import struct
from dataclasses import dataclass, field

from leftopen.wire.talk import Broken, Foreign, Message, Talk, exact, line, send

GRAMMAR = "rsync"
DENIED = frozenset({"--server", "--delete", "--remove-source-files", "--daemon", "#early_input"})
"""`--server` without `--sender` writes files, and the others go with it."""

OLDEST, NEWEST = 27, 29
"""Since 27 sums have their length in them; since 30 much else is agreed on that is of no use here."""

_GREETING = re.compile(rb"@RSYNCD: (\d{1,3})(?:\.\d{1,4})?(?: [a-z0-9 ]{1,200})?")
_NAME = re.compile(r"[^\x00-\x1f\x7f#@\-/][^\x00-\x1f\x7f/]{0,199}")
_PATH = re.compile(r"[^\x00-\x1f\x7f*?\[\]\\]{1,1000}")
_LINE = 1024
_LINES = 1000
_FILTER = b"- /*/*/*/*"
"""Nothing below the third level."""

_FILTERS = {b"": bytes(4), _FILTER: struct.pack("<I", len(_FILTER)) + _FILTER + bytes(4)}
_TRANSFER = b"\0\x80"
_WANTED = {27: bytes(20), 28: bytes(20), 29: bytes(4) + _TRANSFER + bytes(16)}
"""The first file of the list, of which we have nothing."""

_DATA = 7
_PIECE = 8192
_TOLD = 200
"""Errors and other words that a server may send among the data."""

_SAME_MODE, _EXTENDED, _SAME_NAME, _LONG_NAME, _SAME_TIME = 0x02, 0x04, 0x20, 0x40, 0x80
_NAME_BYTES = 4096


class Enough(Exception):
    """As much was read as was asked for."""


@dataclass(frozen=True, slots=True)
class Refused:
    """`@ERROR`, or a login that is called for; the words are the peer's, to look into and never to show."""

    says: str = field(repr=False)
    login: bool = False

    @property
    def unknown(self) -> bool:
        """There is no module of this name."""
        return "unknown module" in self.says.lower()

    @property
    def host(self) -> bool:
        """Our address is not served."""
        return "access denied" in self.says.lower()


@dataclass(frozen=True, slots=True, repr=False)
class File:
    """A file or folder of a list; `modified` in epoch seconds."""

    name: bytes
    size: int
    modified: int
    mode: int

    @property
    def folder(self) -> bool:
        """Whether it is a folder."""
        return stat.S_ISDIR(self.mode)

    @property
    def regular(self) -> bool:
        """Whether it is a file with content."""
        return stat.S_ISREG(self.mode)


# --- what is sent -----------------------------------------------------------------------------------------------------


def hello(protocol: int) -> Message:
    """The protocol that we speak."""
    return Message(GRAMMAR, "@RSYNCD", f"@RSYNCD: {protocol}\n".encode("ascii"), f"@RSYNCD: {protocol}")


def modules() -> Message:
    """Asks for the modules that are shown."""
    return Message(GRAMMAR, "#list", b"#list\n", "#list")


def module(name: str) -> Message:
    """Asks whether a module may be entered. Raises `Broken` for a name that none can have."""
    if not _NAME.fullmatch(name):
        raise Broken("a name that no module has")
    return Message(GRAMMAR, "module", name.encode() + b"\n", "a module")


def listing(name: str) -> Message:
    """Asks the server to send the files of a module, of which only the list is read."""
    return _sender("-r\n", name + "/")


def reading(path: str) -> Message:
    """Asks the server to send one file, by the name of its module and its path there."""
    return _sender("", path)


def _sender(options: str, path: str) -> Message:
    if not speakable(path):
        raise Broken("a path that would not stay one")
    data = f"--server\n--sender\n{options}.\n{path}\n\n".encode()
    return Message(GRAMMAR, "--sender", data, f"--server --sender {options.strip()} . …")


def speakable(path: str) -> bool:
    """Whether a path can be asked for as it is: what stands for many, or ends a line, cannot."""
    return _PATH.fullmatch(path) is not None and path[0] not in "-#@/" and "�" not in path


def filters(*, shallow: bool) -> Message:
    """What is to be left out of the list: what is deep, or nothing."""
    return Message(GRAMMAR, "filters", _FILTERS[_FILTER if shallow else b""], "filters")


def wanted(protocol: int) -> Message:
    """Asks for the content of the one file of the list."""
    return Message(GRAMMAR, "transfer", _WANTED[protocol], "transfer of file 0")


def verb_of(data: bytes) -> str:
    """The verb that these bytes say; "" where they are no message of ours."""
    if data in _FILTERS.values():
        return "filters"
    if data in _WANTED.values():
        return "transfer"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    if text == "#list\n":
        return "#list"
    if re.fullmatch(r"@RSYNCD: [0-9]{2}\n", text):
        return "@RSYNCD"
    if text.endswith("\n") and _NAME.fullmatch(text[:-1]):
        return "module"
    words = text.split("\n")
    if words[0] != "--server":
        return words[0].partition("=")[0] if words[0].startswith(("--", "#")) else ""
    sends = words[1:2] == ["--sender"] and words[-2:] == ["", ""] and words[2:-3] in (["-r", "."], ["."])
    return "--sender" if sends and speakable(words[-3]) else "--server"


# --- lines ------------------------------------------------------------------------------------------------------------


def recognises(first: bytes) -> bool:
    """Whether these bytes are the greeting of a daemon."""
    return _GREETING.fullmatch(first.partition(b"\n")[0].removesuffix(b"\r")) is not None


def greeting() -> Talk[int]:
    """The protocol of the server, from its greeting."""
    head = yield from exact(9)
    if head == b"@ERROR: m":
        raise Broken("it takes no client now")
    if head != b"@RSYNCD: ":
        raise Foreign("no greeting of rsync")
    found = _GREETING.fullmatch(head + (yield from line(_LINE, b"\n")).removesuffix(b"\r"))
    if not found:
        raise Foreign("no greeting of rsync")
    return int(found[1])


def named() -> Talk[list[str] | Refused]:
    """The modules that are shown, by name: lines with a tab. The message of the day, which has none, is passed over."""
    found: list[str] = []
    for _ in range(_LINES):
        said = (yield from line(_LINE, b"\n")).decode("utf-8", "replace")
        if said.startswith("@RSYNCD: EXIT"):
            return found
        refused = _refused(said)
        if refused:
            return refused
        name, tab, _ = said.partition("\t")
        if tab and _NAME.fullmatch(name.rstrip()):
            found.append(name.rstrip())
    raise Broken("a list of modules without an end")


def entered() -> Talk[Refused | None]:
    """What becomes of a module: None where it may be entered."""
    for _ in range(_LINES):
        said = (yield from line(_LINE, b"\n")).decode("utf-8", "replace")
        if said.startswith("@RSYNCD: OK"):
            return None
        refused = _refused(said)
        if refused:
            return refused
    raise Broken("no answer about a module")


def _refused(said: str) -> Refused | None:
    if said.startswith("@RSYNCD: AUTHREQD"):
        return Refused("", login=True)
    return Refused(said[:300]) if said.startswith("@ERROR") else None


# --- pieces -----------------------------------------------------------------------------------------------------------


class Pieces:
    """What the server sends after the arguments, freed from its pieces: at most `most` bytes, then `Enough`.

    `errors`: words of error that came among the data.
    """

    def __init__(self, most: int) -> None:
        self.left, self.errors = most, 0
        self._pending = self._told = 0
        self._buffer, self._place = b"", 0

    def take(self, n: int) -> Talk[bytes]:
        """The next `n` bytes of data."""
        parts, have = [self._buffer[self._place : self._place + n]], min(n, len(self._buffer) - self._place)
        self._place += have
        while have < n:
            yield from self._refill()
            part = self._buffer[: n - have]
            self._place = len(part)
            have += len(part)
            parts.append(part)
        return b"".join(parts)

    def some(self, n: int) -> Talk[bytes]:
        """Up to `n` bytes of data, at least one."""
        if self._place == len(self._buffer):
            yield from self._refill()
        part = self._buffer[self._place : self._place + n]
        self._place += len(part)
        return part

    def number(self) -> Talk[int]:
        """A number of four bytes with a sign."""
        found: int = struct.unpack("<i", (yield from self.take(4)))[0]
        return found

    def _refill(self) -> Talk[None]:
        while not self._pending:
            head = int.from_bytes((yield from exact(4)), "little")
            kind, length = head >> 24, head & 0xFFFFFF
            if kind == _DATA:
                self._pending = length
                if length:
                    break
            elif not _DATA < kind < _DATA + 128 or length > _PIECE:
                raise Broken("a piece of no kind")
            self._told += 1
            if self._told > _TOLD:
                raise Broken("words without an end among the data")
            if kind in (_DATA + 1, _DATA + 3, _DATA + 5):
                self.errors += 1
            if kind != _DATA and length:
                yield from exact(length)
        size = min(self._pending, _PIECE, self.left)
        if size <= 0:
            raise Enough("as much as was asked for")
        self._buffer, self._place = (yield from exact(size)), 0
        self._pending -= size
        self.left -= size


def seed() -> Talk[Refused | None]:
    """What begins the pieces; a refusal may stand there."""
    head = yield from exact(4)
    return Refused((yield from line(_LINE, b"\n")).decode("utf-8", "replace")) if head == b"@ERR" else None


def files(pieces: Pieces, protocol: int) -> Talk[tuple[list[File], bool]]:
    """The files of a list, and whether these are all."""
    found: list[File] = []
    before = File(b"", 0, 0, 0)
    try:
        while flags := (yield from pieces.take(1))[0]:
            if protocol >= 28 and flags & _EXTENDED:
                yield from pieces.take(1)
            before = yield from _file(pieces, flags, before)
            found.append(before)
        trouble = yield from pieces.number()
    except Enough:
        return found, False
    return found, not trouble and not pieces.errors


def _file(pieces: Pieces, flags: int, before: File) -> Talk[File]:
    """An entry, which tells how it differs from the one before."""
    same = (yield from pieces.take(1))[0] if flags & _SAME_NAME else 0
    length = (yield from pieces.number()) if flags & _LONG_NAME else (yield from pieces.take(1))[0]
    if not 0 < length + same <= _NAME_BYTES or length < 0 or same > len(before.name):
        raise Broken("a file with a name that is none")
    name = before.name[:same] + (yield from pieces.take(length))
    size = yield from pieces.number()
    if size == -1:
        size = int.from_bytes((yield from pieces.take(8)), "little")
    modified = before.modified if flags & _SAME_TIME else (yield from pieces.number())
    mode = before.mode if flags & _SAME_MODE else (yield from pieces.number())
    if size < 0 or not 0 <= mode < 1 << 17:
        raise Broken("a file with a size or a mode that is none")
    return File(name, size, modified, mode)


def content(pieces: Pieces, protocol: int, most: int) -> Talk[bytes]:
    """The beginning of the file that was asked for, up to `most` bytes."""
    parts: list[bytes] = []
    try:
        if (yield from pieces.number()) != 0:
            return b""  # the server tells that it has come to the end, and has sent none
        yield from pieces.take(18 if protocol >= 29 else 16)
        while most > 0 and (length := (yield from pieces.number())) > 0:
            while length and most > 0:
                part = yield from pieces.some(min(length, most))
                parts.append(part)
                length -= len(part)
                most -= len(part)
    except Enough:
        pass
    return b"".join(parts)


def begun(path: str, protocol: int, most: int) -> Talk[bytes | Refused]:
    """The beginning of a file of a module that was entered: asks for it and reads it, and goes no further."""
    yield from send(reading(path))
    refused = yield from seed()
    if refused:
        return refused
    yield from send(filters(shallow=False))
    pieces = Pieces(most + 4096)
    found, _ = yield from files(pieces, protocol)
    if len(found) != 1:
        return Refused("not one file")
    yield from send(wanted(protocol))
    return (yield from content(pieces, protocol, most))
