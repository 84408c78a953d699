import asyncio

from leftopen.lab import web
from leftopen.lab.server import listen
from leftopen.lab.web import Answer, Ask


def talk(*requests: bytes) -> tuple[bytes, list[str]]:
    """What the server sends to these bytes, and what it heard."""

    def answer(ask: Ask) -> Answer:
        return Answer(200, f"{ask.method} {ask.path} {dict(ask.query)} {ask.body.decode()}".encode(), {"X": "y"})

    async def run() -> tuple[bytes, list[str]]:
        async with await listen("127.0.0.1", 0, web.conversation(answer)) as running:
            reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
            writer.write(b"".join(requests))
            writer.write_eof()
            received = await reader.read()
            writer.close()
            return received, list(running.heard)

    return asyncio.run(run())


def test_requests_are_answered_in_turn_and_logged() -> None:
    received, log = talk(
        b"GET /a%20b?x=1&y= HTTP/1.1\r\nHost: h\r\n\r\n", b"POST /c HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi"
    )
    assert b"\r\nX: y\r\nContent-Length: " in received
    assert received.count(b"HTTP/1.1 200 OK\r\n") == 2
    assert b"GET /a b {'x': '1', 'y': ''} " in received
    assert received.endswith(b"POST /c {} hi")
    assert log == ["GET /a b", "POST /c"]


def test_head_has_the_length_and_no_body() -> None:
    received, _ = talk(b"HEAD /a HTTP/1.1\r\n\r\n")
    assert b"Content-Length: 11\r\n" in received
    assert received.endswith(b"\r\n\r\n")


def test_close_is_honoured() -> None:
    received, log = talk(b"GET /a HTTP/1.1\r\nConnection: close\r\n\r\n", b"GET /b HTTP/1.1\r\n\r\n")
    assert log == ["GET /a"]
    assert received.count(b"HTTP/1.1") == 1


def test_what_is_no_request_is_not_answered() -> None:
    assert talk(b"PING\r\n\r\n") == (b"", [])
    assert talk(b"GET /a HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n") == (b"", [])


def test_as_json() -> None:
    answer = web.as_json({"a": 1}, 404, X="y")
    assert (answer.status, answer.body, answer.headers["X"]) == (404, b'{"a":1}', "y")
