"""MLflow's tracking server. Open when experiments are listed and give runs or traces without a login, while one of a
random number is refused as not found.

Sources: MLflow documentation ("REST API", "Basic authentication", "Network security") and source
(`server/handlers.py`, `server/security.py`): faults are told with a code in words, `/version` by everyone. Since 3.5 a
server answers only to names of itself that it was told: who sends such a name in its request is answered, so that the
refusal of others is no lock.
"""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection
from leftopen.survey.doors import by_name
from leftopen.survey.figures import count
from leftopen.survey.http import LISTING, PAGE, Answer, ask, barred, body_of, in_turn, unshown
from leftopen.survey.survey import Catalogue, Entry, Survey, Unsigned, Words, walk
from leftopen.wire import http, json
from leftopen.wire.talk import Broken, Request, Response, SampleLimits, Talk, fetch

_API = "/api/2.0/mlflow"
_ONE, _LIST, _OLD = (f"{_API}/experiments/{word}" for word in ("get", "search", "list"))
_RUNS, _TRACES, _MODELS = f"{_API}/runs/search", "/api/3.0/mlflow/traces/search", f"{_API}/registered-models/search"
_OLD_TRACES = f"{_API}/traces"
"""Of releases from 2.14 to 2.22 (their source, `protos/service.proto`: searchTraces)."""
_MARKS = (b"<title>MLflow</title>", b'realm="mlflow"', b"Invalid Host header - possible DNS rebinding")
_STRANGER = _MARKS[2]
_MISSING = "RESOURCE_DOES_NOT_EXIST"
_MODEL = "registered models"
_MOST = 1000


def _recognises(first: bytes) -> bool:
    """By its title, by the realm of its login, or by how it refuses a name of itself that it was not told."""
    return first.startswith(b"HTTP/") and any(mark in first for mark in _MARKS)


SPEC = Spec(
    protocols=("mlflow",),
    ports=(5000,),
    over="http",
    recognises=_recognises,
    verbs=frozenset(
        {"GET /version", f"GET {_ONE}", f"GET {_LIST}", f"GET {_OLD}", f"GET {_MODELS}", f"GET {_OLD_TRACES}"}
        | {f"POST {path}" for path in (_RUNS, _TRACES)}
    ),
)
WORDS = Words("experiment", "record", f"GET {_LIST}", "POST …/search in {}",
              "one of a random number was refused as not found")  # fmt: skip


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that does not find an experiment, or asks for a login, in the words of MLflow."""
    return (yield from walk(Survey("mlflow", limits, WORDS, product="MLflow"), _MLflow()))


class _MLflow(Catalogue):
    """See `survey.Catalogue`. The key of an entry is the number of an experiment; "" stands for the models."""

    def __init__(self) -> None:
        self._models: list[dict[str, Any]] = []

    def greet(self, survey: Survey) -> Talk[None]:
        """An experiment of a random number is not there; who may not ask is told so in words of its own."""
        number = 10**9 + int(secrets.token_hex(3), 16)
        response = yield from fetch(http.get(_ONE, most=PAGE, query={"experiment_id": number}))
        answer = Answer(response.status, response.headers, body_of(response))
        survey.controlled = answer.status == 404 and answer.body.get("error_code") == _MISSING
        if answer.ok and isinstance(answer.body.get("experiment"), dict):
            survey.decoy = "It has an experiment that does not exist"
        elif answer.status == 401 and _asks(response):
            survey.locked = f"GET {_ONE} was refused with 401: it asks for a login"
        elif answer.status == 403 and _STRANGER in response.body:
            survey.undecided = "It answers only requests that call it by a name that it was told, whoever sends them"
        elif not survey.controlled:
            raise Unsigned("no answer of MLflow")
        said = yield from fetch(http.get("/version", most=PAGE))
        version = said.body[:40].decode("ascii", "replace").strip()
        survey.version = version if said.status == 200 and version[:1].isdigit() and version.isprintable() else None

    def control(self, survey: Survey) -> Talk[None]:  # noqa: ARG002 - see Catalogue
        """It was the greeting."""
        yield from ()

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """All experiments, those that were deleted too; and the models, where any is registered."""
        answer = yield from ask(http.get(_LIST, most=LISTING, query={"max_results": _MOST, "view_type": "ALL"}))
        if answer.status in (404, 405):
            answer = yield from ask(http.get(_OLD, most=LISTING, query={"view_type": "ALL"}))
        if barred(survey, answer):
            return []
        listed = answer.body.get("experiments", [])
        if not answer.ok or not isinstance(listed, list):
            raise Broken("no list of experiments")
        survey.whole = "experiments" in answer.body and not answer.body.get("next_page_token")
        found = [entry for each in listed if isinstance(each, dict) and (entry := _entry(each)) is not None]
        survey.whole = survey.whole and len(found) == len(listed)
        models = yield from fetch(http.get(_MODELS, most=PAGE, query={"max_results": survey.limits.records}))
        if models.status == 200:
            self._models = [row for row in json.whole(models.body, "registered_models") if isinstance(row, dict)]
        survey.whole &= models.status == 404 or (
            _answered(models, "registered_models") and not (unshown(models, self._models))
        )
        if self._models:
            survey.aside = " and registered models"
        return found + ([Entry("", RawCollection(_MODEL))] if self._models else [])

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Runs with their parameters and tags, and the first words of what was said in traces."""
        for entry, room in in_turn(survey, entries):
            if not entry.key:
                survey.keep(entry, self._models)
                continue
            rows, whole, more, gone = list[Any](), True, False, True
            for request, field in _ways(entry.key, entry.want, room):
                if len(rows) >= max(1, entry.want) or not gone:
                    break
                response = yield from fetch(request)
                survey.took(len(response.body))
                gone = (
                    field == "runs" or response.status == 404
                )  # the older place of traces is asked where they are not
                whole &= _answered(response, field) or (response.status == 404 and field == "traces")
                if not barred(survey, response) and response.status == 200:
                    rows += _rows(response, field)
                    more |= unshown(response, rows)
            if rows or whole:
                survey.keep(entry, rows, more=more)


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """An experiment may be read by its number though it is not listed."""
    if not (door.isascii() and door.isdigit()):
        return DoorState.UNDECIDED
    ways = [request for request, _ in _ways(door, 1, PAGE)]
    return (yield from by_name(ways, lambda response: any(_rows(response, field) for field in ("runs", "traces"))))


