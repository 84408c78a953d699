"""What a port that holds no store costs, with the probes there are and with ten times as many.

    python -m bench.ports

`foreign` answers everything with a line that nobody knows, `silent` accepts and says nothing, `hostile` drips a byte
every 20 ms for as long as it is let. The clones of a probe have its opening with a name of its own behind it, so that
none shares a question with another. Connections, requests and seconds are those of one service, asked by itself with
the limits of a scope that sets none, and hinted by no port.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from bench.probe import SCOPE
from leftopen.model import Footprint, Target
from leftopen.net.admission import admit
from leftopen.net.session.driver import Driver
from leftopen.probes import Probe, probes
from leftopen.raw import Finding
from leftopen.scope.file import Limits
from leftopen.scope.file import parse as parse_scope
from leftopen.wire.talk import Message, SampleLimits, Talk

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def foreign(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while await reader.read(65_536):
        writer.write(b"?SYNTAX ERROR\r\n")


async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    while await reader.read(65_536):
        pass


async def hostile(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)
    while not writer.transport.is_closing():
        writer.write(b"a")
        await asyncio.sleep(0.02)


PORTS: dict[str, Handler] = {"foreign": foreign, "silent": silent, "hostile": hostile}


def cloned(times: int) -> list[Probe]:
    """The probes, each so many times; a clone has a talk and an opening of its own."""
    made = []
    for probe in probes():
        for number in range(times):
            opening = probe.spec.opening
            if opening and number:
                opening = Message(opening.grammar, opening.verb, opening.data + b"%d" % number, opening.shown)
            spec = replace(probe.spec, opening=opening)
            made.append(replace(probe, name=f"{probe.name}-{number}", talk=partial(_talk, probe), spec=spec))
    return made


def _talk(probe: Probe, limits: SampleLimits) -> Talk[Finding]:
    return probe.talk(limits)


async def cost(handler: Handler, times: int) -> Footprint:
    """What asking one such port takes."""

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handler(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(served, "127.0.0.1", 0)
    driver = Driver(permit=admit(parse_scope(SCOPE, {})), limits=Limits(), probes=cloned(times))
    outcome = await driver.ask(Target("127.0.0.1", server.sockets[0].getsockname()[1]))
    server.close()
    assert outcome.finding is None
    return outcome.footprint


def main() -> None:
    print(f"{'port':10}{'probes':>8}{'connections':>13}{'requests':>10}{'seconds':>9}")
    for name, handler in PORTS.items():
        for times in (1, 10):
            took = asyncio.run(cost(handler, times))
            count = len(cloned(times))
            print(f"{name:10}{count:8}{took.connections:13}{took.requests:10}{took.seconds:9.1f}")


if __name__ == "__main__":
    main()
