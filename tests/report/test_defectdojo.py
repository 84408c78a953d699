"""The field rules are those of DefectDojo's page on its generic importer: required fields, severities, types."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from leftopen.model import Report
from leftopen.report.defectdojo import render
from tests.report.example import nothing, report, stranger

TOP = {"name", "type", "version", "description", "findings"}
REQUIRED = {"title", "severity", "description"}
TEXTS = {
    *("title", "severity", "description", "date", "cvssv4", "severity_justification", "mitigation", "impact"),
    *(
        "steps_to_reproduce",
        "component_name",
        "component_version",
        "unique_id_from_tool",
        "vuln_id_from_tool",
        "service",
    ),
}
KNOWN = TEXTS | {
    *("cvssv4_score", "cwe", "endpoints", "tags", "active", "verified", "dynamic_finding", "static_finding"),
}


@pytest.mark.parametrize("given", [report(), stranger(), nothing()], ids=["report", "stranger", "nothing"])
def test_each_finding_keeps_the_rules(given: Report) -> None:
    found: dict[str, Any] = json.loads(render(given))
    assert set(found) <= TOP
    for one in found["findings"]:
        assert REQUIRED <= set(one) <= KNOWN
        assert one["severity"] in {"Critical", "High", "Medium", "Low", "Info"}
        assert all(isinstance(one[key], str) and one[key] for key in TEXTS & set(one))
        assert len(one["title"]) <= 511
        assert isinstance(one["cwe"], int)
        for endpoint in one["endpoints"]:
            assert set(endpoint) <= {"host", "port", "protocol"}
    names = [one["unique_id_from_tool"] for one in found["findings"]]
    assert len(set(names)) == len(names)


def test_severity_and_remedy_come_along() -> None:
    first, *_ = json.loads(render(report()))["findings"]
    assert first["severity"] == "Critical"
    assert first["cvssv4"].startswith("CVSS:4.0/")
    assert "1. Bind Elasticsearch" in first["mitigation"]
    assert "1████████████████2" in first["impact"]
    factory = next(one for one in json.loads(render(report()))["findings"] if one["endpoints"][0]["port"] == 554)
    assert factory["cwe"] == 1392


def test_the_score_of_cvss_comes_along_where_there_is_one() -> None:
    service = report().services[0]
    assert service.severity
    scored = replace(service, severity=replace(service.severity, cvss4_score=8.7))
    (one,) = json.loads(render(replace(report(), services=(scored,))))["findings"]
    assert one["cvssv4_score"] == 8.7
    assert "cvssv4_score" not in json.loads(render(report()))["findings"][0]
