"""InfluxDB 1 and 2, over HTTP. Open when `SHOW DATABASES` names databases and a query gives points without a login,
while a statement that is none is refused as InfluxDB refuses it.

Sources: InfluxDB 1.8 documentation ("InfluxDB API", "Authentication and authorization": off by default, and then logins
are ignored), InfluxQL reference (a GET never writes: `INTO` is refused there); InfluxDB 2.7 API (`/health`,
`/api/v2/setup`). `/ping` and `/health` answer everyone and are no proof. A release 2 asks for a token always, and one
that nobody has set up yet belongs to whoever does so first, so that it is never called locked, though it refuses to be
read: that is said, and nothing is set up.
"""

import re
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection, Times
from leftopen.survey.choice import chosen, family
from leftopen.survey.doors import by_name, parted
from leftopen.survey.http import LISTING, PAGE, REFUSED, Answer, ask, barred, body_of, in_turn, lock, patient, refused
from leftopen.survey.survey import Catalogue, Entry, Survey, Unsigned, Words, walk
from leftopen.wire import http
from leftopen.wire.talk import Broken, Response, SampleLimits, Talk

_DATABASES = "/query?q=SHOW%20DATABASES"
_NONSENSE = "/query?q=SHOW%20LEFTOPEN"
_MEASUREMENTS = "/query?db={_db}&q=SHOW%20MEASUREMENTS"
_POINTS = "/query?db={_db}&epoch=s&q=SELECT%20%2A%20FROM%20%22{name}%22%20LIMIT%20{limit}"
_LAST = "/query?db={_db}&epoch=s&q=SELECT%20%2A%20FROM%20%22{name}%22%20ORDER%20BY%20time%20DESC%20LIMIT%201"
_POLICIES = "/query?db={_db}&q=SHOW%20RETENTION%20POLICIES"
_ELSEWHERE = "/query?db={_db}&epoch=s&q=SELECT%20%2A%20FROM%20%22{policy}%22.%22{name}%22%20LIMIT%20{limit}"
_QUERIES = (_DATABASES, _NONSENSE, _MEASUREMENTS, _POINTS, _LAST, _POLICIES, _ELSEWHERE)


def _recognises(first: bytes) -> bool:
    """Release 1 names itself in a header of every answer, release 2 in the title of its page."""
    return first.startswith(b"HTTP/") and (b"\nx-influxdb-version: " in first or b"<title>InfluxDB" in first)


SPEC = Spec(
    protocols=("influxdb",),
    ports=(8086,),
    over="http",
    verbs=frozenset({"GET /ping", "GET /api/v2/setup", *(f"GET {query}" for query in _QUERIES)}),
    recognises=_recognises,
)
WORDS = Words("measurement", "point", "SHOW DATABASES and SHOW MEASUREMENTS", "SELECT from {}",
              "a statement that is none was refused as one that cannot be parsed")  # fmt: skip
_DATABASE_LIMIT, _POLICY_LIMIT = 20, 5
_NAME = re.compile(r"[^\"\\\x00-\x1f]{1,200}")
"""Names that can stand between the quotes of a statement; others are listed and not asked about."""

_RESULT = frozenset({"statement_id", "series", "messages", "partial", "error"})
_SERIES = frozenset({"name", "tags", "columns", "values", "partial"})
"""What an answer to a statement, and a series in it, consist of (InfluxDB 1.8 documentation, "Querying data with the
InfluxDB API")."""

_OWN = "_internal"
"""The database in which release 1 keeps figures about itself."""

