"""PostgreSQL and others that speak its protocol, PgBouncer among them. Open when tables are read without a password.

Sources: https://www.postgresql.org/docs/current/protocol-flow.html , .../auth-pg-hba-conf.html , .../catalogs.html ,
.../errcodes-appendix.html and https://www.pgbouncer.org/usage.html (the console, `auth_type`).
A rule of pg_hba.conf lets in by database, role and TLS, so that one refusal says little: see `_NAMES` for what is asked
before `locked` is said; `all` names every database, but not replication, by which a whole server is copied: a session
of that is asked for last, and asked who it is and nothing else. No password is ever sent. `AuthenticationOk` alone is
no proof: a rule may trust a role that does not exist. The session is read-only by its own start-up options, or by
`wire.postgres.CAREFUL` where these are refused. The control is a table with a random name, which must not exist
(42P01).

Not read, though listed: foreign tables, for the server would ask another one in our stead, and views on them; views
that call functions of the database's own which may do anything.
"""

import re
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection, Times
from leftopen.survey import postgres as catalogue
from leftopen.survey.choice import chosen, family
from leftopen.survey.doors import together
from leftopen.survey.postgres import Table
from leftopen.survey.survey import Catalogue, Entry, Survey, Words, walk
from leftopen.wire.postgres import (
    IDENTIFY,
    Answer,
    TooLarge,
    ask,
    begins,
    clean,
    identify,
    offers_tls,
    query,
    read_answer,
    replication,
    ssl_request,
    startup,
    terminate,
)
from leftopen.wire.talk import (
    Broken,
    Closed,
    Fault,
    Foreign,
    Late,
    SampleLimits,
    Spent,
    Talk,
    redial,
    send,
    start_tls,
)

SPEC = Spec(
    protocols=("postgresql",),
    ports=(5432, 5433, 6432),
    over="raw",
    verbs=frozenset({"SSLRequest", "StartupMessage", "SELECT", "SHOW", IDENTIFY, "Terminate"}),
    recognises=begins,
    opening=ssl_request(),
    anywhere=3,
)
WORDS = Words(
    collection="table",
    record="row",
    listed="The role postgres",
    read="SELECT from {}",
    control="a table with a random name failed with 42P01",
)

_COPIED = replace(
    WORDS,
    listed="IDENTIFY_SYSTEM in a session of replication of the role postgres",
    control="a table with a random name was refused there",
)
ROLE, CONSOLE, POOLER = "postgres", "pgbouncer", "PgBouncer"
_NAMES = ("root", "app", "test", "web", "api", "data", "db", "dev", "prod", "crm", "shop")
"""Asked, each as role and database at once, where `postgres` is refused: a rule may trust one role or database alone.

`root` is the role that CockroachDB begins with, the others are what documentation and images of applications call
theirs. Few, since each is a connection that the other side may log; none of them is asked where `postgres` is trusted.
"""

_LARGE = 1 << 20
"""Bytes of the largest answer that is read."""
_DATABASES, _FEW = 10, 5
"""Databases that are entered; rows that are asked for where the server cannot cut their values."""
_CONNECTIONS = 20
"""What we open at most; the driver allows 24 to a service."""
ANY = "SQL_ASCII"
"""The encoding that is none: such a database gives out no text in another."""
_UNFILLED = "55000"
"""The state in which a materialised view is that was never filled."""

