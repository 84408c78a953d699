"""Milvus, a store of vectors with the fields that go with them, over its REST interface. Open when entities of a
collection are read without a login, while a collection of a random name is refused as not found.

Sources: Milvus documentation ("RESTful API reference", v2: databases, collections, entities; v1 in releases before 2.4)
and source (`internal/distributed/proxy/httpserver`): faults are told with status 200 and a code that is not 0, the want
of a login with 401, whatever the path. Vectors are left out; what stands in no declared field is asked for by `$meta`.
A collection that is not loaded can be described and not read: it is not loaded for that. Releases before 2.4 list no
databases over REST. Servers that speak gRPC only (Milvus Lite) are not asked.
"""

import re
import secrets
from dataclasses import replace
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection
from leftopen.survey.doors import by_name, parted
from leftopen.survey.figures import written
from leftopen.survey.http import (
    LISTING,
    PAGE,
    REFUSED,
    Answer,
    array,
    ask,
    body_of,
    in_turn,
    more,
    nothing_after,
    patient,
    refused,
)
from leftopen.survey.survey import Catalogue, Entry, Survey, Unsigned, Words, walk
from leftopen.wire import http, json
from leftopen.wire.talk import Request, Response, SampleLimits, Talk

_DATABASES, _LIST, _DESCRIBE, _STATS, _QUERY = (
    f"/v2/vectordb/{path}"
    for path in (
        "databases/list",
        "collections/list",
        "collections/describe",
        "collections/get_stats",
        "entities/query",
    )
)
_OLD_LIST = "/v1/vector/collections"
_OLD_DESCRIBE = _OLD_LIST + "/describe?collectionName={collection}"
_OLD_QUERY = "/v1/vector/query"
_DEFAULT = "default"
_DONE = (0, 200)
"""Codes of an answer that went well; 200 over v1, and in some releases of 2.4 over v2."""

_FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,254}")
_LOGIN = b"user hasn't authenticated"
_ALLOWED = b"X-CSRF-Token, Authorization, accept, origin, Cache-Control, X-Requested-With"


def _recognises(first: bytes) -> bool:
    """With logins it refuses every path; without, its root is not there, with the headers that it lets pages send."""
    if not first.startswith(b"HTTP/"):
        return False
    return _LOGIN in first or (first.startswith(b"HTTP/1.1 404 ") and _ALLOWED in first and b"404 page not" in first)


SPEC = Spec(
    protocols=("milvus",),
    ports=(19530,),
    over="http",
    recognises=_recognises,
    verbs=frozenset(f"POST {path}" for path in (_DATABASES, _LIST, _DESCRIBE, _STATS, _QUERY, _OLD_QUERY))
    | {f"GET {_OLD_LIST}", f"GET {_OLD_DESCRIBE}"},
)
WORDS = Words("collection", "row", "POST …/collections/list", "POST …/entities/query in {}",
              "one of a random name was refused as not found")  # fmt: skip
