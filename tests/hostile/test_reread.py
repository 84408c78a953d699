"""What was read before is asked for again: a server that answers with anything else has shut nothing by that."""

import random
import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import islice
from pathlib import Path

import pytest

from leftopen.lab.web import Answer
from leftopen.model import DoorState
from leftopen.probes import Probe, probes
from leftopen.wire.talk import Closed, Fault, Op, Redial, Reply, SampleLimits, Send, SendAll
from tests.hostile.test_lies import BEGIN, LIES
from tests.probes import pure
from tests.probes.replaced import RAW, RECORDED, Odd, Peer, exchanges
from tests.talk import Script, messages, play, scripts, still

PAGE = {"content-type": "text/html"}
ANSWERS = {
    "an object": Answer(200, b"{}"),
    "a list": Answer(200, b"[]"),
    "null": Answer(200, b"null"),
    "nothing": Answer(200, b""),
    "half an object": Answer(200, b'{"a":'),
    "a page": Answer(200, b"<html>please log in</html>", PAGE),
    "moved": Answer(302, b"", {"location": "http://127.0.0.2/"}),
    **{
        str(status): Answer(status, b"<html>no</html>", PAGE)
        for status in (400, 404, 405, 407, 410, 429, 451, 500, 503)
    },
    "404 in JSON": Answer(404, b'{"error":"no such thing"}'),
}
FORGED = ("", "/", "/live", "x", "a/b", "../..", "GET /", "a\r\nb", "people " * 100)
"""Doors as a database may hold them that somebody wrote into."""

AGAIN = [each for each in probes() if each.spec.over == "http" and each.reread]


def constant(answer: Answer) -> pure.Server:
    """A server that says the same to all."""
    return lambda _: answer


def doors(probe: Probe) -> list[str]:
    """The stores that real servers listed, and forged ones."""
    named = {store["name"] for each in scripts(probe.name) for store in each.outcome.get("stores", [])}
    return [*sorted(named)[:6], *FORGED]


@pytest.mark.parametrize("probe", AGAIN, ids=lambda probe: str(probe.name))
def test_what_is_no_refusal_shuts_nothing(probe: Probe) -> None:
    assert probe.reread is not None
    wrong = []
    for door in doors(probe):
        for name, answer in ANSWERS.items():
            try:
                with still():
                    state = pure.play_on(probe.reread(SampleLimits(), door), constant(answer))
            except Fault:
                continue
            if state is DoorState.SHUT:
                wrong.append((door, name, state))
    assert wrong == []


# --- over bytes -------------------------------------------------------------------------------------------------------

OPEN = [each for each in RECORDED if RAW[each.probe].reread]
TRIED = 100
"""Of all lies in a transcript those that are tried of a door."""

OTHERS = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
    b"220 mail.example ESMTP\r\n",
    b"SSH-2.0-OpenSSH_9.6\r\n",
    b"\x15\x03\x01\x00\x02\x02\x28",
    b"-ERR unknown command\r\n",
    b"RTSP/1.0 400 Bad Request\r\n\r\n",
)
"""What servers of other protocols say to anything."""

BUNDLED = {"mysql", "nats", "postgresql", "zookeeper"}
"""Those that are asked again in other bundles than before: of what they ask at first alone there are answers."""

Like = dict[tuple[str, ...], list[bytes]]


def lies(data: bytes, others: list[bytes], chance: random.Random) -> Iterator[bytes]:
    """What comes in the place of an answer: one of which a few bytes are others, that is cut, swapped, repeated, noise,
    or of another protocol."""
    while True:
        at, lie, other = chance.randrange(min(len(data), BEGIN)), chance.choice(LIES), chance.choice(others)
        yield data[:at] + lie + data[at + len(lie) :]
        yield data[:at]
        yield other
        yield data * 2
        yield other + data
        yield chance.randbytes(len(data))
        yield chance.choice(OTHERS)


def replaced(instead: bytes, _: bytes) -> bytes:
    """What is said instead of an answer."""
    return instead


