"""A server that says over a socket what a real one said in a transcript, up to the answer where it turns hostile."""

import asyncio
import re
import ssl
from collections.abc import Awaitable, Callable

from tests.hostile.servers import resets
from tests.talk import Script, Step

Turn = Callable[[asyncio.StreamReader, asyncio.StreamWriter, bytes], Awaitable[None]]
"""What happens instead of an answer, which is given."""

_FRAMED = re.compile(rb"content-length:|transfer-encoding: *chunked|^http/1.1 (204|304)")
_ROOT = b"GET / HTTP/1.1\r\n"
_NOTHING_THERE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


async def stalls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: bytes) -> None:
    writer.write(answer[: len(answer) // 2])
    await reader.read()


async def drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: bytes) -> None:
    for byte in answer * 100:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.05)


async def floods(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: bytes) -> None:
    writer.write(answer[: len(answer) // 2])
    while not writer.transport.is_closing():
        writer.write(b"\x7f" * 65_536)
        await writer.drain()
        await asyncio.sleep(0)


async def breaks_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: bytes) -> None:
    await resets(None)(reader, writer)


async def repeats(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: bytes) -> None:
    """The same answer to everything from now on, a hundred times over."""
    while True:
        writer.write(answer * 100)
        await writer.drain()
        if not await reader.read(65_536):
            return


async def garbles(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: bytes) -> None:
    """Every number of the answer becomes a huge one."""
    writer.write(re.sub(rb"\d{2,}", lambda found: b"9" * len(found[0]), answer))
    await reader.read()


IN_TLS = Step("~", b"in-tls")
"""Where TLS was asked for inside TLS: all of it was said inside TLS."""

LIES = ("repeats", "garbles")
"""Turns after which the server still answers, only not the truth."""

TURNS: dict[str, Turn] = {turn.__name__: turn for turn in (stalls, drips, floods, breaks_off, repeats, garbles)}


def _ends(answer: bytes) -> bool:
    """Whether a connection ends with this HTTP answer."""
    head = answer.partition(b"\r\n\r\n")[0].lower()
    return head.startswith(b"http/1.0") or b"connection: close" in head or not _FRAMED.search(head)


def _root_first(steps: list[Step]) -> list[Step]:
    """The start page before all else: it is asked for once, before any probe."""
    at = next((at for at, step in enumerate(steps) if step.kind == ">" and step.data.startswith(_ROOT)), 0)
    end = next((end for end in range(at + 1, len(steps)) if steps[end].kind != "<"), len(steps))
    return [*steps[at:end], *steps[:at], *steps[end:]]


class Replay:
    """Answers as recorded, on as many connections as it takes, and closes each one after; the answer number `at` is the
    `turn`'s matter."""

    def __init__(self, script: Script, tls: ssl.SSLContext, at: int | None = None, turn: Turn | None = None) -> None:
        self._steps = [step for step in script.steps if step != IN_TLS]
        self._inside = IN_TLS in script.steps
        self._http = (
            script.steps[0].data.split(b" ", 1)[0] in (b"GET", b"HEAD", b"POST") and b" HTTP/1." in script.steps[0].data
        )
        if self._http:
            self._steps = _root_first(self._steps)
        self._tls = tls
        self._at, self._turn = at, turn
        self._answers = 0
        self._played = False

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._played:  # a store that refuses is asked a second time, and an open one for its icon
            return
        if self._inside:
            try:
                await writer.start_tls(self._tls)
            except OSError:  # whoever speaks in the plain gets no word
                return
        if self._steps and self._steps[0].data == b"redial":
            self._steps.pop(0)
        while self._steps:
            step = self._steps[0]
            if step.kind == ">":
                await self._hear(reader, writer, step.data)
                self._steps.pop(0)
            elif step.kind == "<":
                self._steps.pop(0)
                await self._answer(reader, writer, step)
                if self._http and _ends(step.data):
                    await writer.drain()
                    return
            elif step.data == b"tls":
                self._steps.pop(0)
                await writer.drain()
                await writer.start_tls(self._tls)
            elif step.data == b"redial":
                await reader.read()
                return
            else:
                self._steps.pop(0)
                if step.data == b"close":
                    await writer.drain()
                    return
                await reader.read()
        self._played = True
        if self._http:  # what is asked after all that was recorded is the icon of the site
            await writer.drain()
            return
        await reader.read()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, step: Step) -> None:
        number, self._answers = self._answers, self._answers + 1
        if number == self._at and self._turn:
            self._steps.clear()
            await self._turn(reader, writer, step.data)
        writer.write(step.data)

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, data: bytes) -> None:
        """What was recorded; the start page, which all probes over HTTP share, is asked whether or not it was."""
        if not self._http:
            await reader.readexactly(len(data))
            return
        for _ in range(data.count(b" HTTP/1.1\r\n")):
            head = await reader.readuntil(b"\r\n\r\n")
            if head.startswith(_ROOT) and not data.startswith(_ROOT):
                writer.write(_NOTHING_THERE)
                head = await reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(head)
            await reader.readexactly(int(length[1]) if length else 0)
