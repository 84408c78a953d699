"""`leftopen import`."""

from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from cyclopts import Parameter

from leftopen import ingest
from leftopen.face import console, database, told
from leftopen.face.console import DONE, UNUSABLE, Stop
from leftopen.face.tables import table
from leftopen.ingest import Read
from leftopen.model import utc


def import_(
    *files: Annotated[Path, Parameter(name="FILE", allow_leading_hyphen=True)],
    db: str,
    from_format: str | None = None,
    format: Literal["table", "json"] = "table",
) -> int:
    """Keep what other tools found, as claims to look into.

    A claim is never an exposure by itself: only an audit proves one. Nothing is asked or sent here.

    Examples:

    leftopen import 2026-11-20-scan_elasticsearch.csv --db sqlite:///leftopen.db

    masscan --open -oJ - … | leftopen import - --db sqlite:///leftopen.db

    Reads, packed with gzip or not: shadowserver (CSV of any of its reports, other tables with address and port), nmap
    (XML), masscan (JSON, list), greppable (-oG), naabu, nuclei, zgrab2, shodan, censys, rustscan (-g), plain
    (host:port lines). A bad file or line loses no other.

    Exit codes: 0 something was read, 2 nothing was.

    Parameters
    ----------
    files
        Files to read; - reads standard input.
    db
        The database in which they are kept: sqlite:///FILE; made if it is not there.
    from_format
        The format of the files, where it does not show.
    format
        A table, or one JSON document.
    """
    from leftopen.store.claims import Claim

    if not files:
        raise Stop(UNUSABLE, "Name a file to read, or - for standard input.")
    found = [ingest.read(file, from_format) for file in files]
    claims = [
        Claim(item.host, item.port, item.protocol, item.source, item.claim, item.at)
        for each in found
        for item in each.listed
    ]
    if claims:
        with database.opened(db, create=True) as store:
            store.report_claims(claims, utc())
    for each in found:
        told.skipped(each)
    if format == "json":
        console.out(msgspec.json.format(msgspec.json.encode([_document(each) for each in found]), indent=2) + b"\n")
    else:
        rows = [(r.file, r.format or "not known", f"{len(r.listed):,}", f"{len(r.skipped):,}") for r in found]
        console.out(table(("file", "format", "reported", "skipped"), rows))
    return DONE if claims else UNUSABLE


def _document(found: Read) -> dict[str, Any]:
    return {
        "file": found.file,
        "format": found.format,
        "rows": found.rows,
        "reported": [
            {
                "address": item.host,
                "port": item.port,
                "protocol": item.protocol,
                "at": item.at,
                "source": item.source,
                "claim": item.claim,
            }
            for item in found.listed
        ],
        "skipped": [{"line": one.line, "says": one.says} for one in found.skipped],
    }