_OWN_FIGURES = """
ae cluster cq database hh hh_database hh_node hh_processor httpd localStore queryExecutor rpc runtime shard subscriber
tsm1_cache tsm1_engine tsm1_filestore tsm1_wal udp write
"""
_FIGURES = frozenset(_OWN_FIGURES.split())
"""Its measurements there ("Measure TSM usage", "Monitor InfluxDB: measurements in the _internal database"); those of
InfluxDB Enterprise too."""


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that answers a ping as InfluxDB does."""
    return (yield from walk(Survey("influxdb", limits, WORDS, product="InfluxDB"), _InfluxDB()))


class _InfluxDB(Catalogue):
    """See `survey.Catalogue`. The key of an entry is (database, measurement). `_own`: it keeps figures of itself."""

    doubted = True
    _own = False

    def greet(self, survey: Survey) -> Talk[None]:
        """The version stands in a header of the ping."""
        answer = yield from ask(http.get("/ping", most=PAGE))
        version = answer.headers.get("x-influxdb-version", "")
        if not version:
            raise Unsigned("no ping of InfluxDB")
        survey.version = version.removeprefix("v")
        if not survey.version.startswith(("0.", "1.")):  # of a build of one's own it may be any word
            setup = yield from ask(http.get("/api/v2/setup", most=PAGE))
            if setup.ok and setup.body.get("allowed") is True:
                survey.facts, survey.remedy = {"setup": "not done yet"}, "unclaimed"
                survey.undecided = "Nobody has set it up yet; whoever does first owns it, with all written to it"

    def control(self, survey: Survey) -> Talk[None]:
        """A statement that is none; where a login is asked for, this is refused too."""
        answer = yield from ask(http.get(_NONSENSE, most=PAGE))
        said = str(answer.body.get("error") or answer.body.get("message") or "")
        if self._unclaimed(survey, answer):
            return
        if answer.status in REFUSED:
            lock(survey, f"A query was refused with {answer.status} without a login", before=answer.before)
        elif answer.ok and _answered(answer.body) and not _error(answer.body):
            survey.decoy = "It answered a statement that does not exist"
        survey.controlled = answer.status == 400 and "error parsing query" in said

    def _unclaimed(self, survey: Survey, answer: Answer) -> bool:
        """Whether release 1 waits for its first administrator, which anybody may make."""
        if answer.status not in REFUSED or "create admin user first" not in str(answer.body.get("error") or ""):
            return False
        survey.remedy, survey.facts = "unclaimed", {"setup": "not done yet"}
        survey.undecided = "Logins are on and no administrator was made: whoever makes the first owns all in it"
        return True

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The measurements of each database."""
        answer = yield from ask(http.get(_DATABASES, most=LISTING))
        if self._unclaimed(survey, answer):
            return []
        if answer.status in REFUSED or "authorized" in _error(answer.body):
            lock(survey, "SHOW DATABASES was refused without a login", before=answer.before)
            return []
        if not _answered(answer.body):
            raise Broken("no answer of InfluxDB to a statement")
        databases = [name for name in _names(answer.body) if name != _OWN]
        several = chosen(databases, _DATABASE_LIMIT, size=lambda _: 0, family_of=family)
        if len(several) < len(databases):
            survey.aside = f" in {len(several)} of {len(databases):,} databases"
        survey.whole = answer.ok and _listed(answer.body) and len(databases) <= _DATABASE_LIMIT
        found: list[Entry] = []
        for database in several:
            found += yield from self._measurements(survey, database)
        self._own = _OWN in _names(answer.body)
        return found

    def beside(self, survey: Survey) -> Talk[list[Entry]]:
        """What somebody wrote beside its own figures."""
        own = (yield from self._measurements(survey, _OWN)) if self._own else []
        return [entry for entry in own if entry.key[1] not in _FIGURES]

    def _measurements(self, survey: Survey, database: str) -> Talk[list[Entry]]:
        answer = yield from ask(http.get(_MEASUREMENTS, most=LISTING, _db=database))
        survey.whole &= answer.ok and _listed(answer.body) and not _error(answer.body)
        names = _names(answer.body)
        return [Entry((database, name), RawCollection(f"{database}.{name}"), place=database) for name in names]

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Points of each measurement, tags and fields alike; where these are too large for a page, one."""
        for entry, room in in_turn(survey, [entry for entry in entries if _NAME.fullmatch(entry.key[1])]):
            database, name = entry.key
            for limit in (entry.want, 1):
                request = http.get(_POINTS, most=room, _db=database, name=name, limit=str(limit))
                response = yield from patient(request)
                survey.took(len(response.body))
                if not response.cut:
                    break
            body = body_of(response)
            if _error(body):
                survey.barred = "refused"
            elif not barred(survey, response) and response.status == 200 and (_rows(body)[1] or _understood(body)):
                whole = True
                if not _rows(body)[1]:
                    body, whole = yield from self._kept_elsewhere(survey, entry, room)
                columns, rows = _rows(body)
                survey.keep(entry, [dict(zip(columns, row, strict=False)) for row in rows], more=not whole)

    def _kept_elsewhere(self, survey: Survey, entry: Entry, room: int) -> Talk[tuple[dict[str, Any], bool]]:
        """The points of a measurement that another retention policy than the usual one keeps, which a query that names
        none does not see (InfluxQL reference, "FROM clause"); and whether all policies were asked."""
        database, name = entry.key
        answer = yield from ask(http.get(_POLICIES, most=LISTING, _db=database))
        columns, rows = _rows(answer.body)
        policies = [dict(zip(columns, row, strict=False)) for row in rows]
        others = [str(each.get("name")) for each in policies if each.get("default") is False]
        whole = answer.ok and _listed(answer.body) and bool(rows) and len(others) <= _POLICY_LIMIT
        whole &= all("name" in each and isinstance(each.get("default"), bool) for each in policies) and all(
            map(_NAME.fullmatch, others)
        )
        for policy in filter(_NAME.fullmatch, others[:_POLICY_LIMIT]):
            request = http.get(_ELSEWHERE, most=room, _db=database, policy=policy, name=name, limit=str(entry.want))
            response = yield from patient(request)
            survey.took(len(response.body))
            body = body_of(response)
            whole &= response.status == 200 and _understood(body) and not _error(body)
            if _rows(body)[1]:
                return body, whole
        return {}, whole

    def dates(self, survey: Survey) -> Talk[None]:
        """The times of the first and the last point; points come in the order of their time."""
        for entry in survey.entries:
            first = entry.store.raws[0].value if entry.store.raws else None
            if first is None:
                continue
            answer = yield from ask(http.get(_LAST, most=PAGE, _db=entry.key[0], name=entry.key[1]))
            columns, rows = _rows(answer.body)
            last = dict(zip(columns, rows[0], strict=False)) if rows else {}
            ends = [value for value in (first.get("time"), last.get("time")) if isinstance(value, int)]
            if len(ends) == 2:
                entry.store.times.append(Times("times of points", float(ends[0]), float(ends[1]), "time"))


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A proxy may let a measurement be read though it lists none."""
    names = parted(door) if _NAME.fullmatch(door) else []
    ways = [http.get(_POINTS, most=PAGE, _db=database, name=name, limit="1") for database, name in names]
    return (yield from by_name(ways, _points, _denied))


