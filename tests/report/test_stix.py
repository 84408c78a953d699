"""Each bundle is held against the OASIS validator, `stix2-validator`, which needs no network for that."""

import json

import pytest
from stix2validator import ValidationOptions, validate_string

from leftopen.model import Report
from leftopen.report.stix import render
from tests.report.example import nothing, report, stranger


@pytest.mark.parametrize("given", [report(), stranger(), nothing()], ids=["report", "stranger", "nothing"])
@pytest.mark.filterwarnings("ignore")
def test_the_bundle_is_valid(given: Report) -> None:
    options = ValidationOptions(version="2.1", strict_types=True, disabled=["uuid-check"])
    found = validate_string(render(given).decode(), options)
    assert found.is_valid, found
    assert not found.errors


def test_each_exposed_service_is_infrastructure_and_all_are_in_the_report() -> None:
    bundle = json.loads(render(report()))
    by_kind: dict[str, list[str]] = {}
    for one in bundle["objects"]:
        by_kind.setdefault(one["type"], []).append(one["id"])
    assert len(by_kind["infrastructure"]) == 4
    assert len(by_kind["ipv4-addr"]) == 2
    assert len(by_kind["ipv6-addr"]) == 1
    assert "indicator" not in by_kind
    (whole,) = (one for one in bundle["objects"] if one["type"] == "report")
    known = {one["id"] for one in bundle["objects"]}
    assert set(whole["object_refs"]) <= known
    assert render(report()) == render(report()), "the same report is the same bundle"
    assert [one["type"] for one in json.loads(render(nothing()))["objects"]] == ["identity", "marking-definition"]
