"""What was read before is asked for again: a server that answers with anything else has shut nothing by that."""

import pytest

from leftopen.lab.web import Answer
from leftopen.model import DoorState
from leftopen.probes import Probe, probes
from leftopen.wire.talk import Fault, SampleLimits
from tests.probes import pure
from tests.talk import scripts, still

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
