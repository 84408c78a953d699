"""Datasette, which publishes SQLite databases over HTTP. Open when the tables of a database are listed and give rows
without a login, while a database of a random name is refused as not found.

Sources: Datasette documentation of 0.65 and 1.0 ("JSON API", "Introspection", "Authentication and permissions",
"Internals: tilde encoding"): to who may not see the instance the lists answer 403, and a database that is not there
answers 404 all the same. What is said of a table counts before what is said of its database and of the instance, so
that refused lists are no lock.
"""

import secrets
from collections.abc import Iterator
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection
from leftopen.survey.doors import by_name, lists, parted
from leftopen.survey.figures import count
from leftopen.survey.http import LISTING, PAGE, REFUSED, Answer, ask, barred, in_turn, lock, patient, unshown
from leftopen.survey.survey import Catalogue, Entry, Survey, Unsigned, Words, walk
from leftopen.wire import http, json
from leftopen.wire.talk import Broken, Request, Response, SampleLimits, Talk

_DATABASES, _INDEX = "/-/databases.json", "/.json"
_TABLES, _ROWS = "/{_database}.json", "/{_database}/{_table}.json"
_MARKS = (b"application/json+datasette", b'href="/-/static/app.css?')
_UNKNOWN = "Database not found"
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_BARE = {"_nocount": 1, "_nofacet": 1, "_nosuggest": 1}
"""Rows alone: nothing is counted and nothing suggested."""

_MOST = 50
"""Databases whose tables are listed."""


def _recognises(first: bytes) -> bool:
    """Its pages name their JSON in a type of its own, or a file of its own, as those do that refuse."""
    return first.startswith(b"HTTP/") and any(mark in first for mark in _MARKS)


