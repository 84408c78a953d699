"""A port that says nothing of itself is asked what it may be, in an order that goes by how it met what came before."""

import asyncio
import ssl
from collections.abc import Callable

import pytest

from leftopen.net.session.identify import MOST
from leftopen.net.session.questions import Questions, near
from leftopen.probes import Probe, Spec, probes
from leftopen.raw import Finding
from leftopen.wire.talk import Closed, Foreign, Late, SampleLimits, Talk, line, send
from tests.net.certificates import make, server_context
from tests.net.lines import Handler, driver, probe, serving, word, words
from tests.net.session.test_identify import LIMITS, ask, clones, cost, protocol
from tests.talk import scripts


@pytest.fixture(autouse=True)
def _grammar() -> object:
    with words():
        yield


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return server_context(make(tmp_path_factory.mktemp("tls")))


def spec(name: str) -> Spec:
    return next(probe.spec for probe in probes() if probe.name == name)


def test_what_would_have_met_the_questions_so_far_in_another_way_comes_later() -> None:
    asked = Questions(7011)
    order = ["kafka", "mqtt", "ldap"]
    asked.met(False, "postgres", Closed("closed"))
    assert sorted(order, key=lambda name: asked.turn(False, spec(name))) == ["mqtt", "ldap", "kafka"]
    assert sorted(order, key=lambda name: asked.turn(True, spec(name))) == order, "inside TLS nothing was asked"
    asked.met(False, "rtsp", Late("late"))
    assert sorted(order, key=lambda name: asked.turn(False, spec(name))) == ["ldap", "mqtt", "kafka"]
    asked.met(False, "redis", Foreign("an answer is no silence"))
    assert sorted(order, key=lambda name: asked.turn(False, spec(name))) == ["ldap", "mqtt", "kafka"]


def test_who_waits_at_a_question_of_the_web_is_first_asked_what_waits_there() -> None:
    asked = Questions(7011)
    asked.met(False, "GET /", Late("late"))
    assert asked.turn(False, spec("smb")) < asked.turn(False, spec("rtsp"))


def test_a_port_is_near_to_its_home() -> None:
    assert [near(port, spec("zookeeper")) for port in (2181, 12_181, 2199, 7011)] == [True, True, True, False]
    assert not near(150, spec("smb")), "below 1024 a hundred says nothing"