OLD_WORDS = replace(WORDS, listed="GET /v1/vector/collections", read="POST /v1/vector/query in {}")


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that lists, or refuses to list, as Milvus does."""
    return (yield from walk(Survey("milvus", limits, WORDS, product="Milvus"), _Milvus()))


class _Milvus(Catalogue):
    """See `survey.Catalogue`. The key of an entry are the names of its database and its own."""

    counted = 50

    def __init__(self) -> None:
        self._old = False
        self._names: list[str] = []
        self._fields: dict[tuple[str, str], list[str]] = {}
        self._everything: dict[str, str] = {}

    def greet(self, survey: Survey) -> Talk[None]:
        """The list of collections, or the refusal of it, each in the words of Milvus."""
        answer = yield from ask(_post(_LIST))
        if answer.status in (404, *REFUSED):
            old = yield from ask(http.get(_OLD_LIST, most=LISTING))
            if _went_well(old):
                self._old, answer, survey.words = True, old, OLD_WORDS
        code, message = answer.body.get("code"), answer.text("message") or ""
        names = answer.body.get("data")
        if answer.status in REFUSED and isinstance(code, int) and "authenticate" in message:
            survey.locked = f"{survey.words.listed} was refused with {answer.status}: it asks for a login"
        elif not _went_well(answer) or not isinstance(names, list) or not all(isinstance(each, str) for each in names):
            raise Unsigned("no list of Milvus")
        else:
            self._names = names

    def control(self, survey: Survey) -> Talk[None]:
        """A collection of a random name is not there."""
        answer = yield from ask(self._described(_DEFAULT, f"leftopen_{secrets.token_hex(6)}"))
        code = answer.body.get("code")
        survey.controlled = answer.ok and isinstance(code, int) and code not in _DONE and bool(answer.text("message"))
        if _went_well(answer):
            survey.decoy = "It has a collection that does not exist"

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The collections of each database; releases that list no databases have one, or do not tell."""
        told = None
        if not self._old:
            told = _names((yield from ask(_post(_DATABASES, database=None))))
        survey.whole = told is not None and _DEFAULT in told  # which each has, and may be for others
        others = [each for each in told or () if isinstance(each, str) and each != _DEFAULT]
        found = [_entry(_DEFAULT, name) for name in self._names]
        for database in others:
            listed = yield from ask(_post(_LIST, database=database))
            names = _names(listed)
            survey.whole &= names is not None
            found += [_entry(database, name) for name in names or () if isinstance(name, str)]
        return found

    def figures(self, survey: Survey, entries: list[Entry]) -> Talk[None]:  # noqa: ARG002 - see Catalogue
        """How many entities each holds, and its fields; of none counted nothing is known, as what was not written to
        segments yet is not counted."""
        for entry in entries:
            database, name = entry.key
            told: Any = None
            if not self._old:
                stats = (yield from ask(_post(_STATS, database=database, collectionName=name))).body.get("data")
                told = stats.get("rowCount") if isinstance(stats, dict) else None
            described = (yield from ask(self._described(database, name))).body.get("data")
            entry.store.declared, entry.store.said = _declared(described), _said(described)
            scalars = [each for each, kind in entry.store.declared.items() if "vector" not in kind.lower()]
            loose = isinstance(described, dict) and described.get("enableDynamicField") is True
            self._fields[entry.key] = [*scalars, *(["$meta"] if loose and scalars else [])]
            if self._old:
                self._everything[name] = _everything(described)
                told = yield from _counted(name, self._everything[name])
            entry.store.records = written(told) or None

    def _described(self, database: str, name: str) -> Request:
        if self._old:
            return http.get(_OLD_DESCRIBE, most=LISTING, collection=name)
        return _post(_DESCRIBE, database=database, collectionName=name)

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """A page of entities each, without their vectors."""
        for entry, room in in_turn(survey, entries):
            response = yield from patient(self._page(entry, entry.want, room))
            survey.took(len(response.body))
            body = body_of(response)
            if response.status in REFUSED or (body and body.get("code") not in _DONE):
                survey.barred = "refused, as it is where a collection is not loaded"
                continue
            rows = array(response, "data")
            if rows is None:
                continue
            if not rows and entry.store.records is None:
                entry.store.records = 0
            ended = not response.cut and (yield from self._ended(entry, len(rows)))
            survey.keep(entry, rows, ended=ended, more=not rows and more(body))

    def _page(self, entry: Entry, limit: int, room: int, offset: int = 0) -> Request:
        database, name = entry.key
        fields = self._fields.get(entry.key) or ["*"]
        if self._old:
            return _old_query(name, self._everything.get(name, ""), max(1, limit), room, fields, offset)
        return _query(database, name, limit, room, fields, offset)

    def _ended(self, entry: Entry, shown: int) -> Talk[bool]:
        """Whether no entity follows these."""
        if not entry.claims_more(shown, entry.want):
            return False
        return (yield from nothing_after(self._page(entry, 1, PAGE, shown), "data")).get("code") in _DONE


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A collection may be readable by name though no list of them is given."""
    ways = [(_DEFAULT, door), *parted(door)]
    requests = [_query(database, name, 1, PAGE, ["*"]) for database, name in ways]
    state = yield from by_name(requests, _shows, _denied)
    if state is not DoorState.OPEN:
        described = yield from ask(http.get(_OLD_DESCRIBE, most=LISTING, shared=False, collection=door))
        if filtered := _everything(described.body.get("data")):
            state = yield from by_name([_old_query(door, filtered, 1, PAGE, ["*"])], _shows, _denied)
    return state


def _shows(response: Response) -> bool:
    return bool(json.whole(response.body, "data"))


def _denied(response: Response) -> bool:
    return refused(response) and isinstance(body_of(response).get("code"), int)


def _names(answer: Answer) -> list[Any] | None:
    """What a list names; None where it was not given."""
    names = answer.body.get("data")
    return names if _went_well(answer) and isinstance(names, list) else None


def _post(path: str, *, database: str | None = _DEFAULT, most: int = LISTING, **more: object) -> Request:
    return http.post(path, {**({"dbName": database} if database else {}), **more}, most=most)


def _query(database: str, name: str, limit: int, most: int, fields: list[str], offset: int = 0) -> Request:
    asked = {"filter": "", "limit": max(1, limit), "outputFields": fields, **({"offset": offset} if offset else {})}
    return _post(_QUERY, database=database, most=most, collectionName=name, **asked)


def _old_query(name: str, filtered: str, limit: int, most: int, fields: list[str], offset: int = 0) -> Request:
    asked = {"collectionName": name, "filter": filtered, "limit": limit, "outputFields": fields}
    return http.post(_OLD_QUERY, {**asked, **({"offset": offset} if offset else {})}, most=most)


def _counted(name: str, filtered: str) -> Talk[Any]:
    """How many entities pass this filter, as it is told; such a question may have no limit."""
    answer = yield from ask(_old_query(name, filtered, 0, PAGE, ["count(*)"]))
    data = answer.body.get("data")
    return data[0].get("count(*)") if isinstance(data, list) and data and isinstance(data[0], dict) else None


def _everything(described: Any) -> str:
    """A filter that all entities pass, over the key of a collection; "" where that is not told."""
    rows = _fields(described)
    key = next((row for row in rows if row.get("primaryKey") is True and isinstance(row.get("name"), str)), {})
    name = key.get("name", "")
    if not _FIELD.fullmatch(name):
        return ""
    return f'{name} != ""' if "char" in str(key.get("type")).lower() else f"{name} >= 0 or {name} < 0"


def _went_well(answer: Answer) -> bool:
    return answer.ok and answer.body.get("code") in _DONE and "data" in answer.body


def _entry(database: str, name: str) -> Entry:
    shown = name if database == _DEFAULT else f"{database}.{name}"
    return Entry((database, name), RawCollection(shown), place=database)


def _declared(described: Any) -> dict[str, str]:
    return {row["name"]: str(row.get("type")) for row in _fields(described) if isinstance(row.get("name"), str)}


def _said(described: Any) -> dict[str, str]:
    """The descriptions of fields, as whoever made the collection wrote them."""
    rows = [row for row in _fields(described) if isinstance(row.get("name"), str)]
    return {row["name"]: text for row in rows if isinstance(text := row.get("description"), str) and text}


def _fields(described: Any) -> list[dict[str, Any]]:
    fields = described.get("fields") if isinstance(described, dict) else None
    return [row for row in fields if isinstance(row, dict)] if isinstance(fields, list) else []
