"""Servers that say on a socket what a real one said in a recording, with names of people in place of its words.

Over HTTP an answer is found by the request line and the body, with random names left out; other recordings are gone
through in order, one connection after the other, and what was sent is compared by its length alone.
"""

import asyncio
import random
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

from leftopen.lab.server import Running, listen
from leftopen.probes import probes
from tests.labs import Start
from tests.talk import Script, Step, scripts

HOST = "127.82.41.%d"
_WORD = re.compile(rb"(?<![A-Za-z0-9_])[A-Za-z][A-Za-z0-9_.:/@-]{4,38}(?![A-Za-z0-9_])")
_RANDOM = re.compile(rb"[0-9a-f]{10,}")
_LENGTH = re.compile(rb"(?i)content-length: *(\d+)")
_WAIT = 5.0
HIDDEN = ("mbeki", "张三", "刘亦菲", "陳大文", "ヤマダタロウ", "김철수", "yupanqui", "quispe", "j0hn-sm1th", "สมชาย")
"""Names that must be seen nowhere."""


def named(length: int, chance: random.Random) -> str:
    """A text of this many bytes that holds one of `HIDDEN`."""
    fits = sorted((name for name in HIDDEN if len(name.encode()) <= length), key=lambda each: len(each.encode()))
    name = chance.choice(fits[-4:])
    return name + "-" * (length - len(name.encode()))


def put(script: Script, chance: random.Random, most: int) -> tuple[Step, ...]:
    """The recording with names in place of some of its words, wherever each of these stood."""
    answers = [step.data.partition(b"\r\n\r\n") for step in script.steps if step.kind == "<"]
    heads = b"\n".join(head if head.startswith(b"HTTP/") else b"" for head, _, _ in answers)
    said = b"\n".join(body if head.startswith(b"HTTP/") else head + body for head, _, body in answers)
    words = sorted({match.group() for match in _WORD.finditer(said)} - {*_WORD.findall(heads)})
    steps = list(script.steps)
    for word in chance.sample(words, min(most, len(words))):
        name = named(len(word), chance).encode()
        steps = [Step("<", step.data.replace(word, name)) if step.kind == "<" else step for step in steps]
    return tuple(steps)


def _key(head: bytes, body: bytes) -> bytes:
    return _RANDOM.sub(b"?", head.partition(b" HTTP/")[0] + b"\n" + body)


async def _over_http(
    steps: tuple[Step, ...], reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[str], None]
) -> None:
    told: dict[bytes, list[bytes]] = {}
    for sent, got in pairwise(steps):
        if sent.kind == ">" and got.kind == "<":
            head, _, body = sent.data.partition(b"\r\n\r\n")
            told.setdefault(_key(head, body), []).append(got.data)
    missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    while True:
        head = (await reader.readuntil(b"\r\n\r\n"))[:-4]
        length = _LENGTH.search(head)
        body = await reader.readexactly(int(length[1]) if length else 0)
        answers = told.get(_key(head, body), [missing])
        note("asked")
        writer.write(answers.pop(0) if len(answers) > 1 else answers[0])
        await writer.drain()


class InOrder:
    """What each connection is for, by the number of those that were for this recording before."""

    def __init__(self, steps: tuple[Step, ...]) -> None:
        self.parts: list[list[Step]] = [[]]
        for step in steps:
            if step.kind == "~":
                self.parts.append([])
            else:
                self.parts[-1].append(step)
        self.parts = [part for part in self.parts if part]
        self.number = 0

    async def talk(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[str], None]
    ) -> None:
        part = self.parts[self.number % len(self.parts)]
        first = True
        for step in part:
            if step.kind == "<":
                writer.write(step.data)
                await writer.drain()
                continue
            data = await asyncio.wait_for(reader.read(len(step.data)), _WAIT)
            if first and data[:2] != step.data[:2]:
                return  # a question of another protocol
            while data and len(data) < len(step.data):
                more = await asyncio.wait_for(reader.read(len(step.data) - len(data)), _WAIT)
                if not more:
                    return
                data += more
            if first:
                self.number += 1
                note("asked")
            first = False
        await asyncio.wait_for(reader.read(), _WAIT)


def _recordings() -> Iterator[tuple[Script, str]]:
    over = {probe.name: probe.spec.over for probe in probes()}
    for script in sorted(scripts(), key=lambda script: script.outcome.get("access") != "open"):
        starts_tls = any(step.data in (b"tls", b"in-tls") for step in script.steps)
        if script.outcome.get("access") in ("open", "metadata") and not starts_tls:
            yield script, over[script.probe]


def starts(each: int) -> list[Start]:
    """So many recordings of each probe of what can be read, on a port of their own."""
    chance = random.Random(6)
    found: list[Start] = []
    several: dict[str, int] = {}
    for number, (script, over) in enumerate(_recordings()):
        if several.get(script.probe, 0) >= each:
            continue
        several[script.probe] = several.get(script.probe, 0) + 1
        steps = put(script, chance, 3 if over == "http" else 1)
        talk = partial(_over_http, steps) if over == "http" else InOrder(steps).talk
        found.append(partial(_listen, HOST % (number % 200 + 1), talk))
    return found


async def _listen(address: str, talk: Callable[..., object]) -> Running:
    return await listen(address, 0, talk)  # type: ignore[arg-type]  # either kind of conversation