def in_smb(asked: bytes, came: bytes) -> bytes:
    """The answer with the number of the message that was asked."""
    return came[:28] + asked[28:36] + came[36:]


def in_rtsp(asked: bytes, came: bytes) -> bytes:
    """The answer with the number of the request."""
    number = re.search(rb"CSeq: (\d+)", asked)
    assert number
    return re.sub(rb"CSeq: \d+", number[0], came)


def in_kafka(asked: bytes, came: bytes) -> bytes:
    """The answer with the number of the request."""
    return came[:4] + asked[8:12] + came[8:]


def in_cql(asked: bytes, came: bytes) -> bytes:
    """The answer on the stream of the question."""
    return came[:2] + asked[2:4] + came[4:]


FIT: dict[str, Callable[[bytes, bytes], bytes]] = {
    "smb": in_smb,
    "rtsp": in_rtsp,
    "kafka": in_kafka,
    "cassandra": in_cql,
}


class Again(Peer):
    """What was never asked so before it answers as any of the same verbs, which `like` has."""

    def __init__(self, script: Script, at: int, odd: Odd, like: Like, chance: random.Random) -> None:
        self._verbs: tuple[str, ...] = ()
        self._like, self._chance = like, chance
        self._fit = FIT.get(script.probe)
        super().__init__(script, at, odd)

    def answer(self, op: Op) -> Reply:
        """The reply to one operation."""
        if isinstance(op, Send | SendAll):
            self._verbs += tuple(message.verb for message in messages(op))
            before = self._sent
            reply = super().answer(op)
            if not self._sent:
                sent = before + b"".join(message.data for message in messages(op))
                self._like.setdefault(self._verbs, []).append(sent)
                self._verbs = ()
            return reply
        if self._sent and not self._there and self._verbs in self._like:
            asked = self._sent
            self._sent, self._verbs = self._chance.choice(self._like[self._verbs]), ()
            self._answer()
            self._there = self._fit(asked, self._there) if self._fit else self._there
        elif isinstance(op, Redial):
            self._verbs = ()
        return super().answer(op)


@cache
def learned(path: Path) -> tuple[list[str], Like]:
    """What was open there, as the next audit asks for it, and what was sent, by its verbs."""
    (script,) = (each for each in OPEN if each.path == path)
    like: Like = {}
    with still():
        found = play(RAW[script.probe].talk(script.limits), Again(script, -1, Odd(bytes), like, random.Random(0)))
    return [*found.doors, *(store.name for store in found.stores if store.raws)][:3], like


def reread(script: Script, door: str, at: int, odd: Odd, chance: random.Random) -> DoorState | None:
    """What is said of a door where that answer is odd; None where no more can be said."""
    again = RAW[script.probe].reread
    assert again
    like = {verbs: [*sent] for verbs, sent in learned(script.path)[1].items()}
    try:
        with still():
            return play(again(script.limits, door), Again(script, at, odd, like, chance))
    except Fault:
        return None


@pytest.mark.parametrize("script", OPEN, ids=lambda script: f"{script.probe}-{script.path.stem}")
def test_an_answer_that_lies_shuts_no_door(script: Script) -> None:
    chance = random.Random(script.path.stem)
    said = exchanges(script)
    others = [came for _, came in said]
    wrong = []
    for door in learned(script.path)[0]:
        tried = 0
        while tried < TRIED:
            at = chance.randrange(len(said))
            for said_instead in islice(lies(said[at][1], others, chance), 7):
                tried += 1
                odd = Odd(partial(replaced, said_instead), chance.choice((None, Closed)))
                if reread(script, door, at, odd, chance) is DoorState.SHUT:
                    wrong.append((door, at, said_instead[:80]))
    assert wrong == []


def test_doors_are_open_where_nothing_lies() -> None:
    """Else the lies would be told to nobody."""
    heard = {
        script.probe
        for script in OPEN
        for door in learned(script.path)[0]
        if any(reread(script, door, -1, Odd(bytes), random.Random(seed)) is DoorState.OPEN for seed in range(20))
    }
    assert {script.probe for script in OPEN} - heard <= BUNDLED
