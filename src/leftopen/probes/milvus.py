"""Milvus, a store of vectors with the fields that go with them, over its REST interface. Open when entities of a
collection are read without a login, while a collection of a random name is refused as not found.

Sources: Milvus documentation ("RESTful API reference", v2: databases, collections, entities) and source
(`internal/distributed/proxy/httpserver`): faults are told with status 200 and a code that is not 0, the want of a login
with 401. Vectors are left out. A collection that is not loaded can be described and counted and not read: it is not
loaded for that. Servers that speak gRPC only (Milvus Lite) are not asked.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection
from leftopen.survey.doors import by_name, parted
from leftopen.survey.figures import written
from leftopen.survey.http import LISTING, PAGE, REFUSED, Answer, array, ask, body_of, in_turn, patient, refused
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
_DEFAULT = "default"
_DONE = (0, 200)
"""Codes of an answer that went well; 200 in some releases of 2.3 and 2.4."""


def _recognises(first: bytes) -> bool:  # noqa: ARG001 - see `probes.Spec`
    """Its root says nothing that others do not say too."""
    return False


SPEC = Spec(
    protocols=("milvus",),
    ports=(19530,),
    over="http",
    recognises=_recognises,
    verbs=frozenset(f"POST {path}" for path in (_DATABASES, _LIST, _DESCRIBE, _STATS, _QUERY)),
)
WORDS = Words("collection", "row", "POST …/collections/list", "POST …/entities/query in {}",
              "one of a random name was refused as not found")  # fmt: skip


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that lists, or refuses to list, as Milvus does."""
    return (yield from walk(Survey("milvus", limits, WORDS, product="Milvus"), _Milvus()))


class _Milvus(Catalogue):
    """See `survey.Catalogue`. The key of an entry are the names of its database and its own."""

    counted = 50

    def __init__(self) -> None:
        self._names: list[str] = []
        self._fields: dict[tuple[str, str], list[str]] = {}

    def greet(self, survey: Survey) -> Talk[None]:
        """The list of collections, or the refusal of it, each in the words of Milvus."""
        answer = yield from ask(_post(_LIST))
        code, message = answer.body.get("code"), answer.text("message") or ""
        names = answer.body.get("data")
        if answer.status in REFUSED and isinstance(code, int) and "authenticate" in message:
            survey.locked = f"POST …/collections/list was refused with {answer.status}: it asks for a login"
        elif not _went_well(answer) or not isinstance(names, list) or not all(isinstance(each, str) for each in names):
            raise Unsigned("no list of Milvus")
        else:
            self._names = names

    def control(self, survey: Survey) -> Talk[None]:
        """A collection of a random name is not there."""
        answer = yield from ask(_post(_DESCRIBE, collectionName=f"leftopen_{secrets.token_hex(6)}"))
        code = answer.body.get("code")
        survey.controlled = answer.ok and isinstance(code, int) and code not in _DONE and bool(answer.text("message"))
        if _went_well(answer):
            survey.decoy = "It has a collection that does not exist"

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The collections of each database; releases that list no databases have one, or do not tell."""
        answer = yield from ask(_post(_DATABASES, database=None))
        told = _names(answer)
        survey.whole = told is not None
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
            stats = yield from ask(_post(_STATS, database=database, collectionName=name))
            data = stats.body.get("data")
            entry.store.records = (written(data.get("rowCount")) or None) if isinstance(data, dict) else None
            told = yield from ask(_post(_DESCRIBE, database=database, collectionName=name))
            entry.store.declared = _declared(told.body.get("data"))
            scalars = [each for each, kind in entry.store.declared.items() if "vector" not in kind.lower()]
            self._fields[entry.key] = scalars

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """A page of entities each, without their vectors."""
        for entry, room in in_turn(survey, entries):
            database, name = entry.key
            fields = self._fields.get(entry.key) or ["*"]
            response = yield from patient(_query(database, name, entry.want, room, fields))
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
            survey.keep(entry, [row for row in rows if isinstance(row, dict)])


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A collection may be readable by name though no list of them is given."""
    ways = [(_DEFAULT, door), *parted(door)]
    requests = [_query(database, name, 1, PAGE, ["*"]) for database, name in ways]
    return (yield from by_name(requests, _shows, _denied))


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


def _query(database: str, name: str, limit: int, most: int, fields: list[str]) -> Request:
    asked: Mapping[str, object] = {"filter": "", "limit": max(1, limit), "outputFields": fields}
    return _post(_QUERY, database=database, most=most, collectionName=name, **asked)


def _went_well(answer: Answer) -> bool:
    return answer.ok and answer.body.get("code") in _DONE and "data" in answer.body


def _entry(database: str, name: str) -> Entry:
    shown = name if database == _DEFAULT else f"{database}.{name}"
    return Entry((database, name), RawCollection(shown), place=database)


def _declared(described: Any) -> dict[str, str]:
    fields = described.get("fields") if isinstance(described, dict) else None
    rows = [row for row in fields if isinstance(row, dict)] if isinstance(fields, list) else []
    return {row["name"]: str(row.get("type")) for row in rows if isinstance(row.get("name"), str)}
