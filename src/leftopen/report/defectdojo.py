"""DefectDojo generic findings for security teams that track them there: Import Scan Results, "Generic Findings Import".

https://docs.defectdojo.com, generic parser: `title`, `severity`, `description` are required, an unknown key is refused.
`unique_id_from_tool` is stable, so that a re-import finds what is known.
"""

from typing import Any

from leftopen.harmless import clean
from leftopen.model import Report
from leftopen.report.plain import exchange, lines
from leftopen.report.plain.exchange import Brief

NAME = "defectdojo"
SUFFIX = ".defectdojo.json"
_SEVERITY = {"very high": "Critical", "high": "High", "medium": "Medium", "low": "Low"}


def render(report: Report) -> bytes:
    """The document: `name`, `type`, `version`, `findings`."""
    return lines.document(
        {
            "name": clean(f"leftopen, {report.scope.name}", 200),
            "type": "leftopen",
            "version": report.tool.version,
            "findings": [_finding(found) for found in exchange.findings(report)],
        }
    )


def _finding(found: Brief) -> dict[str, Any]:
    service, severity = found.service, found.service.severity
    shown = (f"* {path}: {label}, like {example}" for path, label, example in exchange.examples(service))
    return {
        "title": found.title,
        "severity": _SEVERITY.get(found.level or "", "Info"),
        "description": found.text,
        "date": found.seen[:10],
        "cwe": exchange.CWE[service.access],
        "cvssv4": severity.cvss4 if severity else None,
        "cvssv4_score": severity.cvss4_score if severity else None,
        "severity_justification": ("; ".join(severity.why)[:2000] if severity else "") or None,
        "mitigation": exchange.remedy(service) or None,
        "steps_to_reproduce": clean(service.proof, 2000) or None,
        "impact": "\n".join(line for line, _ in zip(shown, range(20), strict=False))[:3900] or None,
        "endpoints": [{"host": service.address, "port": service.port, "protocol": service.protocol}],
        "component_name": clean(service.product or service.protocol, 200),
        "component_version": clean(service.version, 100) if service.version else None,
        "tags": ["leftopen", service.protocol, *found.labels[:20]],
        "unique_id_from_tool": str(found.id),
        "vuln_id_from_tool": f"{service.access.value}-{service.protocol}",
        "service": clean(service.protocol, 200),
        "active": True,
        "verified": True,
        "dynamic_finding": True,
        "static_finding": False,
    }
