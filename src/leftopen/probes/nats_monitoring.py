"""The monitoring port of NATS, over HTTP. Its catalogue is open when streams, clients or the configuration are told,
while a path of a random name is not there.

Sources: NATS documentation ("Monitoring": /varz, /jsz, /connz), `server/monitor.go`. The port has no login of its own,
whatever the port for clients asks for: names of streams with their counts, names and addresses of clients are shown to
everyone who reaches it. Messages are not, so that the most that is ever said is `metadata`; and what refuses is a proxy
in front. Of clients no more is kept than how many there are.
"""

import secrets
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection, Times
from leftopen.survey.doors import by_name
from leftopen.survey.figures import count, moment
from leftopen.survey.http import LISTING, PAGE, REFUSED, ask, body_of, refused, texts
from leftopen.survey.survey import Catalogue, Entry, Survey, Words, walk
from leftopen.wire import http
from leftopen.wire.talk import Foreign, Response, SampleLimits, Talk, fetch

_STREAMS = "/jsz?streams=true&config=true"
_CLIENTS = "/connz?limit=1"
_ICON = b'href="https://nats.io/favicon.ico"'


def _recognises(first: bytes) -> bool:
    """By the picture, or the links, of the page at its root."""
    return first.startswith(b"HTTP/1.1 200 ") and (_ICON in first or (b"nats.io" in first and b"/varz" in first))


SPEC = Spec(
    protocols=("nats-monitoring",),
    ports=(8222,),
    over="http",
    verbs=frozenset(f"GET {path}" for path in ("/", "/varz", "/{name}", _STREAMS, _CLIENTS)),
    recognises=_recognises,
)
WORDS = Words("stream", "message", "Its monitoring", "{}", "a path of a random name was not there")


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server whose root is the page of NATS."""
    return (yield from walk(Survey("nats-monitoring", limits, WORDS, product="NATS"), _Monitoring()))


class _Monitoring(Catalogue):
    """See `survey.Catalogue`. The key of an entry is (account, stream)."""

    def greet(self, survey: Survey) -> Talk[None]:
        """The page, and what it is the page of."""
        root = yield from fetch(http.get("/", most=PAGE))
        if not _recognises(http.spelled(root, PAGE)):
            raise Foreign("no page of NATS")
        answer = yield from ask(http.get("/varz", most=LISTING))
        if answer.status in (401, 403):
            streams = yield from fetch(http.get(_STREAMS, most=LISTING))
            clients = yield from ask(http.get(_CLIENTS, most=PAGE))
            if refused(streams) and clients.status in REFUSED:
                survey.locked = f"/varz, /jsz and /connz were refused with {answer.status} without a login"
                return
            if refused(streams) and count(clients.body.get("total")) is None:
                survey.undecided = (
                    f"/varz and /jsz were refused with {answer.status}, and /connz was not: others may be"
                )
                return
        survey.version = answer.text("version")
        told = answer.status in (401, 403) or (survey.version is not None and answer.text("server_id") is not None)
        if not told:
            raise Foreign("no server of NATS")
        if survey.version is not None and answer.text("server_name") != answer.text("server_id"):
            survey.facts |= texts(answer.body, server_name="server_name")
        survey.facts["clients_need_a_login"] = "yes" if answer.body.get("auth_required") is True else "no"

    def control(self, survey: Survey) -> Talk[None]:
        """A path that cannot be there."""
        response = yield from fetch(http.get("/{name}", most=PAGE, name=f"leftopen{secrets.token_hex(6)}"))
        survey.controlled = response.status == 404
        if response.status == 200:
            survey.decoy = "It has a page that does not exist"

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The streams of all accounts, and how many clients there are."""
        response = yield from fetch(http.get(_STREAMS, most=LISTING))
        survey.whole = response.status == 200 and not response.cut
        clients = yield from ask(http.get(_CLIENTS, most=PAGE))
        if (connected := count(clients.body.get("total"))) is not None:
            survey.facts["clients"] = str(connected)
        survey.barred = "not tried, as this port gives no message"
        if refused(response):  # by a proxy; the configuration was told all the same
            survey.barred = f"refused with {response.status}"
        return _entries(body_of(response))

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:  # noqa: ARG002 - see Catalogue
        """Nothing: there is no message to be had here."""
        yield from ()


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """Whether a stream is named still."""

    def shown(response: Response) -> bool:
        return any(entry.store.name == door for entry in _entries(body_of(response)))

    return (yield from by_name([http.get(_STREAMS, most=LISTING)], shown))


def _entries(body: dict[str, Any]) -> list[Entry]:
    found = []
    for account in _objects(body.get("account_details")):
        for stream in _objects(account.get("stream_detail")):
            owner, name, state = account.get("name"), stream.get("name"), stream.get("state")
            if not isinstance(owner, str) or not isinstance(name, str) or not name:
                continue
            told = state if isinstance(state, dict) else {}
            store = RawCollection(
                name if owner == "$G" else f"{owner}/{name}",
                records=count(told.get("messages")),
                bytes=count(told.get("bytes")),
                created=moment(stream.get("created")),
            )
            first, last = moment(told.get("first_ts")), moment(told.get("last_ts"))
            if first is not None and last is not None and store.records:
                store.times.append(Times("the first and the last message", first, last))
            found.append(Entry((owner, name), store, place=owner, opaque=True))
    return found


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
