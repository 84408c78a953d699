"""Shapes after Shodan's datapedia; hosts are invented."""

import json
from typing import Any

from tests.ingest.listing import pairs, read


def banner(**told: Any) -> dict[str, Any]:
    base = {
        "ip": 3221225991,
        "ip_str": "192.0.2.7",
        "port": 9200,
        "transport": "tcp",
        "timestamp": "2026-01-02T03:04:05.123456",
    }
    return base | {"_shodan": {"module": "elastic"}, "data": "HTTP/1.1 200 OK\r\n"} | told


def test_a_line_is_a_banner() -> None:
    found = read(json.dumps(banner(elastic={"x": 1})) + "\n" + json.dumps(banner(port=53, transport="udp")) + "\n{x\n")
    assert found.format == "shodan"
    (item,) = found.listed
    assert item[1:6] == ("192.0.2.7", 9200, "elasticsearch", "2026-01-02T03:04:05Z", "shodan")
    assert item.claim == "reachable"
    assert [one.broken for one in found.skipped] == [False, True]


def test_answers_of_its_api_are_read() -> None:
    host = {"ip_str": "192.0.2.7", "ports": [9200], "data": [{"port": 9200, "transport": "tcp"}, 7]}
    assert pairs(read(json.dumps(host))) == [("192.0.2.7", 9200)]
    search = {"matches": [banner(), banner(ip_str="2001:db8::1")], "total": 2}
    assert pairs(read(json.dumps(search, indent=2))) == [("192.0.2.7", 9200), ("2001:db8::1", 9200)]
