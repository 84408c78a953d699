"""SARIF held against the schema of the standard itself, as Microsoft's matchers for tests bring it along (from npm)."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from msgspec.structs import replace

from leftopen.model import Report
from leftopen.report.sarif import render
from tests.live import install
from tests.report.example import hostile, nothing, report, stranger

pytestmark = pytest.mark.live
PACKAGE, VERSION = "@microsoft/jest-sarif", "1.0.0-beta.0"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found = install.npm(install.home(), PACKAGE, VERSION)
    if isinstance(found, str):
        pytest.skip(found)
    (file,) = Path(found).rglob("sarif-2.1.0*.json")
    told: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return told


@pytest.mark.parametrize(
    "given", [report(), stranger(), nothing(), hostile()], ids=["report", "stranger", "nothing", "hostile"]
)
def test_each_log_fits_the_schema_of_the_standard(schema: dict[str, Any], given: Report) -> None:
    found = Draft7Validator(schema).iter_errors(json.loads(render(given)))
    assert [(list(error.path), error.message[:200]) for error in found] == []


def test_the_schema_refuses_what_is_no_such_log(schema: dict[str, Any]) -> None:
    log = json.loads(render(replace(report(), errors=())))
    log["runs"][0]["results"][0]["level"] = "very high"
    assert not Draft7Validator(schema).is_valid(log)
