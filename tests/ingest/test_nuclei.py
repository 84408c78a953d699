"""Shapes after nuclei's documentation of its output; hosts are invented."""

import json
from typing import Any

import pytest

from tests.ingest.listing import read


def finding(**told: Any) -> str:
    base = {"template-id": "redis-unauth", "info": {"name": "x", "tags": ["network", "redis", "unauth"]}, "type": "tcp"}
    return json.dumps(base | {"timestamp": "2026-01-02T03:04:05.1+01:00"} | told) + "\n"


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ({"host": "192.0.2.7:6379", "matched-at": "192.0.2.7:6379", "ip": "192.0.2.7"}, ("192.0.2.7", 6379)),
        ({"matched-at": "https://es.example/_cat/indices"}, ("es.example", 443)),
        ({"matched-at": "http://[2001:db8::1]:9200/x", "ip": ""}, ("2001:db8::1", 9200)),
        ({"host": "192.0.2.7", "port": "6379", "matched-at": "192.0.2.7"}, ("192.0.2.7", 6379)),
        ({"matched-at": "http://x:99999/", "matched": "192.0.2.7:80"}, ("192.0.2.7", 80)),
        ({"ip": "192.0.2.7", "port": 6379}, ("192.0.2.7", 6379)),
    ],
)
def test_where_it_matched_is_the_service(told: dict[str, Any], place: tuple[str, int]) -> None:
    (item,) = read(finding(**told)).listed
    assert (item.host, item.port) == place
    assert item.at == "2026-01-02T02:04:05Z"


def test_only_a_template_that_looks_for_it_claims_open() -> None:
    place = {"matched-at": "192.0.2.7:6379"}
    open_, tech = read(
        finding(**place)
        + finding(**place, **{"template-id": "tech-detect", "info": {"tags": "tech,redis"}, "type": "http"})
    ).listed
    assert (open_.claim, open_.protocol, open_.source) == ("open", "redis", "nuclei redis-unauth")
    assert (tech.claim, tech.protocol) == ("reachable", "redis")


def test_what_did_not_match_or_says_no_place_is_not_listed() -> None:
    place = {"matched-at": "192.0.2.7:53"}
    found = read(finding(**place, **{"matcher-status": False}) + finding() + finding(**place, type="dns") + "{\n")
    assert found.format == "nuclei"
    assert found.listed == []
    assert [one.broken for one in found.skipped] == [False, True, False, True]
