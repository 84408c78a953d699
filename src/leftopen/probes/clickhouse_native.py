"""ClickHouse, over its native protocol. Open when the tables of all databases are listed and rows are read as the user
`default` without a password, while a table of a random name is refused as one that does not exist.

Sources: see `wire.clickhouse`; ClickHouse documentation ("system.tables", "system.parts"). Columns are asked for one by
one, each as the begin of its text, so that a photo does not crowd out the name beside it; numbers and lists become
again what they are. What cannot be cast to text is left out. The words of a report are those of `clickhouse.toml`.
"""

import re
import secrets
from collections.abc import Iterable

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection
from leftopen.survey.clickhouse import (
    DENIED,
    GRANTS,
    HIDDEN,
    MISSING,
    NO_SESSION,
    OWNED,
    TAKES,
    WORDS,
    everything,
    takes,
    tells_rights,
)
from leftopen.survey.doors import parted, together
from leftopen.survey.figures import written
from leftopen.survey.http import in_turn
from leftopen.survey.survey import Catalogue, Entry, Survey, walk
from leftopen.wire import clickhouse as wire
from leftopen.wire import json
from leftopen.wire.talk import Broken, SampleLimits, Spent, Talk, redial, send

SPEC = Spec(
    protocols=("clickhouse",),
    ports=(9000, 9440),
    over="raw",
    verbs=frozenset({"Hello", "SELECT", "SHOW"}),
    recognises=wire.recognises,
    opening=wire.hello(),
    words="clickhouse",
)
_OWN = "'system', 'INFORMATION_SCHEMA', 'information_schema'"
_TABLES = f"SELECT database, name FROM system.tables WHERE database NOT IN ({_OWN}) LIMIT 5000"  # noqa: S608 - ours
_PARTS = """
SELECT database, table, toString(sum(rows)), toString(sum(bytes)), toString(toUInt32(min(modification_time)))
FROM system.parts WHERE active GROUP BY database, table
"""
_ENGINES = "SELECT database, name, engine FROM system.tables LIMIT 5000"
_LISTED = 5000
_LISTING = 1 << 20
_PAGE = 65_536
_SETTINGS = frozenset({115, 164, 452})
"""UNKNOWN_SETTING, READONLY, SETTING_CONSTRAINT_VIOLATION: of a user who may change none of them."""

_AT_A_TIME = 5
"""Rows of a block: those of a page that is too large are kept but for the last few."""

_LEAST, _MOST = 256, 32_768
"""Bytes of a value that are asked for."""

