"""Prometheus and VictoriaMetrics, over HTTP. Open when metrics are listed and their sets of labels are given without a
login, while a query that is none is refused as bad.

Sources: Prometheus documentation ("HTTP API": buildinfo, label values, series, errors), VictoriaMetrics documentation
("Prometheus querying API usage"), `web/handler.go` of the exporter-toolkit (the words of a refusal). Neither has a
login unless one is configured. What they hold is about machines: labels seldom name people; the report says what they
do name.
"""

import re
from typing import Any

from leftopen.model import Access, DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection
from leftopen.survey.doors import besides, by_name, lists
from leftopen.survey.http import (
    LISTING,
    PAGE,
    REFUSED,
    array,
    ask,
    barred,
    before,
    body_of,
    in_turn,
    lock,
    patient,
    refused,
)
from leftopen.survey.survey import Catalogue, Entry, Survey, Unsigned, Words, walk
from leftopen.wire import http, json
from leftopen.wire.talk import Response, SampleLimits, Talk

_NONSENSE = "/api/v1/query?query=leftopen%7B"
_METRICS = "/api/v1/label/__name__/values"
_SERIES = "/api/v1/series?limit={limit}&match%5B%5D={name}"
_FEDERATE = "/federate?match%5B%5D={name}"
"""The same series, for another server ("Federation")."""

_SINCE = "start=1"
_ALL_METRICS, _ALL_SERIES = f"{_METRICS}?{_SINCE}", f"{_SERIES}&{_SINCE}"
"""From the first second on: VictoriaMetrics, and others that speak so, list but what the last day brought where no
start is named, while Prometheus lists all ("Prometheus querying API enhancements")."""

_PAGE_OF = (b'<a href="/graph">Found</a>', b'<a href="/classic/graph">Found</a>', b'<a href="/query">Found</a>')

_NO_TENANT = b"no org id"
_REFUSAL = b"\r\n\r\nUnauthorized\n"


def _recognises(first: bytes) -> bool:
    """Prometheus sends browsers on to its graph, VictoriaMetrics has its name on its page."""
    if not first.startswith(b"HTTP/"):
        return False
    refused = first.startswith(b"HTTP/1.1 401 ")
    plain = b"\nwww-authenticate: Basic\r" in first and first.endswith(_REFUSAL)
    asks = refused and (plain or b'\nwww-authenticate: Basic realm="VictoriaMetrics"' in first)
    return asks or any(page in first for page in _PAGE_OF) or b"VictoriaMetrics</h2>" in first


SPEC = Spec(
    protocols=("prometheus", "victoriametrics"),
    ports=(9090, 8428),
    over="http",
    verbs=frozenset(
        f"GET {path}"
        for path in (
            "/",
            "/api/v1/status/buildinfo",
            _NONSENSE,
            _METRICS,
            _SERIES,
            _ALL_METRICS,
            _ALL_SERIES,
            _FEDERATE,
        )
    ),
    recognises=_recognises,
)
WORDS = Words("metric", "label set", "The values of the label __name__", "/api/v1/series of {}",
              "a query that is none was refused as bad")  # fmt: skip
_DOOR, _EVERYWHERE = "series of metrics", "up"
"""What was read, whatever its metrics are called: who may ask is told apart by paths, not by metrics. Each server has
the series `up` of what it watches."""

_PAGES = re.compile(r"/(?:graph|query)$")
"""Where its root sends on to: since release 3 to the second."""

