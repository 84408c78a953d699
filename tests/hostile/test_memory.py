"""What floods and bombs take of our memory while they are asked."""

import asyncio
import tracemalloc

import pytest

from leftopen.raw import Finding
from leftopen.wire import http
from leftopen.wire.talk import SampleLimits, Talk, fetch, line, send
from tests.hostile.servers import BYTES, WEB
from tests.net.lines import Handler, driver, probe, serving, word, words

BOUND = 24 << 20
"""Bytes: a few times what one service may send, and far less than a bomb holds."""


def greedy(limits: SampleLimits) -> Talk[Finding]:
    """Asks for as much as it may."""
    yield from fetch(http.get("/", most=4 << 20))
    raise AssertionError("only its memory matters")


def greedy_words(limits: SampleLimits) -> Talk[Finding]:
    yield from send(word("LIST"))
    yield from line(4 << 20, b"\x01no such mark")
    raise AssertionError("only its memory matters")


@pytest.mark.parametrize(
    "server",
    [
        *(
            WEB[name]
            for name in (
                "a body is a bomb of gzip",
                "a body is packed three times",
                "a body is a bomb of deflate",
                "100,000 lists stand within each other",
                "a body never ends",
                "an object has 50,000 keys",
            )
        ),
        *(
            BYTES[name]
            for name in (
                "it sends zeros without end",
                "it sends a line without end",
                "it sends noise without end",
                "it says a line of a megabyte",
            )
        ),
    ],
)
def test_memory_is_bounded(server: Handler) -> None:
    async def main() -> int:
        async with serving(server) as target:
            probes = [
                probe("web", greedy, over="http", verbs=frozenset({"GET /"}), ports=(target.port,)),
                probe("words", greedy_words, ports=(target.port,)),
            ]
            tracemalloc.start()
            try:
                outcome = await driver(*probes).ask(target)
                assert outcome.finding is None
                return tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()

    with words():
        assert asyncio.run(main()) < BOUND
