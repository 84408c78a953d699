r"""The control connection of FTP: commands that ask, answers of one or many lines, lists of files as people print them.

Sources: RFC 959, RFC 1635 (anonymous FTP: whoever asks as `anonymous` is nobody in particular, and what is given as the
password is not checked), RFC 2389, RFC 4217. No data connection is ever opened: lists come from `STAT`, which answers
on the connection of the commands. The one login is the anonymous one, and its two commands are verbs of their own.

>>> verb_of(b"USER anonymous\r\n"), verb_of(b"USER root\r\n"), verb_of(b"STAT /pub\r\n"), verb_of(b"STAT -R /\r\n")
('USER anonymous', 'USER', 'STAT', '')
"""

import re
from dataclasses import dataclass, field

from leftopen.wire.talk import Broken, Message, Talk, line

GRAMMAR = "ftp"
_DENIED = """
ABOR ACCT ALLO APPE CDUP COMB DELE EPRT EPSV HOST LPRT LPSV MFCT MFF MFMT MKD PASS PASV PORT REIN REST RETR RMD RNFR
RNTO SITE SMNT SPSV STOR STOU USER XMKD XRMD
"""
DENIED = frozenset(_DENIED.split())
"""What writes, moves, opens a second connection, or logs in as somebody."""

USER, PASS = "USER anonymous", "PASS leftopen@"
_BARE = frozenset({"AUTH TLS", "FEAT", "PWD", "QUIT", USER, PASS})
_WITH_PATH = frozenset({"CWD", "SIZE", "STAT"})
_PATH = re.compile(r"[^\x00-\x1f\x7f*?\[\]{}~\\-][^\x00-\x1f\x7f*?\[\]{}~\\]{0,500}")
_LINE = 2048
_LINES = 5000
_BEGUN = 4
_FIRST = re.compile(rb"([1-5][0-9]{2})([ -])(.*)", re.DOTALL)
_UNIX = re.compile(
    r"([-dlbcps])[rwxsStTl-]{9}[+.@]? +\d{1,9} +"
    r"(?:\S{1,60} +){0,2}?(\d{1,19}) +(\S{1,12} +\S{1,12} +[0-9:]{4,5}) (.{1,1000})"
)
_DOS = re.compile(r"(\d{2}-\d{2}-\d{2,4} +\d{2}:\d{2}(?:[AP]M)?) +(<DIR>|\d{1,19}) +(.{1,1000})")
_FACTS = re.compile(r"((?:[A-Za-z.-]{1,30}=[^;]{0,100};){1,20}) (.{1,1000})")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its code and its lines, which are the peer's; `cut`: it is longer, and the rest is on its way."""

    code: int
    lines: tuple[str, ...] = field(repr=False)
    cut: bool = False

    @property
    def text(self) -> str:
        """All lines in one."""
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True, repr=False)
class File:
    """A line of a list: `kind` is `-` for a file, `d` for a folder, `l` for a link, as `ls` has it."""

    name: str
    kind: str
    size: int | None


def command(word: str, path: str | None = None) -> Message:
    """A command, with a path that is not shown. Raises `Broken` for a path that would say more than itself."""
    if path is None:
        return Message(GRAMMAR, word, f"{word}\r\n".encode("ascii"), word)
    if not speakable(path):
        raise Broken("a path that would not stay one")
    return Message(GRAMMAR, word, f"{word} {path}\r\n".encode(), f"{word} …")


def speakable(path: str) -> bool:
    """Whether a path can be asked for as it is: what stands for many, is an option or ends a line cannot."""
    return _PATH.fullmatch(path) is not None and "�" not in path and path == path.strip()


def verb_of(data: bytes) -> str:
    """The verb that these bytes say; "" where they are not one command of ours or a known one."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    if not text.endswith("\r\n") or len(data) > _LINE:
        return ""
    text = text[:-2]
    if text in _BARE:
        return text
    word, space, path = text.partition(" ")
    if word in _WITH_PATH:
        return word if space and speakable(path) else ""
    return word.upper() if word.upper() in DENIED else ""


# --- what is heard ----------------------------------------------------------------------------------------------------


def recognises(first: bytes) -> bool:
    """Whether these bytes are a greeting that names FTP; many do not, and are known by what they answer."""
    head = first[:1024].lower()
    ready = re.match(rb"(220|421|530)[ -]", head)
    return ready is not None and (b"ftp" in head or b"filezilla" in head) and b"smtp" not in head


def answer(most: int = 65_536) -> Talk[Answer]:
    """One answer of at most `most` bytes; what is longer is `cut`. Raises `Broken` where it is none."""
    first = _FIRST.fullmatch((yield from _line()))
    if not first:
        raise Broken("no answer of FTP")
    lines = [_text(first[3])]
    end = first[1] + b" "
    while first[2] == b"-":
        said = yield from _line()
        most -= len(said)
        if said.startswith(end):
            lines.append(_text(said[4:]))
            break
        if most < 0 or len(lines) > _LINES:
            return Answer(int(first[1]), tuple(lines), cut=True)
        lines.append(_text(said))
    return Answer(int(first[1]), tuple(lines))


def reply(most: int = 65_536) -> Talk[Answer]:
    """The answer to a command: those before it that only say that it was begun (1xx; RFC 959, 4.2) are passed over."""
    for _ in range(_BEGUN):
        said = yield from answer(most)
        if said.code >= 200:
            return said
    raise Broken("an answer that says to wait, again and again")


def _line() -> Talk[bytes]:
    return (yield from line(_LINE, b"\n")).removesuffix(b"\r")


def _text(said: bytes) -> str:
    try:
        return said.decode("utf-8")
    except UnicodeDecodeError:
        return said.decode("latin-1")


def file(said: str) -> File | None:
    """The file that a line of a list tells of, in one of three ways; None where it tells of none.

    >>> file("drwxr-xr-x    2 0        0            4096 Nov 27 03:36 my files").name
    'my files'
    """
    said = said.removeprefix("213-").removeprefix("212-").removeprefix("211-").strip()
    if unix := _UNIX.fullmatch(said):
        kind, size, _, name = unix.groups()
        return File(name.partition(" -> ")[0] if kind == "l" else name, kind, int(size))
    if dos := _DOS.fullmatch(said):
        folder = dos[2] == "<DIR>"
        return File(dos[3], "d" if folder else "-", None if folder else int(dos[2]))
    if facts := _FACTS.fullmatch(said):
        told = {name.lower(): value for name, _, value in (each.partition("=") for each in facts[1].split(";"))}
        kind = told.get("type", "").lower()
        name = ".." if kind == "pdir" else "." if kind == "cdir" else facts[2]
        size = told.get("size", "")
        return File(name, "d" if kind in ("dir", "cdir", "pdir") else "-", int(size) if _number(size) else None)
    return None


def _number(said: str) -> bool:
    return re.fullmatch(r"[0-9]{1,19}", said) is not None


def place(said: str) -> str | None:
    """The folder of now in an answer to `PWD`, where a quotation mark inside it is doubled.

    >>> place('"/a""b" is the current directory')
    '/a"b'
    """
    found = re.match(r'[^"]{0,200}"((?:[^"]|""){1,500})"(?!")', said)
    return found[1].replace('""', '"') if found else None
