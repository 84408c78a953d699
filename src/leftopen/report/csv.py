"""CSV for spreadsheets: one row per field and label of every service, or one row a service.

By field, a service without labels has a row too, and what is said of a service as a whole (proof, remedy) stands in its
first row only. By service, the kinds of data that are claimed stand together, and records are those of all collections.
Columns are stable; new ones are added at the end. An empty cell is an unknown value. Formulas are defused
(`plain.cells`). UTF-8 without a byte order mark, CRLF as in RFC 4180.
"""

import csv
import io
from collections.abc import Iterator
from typing import Literal

from leftopen.model import Collection, Field, Label, Report, Service
from leftopen.report.plain.cells import Cell, cell
from leftopen.report.plain.words import claimed, claims

NAME = "csv"
SUFFIX = ".csv"

COLUMNS = (
    *("run", "seen", "service", "address", "port", "transport", "tls", "protocol", "product", "version", "access"),
    *("level", "score", "score_low", "score_high", "estate", "data_from", "data_to", "open_since"),
    *("collection", "records", "bytes", "field", "type", "label", "certainty", "claim", "share", "matches", "example"),
    *("proof", "remedy"),
)
SERVICES = (
    *("run", "seen", "service", "address", "port", "transport", "tls", "protocol", "product", "version", "access"),
    *("level", "score", "score_low", "score_high", "estate", "data_from", "data_to", "open_since"),
    *("collections", "records", "labels", "proof", "remedy"),
)
Row = dict[str, Cell]


def render(report: Report, rows: Literal["fields", "services"] = "fields") -> bytes:
    """The table with a line of column names; `rows`: what a row stands for."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS if rows == "fields" else SERVICES, restval="", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    for service in report.services:
        for row in _rows(service) if rows == "fields" else [_whole(service)]:
            found = {"run": report.run.id, "seen": report.run.finished} | _service(service) | row
            writer.writerow({column: cell(value) for column, value in found.items()})
    return out.getvalue().encode()


def _service(service: Service) -> Row:
    severity, window = service.severity, service.window
    return {
        "service": service.id,
        "address": service.address,
        "port": service.port,
        "transport": service.transport,
        "tls": "yes" if service.tls else "no",
        "protocol": service.protocol,
        "product": service.product,
        "version": service.version,
        "access": service.access.value,
        "level": severity.level if severity else None,
        "score": severity.score if severity else None,
        "score_low": severity.low if severity else None,
        "score_high": severity.high if severity else None,
        "estate": service.estate,
        "data_from": window.data_from,
        "data_to": window.data_to,
        "open_since": window.open_since,
    }


def _told(service: Service) -> Row:
    """What is said of a service as a whole."""
    return {"proof": service.proof, "remedy": " ".join(service.remedy)}


def _whole(service: Service) -> Row:
    """What a row says of a service besides `_service`."""
    collections = service.catalog.collections
    counted = [collection.records for collection in collections if collection.records is not None]
    listed = service.catalog.listed
    return {
        "collections": listed if listed is not None else len(collections) or None,
        "records": sum(counted) if counted else None,
        "labels": " ".join(claims(service)),
        **_told(service),
    }


def _rows(service: Service) -> Iterator[Row]:
    found = [
        _label(collection, field, label)
        for collection in service.catalog.collections
        for field in collection.fields
        for label in field.labels
    ]
    first, *others = found or [{}]
    yield first | _told(service)
    yield from others


def _label(collection: Collection, field: Field, label: Label) -> Row:
    return {
        "collection": collection.name,
        "records": collection.records,
        "bytes": collection.bytes,
        "field": field.path,
        "type": field.type,
        "label": label.label,
        "certainty": label.confidence,
        "claim": "yes" if claimed(label) else "no",
        "share": label.share,
        "matches": label.matches,
        "example": label.example,
    }
