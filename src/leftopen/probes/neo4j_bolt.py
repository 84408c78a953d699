"""Neo4j and Memgraph, over Bolt. Open when nodes or relationships are read without a login, while a database of a
random name is refused as one that does not exist.

Sources: Neo4j documentation ("Bolt protocol", "Operations manual": dbms.security.auth_enabled, on by default); see
`wire.bolt`. What is asked of a graph is told in `survey.graph`, for this and for HTTP; the words of a report are those
of `neo4j.toml`. Statements are of a closed list and run in transactions that may only read.
"""

from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding
from leftopen.survey.graph import WORDS, Graph, GraphAnswer, code_of, refusal
from leftopen.survey.survey import Survey, walk
from leftopen.wire import bolt
from leftopen.wire.talk import Broken, Late, SampleLimits, SendAll, Spent, Talk, redial, send

SPEC = Spec(
    protocols=("neo4j",),
    ports=(7687,),
    over="raw",
    verbs=frozenset({"HANDSHAKE", "HELLO none", "LOGON", "RUN", "PULL", "RESET session"}),
    recognises=bolt.recognises,
    opening=bolt.handshake(),
    words="neo4j",
)
_PAGE = 65_536
_AFRESH = 8
"""Sessions begun anew after answers that were too large."""


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that chooses a version of Bolt."""
    return (yield from walk(Survey("neo4j", limits, WORDS, product="Neo4j"), _Bolt()))


class _Bolt(Graph):
    """Statements one after the other, in one session. `afresh`: sessions begun anew."""

    def __init__(self) -> None:
        self.afresh = 0

    def greet(self, survey: Survey) -> Talk[None]:
        """A session without a login."""
        told = yield from self.session()
        if told.kind == bolt.FAILURE:
            code = code_of(told.meta.get("code"))
            says = f"A session without a login was refused ({code or 'an error'})"
            survey.locked, survey.undecided = (says, None) if refusal(code) else (None, says)
        server = told.meta.get("server")
        if isinstance(server, str):
            self._named(survey, server)

    def _named(self, survey: Survey, server: str) -> None:
        """`Neo4j/5.26.0`; who only says that it is compatible tells another product, and no version of its own."""
        product, _, version = server.partition("/")
        if "Memgraph" in server:
            survey.product = "Memgraph"
        elif product == "Neo4j":
            survey.version = version[:40] or None
        else:
            survey.product = product[:40] or None

    def session(self) -> Talk[bolt.Said]:
        """Begins a session: what it said of itself, or how it refused."""
        yield from send(bolt.handshake())
        version = yield from bolt.version()
        yield from send(bolt.hello(version))
        told = yield from self._next()
        if told.kind == bolt.SUCCESS and version >= (5, 1):
            yield from send(bolt.logon())
            after = yield from self._next()
            if after.kind != bolt.SUCCESS:
                return bolt.Said(bolt.FAILURE, told.meta | after.meta)
        return told

    def _next(self) -> Talk[bolt.Said]:
        told = yield from bolt.said(_PAGE)
        if told is None or told.kind not in (bolt.SUCCESS, bolt.FAILURE):
            raise Broken("no answer to the begin of a session")
        return told

    def _again(self) -> Talk[None]:
        """A fresh session, where there is something left unread in this one."""
        self.afresh += 1
        if self.afresh > _AFRESH:
            raise Spent("answers were larger than was asked for, again and again")
        yield from redial()
        if (yield from self.session()).kind != bolt.SUCCESS:
            raise Spent("it let us in once and not again")

    def told(self, database: str, statements: list[str], most: int) -> Talk[GraphAnswer]:
        """See `Graph`. A statement after one that failed is not asked."""
        found: list[list[list[Any]]] = []
        size = 0
        for each in statements:
            yield SendAll((bolt.run(each, database), bolt.pull(bolt.MOST)))
            try:
                answer = yield from self._answer(most - size)
            except Late:
                yield from self._again()
                raise
            size += answer.size
            found += answer.rows
            if answer.cut or answer.code:
                return GraphAnswer(found, answer.code, size, answer.cut, answer.refused)
        return GraphAnswer(found, "", size)

    def _answer(self, most: int) -> Talk[GraphAnswer]:
        """What one statement and the wish for its records gave."""
        rows: list[list[Any]] = []
        code, size, ends, more = "", 0, 0, False
        while ends < 2:
            said = yield from bolt.said(max(most - size, 1024))
            if said is None:
                yield from self._again()
                return GraphAnswer([rows], size=size, cut=True)
            size += said.size
            if said.kind == bolt.RECORD:
                rows.append(said.fields)
                continue
            ends += 1
            more = said.meta.get("has_more") is True
            if said.kind == bolt.FAILURE:
                code = code or code_of(said.meta.get("code")) or "an error"
        if code or more:
            yield from send(bolt.reset())
            yield from self._next()
        return GraphAnswer([] if code else [rows], code, size, more, refusal(code))


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A label or a kind of relationship by its name, in a session without a login."""
    asked = _Bolt()
    told = yield from asked.session()
    if told.kind != bolt.SUCCESS:
        return DoorState.SHUT if refusal(code_of(told.meta.get("code"))) else DoorState.UNDECIDED
    return (yield from asked.again(door))
