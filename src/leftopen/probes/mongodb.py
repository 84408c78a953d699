"""MongoDB and others that speak its protocol. Open when documents of a database can be read without logging in.

Sources: https://www.mongodb.com/docs/manual/reference/command/ and .../manual/core/localhost-exception/ . `isMaster` is
answered to everyone, and `listDatabases` may answer `ok: 1` with no database while authentication is on (localhost
exception): neither is proof. Controls: a command that does not exist must fail with code 59, and a collection with a
random name must hold nothing; it is looked for in a database that is there, for reading one that is not would make it
on some servers. Members of a replica set are reported, never contacted.
"""

import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from leftopen.model import Access, DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, Raw, RawCollection, Times
from leftopen.wire.bson import ObjectId
from leftopen.wire.mongo import (
    MODERN,
    NOT_FOUND,
    NOT_PERMITTED,
    TooLarge,
    begins,
    command,
    exchange,
    exchange_all,
    find,
    old_find,
)
from leftopen.wire.talk import Broken, Closed, Foreign, Late, Message, SampleLimits, Spent, Talk, redial

CONTROL = "leftopenControl"
_SAYS = f"buildInfo collStats count find isMaster listCollections listDatabases {CONTROL}"
SPEC = Spec(
    protocols=("mongodb",),
    ports=(27017, 27018, 27019),
    over="raw",
    verbs=frozenset(_SAYS.split()),
    recognises=begins,
    opening=command("isMaster", 1, "admin", old=True),
    anywhere=True,
)

SYSTEM = frozenset({"admin", "config", "local"})
_LARGE = 1 << 20
"""Bytes of the largest reply that is read."""
_DATABASES = 20
_PATIENCE = 2000
"""Milliseconds that the server may spend on a read of ours."""
_SORTABLE = 100_000
"""Documents of a collection that is sorted by a field without an index."""
_DATES = 2
_NAMES = 500
_PRIMARY = frozenset({"ismaster", "isWritablePrimary"})
"""Of answers to `isMaster`, and to `hello`, with which some servers answer it."""
_AFRESH = 3
_PLAIN = re.compile(r"\w{1,64}")

Document = dict[str, Any]


@dataclass
class _Seen:
    """What the talk has shown so far: a verdict can be given at any moment."""

    greeting: Document = field(default_factory=dict)
    old: bool = False
    build: Document = field(default_factory=dict)
    control: Document = field(default_factory=dict)
    nothing: Document = field(default_factory=dict)
    databases: Document = field(default_factory=dict)
    refused: bool = False
    named: int = 0
    documents: int = 0
    finished: bool = False
    complete: bool = False
    afresh: int = 0
    stores: list[RawCollection] = field(default_factory=list)


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that knows `isMaster` what it lets anyone read."""
    seen = _Seen()
    seen.greeting = yield from exchange(_to_all("isMaster", old=True), _LARGE, first=True)
    known = "ok" in seen.greeting and not seen.greeting.keys().isdisjoint(_PRIMARY)
    if not known and _code(seen.greeting) != NOT_PERMITTED:
        raise Foreign("no answer of MongoDB to isMaster")
    seen.old = (_number(seen.greeting, "maxWireVersion") or 0) < MODERN
    with suppress(Broken, Closed, Late, Spent):  # what has been shown until then is judged
        yield from _look(seen, limits)
    return _verdict(seen)


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A proxy may let a collection be read though it lists none."""
    seen = _Seen()
    seen.greeting = yield from exchange(_to_all("isMaster", old=True), _LARGE, first=True)
    seen.old = (_number(seen.greeting, "maxWireVersion") or 0) < MODERN
    database, dot, collection = door.partition(".")
    if not dot:
        return DoorState.UNDECIDED
    answer = yield from exchange(_find(seen, database, collection, 1), _LARGE)
    if _batch(answer):
        return DoorState.OPEN
    return DoorState.SHUT if _code(answer) == NOT_PERMITTED else DoorState.UNDECIDED


# --- asking -----------------------------------------------------------------------------------------------------------


@cache
def _to_all(verb: str, *, old: bool, **fields: bool) -> Message:
    """A command that is the same for every server."""
    return command(verb, 1, "admin", old=old, **fields)


