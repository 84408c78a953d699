"""Each event is held against the JSON Schema that `ocsf-json-schema` makes of OCSF's own definitions."""

import json
from functools import cache
from typing import Any

import jsonschema
import pytest
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

from leftopen.model import Report
from leftopen.report.ocsf import VERSION, render
from tests.report.example import nothing, report, stranger


@cache
def schema() -> Any:
    return OcsfJsonSchemaEmbedded(get_ocsf_schema(version=VERSION)).get_class_schema("data_security_finding")


def events(given: Report) -> list[dict[str, Any]]:
    return [json.loads(line) for line in render(given).splitlines()]


@pytest.mark.parametrize("given", [report(), stranger(), nothing()], ids=["report", "stranger", "nothing"])
def test_each_event_fits_the_class(given: Report) -> None:
    for event in events(given):
        jsonschema.validate(event, schema())
        assert event["type_uid"] == event["class_uid"] * 100 + event["activity_id"]


def test_the_schema_refuses_what_is_no_such_event() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(events(report())[0] | {"severity_id": "high"}, schema())


def test_kinds_of_data_and_risk_are_told() -> None:
    first, *_ = events(report())
    assert first["risk_level"] == "Critical"
    assert first["data_security"]["category"] == "Personal"
    assert "ethnic" in first["data_security"]["detection_pattern"]
    assert first["database"]["name"] == "Elasticsearch"
    camera = next(one for one in events(report()) if one["dst_endpoint"]["port"] == 554)
    assert "database" not in camera
    assert "data_security" not in camera
