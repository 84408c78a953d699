import pytest

from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import DoorState
from leftopen.survey.doors import MOST_DOTS, besides, by_name, door_state, lists, parted, together
from leftopen.wire import json
from leftopen.wire.http import get
from leftopen.wire.talk import Request, Response
from tests.probes import pure

OPEN, SHUT, UNDECIDED = DoorState.OPEN, DoorState.SHUT, DoorState.UNDECIDED


def answered(status: int, body: bytes = b"", *, cut: bool = False) -> Response:
    return Response(status, "", {}, body, cut)


@pytest.mark.parametrize(
    ("response", "state"),
    [
        (answered(200, b'{"rows": [{"a": 1}]}'), OPEN),
        (answered(200, b'{"rows": [{"a": "x', cut=True), OPEN),
        (answered(200, b'{"rows": []}'), UNDECIDED),
        (answered(200, b"<html>Sign in"), UNDECIDED),
        (answered(302), UNDECIDED),
        (answered(404, b'{"rows": [{"a": 1}]}'), UNDECIDED),
        (answered(500), UNDECIDED),
        (answered(401), SHUT),
        (answered(403, b'{"rows": [{"a": 1}]}'), SHUT),
    ],
)
def test_one_read_shows_a_record_or_is_refused_or_proves_nothing(response: Response, state: DoorState) -> None:
    assert door_state(response, lists("rows")) is state


def test_a_refusal_may_be_said_in_words_and_what_breaks_proves_nothing() -> None:
    assert door_state(answered(400, b"No key"), lists("rows"), lambda response: b"key" in response.body) is SHUT
    assert door_state(answered(200, b"?"), lambda response: bool(json.mapping(response.body))) is UNDECIDED


@pytest.mark.parametrize(
    ("states", "all_of_them"),
    [
        ([OPEN, SHUT], OPEN),
        ([UNDECIDED, OPEN], OPEN),
        ([SHUT, SHUT], SHUT),
        ([SHUT, UNDECIDED], UNDECIDED),
        ([], UNDECIDED),
    ],
)
def test_shut_is_what_each_way_refuses(states: list[DoorState], all_of_them: DoorState) -> None:
    assert together(states) is all_of_them


def test_ways_are_asked_until_one_is_open_and_none_from_what_is_remembered() -> None:
    asked = list[Ask]()

    def server(ask: Ask) -> Answer:
        return as_json({"rows": [{"a": 1}]}) if ask.path == "/b" else Answer(403)

    ways = [get(path, most=1000) for path in ("/a", "/b", "/c")]
    assert pure.play_on(by_name(ways, lists("rows")), server, asked) is OPEN
    assert [ask.path for ask in asked] == ["/a", "/b"]
    assert pure.play_on(by_name(ways[::2], lists("rows")), server) is SHUT
    assert pure.play_on(by_name([], lists("rows")), server) is UNDECIDED
    first = next(by_name(ways, lists("rows")))
    assert isinstance(first, Request)
    assert not first.shared


def test_a_service_that_is_busy_is_asked_once_more() -> None:
    answers = iter([503, 403])
    assert pure.play_on(by_name([get("/a", most=9)], lists("rows")), lambda _: Answer(next(answers))) is SHUT


def test_a_name_of_too_many_parts_is_not_read_in_some_ways_only() -> None:
    assert len(parted(".".join("a" * (MOST_DOTS + 1)))) == MOST_DOTS
    assert parted(".".join("a" * (MOST_DOTS + 2))) == []
    assert parted(".a") == parted("a.") == []


@pytest.mark.parametrize(
    ("statuses", "state"),
    [
        ((403,), DoorState.SHUT),
        ((404,), DoorState.SHUT),
        ((405, 410), DoorState.SHUT),
        ((403, 500), DoorState.UNDECIDED),
        ((500, 403), DoorState.UNDECIDED),
        ((500, 200), DoorState.OPEN),
        ((), DoorState.SHUT),
    ],
)
def test_a_refusal_stands_where_no_other_way_answers(statuses: tuple[int, ...], state: DoorState) -> None:
    told = iter(statuses)
    ways = [get("/", most=64) for _ in statuses]
    assert pure.play_on(besides(DoorState.SHUT, ways, lambda _: True), lambda _: Answer(next(told), b"x")) is state
    for other in (DoorState.OPEN, DoorState.UNDECIDED):
        assert pure.play_on(besides(other, ways, lambda _: True), lambda _: Answer(200)) is other
