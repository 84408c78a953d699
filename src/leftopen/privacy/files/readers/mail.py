"""Messages of e-mail (RFC 5322, RFC 2045), one in a file or many as mailboxes hold them (mbox, RFC 4155).

A message is one record: its headers by name, those who wrote and got it, the texts of its body decoded. What is
attached is read by the reader for its name, each record of it under `attached`.
"""

import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from leftopen.privacy.encodings import binary, encoding_of
from leftopen.privacy.files import readers

NAME = "mail"
SUFFIXES = (".eml", ".mbox", ".mbx", ".mht", ".emlx")
ORDER = 44

_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,40}):[ \t]*+(?:[^\r\n]|\r?\n[ \t])*+\r?\n")
_KNOWN = frozenset({
    b"from", b"to", b"cc", b"subject", b"date", b"received", b"message-id", b"mime-version", b"return-path", b"sender",
    b"reply-to", b"delivered-to", b"content-type", b"x-gmail-labels", b"x-gm-thrid", b"dkim-signature",
})  # fmt: skip
_LEAST = 3
_BOX = re.compile(rb"From [^\r\n]{1,300}\d\d:\d\d[^\r\n]{0,60}\r?\n")
_PEOPLE = ("from", "sender", "reply-to", "to", "cc", "bcc", "delivered-to", "return-path", "x-original-to")
_OTHERS = ("subject", "date", "x-originating-ip", "x-sender-ip", "organization", "user-agent", "x-mailer")
_MESSAGE = 32 * 1024 * 1024
"""Bytes of one message; the rest of a longer one is left out."""
_TEXT, _HEAD, _PARTS, _ADDRESSES = 65_536, 16_384, 100, 200
"""Characters of a text and of a header, parts of a message and people in a header that are looked at."""


def fits(head: bytes) -> bool:
    """True where the separator of a mailbox or some headers of a message begin it."""
    if binary(head):
        return False
    start = head.removeprefix(b"\xef\xbb\xbf")
    box = _BOX.match(start)
    return _known(start, box.end() if box else 0) >= (1 if box else _LEAST)


def _known(head: bytes, at: int) -> int:
    """How many headers of a message begin there, one after the other."""
    names: set[bytes] = set()
    while (match := _HEADER.match(head, at)) is not None and len(names) < _PARTS:
        names.add(match[1].lower())
        at = match.end()
    return len(names & _KNOWN) if names & {b"from", b"return-path", b"received", b"x-gm-thrid"} else 0


def records(file: BinaryIO) -> Iterator[Any]:
    """`{from, to, subject, …, body: [text]}` for each message, `{attached: record}` for what its files hold."""
    from email import message_from_bytes

    for data in _messages(file):
        if data.count(b"boundary=") > _PARTS:  # parts within parts cost as much as there are of them, line by line
            yield {"text": data.decode(encoding_of(data[:_TEXT]), "replace")}
            continue
        message = message_from_bytes(data)
        yield _record(message)
        yield from _attached(message)


def _messages(file: BinaryIO) -> Iterator[bytes]:
    held: list[bytes] = []
    size, blank, box = 0, True, False
    while line := file.readline(_MESSAGE):
        if blank and _BOX.match(line):
            box = True
            if held:
                yield b"".join(held)
            held, size, blank = [], 0, False
            continue
        blank = (box and not line.strip()) or (not held and not box)
        size += len(line)
        if size <= _MESSAGE:
            held.append(line)
    if held:
        yield b"".join(held)


def _record(message: Any) -> dict[str, Any]:
    from email.utils import getaddresses

    found: dict[str, Any] = {}
    for name in _PEOPLE:
        told = [_plain(str(each)[:_HEAD]) for each in message.get_all(name, [])[:_PARTS]]
        people = getaddresses(told)[:_ADDRESSES] if told else []
        shown = [{key: said for key, said in (("name", who), ("email", address)) if said} for who, address in people]
        if shown := [each for each in shown if each]:
            found[name] = shown
    for name in _OTHERS:
        if (value := message.get(name)) is not None:
            found[name] = _plain(str(value)[:_HEAD])
    received = [str(each)[:_HEAD] for each in message.get_all("received", [])[:_PARTS]]
    texts = [text for part in _leaves(message) if (text := _body(part))]
    return found | ({"received": received} if received else {}) | ({"body": texts} if texts else {})


def _plain(value: str) -> str:
    """A header with its encoded words (RFC 2047) as text."""
    from email.header import decode_header

    if "=?" not in value:
        return value
    try:
        return "".join(
            part if isinstance(part, str) else part.decode(_codec(charset), "replace")
            for part, charset in decode_header(value)
        )
    except (ValueError, LookupError):
        return value


def _codec(charset: str | None) -> str:
    try:
        "".encode(charset or "latin-1")
    except LookupError:
        return "latin-1"
    return charset or "latin-1"


def _leaves(message: Any) -> list[Any]:
    """The parts of a message that hold no others, the first of them."""
    found = []
    for part in message.walk():
        if not part.is_multipart():
            found.append(part)
        if len(found) >= _PARTS:
            break
    return found


def _body(part: Any) -> str:
    """The text of a part that is no file."""
    if part.get_content_maintype() != "text" or part.get_filename():
        return ""
    data = part.get_payload(decode=True) or b""
    charset = part.get_content_charset()
    text = data.decode(_codec(charset) if charset else encoding_of(data[:_TEXT]), "replace")[:_TEXT]
    return re.sub(r"<[^<>]{0,500}+>", " ", text) if part.get_content_subtype() == "html" else text


def _attached(message: Any) -> Iterator[Any]:
    """The records of the files of a message, but for messages and what no reader takes."""
    for part in _leaves(message):
        name = part.get_filename()
        data = part.get_payload(decode=True) if name else None
        if not data:
            continue
        try:
            reader = readers.reader_for(str(name), data[: readers.HEAD])
            if reader.name != NAME:
                for record in reader.records(io.BytesIO(data)):
                    yield {"attached": record}
        except readers.Unreadable:
            continue