_PRODUCTS = {"PostgreSQL": "PostgreSQL", "CockroachDB": "CockroachDB", "CrateDB": "CrateDB", "QuestDB": "QuestDB"}
_SPARED = "left undone, since it would ask another server or call functions that may do anything"


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks for a session of the role that every PostgreSQL begins with, and what it may read."""
    return (yield from walk(Survey("postgresql", limits, WORDS), _PostgreSQL()))


_NO_TABLE = "42P01"
"""Of a catalogue that kin of PostgreSQL do not have."""
_STRANGE = (_NO_TABLE, "42601", "42703", "42883")
"""Of a statement with words that they do not know."""


class _PostgreSQL(Catalogue):
    """See `survey.Catalogue`.

    `here`: the database of this session, "" where there is none; `names`: the other databases, and the encoding that
    text of each is asked in; `leads`: what is not read in a database (`survey.postgres.leading`), None where nobody
    could say; `plain`: without TLS although it is offered; `options`: those of the start-up are known; `copies`: no
    session opened but one of replication; `exact`: see `keeps_rows_here`.
    """

    def __init__(self) -> None:
        self.role, self.here = ROLE, ""
        self.first = self.session = Answer()
        self.options, self.plain, self.tls = True, False, False
        self.exact = self.copies = False
        self.connections = 0
        self.names: dict[str, str] = {}
        self.leads: dict[str, frozenset[int] | None] = {}
        self.entered: list[str] = []

    # --- sessions -----------------------------------------------------------------------------------------------------

    def _open(self, role: str, database: str, encoding: str = "UTF8", fault: type[Fault] = Broken) -> Talk[Answer]:
        """Asks for a session in a connection of its own, in TLS where the server has it and `plain` is not set.

        Without a database it is one of replication."""
        if self.connections:
            if self.here:
                with suppress(Closed):
                    yield from send(terminate())
            if self.connections >= _CONNECTIONS:
                raise Spent("no connection is left for it")
            yield from redial()
        self.connections += 1
        self.here = ""
        if not self.plain:
            yield from send(ssl_request())
            self.tls = yield from offers_tls(fault)
            if self.tls:
                yield from start_tls()
        ours = database in _NAMES or database in (ROLE, CONSOLE, "template1")
        plain = startup(role, database, options=self.options, encoding=encoding, ours=ours) if database else None
        yield from send(plain or replication(role))
        answer = yield from read_answer(_LARGE, first=fault is Foreign)
        if answer.ready:
            self.role, self.here, self.session = role, database, answer
        return answer

    def _query(self, template: str, *names: str) -> Talk[Answer]:
        return (yield from ask(query(template, *names, careful=not self.options), _LARGE))

    def greet(self, survey: Survey) -> Talk[None]:
        """A session of `postgres`, once more without options where a pooler knows none."""
        self.first = yield from self._open(ROLE, ROLE, fault=Foreign)
        survey.version = self.first.parameters.get("server_version", "").split(" ")[0] or None

    def _enter(self, survey: Survey) -> Talk[None]:
        """Finds a session that opens; else says in the survey what was asked and refused."""
        first = self.first
        if catalogue.unknown_options(first):
            self.options = False
            if first.refused and "unsupported startup parameter" in first.refused.text:
                survey.product = POOLER
            first = yield from self._open(ROLE, ROLE)
        if first.ready:
            return
        if first.auth == 0:
            yield from self._elsewhere(survey, first)
        elif catalogue.refuses(first):
            yield from self._others(survey, first)
        elif catalogue.is_bouncer(first):
            yield from self._console(survey)
        else:
            survey.undecided = "It speaks the protocol of PostgreSQL, but no session was opened or refused"

    def _elsewhere(self, survey: Survey, first: Answer) -> Talk[None]:
        """`postgres` is trusted, yet not its database: another one is there always."""
        if catalogue.state_of(first) in ("3D000", "42501") and (yield from self._open(ROLE, "template1")).ready:
            return
        survey.undecided = "A rule trusts the role postgres without a password, but its session did not open"
        survey.remedy = "trusted"

    def _others(self, survey: Survey, first: Answer) -> Talk[None]:
        """`postgres` was refused: without TLS, and as other roles in other databases."""
        trusted, demands = None, [first]
        if self.tls:
            self.plain = True
            demands.append((yield from self._open(ROLE, ROLE)))
            if demands[-1].ready:
                return
            trusted = ROLE if demands[-1].auth == 0 else None
            self.plain = trusted is not None
        asked = [ROLE + (" (in TLS and without)" if self.tls else "")]
        for name in () if trusted else _NAMES:
            try:
                demands.append((yield from self._open(name, name)))
            except (Closed, Late):  # others may be trusted
                survey.undecided = f"{asked[-1]} was refused as a role, but no answer came to those that were to follow"
                return
            asked.append(name)
            if demands[-1].ready:
                return
            if demands[-1].auth == 0:
                trusted = name
                break
        if trusted:
            for role, database in ((ROLE, trusted), (trusted, ROLE), (trusted, "template1")):
                if (yield from self._open(role, database)).ready:
                    return
            survey.undecided = f"A rule trusts the role or database {trusted} without a password, but no session opened"
            survey.remedy = "trusted"
        elif all(map(catalogue.refuses, demands)):
            names = f"roles {', '.join(asked[:-1])} and {asked[-1]}" if len(asked) > 1 else f"role {asked[0]}"
            survey.locked = f"The {names}, each in the database of its name, {catalogue.demanded(demands)}"
            refusal = survey.locked
            try:
                yield from self._copied(survey)
            except (Broken, Closed, Late, Spent):
                survey.undecided, survey.locked = f"{refusal}; whether replicas are was not answered", None
        else:
            survey.undecided = "The role postgres was refused; others were neither refused nor let in"

    def _copied(self, survey: Survey) -> Talk[None]:
        """Whether `postgres` may copy the whole server all the same: a session tells who it is, and reads no table."""
        answer = yield from self._open(ROLE, "")
        if catalogue.is_full(answer):
            survey.undecided, survey.locked = f"{survey.locked}; whether replicas are it could not say now", None
        if not answer.ready:
            return
        survey.undecided = f"{survey.locked}; a session of replication was let in, and what it said was not understood"
        survey.locked = None
        yield from send(identify())
        told = catalogue.first((yield from read_answer(_LARGE)))
        control = yield from self._query(catalogue.CONTROL, f"leftopen_{secrets.token_hex(8)}")
        if told.isdecimal() and len(told) <= 20 and control.refused:
            survey.undecided, survey.remedy, survey.controlled, self.copies = None, "replication", True, True
            survey.words = _COPIED
            survey.product, survey.facts = "PostgreSQL", catalogue.identified(told)
            survey.version = self.session.parameters.get("server_version", "").split(" ")[0] or None
            survey.barred = "left undone, since all that such a session gives is a copy of the whole server"

    def _console(self, survey: Survey) -> Talk[None]:
        """A pooler refuses databases that it does not lead to; its console names those that it does."""
        survey.product = POOLER
        if (yield from self._open(ROLE, CONSOLE)).ready:
            survey.version = self.session.parameters.get("server_version", "").partition("/")[0] or survey.version
            listed = yield from ask(query("SHOW DATABASES"), _LARGE)
            self.names = {row[0]: "UTF8" for row in listed.rows if row and row[0] and row[0] != CONSOLE}
        for name in self.names or _NAMES:
            if (yield from self._open(ROLE if self.names else name, name)).ready:
                return
        survey.undecided = "A PgBouncer answers, which leads to none of the databases that were asked for"

    def control(self, survey: Survey) -> Talk[None]:
        """A session, then a table of a random name."""
        yield from self._enter(survey)
        if not self.here or self.copies:
            return
        if self.session.parameters.get("server_encoding") == ANY:
            yield from self._open(self.role, self.here, ANY)
        where = ", without TLS," if self.plain else ""
        survey.words = replace(WORDS, listed=f"The role {self.role}{where}")
        banner = catalogue.first((yield from self._query(catalogue.BANNER)))
        self.exact = catalogue.keeps_rows_here(banner)
        self._tell(survey, banner)
        control = yield from self._query(catalogue.CONTROL, f"leftopen_{secrets.token_hex(8)}")
        survey.controlled = control.refused is not None and control.refused.state == "42P01"
        if not control.refused:
            survey.decoy = "A table that does not exist was read without an error: no PostgreSQL does that"
        if not survey.controlled:
            return
        identity = catalogue.first((yield from self._query(catalogue.IDENTITY)))
        survey.facts = catalogue.identified(identity)

    def _tell(self, survey: Survey, banner: str) -> None:
        if survey.product == POOLER:
            return
        found = re.match(r"([A-Za-z]+)\D{0,40}?v?(\d[\w.]*)", banner)
        version = self.session.parameters.get("server_version", "").split(" ")[0]
        survey.version = found[2] if found else version or survey.version
        survey.product = _PRODUCTS.get(found[1]) if found else survey.product

    # --- listing ------------------------------------------------------------------------------------------------------

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The tables of some databases, each of which takes a connection, and another where a table of it is read."""
        if self.copies:
            survey.whole = False
            return []
        sizes = yield from self._databases(survey)
        most = min(_DATABASES, 1 + max(0, _CONNECTIONS - self.connections) // 2)
        others = chosen(sizes, most - 1, size=sizes.__getitem__, family_of=family)
        found: list[Entry] = []
        for database in [self.here, *reversed(others)]:  # the largest last, for its tables are then read at once
            try:
                if (yield from self._visit(database)):
                    found += yield from self._tables(survey)
                    self.entered.append(database)
            except (Broken, Closed, Late):  # of one database: those before it are not lost
                self.here = ""
        known, entered = len(sizes) + 1, len(self.entered)
        survey.whole &= entered == known
        named = f"{known} database" if known == 1 else f"{known} databases"
        survey.aside = f" of {named}" if entered == known else f" of {entered} of {named}"
        return found

    def _databases(self, survey: Survey) -> Talk[dict[str, int]]:
        """The other databases, each with its bytes, 0 where nobody knows."""
        if self.names:  # of a pooler, which leads to no other
            return {name: 0 for name in self.names if name != self.here}
        listed = yield from self._either(catalogue.DATABASES)
        survey.whole = 0 < len(listed.rows) < catalogue.MOST_DATABASES
        sizes: dict[str, int] = {}
        for row in listed.rows:
            if row and row[0] and row[0] != self.here:
                self.names[row[0]] = ANY if row[1:2] == ("0",) else "UTF8"
                sizes[row[0]] = (catalogue.whole(row[2]) or 0) if len(row) > 2 else 0
        return sizes

    def _either(self, templates: Iterable[str]) -> Talk[Answer]:
        """The answer to the first of these that is not refused."""
        answer = Answer()
        for template in templates:
            answer = yield from self._query(template)
            if not answer.refused:
                break
        return answer

    def _visit(self, database: str) -> Talk[bool]:
        """Whether there is a session in this database, which is opened where it is not that of now."""
        if self.here != database:
            yield from self._open(self.role, database, self.names.get(database, "UTF8"))
        return self.here == database

    def _tables(self, survey: Survey) -> Talk[list[Entry]]:
        listed = yield from self._either(catalogue.tables(catalogue.release(self.session.parameters)))
        survey.whole &= listed.refused is None and len(listed.rows) < catalogue.LISTED
        tables = list(catalogue.listed(listed.rows))
        survey.whole &= len(tables) == len(listed.rows)
        if any(table.kind == "p" and not table.readable for table in tables):
            parts = yield from self._query(catalogue.PARTS)
            tables += catalogue.listed(parts.rows)
        if any(table.kind in ("v", "p") or table.parent for table in tables):
            leads = yield from self._query(catalogue.LEADS)
            self.leads[self.here] = None if leads.refused else catalogue.leading(leads.rows)
        asked = yield from self._query(catalogue.OBJECTS)
        survey.whole &= asked.refused is None or catalogue.state_of(asked) == _NO_TABLE
        objects, citus = ([catalogue.whole(row[0]) for row in asked.rows if row] + [None, None])[:2]
        if objects:
            tables.append(Table("pg_catalog", "pg_largeobject", "L", live=objects))
        here = self.exact and citus == 0
        made = [catalogue.entry(self.here, table, here=here) for table in tables]
        for entry in made:
            entry.store.door = f"role {self.role} in database {self.here}"
        return made

    def beside(self, survey: Survey) -> Talk[list[Entry]]:
        """Tables of users among those of the product itself, in each database that was entered, that of now first; kin
        number their own in other ways, so that of some there nothing is known."""
        found: list[Entry] = []
        own_numbers = survey.product in _PRODUCTS and survey.product != "PostgreSQL"
        for database in () if own_numbers else sorted(self.entered, key=lambda name: name != self.here):
            listed = Answer()
            with suppress(Broken, Closed, Late, Spent):
                if (yield from self._visit(database)):
                    listed = yield from self._query(catalogue.WITHIN)
            strange = listed.refused is not None and catalogue.state_of(listed) in _STRANGE
            survey.whole &= strange or (listed.ready and not listed.refused and (self.exact or not listed.rows))
            tables = catalogue.listed(listed.rows) if self.exact else ()
            found += [catalogue.entry(database, table, here=False) for table in tables]
        return found

    def seen(self, role: str, database: str) -> Talk[DoorState]:
        """Whether this role has a session in this database still, in TLS or without, and lists a table."""
        states: list[DoorState] = []
        for self.plain in (False, True):
            if self.plain and not self.tls:
                break
            answer = yield from self._open(role, database)
            if self.options and catalogue.unknown_options(answer):
                self.options = False
                answer = yield from self._open(role, database)
            if answer.ready and (yield from self._tables(Survey("postgresql", SampleLimits(), WORDS))):
                return DoorState.OPEN
            shut = catalogue.refuses(answer) and not (yield from self._lets_in_others(database))
            states.append(DoorState.SHUT if shut else DoorState.UNDECIDED)
        return together(states)

    def _lets_in_others(self, database: str) -> Talk[bool]:
        """Whether this database lets in a role of a random name before it looks whether there is such a role: a rule
        trusts all but the one that was asked for."""
        return (yield from self._open(f"leftopen_{secrets.token_hex(8)}", database)).auth == 0

    # --- reading ------------------------------------------------------------------------------------------------------

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Database by database, that of now first."""
        last = self.here
        for made in sorted(entries, key=lambda made: (made.key.database != last, made.key.database)):
            table: Table = made.key.table
            if why := self._spared(made.key):
                survey.barred = survey.barred or why
            elif survey.left > 0 and (yield from self._visit(made.key.database)):
                try:
                    yield from self._read(survey, made, table)
                except TooLarge:
                    survey.barred = "answered with more than may be read"
                    self.here = ""

    def _spared(self, key: catalogue.Where) -> str:
        """Why a table is not read, if it is not."""
        leads = self.leads.get(key.database, frozenset())
        if not key.table.readable:
            return "refused: the role may not read them"
        if key.table.kind == "f" or (key.table.kind == "v" and leads is None):
            return _SPARED
        return _SPARED if key.table.kind != "m" and leads and key.table.oid in leads else ""

    def _read(self, survey: Survey, made: Entry, table: Table) -> Talk[None]:
        """A few rows, after the columns, the count and the dates of the table. What gives fewer than were asked for has
        no more, but where rules of the table hide some."""
        if table.kind == "L":
            kinds = {"loid": "oid", "data": "bytea"}
            rows = yield from self._query(catalogue.PAGES.format(made.want))
        elif not table.kind:
            made.want = min(_FEW, made.want)
            few = f"SELECT * FROM {{}}.{{}} LIMIT {made.want}"  # noqa: S608 - names are quoted by query
            rows = yield from self._query(few, table.schema, table.name)
            kinds = dict.fromkeys(rows.columns, "")
        else:
            columns = yield from self._query(catalogue.FIELDS.format(table.oid))
            if columns.refused:
                survey.barred = f"refused with {columns.refused.state}"
                return None
            kinds = catalogue.fields(columns.rows)
            made.store.declared = {clean(name): kind for name, kind in kinds.items()}
            if not kinds:
                return survey.keep(made, [])
            yield from self._figures(made.store, table, kinds)
            made.want = catalogue.number(made, kinds, survey.room())
            asked = catalogue.sample(kinds, made.want, _LARGE)
            rows = yield from self._query(asked, *kinds, table.schema, table.name)
        if rows.refused and rows.refused.state != _UNFILLED:
            survey.barred = f"refused with {rows.refused.state}"
            return None
        survey.took(rows.size)
        ended = not (table.limited or rows.refused) and len(rows.rows) < made.want
        survey.keep(made, (catalogue.record(kinds, row) for row in rows.rows), ended=ended)
        if table.limited and not rows.rows:
            survey.barred = "left without a row by the rules of the table"
        return None

    def _figures(self, store: RawCollection, table: Table, kinds: Mapping[str, str]) -> Talk[None]:
        """Counts a small table and compares its dates; of a large one, what the server keeps of its dates."""
        if not table.stored or table.size is None:
            return
        if table.size > catalogue.SPANNED:
            found = yield from self._query(catalogue.HISTOGRAMS.format(table.oid))
            store.times += list(catalogue.histograms(found.rows))
            return
        dates = catalogue.dated(kinds)
        asked = catalogue.figures(table, dates)
        if not asked:
            return
        names = [name for name in dates for _ in range(2)]
        found = yield from self._query(asked, *names, table.schema, table.name)
        ends = list(found.rows[0]) if found.rows else []
        if table.size <= catalogue.COUNTED and ends:
            counted = catalogue.whole(ends.pop(0))
            store.records = store.records if table.limited else counted
        for name, begin, end in zip(dates, ends[::2], ends[1::2], strict=False):
            times = Times("first and last date", catalogue.seconds(begin), catalogue.seconds(end), clean(name))
            store.times.append(times)


_DOOR = re.compile(r"role (\w+) in database (.+)")


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A rule may trust a role in one database alone, which is none of those that are asked for always."""
    found = _DOOR.fullmatch(door)
    if found is None or found[1] not in (ROLE, *_NAMES):
        return DoorState.UNDECIDED
    return (yield from _PostgreSQL().seen(found[1], found[2]))
