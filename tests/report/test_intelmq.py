"""The rules are those of IntelMQ's data harmonization: names of keys, vocabularies, types."""

import ipaddress
import json
import re
from datetime import datetime
from typing import Any

import pytest

from leftopen.model import Report
from leftopen.report.intelmq import render
from tests.report.example import nothing, report, stranger

TAXONOMY = {
    "data-leak": "information-content-security",
    "potentially-unwanted-accessible": "vulnerable",
}
KEYS = {
    *("time.source", "time.observation", "feed.name", "feed.provider", "feed.accuracy", "feed.code", "source.ip"),
    *("source.port", "protocol.application", "protocol.transport", "classification.taxonomy", "classification.type"),
    *("classification.identifier", "severity", "event_description.text", "status", "tlp"),
}


def events(given: Report) -> list[dict[str, Any]]:
    return [json.loads(line) for line in render(given).splitlines()]


@pytest.mark.parametrize("given", [report(), stranger(), nothing()], ids=["report", "stranger", "nothing"])
def test_each_event_keeps_the_harmonization(given: Report) -> None:
    for event in events(given):
        assert {key for key in event if not key.startswith("extra.")} == KEYS
        assert all(re.fullmatch(r"[a-z_]+(\.[a-z_0-9]+)*", key) for key in event)
        assert TAXONOMY[event["classification.type"]] == event["classification.taxonomy"]
        assert event["severity"] in {"critical", "high", "medium", "low", "info", "undefined"}
        assert event["tlp"] in {"RED", "AMBER", "GREEN", "WHITE", "CLEAR"}
        assert re.fullmatch(r"[ -~]{1,100}", event["protocol.application"])
        assert datetime.fromisoformat(event["time.source"]).tzinfo
        ipaddress.ip_address(event["source.ip"])
        assert event["feed.accuracy"] == 100.0


def test_what_was_read_of_people_is_a_leak_and_another_open_door_is_not() -> None:
    kinds = {event["source.port"]: event["classification.type"] for event in events(report())}
    assert kinds[9200] == "data-leak"
    assert kinds[6379] == "potentially-unwanted-accessible"
