"""The client protocol of NATS: a session without a login, requests to JetStream that only read, and bounded messages.

Source: NATS documentation ("Client Protocol", "JetStream wire API Reference"). A request to JetStream is a message that
is published to a subject of the server's own (`$JS.API.…`) with an inbox for the answer: on the wire a PUB, which is
what writes, in effect a question. So the verb of a PUB has its subject in it, and `verb_of` gives one for exactly
five of them, `STREAM.LIST`, `STREAM.NAMES`, `STREAM.INFO`, `STREAM.MSG.GET` and `DIRECT.GET`, with the bodies that are
built here and an inbox of ours. Every other PUB, all of HPUB, a SUB with a queue group (it takes messages away from
others) and a CONNECT with a login have no verb.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from leftopen.wire import json
from leftopen.wire.talk import Broken, Foreign, Message, Talk, exact, line

GRAMMAR = "nats"
DENIED = frozenset({"PUB", "HPUB"})
"""All that publishes, but for the five questions."""

_API = "$JS.API."
_CONNECT = (
    b'CONNECT {"verbose":false,"pedantic":false,"lang":"leftopen","version":"1","protocol":1,'
    b'"headers":true,"no_responders":true}\r\n'
)
_FIXED = {_CONNECT: "CONNECT anonymous", b"PING\r\n": "PING", b"PONG\r\n": "PONG", b"SUB > 2\r\n": "SUB"}
_INBOX = r"_INBOX\.leftopen\.[0-9a-f]{1,32}"
_SUB = re.compile(rf"SUB {_INBOX}\.\* 1\r\n")
_NAME = r"[^\s.*>\x00-\x1f\x7f]{1,255}"
_QUESTION = re.compile(
    r"PUB \$JS\.API\.(?P<what>STREAM\.LIST|STREAM\.NAMES|STREAM\.INFO|STREAM\.MSG\.GET|DIRECT\.GET)"
    rf"(?P<name>\.{_NAME})? {_INBOX}\.1 (?P<size>\d{{1,3}})\r\n"
    r'(?P<body>|\{"offset":\d{1,9}\}|\{"seq":\d{1,19},"next_by_subj":">"\})\r\n'
)
_LISTS = ("STREAM.LIST", "STREAM.NAMES")
_GETS = ("STREAM.MSG.GET", "DIRECT.GET")
_BODIES = {**dict.fromkeys(_LISTS, '{"offset"'), "STREAM.INFO": "", **dict.fromkeys(_GETS, '{"seq"')}
_LINE = 4096
_INFO = 65_536
_PIECE = 65_536
_NOBODY = re.compile(rb"NATS/1\.0 503")
_WORDS = re.compile(r"'([^']{0,300})'?")


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message: its subject, the first bytes of what it says, and how many bytes that is in all.

    `nobody`: it says that nobody answers a question; `head`: its headers.
    """

    subject: str = field(repr=False)
    payload: bytes = field(repr=False)
    size: int
    nobody: bool = False
    head: bytes = field(default=b"", repr=False, compare=False)

    @property
    def cut(self) -> bool:
        """Whether it says more than `payload`."""
        return self.size > len(self.payload)


@dataclass(frozen=True, slots=True)
class Refused:
    """An error, in the words of the server, which are the peer's."""

    says: str = field(repr=False)

    @property
    def login(self) -> bool:
        """Whether a login is asked for."""
        return self.says.lower().startswith(("authorization violation", "authentication", "user authentication"))

    @property
    def permission(self) -> bool:
        """Whether this subject is not for us."""
        return self.says.lower().startswith("permissions violation")


# --- what is sent -----------------------------------------------------------------------------------------------------


def connect() -> Message:
    """Asks for a session without a login, in which a question that nobody answers is answered so."""
    return Message(GRAMMAR, "CONNECT anonymous", _CONNECT, "CONNECT without a login")


def ping() -> Message:
    """Asks for a sign of life: what is answered after it came after it."""
    return Message(GRAMMAR, "PING", b"PING\r\n", "PING")


def pong() -> Message:
    """Gives one."""
    return Message(GRAMMAR, "PONG", b"PONG\r\n", "PONG")


def inbox(key: str) -> Message:
    """Listens to answers under this key, which is hexadecimal."""
    return Message(GRAMMAR, "SUB", f"SUB _INBOX.leftopen.{key}.* 1\r\n".encode(), "SUB to an inbox of our own")


def everything() -> Message:
    """Listens to all subjects."""
    return Message(GRAMMAR, "SUB", b"SUB > 2\r\n", "SUB >")


def streams(key: str, offset: int) -> Message:
    """Asks for the streams with their figures, from this one on."""
    return _question(key, "STREAM.LIST", "", f'{{"offset":{offset}}}')


