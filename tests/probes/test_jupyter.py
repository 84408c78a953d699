"""Cases beside the transcripts of real servers in `tests/talks/jupyter`."""

from collections.abc import Mapping
from typing import Any

import pytest

from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, DoorState
from leftopen.probes.jupyter import SPEC, probe, reread
from leftopen.wire.talk import Foreign, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server
from tests.talk import said

RELEASE = as_json({"version": "2.21.1"})
FORBIDDEN = as_json({"message": "Forbidden", "reason": None}, 403)
MISSING = as_json({"message": "No such file or directory: leftopen", "reason": None}, 404)
MARKED = {"Content-Security-Policy": "frame-ancestors 'self'; report-uri /api/security/csp-report"}


def item(name: str, kind: str = "file", **more: object) -> dict[str, Any]:
    return {"name": name, "type": kind, "size": 10, "last_modified": "2026-11-27T06:10:50.555Z", **more}


def server(folders: Mapping[str, list[dict[str, Any]]], release: Answer = RELEASE) -> Server:
    """One with these folders by path."""

    def answer(ask: Ask) -> Answer:
        if ask.path == "/api":
            return release
        inside = folders.get(ask.path.removeprefix("/api/contents"))
        if inside is None or ask.query.get("type") != "directory":
            return MISSING
        return as_json({"name": "", "content": inside, "type": "directory", "writable": True})

    return answer


FILES = {
    "": [item("churn.ipynb", "notebook"), item("exports", "directory"), item("_old", "directory"), {"name": 7}],
    "/exports": [item("customers.csv", size=None, last_modified="yesterday"), item("a", "directory")],
    "/_old": [item("b;c", "directory"), item("q.sql", last_modified="2025-01-01T00:00:00Z")],
    "/exports/a": [item("b", "directory")],
    "/exports/a/b": [item("c", "directory")],
}


def test_files_are_named_folder_by_folder() -> None:
    finding, asked = pure.run(probe, server(FILES))
    assert (finding.access, finding.product, finding.version) == (Access.OPEN, "Jupyter Server", "2.21.1")
    figures = {each.name: (each.records, [raw.value for raw in each.raws]) for each in finding.stores}
    assert figures == {
        "/": (1, [{"name": "churn.ipynb", "size": 10}]),
        "/exports": (1, [{"name": "customers.csv", "size": None}]),
        "/_old": (1, [{"name": "q.sql", "size": 10}]),
        "/exports/a": (0, []),
        "/exports/a/b": (0, []),
    }
    assert {each.times[0].first for each in finding.stores if each.times} == {1795759850.555, 1735689600.0}
    assert {ask.method for ask in asked} == {"GET"}
    assert all(ask.query.get("type") == "directory" for ask in asked[2:]), "no file is asked for"


def test_one_without_a_file_is_not_called_empty() -> None:
    finding, _ = pure.run(probe, server({"": []}))
    assert finding.access is Access.METADATA
    assert "programs" in "".join(map(str, finding.proof))


def test_the_servers_before_have_another_name() -> None:
    assert pure.run(probe, server(FILES, as_json({"version": "6.4.8"})))[0].product == "Jupyter Notebook"


@pytest.mark.parametrize("refusal", [FORBIDDEN, as_json({"message": "Unauthorized"}, 401)])
def test_one_that_asks_for_a_token_is_locked(refusal: Answer) -> None:
    assert pure.run(probe, pure.pages({"/api": RELEASE}, refusal))[0].access is Access.LOCKED


def test_a_folder_that_is_shown_is_no_lock_though_a_file_is_refused() -> None:
    peer = server(FILES)
    finding, _ = pure.run(probe, lambda ask: FORBIDDEN if "leftopen" in ask.path else peer(ask))
    assert finding.access is Access.OPEN


def test_a_folder_that_is_refused_leaves_the_others() -> None:
    peer = pure.altered(server({"": [item("exports", "directory")]}), {"/exports": FORBIDDEN})
    assert pure.run(probe, peer)[0].access is Access.METADATA


def test_a_file_that_does_not_exist_is_a_decoy() -> None:
    always = as_json({"name": "x", "writable": True, "content": []})
    peer = pure.pages({"/api": Answer(200, RELEASE.body, MARKED)}, always)
    assert pure.run(probe, peer)[0].access is Access.DECOY


def test_one_without_contents_is_undecided() -> None:
    peer = pure.pages({"/api": Answer(200, RELEASE.body, MARKED)}, Answer(404))
    assert pure.run(probe, peer)[0].access is Access.UNKNOWN


@pytest.mark.parametrize("base", ["/team/lab", "/user/zoe.example@site"])
def test_one_that_stands_below_another_path_is_no_other_product(base: str) -> None:
    """Where that is stands in each of its answers, and may be the name of who works there."""
    policy = {"Content-Security-Policy": f"frame-ancestors 'self'; report-uri {base}/api/security/csp-report"}
    finding, _ = pure.run(probe, lambda ask: Answer(404, b"<html>", policy))
    assert (finding.access, finding.product) == (Access.UNKNOWN, "Jupyter Server")
    assert "below another path" in said(finding.proof)
    assert base not in said(finding.proof)


@pytest.mark.parametrize(
    "release",
    [
        Answer(404, b"<html>", MARKED),
        Answer(404),
        as_json({"version": "1", "name": "x"}),
        as_json({"version": "abc"}),
        RELEASE,
    ],
)
def test_another_server_is_foreign(release: Answer) -> None:
    with pytest.raises(Foreign):
        pure.run(probe, pure.pages({"/api": release}, Answer(404)))


def test_it_is_recognised_by_where_complaints_go() -> None:
    assert SPEC.recognises(
        b"HTTP/1.1 302 Found\r\nContent-Security-Policy: report-uri /api/security/csp-report\r\n\r\n"
    )
    assert not SPEC.recognises(b"/api/security/csp-report")


@pytest.mark.parametrize(
    ("answer", "door", "state"),
    [
        (as_json({"content": [item("a")]}), "/exports", DoorState.OPEN),
        (as_json({"content": []}), "/", DoorState.UNDECIDED),
        (FORBIDDEN, "/exports/a/b", DoorState.SHUT),
        (FORBIDDEN, "/exports/a/b/c", DoorState.UNDECIDED),
    ],
)
def test_a_folder_is_asked_for_again_by_its_name(answer: Answer, door: str, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), door), lambda ask: answer) is state
