"""ClickHouse, over HTTP. Open when the tables of all databases are listed and rows are read as the user `default`
without a password, while a table of a random name is refused as one that does not exist.

Sources: ClickHouse documentation ("HTTP interface": a GET is read only; "system.tables", "system.columns", "Settings":
readonly, max_result_bytes). `/` and `/ping` answer `Ok.` to everyone and are no proof. Columns that older releases lack
(`total_rows` came in 19) are asked for with a count of their own.
"""

import re
import secrets
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection
from leftopen.survey.clickhouse import DENIED, HIDDEN, MISSING, TAKES, WORDS, everything, takes, tells_rights
from leftopen.survey.doors import by_name, parted
from leftopen.survey.figures import written
from leftopen.survey.http import LISTING, PAGE, REFUSED, array, ask, before, body_of, in_turn, lock, patient
from leftopen.survey.survey import Catalogue, Entry, Survey, Unsigned, walk
from leftopen.wire import http
from leftopen.wire.talk import Response, SampleLimits, Talk

_VERSION = "/?query=SELECT%20version%28%29%20FORMAT%20TSV"
_TABLES = (
    "/?query=SELECT%20database%2Cname%2Cengine%20FROM%20system.tables%20WHERE%20database%20NOT%20IN%20"
    "%28%27system%27%2C%27INFORMATION_SCHEMA%27%2C%27information_schema%27%29%20LIMIT%205000%20FORMAT%20JSONCompact"
)
_OWNED = (
    "/?query=SELECT%20database%2Cname%2Cengine%20FROM%20system.tables%20WHERE%20database%3D%27system%27%20AND%20engine"
    "%20NOT%20LIKE%20%27System%25%27%20AND%20name%20NOT%20LIKE%20%27%25_log%25%27%20LIMIT%205000%20FORMAT%20JSONCompact"
)
"""See `survey.clickhouse.OWNED`."""
_PARTS = (
    "/?query=SELECT%20database%2Ctable%2Csum%28rows%29%2Csum%28bytes%29%2CtoUInt32%28min%28modification_time%29%29%20"
    "FROM%20system.parts%20WHERE%20active%20GROUP%20BY%20database%2Ctable%20FORMAT%20JSONCompact"
)
_GRANTS = "/?query=SHOW%20GRANTS%20FORMAT%20TSV"
_ROWS = "/?query=SELECT%20%2A%20FROM%20%60{db}%60.%60{name}%60%20LIMIT%20{limit}%20FORMAT%20JSONEachRow"


def _recognises(first: bytes) -> bool:
    """The whole page at the root is `Ok.`; later releases name themselves in headers."""
    ok = first.startswith(b"HTTP/1.1 200 ") and first.endswith(b"\r\n\r\nOk.\n")
    return ok or b"\nx-clickhouse-" in first


SPEC = Spec(
    protocols=("clickhouse",),
    ports=(8123, 8443),
    over="http",
    verbs=frozenset(f"GET {template}" for template in ("/", _VERSION, _TABLES, _OWNED, _PARTS, _GRANTS, _ROWS)),
    recognises=_recognises,
)
_LISTED = 5000
_NAME = re.compile(r"[^`\\\x00-\x1f]{1,200}")
"""Names that can stand between backticks; others are listed and not asked about."""

