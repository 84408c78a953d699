"""Each log is read by the models of `sarif-pydantic`; what they leave open follows the standard's text."""

import json

import pytest
from sarif_pydantic import Sarif

from leftopen.model import Report
from leftopen.report.sarif import render
from tests.report.example import nothing, report, stranger


@pytest.mark.parametrize("given", [report(), stranger(), nothing()], ids=["report", "stranger", "nothing"])
def test_the_log_is_read_whole(given: Report) -> None:
    log = json.loads(render(given))
    Sarif.model_validate(log)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["message"]["text"]
        assert result["kind"] == "fail"


def test_a_result_says_where_and_how_bad() -> None:
    (run,) = json.loads(render(report()))["runs"]
    first = run["results"][0]
    assert first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "elasticsearch://10.20.0.15:9200"
    assert first["level"] == "error"
    uris = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]]
    assert "redis://[fd00::20:7]:6379" in uris
    rule = run["tool"]["driver"]["rules"][0]
    assert "external/cwe/cwe-306" in rule["properties"]["tags"]
    assert rule["properties"]["security-severity"] == "9.3"
