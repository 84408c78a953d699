"""Cases that no server of the lab shows by itself; the others are in `tests/talks/prometheus/*.talk`."""

from typing import Any
from urllib.parse import unquote

import pytest

from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, DoorState
from leftopen.probes.prometheus import SPEC, probe, reread
from leftopen.wire.talk import Foreign, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server

BUILT = {"status": "success", "data": {"version": "3.0.1", "branch": "HEAD", "goVersion": "go1.23"}}
VICTORIA = Answer(200, b"<h2>Single-node VictoriaMetrics</h2>")
BAD = as_json({"status": "error", "errorType": "bad_data", "error": "parse error"}, 400)


def server(metrics: dict[str, list[dict[str, Any]]], root: Answer | None = None) -> Server:
    """A server with these sets of labels by metric."""

    def answer(ask: Ask) -> Answer:
        if ask.path == "/":
            return root or Answer(302, b'<a href="/query">Found</a>.\n\n')
        if ask.path.endswith("/buildinfo"):
            return as_json(BUILT) if root is None else as_json({"status": "success", "data": {"version": "2.24.0"}})
        if ask.path.endswith("/values"):
            return as_json({"status": "success", "data": [*metrics]})
        if ask.path.endswith("/query"):
            return BAD
        found = metrics.get(unquote(ask.query["match%5B%5D"]), [])
        return as_json({"status": "success", "data": found[: int(ask.query["limit"])]})

    return answer


def test_labels_are_read() -> None:
    finding, asked = pure.run(probe, server({"up": [{"owner": f"zoe{i}@example.org"} for i in range(30)], "a-b": []}))
    assert (finding.access, finding.product, finding.version) == (Access.OPEN, "Prometheus", "3.0.1")
    assert {store.name: len(store.raws) for store in finding.stores} == {"up": 25, "a-b": 0}
    assert len([ask for ask in asked if ask.path.endswith("/series")]) == 1, "a name that is none is not asked about"


def test_victoriametrics_is_told_by_its_page() -> None:
    finding, _ = pure.run(probe, server({"up": [{"job": "x"}]}, VICTORIA))
    assert (finding.protocol, finding.product, finding.access) == ("victoriametrics", "VictoriaMetrics", Access.OPEN)


def test_nothing_that_is_measured_is_empty() -> None:
    assert pure.run(probe, server({}))[0].access is Access.EMPTY


def test_it_is_locked_where_each_way_is_refused() -> None:
    refused, peer = as_json({"status": "error"}, 401), server({"up": []})
    assert pure.run(probe, pure.altered(peer, {"/query": refused, "/values": refused}))[0].access is Access.LOCKED
    assert pure.run(probe, pure.altered(peer, {"/query": refused}))[0].access is Access.UNKNOWN
    assert pure.run(probe, pure.altered(peer, {"/values": refused}))[0].access is Access.UNKNOWN


@pytest.mark.parametrize("page", ["/graph", "/query", "http://prometheus.example.org/graph"])
def test_pages_of_an_api_that_is_refused_are_no_lock(page: str) -> None:
    refused = Answer(401, b"<center>nginx/1.22.1</center>")
    peer = pure.altered(server({"up": []}, Answer(302, b"Found", {"Location": page})), {"/buildinfo": refused})
    finding, _ = pure.run(probe, peer)
    assert (finding.access, finding.product) == (Access.UNKNOWN, "Prometheus")
    with pytest.raises(Foreign):
        pure.run(probe, pure.pages({"/": Answer(302, b"Found", {"Location": "/login"})}, refused))


def test_an_answer_to_a_query_that_is_none_is_a_decoy() -> None:
    always = as_json({"status": "success", "data": {}})
    assert pure.run(probe, pure.altered(server({"up": []}), {"/query": always}))[0].access is Access.DECOY


def test_another_server_is_foreign() -> None:
    with pytest.raises(Foreign):
        pure.run(probe, lambda ask: as_json({"data": {"version": "1"}}))
    assert not SPEC.recognises(b"SSH-2.0-x\r\n")
    assert not SPEC.recognises(b"HTTP/1.1 200 OK\r\n\r\n")


