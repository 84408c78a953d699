"""IntelMQ events for CERTs that pass findings on: one JSON object a line, for a file collector and the JSON parser.

Keys are those of IntelMQ's data harmonization (https://docs.intelmq.org/latest/user/event/); classification is that of
the RSIT taxonomy: what was read of people is `data-leak`, another open door `potentially-unwanted-accessible`.
"""

from typing import Any

from leftopen.harmless import clean
from leftopen.model import Report
from leftopen.report.plain import exchange, lines
from leftopen.report.plain.exchange import Brief

NAME = "intelmq"
SUFFIX = ".intelmq.jsonl"
_SEVERITY = {"very high": "critical", "high": "high", "medium": "medium", "low": "low"}


def render(report: Report) -> bytes:
    """The events."""
    return lines.lines(_event(report, found) for found in exchange.findings(report))


def _event(report: Report, found: Brief) -> dict[str, Any]:
    service = found.service
    taxonomy, kind = (
        ("information-content-security", "data-leak")
        if found.labels
        else ("vulnerable", "potentially-unwanted-accessible")
    )
    return {
        "time.source": found.seen.replace("Z", "+00:00"),
        "time.observation": found.seen.replace("Z", "+00:00"),
        "feed.name": "leftopen",
        "feed.provider": clean(report.scope.name, 200),
        "feed.accuracy": 100.0,
        "feed.code": "leftopen",
        "source.ip": service.address,
        "source.port": service.port,
        "protocol.application": clean(service.protocol, 90).lower(),
        "protocol.transport": service.transport,
        "classification.taxonomy": taxonomy,
        "classification.type": kind,
        "classification.identifier": f"{service.access.value}-{clean(service.protocol, 80)}",
        "severity": _SEVERITY.get(found.level or "", "info"),
        "event_description.text": found.text,
        "status": "online",
        "tlp": exchange.TLP,
        "extra.finding": str(found.id),
        "extra.product": service.product,
        "extra.version": service.version,
        "extra.data_kinds": list(found.labels) or None,
        "extra.records": exchange.records(service),
        "extra.data_from": service.window.data_from,
        "extra.remedy": exchange.remedy(service) or None,
    }