_NAME = re.compile(r"[A-Za-z_:][A-Za-z0-9_:]{0,199}")
"""Names of metrics as they may be written in a query (data model)."""


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that refuses a query that is none as these do."""
    finding = yield from walk(Survey("prometheus", limits, WORDS), _Prometheus())
    if finding.access is Access.OPEN:
        finding.doors = [_DOOR]
    return finding


class _Prometheus(Catalogue):
    """See `survey.Catalogue`. The key of an entry is the name of the metric. `since`: lists begin where we say."""

    counted = 0
    doubted = True
    since = False

    def greet(self, survey: Survey) -> Talk[None]:
        """Prometheus tells how it was built, VictoriaMetrics says which it is on its page."""
        root = yield from patient(http.get("/", most=PAGE))
        if root.status in REFUSED and _recognises(http.spelled(root)):
            if "VictoriaMetrics" in root.headers.get("www-authenticate", ""):
                survey.protocol, survey.product = "victoriametrics", "VictoriaMetrics"
            survey.locked = f"GET / was refused with {root.status}: it asks for a login"
            return
        answer = yield from ask(http.get("/api/v1/status/buildinfo", most=PAGE))
        built = answer.body.get("data")
        told = built if answer.ok and isinstance(built, dict) else {}
        if b"VictoriaMetrics</h2>" in root.body:
            survey.protocol, survey.product = "victoriametrics", "VictoriaMetrics"
        elif "goVersion" in told and "branch" in told:
            survey.product, version = "Prometheus", told.get("version")
            survey.version = version if isinstance(version, str) else None
        elif answer.status in REFUSED and _PAGES.search(root.headers.get("location", "")):
            survey.product = "Prometheus"
            survey.undecided = f"Its pages are given, and its API is refused with {answer.status}: others may be read"
        else:
            raise Unsigned("no build of Prometheus and no page of VictoriaMetrics")

    def control(self, survey: Survey) -> Talk[None]:
        """A query that cannot be parsed."""
        answer = yield from patient(http.get(_NONSENSE, most=PAGE))
        status = body_of(answer).get("status")
        if _wants_a_tenant(answer):
            survey.undecided = "It asks whoever comes for the name of a tenant, and believes any: who has one may read"
        elif answer.status in REFUSED:
            lock(survey, f"A query was refused with {answer.status} without a login", before=before(answer))
        elif 200 <= answer.status < 300 and status == "success":
            survey.decoy = "It answered a query that is none"
        survey.controlled = answer.status in (400, 422) and status == "error"

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The names of all metrics; where none was named, once more from the first second on."""
        self.since = survey.protocol == "victoriametrics"
        found = yield from self._named(survey)
        if not (found or self.since) and survey.whole and not survey.locked:
            self.since = True
            found = yield from self._named(survey)
        return found

    def _named(self, survey: Survey) -> Talk[list[Entry]]:
        response = yield from patient(http.get(_ALL_METRICS if self.since else _METRICS, most=LISTING))
        if response.status in REFUSED:
            refusal = f"The values of a label were refused with {response.status} without a login"
            lock(survey, refusal, before=before(response))
            return []
        body: dict[str, Any] = {} if response.cut else json.mapping(response.body, most=LISTING)
        told = body.get("data")
        listed = told if isinstance(told, list) else []
        names = [name for name in listed if isinstance(name, str)]
        survey.whole = response.status == 200 and isinstance(told, list) and len(names) == len(listed)
        survey.whole &= not _partial(body)
        return [Entry(name, RawCollection(name)) for name in names]

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """The labels of series of each metric."""
        for entry, room in in_turn(survey, [entry for entry in entries if _NAME.fullmatch(entry.key)]):
            series = _ALL_SERIES if self.since else _SERIES
            response = yield from patient(http.get(series, most=room, name=entry.key, limit=str(entry.want)))
            survey.took(len(response.body))
            if not barred(survey, response) and (found := array(response, "data")) is not None:
                survey.keep(entry, found, more=not found and _partial(body_of(response)))


def _denied(response: Response) -> bool:
    return refused(response) and not _wants_a_tenant(response)


def _wants_a_tenant(response: Response) -> bool:
    """Whether it refuses only who names no tenant, as Mimir and Cortex do, which know no logins (documentation of
    Grafana Mimir, "Authentication and authorization": `X-Scope-OrgID`; `ErrNoOrgID` of grafana/dskit)."""
    return response.status in REFUSED and _NO_TENANT in response.body[:400]


def _partial(body: dict[str, Any]) -> bool:
    """Whether a part of what was asked did not answer: Prometheus and those built on it warn, VictoriaMetrics says so
    (documentation of Prometheus, "HTTP API: Format overview"; of VictoriaMetrics, "Cluster availability")."""
    return bool(body.get("warnings")) or body.get("isPartial") is True


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A proxy may let the series of a metric be read though the names of metrics are not listed."""
    name = _EVERYWHERE if door == _DOOR else door
    ways = [http.get(_ALL_SERIES, most=PAGE, name=name, limit="1")] if _NAME.fullmatch(name) else []
    state = yield from by_name(ways, lists("data"), _denied)
    if state is DoorState.SHUT:  # of its API alone, where its pages are given, and figures by other ways
        root = yield from patient(http.get("/", most=PAGE))
        if _PAGES.search(root.headers.get("location", "")):
            return DoorState.UNDECIDED
    others = [http.get(_FEDERATE, most=PAGE, name=name)] if ways else []
    return (yield from besides(state, others, lambda response: name.encode() in response.body, _denied))