@pytest.mark.parametrize(
    ("peer", "door", "state"),
    [
        (
            pure.altered(server({"up": [{"job": "x"}]}), {"/values": Answer(403), "/": Answer(401)}),
            "up",
            DoorState.OPEN,
        ),
        (
            pure.altered(server({"up": [{"job": "x"}]}), {"/series": Answer(401), "/federate": Answer(401)}),
            "up",
            DoorState.SHUT,
        ),
        (
            pure.altered(server({"up": [{"job": "x"}]}), {"/series": Answer(401), "/federate": Answer(401)}),
            "series of metrics",
            DoorState.SHUT,
        ),
        (
            pure.altered(server({}, Answer(302, b"Found", {"Location": "/graph"})), {"/series": Answer(401)}),
            "series of metrics",
            DoorState.UNDECIDED,
        ),
        (server({"up": [{"job": "x"}]}), "series of metrics", DoorState.OPEN),
        (server({"sold": [{"job": "x"}]}), "series of metrics", DoorState.UNDECIDED),
        (server({"up": []}), "up", DoorState.UNDECIDED),
        (pure.altered(server({}), {"/series": Answer(502)}), "up", DoorState.UNDECIDED),
        (server({"a-b": [{"job": "x"}]}), "a-b", DoorState.UNDECIDED),
    ],
)
def test_a_metric_is_asked_for_again_by_its_name(peer: Server, door: str, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), door), peer) is state


NGINX = Answer(403, b"<html><body><center><h1>403 Forbidden</h1></center><hr><center>nginx</center></body></html>")


def test_queries_that_are_refused_alone_leave_the_series() -> None:
    """A web server before it looks at paths: what names metrics and their labels is another one."""
    for refusal in (NGINX, Answer(401, b"Unauthorized")):
        peer = pure.altered(server({"up": [{"owner": "zoe@example.org"}]}), {"/query": refusal})
        finding, _ = pure.run(probe, peer)
        assert finding.access is Access.OPEN
    api = pure.altered(server({"up": []}), dict.fromkeys(("/query", "/values"), NGINX))
    assert pure.run(probe, api)[0].access is Access.UNKNOWN


@pytest.mark.parametrize("partial", [{"warnings": ["store 1: deadline exceeded"]}, {"isPartial": True}])
def test_an_answer_to_which_a_part_did_not_come_is_not_empty(partial: dict[str, Any]) -> None:
    none = as_json({"status": "success", "data": [], **partial})
    assert pure.run(probe, pure.altered(server({}), {"/values": none}))[0].access is Access.UNKNOWN
    assert pure.run(probe, pure.altered(server({"up": []}), {"/series": none}))[0].access is Access.UNKNOWN
    assert pure.run(probe, server({"up": []}))[0].access is Access.EMPTY
    some = as_json({"status": "success", "data": [{"job": "x"}], **partial})
    assert pure.run(probe, pure.altered(server({"up": []}), {"/series": some}))[0].access is Access.OPEN


def test_a_server_that_believes_whatever_tenant_it_is_named_is_not_locked() -> None:
    asks = Answer(401, b"no org id\n", {"Content-Type": "text/plain"})
    peer = pure.altered(server({"up": []}), {"/query": asks, "/values": asks, "/series": asks})
    assert pure.run(probe, peer)[0].access is Access.UNKNOWN
    assert pure.play_on(reread(SampleLimits(), "up"), peer) is DoorState.UNDECIDED


@pytest.mark.parametrize("root", [VICTORIA, None])
def test_what_was_written_days_ago_is_listed_too(root: Answer | None) -> None:
    """As VictoriaMetrics lists: the last day where no begin is named."""
    held = server({"pulse": [{"owner": "zoe@example.org"}]}, root)

    def answer(ask: Ask) -> Answer:
        lists = ask.path.endswith(("/values", "/series"))
        given = as_json({"status": "success", "data": []}) if lists and "start" not in ask.query else held(ask)
        assert isinstance(given, Answer)
        return given

    finding, _ = pure.run(probe, answer)
    assert (finding.access, [store.name for store in finding.stores]) == (Access.OPEN, ["pulse"])
    assert pure.play_on(reread(SampleLimits(), "pulse"), answer) is DoorState.OPEN


def test_a_list_that_names_any_is_asked_for_once() -> None:
    finding, asked = pure.run(probe, server({"up": [{"owner": "zoe"}]}))
    assert finding.access is Access.OPEN
    assert len([ask for ask in asked if ask.path.endswith("/values")]) == 1


@pytest.mark.parametrize(
    ("federation", "state"),
    [
        (Answer(200, b'# TYPE up untyped\nup{job="crm"} 1 1700000000000\n'), DoorState.OPEN),
        (Answer(200, b""), DoorState.UNDECIDED),
        (Answer(403), DoorState.SHUT),
        (Answer(404), DoorState.SHUT),
    ],
)
def test_series_are_shut_where_other_servers_are_refused_them_too(federation: Answer, state: DoorState) -> None:
    peer = pure.pages({"/federate": federation, "/": Answer(403)}, Answer(403))
    assert pure.play_on(reread(SampleLimits(), "series of metrics"), peer) is state
