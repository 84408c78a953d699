"""A page without a record, of which the answer says itself that there is more, is no proof of emptiness: for each store
whose pages can be followed, or that answers for parts of it."""

from collections.abc import Callable
from typing import Any

import pytest

from leftopen.lab.web import as_json
from leftopen.model import Access
from leftopen.probes import couchdb, datasette, etcd, influxdb, mlflow, qdrant, solr
from leftopen.raw import Finding
from leftopen.wire.talk import SampleLimits, Talk
from tests.probes import pure, test_datasette, test_etcd, test_influxdb, test_mlflow, test_qdrant, test_solr
from tests.probes.pure import Server
from tests.probes.test_couchdb import Couch

Probe = Callable[[SampleLimits], Talk[Finding]]
CRM = {"crm": {"tables": [test_datasette.table("people", 0)], "views": []}}
ROWS: list[tuple[Probe, Server, str, dict[str, Any], dict[str, Any]]] = [
    (couchdb.probe, Couch({"crm": []}), "/_all_docs", {"rows": []}, {"total_rows": 90}),
    (qdrant.probe, test_qdrant.server({"crm": []}), "/scroll", {}, {"result": {"points": [], "next_page_offset": 7}}),
    (
        solr.probe,
        test_solr.server({"crm": []}),
        "/select",
        {"response": {"numFound": 0, "docs": []}},
        {"responseHeader": {"partialResults": True}},
    ),
    (datasette.probe, test_datasette.server(CRM, {}), "/people.json", {"rows": []}, {"next": "25"}),
    (
        mlflow.probe,
        test_mlflow.server([test_mlflow.experiment("1")], {"1": []}),
        "/runs/search",
        {"runs": []},
        {"next_page_token": "abc"},
    ),
]


@pytest.mark.parametrize(("probe", "peer", "path", "page", "told"), ROWS, ids=[row[2] for row in ROWS])
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
