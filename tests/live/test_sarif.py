"""SARIF held against the schema that its committee published, as a package of Microsoft's brings it (MIT)."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker

from leftopen.model import Report
from leftopen.report.sarif import render
from tests.live import browser
from tests.report.example import hostile, nothing, report, stranger

pytestmark = pytest.mark.live
PACKAGE, VERSION, FILE = "@microsoft/jest-sarif", "1.0.0-beta.0", "lib/schemas/sarif-2.1.0-rtm.5.json"


@pytest.fixture(scope="module")
def schema() -> Any:
    found = browser.packaged(PACKAGE, VERSION, FILE)
    if not isinstance(found, Path):
        pytest.skip(found)
    return json.loads(found.read_bytes())


@pytest.mark.parametrize(
    "given", [report(), stranger(), nothing(), hostile()], ids=["report", "stranger", "nothing", "hostile"]
)
def test_the_log_keeps_the_schema(schema: Any, given: Report) -> None:
    Draft4Validator.check_schema(schema)
    wrong = Draft4Validator(schema, format_checker=FormatChecker()).iter_errors(json.loads(render(given)))
    assert [f"{error.json_path}: {error.message[:200]}" for error in wrong] == []


def test_the_schema_refuses_what_is_no_log(schema: Any) -> None:
    log = json.loads(render(report()))
    log["runs"][0]["results"][0]["level"] = "terrible"
    assert not Draft4Validator(schema).is_valid(log)
