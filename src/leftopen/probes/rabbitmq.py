"""RabbitMQ, over the HTTP interface of its management plugin. Open when the queues and how many messages each holds are
listed without a login, while a virtual host of a random name is refused.

Sources: RabbitMQ documentation ("Management Plugin", "HTTP API Reference"). There is no anonymous mode: what is open is
a proxy that logs everybody in. A message is never asked for, since getting one takes it from its queue; and the account
`guest` is never tried, since that would be a login.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection, Times
from leftopen.survey.doors import by_name
from leftopen.survey.figures import count
from leftopen.survey.http import LISTING, PAGE, REFUSED, ask, barred, body_of, patient, texts
from leftopen.survey.survey import Catalogue, Entry, Survey, Unsigned, Words, walk
from leftopen.wire import http, json
from leftopen.wire.talk import Broken, Request, Response, SampleLimits, Talk

_TITLE = "RabbitMQ Management"
_OTHER = "/api/queues/{virtual_host}"
_QUEUES = "/api/queues?columns=vhost,name,messages,message_bytes,head_message_timestamp"
_TAKES = "not tried, as getting a message takes it from its queue"
_UNSEEN = "not possible, as this login sees none; others may, and what else the interface tells was not asked"


def _recognises(first: bytes) -> bool:
    """By the title of its page, or the realm of a proxy or a page that asks for its login."""
    return first.startswith(b"HTTP/") and _TITLE.encode() in first


SPEC = Spec(
    protocols=("rabbitmq",),
    ports=(15672, 15671),
    over="http",
    recognises=_recognises,
    verbs=frozenset({"GET /", "GET /api/overview", f"GET {_OTHER}", f"GET {_QUEUES}"}),
)
WORDS = Words("queue", "message count", "GET /api/queues", "the row of {}",
              "a virtual host of a random name was refused as not found")  # fmt: skip


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that has the overview of RabbitMQ."""
    return (yield from walk(Survey("rabbitmq", limits, WORDS, product="RabbitMQ"), _RabbitMQ()))


class _RabbitMQ(Catalogue):
    """See `survey.Catalogue`. The key of an entry are the names of the virtual host and of the queue."""

    doubted = True

    def greet(self, survey: Survey) -> Talk[None]:
        """The overview has the release; where it takes a login, the realm or the page before it has the name."""
        answer = yield from ask(http.get("/api/overview", most=LISTING))
        survey.version = answer.text("rabbitmq_version")
        survey.facts = texts(answer.body, cluster_name="cluster_name")
        if survey.version:
            return
        named = _TITLE in answer.headers.get("www-authenticate", "")
        if answer.status not in REFUSED or not (named or (yield from _titled())):
            raise Unsigned("no overview of RabbitMQ")
        survey.locked = f"GET /api/overview was refused with {answer.status}: it asks for a login"

    def control(self, survey: Survey) -> Talk[None]:
        """A virtual host of a random name is not there; a proxy may refuse it with all others."""
        response = yield from patient(http.get(_OTHER, most=PAGE, virtual_host=f"leftopen-{secrets.token_hex(6)}"))
        missing = response.status == 404 and isinstance(body_of(response).get("error"), str)
        survey.controlled = missing or response.status in REFUSED
        if response.status == 200 and response.body.lstrip().startswith(b"["):
            survey.decoy = "It has a virtual host that does not exist"

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """All queues that the login of the proxy sees."""
        response = yield from patient(_queues())
        if barred(survey, response):
            survey.whole = False
            return []
        survey.whole = not response.cut
        found = [_entry(row) for row in _rows(response)]
        if not any(entry.store.records for entry in found):
            survey.barred = _TAKES if found else _UNSEEN
        return found

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """What the list has counted; nothing more is asked."""
        for entry in entries:
            if entry.store.records:
                survey.keep(entry, (), shown=1)
        yield from ()


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A queue may be listed though the overview is not."""

    def shown(response: Response) -> bool:
        return any(_name(row) == door for row in _rows(response))

    return (yield from by_name([_queues()], shown))


def _queues() -> Request:
    return http.get(_QUEUES, most=LISTING)


def _titled() -> Talk[bool]:
    """Whether the first page is that of the plugin."""
    page = yield from patient(http.get("/", most=PAGE))
    return _TITLE.encode() in page.body


def _rows(response: Response) -> list[dict[str, Any]]:
    """The queues of a list; of one that was cut those that came whole."""
    body = response.body[: response.body.rfind(b"}") + 1] + b"]" if response.cut else response.body
    found = json.decode(body, most=LISTING + 1)
    if not isinstance(found, list):
        raise Broken("no list of queues")
    return [row for row in found if isinstance(row, dict) and isinstance(row.get("name"), str)]


def _name(row: Mapping[str, Any]) -> str:
    """The name of a queue, after that of its virtual host where that is not the one that every server has."""
    place = row.get("vhost")
    return f"{place}/{row['name']}" if isinstance(place, str) and place not in ("/", "") else str(row["name"])


def _entry(row: Mapping[str, Any]) -> Entry:
    store = RawCollection(_name(row), records=count(row.get("messages")), bytes=count(row.get("message_bytes")))
    oldest = count(row.get("head_message_timestamp"))
    if oldest:
        store.times.append(Times("time of the oldest message", float(oldest), None, "timestamp"))
    place = row.get("vhost")
    return Entry((place, row["name"]), store, place=place if isinstance(place, str) else "")
