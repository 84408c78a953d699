import asyncio
import itertools
import ssl
from dataclasses import replace

import pytest

from leftopen.model import Access, Again, DoorState, Status, Target
from leftopen.net.session.again import but_for_us, worth
from leftopen.net.session.driver import Outcome
from leftopen.probes import Probe
from leftopen.raw import Finding
from leftopen.wire.talk import Closed, Foreign, SampleLimits, Talk, line, send
from tests.net.certificates import make, server_context
from tests.net.lines import WORDS, Handler, driver, open_words, says, serving, word, words


@pytest.fixture(autouse=True)
def _grammar() -> object:
    with words():
        yield


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return server_context(make(tmp_path_factory.mktemp("tls")))


def again(limits: SampleLimits, door: str) -> Talk[DoorState]:
    """Lists; the door named "bug" is one, "wipe" breaks a rule."""
    if door == "bug":
        raise ValueError(door)
    yield from send(word("WIPE" if door == "wipe" else "LIST"))
    answer = yield from line(64, b"\n")
    return DoorState.SHUT if answer.startswith(b"-") else DoorState.OPEN


KNOWING = replace(WORDS, reread=again)


def ask(handler: Handler, *doors: str, probe: Probe = KNOWING, protocol: str = "words") -> Outcome:
    async def main() -> Outcome:
        async with serving(handler) as target:
            known = Target(target.address, target.port, again=Again(protocol, False, doors))
            return await driver(probe).ask(known)

    return asyncio.run(main())


def test_each_door_is_asked_for_again_where_the_list_is_refused() -> None:
    outcome = ask(says(b"-no\n"), "one", "two")
    assert outcome.finding
    assert outcome.finding.access is Access.LOCKED
    assert outcome.again == {"one": DoorState.SHUT, "two": DoorState.SHUT}


def test_of_servers_that_take_turns_one_that_gives_it_is_found() -> None:
    """The greeting is refused by one and the other, the name by the first alone."""
    turn = itertools.count()

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        gives = next(turn) == 3
        while data := await reader.read(64):
            writer.write(b"rows\n" if gives and data.startswith(b"LIST") else b"-no\n")
            await writer.drain()

    outcome = ask(handler, "one")
    assert outcome.finding
    assert (outcome.finding.access, outcome.again) == (Access.LOCKED, {"one": DoorState.OPEN})


def test_what_is_refused_to_whoever_asks_from_here_is_not_decided() -> None:
    states = {"one": DoorState.SHUT, "two": DoorState.OPEN}
    assert but_for_us(states) == {"one": DoorState.UNDECIDED, "two": DoorState.OPEN}


def test_what_is_open_to_all_is_not_asked_for_by_name() -> None:
    outcome = ask(open_words, "one")
    assert outcome.finding
    assert outcome.finding.access is Access.OPEN
    assert outcome.again == {}


def test_it_is_asked_for_too_where_nothing_is_recognised_any_more() -> None:
    outcome = ask(says(b"?\n"), "one")
    assert outcome.finding is None
    assert outcome.again == {"one": DoorState.OPEN}


def test_bugs_faults_and_breaches_decide_nothing_and_do_not_end_it() -> None:
    outcome = ask(says(b"-no\n"), "bug", "wipe", "one")
    assert outcome.again == {"bug": DoorState.UNDECIDED, "wipe": DoorState.UNDECIDED, "one": DoorState.SHUT}

    def closes(limits: SampleLimits, door: str) -> Talk[DoorState]:
        yield from send(word("LIST"))
        raise Closed(door)

    outcome = ask(says(b"-no\n"), "one", probe=replace(WORDS, reread=closes))
    assert outcome.again == {"one": DoorState.UNDECIDED}


def test_a_probe_that_cannot_is_not_asked() -> None:
    assert ask(says(b"-no\n"), "one", probe=WORDS).again == {}
    assert ask(says(b"-no\n"), "one", protocol="other").again == {}


def test_where_nobody_answers_no_more_is_asked() -> None:
    known = Target("127.0.0.1", 1, again=Again("words", False, ("one",)))
    outcome = asyncio.run(driver(KNOWING).ask(known))
    assert (outcome.status, outcome.again, outcome.footprint.connections) == (Status.REFUSED, {}, 1)


@pytest.mark.parametrize("access", list(Access))
def test_it_is_worth_it_where_nothing_is_open(access: Access) -> None:
    door = Again("words", False, ("one",))
    shut = not access.exposed and access is not Access.EMPTY
    assert worth(door, Finding("words", access, "p"), Status.IDENTIFIED) is shut
    assert not worth(None, Finding("words", access, "p"), Status.IDENTIFIED)


def unsure(limits: SampleLimits, door: str) -> Talk[DoorState]:
    """Another way to the same product, which this port does not speak."""
    yield from send(word("OTHER"))
    raise Foreign(door)


def test_of_several_ways_to_a_product_the_one_that_is_spoken_here_answers() -> None:
    first = replace(WORDS, name="a-first", reread=unsure, spec=replace(WORDS.spec, verbs=frozenset({"LIST", "OTHER"})))

    async def main() -> Outcome:
        async with serving(says(b"-no\n")) as target:
            known = Target(target.address, target.port, again=Again("words", False, ("one",)))
            return await driver(first, KNOWING).ask(known)

    assert asyncio.run(main()).again == {"one": DoorState.SHUT}


def test_a_door_is_asked_for_where_the_service_is_met_now_though_it_was_met_elsewhere(tls: ssl.SSLContext) -> None:
    """In the plain then, in TLS now."""

    async def main() -> Outcome:
        async with serving(says(b"-no\n"), tls=tls) as target:
            known = Target(target.address, target.port, again=Again("words", False, ("one",)))
            return await driver(KNOWING).ask(known)

    assert asyncio.run(main()).again == {"one": DoorState.SHUT}
