from typing import Any

import pytest

from leftopen.lab.web import Answer, as_json
from leftopen.raw import RawCollection
from leftopen.survey import http
from leftopen.survey.survey import Entry, Survey, Words
from leftopen.wire.http import get
from leftopen.wire.talk import Pause, Response, SampleLimits
from tests.probes import pure


def survey() -> Survey:
    return Survey("shelf", SampleLimits(), Words("book", "page", "GET /books", "GET /{}", "a control"))


def test_an_answer_has_its_object() -> None:
    talk = http.ask(get("/", most=http.PAGE))
    answer = pure.play_on(talk, lambda ask: as_json({"name": "x", "n": 5, "none": ""}))
    assert (answer.status, answer.ok) == (200, True)
    assert (answer.text("name"), answer.text("n"), answer.text("none")) == ("x", None, None)
    page = pure.play_on(http.ask(get("/", most=http.PAGE)), lambda ask: Answer(404, b"<html>"))
    assert (page.body, page.ok) == ({}, False)


@pytest.mark.parametrize(("status", "refused"), [(401, True), (403, True), (404, False), (200, False), (500, False)])
def test_refusals_are_noted(status: int, refused: bool) -> None:
    some, response = survey(), Response(status, "", {}, b"")
    assert http.barred(some, response) is refused
    assert some.barred == (f"refused with {status}" if refused else None)
    assert http.locked(some, response) is refused
    assert some.locked == (f"GET /books was refused with {status} without a login" if refused else None)


NGINX = b"<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>\r\n"


@pytest.mark.parametrize(
    ("status", "page", "before"),
    [
        (403, NGINX + b"<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n", True),
        (403, b"<hr>\n<address>Apache/2.4.62 (Debian) Server at 127.0.0.1 Port 80</address>\n", True),
        (401, b"<hr>\n<address>Apache/2.4.62 (Debian) Server at 127.0.0.1 Port 80</address>\n", False),
        (403, b"<h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>\n", True),
        (403, b"RBAC: access denied", True),
        (200, b"<hr><center>nginx/1.22.1</center>", False),
        (401, b'{"error": "unauthorized"}', False),
    ],
)
def test_a_list_that_something_before_the_product_refuses_is_no_lock(status: int, page: bytes, before: bool) -> None:
    some, response = survey(), Response(status, "", {}, page)
    assert http.before(response) is before
    refused = http.locked(some, response)
    assert (some.locked is None) is (before or not refused)
    assert (some.undecided is None) is not before
    answer = pure.play_on(http.ask(get("/", most=http.PAGE)), lambda ask: Answer(status, page))
    assert answer.before is before


def test_a_list_that_is_refused_alone_is_no_lock() -> None:
    some = survey()
    some.controlled = True
    http.lock(some, "GET /books was refused")
    assert some.locked is None
    assert (some.undecided or "").startswith("GET /books was refused, but what is not there")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"rows": [{"a": 1}, {"a"', [{"a": 1}]),
        (b'{"rows": []}', []),
        (b'{"rows": [{"a": 1', None),
        (b'{"rows": [{oops}]}', None),
        (b'{"other": []}', None),
        (b"", None),
    ],
)
def test_an_array_is_empty_only_where_it_came_whole(body: bytes, found: list[Any] | None) -> None:
    assert http.array(Response(200, "", {}, body), "rows") == found
    assert http.array(Response(500, "", {}, body), "rows") is None


def test_texts_become_facts() -> None:
    body: dict[str, Any] = {"uuid": "u", "name": 5, "node": ""}
    assert http.texts(body, cluster="uuid", name="name", node="node", none="none") == {"cluster": "u"}


def test_entries_in_turn_as_long_as_there_is_room() -> None:
    some = survey()
    some.entries = [Entry(name, RawCollection(name), want=1) for name in ("a", "b", "c")]
    rooms = []
    for entry, room in http.in_turn(some, some.entries):
        rooms.append((entry.key, room))
        some.took(room)
        some.keep(entry, [])
    assert rooms == [("a", 262_144 - 2 * 16_384), ("b", 16_384), ("c", 16_384)]
    some.left = 1000
    assert list(http.in_turn(some, some.entries)) == []


@pytest.mark.parametrize(
    ("answers", "status"), [([503, 200], 200), ([429, 503, 200], 200), ([503, 503, 503, 200], 503)]
)
def test_a_busy_service_is_asked_again_twice(answers: list[int], status: int) -> None:
    left, headers = list(answers), {"Retry-After": "2"}
    talk = http.patient(get("/", most=http.PAGE))
    assert pure.play_on(talk, lambda ask: Answer(left.pop(0), b"", headers)).status == status
    assert len(left) == max(0, len(answers) - 3)


@pytest.mark.parametrize(("after", "seconds"), [("", 1.0), ("1", 1.0), ("0", 0.0), ("3600", 2.0), ("tomorrow", 1.0)])
def test_it_waits_as_long_as_it_is_told_within_bounds(after: str, seconds: float) -> None:
    talk = http.patient(get("/", most=http.PAGE))
    next(talk)
    assert talk.send(Response(429, "", {"retry-after": after}, b"")) == Pause(seconds)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, False),
        ({"rows": [], "total_rows": 0, "next": None, "partial": False}, False),
        ({"result": {"points": [], "next_page_offset": None}}, False),
        ({"next_page_token": ""}, False),
        ({"total_rows": 3}, True),
        ({"total": "many"}, False),
        ({"more": True}, True),
        ({"next": "25"}, True),
        ({"response": {"numFound": 2, "docs": []}}, True),
        ({"responseHeader": {"partialResults": True}}, True),
        ({"result": {"next_page_offset": "c0ffee"}}, True),
    ],
)
def test_an_answer_says_that_there_is_more(body: dict[str, Any], told: bool) -> None:
    assert http.more(body) is told
