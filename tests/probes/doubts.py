"""Open stores as they were recorded, of which one request is answered otherwise."""

from collections.abc import Callable

from leftopen.lab.web import Answer, Ask
from leftopen.model import Access
from leftopen.probes import probes
from leftopen.wire import http
from leftopen.wire.talk import Fault, Response
from tests.probes import pure
from tests.talk import TALKS, Script, feed, parse, still

Question = tuple[str, str, bytes]
Change = Callable[[Answer], Answer]

PROBES = {each.name: each for each in probes() if each.spec.over == "http"}
OPEN = [
    parse(path)
    for name in sorted(PROBES)
    if (path := TALKS / name / "open.talk").exists() and name not in ("http_listing", "nats_monitoring")
]
"""What a listing or the monitoring of NATS shows is no data, so that these are left out."""


def recorded(script: Script) -> dict[Question, Answer]:
    """What was answered to what, in the order of the recording."""
    found: dict[Question, Answer] = {}
    for sent, came in zip(script.steps, script.steps[1:], strict=False):
        if sent.kind == ">" and came.kind == "<":
            head, _, body = sent.data.partition(b"\r\n\r\n")
            method, target, _ = head.split(b"\r\n")[0].decode().split(" ")
            said: Response = feed(http.read_response(1 << 20, method=method), came.data)
            found[method, target, body] = Answer(said.status, said.body, dict(said.headers))
    return found


def question(ask: Ask) -> Question:
    """As it was recorded."""
    query = "&".join(f"{name}={value}" for name, value in ask.query.items())
    return ask.method, f"{ask.path}?{query}" if query else ask.path, ask.body


def verdict(script: Script, changes: Callable[[Question], Change | None]) -> Access | None:
    """The access where some requests are answered otherwise, and what is new as what is not there; None where that is
    no store any more."""
    answers = recorded(script)

    def server(ask: Ask) -> Answer:
        asked = question(ask)
        given = answers.get(asked, Answer(404, b"<html>not found</html>"))
        change = changes(asked)
        return change(given) if change else given

    try:
        with still():
            return pure.run(PROBES[script.probe].talk, server, script.limits)[0].access
    except Fault:
        return None
