"""What is asked of a graph that speaks Cypher, told once for its transports: databases, labels and kinds of
relationships, how many there are, some of each.

A transport says who it is (`greet`) and carries statements of `wire.cypher` to a database and their rows back (`told`).
"""

import secrets
from abc import abstractmethod
from dataclasses import dataclass, field
from typing import Any

from leftopen.model import DoorState
from leftopen.raw import RawCollection
from leftopen.survey.doors import parted, together
from leftopen.survey.figures import count
from leftopen.survey.http import PAGE, in_turn
from leftopen.survey.survey import Catalogue, Entry, Survey, Words
from leftopen.wire import cypher
from leftopen.wire.talk import Broken, Late, Talk

LISTING = 1 << 20
"""Bytes of a list of databases, labels or kinds."""

WORDS = Words("label or kind", "record", "A list of labels and kinds", "MATCH of {}",
              "a database of a random name was refused as one that does not exist",
              collections="labels and kinds")  # fmt: skip
_MISSING = "Neo.ClientError.Database.DatabaseNotFound"
_FORBIDDEN = frozenset(
    f"Neo.ClientError.Security.{word}"
    for word in ("Unauthorized", "Forbidden", "AuthorizationFailed", "AuthenticationFailed")
)
"""Of the errors of its security those that refuse who has no login, the last two before 3.0. The others
(`AuthenticationRateLimit`, `AuthProviderTimeout`, `AuthorizationExpired`, …) say that it does not look now ("Neo4j
status codes")."""
_DATABASES = 20
_USUAL = "neo4j"
_NAMES = 200
"""Labels, and as many kinds, of a database that are counted."""


@dataclass(frozen=True, slots=True)
class GraphAnswer:
    """`rows`: of each statement that was answered, those that came whole; `code`: of the first error, "" where there is
    none; `size`: bytes of the answer; `cut`: there is more of it; `refused`: for want of a right, in our words."""

    rows: list[list[list[Any]]] = field(repr=False)
    code: str = ""
    size: int = 0
    cut: bool = False
    refused: str = ""


def code_of(told: object) -> str:
    """A code as the product writes it; "" for all else."""
    good = isinstance(told, str) and told.startswith("Neo.") and told.isascii() and told.replace(".", "").isalnum()
    return told[:100] if isinstance(told, str) and good else ""


def refusal(code: str) -> str:
    """How a read was refused for want of a right; "" where it was not."""
    return f"refused ({code})" if code in _FORBIDDEN else ""


class Graph(Catalogue):
    """See `survey.Catalogue`. The key of an entry is (database, statement that reads it, label or kind)."""

    @abstractmethod
    def told(self, database: str, statements: list[str], most: int) -> Talk[GraphAnswer]:
        """What these statements gave, in a transaction that may only read; at most about `most` bytes."""

    def control(self, survey: Survey) -> Talk[None]:
        """A database of a random name is not there."""
        answer = yield from self.told(f"leftopen{secrets.token_hex(6)}", [cypher.statement(cypher.COUNT)], PAGE)
        survey.controlled = answer.code == _MISSING
        if answer.refused and not survey.controlled:
            survey.locked = f"{survey.words.listed} was {answer.refused} without a login"
        elif answer.rows and not survey.controlled:
            survey.decoy = "It counted the nodes of a database that does not exist"

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The labels, and the kinds of relationships, of each database."""
        found: list[Entry] = []
        for database in (yield from self._databases(survey)):
            said = [cypher.statement(each) for each in (cypher.COUNT, cypher.LABELS, cypher.KINDS)]
            answer = yield from self.told(database, said, LISTING)
            if answer.refused:
                survey.whole, survey.barred = False, answer.refused
            elif len(answer.rows) < len(said) or answer.cut or answer.code:
                survey.whole = False
            else:
                found += self._listed(survey, database, answer.rows)
        return found

    def _databases(self, survey: Survey) -> Talk[list[str]]:
        """All but the product's own; the usual one where they are not told."""
        try:
            answer = yield from self.told("system", [cypher.statement(cypher.DATABASES)], LISTING)
        except Late:  # the first statement after a start takes seconds to be planned
            survey.whole = False
            return [_USUAL]
        rows = [row[0] for rows in answer.rows for row in rows if row and isinstance(row[0], str)]
        names = list(dict.fromkeys(name for name in rows if name and name != "system"))
        if not rows or answer.code or len(names) > _DATABASES:
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
        """How many there are of each, together for a database."""
        for database in dict.fromkeys(entry.key[0] for entry in entries):
            here = [(entry, said) for entry in entries if entry.key[0] == database and (said := _counting(entry))]
            if not here:
                continue
            answer = yield from self.told(database, [said for _, said in here], LISTING)
            for (entry, _), rows in zip(here, answer.rows, strict=False):
                entry.store.records = count(rows[0][0]) if rows and rows[0] else None

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Properties of some of each; of a page that is cut, the whole ones."""
        for entry, room in in_turn(survey, entries):
            database, reading, name = entry.key
            try:
                said = cypher.statement(reading, name, max(1, entry.want))
            except Broken:
                continue
            answer = yield from self.told(database, [said], room)
            survey.took(answer.size)
            if answer.refused:
                survey.barred = answer.refused
            elif answer.rows:
                found = [row[0] for row in answer.rows[0] if row and isinstance(row[0], dict)]
                survey.keep(entry, found, more=bool(answer.code))  # an error may follow rows, or stand in their place
                if answer.cut and not found:
                    entry.shown = 1  # a record began, and is larger than the page

    def again(self, door: str) -> Talk[DoorState]:
        """A label or a kind of relationship by its name, wherever it is listed or not."""
        states = []
        for database, name in parted(door):
            reading, inner = cypher.NODES_OF, name
            if name == "*":
                reading = cypher.NODES
            elif name.startswith("[") and name.endswith("]"):
                reading, inner = cypher.LINKS_OF, name[1:-1]
            try:
                said = cypher.statement(reading, inner, 1)
            except Broken:
                return DoorState.UNDECIDED
            answer = yield from self.told(database, [said], PAGE)
            if answer.refused:
                states.append(DoorState.SHUT)
            else:
                read = answer.rows and (answer.rows[0] or answer.cut)
                states.append(DoorState.OPEN if read else DoorState.UNDECIDED)
        return together(states)


def _counting(entry: Entry) -> str | None:
    """The statement that counts it; None for what was counted, or cannot be asked about."""
    _, reading, name = entry.key
    try:
        counting = {cypher.NODES_OF: cypher.COUNT_OF, cypher.LINKS_OF: cypher.COUNT_LINKS_OF}[reading]
        return cypher.statement(counting, name)
    except (Broken, KeyError):
        return None
