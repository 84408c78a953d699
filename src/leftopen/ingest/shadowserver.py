"""CSV of Shadowserver's reports, and other tables with an address and a port (naabu, spreadsheets).

Columns that are not known are passed over: reports gain some every year
(https://www.shadowserver.org/what-we-do/network-reporting/). A row says that something can be reached from everywhere;
that it can be used without a login says only a report that asks for that. Reports of events (`src_ip`) name no service.
"""

import re
from collections.abc import Iterator
from typing import Any

from leftopen.ingest.common import tables
from leftopen.ingest.common.rows import Row, Skipped, moment, protocol, row, source
from leftopen.ingest.common.text import ListText

LIKELY = 50
_HOSTS = ("ip", "ip_address", "address", "host", "hostname")
_TIMES = ("timestamp", "seen", "at", "last_seen")
_FILE = re.compile(r"(?:\d{4}-\d{2}-\d{2}-)?((?:scan|device|population|accessible|open|event)6?_[a-z0-9_]{1,40})")
_READ = {"elasticsearch", "mongodb", "redis", "memcached", "couchdb", "hdfs", "docker"}
"""What Shadowserver lists only where it was answered without a login."""
_COLUMNS = {"lucene_version": "elasticsearch", "couchdb_version": "couchdb", "visible_databases": "mongodb"}
"""Columns that one report alone has: a file that was renamed still shows what it is."""


def fits(head: str) -> bool:
    """A first line with a column of addresses, and one of ports or of times."""
    found = set(tables.names(tables.first(head))[0])
    event = {"timestamp", "src_ip"} <= found
    return event or ("port" in found and not found.isdisjoint(_HOSTS)) or {"timestamp", "ip"} <= found


def read(text: ListText) -> Iterator[Row]:
    """One service a row."""
    named = _FILE.search(text.name.lower().rpartition("/")[2])
    report = named[1] if named else ""
    for number, found in tables.rows(text):
        yield found if isinstance(found, Skipped) else _row(number, found, report)


def _row(number: int, cells: dict[str, str], report: str) -> Row:
    host = next((cells[name] for name in _HOSTS if cells.get(name)), None)
    if host is None and cells.get("src_ip"):
        return Skipped(number, "tells of an event and names no service", broken=False)
    if host is not None and "port" not in cells:
        return Skipped(number, "names an address and no port", broken=False)
    tags = [tag.strip() for tag in re.split("[;,| ]", cells.get("tag", "")[:200])]
    kind = re.sub(r"^(?:scan|open|accessible|population)6?_", "", report)
    told = protocol(kind, *tags, cells.get("application"), cells.get("service"))
    told = told or next((name for column, name in _COLUMNS.items() if column in cells), None)
    named = source("shadowserver", report or (tags[0].lower() if tags[0].isascii() else ""))
    claim: Any = "open" if _open(told, cells) else "reachable"
    when = moment(next((cells[name] for name in _TIMES if cells.get(name)), None))
    return row(
        number, host, cells.get("port"), cells.get("protocol"), protocol=told, at=when, source=named, claim=claim
    )


def _open(told: str | None, cells: dict[str, str]) -> bool:
    if cells.get("anonymous_access", "").strip().lower() in {"true", "yes", "y", "1"}:
        return True
    if told == "rsync":
        return cells.get("has_password", "").strip().lower() in {"n", "no", "false", "0"}
    if told == "couchdb":
        return not cells.get("error", "").strip()
    return told in _READ and "timestamp" in cells and not cells.get("error", "").strip()
