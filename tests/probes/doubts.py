"""Open stores as they were recorded, of which one request is answered otherwise."""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from leftopen.lab.web import Answer, Ask
from leftopen.model import Access
from leftopen.net.session.driver import Outcome
from leftopen.probes import probes
from leftopen.wire import http
from leftopen.wire.talk import Fault, Response
from tests.net.lines import driver, serving
from tests.probes import pure
from tests.talk import TALKS, Script, feed, parse, still

Question = tuple[str, str, bytes]
Change = Callable[[Answer], Answer]

PROBES = {each.name: each for each in probes() if each.spec.over == "http"}
OPEN = [
    parse(path)
    for name in sorted(PROBES)
    if (path := TALKS / name / "open.talk").exists() and name not in ("http_listing", "nats_monitoring")
]
"""What a listing or the monitoring of NATS shows is no data, so that these are left out."""


_READ: dict[Path, dict[Question, Answer]] = {}


def recorded(script: Script) -> Mapping[Question, Answer]:
    """What was answered to what, in the order of the recording; a transcript is read once."""
    if script.path in _READ:
        return _READ[script.path]
    found = _READ[script.path] = dict[Question, Answer]()
    for sent, came in zip(script.steps, script.steps[1:], strict=False):
        if sent.kind == ">" and came.kind == "<":
            head, _, body = sent.data.partition(b"\r\n\r\n")
            method, target, _ = head.split(b"\r\n")[0].decode().split(" ")
            said: Response = feed(http.read_response(1 << 20, verb=method), came.data)
            found[method, target, body] = Answer(said.status, said.body, dict(said.headers))
    return found


def question(ask: Ask) -> Question:
    """As it was recorded."""
    query = "&".join(f"{name}={value}" for name, value in ask.query.items())
    return ask.method, f"{ask.path}?{query}" if query else ask.path, ask.body


def verdict(script: Script, changes: Callable[[Question], Change | None]) -> Access | None:
    """The access where some requests are answered otherwise, and what is new as what is not there; None where that is
    no store any more."""
    answers = recorded(script)

    def server(ask: Ask) -> Answer:
        asked = question(ask)
        given = answers.get(asked, Answer(404, b"<html>not found</html>"))
        change = changes(asked)
        return change(given) if change else given

    try:
        with still():
            return pure.run(PROBES[script.probe].talk, server, script.limits)[0].access
    except Fault:
        return None


def behind(script: Script, change: Change, *, hinted: bool) -> Outcome:
    """What the session makes of this store where its first page, and what is asked first, are answered otherwise."""
    answers = recorded(script)
    greetings = {("GET", "/", b""), next(iter(answers))}

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := (await reader.readuntil(b"\r\n\r\n")).decode("latin-1"):
            method, target, _ = head.split("\r\n")[0].split(" ")
            size = re.search(r"\ncontent-length: (\d+)", head, re.IGNORECASE)
            asked = method, target, await reader.readexactly(int(size[1]) if size else 0)
            given = answers.get(asked, Answer(404, b"<html>not found</html>"))
            writer.write(written(change(given) if asked in greetings else given))

    async def main() -> Outcome:
        async with serving(handler) as target:
            ports = {script.probe: (target.port,)} if hinted else {}
            known = [replace(p, spec=replace(p.spec, ports=ports.get(p.name, ()), wide=())) for p in probes()]
            return await driver(*known, limits=script.given(timeout=5.0, seconds=60.0)).ask(target)

    with still():
        return asyncio.run(main())


def written(answer: Answer) -> bytes:
    """As a web server sends it, with the headers of the recording but for those of its length."""
    own = ("content-length", "transfer-encoding", "connection", "content-encoding")
    kept = "".join(
        f"{name}: {row}\r\n"
        for name, value in answer.headers.items()
        if name.lower() not in own
        for row in value.split("\n")
    )
    head = f"HTTP/1.1 {answer.status} X\r\n{kept}Content-Length: {len(answer.body)}\r\n\r\n"
    return head.encode("latin-1") + answer.body
