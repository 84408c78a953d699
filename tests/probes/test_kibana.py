"""Cases of a server that is not in the lab; see also `tests/talks/kibana/*.talk`, written after its documentation."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, DoorState
from leftopen.probes.kibana import SPEC, probe, reread
from leftopen.wire.talk import Foreign, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server

NAMED = {"kbn-name": "clinic-search"}


def said(value: object, status: int = 200, name: str = "kbn-name") -> Answer:
    """JSON with the header that names the product."""
    plain = as_json(value, status)
    return Answer(status, plain.body, {**plain.headers, name: "clinic-search"} if name else plain.headers)


STATUS = said({"name": "clinic-search", "version": {"number": "7.17.9"}})
MISSING = said({"statusCode": 404, "error": "Not Found", "message": "Saved object not found"}, 404)
ASKS = said({"statusCode": 401, "error": "Unauthorized", "message": "Unauthorized"}, 401)
LOGIN = Answer(302, b"", {"Location": "/login?next=%2F", **NAMED})


def saved(title: str) -> dict[str, Any]:
    return {"id": title, "attributes": {"title": title}, "updated_at": "2026-11-27T06:10:50.555Z"}


def server(kept: Mapping[str, list[str]], status: Answer = STATUS) -> Server:
    """A server with saved objects of these titles by type."""

    def answer(ask: Ask) -> Answer:
        if ask.path == "/api/status":
            return status
        if ask.path == "/api/saved_objects/_find" and (titles := kept.get(ask.query["type"])) is not None:
            page = titles[: int(ask.query["per_page"])]
            return said({"page": 1, "total": len(titles), "saved_objects": [saved(each) for each in page]})
        return MISSING

    return answer


def fronted(peer: Server, refused: Callable[[Ask], bool]) -> Server:
    """The server behind one that asks for a login for some requests."""
    return lambda ask: ASKS if refused(ask) else peer(ask)


KEPT = {"index-pattern": ["patients-*", "logs-*"], "search": ["no shows"], "dashboard": []}


def test_titles_of_what_users_saved_are_listed() -> None:
    finding, asked = pure.run(probe, server(KEPT))
    assert (finding.access, finding.product, finding.version) == (Access.OPEN, "Kibana", "7.17.9")
    assert {each.name: each.records for each in finding.stores} == {"index-pattern": 2, "search": 1, "dashboard": 0}
    assert [raw.value for each in finding.stores for raw in each.raws if each.name == "search"] == [
        {"title": "no shows"}
    ]
    assert {each.times[0].first for each in finding.stores if each.times} == {1795759850.555}
    assert {ask.method for ask in asked} == {"GET"}


def test_one_in_which_nothing_is_saved_is_not_called_empty() -> None:
    finding, _ = pure.run(probe, server({key: list[str]() for key in KEPT}))
    assert finding.access is Access.METADATA
    assert "indices behind it" in "".join(map(str, finding.proof))


def test_the_name_of_opensearch_dashboards_is_another() -> None:
    status = said({"version": {"number": "2.11.0"}}, name="osd-name")
    assert pure.run(probe, server(KEPT, status))[0].product == "OpenSearch Dashboards"


def test_data_views_are_listed_where_saved_objects_are_not() -> None:
    views = said({"data_view": [{"id": "1", "title": "patients-*"}, {"id": "2", "title": 7}]})
    for refusal in (said({"statusCode": 400}, 400), ASKS):
        peer = pure.altered(server(KEPT), {"/_find": refusal, "/data_views": views})
        finding, _ = pure.run(probe, peer)
        assert (finding.access, [each.records for each in finding.stores]) == (Access.OPEN, [2])


@pytest.mark.parametrize("refusal", [ASKS, LOGIN])
def test_one_that_asks_for_a_login_is_locked_though_its_status_is_told(refusal: Answer) -> None:
    peer = pure.pages({"/api/status": said({"status": {"overall": {"level": "available"}}})}, refusal)
    assert pure.run(probe, peer)[0].access is Access.LOCKED
    assert pure.run(probe, lambda ask: refusal)[0].access is Access.LOCKED


def test_objects_that_are_listed_though_one_is_refused_are_no_lock() -> None:
    assert pure.run(probe, fronted(server(KEPT), lambda ask: "leftopen" in ask.path))[0].access is Access.OPEN


def test_pages_that_are_refused_leave_the_list() -> None:
    peer = fronted(server({"index-pattern": ["a", "b"]}), lambda ask: ask.query.get("per_page", "1") != "1")
    assert pure.run(probe, peer)[0].access is Access.METADATA


def test_an_object_that_does_not_exist_is_a_decoy() -> None:
    always = pure.pages({"/api/status": STATUS}, said({"attributes": {"title": "a"}}))
    assert pure.run(probe, always)[0].access is Access.DECOY


@pytest.mark.parametrize("answer", [as_json({}), Answer(401), Answer(404)])
def test_another_server_is_foreign(answer: Answer) -> None:
    with pytest.raises(Foreign):
        pure.run(probe, lambda ask: answer)
    assert not SPEC.recognises(b"kbn-name: x")


@pytest.mark.parametrize("text", [None, "yesterday", "2026-11-27", 7])
def test_a_time_that_is_none_is_left_out(text: object) -> None:
    row = {"total": 1, "saved_objects": [{"attributes": {"title": 5}, "updated_at": text}]}
    finding, _ = pure.run(probe, pure.altered(server(KEPT), {"/_find": said(row)}))
    assert [each.times for each in finding.stores] == [[], [], []]


@pytest.mark.parametrize(
    ("peer", "door", "state"),
    [
        (server(KEPT), "search", DoorState.OPEN),
        (server(KEPT), "dashboard", DoorState.UNDECIDED),
        (server(KEPT), "else", DoorState.UNDECIDED),
        (lambda ask: ASKS, "index-pattern", DoorState.SHUT),
        (lambda ask: LOGIN, "search", DoorState.SHUT),
    ],
)
def test_a_type_is_asked_for_again_by_its_name(peer: Server, door: str, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), door), peer) is state


@pytest.mark.parametrize(
    ("first", "access"),
    [
        (
            Answer(302, b"", {"Location": "/spaces/enter", "Set-Cookie": "sid=Fe26.2**0; Path=/", **NAMED}),
            Access.UNKNOWN,
        ),
        (Answer(302, b"", {"Location": "/auth/anonymous?nextUrl=%2F", **NAMED}), Access.UNKNOWN),
        (Answer(200, b"<html>", {"Set-Cookie": "sid=Fe26.2**0; Path=/", **NAMED}), Access.UNKNOWN),
        (Answer(302, b"", {"Location": "/internal/security/capture-url?next=%2F", **NAMED}), Access.LOCKED),
        (Answer(302, b"", {"Location": "/app/login?nextUrl=%2Fapp%2Fhome", **NAMED}), Access.LOCKED),
        (LOGIN, Access.LOCKED),
        (ASKS, Access.LOCKED),
    ],
)
def test_a_session_for_anybody_is_no_lock_though_what_is_asked_without_it_is_refused(
    first: Answer, access: Access
) -> None:
    def answer(ask: Ask) -> Answer:
        return first if ask.path == "/" else STATUS if ask.path == "/api/status" else ASKS

    assert pure.run(probe, answer)[0].access is access