_CODE = re.compile(rb"Code: (\d{1,4})\b")


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that answers as ClickHouse does."""
    return (yield from walk(Survey("clickhouse", limits, WORDS, product="ClickHouse"), _ClickHouse()))


class _ClickHouse(Catalogue):
    """See `survey.Catalogue`. The key of an entry is (database, table)."""

    counted = 5000
    doubted = True

    def greet(self, survey: Survey) -> Talk[None]:
        """The root says `Ok.`, and the version is asked for by a statement."""
        root = yield from patient(http.get("/", most=PAGE))
        if not (root.body == b"Ok.\n" or any(name.startswith("x-clickhouse-") for name in root.headers)):
            raise Unsigned("no Ok of ClickHouse")
        response = yield from patient(http.get(_VERSION, most=PAGE))
        if _locked(survey, response):
            return
        version = response.body[:40].strip()
        if response.status != 200 or not re.fullmatch(rb"\d+(\.\d+)+", version):
            raise Unsigned("no version of ClickHouse")
        survey.version = version.decode("ascii")

    def control(self, survey: Survey) -> Talk[None]:
        """A table that cannot be there."""
        name = f"leftopen_{secrets.token_hex(6)}"
        response = yield from patient(http.get(_ROWS, most=PAGE, db="system", name=name, limit="1"))
        survey.controlled = response.status != 200 and _code(response) in MISSING
        if response.status == 200 and response.body.startswith(b"{"):
            survey.decoy = "It gave rows of a table that does not exist"
        elif not survey.controlled:
            _locked(survey, response)

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """All tables but those that describe the server."""
        found = yield from self._listed(survey, _TABLES)
        if not survey.whole or found or survey.locked:
            return found
        return (yield from self._others(survey))

    def beside(self, survey: Survey) -> Talk[list[Entry]]:
        """Where no table that it sees has a row."""
        return (yield from self._others(survey)) if survey.found else []

    def _others(self, survey: Survey) -> Talk[list[Entry]]:
        """Tables of somebody in the product's own database, where it would see them."""
        if not (yield from self._sees_all(survey)):
            survey.whole, survey.undecided = False, HIDDEN
            return []
        return (yield from self._listed(survey, _OWNED))

    def _listed(self, survey: Survey, tables: str) -> Talk[list[Entry]]:
        response = yield from patient(http.get(tables, most=LISTING))
        if _locked(survey, response):
            return []
        told = array(response, "data")
        survey.whole = told is not None and not response.cut and len(told) < _LISTED
        found = [row for row in told or () if isinstance(row, list)]
        names = [
            (str(row[0]), str(row[1]))
            for row in found
            if len(row) > 1 and all(isinstance(each, str) for each in row[:2])
        ]
        survey.whole = survey.whole and len(names) == len(told or ())
        engines = {(row[0], row[1]): row[2] for row in found if len(row) > 2 and isinstance(row[2], str)}
        entries = [
            Entry(
                key,
                RawCollection(f"{key[0]}.{key[1]}"),
                place=key[0],
                opaque=takes(engines.values(), engines.get(key, "")),
            )
            for key in names
        ]
        if any(entry.opaque for entry in entries):
            survey.barred = TAKES
        return entries

    def _sees_all(self, survey: Survey) -> Talk[bool]:
        """Whether it would see a table, if there were one: see `survey.clickhouse`."""
        if tells_rights(survey.version):
            told = yield from patient(http.get(_GRANTS, most=PAGE))
            return told.status == 200 and everything(told.body.decode("utf-8", "replace").splitlines())
        name = f"leftopen_{secrets.token_hex(6)}"
        return _code((yield from patient(http.get(_ROWS, most=PAGE, db=name, name=name, limit="1")))) in MISSING

    def figures(self, survey: Survey, entries: list[Entry]) -> Talk[None]:  # noqa: ARG002 - see Catalogue
        """Rows, bytes and the first writing of the tables that keep parts; views and others tell none."""
        answer = yield from ask(http.get(_PARTS, most=LISTING))
        data = answer.body.get("data")
        rows = [row for row in data if isinstance(row, list) and len(row) > 4] if isinstance(data, list) else []
        known = {(str(row[0]), str(row[1])): row for row in rows}
        for entry in entries:
            row = known.get(entry.key)
            if row is not None:
                entry.store.records, entry.store.bytes = written(row[2]), written(row[3])
                entry.store.created = float(first) if (first := written(row[4])) else None
                entry.weigh()

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Rows of each; of a page that is cut, the whole lines."""
        for entry, room in in_turn(survey, [entry for entry in entries if all(map(_NAME.fullmatch, entry.key))]):
            database, name = entry.key
            request = http.get(_ROWS, most=room, db=database, name=name, limit=str(entry.want))
            response = yield from patient(request)
            survey.took(len(response.body))
            if _denied(response):
                survey.barred = "refused"
            elif response.status == 200:
                lines = response.body.split(b"\n")
                rows = [row for line in lines[: len(lines) - response.cut] if (row := _row(line))]
                if rows or not response.body.strip():
                    survey.keep(entry, rows)


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A role or a proxy may let a table be read though it lists none."""
    names = parted(door) if _NAME.fullmatch(door) else []
    ways = [http.get(_ROWS, most=PAGE, db=database, name=name, limit="1") for database, name in names]
    return (yield from by_name(ways, lambda response: response.body.startswith(b"{"), _denied))


def _denied(response: Response) -> bool:
    return response.status in REFUSED or _code(response) in DENIED


def _code(response: Response) -> int:
    """The number of the error that an answer begins with; 0 where it says none."""
    told = _CODE.search(response.body[:400])
    return int(told[1]) if told else 0


def _row(line: bytes) -> dict[str, Any]:
    return body_of(Response(200, "", {}, line)) if line.startswith(b"{") else {}


def _locked(survey: Survey, response: Response) -> bool:
    if not _denied(response):
        return False
    lock(
        survey,
        f"A query as the user default was refused with {response.status} without a password",
        before=before(response),
    )
    return True
