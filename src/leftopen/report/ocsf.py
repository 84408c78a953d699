"""OCSF Data Security Findings (class 2006) for data lakes and SIEMs: one JSON object a line.

https://schema.ocsf.io, version 1.6.0. The store is `database` (a bucket of S3 `databucket`), the kinds of data stand in
`data_security` and the fields in `unmapped`.
"""

from typing import Any

from leftopen.harmless import clean
from leftopen.model import Report
from leftopen.report.plain import exchange, lines, words
from leftopen.report.plain.exchange import Brief
from leftopen.report.plain.text import listed, parse

NAME = "ocsf"
SUFFIX = ".ocsf.jsonl"
VERSION = "1.6.0"
_SEVERITY = {"very high": (5, "Critical"), "high": (4, "High"), "medium": (3, "Medium"), "low": (2, "Low")}
_RISK = {"very high": (4, "Critical"), "high": (3, "High"), "medium": (2, "Medium"), "low": (1, "Low")}
_CATEGORY = {"credential": (6, "Security"), "finance": (3, "Financial"), "id": (2, "Governmental")}


def render(report: Report) -> bytes:
    """The events."""
    return lines.lines(_event(report, found) for found in exchange.findings(report))


def _event(report: Report, found: Brief) -> dict[str, Any]:
    service = found.service
    severity, caption = _SEVERITY.get(found.level or "", (1, "Informational"))
    risk, risk_caption = _RISK.get(found.level or "", (0, "Info"))
    return {
        "activity_id": 1,
        "activity_name": "Create",
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": 2006,
        "class_name": "Data Security Finding",
        "type_uid": 200601,
        "time": _milliseconds(found.seen),
        "severity_id": severity,
        "severity": caption,
        "status_id": 1,
        "status": "New",
        "confidence_id": 3,
        "confidence": "High",
        "risk_level_id": risk,
        "risk_level": risk_caption,
        "is_alert": True,
        "message": found.title,
        "metadata": {
            "version": VERSION,
            "uid": str(exchange.identifier(report.run.id, str(found.id))),
            "product": {"name": "leftopen", "vendor_name": "leftopen", "version": report.tool.version},
        },
        "finding_info": {
            "uid": str(found.id),
            "title": found.title,
            "desc": found.text,
            "types": [f"{service.access.value} {clean(service.protocol, 60)}"],
            "first_seen_time": _milliseconds(service.window.open_since),
            "last_seen_time": _milliseconds(found.seen),
        },
        "dst_endpoint": {"ip": service.address, "port": service.port, "svc_name": clean(service.protocol, 60)},
        **_store(found),
        "data_security": _data(found),
        "unmapped": {
            "labels": list(found.labels),
            "fields": exchange.fields(service),
            "records": exchange.records(service),
            "remedy": exchange.remedy(service),
        },
    }


def _store(found: Brief) -> dict[str, Any]:
    service = found.service
    name = clean(service.product or service.protocol, 100)
    what = {"uid": service.id, "name": name, "type_id": 0, "type": "Unknown"}
    if exchange.is_camera(service):
        return {"resources": [{"uid": service.id, "name": name, "type": "camera"}]}
    return {"databucket": {**what, "type_id": 1, "type": "S3"}} if service.protocol == "s3" else {"database": what}


def _data(found: Brief) -> dict[str, Any] | None:
    if not found.labels:
        return None
    families = {label.partition(".")[0] for label in found.labels}
    rest = families - set(_CATEGORY)
    number, caption = (1, "Personal") if rest else _CATEGORY[min(families)]
    return {
        "category_id": number,
        "category": caption,
        "data_lifecycle_state_id": 1,
        "data_lifecycle_state": "Data at-Rest",
        "detection_pattern": listed(words.names(found.labels), 20),
    }


def _milliseconds(iso: str | None) -> int | None:
    when = parse(iso)
    return int(when.timestamp() * 1000) if when else None
