"""The helpers hand over what they ask for and no more."""

import pytest

from leftopen.net.session.dial import NotListening, Unreachable
from leftopen.wire import talk
from leftopen.wire.talk import (
    Broken,
    Closed,
    Exact,
    InTls,
    Late,
    Message,
    Redial,
    Request,
    Response,
    Rest,
    Send,
    Spent,
    StartTls,
    Until,
)

MESSAGE = Message("resp", "PING", b"PING\r\n", "PING")
ANSWER = Response(200, "OK", {}, b"x")


@pytest.mark.parametrize(
    ("helper", "op", "reply", "result"),
    [
        (talk.send(MESSAGE), Send(MESSAGE), None, None),
        (talk.exact(3), Exact(3), b"abc", b"abc"),
        (talk.line(64), Until(b"\r\n", 64), b"+OK\r\n", b"+OK"),
        (talk.line(64, b"\n"), Until(b"\n", 64), b"ok\n", b"ok"),
        (talk.rest(9), Rest(9), b"all", b"all"),
        (talk.start_tls(), StartTls(), None, None),
        (talk.redial(), Redial(), None, None),
        (talk.fetch(Request(MESSAGE, 9)), Request(MESSAGE, 9), ANSWER, ANSWER),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_helper_asks_once(helper: talk.Talk[object], op: talk.Op, reply: talk.Reply, result: object) -> None:
    assert next(helper) == op
    with pytest.raises(StopIteration) as stop:
        helper.send(reply)
    assert stop.value.value == result


@pytest.mark.parametrize("fault", [talk.Foreign, talk.Broken, talk.Closed, talk.Late, talk.Spent])
def test_faults_are_one_family(fault: type[talk.Fault]) -> None:
    helper = talk.exact(1)
    next(helper)
    with pytest.raises(talk.Fault, match="why"):
        helper.throw(fault("why"))


def test_what_became_of_a_talk_is_told_of_every_kind_of_fault() -> None:
    assert {fault.fate for fault in (Broken, InTls)} == {"it broke its own protocol"}
    assert {fault.fate for fault in (Closed, NotListening, Unreachable)} == {"it closed the connection"}
    assert (Late.fate, Spent.fate) == ("it did not answer in time", "the budget of the audit was used up")
