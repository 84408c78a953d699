"""Neo4j, over HTTP. Open when nodes or relationships are read without a login, while a database of a random name is
refused as one that does not exist.

Sources: Neo4j documentation ("HTTP API": discovery, begin and commit a transaction in one request, the header
`Access-Mode`; "Operations manual": dbms.security.auth_enabled, on by default). The root answers everyone, and is no
proof. Every statement is of a closed list (`wire.cypher`), and is sent in a transaction that may only read. Counts of
labels and of kinds of relationships are kept by the product itself. The login that every new server has is never tried.
"""

import secrets
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection
from leftopen.survey.doors import by_name, parted
from leftopen.survey.figures import count
from leftopen.survey.http import LISTING, PAGE, REFUSED, ask, body_of, in_turn, locked
from leftopen.survey.survey import Catalogue, Entry, Survey, Words, walk
from leftopen.wire import cypher, http, json
from leftopen.wire.talk import Broken, Foreign, Late, Request, SampleLimits, Talk, fetch

_COMMIT = "/db/{db}/tx/commit"


def _recognises(first: bytes) -> bool:
    """The root says its version and where to speak to it, with a login set up too."""
    return first.startswith(b"HTTP/") and b'"neo4j_version"' in first


SPEC = Spec(
    protocols=("neo4j",),
    ports=(7474, 7473),
    over="http",
    recognises=_recognises,
    verbs=frozenset({"GET /", f"POST {_COMMIT} reading"}),
)
WORDS = Words("label or kind", "record", "A list of labels and kinds", "MATCH of {}",
              "a database of a random name was refused as one that does not exist",
              collections="labels and kinds")  # fmt: skip
_READ = {"Access-Mode": "READ"}
_MISSING, _FORBIDDEN = "Neo.ClientError.Database.DatabaseNotFound", "Neo.ClientError.Security."
_DATABASES = 20
_USUAL = "neo4j"
_NAMES = 200
"""Labels, and as many kinds, of a database that are counted."""


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server whose root names it."""
    return (yield from walk(Survey("neo4j", limits, WORDS, product="Neo4j"), _Neo4j()))


class _Neo4j(Catalogue):
    """See `survey.Catalogue`. The key of an entry is (database, statement that reads it, label or kind)."""

    def greet(self, survey: Survey) -> Talk[None]:
        """The root is open by design."""
        answer = yield from ask(http.get("/", most=PAGE))
        survey.version = answer.text("neo4j_version")
        if survey.version is None:
            raise Foreign("no version of Neo4j")
        if edition := answer.text("neo4j_edition"):
            survey.facts["edition"] = edition[:40]

    def control(self, survey: Survey) -> Talk[None]:
        """A database of a random name is not there."""
        name = f"leftopen{secrets.token_hex(6)}"
        answer = yield from ask(_request(name, [cypher.statement(cypher.COUNT)], PAGE))
        survey.controlled = _error(answer.body) == _MISSING
        if not survey.controlled and not locked(survey, answer) and _results(answer.body):
            survey.decoy = "It counted the nodes of a database that does not exist"

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The labels, and the kinds of relationships, of each database."""
        found: list[Entry] = []
        for database in (yield from self._databases(survey)):
            said = [cypher.statement(each) for each in (cypher.COUNT, cypher.LABELS, cypher.KINDS)]
            response = yield from fetch(_request(database, said, LISTING))
            body = body_of(response)
            results = _results(body)
            if _forbidden(response.status, body):
                survey.whole, survey.barred = False, f"refused ({_error(body) or response.status})"
            elif len(results) < len(said):
                survey.whole = False
            else:
                found += self._listed(survey, database, results)
        return found

    def _databases(self, survey: Survey) -> Talk[list[str]]:
        """All but the product's own; the usual one where they are not told."""
        try:
            answer = yield from ask(_request("system", [cypher.statement(cypher.DATABASES)], LISTING))
        except Late:  # the first statement after a start takes seconds to be planned
            survey.whole = False
            return [_USUAL]
        rows = [row[0] for rows in _results(answer.body) for row in rows if row and isinstance(row[0], str)]
        names = list(dict.fromkeys(name for name in rows if name and name != "system"))
        if not rows or len(names) > _DATABASES:
            survey.whole = False
        return names[:_DATABASES] if rows else [_USUAL]

    def _listed(self, survey: Survey, database: str, results: list[list[list[Any]]]) -> list[Entry]:
        total = count(results[0][0][0]) if results[0] and results[0][0] else None
        found = []
        for rows, reading, form in (
            (results[1], cypher.NODES_OF, "{}.{}"),
            (results[2], cypher.LINKS_OF, "{}.[{}]"),
        ):
            names = [row[0] for row in rows if row and isinstance(row[0], str) and row[0]]
            survey.whole = survey.whole and len(names) <= _NAMES
            for name in names:
                store = RawCollection(form.format(database, name))
                found.append(Entry((database, reading, name), store, weight=512, place=database))
        if total != 0 and not any(reading == cypher.NODES_OF for _, reading, _ in (each.key for each in found)):
            store = RawCollection(f"{database}.*", records=total)
            found.append(Entry((database, cypher.NODES, ""), store, weight=512, place=database))
        return found

    def figures(self, survey: Survey, entries: list[Entry]) -> Talk[None]:  # noqa: ARG002 - see Catalogue
        """How many there are of each, in one request for a database."""
        for database in dict.fromkeys(entry.key[0] for entry in entries):
            here = [(entry, said) for entry in entries if entry.key[0] == database and (said := _counting(entry))]
            if not here:
                continue
            answer = yield from ask(_request(database, [said for _, said in here], LISTING))
            for (entry, _), rows in zip(here, _results(answer.body), strict=False):
                entry.store.records = count(rows[0][0]) if rows and rows[0] else None

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Properties of some of each; of a page that is cut, the whole ones."""
        for entry, room in in_turn(survey, entries):
            try:
                request = _reading(*entry.key, limit=max(1, entry.want), most=room)
            except Broken:
                continue
            response = yield from fetch(request)
            survey.took(len(response.body))
            body = {} if response.cut else body_of(response)
            if _forbidden(response.status, body):
                survey.barred = f"refused ({_error(body) or response.status})"
            elif response.status == 200:
                rows = json.whole(response.body, "data")
                survey.keep(entry, [row for each in rows if (row := _properties(each)) is not None])


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A label or a kind of relationship by its name, wherever it is listed or not."""
    ways = []
    for database, name in parted(door):
        reading, inner = cypher.NODES_OF, name
        if name == "*":
            reading = cypher.NODES
        elif name.startswith("[") and name.endswith("]"):
            reading, inner = cypher.LINKS_OF, name[1:-1]
        try:
            ways.append(_reading(database, reading, inner, limit=1, most=PAGE))
        except Broken:
            return DoorState.UNDECIDED
    shown = lambda response: bool(json.whole(response.body, "data"))  # noqa: E731 - told by what is read
    return (yield from by_name(ways, shown, lambda response: _forbidden(response.status, body_of(response))))


