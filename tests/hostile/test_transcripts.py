"""What real servers said, over sockets: as recorded, and with an answer that turns hostile in the middle."""

import asyncio
import ssl
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from itertools import chain, groupby, product
from pathlib import Path

import pytest

from leftopen.journal import Journal
from leftopen.model import Status
from leftopen.net.session.driver import Driver, Outcome
from leftopen.probes import probes
from tests.hostile.transcripts import IN_TLS, LIES, TURNS, Replay
from tests.net.certificates import make, server_context
from tests.net.lines import serving
from tests.permits import EVERYWHERE
from tests.talk import Script, Step, scripts, still, summary

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.unmeasured]

PROBES = {probe.name: probe for probe in probes()}
PLACES = 5
"""Each transcript turns hostile at this many of its answers, spread over its length."""

WEAKER = {
    "open": {"open", "metadata"},
    "metadata": {"metadata"},
    "empty": {"empty", "metadata"},
    "factory": {"factory", "locked"},
    "locked": {"locked"},
    "decoy": set(),
    "unknown": set(),
    "fault": set(),
}
"""What a service may be said to be, besides unknown and decoy, when its later answers are lost or damaged.

That nothing is in a store takes more answers than that its catalogue is shown: who counts a document (of a design, say)
and then does not show which it is shows a catalogue, and to call that empty would clear what nobody looked into.
"""

LIARS = WEAKER | {
    "open": {"open", "metadata", "empty"},
    "metadata": {"metadata", "empty", "open"},
    "unknown": {"metadata"},
}
"""The same, when they are changed: who answers a read of data with an answer of that form passes for open, who says
every time that nothing is there for empty, and who lets in and refuses every read for one that shows what it has."""

SCRIPTS = {probe: list(found) for probe, found in groupby(scripts(), key=lambda script: script.probe)}

every_probe = pytest.mark.parametrize("probe", SCRIPTS)


Asked = Mapping[str, tuple[Script, list[Replay]]]


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return server_context(make(tmp_path_factory.mktemp("tls")))


async def ask(
    script: Script,
    replays: Iterable[Replay],
    patience: float,
    seconds: float,
    journal: Journal | None,
    address: str = "127.0.0.1",
) -> list[Outcome]:
    """What the probe of the transcript says of each of these, asked at once."""
    limits = script.limits
    async with AsyncExitStack() as stack:
        targets = [await stack.enter_async_context(serving(replay, address=address)) for replay in replays]
        given = script.given(timeout=patience, seconds=seconds, per_host=1000)
        probe = PROBES[script.probe]
        hinted = replace(probe, spec=replace(probe.spec, ports=tuple(target.port for target in targets)))
        factory = limits.factory_credentials
        driver = Driver(permit=EVERYWHERE, limits=given, probes=[hinted], factory=factory, journal=journal)
        async with asyncio.timeout(240):
            return await asyncio.gather(*map(driver.ask, targets))


async def ask_all(asked: Asked, patience: float, seconds: float, journal: Journal | None = None) -> list[list[Outcome]]:
    with still():
        return await asyncio.gather(*(ask(*each, patience, seconds, journal) for each in asked.values()))


def late(script: Script) -> bool:
    """Whether something has to be waited for in it, or before it."""
    return bool({Step("~", b"late"), IN_TLS} & set(script.steps))


@every_probe
def test_over_a_socket_the_outcome_is_as_recorded(probe: str, tls: ssl.SSLContext, tmp_path: Path) -> None:
    names: set[str] = set()
    with Journal(tmp_path / "journal.jsonl") as journal:
        replayed(probe, tls, journal, names)
    text = (tmp_path / "journal.jsonl").read_text()
    ours = " ".join(each for found in probes() if found.name == probe for each in found.spec.verbs)
    assert sorted(name for name in names if name in text and name not in ours) == []


def replayed(probe: str, tls: ssl.SSLContext, journal: Journal, names: set[str]) -> None:
    """Asks every transcript as recorded; `names` gets what the servers called their stores."""
    for slow in (False, True):
        asked = {script.path.stem: (script, [Replay(script, tls)]) for script in SCRIPTS[probe] if late(script) is slow}
        outcomes = asyncio.run(ask_all(asked, 0.5 if slow else 10.0, 30.0, journal))
        for (name, (script, _)), (outcome,) in zip(asked.items(), outcomes, strict=True):
            if "fault" in script.outcome:
                assert outcome.finding is None, name
                continue
            assert outcome.finding is not None, (name, outcome)
            found = summary(outcome.finding)
            names |= {store.name for store in outcome.finding.stores if len(store.name) > 4}
            assert {key: found[key] for key in script.outcome} == script.outcome, name


def test_every_probe_asks_over_the_other_ip_version_too(tls: ssl.SSLContext) -> None:
    best = [next((each for each in found if each.path.stem == "open"), found[0]) for found in SCRIPTS.values()]

    async def main() -> list[list[Outcome]]:
        with still():
            return await asyncio.gather(*(ask(each, [Replay(each, tls)], 10.0, 30.0, None, "::1") for each in best))

    wrong = {
        script.probe: outcome
        for script, (outcome,) in zip(best, asyncio.run(main()), strict=True)
        if outcome.finding is None or summary(outcome.finding)["access"] != script.outcome["access"]
    }
    assert sorted(script.probe for script in best) == sorted(PROBES)
    assert not wrong


@every_probe
def test_an_answer_that_turns_hostile_weakens_the_outcome_at_most(probe: str, tls: ssl.SSLContext) -> None:
    asked: dict[str, tuple[Script, list[Replay]]] = {}
    cases = []
    for script in SCRIPTS[probe]:
        count = sum(step.kind == "<" for step in script.steps)
        places = sorted({round(at * (count - 1) / (PLACES - 1)) for at in range(PLACES)})
        asked[script.path.stem] = script, [Replay(script, tls, at, turn) for at in places for turn in TURNS.values()]
        known = script.outcome.get("access", "fault")
        for at, turn in product(places, TURNS):
            allowed = (LIARS if turn in LIES else WEAKER)[known] | {"unknown", "decoy"}
            if turn in LIES and asks_for_a_login(script):
                allowed = allowed | {"locked"}
            cases.append((allowed, f"{script.path.stem} {turn} at {at}"))
    outcomes = chain.from_iterable(asyncio.run(ask_all(asked, 0.3, 1.0)))
    wrong = [fault for case, outcome in zip(cases, outcomes, strict=True) if (fault := judged(*case, outcome))]
    assert not wrong, "\n".join(wrong)


def asks_for_a_login(script: Script) -> bool:
    """Whether a part of the service does: one that says the same of all else is locked."""
    return any(step.kind == "<" and step.data.startswith(b"HTTP/1.1 401") for step in script.steps)


def judged(allowed: set[str], case: str, outcome: Outcome) -> str | None:
    """What is wrong with this outcome."""
    failed = [problem.says for problem in outcome.problems if problem.says.startswith("the probe failed")]
    if failed:
        return f"{case}: {failed}"
    if outcome.finding and outcome.finding.access not in allowed:
        return f"{case}: claims {outcome.finding.access}"
    return None if outcome.finding or outcome.status is not Status.IDENTIFIED else f"{case}: says nothing"
