"""TLS that stalls, breaks off, floods, or presents a certificate as large as it can."""

import asyncio
import ssl
from collections.abc import Iterable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from leftopen.net.session.driver import Driver, Outcome
from leftopen.scope.file import Limits as Given
from tests.hostile.servers import BYTES, WEB, answers, echo, first
from tests.net.certificates import make, server_context
from tests.net.lines import WEB as PROBE
from tests.net.lines import WORDS, Handler, open_words, serving, words
from tests.permits import EVERYWHERE

pytestmark = pytest.mark.usefixtures("clock")

LIMITS = Given(rate=100_000, per_host=1000, timeout=0.6, service_seconds=1.5)
PATIENT = Given(rate=100_000, per_host=1000, timeout=20.0, service_seconds=40.0)
"""For servers that answer at once, however busy this machine is."""

ALERT = b"\x15\x03\x03\x00\x02\x02\x28"


async def silent_after_hello(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(65_536)
    writer.write(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
    await reader.read()


STALLS: dict[str, Handler] = {
    "no hello": first(),
    "half a hello": silent_after_hello,
    "alert": answers(ALERT, close=True),
    "alert kept open": answers(ALERT),
    "warnings without end": answers(b"\x15\x03\x03\x00\x02\x01\x00" * 5000),
    "hello of another kind": answers(b"\x16\x03\x03\x00\x04\x02\x00\x00\x00"),
    "record of no length": answers(b"\x16\x03\x03\x00\x00" * 5000),
    "record too long": answers(b"\x16\x03\x03\xff\xff" + bytes(65_535)),
    "handshake of 16 MiB": answers(b"\x16\x03\x03\x40\x00\x0b\xff\xff\xff" + bytes(16_380)),
    "echo of our hello": echo,
    "ssl 2": answers(b"\x80\x2e\x04\x00\x01\x00\x02"),
}


async def ask(servers: Iterable[tuple[Handler, ssl.SSLContext | None]], limits: Given = LIMITS) -> list[Outcome]:
    async with AsyncExitStack() as stack:
        stack.enter_context(words())
        targets = [await stack.enter_async_context(serving(handler, tls=tls)) for handler, tls in servers]
        driver = Driver(permit=EVERYWHERE, limits=limits, probes=[WORDS, PROBE])
        async with asyncio.timeout(240):
            return await asyncio.gather(*map(driver.ask, targets))


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return server_context(make(tmp_path_factory.mktemp("tls")))


def test_handshakes_that_come_to_nothing_end_without_a_finding() -> None:
    for name, outcome in zip(STALLS, asyncio.run(ask((server, None) for server in STALLS.values())), strict=True):
        assert outcome.finding is None, name
        assert not outcome.tls, name
        assert outcome.certificate is None, name


def test_hostile_servers_inside_tls_end_as_in_the_plain(tls: ssl.SSLContext) -> None:
    servers = {name: server for name, server in (BYTES | WEB).items() if "reset" not in name}
    outcomes = asyncio.run(ask((server, tls) for server in servers.values()))
    for name, outcome in zip(servers, outcomes, strict=True):
        assert outcome.finding is None or outcome.finding.access.value in ("locked", "unknown"), name
        assert not any(problem.says.startswith("the probe failed") for problem in outcome.problems), name


def test_the_certificate_of_a_hostile_server_is_kept(tls: ssl.SSLContext) -> None:
    names = (
        "it closes when it is asked",
        *(
            f"it says {what}"
            for what in ("yes to Redis", "yes in JSON", "nothing but zeros", "bytes that are no UTF-8")
        ),
    )
    for outcome in asyncio.run(ask(((BYTES[name], tls) for name in names), PATIENT)):
        assert outcome.certificate is not None


@pytest.mark.parametrize(("names", "read"), [(1_500, True), (30_000, False)])
def test_a_certificate_of_a_megabyte_is_refused_and_a_large_one_cut(tmp_path: Path, names: int, read: bool) -> None:
    large = make(tmp_path, names=[f"host-{number:032d}.example" for number in range(names)])
    assert large.stat().st_size > (1_000_000 if not read else 80_000)
    (outcome,) = asyncio.run(ask([(open_words, server_context(large))]))
    if read:
        assert outcome.finding is not None
        assert outcome.certificate is not None
        assert len(outcome.certificate.names) == 100
    else:
        assert outcome.finding is None
        assert outcome.certificate is None
        assert outcome.footprint.bytes_in < 300_000
