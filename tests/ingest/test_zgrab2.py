"""Shapes after zgrab2's README and schemas; hosts are invented."""

import json
from typing import Any

from tests.ingest.listing import pairs, read


def answer(**modules: Any) -> str:
    return json.dumps({"ip": "192.0.2.7", "data": modules}) + "\n"


def said(status: str = "success", **more: Any) -> dict[str, Any]:
    return {"status": status, "protocol": "redis", "result": {}, "timestamp": "2026-01-02T03:04:05+00:00"} | more


def test_a_module_that_was_answered_names_a_service() -> None:
    found = read(answer(redis=said(), second=said(port=6380), http=said("connection-timeout", protocol="http"), odd=7))
    assert found.format == "zgrab2"
    assert pairs(found) == [("192.0.2.7", 6379), ("192.0.2.7", 6380)]
    assert found.listed[0][3:6] == ("redis", "2026-01-02T03:04:05Z", "zgrab2")
    assert read(answer(mongodb=said("application-error", protocol="mongodb"))).listed[0].port == 27017


def test_the_url_that_was_asked_has_the_port() -> None:
    def web(**url: str) -> dict[str, Any]:
        return said(protocol="http", result={"response": {"request": {"url": url}}})

    assert pairs(read(answer(http=web(host="192.0.2.7:9200", scheme="http")))) == [("192.0.2.7", 9200)]
    assert pairs(read(answer(http=web(host="[2001:db8::1]", scheme="https")))) == [("192.0.2.7", 443)]
    assert pairs(read(answer(http=web(host="x")))) == [("192.0.2.7", 80)]


def test_what_says_no_port_or_no_module_is_said() -> None:
    found = read(answer(own=said(protocol="own")) + '{"ip":"192.0.2.7","data":[]}\n{"ip"\n')
    assert [one.says for one in found.skipped][:2] == ["does not say which port was asked", "names no module"]
    assert len(found.skipped) == 3
