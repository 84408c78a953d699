"""Cases beside the transcripts of real servers in `tests/talks/airflow`."""

from collections.abc import Mapping

import pytest

from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, DoorState
from leftopen.probes.airflow import SPEC, probe, reread
from leftopen.wire.talk import Fault, Foreign, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server

MISSING = as_json({"detail": "The Variable with key: `leftopen` was not found"}, 404)
ASKS = as_json({"detail": "Not authenticated"}, 401)
FORBIDDEN = as_json({"detail": None, "status": 403, "title": "Forbidden", "type": "about:blank"}, 403)


def server(lists: Mapping[str, list[dict[str, object]]], base: str = "/api/v2", missing: Answer = MISSING) -> Server:
    """One with these lists by path."""
    names = {"/dags/~/dagRuns": "dag_runs"}

    def answer(ask: Ask) -> Answer:
        path = ask.path.removeprefix(base)
        if path == ask.path:
            return Answer(404)
        if path == "/version":
            return as_json({"version": "3.3.2" if base == "/api/v2" else "2.11.0", "git_version": None})
        if path not in lists:
            return missing
        rows = lists[path]
        name = names.get(path, path.strip("/"))
        return as_json({name: rows[: int(ask.query["limit"])], "total_entries": len(rows)})

    return answer


LISTS: dict[str, list[dict[str, object]]] = {
    "/variables": [{"key": "mail", "value": "zoe@example.org"}, {"key": "b", "value": "***"}],
    "/connections": [],
    "/dags/~/dagRuns": [{"dag_run_id": "1", "conf": {"customer": "Zoe"}}],
}


def test_lists_are_read_with_their_totals() -> None:
    finding, asked = pure.run(probe, server(LISTS))
    assert (finding.access, finding.version) == (Access.OPEN, "3.3.2")
    figures = {each.name: (each.records, [raw.value for raw in each.raws]) for each in finding.stores}
    assert figures == {
        "variables": (2, LISTS["/variables"]),
        "connections": (0, []),
        "dag_runs": (1, LISTS["/dags/~/dagRuns"]),
    }
    assert {ask.method for ask in asked} == {"GET"}
    assert not [ask for ask in asked if "token" in ask.path]


def test_releases_before_are_asked_in_their_own_place() -> None:
    lists: dict[str, list[dict[str, object]]] = {**LISTS, "/users": [{"username": "zoe", "email": "zoe@example.org"}]}
    finding, _ = pure.run(probe, server(lists, "/api/v1"))
    assert (finding.access, finding.version) == (Access.OPEN, "2.11.0")
    assert "users" in {each.name for each in finding.stores}


def test_one_that_lists_nothing_is_not_called_empty() -> None:
    finding, _ = pure.run(probe, server({path: list[dict[str, object]]() for path in LISTS}))
    assert finding.access is Access.METADATA
    assert "jobs" in "".join(map(str, finding.proof))


def test_one_that_asks_for_a_login_is_locked_though_its_release_is_told() -> None:
    assert pure.run(probe, server({}, missing=ASKS))[0].access is Access.LOCKED


def test_one_that_knows_everybody_as_a_user_without_these_rights_is_not_locked() -> None:
    finding, _ = pure.run(probe, server({}, missing=FORBIDDEN))
    assert finding.access is Access.UNKNOWN
    assert "role of everybody" in "".join(map(str, finding.proof))


def test_one_list_that_is_given_is_no_lock() -> None:
    finding, _ = pure.run(probe, server({"/dags/~/dagRuns": LISTS["/dags/~/dagRuns"]}, missing=FORBIDDEN))
    assert finding.access is Access.OPEN


def test_a_page_that_is_refused_leaves_its_total() -> None:
    peer = server({"/variables": LISTS["/variables"]})
    finding, _ = pure.run(probe, lambda ask: ASKS if ask.query.get("limit", "1") != "1" else peer(ask))
    assert finding.access is Access.METADATA


def test_of_a_record_that_is_too_long_what_came_is_read() -> None:
    finding, _ = pure.run(probe, server({"/variables": [{"key": "mail", "value": "x" * 400_000}]}))
    assert finding.access is Access.OPEN
    assert [raw.value for raw in finding.stores[0].raws] == [{"key": "mail"}]


def test_a_variable_that_does_not_exist_is_a_decoy() -> None:
    peer = server(LISTS, missing=as_json({"key": "leftopen", "value": "x"}))
    assert pure.run(probe, peer)[0].access is Access.DECOY


def test_one_without_the_lists_is_undecided() -> None:
    assert "nothing is listed" in "".join(map(str, pure.run(probe, server({}))[0].proof))
    assert pure.run(probe, server({}, missing=Answer(404)))[0].access is Access.UNKNOWN


@pytest.mark.parametrize("answer", [Answer(404), as_json({"version": "3.3.2"}), as_json({"git_version": None})])
def test_another_server_is_foreign(answer: Answer) -> None:
    with pytest.raises(Foreign):
        pure.run(probe, lambda ask: answer)


def test_it_is_recognised_by_its_title() -> None:
    assert SPEC.recognises(b"HTTP/1.1 200 OK\r\n\r\n<title>Airflow</title>")
    assert SPEC.recognises(b"HTTP/1.1 200 OK\r\n\r\n<title>Sign In - Airflow</title>")
    assert not SPEC.recognises(b"<title>Airflow</title>")


@pytest.mark.parametrize(
    ("peer", "door", "state"),
    [
        (server(LISTS), "variables", DoorState.OPEN),
        (server(LISTS), "connections", DoorState.UNDECIDED),
        (server(LISTS), "else", DoorState.UNDECIDED),
        (lambda ask: ASKS, "variables", DoorState.SHUT),
    ],
)
def test_a_list_is_asked_for_again_by_its_name(peer: Server, door: str, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), door), peer) is state


@pytest.mark.parametrize("trouble", [Answer(500), Answer(429), Answer(302)])
def test_lists_that_are_refused_beside_others_in_trouble_are_no_lock(trouble: Answer) -> None:
    """A role for everybody may see jobs and no variables."""

    def answer(ask: Ask) -> Answer | Fault:
        if ask.path.endswith(("/variables", "/connections", "/users")):
            return FORBIDDEN
        return trouble if ask.path.endswith(("/dags", "/dagRuns")) else server(LISTS)(ask)

    finding, _ = pure.run(probe, answer)
    assert finding.access is Access.UNKNOWN
    assert "variables with 403" in "".join(map(str, finding.proof))