def _command(seen: _Seen, verb: str, value: object, database: str, **fields: object) -> Message:
    return command(verb, value, database, old=seen.old, **fields)


def _find(seen: _Seen, database: str, collection: str, limit: int, **fields: Mapping[str, object]) -> Message:
    given = {"filter": {}, **fields}
    if seen.old:
        return old_find(database, collection, limit, **given)
    return find(database, collection, limit, _PATIENCE, **given)


@dataclass
class _Collection:
    """A collection that is looked into; `limit` documents are wanted of it, of about `weight` bytes each."""

    database: str
    name: str
    store: RawCollection
    limit: int = 0
    weight: int = 1


def _look(seen: _Seen, limits: SampleLimits) -> Talk[None]:
    """Fills `seen`: who answers, the controls, databases, and for each collection its figures and documents."""
    first = [
        _to_all("buildInfo", old=seen.old),
        _command(seen, CONTROL, secrets.token_hex(8), "admin"),
        _to_all("listDatabases", old=seen.old, nameOnly=True),
    ]
    seen.build, seen.control, seen.databases = yield from exchange_all(first, _LARGE)
    if _code(seen.control) != NOT_FOUND:
        return
    names = _names(seen.databases.get("databases"))
    place = next((name for name in names if name not in SYSTEM), "admin")
    seen.nothing = yield from exchange(_find(seen, place, f"leftopen_{secrets.token_hex(8)}", 1), _LARGE)
    if not _ok(seen.databases) or not _holds_nothing(seen.nothing):
        return
    found, whole = yield from _listed(seen, [name for name in names if name not in SYSTEM][:_DATABASES])
    picked = [
        _Collection(database, name, RawCollection(f"{database}.{name}"))
        for database, name in found[: limits.collections]
    ]
    seen.stores.extend(collection.store for collection in picked)
    yield from _figures(seen, picked, limits)
    yield from _documents(seen, [collection for collection in picked if collection.limit])
    yield from _dates(seen, picked)
    seen.complete = whole and len(names) <= _DATABASES and seen.named == len(seen.stores)
    seen.finished = True


def _listed(seen: _Seen, databases: list[str]) -> Talk[tuple[list[tuple[str, str]], bool]]:
    """The collections of these databases, and whether these are all."""
    asked = [_command(seen, "listCollections", 1, database, nameOnly=True) for database in databases]
    answers = yield from exchange_all(asked, _LARGE)
    found, whole = [], True
    for database, answer in zip(databases, answers, strict=True):
        prefix = ""
        if _code(answer) == NOT_FOUND:  # before 3.0 they were a collection
            prefix = f"{database}."
            answer = yield from exchange(_find(seen, database, "system.namespaces", _NAMES), _LARGE)
        seen.refused = seen.refused or _code(answer) == NOT_PERMITTED
        whole = whole and _ok(answer)
        found += [(database, name) for name in _collections(answer, prefix)]
    seen.named = len(found)
    return found, whole


