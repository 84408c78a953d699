"""Kibana and OpenSearch Dashboards. Open when the objects that users saved are listed without a login, while one of a
random name is refused as not found.

Sources: Kibana guide ("Status API", "Saved objects APIs": find, get; "Data views API"), OpenSearch Dashboards after its
fork. Each answer names the product in a header, also those that ask for a login. Titles and times are read, and nothing
is asked of the indices behind it, which whoever gets so far reads too: so it is never called empty.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection, Times
from leftopen.survey.doors import by_name
from leftopen.survey.figures import count, moment
from leftopen.survey.http import LISTING, PAGE, REFUSED, ask, barred, body_of, in_turn, patient, refused, texts, unshown
from leftopen.survey.survey import Catalogue, Entry, Survey, Unsigned, Words, walk
from leftopen.wire import http, json
from leftopen.wire.talk import Request, Response, SampleLimits, Talk

_FIND = "/api/saved_objects/_find?type={type}&per_page={limit}&fields=title"
_ONE = "/api/saved_objects/index-pattern/{name}"
_VIEWS = "/api/data_views"
_TYPES = ("index-pattern", "search", "dashboard")
_HEADERS = {"kbn-name": "Kibana", "osd-name": "OpenSearch Dashboards"}
_BEHIND = "not possible, as none is saved; what the indices behind it hold was not asked"


def _recognises(first: bytes) -> bool:
    """Each answer has the name of the server in a header that is named after the product."""
    return first.startswith(b"HTTP/") and any(b"\n%b: " % name.encode() in first for name in _HEADERS)


SPEC = Spec(
    protocols=("kibana",),
    ports=(5601,),
    over="http",
    recognises=_recognises,
    verbs=frozenset({"GET /", "GET /api/status", f"GET {_FIND}", f"GET {_ONE}", f"GET {_VIEWS}"}),
)
WORDS = Words("type", "saved object", "GET /api/saved_objects/_find", "that of type {}",
              "an object of a random name was refused as not found")  # fmt: skip


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that names itself as Kibana does."""
    return (yield from walk(Survey("kibana", limits, WORDS), _Kibana()))


class _Kibana(Catalogue):
    """See `survey.Catalogue`. The key of an entry is the type of saved objects."""

    def greet(self, survey: Survey) -> Talk[None]:
        """The header names the product; the status has the release where it is told."""
        status = yield from ask(http.get("/api/status", most=LISTING))
        headers: Mapping[str, str] = status.headers
        if not _named(headers):
            headers = (yield from patient(http.get("/", most=PAGE))).headers
        survey.product = _named(headers)
        if survey.product is None:
            raise Unsigned("no header of Kibana")
        release = status.body.get("version")
        number = release.get("number") if isinstance(release, dict) else headers.get("kbn-version")
        survey.version = number if isinstance(number, str) and number else None
        survey.facts = texts(status.body, name="name")

    def control(self, survey: Survey) -> Talk[None]:
        """An object of a random name is not found; where a login is needed, it is asked for first."""
        response = yield from patient(http.get(_ONE, most=PAGE, name=f"leftopen-{secrets.token_hex(6)}"))
        survey.controlled = response.status in (404, *REFUSED) and body_of(response).get("statusCode") is not None
        if response.status == 200 and body_of(response).get("attributes"):
            survey.decoy = "It has an object that does not exist"
        elif _asks(response):
            yield from self._locked(survey, response)

    def _locked(self, survey: Survey, refusal: Response) -> Talk[None]:
        """Each way to a list is tried before it is said."""
        first, *others = (_find(kind, 1, PAGE) for kind in _TYPES)
        for way in (first, http.get(_VIEWS, most=LISTING), *others):
            if _rows((yield from patient(way))):
                survey.controlled = True
                return
        words = f"GET /api/saved_objects was refused with {refusal.status}"
        if _lets_in((yield from patient(http.get("/", most=PAGE)))):
            survey.undecided = f"{words}, but its pages are given without a login, and with them a session"
        else:
            survey.locked = f"{words}: it asks for a login"

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The types of which anything is saved; their totals come with the first page."""
        found = []
        survey.whole = False
        for kind in _TYPES:
            response = yield from patient(_find(kind, 1, PAGE))
            if barred(survey, response):
                continue
            total = count(body_of(response).get("total"))
            if response.status == 200 and total is not None:
                found.append(Entry(kind, RawCollection(kind, records=total)))
        if not found:
            views = _rows((yield from patient(http.get(_VIEWS, most=LISTING))))
            found = [Entry(_VIEWS, RawCollection("index-pattern", records=len(views)))] if views else []
        if not any(entry.store.records for entry in found) and not survey.barred:
            survey.barred = _BEHIND
        return found

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Titles, and when the objects were saved."""
        for entry, room in in_turn(survey, entries):
            way = http.get(_VIEWS, most=LISTING) if entry.key == _VIEWS else _find(entry.key, entry.want, room)
            response = yield from patient(way)
            survey.took(min(room, len(response.body)))
            if barred(survey, response):
                continue
            rows = _rows(response)
            survey.keep(entry, [{"title": _title(row)} for row in rows], more=unshown(response, rows))
            moments = [when for row in rows if (when := moment(row.get("updated_at"))) is not None]
            if moments:
                entry.store.times.append(Times("changes of saved objects", min(moments), max(moments)))


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """Objects of a type may be listed in one of two ways."""
    ways = [_find(door, 1, PAGE)] if door in _TYPES else []
    if door == "index-pattern":
        ways.append(http.get(_VIEWS, most=LISTING))
    return (yield from by_name(ways, lambda response: bool(_rows(response)), _asks))


def _named(headers: Mapping[str, str]) -> str | None:
    return next((product for name, product in _HEADERS.items() if name in headers), None)


def _asks(response: Response) -> bool:
    """Whether it asks for a login: with a status, or by sending on to its page."""
    return refused(response) or (response.status in (302, 303) and "login" in response.headers.get("location", ""))


def _lets_in(first: Response) -> bool:
    """Whether its first page lets in who has no login: a session for anybody is given with pages alone, and what is
    asked without its cookie is refused (Kibana guide, "Anonymous authentication"; OpenSearch documentation, "Anonymous
    authentication": `/auth/anonymous`)."""
    place = first.headers.get("location", "")
    if "login" in place:
        return False
    return (
        first.status in (302, 303, 307) and any(each in place for each in ("/app/", "/spaces/", "/auth/anonymous"))
    ) or (first.status == 200 and "sid=" in first.headers.get("set-cookie", ""))


def _find(kind: str, limit: int, most: int) -> Request:
    return http.get(_FIND, most=most, type=kind, limit=str(max(1, limit)))


def _rows(response: Response) -> list[dict[str, Any]]:
    """The objects of a page; those of data views have another name."""
    if response.status != 200:
        return []
    found = json.whole(response.body, "saved_objects") or json.whole(response.body, "data_view")
    return [row for row in found if isinstance(row, dict)]


def _title(row: Mapping[str, Any]) -> str | None:
    inside = row.get("attributes")
    title = inside.get("title") if isinstance(inside, dict) else row.get("title")
    return title if isinstance(title, str) else None
