"""RTSP questions that start no stream: OPTIONS and DESCRIBE. Source: RFC 2326; SDP: RFC 8866.

The URI names `localhost`, since a probe does not know whom it talks to; servers look at the path. ` +login` in a verb
says that the request carries credentials, as in `wire.http`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from leftopen.wire.chunks import length_of
from leftopen.wire.http import read_head
from leftopen.wire.talk import LOGIN, Broken, Message, Talk, exact

GRAMMAR = "rtsp"
DENIED = frozenset(
    {"ANNOUNCE", "PAUSE", "PLAY", "PLAY_NOTIFY", "RECORD", "REDIRECT", "SETUP", "SET_PARAMETER", "TEARDOWN"}
)
"""Methods that start, stop or change a stream or a session."""

NAME = "leftopen"
"""What a request calls us until it is dressed."""

MOST_BODY = 65_536
_AUTHORITY = "rtsp://localhost"
_NUMBER = re.compile(rb"\r\nCSeq: ([0-9]{1,10})\r\n")
_NAMED = re.compile(rb"\nserver: [^\r\n]{0,80}?\brtsp\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """An RTSP answer; header names are lower case, repeats joined with a line feed."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes


def uri(path: str) -> str:
    """The URI of a path, as the requests name it."""
    return _AUTHORITY + quote(path, safe="/?&=.-_:*")


def options(number: int) -> Message:
    """Which methods the server knows; answered by every server, so no proof of anything but the protocol."""
    return _message("OPTIONS", "*", number, {})


def describe(path: str, number: int, *, authorization: str | None = None, require: str | None = None) -> Message:
    """The description of a stream. `require`: a feature that a server which lacks it has to refuse with 551."""
    fields = {"Accept": "application/sdp"}
    if require:
        fields["Require"] = require
    if authorization:
        fields["Authorization"] = authorization
    return _message("DESCRIBE", path, number, fields)


def _message(method: str, path: str, number: int, fields: Mapping[str, str]) -> Message:
    target = "*" if path == "*" else uri(path)
    headers = {"CSeq": str(number), "User-Agent": NAME, **fields}
    if not all(value.isascii() and value.isprintable() for value in headers.values()):
        raise ValueError("a header that cannot be sent")
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    data = f"{method} {target} RTSP/1.0\r\n{head}\r\n".encode("ascii")
    verb = verb_of(data)
    return Message(GRAMMAR, verb, data, f"{verb} {path if path == '*' else uri(path)}")


def dress(data: bytes, agent: str) -> bytes:
    """The request with the `User-Agent` of this run: who asks, and whom the other side can write to."""
    return data.replace(b"User-Agent: leftopen\r\n", b"User-Agent: %b\r\n" % agent.encode("ascii"), 1)


def verb_of(data: bytes) -> str:
    """The method, and ` +login` where credentials are sent; what is not one whole request has no verb of ours."""
    head, end, more = data.partition(b"\r\n\r\n")
    if not end or more:
        return ""
    lines = head.split(b"\r\n")
    login = any(line.partition(b":")[0].strip().lower() == b"authorization" for line in lines[1:])
    return lines[0].split(b" ")[0].decode("ascii", "replace") + (LOGIN if login else "")


def read_answer(asked: Message) -> Talk[Answer]:
    """The answer to this request; `Foreign` where the first bytes are not RTSP, `Broken` where the body is longer than
    any SDP, or where it bears the number of another request (RFC 2326, 12.17). Some servers leave it out in errors."""
    status, reason, headers = yield from read_head(b"RTSP/")
    number = _NUMBER.search(asked.data)
    if "cseq" in headers and number and headers["cseq"].strip() != number[1].decode("ascii"):
        raise Broken("an answer to another request")
    size = length_of(headers)
    if size > MOST_BODY:
        raise Broken("more of a description than anyone needs")
    return Answer(status, reason, headers, (yield from exact(size)) if size else b"")


@dataclass(frozen=True, slots=True)
class Description:
    """What of an SDP is used: whether it announces video, and what server and session call themselves."""

    video: bool
    session: str
    tool: str
    text: str


def description(answer: Answer) -> Description | None:
    """The SDP of an answer; None where it is not 200 with one."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    text = answer.body.decode("utf-8", "replace")
    if answer.status != 200 or kind != "application/sdp" or not text.startswith("v=0"):
        return None
    lines = text.splitlines()
    session = next((line[2:].strip() for line in lines if line.startswith("s=")), "")
    tool = next((line[7:].strip() for line in lines if line.startswith("a=tool:")), "")
    return Description(any(line.startswith("m=video ") for line in lines), session, tool, text)


def begins(first: bytes) -> bool:
    """Whether these first bytes of a connection are of RTSP, as its errors are too, or of a server of it that was asked
    over HTTP, by which some let streams through (GStreamer)."""
    return first.startswith(b"RTSP/") or (first.startswith(b"HTTP/1.") and _NAMED.search(first) is not None)
