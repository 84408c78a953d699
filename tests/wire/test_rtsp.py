import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import rtsp
from leftopen.wire.talk import Broken, Closed, Fault, Foreign
from tests.talk import feed

SDP = b"v=0\r\ns=Lobby\r\na=tool:GStreamer\r\nm=video 0 RTP/AVP 96\r\n"


ASKED = rtsp.options(1)


def answer(body: bytes = SDP, status: str = "200 OK", kind: str = "application/sdp") -> bytes:
    head = f"RTSP/1.0 {status}\r\nCSeq: 1\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def test_describe_asks_for_a_description() -> None:
    message = rtsp.describe("/cam/realmonitor?channel=1&subtype=0", 7)
    assert message.data == (
        b"DESCRIBE rtsp://localhost/cam/realmonitor?channel=1&subtype=0 RTSP/1.0\r\n"
        b"CSeq: 7\r\nUser-Agent: leftopen\r\nAccept: application/sdp\r\n\r\n"
    )
    assert message.verb == "DESCRIBE"
    assert rtsp.describe("/", 1, require="x").data.endswith(b"\r\nRequire: x\r\n\r\n")
    assert rtsp.options(1).data.startswith(b"OPTIONS * RTSP/1.0\r\n")


def test_a_login_is_in_the_verb_and_not_in_what_is_shown() -> None:
    message = rtsp.describe("/live", 1, authorization="Basic c2VjcmV0")
    assert message.verb == rtsp.verb_of(message.data) == "DESCRIBE +login"
    assert "c2VjcmV0" not in message.shown
    with pytest.raises(ValueError, match="header"):
        rtsp.describe("/live", 1, authorization="x\r\nDESCRIBE")


@given(st.text(min_size=1))
def test_no_path_adds_a_line(path: str) -> None:
    with contextlib.suppress(UnicodeEncodeError):
        message = rtsp.describe(f"/{path}", 1)
        assert message.data.count(b"\r\n") == 5
        assert rtsp.verb_of(message.data) == "DESCRIBE"


@pytest.mark.parametrize("verb", sorted(rtsp.DENIED))
def test_what_starts_a_stream_is_read_as_that(verb: str) -> None:
    assert rtsp.verb_of(f"{verb} rtsp://localhost/live RTSP/1.0\r\nCSeq: 1\r\n\r\n".encode()) in rtsp.DENIED


def test_two_requests_have_no_verb() -> None:
    assert rtsp.verb_of(rtsp.options(1).data * 2) == ""
    assert rtsp.verb_of(b"DESCRIBE") == ""


def test_an_answer_and_its_description() -> None:
    read = feed(rtsp.read_answer(ASKED), answer())
    assert (read.status, read.reason, read.body) == (200, "OK", SDP)
    described = rtsp.description(read)
    assert described is not None
    assert (described.video, described.session, described.tool) == (True, "Lobby", "GStreamer")


@pytest.mark.parametrize(
    "data",
    [
        answer(kind="text/html"),
        answer(status="401 Unauthorized"),
        answer(body=b"<html>m=video </html>"),
        b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n",
    ],
)
def test_what_is_no_description(data: bytes) -> None:
    assert rtsp.description(feed(rtsp.read_answer(ASKED), data)) is None


def test_sound_alone_is_no_video() -> None:
    described = rtsp.description(feed(rtsp.read_answer(ASKED), answer(b"v=0\r\ns=a\r\nm=audio 0 RTP/AVP 0\r\n")))
    assert described is not None
    assert not described.video


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", Foreign),
        (b"RTSP/1.0 fine\r\n\r\n", Foreign),
        (b"RTSP/1.0 200 OK\r\nContent-Length: 99999999\r\n\r\n", Broken),
        (b"RTSP/1.0 200 OK\r\nContent-Length: x\r\n\r\n", Broken),
        (answer()[:-1], Closed),
    ],
)
def test_other_answers_are_faults(data: bytes, fault: type[Fault]) -> None:
    with pytest.raises(fault):
        feed(rtsp.read_answer(ASKED), data)


@given(st.binary(max_size=300))
def test_any_bytes_end_in_an_answer_or_a_fault(data: bytes) -> None:
    for start in (b"", b"RTSP/1.0 200 OK\r\nContent-Type: application/sdp\r\nContent-Length: 20\r\n"):
        with contextlib.suppress(Fault):
            rtsp.description(feed(rtsp.read_answer(ASKED), start + data))


def test_a_request_says_whose_it_is_and_stays_what_it_was() -> None:
    message = rtsp.describe("/live", 2, authorization='Basic cmVhbG06dXNlcg=="')
    dressed = rtsp.dress(message.data, "leftopen/1.0 (+sec@example.org)")
    assert b"\r\nUser-Agent: leftopen/1.0 (+sec@example.org)\r\n" in dressed
    assert rtsp.verb_of(dressed) == message.verb == "DESCRIBE +login"


def test_its_answers_are_recognised() -> None:
    assert rtsp.begins(b"RTSP/1.0 400 Bad Request\r\n")
    assert rtsp.begins(b"HTTP/1.1 503 Service Unavailable\r\nserver: GStreamer RTSP Server\r\n\r\n")
    assert not rtsp.begins(b"HTTP/1.0 400 Bad Request\r\n")
    assert not rtsp.begins(b"HTTP/1.1 200 OK\r\nserver: nginx\r\n\r\nan RTSP server: RTSP")


def test_an_answer_to_another_request_is_broken() -> None:
    for number, fine in ((b"1", True), (b" 1 ", True), (b"2", False), (b"", False), (b"1\r\nCSeq: 1", False)):
        data = b"RTSP/1.0 401 no\r\nCSeq: " + number + b"\r\n\r\n"
        if fine:
            assert feed(rtsp.read_answer(ASKED), data).status == 401
        else:
            with pytest.raises(Broken):
                feed(rtsp.read_answer(ASKED), data)
    assert feed(rtsp.read_answer(rtsp.describe("/", 12)), b"RTSP/1.0 404 no\r\nCSeq: 12\r\n\r\n").status == 404
    assert feed(rtsp.read_answer(ASKED), b"RTSP/1.0 400 no\r\n\r\n").status == 400
