"""XARF v4 for abuse desks of hosters and networks: an array with a report for each exposed service.

https://github.com/xarf/xarf-spec, version 4.2. Data that was read is `content/exposed_data`; a camera, and a service
that shows its catalogue alone, is `vulnerability/misconfiguration`. The format has no word for biometrics, ethnicity or
the like: those stand in `sensitive_fields` and as tags. The reporter's address comes from `export --contact`.
"""

import base64
import hashlib
import re
from typing import Any

from leftopen.harmless import clean
from leftopen.model import Report, Service
from leftopen.report.plain import exchange, lines
from leftopen.report.plain.exchange import Brief

NAME = "xarf"
SUFFIX = ".xarf.json"
NOBODY = "set-with-contact@example.invalid"
"""Stands where nobody said who can be asked: it can be sent to nobody by mistake (RFC 2606)."""
_TYPES = {
    "credential.api_key": "api_keys",
    "credential": "credentials",
    "finance": "financial",
    "special.health": "medical",
    "special.fertility": "medical",
    "special.genetic": "medical",
    "id": "government_id",
    "contact.email": "email_addresses",
    "contact.phone": "phone_numbers",
}
_TAG = re.compile(r"[^a-z0-9_+-]+")


def render(report: Report, contact: str | None = None) -> bytes:
    """The reports; `contact` is the mail address at which whoever reports can be asked."""
    mail = contact or NOBODY
    who = {"org": clean(report.scope.name, 200) or "leftopen", "contact": mail, "domain": mail.rpartition("@")[2]}
    return lines.document([_report(report, found, who) for found in exchange.findings(report)])


def _report(report: Report, found: Brief, who: dict[str, str]) -> dict[str, Any]:
    service = found.service
    base = {
        "xarf_version": "4.2.0",
        "report_id": str(exchange.identifier(report.run.id, service.id, service.protocol, "xarf")),
        "timestamp": found.seen,
        "reporter": who,
        "sender": who,
        "source_identifier": service.address,
        "source_port": service.port or None,
        "evidence_source": "automated_scan",
        "evidence": [_evidence(service)],
        "confidence": 1.0,
        "description": clean(found.text, 1000),
        "tags": _tags(found),
    }
    if exchange.is_camera(service) or not found.labels:
        name = clean(service.product or service.protocol, 100)
        return {**base, "category": "vulnerability", "type": "misconfiguration", "service": name}
    party = next(
        (each.name for each in (found.estate.parties if found.estate else ()) if each.role == "operator"), None
    )
    return {
        **base,
        "category": "content",
        "type": "exposed_data",
        "url": exchange.url(service),
        "data_types": _types(found.labels),
        "exposure_method": "database_exposure",
        "record_count": exchange.records(service),
        "affected_organization": party,
        "sensitive_fields": exchange.fields(service),
        "encryption_status": "unencrypted",
        "accessibility": "public",
        "discovery_source": "automated_scan",
        "sample_records": _samples(service),
    }


def _evidence(service: Service) -> dict[str, Any]:
    proof = clean(service.proof, 2000).encode()
    return {
        "content_type": "text/plain",
        "description": "What was read without a login, and what control confirmed it; masked.",
        "payload": base64.b64encode(proof).decode(),
        "hash": f"sha256:{hashlib.sha256(proof).hexdigest()}",
        "size": len(proof),
    }


def _types(labels: tuple[str, ...]) -> list[str]:
    found = (_TYPES.get(label) or _TYPES.get(label.partition(".")[0]) or "personal_information" for label in labels)
    return list(dict.fromkeys(found))


def _tags(found: Brief) -> list[str]:
    words = [f"access:{found.service.access.value}", *(f"data:{label}" for label in found.labels)]
    if found.level:
        words.insert(1, f"severity:{found.level}")
    return ["{}:{}".format(*(_TAG.sub("-", part) for part in word.split(":", 1))) for word in words][:20]


def _samples(service: Service) -> list[dict[str, str]]:
    shown = zip(exchange.examples(service), range(5), strict=False)
    return [{"description": f"{path}: {label}", "redacted_sample": example} for (path, label, example), _ in shown]
