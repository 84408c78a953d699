"""MongoDB and others that speak its protocol. Open when documents of a database can be read without logging in.

Sources: https://www.mongodb.com/docs/manual/reference/command/ and .../manual/core/localhost-exception/ . `isMaster` is
answered to everyone, and `listDatabases` may answer `ok: 1` with no database while authentication is on (localhost
exception): neither is proof. Controls: a command that does not exist must fail with code 59, and a collection with a
random name must hold nothing; it is looked for in a database that is there, for reading one that is not would make it
on some servers. Some say `ok` to every command: such a one is believed where a document comes back by its `_id`, and
none by a random one. Chunks of GridFS are never read; members of a replica set are reported, never contacted.
"""

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection, Times
from leftopen.survey.choice import chosen, family
from leftopen.survey.http import LEAST
from leftopen.survey.survey import Catalogue, Entry, Survey, Words, walk
from leftopen.wire.bson import ObjectId
from leftopen.wire.mongo import (
    MODERN,
    NOT_FOUND,
    NOT_PERMITTED,
    Document,
    Pages,
    TooLarge,
    batch,
    begins,
    code,
    command,
    exchange,
    exchange_all,
    find,
    holds_nothing,
    named,
    number,
    ok,
    old_find,
    pages,
    whole,
)
from leftopen.wire.talk import Foreign, Message, SampleLimits, Talk, redial

CONTROL = "leftopenControl"
SPEC = Spec(
    protocols=("mongodb",),
    ports=(27017, 27018, 27019),
    over="raw",
    verbs=frozenset(f"buildInfo collStats count find isMaster listCollections listDatabases {CONTROL}".split()),
    recognises=begins,
    opening=command("isMaster", 1, "admin", old=True),
    anywhere=4,
)
WORDS = Words(
    collection="collection",
    record="document",
    listed="listCollections",
    read="find",
    control="an unknown command failed with code 59 and a collection with a random name held nothing",
)

SYSTEM = frozenset({"admin", "config", "local"})
_OWN = re.compile(
    r"(?:config\.(?:actionlog|changelog|changes|chunks|collections|databases|image_collection|lockpings|locks|migrations|mongos"
    r"|placementHistory|rangeDeletions|sampledQueries\w*|settings|shards|tags|transactions|vectorClock|version|cache\..*"
    r"|csrs\..*|localReshardingOperations.*|reshardingOperations|migrationCoordinators)|local\.(?:clustermanager|me|slaves"
    r"|sources|startup_log|oplog\.(?!rs$).*|replset\..*))"
)
"""Collections of the server itself in those three (manual: "config database", "local database"); what else is in there
somebody put there."""

_RESERVED = re.compile(r"system\.(?:buckets\..*|indexes|js|namespaces|profile|resharding\..*|users|views)")
"""Collections of the server itself in any database (manual: "System Collections"; time series: their buckets)."""

_OPLOG = ("local", "oplog.rs")
_USERS = {"$regex": r"^(?!(?:admin|config|local)\.)."}
_WRITTEN = {"op": {"$in": ["i", "u"]}, "ns": _USERS}
_REPLAYED = {"filter": {"$or": [_WRITTEN, {"o.applyOps": {"$elemMatch": _WRITTEN}}]}}
"""What users wrote, in the log of a replica set: it stays there when all else was dropped (manual: "Replica Set Oplog";
fields: mongodb/mongo, `oplog_entry.idl`). Asked for only where nothing else is there."""

_USUAL = "test"
"""The database of those who name none, looked into where none is listed."""

_LARGE = 1 << 20
"""Bytes of the largest reply of the catalogue that is read."""
_DATABASES, _DATES, _NAMES = 40, 2, 500
"""Databases that are looked into, date fields of a collection, names in an old list."""
_DOORS = 8
"""Databases of which a collection of a random name is asked for, until one is not refused."""
_AFRESH = 8
"""Connections made anew after replies longer than their pages."""
_ENDS = 60
"""Requests for first and last dates."""
_PATIENCE = 2000
"""Milliseconds that the server may spend on a read of ours."""
_SORTABLE = 100_000
"""Documents of a collection that is sorted by a field without an index."""
_LEFT_OUT = re.compile(r"[^$.\0][^$\0]{0,200}")
"""Names of fields that can be left out of what is asked for."""