def _figures(seen: _Seen, picked: list[_Collection], limits: SampleLimits) -> Talk[None]:
    """How many documents each collection has and how large they are; from that, how many of them are asked for."""
    room = limits.sample_bytes
    asked = [_command(seen, "collStats", each.name, each.database) for each in picked]
    answers = yield from exchange_all(asked, _LARGE)
    for each, stats in zip(picked, answers, strict=True):
        each.store.records, each.store.bytes = _number(stats, "count"), _number(stats, "size")
        each.weight = max(1, _number(stats, "avgObjSize") or 1)
    unknown = [each for each in picked if each.store.records is None]
    asked = [_command(seen, "count", each.name, each.database) for each in unknown]
    counts = yield from exchange_all(asked, _LARGE)
    for each, answer in zip(unknown, counts, strict=True):
        each.store.records = _number(answer, "n")
    for each in picked:
        if room > 0 and each.store.records != 0:
            each.limit = max(1, min(limits.records, room // each.weight))
            room -= each.weight * min(each.limit, each.store.records or each.limit)


def _documents(seen: _Seen, asked: list[_Collection]) -> Talk[None]:
    """A few documents of each; where these are too large, one; where that is, none. Each time in a fresh connection."""
    while asked:
        answers: list[Document] = []
        try:
            finds = [_find(seen, each.database, each.name, each.limit) for each in asked]
            yield from exchange_all(finds, _LARGE, answers)
        except TooLarge:
            seen.afresh += 1
            if seen.afresh > _AFRESH:
                raise
            yield from redial()
        finally:
            for each, answer in zip(asked, answers, strict=False):
                seen.refused = seen.refused or not _ok(answer)
                each.store.raws.extend(map(Raw, _batch(answer)[: each.limit]))
                seen.documents += len(each.store.raws)
        asked = asked[len(answers) :]
        if asked and asked[0].limit > 1:
            asked[0].limit = 1
        elif asked:
            seen.refused = True
            asked = asked[1:]


def _dates(seen: _Seen, picked: list[_Collection]) -> Talk[None]:
    """Asks for the first and last date of `_id`, where it is an ObjectId, and of fields that hold dates."""
    wanted = [(each, name) for each in picked for name in _dated(each.store)]
    asked = [_end(seen, each, name, way) for each, name in wanted for way in (1, -1)]
    answers = yield from exchange_all(asked, _LARGE)
    for (each, name), first, last in zip(wanted, answers[::2], answers[1::2], strict=True):
        ends = [_time(batch[0].get(name)) if (batch := _batch(answer)) else None for answer in (first, last)]
        basis = "ObjectIds" if name == "_id" else "first and last date"
        each.store.times.append(Times(basis, ends[0], ends[1], name))


def _end(seen: _Seen, each: _Collection, name: str, way: int) -> Message:
    """Asks for the document with the first (1) or last (-1) date in this field, and of it for nothing else."""
    some = {name: {"$type": "objectId" if name == "_id" else "date"}}
    return _find(seen, each.database, each.name, 1, filter=some, sort={name: way}, projection={name: 1})


def _dated(store: RawCollection) -> list[str]:
    """Names of fields that hold dates, by the first document that was read."""
    found = store.raws[0].value if store.raws else None
    if not found:
        return []
    fields = ["_id"] if isinstance(found.get("_id"), ObjectId) else []
    if store.records is not None and store.records <= _SORTABLE:
        fields += [name for name, value in found.items() if isinstance(value, datetime) and _plain(name)][:_DATES]
    return fields


# --- reading what came ------------------------------------------------------------------------------------------------


def _plain(name: str) -> bool:
    return _PLAIN.fullmatch(name) is not None


def _ok(answer: Mapping[str, Any]) -> bool:
    return answer.get("ok") == 1


def _code(answer: Mapping[str, Any]) -> int | None:
    """The error code of a refusal, 0 where it has none; None where it is no refusal."""
    if not answer or _ok(answer):
        return None
    code = answer.get("code")
    if isinstance(code, int):
        return code
    says = str(answer.get("errmsg", answer.get("$err", ""))).lower()  # until 2.4 there were words only
    if says.startswith(("unauthorized", "not authorized", "need to login")):
        return NOT_PERMITTED
    return NOT_FOUND if says.startswith("no such c") else 0


def _number(answer: Mapping[str, Any], name: str) -> int | None:
    value = answer.get(name)
    if not _ok(answer) or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value < 2**63 else None


def _batch(answer: Mapping[str, Any]) -> list[Document]:
    cursor = answer.get("cursor")
    batch = cursor.get("firstBatch") if isinstance(cursor, dict) else None
    return [item for item in batch if isinstance(item, dict)] if isinstance(batch, list) else []


def _names(documents: object) -> list[str]:
    found = (
        [document.get("name") for document in documents if isinstance(document, dict)]
        if isinstance(documents, list)
        else []
    )
    return [name for name in found if isinstance(name, str) and name]


def _collections(answer: Mapping[str, Any], prefix: str) -> list[str]:
    """Names of collections; not those of views, indexes (which hold a `$`) and of the server itself."""
    kept = [document for document in _batch(answer) if document.get("type", "collection") != "view"]
    names = [name.removeprefix(prefix) for name in _names(kept)]
    return [name for name in names if not name.startswith("system.") and "$" not in name]


def _holds_nothing(answer: Mapping[str, Any]) -> bool:
    """An empty answer; some servers know no `find` on `admin`, which is no answer that a trap would give."""
    return (_ok(answer) and "cursor" in answer and not _batch(answer)) or _code(answer) == NOT_FOUND


def _time(value: object) -> float | None:
    if isinstance(value, ObjectId):
        return value.time
    return value.timestamp() if isinstance(value, datetime) else None


# --- judging ----------------------------------------------------------------------------------------------------------


def _verdict(seen: _Seen) -> Finding:
    access, proof, remedy = _judged(seen)
    product, version = _product(seen)
    shown = access in (Access.OPEN, Access.METADATA)
    return Finding(
        "mongodb",
        access,
        proof,
        product=product,
        version=version,
        stores=seen.stores if shown else (),
        listed=seen.named if shown else None,
        facts=_facts(seen.greeting),
        remedy=remedy,
    )


def _judged(seen: _Seen) -> tuple[Access, str, str | None]:
    control = "an unknown command failed with code 59 and a collection with a random name held nothing"
    if _ok(seen.control) or _batch(seen.nothing):
        return Access.DECOY, "It answered a command, or listed documents of a collection, that does not exist.", None
    if NOT_PERMITTED in (_code(seen.greeting), _code(seen.control), _code(seen.databases)):
        return Access.LOCKED, "isMaster was answered; listDatabases was refused: it requires authentication.", None
    if _code(seen.control) != NOT_FOUND:
        return (
            Access.UNKNOWN,
            "isMaster was answered, but an unknown command did not fail as it must.",
            None,
        )
    if _code(seen.nothing) == NOT_PERMITTED and seen.databases:
        if _names(seen.databases.get("databases")):
            return Access.METADATA, "listDatabases was answered without logging in, but reading is refused.", None
        says = "Authentication is on: reading is refused. listDatabases answered with nothing (localhost exception)."
        return Access.LOCKED, says, "exception"
    if not _holds_nothing(seen.nothing) or not _ok(seen.databases):
        return Access.UNKNOWN, "isMaster was answered, but neither reading nor listing databases came to an end.", None
    if seen.documents:
        read = f"Without logging in, listCollections named {_some(seen.named, 'collection')}"
        return Access.OPEN, f"{read} and find gave {_some(seen.documents, 'document')}; {control}.", None
    counted = sum(store.records or 0 for store in seen.stores)
    if seen.refused or counted or (seen.finished and seen.named and not seen.complete):
        named = f"listCollections named {_some(seen.named, 'collection')} without logging in"
        says = f"{named}, but no document could be read; {control}."
        return Access.METADATA, says, None
    if seen.complete:
        return Access.EMPTY, f"Databases were listed without logging in and hold no documents; {control}.", None
    return Access.UNKNOWN, "Databases are listed without logging in, but their collections could not be.", None


def _some(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _product(seen: _Seen) -> tuple[str | None, str | None]:
    """FerretDB says so in buildInfo; MongoDB names the commit it was built from, others do not."""
    ferret = seen.build.get("ferretdb")
    version = seen.build.get("ferretdbVersion") or (ferret.get("version") if isinstance(ferret, dict) else None)
    if isinstance(version, str):
        return "FerretDB", version.removeprefix("v")
    version = seen.build.get("version")
    commit = str(seen.build.get("gitVersion", ""))
    name = "MongoDB" if re.fullmatch(r"[0-9a-f]{40}", commit) else None
    return name, version if isinstance(version, str) else None


def _facts(greeting: Mapping[str, Any]) -> dict[str, str]:
    """The replica set and its members, as named by the server."""
    hosts = (
        [host for host in greeting.get("hosts") or () if isinstance(host, str)]
        if isinstance(greeting.get("hosts"), list)
        else []
    )
    facts = {"replica_set": greeting.get("setName"), "primary": greeting.get("primary"), "hosts": ",".join(hosts[:50])}
    if greeting.get("msg") == "isdbgrid":
        facts["role"] = "mongos"
    return {name: value for name, value in facts.items() if isinstance(value, str) and value}
