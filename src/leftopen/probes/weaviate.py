"""Weaviate, a store of objects with their vectors, over HTTP. Open when the objects of a class are read without a
login, while a class of a random name is refused as not known.

Sources: Weaviate documentation ("REST API": meta, schema, objects, nodes, tenants; "Authorization", "Manage tenant
states"). The list of classes leaves out what the nameless may not read, so that it is called empty only where the node
counts nothing either; and counts come late, so that a count of none is not believed. Of tenants only those in memory
are asked: to read another one may load it.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection, Times
from leftopen.survey.doors import by_name, lists
from leftopen.survey.figures import count
from leftopen.survey.http import (
    LISTING,
    PAGE,
    REFUSED,
    array,
    ask,
    barred,
    in_turn,
    nothing_after,
    patient,
    unshown,
)
from leftopen.survey.survey import Catalogue, Entry, Survey, Unsigned, Words, walk
from leftopen.wire import http, json
from leftopen.wire.talk import Broken, Request, Response, SampleLimits, Talk

_CLASS = "/v1/schema/{name}"
_TENANTS = "/v1/schema/{name}/tenants"
_OBJECTS = "/v1/objects?class={name}&limit={limit}"
_OF_TENANT = "/v1/objects?class={name}&limit={limit}&tenant={tenant}"
_AFTER = "/v1/objects?class={name}&limit=1&offset={offset}"
_NODES = "/v1/nodes?output=verbose"
_ACTIVE = frozenset({"HOT", "ACTIVE"})
_MOST_TENANTS = 3
_NAME = re.compile(r"[A-Z][A-Za-z0-9_]{0,255}")
_TENANT = re.compile(r"[A-Za-z0-9-][A-Za-z0-9_-]{0,63}")
_MARK = re.compile(rb'"documentationHref"\s*:\s*"https://(?:docs\.)?weaviate\.io|anonymous access not enabled')


def _recognises(first: bytes) -> bool:
    """The root sends on to the API, and names its documentation; a proxy may refuse it as the product does."""
    return first.startswith(b"HTTP/") and _MARK.search(first) is not None


SPEC = Spec(
    protocols=("weaviate",),
    ports=(8080,),
    over="http",
    recognises=_recognises,
    verbs=frozenset(
        {"GET /", "GET /v1/meta", "GET /v1/schema", f"GET {_NODES}", f"GET {_CLASS}", f"GET {_TENANTS}"}
        | {"GET /v1/objects?limit={limit}", f"GET {_OBJECTS}", f"GET {_OF_TENANT}", f"GET {_AFTER}"}
    ),
)
WORDS = Words("class", "object", "GET /v1/schema", "GET /v1/objects?class={}",
              "a class of a random name was refused as not known", collections="classes")  # fmt: skip


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that describes itself as Weaviate."""
    return (yield from walk(Survey("weaviate", limits, WORDS, product="Weaviate"), _Weaviate()))


class _Weaviate(Catalogue):
    """See `survey.Catalogue`. The key of an entry is the name of the class."""

    doubted = True

    def __init__(self) -> None:
        self._tenanted: set[str] = set()

    def greet(self, survey: Survey) -> Talk[None]:
        """Its description, or the page before it where that is refused; release and modules are no data."""
        answer = yield from ask(http.get("/v1/meta", most=LISTING))
        if answer.ok and isinstance(answer.body.get("modules"), dict | None) and "hostname" in answer.body:
            survey.version = answer.text("version")
            return
        root = yield from patient(http.get("/", most=PAGE))
        says = "anonymous access not enabled" in str(answer.body.get("message", ""))
        if answer.status not in REFUSED or not (says or _MARK.search(root.body)):
            raise Unsigned("no description of Weaviate")
        if says:
            survey.locked = f"GET /v1/meta was refused with {answer.status}: anonymous access is not enabled"

    def control(self, survey: Survey) -> Talk[None]:
        """A class of a random name is not known, or refused as those that are."""
        answer = yield from ask(http.get(_CLASS, most=PAGE, name=f"Leftopen{secrets.token_hex(6)}"))
        survey.controlled = answer.status in (404, *REFUSED)
        if answer.ok and answer.body:
            survey.decoy = "It has a class that does not exist"

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The classes of the schema with their fields; where it is refused, those of the objects that are listed."""
        response = yield from patient(http.get("/v1/schema", most=LISTING))
        if response.status in REFUSED:
            return (yield from self._unlisted(survey, response))
        told = array(response, "classes")
        survey.whole = told is not None
        told = told or []
        classes = [each for each in told if isinstance(each, dict) and isinstance(each.get("class"), str)]
        survey.whole &= not response.cut and len(classes) == len(told)
        found = [_entry(each) for each in classes]
        self._tenanted = {str(each["class"]) for each in classes if _tenanted(each)}
        if not found:
            nodes = yield from ask(http.get(_NODES, most=LISTING))
            told_of = nodes.ok and isinstance(nodes.body.get("nodes"), list)
            survey.whole &= told_of and not any(count(each.get("objectCount")) for each in _shards(nodes.body))
            survey.whole &= told_of and all(map(_holds_nothing, nodes.body["nodes"]))
        return found

    def _unlisted(self, survey: Survey, refusal: Response) -> Talk[list[Entry]]:
        """Classes of whatever objects are listed without naming one."""
        survey.whole = False
        page = yield from patient(http.get("/v1/objects?limit={limit}", most=PAGE, limit="100"))
        names = dict.fromkeys(str(each.get("class", "")) for each in _objects(page))
        found = [Entry(name, RawCollection(name)) for name in names if name]
        if not found and page.status in REFUSED:
            survey.locked = f"GET /v1/schema was refused with {refusal.status}, and GET /v1/objects with {page.status}"
        return found

    def figures(self, survey: Survey, entries: list[Entry]) -> Talk[None]:  # noqa: ARG002 - see Catalogue
        """Counts of the shards, of all classes in one answer."""
        if not entries:
            return
        nodes = yield from ask(http.get(_NODES, most=LISTING))
        counted: dict[str, int] = {}
        for shard in _shards(nodes.body):
            name, replicas = str(shard.get("class")), max(1, count(shard.get("numberOfReplicas")) or 1)
            counted[name] = counted.get(name, 0) + (count(shard.get("objectCount")) or 0) // replicas
        for entry in entries:
            entry.store.records = counted.get(entry.key) or None

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """A page of objects each, without their vectors; of one that is longer than its page, what came of it."""
        for entry, room in in_turn(survey, [each for each in entries if _NAME.fullmatch(each.key)]):
            ways: list[Request] = [_page(entry.key, entry.want, room)]
            if entry.key in self._tenanted:
                ways = [_page(entry.key, entry.want, room, each) for each in (yield from _tenants(survey, entry.key))]
            for way in ways:
                response = yield from patient(way)
                survey.took(len(response.body))
                if barred(survey, response) or response.status != 200:
                    continue
                rows = list(_objects(response))
                if not rows and array(response, "objects") is None:
                    continue
                if not (rows or response.cut or entry.key in self._tenanted):
                    entry.store.records = 0
                ended = not response.cut and (yield from self._ended(entry, len(rows)))
                survey.keep(entry, [_record(row) for row in rows], ended=ended, more=unshown(response, rows))
                _dates(entry, rows)
                if rows:
                    break

    def _ended(self, entry: Entry, shown: int) -> Talk[bool]:
        """Whether no object follows these; of a class with tenants that is not asked, since others may have more."""
        if entry.key in self._tenanted or not entry.claims_more(shown, entry.want):
            return False
        after = http.get(_AFTER, most=PAGE, name=entry.key, offset=str(shown))
        return bool((yield from nothing_after(after, "objects")))


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A class may be readable though the schema is not."""
    ways = [_page(door, 1, PAGE)] if _NAME.fullmatch(door) else []
    return (yield from by_name(ways, lists("objects")))