def _ways(number: str, want: int, most: int) -> Iterable[tuple[Request, str]]:
    """Runs, and traces, which releases before 3 have elsewhere or not at all."""
    runs = {"experiment_ids": [number], "max_results": max(1, want), "run_view_type": "ALL"}
    where = {"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": number}}
    traces = {"locations": [where], "max_results": max(1, want)}
    older = http.get(_OLD_TRACES, most=most, query={"experiment_ids": number, "max_results": max(1, want)})
    return (
        (http.post(_RUNS, runs, most=most), "runs"),
        (http.post(_TRACES, traces, most=most), "traces"),
        (older, "traces"),
    )


def _rows(response: Response, field: str) -> list[Any]:
    """Lists of keys and values, as tags and parameters are, become objects."""
    found = json.whole(response.body, field)
    if not found and response.cut and (cut := json.begun(response.body, field)):
        found = [cut.value]
    return [_paired(row) for row in found]


def _answered(response: Response, field: str) -> bool:
    """Whether it is a whole object that says no more than is read of it: without a field, where there is nothing."""
    told = body_of(response)
    whole = response.status == 200 and not response.cut and response.body.lstrip()[:1] == b"{"
    return whole and told.keys() <= {field, "next_page_token"} and isinstance(told.get(field, []), list)


def _paired(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _paired(each) for key, each in value.items()}
    if isinstance(value, list):
        if value and all(isinstance(each, Mapping) and isinstance(each.get("key"), str) for each in value):
            return {each["key"]: each.get("value") for each in value}
        return [_paired(each) for each in value]
    return value


def _entry(each: Mapping[str, Any]) -> Entry | None:
    number, name, created = each.get("experiment_id"), each.get("name"), count(each.get("creation_time"))
    if not (isinstance(number, str) and number and isinstance(name, str)):
        return None
    return Entry(number, RawCollection(name, created=created / 1000 if created else None, door=number))


def _asks(response: Response) -> bool:
    return "mlflow" in response.headers.get("www-authenticate", "").lower()
