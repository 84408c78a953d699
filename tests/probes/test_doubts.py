"""An open store of which one request is refused, garbled or answered by something else is never locked nor empty."""

import pytest

from leftopen.lab.web import Answer
from leftopen.model import Access, Status
from leftopen.net.session.identify import MOST
from tests.probes.doubts import OPEN, Change, Question, behind, recorded, verdict
from tests.talk import Script

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