_MOST_LEFT_OUT = 4

Key = tuple[str, str]


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that knows `isMaster` what it lets anyone read."""
    return (yield from walk(Survey("mongodb", limits, WORDS), _Server()))


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A proxy may let a collection be read though it lists none."""
    server = _Server()
    yield from server.meet()
    database, dot, collection = door.partition(".")
    if not dot:
        return DoorState.UNDECIDED
    answer = yield from exchange(server.find((database, collection), 1), _LARGE)
    if batch(answer):
        return DoorState.OPEN
    return DoorState.SHUT if code(answer) == NOT_PERMITTED else DoorState.UNDECIDED


class _Server(Catalogue):
    """See `survey.Catalogue`. The key of an entry is (database, collection).

    `old`: it is asked as before 3.6; `agrees`: it says ok to what does not exist; `sized`: sizes were asked of all;
    `listed`: so were the databases, as far as they were listed; `named`: any was, so that what is asked is there;
    `views`: and what else is read without being counted.
    """

    counted = 80

    def __init__(self) -> None:
        self.old = self.agrees = self.sized = self.listed = self.named = False
        self.databases: list[str] = []
        self.system: list[str] = []
        self.views: set[Key] = set()

    def _command(self, verb: str, value: object, database: str = "admin", **fields: object) -> Message:
        return command(verb, value, database, old=self.old, **fields)

    def find(self, key: Key, limit: int, **fields: Mapping[str, object]) -> Message:
        """Asks for documents."""
        database, collection = key
        given: dict[str, Any] = {"filter": {}, **(_REPLAYED if key == _OPLOG else {}), **fields}
        if self.old:
            return old_find(database, collection, limit, **given)
        return find(database, collection, limit, _PATIENCE, **given)

    def meet(self) -> Talk[Document]:
        """The greeting, which says in which way to ask."""
        greeting = yield from exchange(command("isMaster", 1, "admin", old=True), _LARGE, first=True)
        self.old = (number(greeting, "maxWireVersion") or 0) < MODERN
        return greeting

    def greet(self, survey: Survey) -> Talk[None]:
        """Every version knows `isMaster`; some answer it as they answer `hello`."""
        greeting = yield from self.meet()
        known = "ok" in greeting and not greeting.keys().isdisjoint({"ismaster", "isWritablePrimary"})
        if not known and code(greeting) != NOT_PERMITTED:
            raise Foreign("no answer of MongoDB to isMaster")
        survey.facts = _facts(greeting)

    def control(self, survey: Survey) -> Talk[None]:
        """An unknown command, then a collection of a random name."""
        asked = [
            self._command("buildInfo", 1),
            self._command(CONTROL, secrets.token_hex(8)),
            self._command("listDatabases", 1),
        ]
        build, control, listing = yield from exchange_all(asked, _LARGE)
        survey.product, survey.version = _product(build)
        listed = _listed(listing)
        self.listed = not ok(listing) or (_understood(listing) and (bool(listed) or survey.product != "MongoDB"))
        self.agrees = ok(control)
        if self.agrees and not listed:
            survey.decoy = "It answered a command that does not exist"
            return
        refused = NOT_PERMITTED in (code(control), code(listing))
        if not (self.agrees or code(control) == NOT_FOUND):
            survey.locked = (
                "isMaster was answered; all else was refused: it requires authentication" if refused else None
            )
            return
        self.named = bool(listed)
        self.databases = [name for name in listed if name not in SYSTEM] if listed else [_USUAL]
        self.system = [name for name in listed if name in SYSTEM] if listed else sorted(SYSTEM)
        nothing = yield from self._nothing(self.databases[:_DOORS] if listed and self.databases else ["admin"])
        survey.controlled = holds_nothing(nothing)
        if batch(nothing):
            survey.decoy = "It listed documents of a collection that does not exist"
        elif code(nothing) == NOT_PERMITTED and listed:
            survey.controlled, survey.barred = True, "refused"
            survey.words = replace(WORDS, listed="listDatabases", collection="database")
            survey.listed = len(listed)
        elif code(nothing) == NOT_PERMITTED:
            survey.locked = "isMaster was answered; listDatabases and find were refused: it requires authentication"
            if ok(listing):
                survey.locked = "Reading was refused, and no database was listed (localhost exception)"
                survey.remedy = "exception"
        elif not ok(listing):
            survey.undecided = "Databases are not listed without a login, though reading is not refused"

    def _nothing(self, places: list[str]) -> Talk[Document]:
        """What a collection of a random name holds: a database may be refused, and the next one not."""
        nothing: Document = {}
        for place in places:
            nothing = yield from exchange(self.find((place, f"leftopen_{secrets.token_hex(8)}"), 1), _LARGE)
            if code(nothing) != NOT_PERMITTED:
                break
        return nothing

    # --- what is there ------------------------------------------------------------------------------------------------

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The collections of users' databases, the largest of each family first; without any, of the server's own."""
        if survey.barred:
            return [Entry((name, ""), RawCollection(name), opaque=True) for name in self.databases]
        first = self.databases[:_DATABASES]
        survey.whole = self.listed and len(self.databases) <= _DATABASES
        if len(first) < len(self.databases):
            survey.aside = f" in {len(first)} of {len(self.databases):,} databases"
        found = yield from self._collections(survey, first)
        return found or (yield from self._collections(survey, self.system))

    def _collections(self, survey: Survey, databases: list[str]) -> Talk[list[Entry]]:
        """The collections of these; before 3.0 they were a collection themselves."""
        found: list[Entry] = []
        asked = [self._command("listCollections", 1, name, nameOnly=True) for name in databases]
        answers = yield from exchange_all(asked, _LARGE)
        unlisted = frozenset() if self.named else frozenset((_USUAL, *SYSTEM))
        for database, answer in zip(databases, answers, strict=False):
            if code(answer) == NOT_FOUND:
                answer = yield from exchange(self.find((database, "system.namespaces"), _NAMES), _LARGE)
            if code(answer) == NOT_PERMITTED:
                survey.barred = "refused"
            survey.whole &= database in unlisted or (ok(answer) and whole(answer))
            for entry, kind in _entries(database, answer):
                found.append(entry)
                if kind == "view" or entry.key == _OPLOG:
                    self.views.add(entry.key)
        return found

    def figures(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Counts; where there are no more collections than are looked into, their sizes at once. Where all that users
        made is empty, what is in the databases of the server counts too."""
        known = [entry for entry in entries if entry.key[1]]
        self.sized = len(known) <= survey.limits.collections
        yield from (self._sizes(known) if self.sized else self._counts(known))
        if known and all(entry.store.records == 0 for entry in known) and known[0].key[0] not in SYSTEM:
            own = yield from self._collections(survey, self.system)
            yield from self._counts(own)
            entries += own
            survey.found += own

    def _sizes(self, entries: list[Entry]) -> Talk[None]:
        """By collStats, by count where that tells none; of a view nothing, as the server would have to make it."""
        sized = [entry for entry in entries if entry.key not in self.views]
        asked = [self._command("collStats", name, database) for database, name in _keys(sized)]
        for entry, stats in zip(sized, (yield from exchange_all(asked, _LARGE)), strict=True):
            entry.store.bytes = number(stats, "size")
            entry.store.records = number(stats, "count") if ok(stats) else entry.store.records
            entry.weight = max(1, number(stats, "avgObjSize") or 1)
        yield from self._counts([entry for entry in sized if entry.store.records is None])

    def _counts(self, entries: list[Entry]) -> Talk[None]:
        asked = [entry for entry in entries if entry.key not in self.views]
        counts = yield from exchange_all([self._command("count", name, base) for base, name in _keys(asked)], _LARGE)
        for entry, answer in zip(asked, counts, strict=True):
            entry.store.records = number(answer, "n")

    # --- what is in it ------------------------------------------------------------------------------------------------

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """A page of documents of each, all at once as long as they are as long as was promised."""
        if not self.sized:
            yield from self._sizes([entry for entry in entries if entry.store.records])
            survey.share()
        left_out: dict[str, int] = {}
        for _ in range(_AFRESH):
            found = Pages()
            page = max(LEAST, survey.room())
            try:
                asked = [self._some(entry, left_out if entry is entries[0] else {}) for entry in entries]
                yield from pages(asked, page, max(page, survey.left), found)
            finally:
                survey.took(found.bytes)
                for entry, answer in zip(entries, found.documents, strict=False):
                    _keep(survey, entry, answer)
            entries = entries[len(found.documents) :]
            if found.documents:
                left_out.clear()
            if not entries or found.cut is None:
                break
            yield from redial()
            if not _longer(survey, entries[0], found, left_out):
                entries = entries[1:]
                left_out.clear()
        if self.agrees and not survey.decoy:
            yield from self._believe(survey)

    def _some(self, entry: Entry, left_out: Mapping[str, int]) -> Message:
        """Asks for as many documents as are wanted, without fields that are too long; for the `_id` where none are."""
        if not entry.want:
            return self.find(entry.key, 1, projection={"_id": 1})
        return self.find(entry.key, entry.want, projection=left_out) if left_out else self.find(entry.key, entry.want)

    def _believe(self, survey: Survey) -> Talk[None]:
        """Whether a document comes back by its `_id`, and none by a random one; else nothing here is believed."""
        for entry in survey.entries:
            value = entry.store.raws[0].value if entry.store.raws else None
            one = value.get("_id") if value else None
            if isinstance(one, ObjectId | int | str):
                other = ObjectId(secrets.token_hex(12))
                asked = [self.find(entry.key, 2, filter={"_id": it}, projection={"_id": 1}) for it in (one, other)]
                same, none = yield from exchange_all(asked, _LARGE)
                if [document.get("_id") for document in batch(same)] == [one] and ok(none) and not batch(none):
                    control = "a document came back by its _id, and none by a random one"
                    survey.words = replace(survey.words, control=control)
                    return
        survey.decoy = "It answered a command that does not exist"

    def dates(self, survey: Survey) -> Talk[None]:
        """The first and last of `_id`, where it is an ObjectId, and of fields that hold dates."""
        wanted = [(entry, name) for entry in survey.entries for name in _dated(entry.store)][: _ENDS // 2]
        asked = [self._end(entry, name, way) for entry, name in wanted for way in (1, -1)]
        answers: list[Document] = []
        with suppress(TooLarge):
            yield from exchange_all(asked, LEAST * 4, answers)
        for (entry, name), *ends in zip(wanted, answers[::2], answers[1::2], strict=False):
            first, last = (_time(found[0].get(name)) if (found := batch(answer)) else None for answer in ends)
            if name == "_id":
                ids = all(isinstance(found[0].get(name), ObjectId) for answer in ends if (found := batch(answer)))
                entry.store.times += [Times("ObjectIds", first, last)] if ids else []
            else:
                entry.store.times.append(Times("first and last date", first, last, name))

    def _end(self, entry: Entry, name: str, way: int) -> Message:
        """Asks for the document with the first (1) or last (-1) date in this field, and of it for nothing else."""
        some = {name: {"$type": "objectId" if name == "_id" else "date"}}
        return self.find(entry.key, 1, filter=some, sort={name: way}, projection={name: 1})


# --- reading what came ------------------------------------------------------------------------------------------------


def _keys(entries: Iterable[Entry]) -> Iterator[Key]:
    return (entry.key for entry in entries)


def _keep(survey: Survey, entry: Entry, answer: Document) -> None:
    if ok(answer):
        found, cursor = batch(answer), answer.get("cursor")
        over = not isinstance(cursor, dict) or cursor.get("id", 0) == 0
        ended = len(found) < entry.want and isinstance(cursor, dict) and over
        survey.keep(entry, found if entry.want else (), shown=len(found), ended=ended, more=not over)
    else:
        survey.barred = "refused" if code(answer) == NOT_PERMITTED else "not done"


def _longer(survey: Survey, entry: Entry, found: Pages, left_out: dict[str, int]) -> bool:
    """After a reply that was longer than its page: keeps the documents that came whole. Where none did, whether the
    collection is asked again, without the field in which the reply was cut."""
    documents = batch(found.cut or {})
    at, *names = found.path[2:] or ("",)
    whole = documents[: int(at)] if at.isdigit() else documents
    if whole:
        survey.keep(entry, whole)
        size = found.bytes // len(whole)
        for other in survey.entries:
            other.weight = max(other.weight, size)  # what was promised does not hold
        survey.share()
        return False
    field = ".".join(name for name in names if not name.isdigit())
    if _LEFT_OUT.fullmatch(field) and field != "_id" and field not in left_out and len(left_out) < _MOST_LEFT_OUT:
        left_out[field] = 0
        entry.want = survey.limits.records
        return True
    if documents:
        survey.keep(entry, documents if entry.want else (), shown=len(documents))
    return False


def _listed(listing: Document) -> list[str]:
    """Names of databases, of each family the largest first, as far as sizes are told."""
    found = listing.get("databases")
    named = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    sizes = {name: _size(one) for one in named if isinstance(name := one.get("name"), str) and name}
    return chosen(sizes, len(sizes), size=lambda name: sizes[name], family_of=family)


def _understood(listing: Document) -> bool:
    """Whether a list of databases names each of them."""
    found = listing.get("databases")
    return isinstance(found, list) and all(map(named, found))


def _size(database: Document) -> int:
    size = database.get("sizeOnDisk")
    if database.get("empty") is True:
        return -1
    return int(size) if isinstance(size, int | float) and 0 <= size < 2**63 else 0


def _entries(database: str, answer: Document) -> Iterator[tuple[Entry, object]]:
    """Collections and views with their kinds; not indexes (which hold a `$`), nor what the server keeps for itself. Of
    a file store the chunks are listed and not read: they are pieces of files, of which it is told beside them."""
    told = [(name, one.get("type")) for one in batch(answer) if isinstance(name := one.get("name"), str) and name]
    kinds = {name if kind else name.removeprefix(f"{database}."): kind for name, kind in told}
    for name, kind in kinds.items():
        own = _RESERVED.fullmatch(name) or (database in SYSTEM and name.startswith("system."))
        if not (own or "$" in name or _OWN.fullmatch(f"{database}.{name}")):
            chunks = name.endswith(".chunks") and f"{name.removesuffix('chunks')}files" in kinds
            store = RawCollection(f"{database}.{name}")
            yield Entry((database, name), store, place=database, opaque=chunks), kind


def _dated(store: RawCollection) -> list[str]:
    """Names of fields that hold dates, by the first document that was read."""
    found = store.raws[0].value if store.raws else None
    if not found:
        return []
    fields = ["_id"] if isinstance(found.get("_id"), ObjectId) else []
    if store.records is not None and store.records <= _SORTABLE:
        dated = (name for name, value in found.items() if isinstance(value, datetime))
        fields += [name for name in dated if re.fullmatch(r"\w{1,64}", name)][:_DATES]
    return fields


def _time(value: object) -> float | None:
    if isinstance(value, ObjectId):
        return value.time
    return value.timestamp() if isinstance(value, datetime) else None


def _product(build: Document) -> tuple[str | None, str | None]:
    """FerretDB says so in buildInfo; MongoDB names the commit it was built from, others do not."""
    ferret = build.get("ferretdb")
    version = build.get("ferretdbVersion") or (ferret.get("version") if isinstance(ferret, dict) else None)
    if isinstance(version, str):
        return "FerretDB", version.removeprefix("v")
    version = build.get("version")
    name = "MongoDB" if re.fullmatch(r"[0-9a-f]{40}", str(build.get("gitVersion", ""))) else None
    return name, version if isinstance(version, str) else None


def _facts(greeting: Document) -> dict[str, str]:
    """The replica set and its members, as named by the server."""
    listed = greeting.get("hosts")
    hosts = [host for host in listed if isinstance(host, str)] if isinstance(listed, list) else []
    facts: dict[str, Any] = {"replica_set": greeting.get("setName"), "primary": greeting.get("primary")}
    facts["hosts"] = ",".join(hosts[:50])
    if greeting.get("msg") == "isdbgrid":
        facts["role"] = "mongos"
    return {name: value for name, value in facts.items() if isinstance(value, str) and value}
