"""An open store of which one request is refused, garbled or answered by something else is never locked nor empty."""

import itertools
import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from leftopen.lab.web import Answer
from leftopen.model import Access, Status
from leftopen.net.session.identify import MOST
from leftopen.wire.talk import Closed, Fault, Late
from tests.probes.doubts import OPEN, Change, Question, behind, recorded, verdict
from tests.probes.replaced import RECORDED, Odd, exchanges, said_of
from tests.talk import Script

pytestmark = pytest.mark.usefixtures("clock")

NEGATIVE = (Access.LOCKED, Access.EMPTY)
PAGE = {"content-type": "text/html"}
GARBLED: dict[str, Change] = {
    "half": lambda answer: Answer(answer.status, answer.body[: len(answer.body) * 6 // 10], answer.headers),
    "object": lambda _: Answer(200, b"{}"),
    "null": lambda _: Answer(200, b"null"),
    "nothing": lambda _: Answer(200, b""),
    "page": lambda _: Answer(200, b"<html>hello</html>", PAGE),
    "not there": lambda _: Answer(404, b"<html>not found</html>", PAGE),
    "broken": lambda _: Answer(500, b"oops"),
    "busy": lambda _: Answer(503, b"<html>come later</html>", PAGE),
    "moved": lambda _: Answer(302, b"", {"location": "/login"}),
}
REFUSED: dict[int, Change] = {
    401: lambda _: Answer(401, b"<html>no</html>", PAGE),
    403: lambda _: Answer(403, b"<html>no</html>", PAGE),
}


def _answered(status: int) -> Change:
    return lambda _: Answer(status, b"<html>no</html>", PAGE)


NONE = {("mlflow", "object")}
"""It leaves out a list without an element."""

ALL_LISTS = {("datasette", "/-/databases.json")}
"""A real one that is locked refuses this, and says of what is not there that it is not."""


@pytest.mark.parametrize("script", OPEN, ids=lambda script: script.probe)
def test_as_recorded_it_is_open(script: Script) -> None:
    assert verdict(script, lambda _: None) is Access.OPEN


@pytest.mark.parametrize("garbled", GARBLED)
@pytest.mark.parametrize("script", OPEN, ids=lambda script: script.probe)
def test_one_garbled_answer_is_no_lock_and_no_emptiness(script: Script, garbled: str) -> None:
    if (script.probe, garbled) in NONE:
        return
    for one in recorded(script):
        said = verdict(script, {one: GARBLED[garbled]}.get)
        assert said not in NEGATIVE, one


@pytest.mark.parametrize("status", REFUSED)
@pytest.mark.parametrize("script", OPEN, ids=lambda script: script.probe)
def test_one_refusal_is_no_lock(script: Script, status: int) -> None:
    for one in recorded(script):
        if (script.probe, one[1]) not in ALL_LISTS:
            said = verdict(script, {one: REFUSED[status]}.get)
            assert said not in NEGATIVE, one


PAIRS, SEED = 12, 20_261_129
"""Pairs of answers of a store that go wrong together, drawn from all."""


@pytest.mark.unmeasured
@pytest.mark.parametrize("script", OPEN, ids=lambda script: script.probe)
def test_two_answers_that_go_wrong_at_once_are_no_emptiness_and_no_lock_without_a_refusal(script: Script) -> None:
    """What is asked twice to be sure may be wrong twice."""
    pairs = list(itertools.combinations(recorded(script), 2))
    kinds = {name: change for name, change in GARBLED.items() if (script.probe, name) not in NONE}
    for one, other in random.Random(SEED).sample(pairs, min(PAIRS, len(pairs))):
        for name, change in kinds.items():
            assert verdict(script, {one: change, other: change}.get) not in NEGATIVE, (name, one, other)
            for first, second in ((REFUSED[401], change), (change, REFUSED[401])):
                said = verdict(script, {one: first, other: second}.get)
                assert said is not Access.EMPTY, (name, one, other)


def _again(spell: Callable[[Any], bytes]) -> Change:
    """The same JSON, written otherwise; what is none stays as it is."""

    def change(answer: Answer) -> Answer:
        try:
            told = json.loads(answer.body)
        except ValueError:
            return answer
        return Answer(answer.status, spell(told), answer.headers)

    return change


def _over(good: int, bad: int | None = None) -> Change:
    """The same answer under another status."""
    return lambda answer: Answer(good if answer.status == 200 else bad or answer.status, answer.body, answer.headers)


SPELT: dict[str, Change] = {
    "after a mark of its order": lambda answer: Answer(answer.status, b"\xef\xbb\xbf" + answer.body, answer.headers),
    "between blanks": lambda answer: Answer(answer.status, b"\r\n  " + answer.body + b"\r\n", answer.headers),
    "indented": _again(lambda told: json.dumps(told, indent=4).encode()),
    "in UTF-16": _again(lambda told: json.dumps(told).encode("utf-16")),
    "in an object": _again(lambda told: json.dumps({"result": told}).encode()),
    "with more beside it": _again(
        lambda told: json.dumps({**told, "node": 3} if isinstance(told, dict) else told).encode()
    ),
    "in a call": _again(lambda told: b"cb(%b);" % json.dumps(told).encode()),
    "by a proxy": _over(203),
    "in part": _over(206),
    "all errors alike": _over(200, 400),
    "no errors": _over(200, 200),
    "without headers": lambda answer: Answer(answer.status, answer.body, {}),
    "cut": lambda answer: Answer(answer.status, answer.body[:900], answer.headers),
}


@pytest.mark.parametrize("spelt", SPELT)
@pytest.mark.parametrize("script", OPEN, ids=lambda script: script.probe)
def test_an_open_store_whose_answers_are_all_spelt_otherwise_is_not_locked_nor_empty(
    script: Script, spelt: str
) -> None:
    first = next(iter(recorded(script)))
    change = SPELT[spelt]
    assert verdict(script, lambda _: change) not in NEGATIVE
    assert verdict(script, lambda asked: None if asked == first else change) not in NEGATIVE, "but for the greeting"


WITH_A_GREETING = ("chroma", "couchdb", "docker_registry", "etcd", "influxdb", "neo4j", "prometheus", "qdrant", "solr")


@pytest.mark.parametrize("script", [each for each in OPEN if each.probe in WITH_A_GREETING], ids=lambda s: s.probe)
def test_what_lists_and_reads_as_the_product_is_open_though_all_else_is_refused(script: Script) -> None:
    """Something before it that refuses the greeting and whatever has a random name in it."""
    first = next(iter(recorded(script)))

    def refused(asked: Question) -> Change | None:
        other = asked == first or "eftopen" in asked[1] or b"eftopen" in asked[2] or b"bGVmdG9wZW4" in asked[2]
        return REFUSED[401] if other or "LEFTOPEN" in asked[1] else None

    assert verdict(script, refused) is Access.OPEN


GREETINGS: dict[str, Change] = {
    "half": lambda answer: Answer(answer.status, answer.body[: len(answer.body) * 6 // 10], answer.headers),
    "begun": lambda _: Answer(200, b'{"name": '),
    "nothing": lambda _: Answer(200, b""),
    "moved to a slash": lambda _: Answer(301, b"", {"location": "/index/"}),
    "moved to a login": lambda _: Answer(302, b"", {"location": "/login"}),
    "moved into TLS": lambda _: Answer(301, b"", {"location": "https://store.example/"}),
    **{str(status): _answered(status) for status in (400, 401, 403, 404, 405, 410, 426, 451, 500, 501)},
}
FEW = ("begun", "404", "moved to a login")
AT_THE_ROOT = ("phpmyadmin", "s3", "hdfs")
"""What they have to show is what is asked first: where that is refused, nothing is left that can be named."""


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("greeting", "hinted"), [*((each, True) for each in GREETINGS), *((each, False) for each in FEW)]
)
@pytest.mark.parametrize("script", [each for each in OPEN if each.probe not in AT_THE_ROOT], ids=lambda s: s.probe)
def test_a_store_behind_any_greeting_is_no_other_service(script: Script, greeting: str, hinted: bool) -> None:
    """It is asked for what it lists; what could not be told is no all-clear."""
    outcome = behind(script, GREETINGS[greeting], hinted=hinted)
    assert (outcome.finding.access if outcome.finding else None) not in (*NEGATIVE, Access.DECOY)
    told = outcome.finding is not None and outcome.finding.access is not Access.UNKNOWN
    assert told or Status.UNJUDGED in {problem.status for problem in outcome.problems}
    assert outcome.footprint.connections <= MOST


# --- over bytes -------------------------------------------------------------------------------------------------------


def _always(data: bytes, then: type[Fault] | None = None, same: bytes = b"") -> Odd:
    return Odd(lambda _: data, then, same)


def _of_postgresql(state: bytes) -> Odd:
    fields = b"SFATAL\0VFATAL\0C" + state + b"\0Msome\0\0"
    return _always(b"E" + (len(fields) + 4).to_bytes(4, "big") + fields, Closed)


def _of_mysql(number: int) -> Odd:
    body = b"\xff" + number.to_bytes(2, "little") + b"#HY000some"
    return Odd(lambda came: len(body).to_bytes(3, "little") + came[3:4] + body, Closed)


CUT = {
    "closed": _always(b"", Closed),
    "late": _always(b"", Late),
    "half": Odd(lambda came: came[: len(came) // 2], Closed),
    "another protocol": _always(b"?\r\n\r\n\r\n"),
}
BUSY: dict[str, dict[str, Odd]] = {
    "redis": {
        text: _always(f"-{text}\r\n".encode())
        for text in (
            *("LOADING it is loading", "BUSY a script runs", "MASTERDOWN no link", "CLUSTERDOWN the cluster is down"),
            *("ERR max number of clients reached", "NOPERM no permissions to run the 'x' command", "MISCONF a disk"),
        )
    },
    "postgresql": {
        state: _of_postgresql(state.encode()) for state in ("57P03", "53300", "57P01", "57014", "XX000", "42501")
    },
    "mysql": {str(number): _of_mysql(number) for number in (1040, 1129, 1203, 1226, 1053, 1205, 3159, 1317)},
    "memcached": {
        text: _always(f"{text}\r\n".encode()) for text in ("SERVER_ERROR busy", "ERROR Too many open connections")
    },
    "ftp": {f"{code}": _always(b"%d no\r\n" % code) for code in (421, 425, 450)},
    "rsync": {"full": _always(b"@ERROR: max connections (4) reached -- try again later\n")},
    "rtsp": {f"{code}": _always(b"RTSP/1.0 %d X\r\nCSeq: 1\r\n\r\n" % code) for code in (453, 500, 503)},
    "nats": {
        text: _always(f"-ERR '{text}'\r\n".encode()) for text in ("maximum connections exceeded", "Stale Connection")
    },
    "mqtt": {"3": _always(b"\x20\x02\x00\x03", same=b"\x20")},
    "zookeeper": {"not serving": _always(b"This ZooKeeper instance is not currently serving requests\n", Closed)},
}
MOST_PLACES = 24
WORDS_OF_ANOTHER = "another protocol"


@pytest.mark.unmeasured
@pytest.mark.parametrize("script", RECORDED, ids=lambda script: f"{script.probe}-{script.path.stem}")
def test_a_service_that_is_busy_once_or_breaks_off_is_not_locked_nor_empty(script: Script) -> None:
    """Whichever answer it is; what was said at first may be no word of it, which the session takes for a doubt."""
    assert said_of(script, 0, Odd(lambda came: came)) == Access.OPEN
    for name, odd in (CUT | BUSY.get(script.probe, {})).items():
        for at in range(min(MOST_PLACES, len(exchanges(script)))):
            said = said_of(script, at, odd)
            assert said not in (*NEGATIVE, Access.DECOY), (name, at)
            assert at == 0 or said != "Foreign" or name == WORDS_OF_ANOTHER, (name, at)
