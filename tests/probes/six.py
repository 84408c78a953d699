"""Services as they were recorded, each said over sockets of [::1] to whoever asks as it was recorded."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from leftopen.net.session.driver import Outcome
from leftopen.probes import probes
from tests.net.lines import driver, serving
from tests.talk import Script, scripts, still

ADDRESS = "::1"
_OURS = re.compile(rb"(?:Host|User-Agent): [^\r\n]*\r\n|(?<=rtsp://)[^/ ]+")
"""What the driver writes into a request beside what the probe said: who asks, and whom."""


_UNRECORDED = (b"GET / HTTP/1.1\r\n", b"GET /favicon.ico ")
"""What the driver asks a web server for, beside the probes."""

_ELSEWHERE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}"


@dataclass(frozen=True, slots=True)
class Said:
    """One answer; `last`: the peer closed after it."""

    data: bytes
    last: bool


def chosen() -> list[Script]:
    """A recording of each probe, an open one where there is one; of those in which no connection changes into TLS."""
    found: dict[str, Script] = {}
    for script in sorted(scripts(), key=lambda each: each.outcome.get("access") != "open"):
        words = {step.data for step in script.steps if step.kind == "~"}
        if "access" in script.outcome and words <= {b"redial", b"close"}:
            found.setdefault(script.probe, script)
    return list(found.values())


def answers(script: Script) -> Mapping[bytes, list[Said]]:
    """What was said to what; to nothing, where the peer speaks first."""
    found: dict[bytes, list[Said]] = {}
    sent, steps = b"", script.steps
    for place, step in enumerate(steps):
        after = steps[place + 1] if place + 1 < len(steps) else None
        if step.kind == ">":
            sent = _OURS.sub(b"", sent + step.data)
        elif step.kind == "<":
            last = after is not None and after.kind == "~" and after.data == b"close"
            last |= after is None or b"\r\nconnection: close" in step.data.partition(b"\r\n\r\n")[0].lower()
            found.setdefault(sent, []).append(Said(step.data, last))
            sent = b""
        elif step.data == b"close" and sent:
            found.setdefault(sent, []).append(Said(b"", last=True))
            sent = b""
    return found


async def _asked(script: Script) -> Outcome:
    known = answers(script)

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard, last = b"", False
        while not last:
            asked = _OURS.sub(b"", heard)
            if (found := known.get(asked)) is not None:
                said = found.pop(0) if len(found) > 1 else found[0]
                writer.write(said.data)
                heard, last = b"", said.last
            elif asked.startswith(_UNRECORDED) and asked.endswith(b"\r\n\r\n"):
                writer.write(_ELSEWHERE)
                heard = b""
            elif more := await reader.read(65_536):
                heard += more
            else:
                return
            if not last and b"" in known and not heard:  # it has spoken first; now it is asked
                heard = await reader.read(65_536)
                last = not heard
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async with serving(handler, address=ADDRESS) as target:
        made = [each for each in probes() if each.name == script.probe]
        hinted = [replace(each, spec=replace(each.spec, ports=(target.port,))) for each in made]
        return await driver(*hinted, limits=script.given(timeout=5.0, seconds=60.0)).ask(target)


def asked(script: Script) -> Outcome:
    """What the driver makes of this service at [::1]."""
    with still():
        return asyncio.run(_asked(script))