def _page(name: str, limit: int, most: int, tenant: str | None = None) -> Request:
    limited = str(max(1, limit))
    if tenant is None:
        return http.get(_OBJECTS, most=most, name=name, limit=limited)
    return http.get(_OF_TENANT, most=most, name=name, limit=limited, tenant=tenant)


def _tenants(survey: Survey, name: str) -> Talk[list[str]]:
    """Some of the tenants of a class that are in memory."""
    response = yield from patient(http.get(_TENANTS, most=PAGE, name=name))
    survey.whole = False
    if barred(survey, response):
        return []
    body = response.body[: response.body.rfind(b"}") + 1] + b"]" if response.cut else response.body
    with suppress(Broken):
        found = json.decode(body, most=PAGE + 1)
        rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
        active = [row.get("name") for row in rows if str(row.get("activityStatus", "HOT")) in _ACTIVE]
        return [each for each in active if isinstance(each, str) and re.fullmatch(r"[A-Za-z0-9-]+", each)][
            :_MOST_TENANTS
        ]
    return []


def _objects(response: Response) -> Iterator[dict[str, Any]]:
    """The objects of a page, and of one that was cut in the first of them, what came of it."""
    rows = json.whole(response.body, "objects") if response.status == 200 else []
    if not rows and response.cut and (cut := json.begun(response.body, "objects")):
        rows = [cut.value]
    return (row for row in rows if isinstance(row, dict))


def _record(row: dict[str, Any]) -> dict[str, Any]:
    inside = row.get("properties")
    return inside if isinstance(inside, dict) and inside else {"id": row.get("id")}


def _dates(entry: Entry, rows: list[dict[str, Any]]) -> None:
    """When the objects of the page were made; epoch milliseconds."""
    made = [moment for row in rows if (moment := count(row.get("creationTimeUnix")))]
    if made:
        entry.store.times.append(Times("creation of objects that were read", min(made) / 1000, max(made) / 1000))


def _entry(one: dict[str, Any]) -> Entry:
    """A class with the types that it declares; the first of each, since a field has more where it is a reference."""
    fields = one.get("properties")
    rows = [row for row in fields if isinstance(row, dict)] if isinstance(fields, list) else []
    declared = {
        row["name"]: str(row["dataType"][0])
        for row in rows
        if isinstance(row.get("name"), str) and isinstance(row.get("dataType"), list) and row["dataType"]
    }
    store = RawCollection(one["class"], declared=declared)
    store.said = {row["name"]: text for row in rows if isinstance(row.get("name"), str) and (text := _described(row))}
    return Entry(one["class"], store)


def _described(row: dict[str, Any]) -> str:
    text = row.get("description")
    return text if isinstance(text, str) else ""


def _tenanted(one: dict[str, Any]) -> bool:
    settings = one.get("multiTenancyConfig")
    return isinstance(settings, dict) and settings.get("enabled") is True


def _holds_nothing(node: Any) -> bool:
    """Whether a node answers, and counts no object in its shards, whether or not it names these (REST API, "Nodes")."""
    if not isinstance(node, dict) or node.get("status") not in (None, "HEALTHY"):
        return False
    figures = node.get("stats")
    return not (isinstance(figures, dict) and count(figures.get("objectCount")))


def _shards(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    nodes = body.get("nodes")
    for node in nodes if isinstance(nodes, list) else ():
        shards = node.get("shards") if isinstance(node, dict) else None
        yield from (shard for shard in (shards if isinstance(shards, list) else ()) if isinstance(shard, dict))
