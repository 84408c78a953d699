"""A transcript's server says what the transcript says, and of nothing more than it."""

import socket

from leftopen.lab.web import Answer
from tests.live.replayed import answer, replayed
from tests.talk import scripts

ANSWERS = {
    ("GET", "/a/leftopen-", b""): Answer(404, b"no such", {"kbn-name": "x", "content-type": "text/plain"}),
    ("POST", "/b", b"1"): Answer(200, b"one", {"kbn-name": "x", "content-type": "text/html"}),
}


def test_any_random_name_is_that_of_the_transcript() -> None:
    assert answer(ANSWERS, ("GET", "/a/leftopen-90ab12", b"")).endswith(b"no such")
    assert answer(ANSWERS, ("POST", "/b", b"1")).startswith(b"HTTP/1.1 200 ")


def test_what_is_not_in_there_is_not_found_with_the_headers_that_all_have() -> None:
    said = answer(ANSWERS, ("POST", "/b", b"2"))
    assert said.startswith(b"HTTP/1.1 404 ")
    assert b"kbn-name: x\r\n" in said
    assert b"content-type" not in said


def test_it_listens_while_inside_and_answers_one_question_after_the_other() -> None:
    (script,) = (script for script in scripts("qdrant") if script.path.stem == "open")
    with replayed(script, "127.0.0.1", 0) as port, socket.create_connection(("127.0.0.1", port), 240) as near:
        near.settimeout(240)
        for body in (b"", b"{}"):
            near.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
            said = near.recv(4096)
            assert said.startswith(b"HTTP/1.1 404 " if body else b"HTTP/1.1 200 ")
        near.sendall(b"nonsense\r\n\r\n")
        assert near.recv(4096) == b""
