"""Chroma, a store of documents with their embeddings, over HTTP. Open when the collections of a database are listed and
`get` gives documents without a login, while a tenant of a random name is refused.

Sources: Chroma documentation ("API reference", OpenAPI of 1.x) and source of 0.4 and 0.5 (`server/fastapi`):
`/api/v1` answers 410 since 1.0, and is all that there is before 0.6. The heartbeat and the version are given to
everyone and are no proof.
"""

import secrets
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection
from leftopen.survey.doors import NOT_THERE, door_state, together
from leftopen.survey.figures import count
from leftopen.survey.http import LISTING, PAGE, REFUSED, ask, barred, in_turn, locked, nothing_after, patient
from leftopen.survey.survey import Catalogue, Entry, Survey, Unsigned, Words, walk
from leftopen.wire import http, json
from leftopen.wire.talk import Broken, Request, Response, SampleLimits, Talk

_BASE = "/api/v2/tenants/default_tenant/databases/default_database/collections"
_UNKNOWN = "/api/v2/tenants/{tenant}"
_OLD = "/api/v1/collections"
_OLD_UNKNOWN = "/api/v1/collections/{name}"


def _recognises(first: bytes) -> bool:
    """Release 1 traces each answer under a name of its own, those before say which server of Python they run on."""
    return b"\nchroma-trace-id: " in first


SPEC = Spec(
    protocols=("chroma",),
    ports=(8000,),
    over="http",
    recognises=_recognises,
    verbs=frozenset(
        {f"GET /api/{version}/{word}" for version in ("v1", "v2") for word in ("heartbeat", "version")}
        | {f"GET {_UNKNOWN}", f"GET {_OLD_UNKNOWN}"}
        | {f"GET {base}{path}" for base in (_BASE, _OLD) for path in ("", "/{id}/count")}
        | {f"POST {base}/{{id}}/get" for base in (_BASE, _OLD)}
    ),
)
WORDS = Words("collection", "document", "GET …/collections", "POST …/collections/{}/get",
              "a tenant with a random name was refused")  # fmt: skip


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that has the heartbeat of Chroma."""
    return (yield from walk(Survey("chroma", limits, WORDS, product="Chroma"), _Chroma()))


class _Chroma(Catalogue):
    """See `survey.Catalogue`. The key of an entry is the identifier of the collection. `base`: of all paths."""

    doubted = True
    base = _BASE

    def greet(self, survey: Survey) -> Talk[None]:
        """The heartbeat has a name that nothing else has."""
        answer = yield from ask(http.get("/api/v2/heartbeat", most=PAGE))
        if answer.status == 404:
            answer = yield from ask(http.get("/api/v1/heartbeat", most=PAGE))
            self.base = _OLD
        if not isinstance(answer.body.get("nanosecond heartbeat"), int):
            self.base = _BASE
            raise Unsigned("no heartbeat of Chroma")
        version = "/api/v2/version" if self.base == _BASE else "/api/v1/version"
        response = yield from patient(http.get(version, most=PAGE))
        said = response.body[:40].decode("ascii", "replace").strip().strip('"')
        survey.version = said if response.status == 200 and said[:1].isdigit() else None

    def control(self, survey: Survey) -> Talk[None]:
        """A tenant of a random name is not there, or a collection where there are no tenants yet."""
        if self.base == _OLD:
            yield from self._without_tenants(survey)
            return
        answer = yield from ask(http.get(_UNKNOWN, most=PAGE, tenant=f"leftopen_{secrets.token_hex(6)}"))
        if not locked(survey, answer) and answer.ok and answer.body:
            survey.decoy = "It has a tenant that does not exist"
        survey.controlled = answer.status == 404 and answer.text("error") is not None

    def _without_tenants(self, survey: Survey) -> Talk[None]:
        name = f"leftopen_{secrets.token_hex(6)}"
        answer = yield from ask(http.get(_OLD_UNKNOWN, most=PAGE, name=name))
        said = f"{answer.body.get('error', '')} {answer.body.get('message', '')}"
        survey.words = replace(WORDS, control="a collection with a random name was refused as one that does not exist")
        if not locked(survey, answer) and answer.ok and answer.body:
            survey.decoy = "It has a collection that does not exist"
        survey.controlled = answer.status >= 400 and "does not exist" in said

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The collections of the default database; others cannot be listed without knowing their names."""
        survey.whole = False
        response = yield from patient(http.get(self.base, most=LISTING, query={"limit": 1000}))
        if response.status in REFUSED and self.base == _BASE:  # 0.5 has the same collections in both places
            older = yield from patient(http.get(_OLD, most=LISTING, query={"limit": 1000}))
            self.base, response = (_OLD, older) if older.status == 200 else (_BASE, response)
        if locked(survey, response):
            return []
        found = json.decode(response.body, most=LISTING)
        if not isinstance(found, list):
            raise Broken("no list of collections")
        return [entry for each in found if isinstance(each, dict) and (entry := _entry(each)) is not None]

    def figures(self, survey: Survey, entries: list[Entry]) -> Talk[None]:  # noqa: ARG002 - see Catalogue
        """How many documents each holds."""
        for entry in entries:
            response = yield from patient(http.get(f"{self.base}/{{id}}/count", most=PAGE, id=entry.key))
            if response.status == 200:
                entry.store.records = count(json.decode(response.body, most=PAGE))

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Documents and what is said about them, without their embeddings."""
        for entry, room in in_turn(survey, entries):
            for want, include in ((entry.want, ["documents", "metadatas"]), (1, ["metadatas"])):
                body = {"limit": want, "include": include}
                response = yield from patient(http.post(f"{self.base}/{{id}}/get", body, most=room, id=entry.key))
                survey.took(len(response.body))
                if not response.cut:
                    break
            if not barred(survey, response) and response.status == 200 and not response.cut:
                found = _records(json.mapping(response.body, most=room))
                survey.keep(entry, found, ended=(yield from _ended(self.base, entry, len(found), want)))


def _ended(base: str, entry: Entry, shown: int, want: int) -> Talk[bool]:
    """Whether no document follows these."""
    if not entry.claims_more(shown, want):
        return False
    body = {"limit": 1, "offset": shown, "include": ["metadatas"]}
    return bool((yield from nothing_after(http.post(f"{base}/{{id}}/get", body, most=PAGE, id=entry.key), "ids")))


def _entry(each: dict[str, Any]) -> Entry | None:
    key, name = each.get("id"), each.get("name")
    return Entry(key, RawCollection(name, door=key)) if isinstance(key, str) and isinstance(name, str) else None


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A proxy may let a collection be read by its identifier though it lists none."""
    body = {"limit": 1, "include": ["metadatas"]}
    states = list[DoorState]()
    for base in (_BASE, _OLD):
        request = http.post(f"{base}/{{id}}/get", body, most=PAGE, id=door)
        response = yield from patient(Request(request.message, request.most, shared=False))
        if response.status not in NOT_THERE:  # which releases have not both
            states.append(door_state(response, _shows))
    return together(states)


def _shows(response: Response) -> bool:
    return bool(_records(json.mapping(response.body, most=PAGE)))


def _records(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The columns of an answer as records."""
    columns = (body.get(name) for name in ("ids", "documents", "metadatas"))
    ids, texts, about = (column if isinstance(column, list) else [] for column in columns)
    rows = zip_longest(ids, texts, about)
    return [{"id": key, "document": text, **(more if isinstance(more, dict) else {})} for key, text, more in rows]
