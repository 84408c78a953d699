import asyncio

import pytest

from leftopen.lab import decoy
from leftopen.wire import http, json, rtsp
from tests.talk import feed


@pytest.mark.parametrize("path", ["/", "/_cat/indices", "/whatever"])
def test_every_path_is_there(path: str) -> None:
    response = feed(http.read_response(10_000), decoy.answer(http.get(path, most=1).message.data))
    assert response.status == 200
    assert json.mapping(response.body)["cluster_name"] == "docs"


def test_every_stream_is_there() -> None:
    asked = rtsp.describe("/nothing", 7)
    answer = feed(rtsp.read_answer(asked), decoy.answer(asked.data))
    described = rtsp.description(answer)
    assert described is not None
    assert described.video
    assert answer.headers["cseq"] == "7"


def test_any_bytes_are_fine() -> None:
    async def run() -> bytes:
        async with await decoy.serve("127.0.0.1", 0) as running:
            reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
            writer.write(b"\x00\x01")
            said = await reader.readexactly(5)
            writer.close()
            return said

    assert asyncio.run(run()) == b"+OK\r\n"
