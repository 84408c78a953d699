"""Cases beside the transcripts of real servers in `tests/talks/mlflow`."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, DoorState
from leftopen.probes.mlflow import SPEC, probe, reread
from leftopen.wire.talk import Foreign, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server

MISSING = as_json({"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "No Experiment with id=1 exists"}, 404)
ASKS = Answer(401, b"You are not authenticated.", {"WWW-Authenticate": 'Basic realm="mlflow"'})
STRANGER = Answer(403, b"Invalid Host header - possible DNS rebinding attack detected", {})
NONE = Answer(404)
RUN = {"info": {"run_name": "r1"}, "data": {"tags": [{"key": "owner", "value": "Ana"}], "params": [], "metrics": [7]}}


def experiment(number: str, name: str = "churn", created: object = 1795764338961) -> dict[str, Any]:
    return {"experiment_id": number, "name": name, "creation_time": created}


def server(
    experiments: list[dict[str, Any]],
    runs: Mapping[str, list[object]],
    traces: Mapping[str, list[object]] | None = None,
    **more: Any,
) -> Server:
    """One with these experiments, and runs and traces by their numbers; without traces, a release that has none."""

    def answer(ask: Ask) -> Answer:
        body = json.loads(ask.body) if ask.body else {}
        match ask.path.rpartition("/mlflow")[2] or ask.path:
            case "/version":
                return Answer(200, b"3.17.2", {})
            case "/experiments/search":
                return as_json({"experiments": experiments, **more})
            case "/runs/search":
                return as_json({"runs": runs.get(body["experiment_ids"][0], [])[: body["max_results"]]})
            case "/traces/search" if traces is not None:
                number = body["locations"][0]["mlflow_experiment"]["experiment_id"]
                return as_json({"traces": traces.get(number, [])})
            case "/registered-models/search":
                return as_json({})
        return MISSING

    return answer


def test_runs_are_read_with_their_tags_by_name() -> None:
    listed = [experiment("1"), {"name": 7}, experiment("2", "none", None)]
    finding, asked = pure.run(probe, server(listed, {"1": [RUN]}))
    assert (finding.access, finding.version) == (Access.OPEN, "3.17.2")
    assert {each.name: (each.created, each.door) for each in finding.stores} == {
        "churn": (1795764338.961, "1"),
        "none": (None, "2"),
    }
    found = {each.name: [raw.value for raw in each.raws] for each in finding.stores}
    kept = {"info": {"run_name": "r1"}, "data": {"tags": {"owner": "Ana"}, "params": [], "metrics": [7]}}
    assert found == {"churn": [kept], "none": []}
    assert {ask.path for ask in asked if ask.method == "POST"} == {
        "/api/2.0/mlflow/runs/search",
        "/api/3.0/mlflow/traces/search",
    }


def test_traces_are_read_where_there_is_no_run() -> None:
    traces: dict[str, list[object]] = {"1": [{"trace_id": "t", "request_preview": "my name is Ana"}]}
    finding, _ = pure.run(probe, server([experiment("1")], {}, traces))
    assert finding.access is Access.OPEN
    assert finding.stores[0].raws[0].value == traces["1"][0]


def test_models_are_read_where_there_is_no_run() -> None:
    models = as_json({"registered_models": [{"name": "churn", "description": "of Ana"}]})
    finding, _ = pure.run(probe, pure.altered(server([], {}, {}), {"registered-models/search": models}))
    assert (finding.access, [each.name for each in finding.stores]) == (Access.OPEN, ["registered models"])


def test_one_without_a_run_is_empty_only_where_all_was_asked() -> None:
    for peer in (server([experiment("1")], {}, {}), server([experiment("1")], {})):
        assert pure.run(probe, peer)[0].access is Access.EMPTY
    more = server([experiment("1")], {}, {}, next_page_token="x")
    quiet = server([experiment("1")], {}, {})
    troubles = [("traces/search", Answer(500)), ("runs/search", Answer(200, b"<html>", {})), ("models/search", ASKS)]
    for peer in (more, *(pure.altered(quiet, {path: trouble}) for path, trouble in troubles)):
        assert pure.run(probe, peer)[0].access is Access.UNKNOWN


def test_releases_before_search_list_experiments() -> None:
    peer = pure.altered(server([], {"1": [RUN]}), {
        "experiments/search": Answer(405), "experiments/list": as_json({"experiments": [experiment("1")]})
    })  # fmt: skip
    assert pure.run(probe, peer)[0].access is Access.OPEN


def test_a_list_that_is_none_is_no_lock() -> None:
    for answer in (Answer(500), as_json({"experiments": "x"})):
        peer = pure.altered(server([], {}, {}), {"experiments/search": answer})
        assert pure.run(probe, peer)[0].access is Access.UNKNOWN


def test_refused_lists_and_runs_leave_what_is_known() -> None:
    refused = as_json({"error_code": "PERMISSION_DENIED"}, 403)
    for path in ("experiments/search", "runs/search"):
        peer = pure.altered(server([experiment("1")], {"1": [RUN]}, {}), {path: refused})
        assert pure.run(probe, peer)[0].access is Access.METADATA


def test_of_a_run_that_is_too_long_what_came_is_read() -> None:
    long = as_json({"runs": [{"info": {"run_name": "r1"}, "data": {"tags": [{"key": "a", "value": "x" * 400_000}]}}]})
    finding, _ = pure.run(probe, pure.altered(server([experiment("1")], {}, {}), {"runs/search": long}))
    assert finding.access is Access.OPEN


def test_one_that_asks_for_a_login_is_locked() -> None:
    finding, asked = pure.run(probe, lambda ask: ASKS)
    assert (finding.access, len(asked)) == (Access.LOCKED, 2)


def test_one_that_was_not_told_its_name_is_undecided() -> None:
    assert pure.run(probe, lambda ask: STRANGER)[0].access is Access.UNKNOWN


def test_an_experiment_that_does_not_exist_is_a_decoy() -> None:
    assert pure.run(probe, lambda ask: as_json({"experiment": experiment("1")}))[0].access is Access.DECOY


@pytest.mark.parametrize("answer", [Answer(401), NONE, Answer(403, b"no"), as_json({})])
def test_another_server_is_foreign(answer: Answer) -> None:
    with pytest.raises(Foreign):
        pure.run(probe, lambda ask: answer)


@pytest.mark.parametrize("mark", [b"<title>MLflow</title>", b'WWW-Authenticate: Basic realm="mlflow"', STRANGER.body])
def test_it_is_recognised_by_its_words(mark: bytes) -> None:
    assert SPEC.recognises(b"HTTP/1.1 200 OK\r\n\r\n" + mark)
    assert not SPEC.recognises(mark)


@pytest.mark.parametrize(
    ("peer", "door", "state"),
    [
        (server([], {"1": [RUN]}), "1", DoorState.OPEN),
        (server([], {}, {"1": [RUN]}), "1", DoorState.OPEN),
        (server([], {}), "1", DoorState.UNDECIDED),
        (lambda ask: ASKS, "1", DoorState.SHUT),
        (lambda ask: ASKS, "registered models", DoorState.UNDECIDED),
    ],
)
def test_an_experiment_is_asked_for_again_by_its_number(peer: Server, door: str, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), door), peer) is state


OLDER = {"request_id": "t", "request_metadata": [{"key": "mlflow.traceInputs", "value": "my name is Ana"}], "tags": []}


@pytest.mark.parametrize(
    ("older", "access"),
    [
        (as_json({"traces": [OLDER]}), Access.OPEN),
        (as_json({}), Access.EMPTY),
        (NONE, Access.EMPTY),
        (as_json({"next_page_token": "a"}), Access.UNKNOWN),
        (Answer(500), Access.UNKNOWN),
    ],
)
def test_traces_of_releases_before_3_are_read_where_these_have_them(older: Answer, access: Access) -> None:
    peer = pure.altered(server([experiment("1")], {}), {"/2.0/mlflow/traces": older, "/3.0/mlflow/traces/search": NONE})
    finding, asked = pure.run(probe, peer)
    assert finding.access is access
    assert [ask.query["experiment_ids"] for ask in asked if ask.path.endswith("/2.0/mlflow/traces")] == ["1"]
    newer, asked = pure.run(probe, server([experiment("1")], {}, {}))
    assert newer.access is Access.EMPTY
    assert not [ask for ask in asked if ask.path.endswith("/2.0/mlflow/traces")], "3 has one place for them"


def test_models_that_a_second_page_may_name_are_not_none() -> None:
    more = as_json({"registered_models": [], "next_page_token": "a"})
    peer = pure.altered(server([experiment("1")], {}, {}), {"registered-models/search": more})
    assert pure.run(probe, peer)[0].access is Access.UNKNOWN
