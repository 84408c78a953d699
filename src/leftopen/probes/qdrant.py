"""Qdrant, a store of vectors with their payloads, over HTTP. Open when `GET /collections` names collections and
`POST /collections/{collection}/points/scroll` gives points without an API key, while a collection of a random name is
refused as Qdrant refuses it.

Sources: Qdrant REST API reference ("Collections", "Points: scroll"), documentation "Security": the root, `/healthz`,
`/livez` and `/readyz` answer with an API key set too, so that a banner is no proof.
"""

import secrets

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection
from leftopen.survey.doors import besides, by_name, lists
from leftopen.survey.figures import count
from leftopen.survey.http import (
    LISTING,
    PAGE,
    Answer,
    array,
    ask,
    barred,
    body_of,
    in_turn,
    locked,
    patient,
    refused,
    unshown,
)
from leftopen.survey.survey import Catalogue, Entry, Survey, Unsigned, Words, walk
from leftopen.wire import http, json
from leftopen.wire.talk import Broken, Response, SampleLimits, Talk

_SCROLL = "/collections/{collection}/points/scroll"
_QUERY = "/collections/{collection}/points/query"
"""Points without a vector to compare them with, as a scroll gives them (since 1.10)."""


def _recognises(first: bytes) -> bool:
    """The root says its title, with an API key set too."""
    return first.startswith(b"HTTP/") and b'"title":"qdrant' in first


SPEC = Spec(
    protocols=("qdrant",),
    ports=(6333,),
    over="http",
    recognises=_recognises,
    verbs=frozenset(
        {"GET /", "GET /collections", "GET /collections/{collection}", f"POST {_SCROLL}", f"POST {_QUERY}"}
    ),
)
WORDS = Words("collection", "point", "GET /collections", "POST /collections/{}/points/scroll",
              "a random name was refused as not found")  # fmt: skip
_REFUSAL = b"Must provide an API key"


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that greets as Qdrant does."""
    return (yield from walk(Survey("qdrant", limits, WORDS, product="Qdrant"), _Qdrant()))


class _Qdrant(Catalogue):
    """See `survey.Catalogue`. The key of an entry is the name of the collection."""

    doubted = True

    def greet(self, survey: Survey) -> Talk[None]:
        """The root names itself, and answers with an API key set too."""
        answer = yield from ask(http.get("/", most=PAGE))
        if not (answer.text("title") or "").startswith("qdrant"):
            raise Unsigned("no title of Qdrant")
        survey.version = answer.text("version")

    def control(self, survey: Survey) -> Talk[None]:
        """A collection of a random name is not there."""
        response = yield from patient(
            http.get("/collections/{collection}", most=PAGE, collection=f"leftopen_{secrets.token_hex(6)}")
        )
        answer = Answer(response.status, response.headers, body_of(response))
        if _REFUSAL in response.body or locked(survey, answer):
            survey.locked = f"{survey.words.listed} asks for an API key"
        elif answer.ok and answer.body:
            survey.decoy = "It has a collection that does not exist"
        survey.controlled = answer.status == 404 and isinstance(answer.body.get("status"), dict)

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """All collections; the list is whole."""
        answer = yield from ask(http.get("/collections", most=LISTING))
        if locked(survey, answer):
            return []
        result = answer.body.get("result")
        named = result.get("collections") if isinstance(result, dict) else None
        listed = named if isinstance(named, list) else []
        found = [name for each in listed if isinstance(each, dict) and isinstance(name := each.get("name"), str)]
        survey.whole = isinstance(named, list) and len(found) == len(listed)
        return [Entry(name, RawCollection(name)) for name in found]

    def figures(self, survey: Survey, entries: list[Entry]) -> Talk[None]:  # noqa: ARG002 - see Catalogue
        """How many points each holds."""
        for entry in entries:
            answer = yield from ask(http.get("/collections/{collection}", most=PAGE, collection=entry.key))
            result = answer.body.get("result")
            if answer.ok and isinstance(result, dict):
                entry.store.records = count(result.get("points_count"))

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Payloads without their vectors, which are large and show nothing that the payload does not."""
        for entry, room in in_turn(survey, entries):
            body = {"limit": entry.want, "with_payload": True, "with_vector": False}
            response = yield from patient(http.post(_SCROLL, body, most=room, collection=entry.key))
            survey.took(len(response.body))
            if not barred(survey, response) and (points := array(response, "points")) is not None:
                told = [_record(point) if isinstance(point, dict) else point for point in points]
                ended = len(points) < entry.want and _last(response)
                survey.keep(entry, told, ended=ended, more=unshown(response, told))


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A proxy may let a collection be read though it lists none."""
    asked = {"limit": 1, "with_payload": True, "with_vector": False}
    first, other = (http.post(path, asked, most=PAGE, collection=door) for path in (_SCROLL, _QUERY))
    state = yield from by_name([first], lists("points"), _denied)
    return (yield from besides(state, [other], lists("points"), _denied))


def _denied(response: Response) -> bool:
    return refused(response) or _REFUSAL in response.body


def _record(point: dict[str, object]) -> dict[str, object]:
    payload = point.get("payload")
    return {"id": point.get("id"), **(payload if isinstance(payload, dict) else {})}


def _last(response: Response) -> bool:
    """Whether nothing follows this page, as the answer itself says."""
    try:
        result = None if response.cut else json.mapping(response.body).get("result")
    except Broken:
        return False
    return isinstance(result, dict) and result.get("next_page_offset", 0) is None
