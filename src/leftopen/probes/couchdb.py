"""CouchDB and PouchDB Server, over HTTP. Open when `GET /{_db}/_all_docs` gives documents without a login, while a
database of a random name is refused as the product refuses it.

Source: https://docs.couchdb.org/en/stable/api/ (server, database, bulk documents, HTTP status 401). Where the list of
databases is for administrators alone, as it is since 3.0, the one database that every server has is asked all the same.
"""

import re
import secrets
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection
from leftopen.survey.doors import by_name, lists
from leftopen.survey.figures import count
from leftopen.survey.http import (
    LISTING,
    PAGE,
    REFUSED,
    array,
    ask,
    barred,
    before,
    in_turn,
    lock,
    nothing_after,
    patient,
    texts,
    unshown,
)
from leftopen.survey.survey import Catalogue, Entry, Survey, Unsigned, Words, walk
from leftopen.wire import http, json
from leftopen.wire.talk import Broken, Response, SampleLimits, Talk

_MARKS = re.compile(rb'"(?:couchdb|express-pouchdb)"\s*:\s*"Welcome|^server: CouchDB', re.MULTILINE | re.IGNORECASE)


def _recognises(first: bytes) -> bool:
    """By the greeting, or by the server's name where that is refused."""
    return first.startswith(b"HTTP/") and _MARKS.search(first) is not None


SPEC = Spec(
    protocols=("couchdb",),
    ports=(5984, 6984),
    over="http",
    verbs=frozenset({"GET /", "GET /_all_dbs", "GET /{_db}", "GET /{_db}/_all_docs", "GET /{_db}/_changes"}),
    recognises=_recognises,
    behind=True,
)
WORDS = Words(
    "database", "document", "GET /_all_dbs", "GET /{}/_all_docs", "one of a random name was refused as not found"
)

