"""Every probe there is, asked over sockets of servers that want to hurt it. A new probe is tried without an edit."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from leftopen.journal import Journal, verify
from leftopen.model import Access, Target
from leftopen.net.session.budget import MOST_IN
from leftopen.net.session.driver import Driver, Outcome
from leftopen.probes import Probe, probes
from leftopen.raw import Finding
from leftopen.scope.file import Limits as Given
from leftopen.wire import http
from leftopen.wire.talk import SampleLimits, Talk, fetch
from tests.hostile.servers import BYTES, CANARY, WEB, discovery, redirects
from tests.net.lines import WORDS, Handler, open_words, probe, serving, words
from tests.permits import EVERYWHERE

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.unmeasured]

LIMITS = Given(rate=100_000, per_host=1000, timeout=0.6, service_seconds=3.0)
HONEST = {Access.LOCKED, Access.DECOY, Access.UNKNOWN}

every_probe = pytest.mark.parametrize("probe", probes(), ids=lambda probe: str(probe.name))


def at(probe: Probe, *targets: Target) -> Probe:
    """The probe, told that these are its ports."""
    return replace(probe, spec=replace(probe.spec, ports=tuple(target.port for target in targets)))


async def ask_each(asked: Probe, servers: Mapping[str, Handler], journal: Journal | None = None) -> dict[str, Outcome]:
    """What the probe says of each of these, all asked at once, beside a healthy service that has to be found."""
    async with AsyncExitStack() as stack:
        stack.enter_context(words())
        targets = {name: await stack.enter_async_context(serving(handler)) for name, handler in servers.items()}
        healthy = await stack.enter_async_context(serving(open_words))
        driver = Driver(
            permit=EVERYWHERE,
            limits=LIMITS,
            probes=[at(asked, *targets.values()), at(WORDS, healthy)],
            journal=journal,
            factory=True,
        )
        async with asyncio.timeout(240):
            *outcomes, neighbour = await asyncio.gather(*map(driver.ask, [*targets.values(), healthy]))
    assert neighbour.finding is not None
    assert (neighbour.finding.access, neighbour.problems) == (Access.OPEN, ())
    return dict(zip(targets, outcomes, strict=True))


def faults(outcomes: Mapping[str, Outcome]) -> dict[str, str]:
    """What is wrong with these outcomes, by the name of the server."""
    wrong = {}
    for name, outcome in outcomes.items():
        failed = [problem.says for problem in outcome.problems if problem.says.startswith("the probe failed")]
        if failed:
            wrong[name] = failed[0]
        elif outcome.finding and outcome.finding.access not in HONEST:
            wrong[name] = f"claims {outcome.finding.access}"
        elif not outcome.finding and not outcome.says:
            wrong[name] = "says nothing"
        elif outcome.footprint.bytes_in > MOST_IN + (1 << 18):
            wrong[name] = "took too much"
        elif CANARY in repr(outcome):
            wrong[name] = "repeats what the peer said"
    return wrong


@every_probe
def test_hostile_servers_end_as_honest_outcomes_and_lead_nowhere(probe: Probe, tmp_path: Path) -> None:
    visitors: list[str] = []

    async def trap(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visitors.append("connected")

    async def main() -> dict[str, Outcome]:
        async with serving(trap, address="127.0.0.2") as there:
            with Journal(tmp_path / "journal.jsonl") as journal:
                elsewhere = redirects(there.port) | discovery(there.port)
                return await ask_each(probe, BYTES | WEB | elsewhere, journal)

    assert faults(asyncio.run(main())) == {}
    assert visitors == []
    assert verify(tmp_path / "journal.jsonl").intact
    assert CANARY not in (tmp_path / "journal.jsonl").read_text()


def test_a_credulous_probe_does_not_pass() -> None:
    def credulous(limits: SampleLimits) -> Talk[Finding]:
        answer = yield from fetch(http.get("/", most=1 << 20))
        return Finding("web", Access.OPEN, json.loads(answer.body)["name"])

    made = probe("credulous", credulous, over="http", verbs=frozenset({"GET /"}))
    some = {
        name: WEB[name]
        for name in ("names are markup", "100,000 lists stand within each other", "it says yes with an empty object")
    }
    wrong = faults(asyncio.run(ask_each(made, some | {"it never says anything": BYTES["it never says anything"]})))
    assert wrong["names are markup"] == "claims open"
    assert wrong["100,000 lists stand within each other"] == "the probe failed with RecursionError"
    assert wrong["it says yes with an empty object"] == "the probe failed with KeyError"
    assert "it never says anything" not in wrong
