"""MongoDB and others that speak its protocol. Open when documents of a database can be read without logging in.

Sources: https://www.mongodb.com/docs/manual/reference/command/ and .../manual/core/localhost-exception/ . `hello` and
`isMaster` are answered to everyone, and `listDatabases` may answer `ok: 1` with no database while authentication is on
(localhost exception): neither is proof. Controls: a command that does not exist must fail with code 59, and a database
with a random name must hold nothing. Members of a replica set are reported, never contacted.
"""

import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leftopen.model import Access
from leftopen.probes import Spec
from leftopen.raw import Finding, Raw, Store, Times
from leftopen.wire.bson import ObjectId
from leftopen.wire.mongo import NOT_FOUND, NOT_PERMITTED, TooLarge, command, reply
from leftopen.wire.talk import Broken, Closed, Foreign, Late, Limits, Spent, Talk, redial, send

CONTROL = "leftopenControl"
_SAYS = f"buildInfo collStats count find hello isMaster listCollections listDatabases {CONTROL}"
SPEC = Spec(
    protocols=("mongodb",),
    ports=(27017, 27018, 27019),
    over="raw",
    says=frozenset(_SAYS.split()),
    likely=70,
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
_AFRESH = 3

Document = dict[str, Any]


@dataclass
class _Seen:
    """What the talk has shown so far: a verdict can be given at any moment."""

    hello: Document = field(default_factory=dict)
    build: Document = field(default_factory=dict)
    control: Document = field(default_factory=dict)
    nothing: Document = field(default_factory=dict)
    databases: Document = field(default_factory=dict)
    refused: bool = False
    named: int = 0
    documents: int = 0
    complete: bool = False
    afresh: int = 0
    stores: list[Store] = field(default_factory=list)


def probe(limits: Limits) -> Talk[Finding]:
    """Asks a server that knows `hello` or `isMaster` what it lets anyone read."""
    seen = _Seen()
    yield from send(command("hello", 1, "admin"))
    seen.hello = yield from reply(_LARGE, first=True)
    if _code(seen.hello) == NOT_FOUND:
        seen.hello = yield from _ask("isMaster", 1, "admin")
    known = "ok" in seen.hello and {"isWritablePrimary", "ismaster", "maxWireVersion"} & seen.hello.keys()
    if not known and _code(seen.hello) != NOT_PERMITTED:
        raise Foreign("no answer of MongoDB to hello")
    with suppress(Broken, Closed, Late, Spent):  # what has been shown until then is judged
        yield from _look(seen, limits)
    return _verdict(seen)


# --- asking -----------------------------------------------------------------------------------------------------------


def _ask(verb: str, value: object, database: str, **fields: object) -> Talk[Document]:
    yield from send(command(verb, value, database, **fields))
    return (yield from reply(_LARGE))


def _find(database: str, collection: str, limit: int, **fields: object) -> Talk[Document]:
    once = {"limit": limit, "batchSize": limit, "singleBatch": True, "maxTimeMS": _PATIENCE}
    return (yield from _ask("find", collection, database, **{"filter": {}, **fields, **once}))


def _look(seen: _Seen, limits: Limits) -> Talk[None]:
    """Fills `seen`: who answers, the controls, databases, and for each collection its figures and documents."""
    seen.build = yield from _ask("buildInfo", 1, "admin")
    seen.control = yield from _ask(CONTROL, secrets.token_hex(8), "admin")
    if _code(seen.control) != NOT_FOUND:
        return
    random = secrets.token_hex(8)
    seen.nothing = yield from _find(random, random, 1)
    seen.databases = yield from _ask("listDatabases", 1, "admin", nameOnly=True)
    if not _holds_nothing(seen.nothing):
        return
    room, whole = limits.sample_bytes, True
    names = _names(seen.databases.get("databases"))
    for database in [name for name in names if name not in SYSTEM][:_DATABASES]:
        answer = yield from _ask("listCollections", 1, database, nameOnly=True)
        seen.refused = seen.refused or _code(answer) == NOT_PERMITTED
        whole = whole and _ok(answer)
        kept = [document for document in _batch(answer) if document.get("type", "collection") != "view"]
        for collection in _names(kept):
            if collection.startswith("system."):
                continue
            seen.named += 1
            if len(seen.stores) < limits.collections:
                room = yield from _collection(seen, database, collection, limits.records, room)
    seen.complete = whole and len(names) <= _DATABASES


def _collection(seen: _Seen, database: str, collection: str, records: int, room: int) -> Talk[int]:
    """Reads figures, dates and documents of one collection; returns the room left for bytes."""
    stats = yield from _ask("collStats", collection, database)
    store = Store(f"{database}.{collection}", records=_number(stats, "count"), bytes=_number(stats, "size"))
    seen.stores.append(store)
    if store.records is None:
        store.records = _number((yield from _ask("count", collection, database)), "n")
    if room <= 0 or store.records == 0:
        return room
    weight = max(1, _number(stats, "avgObjSize") or 1)
    answer = yield from _documents(seen, database, collection, max(1, min(records, room // weight)))
    seen.refused = seen.refused or not _ok(answer)
    found = _batch(answer)[:records]
    store.raws.extend(map(Raw, found))
    seen.documents += len(found)
    if found:
        yield from _dates(store, database, collection, found)
    return room - weight * len(found)


def _documents(seen: _Seen, database: str, collection: str, limit: int) -> Talk[Document]:
    """A few documents; where these are too large, one; where that is, none. Each time in a fresh connection."""
    for number in (limit, 1):
        try:
            return (yield from _find(database, collection, number))
        except TooLarge:
            seen.afresh += 1
            if seen.afresh > _AFRESH:
                raise
            yield from redial()
    return {}


def _dates(store: Store, database: str, collection: str, found: list[Document]) -> Talk[None]:
    """Asks for the first and last date of `_id`, where it is an ObjectId, and of fields that hold dates."""
    fields = ["_id"] if isinstance(found[0].get("_id"), ObjectId) else []
    if store.records is not None and store.records <= _SORTABLE:
        fields += [name for name, value in found[0].items() if isinstance(value, datetime) and _plain(name)][:_DATES]
    for name in fields:
        ends = []
        for way in (1, -1):
            some = {name: {"$type": "objectId" if name == "_id" else "date"}}
            batch = _batch(
                (yield from _find(database, collection, 1, filter=some, sort={name: way}, projection={name: 1}))
            )
            ends.append(_time(batch[0].get(name)) if batch else None)
        basis = "ObjectIds" if name == "_id" else "first and last date"
        store.times.append(Times(basis, ends[0], ends[1], name))


# --- reading what came ------------------------------------------------------------------------------------------------


def _plain(name: str) -> bool:
    return re.fullmatch(r"\w{1,64}", name) is not None


def _ok(answer: Mapping[str, Any]) -> bool:
    return answer.get("ok") == 1


def _code(answer: Mapping[str, Any]) -> int | None:
    """The error code of a refusal, 0 where it has none; None where it is no refusal."""
    if not answer or _ok(answer):
        return None
    code = answer.get("code")
    return code if isinstance(code, int) else 0


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


def _holds_nothing(answer: Mapping[str, Any]) -> bool:
    return _ok(answer) and "cursor" in answer and not _batch(answer)


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
        facts=_facts(seen.hello),
        remedy=remedy,
    )


def _judged(seen: _Seen) -> tuple[Access, str, str | None]:
    control = "an unknown command failed with code 59 and a database with a random name held nothing"
    if _ok(seen.control) or _batch(seen.nothing):
        return Access.DECOY, "It answered a command, or listed documents of a database, that does not exist.", None
    if NOT_PERMITTED in (_code(seen.hello), _code(seen.control), _code(seen.databases)):
        return Access.LOCKED, "hello was answered; listDatabases was refused: it requires authentication.", None
    if _code(seen.control) != NOT_FOUND:
        return Access.UNKNOWN, "hello was answered, but the control, an unknown command, did not fail as it must.", None
    if _code(seen.nothing) == NOT_PERMITTED and seen.databases:
        if _names(seen.databases.get("databases")):
            return Access.METADATA, "listDatabases was answered without logging in, but reading is refused.", None
        says = "Authentication is on: reading is refused. listDatabases answered with nothing (localhost exception)."
        return Access.LOCKED, says, "exception"
    if not _holds_nothing(seen.nothing) or not _ok(seen.databases):
        return Access.UNKNOWN, "hello was answered, but neither reading nor listing databases came to an end.", None
    if seen.documents:
        read = f"Without logging in, listCollections named {_some(seen.named, 'collection')}"
        return Access.OPEN, f"{read} and find gave {_some(seen.documents, 'document')}; {control}.", None
    counted = sum(store.records or 0 for store in seen.stores)
    if seen.refused or counted or (seen.named and not seen.complete):
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


def _facts(hello: Mapping[str, Any]) -> dict[str, str]:
    """The replica set and its members, as named by the server."""
    hosts = (
        [host for host in hello.get("hosts") or () if isinstance(host, str)]
        if isinstance(hello.get("hosts"), list)
        else []
    )
    facts = {"replica_set": hello.get("setName"), "primary": hello.get("primary"), "hosts": ",".join(hosts[:50])}
    if hello.get("msg") == "isdbgrid":
        facts["role"] = "mongos"
    return {name: value for name, value in facts.items() if isinstance(value, str) and value}
