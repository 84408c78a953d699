"""SARIF 2.1.0 for code hosts and dashboards that show findings of scanners; a host is no line of code.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/. A rule is a kind of access to a protocol; where is a URI, as of DAST.
"""

from typing import Any

from leftopen.harmless import clean
from leftopen.model import Report, Service
from leftopen.report.plain import exchange, lines, words
from leftopen.report.plain.exchange import Brief

NAME = "sarif"
SUFFIX = ".sarif"
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVEL = {"very high": "error", "high": "error", "medium": "warning", "low": "note"}
_SCORE = {"very high": "9.3", "high": "8.0", "medium": "5.0", "low": "2.0"}
"""What code hosts sort by (`security-severity`), 0 to 10."""


def render(report: Report) -> bytes:
    """The log with one run."""
    found = list(exchange.findings(report))
    rules: dict[str, dict[str, Any]] = {}
    for each in found:
        rules.setdefault(_rule_id(each.service), _rule(each))
    order = {name: place for place, name in enumerate(rules)}
    driver = {
        "name": "leftopen",
        "version": report.tool.version,
        "semanticVersion": report.tool.version if report.tool.version.count(".") == 2 else None,
        "rules": list(rules.values()),
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": clean(f"{report.scope.name}/{report.run.id}", 200)},
        "invocations": [
            {
                "executionSuccessful": report.run.complete,
                "startTimeUtc": report.run.started,
                "endTimeUtc": report.run.finished,
            }
        ],
        "results": [_result(each, order) for each in found],
    }
    return lines.document({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule_id(service: Service) -> str:
    return f"{service.access.value}-{clean(service.protocol, 60)}"


def _rule(found: Brief) -> dict[str, Any]:
    service = found.service
    name = clean(service.product or service.protocol, 60)
    return {
        "id": _rule_id(service),
        "shortDescription": {"text": f"{name}: {words.ACCESS[service.access][0]}"},
        "fullDescription": {"text": words.ACCESS[service.access][1]},
        "help": {"text": exchange.remedy(service) or "Shut the service to those who have no right to it."},
        "properties": {
            "tags": ["security", f"external/cwe/cwe-{exchange.CWE[service.access]}"],
            "security-severity": _SCORE.get(found.level or "", "0.0"),
        },
    }


def _result(found: Brief, order: dict[str, int]) -> dict[str, Any]:
    service = found.service
    where = {"physicalLocation": {"artifactLocation": {"uri": exchange.url(service)}}}
    name = {"fullyQualifiedName": exchange.place(service), "kind": "resource"}
    return {
        "ruleId": _rule_id(service),
        "ruleIndex": order[_rule_id(service)],
        "kind": "fail",
        "level": _LEVEL.get(found.level or "", "warning"),
        "message": {"text": found.text},
        "locations": [{**where, "logicalLocations": [name]}],
        "partialFingerprints": {"leftopen/v1": str(found.id)},
        "properties": {"labels": list(found.labels), "records": exchange.records(service)},
    }