def names(key: str, offset: int) -> Message:
    """Asks for the names of the streams, from this one on."""
    return _question(key, "STREAM.NAMES", "", f'{{"offset":{offset}}}')


def about(key: str, stream: str) -> Message:
    """Asks for one stream."""
    return _question(key, "STREAM.INFO", stream, "")


def askable(stream: str) -> bool:
    """Whether a stream can have this name."""
    return re.fullmatch(_NAME, stream) is not None


def stored(key: str, stream: str, number: int) -> Message:
    """Asks for the message of a stream with this number, or the next one that is there."""
    return _question(key, "STREAM.MSG.GET", stream, _from(number))


def directly(key: str, stream: str, number: int) -> Message:
    """The same of any server that keeps the stream, where it allows that; the message comes as it was sent."""
    return _question(key, "DIRECT.GET", stream, _from(number))


def _from(number: int) -> str:
    return f'{{"seq":{number},"next_by_subj":">"}}'


def _question(key: str, what: str, name: str, body: str) -> Message:
    if name and not re.fullmatch(_NAME, name):
        raise Broken("a name that no stream has")
    subject = f"{_API}{what}" + (f".{name}" if name else "")
    data = f"PUB {subject} _INBOX.leftopen.{key}.1 {len(body)}\r\n{body}\r\n".encode()
    return Message(GRAMMAR, f"PUB {_API}{what}", data, f"PUB {_API}{what}")


def verb_of(data: bytes) -> str:
    """The verb that these bytes say; "" where they are not exactly one message that only reads."""
    if data in _FIXED:
        return _FIXED[data]
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return ""
    if _SUB.fullmatch(text):
        return "SUB"
    found = _QUESTION.fullmatch(text)
    if found is None:
        return ""
    what, body = found["what"], found["body"]
    fits = body.startswith(_BODIES[what]) and bool(body) == bool(_BODIES[what]) and int(found["size"]) == len(body)
    return f"PUB {_API}{what}" if fits and bool(found["name"]) == (what not in _LISTS) else ""


# --- what is heard ----------------------------------------------------------------------------------------------------


_FULL = b"-ERR 'maximum connections exceeded'"
"""Server source, `ErrTooManyConnections`: said in the place of the greeting."""


def recognises(first: bytes) -> bool:
    """Whether these bytes begin as a server does that speaks first."""
    return (first.startswith(b"INFO {") and b'"server_id"' in first) or first.startswith(_FULL)


def info() -> Talk[dict[str, Any]]:
    """What a server says first. Raises `Foreign` where it is no NATS."""
    head = yield from exact(6)
    if head == b"-ERR '":
        raise Broken("it takes no client now")
    if head != b"INFO {":
        raise Foreign("no greeting of NATS")
    said = yield from line(_INFO)
    try:
        told = json.decode(b"{" + said)
    except Broken:
        told = None
    if not isinstance(told, dict) or not isinstance(told.get("server_id"), str):
        raise Foreign("no greeting of NATS")
    return told


def heard(payload: int, most: int) -> Talk[Delivered | Refused | str]:
    """The next thing that it says: a message, of which the first `payload` bytes are kept, an error, or a word.

    Raises `Broken` for a message longer than `most`. What is not kept is read in pieces and dropped.
    """
    said = (yield from line(_LINE)).decode("utf-8", "replace")
    word, _, rest = said.partition(" ")
    word = word.upper()
    if word in ("MSG", "HMSG"):
        parts = rest.split()
        sizes = parts[-2:] if word == "HMSG" else ["0", *parts[-1:]]
        if not 3 <= len(parts) <= 5 or not all(re.fullmatch(r"[0-9]{1,9}", size) for size in sizes):
            raise Broken("a message without a size")
        return (yield from _delivered(parts[0], int(sizes[0]), int(sizes[1]), payload, most))
    if word == "-ERR":
        found = _WORDS.search(rest)
        return Refused(found[1] if found else "")
    if word in ("PING", "PONG", "+OK", "INFO"):
        return word
    raise Broken("a word that no NATS says")


def _delivered(subject: str, headers: int, size: int, payload: int, most: int) -> Talk[Delivered]:
    if size > most or headers > min(size, _LINE * 4):
        raise Broken("a message longer than was asked for")
    head = (yield from exact(headers)) if headers else b""
    left = size - headers
    kept = min(left, payload)
    said = (yield from exact(kept)) if kept else b""
    rest = left - kept
    while rest:
        piece = min(rest, _PIECE)
        yield from exact(piece)
        rest -= piece
    if (yield from exact(2)) != b"\r\n":
        raise Broken("a message longer than it says")
    return Delivered(subject[:1000], said, left, nobody=_NOBODY.match(head) is not None, head=head)
