"""The HTTP side of the lab's servers: reads requests, hands them to a pure function, writes what it gives.

For servers of our own on loopback, which talk to leftopen and to the official clients; no general web server.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from leftopen.lab.server import Conversation

MOST_HEAD = 65_536
MOST_BODY = 4 << 20


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as it came; `path` is decoded, header names are lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What to send back; the length is added."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def as_json(value: object, status: int = 200, **headers: str) -> Answer:
    """A JSON answer."""
    return Answer(status, msgspec.json.encode(value), {"Content-Type": "application/json; charset=UTF-8", **headers})


def conversation(answer: Callable[[Ask], Answer]) -> Conversation:
    """What `lab.server.listen` wants; each request is noted as method and path."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[str], None]) -> None:
        while ask := await _read(reader):
            note(f"{ask.method} {ask.path}")
            writer.write(_bytes(ask, answer(ask)))
            await writer.drain()
            if ask.headers.get("connection", "").lower() == "close":
                break

    return talk


async def _read(reader: asyncio.StreamReader) -> Ask | None:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head[:-4].decode("latin-1").split("\r\n")
    method, target, _version = first.split(" ")
    pairs = (line.partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    size = int(headers.get("content-length", "0"))
    if not 0 <= size <= MOST_BODY or len(head) > MOST_HEAD:
        return None
    body = await reader.readexactly(size)
    parts = urlsplit(target)
    return Ask(method, unquote(parts.path), dict(parse_qsl(parts.query, keep_blank_values=True)), headers, body)


def _bytes(ask: Ask, answer: Answer) -> bytes:
    headers = {**answer.headers, "Content-Length": str(len(answer.body))}
    fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {answer.status} {_REASONS.get(answer.status, 'Other')}\r\n{fields}\r\n".encode("latin-1")
    return head if ask.method == "HEAD" else head + answer.body


_REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
}
