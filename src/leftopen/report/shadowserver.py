"""CSV with Shadowserver's columns for tools that read its reports already: one row an exposed service.

The common head of its reports (https://www.shadowserver.org/what-we-do/network-reporting/) and a few columns of our own
at the end; what is not known is empty.
"""

import csv
import io

from leftopen.model import Report
from leftopen.report.plain import exchange
from leftopen.report.plain.cells import Cell, cell
from leftopen.report.plain.exchange import Brief

NAME = "shadowserver"
SUFFIX = ".shadowserver.csv"
COLUMNS = (
    *("timestamp", "severity", "ip", "protocol", "port", "hostname", "tag", "version", "asn", "geo", "region", "city"),
    *("naics", "sector", "access", "data_kinds", "records", "data_from", "finding"),
)
_SEVERITY = {"very high": "critical", "high": "high", "medium": "medium", "low": "low"}


def render(report: Report) -> bytes:
    """The table with a line of column names."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    for found in exchange.findings(report):
        writer.writerow({column: cell(value) for column, value in _row(found).items()})
    return out.getvalue().encode()


def _row(found: Brief) -> dict[str, Cell]:
    service = found.service
    return {
        "timestamp": found.seen.replace("T", " ").removesuffix("Z"),
        "severity": _SEVERITY.get(found.level or "", "info"),
        "ip": service.address,
        "protocol": service.transport,
        "port": service.port,
        "tag": f"{service.protocol};{service.access.value}",
        "version": service.version,
        "access": service.access.value,
        "data_kinds": " ".join(found.labels),
        "records": exchange.records(service),
        "data_from": service.window.data_from,
        "finding": str(found.id),
    }
