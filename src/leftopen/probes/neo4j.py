"""Neo4j, over HTTP. Open when nodes or relationships are read without a login, while a database of a random name is
refused as one that does not exist.

Sources: Neo4j documentation ("HTTP API": discovery, begin and commit a transaction in one request, the header
`Access-Mode`; "Operations manual": dbms.security.auth_enabled, on by default). The root answers everyone, and is no
proof. Every statement is of a closed list (`wire.cypher`), and is sent in a transaction that may only read. Counts of
labels and of kinds of relationships are kept by the product itself. The login that every new server has is never tried.
What is asked of a graph is told in `survey.graph`.
"""

import secrets
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding
from leftopen.survey.graph import WORDS, Graph, GraphAnswer, code_of, refusal
from leftopen.survey.http import PAGE, REFUSED, ask, body_of, patient
from leftopen.survey.survey import Survey, Unsigned, walk
from leftopen.wire import cypher, http, json
from leftopen.wire.talk import Request, SampleLimits, Talk

_COMMIT = "/db/{db}/tx/commit"
_READ = {"Access-Mode": "READ"}


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


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server whose root names it."""
    return (yield from walk(Survey("neo4j", limits, WORDS, product="Neo4j"), _Neo4j()))


class _Neo4j(Graph):
    """Statements in one request. `afresh`: what was asked before in this run is asked again."""

    doubted = True

    def __init__(self, *, afresh: bool = False) -> None:
        self.afresh = afresh

    def greet(self, survey: Survey) -> Talk[None]:
        """The root is open by design."""
        answer = yield from ask(http.get("/", most=PAGE))
        survey.version = answer.text("neo4j_version")
        if survey.version is None:
            raise Unsigned("no version of Neo4j")
        if edition := answer.text("neo4j_edition"):
            survey.facts["edition"] = edition[:40]

    def told(self, database: str, statements: list[str], most: int) -> Talk[GraphAnswer]:
        """See `Graph`. Of an answer that is cut, the whole rows of a single statement are there."""
        request = http.post(_COMMIT, cypher.body(statements), most=most, headers=_READ, db=database)
        response = yield from patient(Request(request.message, most, shared=not self.afresh))
        body = {} if response.cut else body_of(response)
        rows = _results(body)
        if not rows and response.status == 200 and len(statements) == 1:
            data = json.whole(response.body, "data")
            rows = [_rows(data)] if data or json.begun(response.body, "data") is not None else []
        code = _error(body)
        stated = response.status in REFUSED and (not code or bool(refusal(code)))
        refused = f"refused with {response.status}" if stated else refusal(code)
        return GraphAnswer(rows, code, len(response.body), response.cut, refused)


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A label or a kind of relationship by its name, wherever it is listed or not."""
    state = yield from _Neo4j(afresh=True).again(door)
    if state is DoorState.SHUT:  # by something in front, perhaps, which looks at paths: there are others that read
        root = yield from ask(Request(http.get("/", most=PAGE).message, PAGE, shared=False))
        open_root = root.text("neo4j_version") is not None
        other = yield from patient(Request(_unknown().message, PAGE, shared=False))
        return DoorState.UNDECIDED if open_root and not refusal(_error(body_of(other))) else state
    return state


def _unknown() -> Request:
    """A question to a database of a random name, which the product refuses in its own words where a login is needed."""
    name = f"leftopen{secrets.token_hex(6)}"
    return http.post(_COMMIT, cypher.body([cypher.statement(cypher.COUNT)]), most=PAGE, headers=_READ, db=name)


def _results(body: dict[str, Any]) -> list[list[list[Any]]]:
    """The rows of each statement that was answered."""
    results = body.get("results")
    found = []
    for each in results if isinstance(results, list) else []:
        data = each.get("data") if isinstance(each, dict) else None
        found.append(_rows(data if isinstance(data, list) else []))
    return found


def _rows(data: list[Any]) -> list[list[Any]]:
    rows = [row.get("row") for row in data if isinstance(row, dict)]
    return [row for row in rows if isinstance(row, list)]


def _error(body: dict[str, Any]) -> str:
    """The code of the first error; "" where there is none."""
    errors = body.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    return code_of(first.get("code")) if isinstance(first, dict) else ""
