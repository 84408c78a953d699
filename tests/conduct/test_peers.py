"""Whatever other host a server names, in any of its answers, hears nothing and is looked up by nobody.

What real servers said (`tests/talks`) is said again with every address and name in it changed to one outside of the
scope; web servers redirect in each spelling of an address. The recorder sees each connection, each datagram and each
lookup that the process asks the system for.
"""

import asyncio
import re
import ssl
from collections import deque
from collections.abc import Iterable
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path

import pytest

from leftopen.face.cli import main
from leftopen.lab.server import listen
from leftopen.net.session.driver import Driver
from leftopen.probes import Probe, probes
from leftopen.scope.file import Limits as Given
from tests.conduct.sockets import Asked, connected, recorded
from tests.conduct.test_scope import trap
from tests.hostile.pointing import POINTING
from tests.hostile.transcripts import Replay
from tests.labs import labs, scope_file
from tests.net.certificates import make, server_context
from tests.net.lines import Handler, serving
from tests.permits import permitted, scope_of
from tests.talk import Script, Step, scripts, still

pytestmark = pytest.mark.usefixtures("clock")

HOST = "127.82.49.1"
"""The one address of the scope."""

TRAPS = {
    len(address): address
    for address in (
        "127.82.9.9",
        "127.82.49.9",
        "127.82.49.99",
        "127.82.249.99",
        "127.182.249.99",
        "127.182.249.199",
    )
}
"""Addresses outside of it, by their length, so that answers which say their own length stay whole."""

NAMES = {9: "trap.test", 7: "tr.test"}
_ADDRESS = re.compile(rb"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
_LOCAL = re.compile(rb"localhost")
LIMITS = Given(rate=100_000, per_host=1000, timeout=0.5, service_seconds=4.0)
SCRIPTS = {probe: list(found) for probe, found in groupby(scripts(), key=lambda script: script.probe)}
PROBES = {probe.name: probe for probe in probes()}


def elsewhere(data: bytes) -> bytes:
    """The same answer, in which each address and each name of a host is one outside of the scope."""

    def other(found: re.Match[bytes]) -> bytes:
        return TRAPS.get(len(found[0]), found[0].decode()).encode()

    return _LOCAL.sub(NAMES[9].encode(), _ADDRESS.sub(other, data))


def moved(script: Script) -> tuple[Step, ...]:
    """The answers of a transcript, which name other hosts."""
    return tuple(Step(step.kind, elsewhere(step.data)) if step.kind == "<" else step for step in script.steps)


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return server_context(make(tmp_path_factory.mktemp("tls")))


async def ask(probe: Probe, replays: Iterable[Handler]) -> set[tuple[str, int]]:
    """Asks these servers with one probe, in a scope of their address alone; where they are."""
    async with AsyncExitStack() as stack:
        stack.enter_context(still())
        targets = [await stack.enter_async_context(serving(each, address=HOST)) for each in replays]
        hinted = replace(probe, spec=replace(probe.spec, ports=tuple(target.port for target in targets)))
        driver = Driver(permit=permitted(scope_of([HOST])), limits=LIMITS, probes=[hinted], factory=True)
        async with asyncio.timeout(240):
            await asyncio.gather(*map(driver.ask, targets))
        return {(target.address, target.port) for target in targets}


def outside(asked: Asked, places: set[tuple[str, int]]) -> Asked:
    """What was asked for but connections to these places."""
    return {each for each in asked if each[0] != "socket.connect" or each[1] not in places}


@pytest.mark.parametrize("probe", SCRIPTS)
def test_what_real_servers_name_is_not_followed(probe: str, tls: ssl.SSLContext) -> None:
    replays = [Replay(replace(script, steps=moved(script)), tls) for script in SCRIPTS[probe]]
    with recorded() as asked:
        places = asyncio.run(ask(PROBES[probe], replays))
    assert len(places) == len(replays)
    assert connected(asked) == places, "each was asked, and nobody else"
    assert outside(asked, places) == set()


def test_many_of_them_name_others() -> None:
    """Else the test above shows nothing."""
    named = {script.probe for found in SCRIPTS.values() for script in found if moved(script) != script.steps}
    assert named >= {"camera", "elasticsearch", "ftp", "kafka", "nats", "rtsp"}, sorted(named)


@pytest.mark.own_time
def test_no_way_of_naming_another_is_followed(tmp_path: Path) -> None:
    """By the command itself, from the sweep to the reports; the trap answers whoever comes."""
    with labs(partial(trap, TRAPS[11]), partial(trap, "::1")) as traps:
        address, port = traps[0].address, traps[0].port
        starts = [partial(listen, HOST, 0, made(address, port)) for made in POINTING.values()]
        with labs(*starts) as servers, recorded() as asked:
            more = "[limits]\ntimeout = 0.5\nservice_seconds = 5\n"
            code = main(["audit", str(scope_file(tmp_path, servers, more)), "--out", str(tmp_path / "out"), "--quiet"])
            heard = [each.heard for each in traps]
            silent = [name for name, server in zip(POINTING, servers, strict=True) if not server.heard]
    assert heard == [deque(), deque()]
    assert silent == []
    assert code != 0, "what leads elsewhere is no all-clear"
    places = {(server.address, server.port) for server in servers}
    assert connected(asked) == places
    assert outside(asked, places) == set()


OF = {
    "FTP": "ftp",
    "Redis": "redis",
    "NATS": "nats",
    "RTSP": "rtsp",
    "Kafka": "kafka",
    "LDAP": "ldap",
    "Cassandra": "cassandra",
    "Bolt": "neo4j_bolt",
    "AMQP": "amqp",
    "S3": "s3",
    "SMB": "smb",
}
"""The probe of each that is no web server alone."""
AT_ONCE = ("AMQP", "SMB")
"""They name others in their first answer."""


@pytest.mark.parametrize("name", OF)
def test_a_probe_on_a_port_of_its_own_follows_none(name: str) -> None:
    heard: list[str] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await POINTING[name](TRAPS[11], 5)(reader, writer, heard.append)

    with recorded() as asked:
        places = asyncio.run(ask(PROBES[OF[name]], [handler]))
    assert len(heard) >= (1 if name in AT_ONCE else 2), "the talk went on to where others are named"
    assert outside(asked, places) == set()