def _request(database: str, statements: list[str], most: int) -> Request:
    return http.post(_COMMIT, cypher.body(statements), most=most, headers=_READ, db=database)


def _reading(database: str, reading: str, name: str, *, limit: int, most: int) -> Request:
    return _request(database, [cypher.statement(reading, name, limit)], most)


def _counting(entry: Entry) -> str | None:
    """The statement that counts it; None for what was counted, or cannot be asked about."""
    _, reading, name = entry.key
    try:
        counting = {cypher.NODES_OF: cypher.COUNT_OF, cypher.LINKS_OF: cypher.COUNT_LINKS_OF}[reading]
        return cypher.statement(counting, name)
    except (Broken, KeyError):
        return None


def _results(body: dict[str, Any]) -> list[list[list[Any]]]:
    """The rows of each statement that was answered."""
    results = body.get("results")
    found = []
    for each in results if isinstance(results, list) else []:
        data = each.get("data") if isinstance(each, dict) else None
        rows = [row.get("row") for row in data if isinstance(row, dict)] if isinstance(data, list) else []
        found.append([row for row in rows if isinstance(row, list)])
    return found


def _error(body: dict[str, Any]) -> str:
    """The code of the first error; "" where there is none."""
    errors = body.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    code = first.get("code") if isinstance(first, dict) else None
    return code[:100] if isinstance(code, str) and code.startswith("Neo.") and code.replace(".", "").isalnum() else ""


def _forbidden(status: int, body: dict[str, Any]) -> bool:
    return status in REFUSED or _error(body).startswith(_FORBIDDEN)


def _properties(each: Any) -> dict[str, Any] | None:
    row = each.get("row") if isinstance(each, dict) else None
    return row[0] if isinstance(row, list) and row and isinstance(row[0], dict) else None