_PLAIN = ("String", "FixedString", "Int", "UInt", "Float", "Decimal", "Date", "UUID", "Enum", "IPv", "Bool", "Nothing")
_AFRESH = 8
_QUOTED = re.compile(r"'((?:[^'\\]++|\\.)*+)'", re.DOTALL)


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that greets as ClickHouse does."""
    return (yield from walk(Survey("clickhouse", limits, WORDS, product="ClickHouse", remedy="native"), _Native()))


class _Native(Catalogue):
    """See `survey.Catalogue`. The key of an entry is (database, table).

    `bare`: the user may change no setting; `afresh`: sessions begun anew since an answer was too large.
    """

    counted = 5000
    bare = False
    afresh = 0

    def greet(self, survey: Survey) -> Talk[None]:
        """A session, and the version that a statement tells whole."""
        told = yield from self.session()
        if isinstance(told, wire.Refused):
            says = f"A session as the user default was refused without a password (error {told.code})"
            survey.locked, survey.undecided = (says, None) if told.code in NO_SESSION else (None, says)
            return
        survey.version = told.version
        said = yield from self.select("SELECT version()", most=_PAGE)
        if isinstance(said, wire.Rows) and said.rows and isinstance(version := said.rows[0][0], str):
            survey.version = version[:40]

    def session(self) -> Talk[wire.Hello | wire.Refused]:
        """Asks for a session on this connection."""
        yield from send(wire.hello())
        return (yield from wire.greeting())

    def select(self, template: str, *names: str, most: int = _LISTING, rows: int = 0) -> Talk[wire.Rows | wire.Refused]:
        """The rows of a query, or an error; a fresh session follows an answer that is too large."""
        yield from send(wire.query(template, *names, rows=rows, bare=self.bare))
        said = yield from wire.rows(most)
        if isinstance(said, wire.Refused) and said.code in _SETTINGS and not self.bare:
            self.bare = True
            return (yield from self.select(template, *names, most=most, rows=rows))
        if isinstance(said, wire.Rows) and said.cut:
            self.afresh += 1
            if self.afresh > _AFRESH:
                raise Spent("answers were larger than was asked for, again and again")
            yield from redial()
            if not isinstance((yield from self.session()), wire.Hello):
                raise Spent("it let us in once and not again")
        return said

    def control(self, survey: Survey) -> Talk[None]:
        """A table that cannot be there."""
        name = f"leftopen_{secrets.token_hex(8)}"
        said = yield from self.select("SELECT * FROM {}.{} LIMIT 1", "system", name, most=_PAGE)
        if isinstance(said, wire.Rows):
            survey.decoy = "It answered a query on a table that does not exist"
        else:
            survey.controlled = said.code in MISSING | DENIED

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """All tables but those that describe the server."""
        found = yield from self._listed(survey, _TABLES)
        if not survey.whole or found:
            return found
        return (yield from self._others(survey))

    def beside(self, survey: Survey) -> Talk[list[Entry]]:
        """Where no table that it sees has a row; one that may be a queue is not read."""
        others = (yield from self._others(survey)) if survey.found else []
        if others:
            yield from self._queues(survey, others)
        return others

    def _others(self, survey: Survey) -> Talk[list[Entry]]:
        """Tables of somebody in the product's own database, where it would see them."""
        if not (yield from self._sees_all(survey)):
            survey.whole, survey.undecided = False, HIDDEN
            return []
        return (yield from self._listed(survey, OWNED))

    def _listed(self, survey: Survey, tables: str) -> Talk[list[Entry]]:
        said = yield from self.select(tables)
        if isinstance(said, wire.Refused):
            survey.whole, survey.barred = False, f"refused with error {said.code}"
            return []
        if len(said.columns) not in (2, 3):
            raise Broken("other columns than were asked for")
        found = [
            Entry((database, name), RawCollection(f"{database}.{name}"), place=database)
            for database, name, *_ in said.rows
            if isinstance(database, str) and isinstance(name, str)
        ]
        survey.whole = not said.cut and len(found) == len(said.rows) < _LISTED
        return found

    def _sees_all(self, survey: Survey) -> Talk[bool]:
        """Whether it would see a table, if there were one: see `survey.clickhouse`."""
        if tells_rights(survey.version):
            told = yield from self.select(GRANTS, most=_PAGE)
            rows = told.rows if isinstance(told, wire.Rows) else []
            return everything(row[0] for row in rows if row and isinstance(row[0], str))
        name = f"leftopen_{secrets.token_hex(8)}"
        said = yield from self.select("SELECT * FROM {}.{} LIMIT 1", name, name, most=_PAGE)
        return isinstance(said, wire.Refused) and said.code in MISSING

    def figures(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Rows, bytes and the first writing of the tables that keep parts; views and others tell none."""
        said = yield from self.select(_PARTS)
        told = said.rows if isinstance(said, wire.Rows) else []
        known = {(row[0], row[1]): row[2:] for row in told if len(row) == 5}
        if any(entry.key not in known for entry in entries):  # those that keep no parts may be queues
            yield from self._queues(survey, entries)
        for entry in entries:
            records, size, first = known.get(entry.key, (None, None, None))
            entry.store.records, entry.store.bytes = written(records), written(size)
            entry.store.created = float(made) if (made := written(first)) else None
            entry.weigh()

    def _queues(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Tables of which a read takes something away are not read, as far as engines are told."""
        said = yield from self.select(_ENGINES)
        told = [row for row in said.rows if len(row) == 3] if isinstance(said, wire.Rows) else []
        engines = {(row[0], row[1]): str(row[2]) for row in told}
        for entry in entries:
            entry.opaque = takes(engines.values(), engines.get(entry.key, ""))
        if any(entry.opaque for entry in entries):
            survey.barred = TAKES

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Rows of each; where it has columns that are no text, of the others."""
        for entry, room in in_turn(survey, [entry for entry in entries if all(map(wire.quotable, entry.key))]):
            said = yield from self.page(entry.key, room, max(1, entry.want))
            if isinstance(said, wire.Refused):
                if said.code in DENIED:
                    survey.barred = f"refused with error {said.code}"
                continue
            entry.store.declared = dict(said.columns)
            survey.took(said.size)
            survey.keep(entry, (_record(said.columns, row) for row in said.rows))

    def page(self, key: tuple[str, str], room: int, rows: int) -> Talk[wire.Rows | wire.Refused]:
        """Rows of a table with the names and types that its columns have there; none came of a table without any."""
        told = yield from self.select("SELECT * FROM {}.{} LIMIT 0", *key, most=_LISTING)
        if isinstance(told, wire.Refused):
            return told
        columns = [column for column in told.columns if wire.quotable(column[0])]
        said: wire.Rows | wire.Refused = wire.Rows()
        for some in (columns, [column for column in columns if _plain(column[1])]):
            if not some:
                continue
            said = yield from self.read(key, some, room, rows)
            if isinstance(said, wire.Rows) and said.cut and not said.rows:
                said = yield from self.read(key, some, room, 1)
            if isinstance(said, wire.Rows) or said.code in DENIED:
                break
        return said

    def read(
        self, key: tuple[str, str], columns: list[tuple[str, str]], room: int, rows: int
    ) -> Talk[wire.Rows | wire.Refused]:
        """The begin of the text of each column."""
        size = max(_LEAST, min(_MOST, room // len(columns)))
        if rows == 1:
            size = max(1, min(size, room // len(columns) // 2))
        texts = ", ".join(f"substring(toString({{}}), 1, {size})" for _ in columns)
        template = f"SELECT {texts} FROM {{}}.{{}} LIMIT {rows}"  # noqa: S608 - names are quoted by query
        said = yield from self.select(template, *(name for name, _ in columns), *key, most=room, rows=_AT_A_TIME)
        if isinstance(said, wire.Rows):
            if said.columns and len(said.columns) != len(columns):
                raise Broken("other columns than were asked for")
            said.columns = columns
        return said


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A table by its name, in a session without a password."""
    asked = _Native()
    told = yield from asked.session()
    if isinstance(told, wire.Refused):
        return DoorState.SHUT if told.code in NO_SESSION else DoorState.UNDECIDED
    states = []
    for key in parted(door):
        said = yield from asked.page(key, _PAGE, 1)
        if isinstance(said, wire.Refused):
            states.append(DoorState.SHUT if said.code in DENIED else DoorState.UNDECIDED)
        else:
            states.append(DoorState.OPEN if said.rows else DoorState.UNDECIDED)
    return together(states)


def _plain(kind: str) -> bool:
    """Whether every release casts this type to text."""
    bare = kind.removeprefix("LowCardinality(").removeprefix("Nullable(")
    return bare.startswith(_PLAIN)


def _record(columns: Iterable[tuple[str, str]], row: list[str | bytes | None]) -> dict[str, object]:
    return {name: _value(kind, value) for (name, kind), value in zip(columns, row, strict=True)}


def _value(kind: str, value: str | bytes | None) -> object:
    """A list becomes one again: of numbers it is JSON as it stands, and of texts once its quotes are those of JSON."""
    if not isinstance(value, str) or not kind.startswith("Array("):
        return value
    if kind.startswith("Array(String"):
        value = _QUOTED.sub(lambda found: '"' + found[1].replace('"', '\\"').replace("\\'", "'") + '"', value)
    try:
        return json.decode(value.encode())
    except Broken:
        return value
