"""Stores whose pages can be followed, or that answer for parts of what they hold, each with a page without a record."""

from collections.abc import Callable
from typing import Any

from leftopen.probes import couchdb, datasette, mlflow, qdrant, solr
from leftopen.raw import Finding
from leftopen.wire.talk import SampleLimits, Talk
from tests.probes import test_datasette, test_mlflow, test_qdrant, test_solr
from tests.probes.pure import Server
from tests.probes.test_couchdb import Couch

Probe = Callable[[SampleLimits], Talk[Finding]]
CRM = {"crm": {"tables": [test_datasette.table("people", 0)], "views": []}}
PAGES: list[tuple[Probe, Server, str, dict[str, Any], dict[str, Any]]] = [
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
"""The probe, its server, where the page is, its answer, and what that says beside of more."""
