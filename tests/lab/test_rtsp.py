import asyncio

import pytest

from leftopen.lab.rtsp import Camera, serve
from leftopen.lab.server import PASSWORD, USER
from leftopen.wire import digest, rtsp
from leftopen.wire.talk import Message
from tests.talk import feed


def exchange(
    messages: list[Message], *, locked: bool = False, camera: Camera | None = None
) -> tuple[list[rtsp.Answer], list[str]]:
    """The answers to these messages on one connection, and what the camera heard."""

    async def run() -> tuple[list[rtsp.Answer], list[str]]:
        answers = []
        async with await serve("127.0.0.1", 0, locked=locked, camera=camera) as running:
            reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
            for message in messages:
                writer.write(message.data)
                answers.append(feed(rtsp.read_answer(message), await reader.read(65_536)))
            writer.close()
            return answers, list(running.heard)

    return asyncio.run(run())


def test_open_it_describes_its_stream_and_no_other() -> None:
    answers, heard = exchange([rtsp.options(1), rtsp.describe("/live", 2), rtsp.describe("/other", 3)])
    assert [answer.status for answer in answers] == [200, 200, 404]
    described = rtsp.description(answers[1])
    assert described is not None
    assert described.video
    assert heard == ["OPTIONS", "DESCRIBE", "DESCRIBE"]


def test_locked_it_wants_the_login() -> None:
    (refused,), _ = exchange([rtsp.describe("/live", 1)], locked=True)
    assert refused.status == 401
    header = refused.headers["www-authenticate"]
    for password, status in ((PASSWORD, 200), ("wrong", 401)):
        words = digest.answer(header, USER, password, "DESCRIBE", rtsp.uri("/live"))
        answers, heard = exchange([rtsp.describe("/live", 1, authorization=words)], locked=True)
        assert [answer.status for answer in answers] == [status]
        assert heard == ["DESCRIBE +login"]


@pytest.mark.parametrize("method", ["SETUP", "PLAY", "RECORD"])
def test_it_plays_nothing(method: str) -> None:
    data = rtsp.describe("/live", 1).data.replace(b"DESCRIBE", method.encode())
    (answer,), heard = exchange([Message("rtsp", method, data, method)])
    assert answer.status == 405
    assert heard == [method]


def test_a_careless_one_looks_at_no_path() -> None:
    answers, _ = exchange([rtsp.describe("/whatever", 1)], camera=Camera(careless=True))
    assert rtsp.description(answers[0]) is not None
