"""A page without a record, of which the answer says itself that there is more, is no proof of emptiness."""

from typing import Any

import pytest

from leftopen.lab.web import as_json
from leftopen.model import Access
from leftopen.probes import etcd, influxdb
from tests.probes import pure, test_etcd, test_influxdb
from tests.probes.more import PAGES, Probe
from tests.probes.pure import Server


@pytest.mark.parametrize(("probe", "peer", "path", "page", "told"), PAGES, ids=[row[2] for row in PAGES])
def test_a_page_without_a_record_after_which_more_come_is_not_empty(
    probe: Probe, peer: Server, path: str, page: dict[str, Any], told: dict[str, Any]
) -> None:
    def access(body: dict[str, Any]) -> Access:
        def answer(ask: Any) -> Any:
            there = ask.path.endswith(path) and "leftopen" not in ask.path
            return as_json(body) if there else peer(ask)

        return pure.run(probe, answer)[0].access

    assert access({**page, **told}) is Access.UNKNOWN
    last = {"result": {"points": [], "next_page_offset": None}} if path == "/scroll" else page
    assert access(last) is Access.EMPTY


def test_a_range_that_says_more_without_a_key_is_not_empty() -> None:
    def answer(ask: Any) -> Any:
        ranged = ask.path.endswith("/range") and b"range_end" in ask.body
        return as_json({"header": test_etcd.HEADER, "more": True}) if ranged else test_etcd.server({})(ask)

    assert pure.run(etcd.probe, answer)[0].access is Access.UNKNOWN
    assert pure.run(etcd.probe, test_etcd.server({}))[0].access is Access.EMPTY


@pytest.mark.parametrize("place", ["result", "series"])
def test_a_list_of_which_a_part_came_is_not_empty(place: str) -> None:
    series: dict[str, Any] = {"columns": ["name"], "values": [["_internal"]]}
    told: dict[str, Any] = {"statement_id": 0, "series": [series]}
    (told if place == "result" else series)["partial"] = True

    def answer(ask: Any) -> Any:
        listing = ask.query.get("q") == "SHOW%20DATABASES"
        return as_json({"results": [told]}) if listing else test_influxdb.server({})(ask)

    assert pure.run(influxdb.probe, answer)[0].access is Access.UNKNOWN
