"""The published JSON Schema is that of the model, and holds for what is written."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from leftopen.report import schema
from leftopen.report.json import document
from tests.report.example import hostile, nothing, report


def test_the_published_schema_is_fresh(tmp_path: Path) -> None:
    schema.publish(tmp_path)
    assert json.loads((tmp_path / schema.FILE).read_text()) == schema.published(), "run leftopen.report.schema.publish"


def test_it_is_a_schema_of_2020_12() -> None:
    Draft202012Validator.check_schema(schema.published())
    assert schema.published()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("tree", [document(report()), document(nothing()), document(hostile("odd | text"))])
def test_what_is_written_holds(tree: dict[str, Any]) -> None:
    tree = json.loads(json.dumps(tree))
    Draft202012Validator(schema.published()).validate(tree)


def test_a_report_without_what_has_a_default_holds() -> None:
    short = {
        "schema": "leftopen.report/1",
        "tool": {"name": "leftopen", "version": "0.1.0"},
        "scope": {"name": "Example", "digest": "sha256:00"},
        "run": {
            "id": "01K",
            "started": "2026-11-23T09:00:00Z",
            "finished": "2026-11-23T09:00:41Z",
            "targets": 1,
            "answering": 1,
            "probed": 1,
            "errors": 0,
        },
        "services": [
            {
                "id": "10.0.0.1:1/tcp",
                "address": "10.0.0.1",
                "port": 1,
                "protocol": "redis",
                "access": "open",
                "proof": "",
                "later": 1,
            }
        ],
    }
    Draft202012Validator(schema.published()).validate(short)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("schema",), "leftopen.report/2"),
        (("run", "started"), "yesterday"),
        (("run", "targets"), None),
        (("services", 0, "access"), "ajar"),
        (("services", 0, "port"), 70000),
        (("services", 0, "catalog", "collections", 0, "fields", 1, "labels", 0, "confidence"), 1.2),
        (("estates", 0, "parties", 0, "role"), "burglar"),
        (("estates", 0, "links", 0, "strength"), -0.1),
    ],
)
def test_what_breaks_the_contract_does_not_hold(place: tuple[str | int, ...], value: object) -> None:
    tree: Any = json.loads(json.dumps(document(report())))
    parent = tree
    for step in place[:-1]:
        parent = parent[step]
    assert place[-1] in parent
    parent[place[-1]] = value
    with pytest.raises(ValidationError):
        Draft202012Validator(schema.published()).validate(tree)