_PRODUCTS = {"couchdb": "CouchDB", "express-pouchdb": "PouchDB Server"}
_USERS = "_users"
_NAME = re.compile(r"[a-z][a-z0-9_$()+-]*|_users|_replicator|_global_changes")
"""Names of databases that can stand in a path; one with a slash is listed and not asked about."""


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that greets as CouchDB does."""
    return (yield from walk(Survey("couchdb", limits, WORDS), _CouchDB()))


class _CouchDB(Catalogue):
    """See `survey.Catalogue`. The key of an entry is the name of the database."""

    counted = 50

    def __init__(self) -> None:
        self.missing = False

    def greet(self, survey: Survey) -> Talk[None]:
        """Servers that refuse even the greeting name themselves in a header."""
        answer = yield from ask(http.get("/", most=PAGE))
        named = next((name for name in _PRODUCTS if str(answer.body.get(name)).startswith("Welcome")), None)
        server = answer.headers.get("server", "").partition(" ")[0].partition("/")
        if named is None and not (server[0] == "CouchDB" and answer.body.get("error") == "unauthorized"):
            raise Unsigned("no Welcome of CouchDB")
        survey.product = _PRODUCTS[named or "couchdb"]
        survey.version = answer.text("version") or (None if named else server[2] or None)
        survey.facts = texts(answer.body, cluster_uuid="uuid")

    def control(self, survey: Survey) -> Talk[None]:
        """A server that lets only users in refuses what is not there in the same way as what is."""
        answer = yield from ask(http.get("/{_db}", most=PAGE, _db=f"leftopen_{secrets.token_hex(6)}"))
        missing = answer.status == 404 and answer.body.get("error") == "not_found"
        survey.controlled = missing or answer.status in REFUSED
        self.missing = missing
        if answer.ok and answer.body:
            survey.decoy = "It has a database of a random name"

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """All databases; where they are not listed, that of the users if it can be read."""
        answer = yield from patient(http.get("/_all_dbs", most=LISTING))
        if answer.status == 200 and not answer.cut:
            found = json.decode(answer.body, most=LISTING)
            if not isinstance(found, list):
                raise Broken("no list of databases")
            names = [name for name in found if isinstance(name, str)]
            survey.whole = len(names) == len(found)
            if not found:  # what every server has may be there all the same
                users = yield from ask(http.get("/{_db}", most=PAGE, _db=_USERS))
                survey.whole &= users.status == 404
                names = [_USERS] if users.ok else []
            return [Entry(name, RawCollection(name)) for name in names]
        survey.whole = False
        users = yield from ask(http.get("/{_db}", most=PAGE, _db=_USERS))
        if not users.ok and answer.status in REFUSED:
            refusal = f"{survey.words.listed} was refused with {answer.status} without a login"
            survey.controlled = self.missing  # who refuses any name has refused all
            lock(survey, refusal, before=survey.version is not None and before(answer))
            return []
        return [Entry(_USERS, RawCollection(_USERS))] if users.ok else []

    def figures(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Counts, and the size of what is in there: `sizes` since 2.0."""
        for entry in entries:
            if _NAME.fullmatch(entry.key):
                answer = yield from ask(http.get("/{_db}", most=PAGE, _db=entry.key))
                barred(survey, answer)
                sizes = answer.body.get("sizes")
                entry.store.records = count(answer.body.get("doc_count"))
                if entry.store.records == 0 and count(answer.body.get("doc_del_count")):
                    survey.undecided = (
                        "It holds documents that were deleted; what they said may be read until it is tidied up"
                    )
                entry.store.bytes = count(
                    sizes.get("external") if isinstance(sizes, dict) else answer.body.get("data_size")
                )
                entry.weigh()

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """A page of documents each; of one that is longer than its page, what came of it."""
        for entry, room in in_turn(survey, [entry for entry in entries if _NAME.fullmatch(entry.key)]):
            query: dict[str, str | int] = {"include_docs": "true", "limit": entry.want} if entry.want else {"limit": 1}
            answer = yield from patient(http.get("/{_db}/_all_docs", most=room, query=query, _db=entry.key))
            survey.took(len(answer.body))
            if barred(survey, answer) or answer.status != 200:
                continue
            told = _rows(answer)
            if told and all(map(_designed, told)) and len(told) != entry.store.records:  # what follows these
                query["startkey"] = _AFTER_DESIGNS
                later = yield from patient(http.get("/{_db}/_all_docs", most=room, query=query, _db=entry.key))
                survey.took(len(later.body))
                if not barred(survey, later) and (more := _rows(later)) and not all(map(_designed, more)):
                    entry.store.records = (entry.store.records and max(0, entry.store.records - len(told))) or None
                    survey.keep(entry, [_document(row) for row in more])
                    continue
            if told is not None:
                ended = not answer.cut and (yield from _ended(entry, len(told)))
                rows = [_document(row) for row in told]
                _keep(survey, entry, rows, ended=ended, more=unshown(answer, rows))


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A database may be public though the list of them is not, and tell its changes where its documents are refused."""
    if not _NAME.fullmatch(door):
        return DoorState.UNDECIDED
    ways = [
        http.get("/{_db}/_all_docs", most=PAGE, query={"limit": 1}, _db=door),
        http.get("/{_db}/_changes", most=PAGE, query={"limit": 1, "include_docs": "true"}, _db=door),
    ]
    return (yield from by_name(ways, lambda response: lists("rows")(response) or lists("results")(response)))


_AFTER_DESIGNS = '"_design0"'
"""Where documents begin that come after those of the design: keys are sorted by their bytes, and `0` follows `/`."""


def _rows(answer: Response) -> list[Any] | None:
    return array(answer, "rows")


def _document(row: Any) -> Any:
    return row.get("doc", row) if isinstance(row, dict) else row


def _ended(entry: Entry, shown: int) -> Talk[bool]:
    """Whether no document follows these."""
    if not entry.claims_more(shown, entry.want):
        return False
    query = {"limit": 1, "skip": shown}
    return bool((yield from nothing_after(http.get("/{_db}/_all_docs", most=PAGE, query=query, _db=entry.key), "rows")))


def _keep(survey: Survey, entry: Entry, rows: list[Any], *, ended: bool, more: bool) -> None:
    """Takes documents; those of the design hold programs, and count as none of them."""
    kept = [row for row in rows if not _designed(row)]
    if entry.store.records is not None and len(rows) == entry.store.records:
        entry.store.records = len(kept)
    survey.keep(entry, kept, ended=ended, more=more)


def _designed(row: Any) -> bool:
    return isinstance(row, dict) and str(row.get("_id", row.get("id", ""))).startswith("_design/")