def only(opening: bytes, reply: bytes, heard: list[bytes], *, closes: bool) -> Handler:
    """A service that knows one question, and closes at every other or says nothing to it."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.read(4096)
        heard.append(first)
        if first.startswith(opening):
            writer.write(reply)
            await writer.drain()
            return
        while not closes and await reader.read(4096):
            pass

    return handler


def first_answer(name: str) -> bytes:
    """What a real server said to the opening of this probe."""
    (said, *_) = [
        step.data
        for script in scripts()
        if script.probe == name and script.outcome.get("access") in ("open", "locked")
        for step in script.steps
        if step.kind == "<"
    ]
    return said


SAYINGS = frozenset({"MOVED", "GUESS"})


def saying(verb: str) -> Callable[[SampleLimits], Talk[Finding]]:
    def talk(limits: SampleLimits) -> Talk[Finding]:
        yield from send(word(verb))
        yield from line(64, b"\n")
        raise Foreign(verb)

    return talk


SILENT = sorted((probe for probe in probes() if probe.spec.anywhere), key=lambda probe: probe.spec.anywhere)


@pytest.mark.parametrize(
    ("guessed", "closes"),
    [
        *((probe, True) for probe in SILENT if "wait" not in probe.spec.meets.values()),
        *((probe, False) for probe in SILENT if "close" not in [*probe.spec.meets.values()][:2]),
    ],
    ids=lambda value: value.name if isinstance(value, Probe) else "closes" if value else "holds",
)
def test_a_port_that_is_silent_to_all_but_one_question_is_asked_it(guessed: Probe, closes: bool) -> None:
    assert guessed.spec.opening
    heard: list[bytes] = []
    begins = guessed.spec.opening.data[:16]  # what comes after may be told by a name of ours
    outcome = cost(only(begins, first_answer(guessed.name), heard, closes=closes), 10, None)
    assert any(said.startswith(begins) for said in heard)
    assert outcome.footprint.connections <= MOST + 1, "and one more to talk"
    named = {problem.probe.rstrip("0123456789") for problem in outcome.problems if problem.probe}
    assert guessed.name in named or protocol(outcome) == guessed.spec.protocols[0]


def as_measured(guessed: Probe, heard: list[bytes]) -> Handler:
    """A service that meets what is asked as the servers of this probe do, and closes where none is known to wait."""
    openings = {each.spec.opening.data[:8]: each.spec.opening.grammar for each in SILENT if each.spec.opening}
    openings |= {b"GET / HT": "GET /"}

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.read(4096)
        what = "TLS" if first[:2] == b"\x16\x03" else openings.get(first[:8], "")
        assert guessed.spec.opening
        if what == guessed.spec.opening.grammar:
            heard.append(first)
            writer.write(first_answer(guessed.name))
            await writer.drain()
            return
        while guessed.spec.meets.get(what) == "wait" and await reader.read(4096):
            pass

    return handler


@pytest.mark.unmeasured
@pytest.mark.parametrize("inside", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize("guessed", SILENT, ids=lambda each: each.name)
def test_what_meets_questions_as_real_servers_do_is_asked_its_own(
    guessed: Probe, inside: bool, tls: ssl.SSLContext
) -> None:
    heard: list[bytes] = []
    for _ in range(4):  # at a port that happens to be near to the home of another probe, that one is asked first
        outcome = ask(as_measured(guessed, heard), *clones(1), tls=tls if inside else None)
        if heard:
            break
    assert heard
    assert outcome.footprint.connections <= MOST + 1


def test_the_openings_for_a_silent_port_have_each_their_place() -> None:
    assert [probe.spec.anywhere for probe in SILENT] == list(range(1, len(SILENT) + 1))
    assert all(probe.spec.opening and probe.spec.over == "raw" for probe in SILENT)


@pytest.mark.parametrize("home", [lambda port: port % 10_000, lambda port: port // 100 * 100 + (port + 1) % 100])
def test_a_port_that_is_like_those_of_a_probe_is_asked_its_opening_first(home: Callable[[int], int]) -> None:
    heard: list[bytes] = []

    async def handler(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(4096))

    async def main() -> None:
        async with serving(handler) as target:
            moved = probe("moved", saying("MOVED"), opening=word("MOVED"), verbs=SAYINGS, ports=(home(target.port),))
            guess = probe("guess", saying("GUESS"), opening=word("GUESS"), verbs=SAYINGS, anywhere=1)
            await driver(guess, moved, limits=LIMITS).ask(target)

    asyncio.run(main())
    assert [said for said in heard if said in (b"MOVED\n", b"GUESS\n")][:1] == [b"MOVED\n"]


def test_there_is_most_reason_for_what_the_port_or_the_silence_to_the_web_speaks_for() -> None:
    asked = Questions(16_380)
    assert asked.likely(False, spec("redis"))
    assert not asked.likely(False, spec("smb"))
    asked.met(False, "GET /", Late("late"))
    assert asked.likely(False, spec("smb"))
    assert not asked.likely(True, spec("smb"))
    assert not Questions(7011).likely(False, spec("redis"))


@pytest.mark.parametrize("moved", [True, False])
def test_what_a_port_speaks_for_is_asked_before_tls_is_tried(moved: bool) -> None:
    heard: list[bytes] = []

    async def handler(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(4096))

    async def main() -> None:
        async with serving(handler) as target:
            home = (target.port % 10_000 or 1,) if moved else ()
            likely = probe("moved", saying("MOVED"), opening=word("MOVED"), verbs=SAYINGS, ports=home)
            guess = probe("guess", saying("GUESS"), opening=word("GUESS"), verbs=SAYINGS, anywhere=1)
            await driver(guess, likely, limits=LIMITS).ask(target)

    asyncio.run(main())
    tls = next(place for place, said in enumerate(heard) if said.startswith(b"\x16\x03"))
    assert (b"MOVED\n" in heard[:tls]) is moved
    assert b"GUESS\n" not in heard[:tls], "one question, and no guess"
    assert heard.count(b"MOVED\n") == 1
