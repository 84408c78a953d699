"""STIX 2.1 bundle for platforms of threat intelligence (MISP, OpenCTI): what is open where, marked TLP:AMBER.

https://docs.oasis-open.org/cti/stix/v2.1/. Each exposed service is infrastructure with its address and traffic, what
was read is a note on it, and a report holds them together. Nobody is called an attacker, and nothing an indicator.
"""

import json
from typing import Any
from uuid import UUID, uuid5

from leftopen.harmless import clean
from leftopen.model import Report
from leftopen.report.plain import exchange, lines
from leftopen.report.plain.exchange import Brief

NAME = "stix"
SUFFIX = ".stix.json"
_SCO = UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
"""The namespace of identifiers of observables (section 2.9)."""
_AMBER = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"
_MARKING = {
    "type": "marking-definition",
    "spec_version": "2.1",
    "id": _AMBER,
    "created": "2017-01-20T00:00:00.000Z",
    "definition_type": "tlp",
    "name": "TLP:AMBER",
    "definition": {"tlp": "amber"},
}


def render(report: Report) -> bytes:
    """The bundle; one without objects where nothing is exposed but who looked."""
    who = _object(report, "identity", "identity", name="leftopen", identity_class="system")
    who["created_by_ref"] = None
    known: dict[str, dict[str, Any]] = {who["id"]: who, _AMBER: dict(_MARKING)}
    named: list[str] = []
    for found in exchange.findings(report):
        for each in _objects(report, found):
            known[each["id"]] = each
            named.append(each["id"])
    if named:
        title = clean(f"Open data stores and cameras in {report.scope.name}", 200)
        whole = _object(report, "report", "report", name=title, report_types=["observed-data"])
        known[whole["id"]] = whole | {
            "published": _time(report.run.finished),
            "object_refs": list(dict.fromkeys(named)),
        }
    bundle = exchange.identifier(report.run.id, "bundle")
    return lines.document({"type": "bundle", "id": f"bundle--{bundle}", "objects": list(known.values())})


def _objects(report: Report, found: Brief) -> list[dict[str, Any]]:
    service = found.service
    kind = "ipv6-addr" if ":" in service.address else "ipv4-addr"
    address = {"type": kind, "spec_version": "2.1", "id": _observable(kind, value=service.address)}
    protocols = ["ipv6" if kind == "ipv6-addr" else "ipv4", service.transport, clean(service.protocol, 60).lower()]
    traffic = {
        "type": "network-traffic",
        "spec_version": "2.1",
        "id": _observable("network-traffic", dst_ref=address["id"], dst_port=service.port, protocols=protocols),
        "dst_ref": address["id"],
        "dst_port": service.port,
        "protocols": protocols,
    }
    place = _object(
        report,
        "infrastructure",
        str(found.id),
        name=found.title,
        infrastructure_types=["unknown"],
        description=found.text,
    )
    seen = _time(found.seen)
    observed = _object(report, "observed-data", str(found.id), first_observed=seen, last_observed=seen)
    observed |= {"number_observed": 1, "object_refs": [address["id"], traffic["id"]]}
    link = _object(report, "relationship", str(found.id), relationship_type="consists-of")
    link |= {"source_ref": place["id"], "target_ref": observed["id"]}
    note = _object(report, "note", str(found.id), abstract="What it holds and how to shut it", content=_says(found))
    note["object_refs"] = [place["id"]]
    return [{**address, "value": service.address}, traffic, place, observed, link, note]


def _says(found: Brief) -> str:
    shown = zip(exchange.examples(found.service), range(20), strict=False)
    held = "; ".join(f"{path}: {label}, like {example}" for (path, label, example), _ in shown)
    return clean(
        " ".join(part for part in (f"Severity: {found.level or 'not rated'}.", held, _remedy(found)) if part), 3900
    )


def _remedy(found: Brief) -> str:
    steps = exchange.remedy(found.service)
    return f"To shut it: {steps}" if steps else ""


def _object(report: Report, kind: str, key: str, **told: Any) -> dict[str, Any]:
    at = _time(report.run.finished)
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": f"{kind}--{exchange.identifier(report.run.id, kind, key)}",
        "created_by_ref": f"identity--{exchange.identifier(report.run.id, 'identity', 'identity')}",
        "created": at,
        "modified": at,
        "object_marking_refs": [_AMBER],
        **told,
    }


def _observable(kind: str, **told: Any) -> str:
    """The deterministic identifier of an observable: of its properties in canonical JSON (RFC 8785)."""
    said = json.dumps(told, sort_keys=True, separators=(",", ":"))
    return f"{kind}--{uuid5(_SCO, said)}"


def _time(iso: str) -> str:
    return iso.removesuffix("Z") + ".000Z" if "." not in iso else iso