SPEC = Spec(
    protocols=("datasette",),
    ports=(8001,),
    over="http",
    recognises=_recognises,
    verbs=frozenset(f"GET {path}" for path in ("/", "/-/versions.json", _DATABASES, _INDEX, _TABLES, _ROWS)),
)
WORDS = Words("table", "row", "GET /{database}.json", "GET /…/{}.json",
              "a database of a random name was refused as not found")  # fmt: skip


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that does not find a database in the words of Datasette."""
    return (yield from walk(Survey("datasette", limits, WORDS, product="Datasette"), _Datasette()))


class _Datasette(Catalogue):
    """See `survey.Catalogue`. The key of an entry are the names of its database and its own."""

    def greet(self, survey: Survey) -> Talk[None]:
        """A database of a random name is not there, which it says to everyone."""
        unknown = yield from ask(_tables(f"leftopen_{secrets.token_hex(6)}"))
        survey.controlled = unknown.status == 404 and (unknown.text("error") or "").startswith(_UNKNOWN)
        if unknown.ok and isinstance(unknown.body.get("tables"), list):
            survey.decoy = "It has a database that does not exist"
        elif not survey.controlled:
            first = yield from patient(http.get("/", most=PAGE))
            if unknown.status not in REFUSED or not any(mark in first.body for mark in _MARKS):
                raise Unsigned("no answer of Datasette")
            refusal = f"GET /{{database}}.json was refused with {unknown.status} without a login"
            if first.status in REFUSED:
                survey.locked = refusal
            else:
                survey.undecided = f"{refusal}, but its first page is shown, and others may be"

    def control(self, survey: Survey) -> Talk[None]:
        """The release, where it is told; the control was the greeting."""
        said = (yield from ask(http.get("/-/versions.json", most=PAGE))).body.get("datasette")
        version = said.get("version") if isinstance(said, dict) else None
        survey.version = version if isinstance(version, str) and version else None

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The tables and views of each database that is named, in one of two lists."""
        names = yield from self._databases(survey)
        survey.whole &= len(names) <= _MOST
        survey.aside = f" in {len(names)} {'database' if len(names) == 1 else 'databases'}"
        found = list[Entry]()
        for name in names[:_MOST]:
            answer = yield from ask(_tables(name))
            if barred(survey, answer) or not isinstance(answer.body.get("tables"), list):
                survey.whole = False
                continue
            stores = list(_stores(name, answer.body))
            survey.whole &= (
                None not in stores and not (_hides(answer.body) and not stores) and not answer.body.get("queries")
            )
            found += [each for each in stores if each is not None]
        return found

    def _databases(self, survey: Survey) -> Talk[list[str]]:
        refusal: Answer | None = None
        for path in (_DATABASES, _INDEX):
            response = yield from patient(http.get(path, most=LISTING))
            names = _named(response) if response.status == 200 else None
            if names is not None:
                survey.whole = path == _DATABASES and not response.cut
                return names
            if response.status in REFUSED:
                refusal = Answer(response.status, response.headers, {})
        if refusal is None:
            raise Broken("no list of databases")
        lock(survey, f"GET {_DATABASES} was refused with {refusal.status} without a login")
        return []

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """A page of rows each, without counting or suggesting anything."""
        for entry, room in in_turn(survey, entries):
            response = yield from patient(_rows(entry.key, entry.want, room))
            survey.took(len(response.body))
            if barred(survey, response) or response.status != 200:
                continue
            rows = json.whole(response.body, "rows")
            if not rows and response.cut and (cut := json.begun(response.body, "rows")):
                rows = [cut.value]
            if rows or b'"rows"' in response.body:
                survey.keep(entry, rows, more=unshown(response, rows))


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A table may be shown although the database, or the instance, is not."""
    state = yield from by_name([_rows(way, 1, PAGE) for way in parted(door)], lists("rows"))
    if state is DoorState.SHUT:  # the table by itself, which a query may read
        for database, _ in parted(door):
            if (yield from ask(_tables(database))).body.get("allow_execute_sql") is True:
                return DoorState.UNDECIDED
    return state


def _tables(database: str) -> Request:
    return http.get(_TABLES, most=LISTING, _database=_tilde(database))


def _rows(key: tuple[str, str], limit: int, most: int) -> Request:
    query: dict[str, str | int] = {
        "_shape": "objects",
        "_size": max(1, limit),
        "_nocount": 1,
        "_nofacet": 1,
        "_nosuggest": 1,
    }
    return http.get(_ROWS, most=most, query=query, _database=_tilde(key[0]), _table=_tilde(key[1]))


def _tilde(name: str) -> str:
    """A name in a path, as Datasette writes it: what is no letter, digit or `_` in hexadecimal after a tilde. Also a
    hyphen, since `-` alone is where its own pages stand."""
    coded = name.encode("utf-8", "replace")
    return "".join(chr(byte) if chr(byte) in _PLAIN else f"~{byte:02X}" for byte in coded)


def _named(response: Response) -> list[str] | None:
    """The names of databases: an array, or, since 1.0, one in an object; the index has them as keys too."""
    try:
        told = json.decode(response.body, most=LISTING)
    except Broken:
        return None
    if isinstance(told, dict):
        told = told.get("databases", told)
    if isinstance(told, dict):
        told = list(told.values()) or None
    if not isinstance(told, list):
        return None
    names = [name for each in told if isinstance(each, dict) and isinstance(name := each.get("name"), str) and name]
    return names if len(names) == len(told) else None


_BARE_FILE = 4096
"""Bytes of a file of SQLite without a table: nothing, or one page of the usual size."""


def _hides(listed: dict[str, Any]) -> bool:
    """Whether the file of a database is larger than one without a table: who may not view a table is not told of it,
    and may read it all the same by a query of its own (Datasette documentation, "Permissions": execute-sql)."""
    return (count(listed.get("size")) or 0) > _BARE_FILE


def _stores(database: str, listed: dict[str, Any]) -> Iterator[Entry | None]:
    """The tables and views of a database; None for one that says no name."""
    views = listed.get("views")
    for each in [*listed["tables"], *(views if isinstance(views, list) else ())]:
        about = each if isinstance(each, dict) else {"name": each}
        name, columns = about.get("name"), about.get("columns")
        if isinstance(name, str) and name:
            records = None if about.get("count_truncated") else count(about.get("count"))
            named = columns if isinstance(columns, list) else ()
            declared = {column: "" for column in named if isinstance(column, str)}
            store = RawCollection(f"{database}.{name}", records=records, declared=declared)
            yield Entry((database, name), store, place=database)
        else:
            yield None