def _points(response: Response) -> bool:
    return bool(_rows(body_of(response))[1]) or (response.cut and b'"values":[[' in response.body)


def _denied(response: Response) -> bool:
    return refused(response) or "authorized" in _error(body_of(response))


def _first(body: dict[str, Any]) -> dict[str, Any]:
    results = body.get("results")
    return results[0] if isinstance(results, list) and results and isinstance(results[0], dict) else {}


def _answered(body: dict[str, Any]) -> bool:
    """Whether this is the answer to a statement, whatever that came to."""
    return bool(_first(body)) or body.get("results") == [{}]


def _understood(body: dict[str, Any]) -> bool:
    """Whether an answer says nothing but what is read of it: without a series there is nothing, and a series without
    values has none; with others beside these it may say anything."""
    first = _first(body)
    series = first.get("series", [])
    if not _answered(body) or not first.keys() <= _RESULT or not isinstance(series, list) or first.get("partial"):
        return False
    if len(body["results"]) > 1 or len(series) > 1:  # the first is what is read
        return False
    return all(isinstance(each, dict) and _sound(each) for each in series)


def _listed(body: dict[str, Any]) -> bool:
    """Whether each row of a list names something."""
    return _understood(body) and len(_names(body)) == len(_rows(body)[1])


def _sound(series: dict[str, Any]) -> bool:
    columns, values = series.get("columns"), series.get("values", [])
    rows = isinstance(values, list) and all(isinstance(row, list) for row in values)
    return isinstance(columns, list) and rows and series.keys() <= _SERIES and not series.get("partial")


def _names(body: dict[str, Any]) -> list[str]:
    """What a list of databases or of measurements names."""
    return [row[0] for row in _rows(body)[1] if row and isinstance(row[0], str)]


def _error(body: dict[str, Any]) -> str:
    """What was wrong with a statement: that is said in an answer of 200."""
    return str(_first(body).get("error") or "")[:400]


def _rows(body: dict[str, Any]) -> tuple[list[str], list[list[Any]]]:
    """Columns and rows of the first series of an answer."""
    series = _first(body).get("series")
    one = series[0] if isinstance(series, list) and series and isinstance(series[0], dict) else {}
    columns, values = one.get("columns"), one.get("values")
    if not isinstance(columns, list) or not isinstance(values, list):
        return [], []
    return [str(column)[:200] for column in columns], [row for row in values if isinstance(row, list)]
