import asyncio
from dataclasses import replace

import pytest

from leftopen.lab.camera import HIKVISION, Camera, serve
from leftopen.lab.web import Answer, Ask
from leftopen.wire import digest, http, onvif
from leftopen.wire.talk import Request, Response


def ask(camera: Camera, request: Request) -> Response:
    head, _, body = request.message.data.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, target, _version = first.split(" ")
    headers = {line.partition(": ")[0].lower(): line.partition(": ")[2] for line in lines}
    answer: Answer = camera.answer(Ask(method, target, {}, headers, body))
    return Response(answer.status, "", {name.lower(): text for name, text in answer.headers.items()}, answer.body)


@pytest.mark.parametrize("action", onvif.CALLS)
def test_locked_it_answers_what_every_device_answers_and_no_more(action: str) -> None:
    before_login = action in ("GetSystemDateAndTime", "GetServices")
    opened, locked = (ask(Camera(login=login), onvif.call(action)) for login in (None, ("a", "b")))
    assert onvif.answered(opened, action) is not None
    assert (onvif.answered(locked, action) is not None) is before_login
    assert onvif.refused(locked) is not before_login


def test_an_unknown_call_is_a_fault_and_an_unknown_path_is_not_there() -> None:
    message = onvif.call("GetServices").message
    answer = Camera().answer(Ask("POST", "/onvif/device_service", {}, {}, b"<s:Body><SystemReboot x/>"))
    assert answer.status == 500
    assert message.verb in onvif.SAYS
    assert Camera().answer(Ask("GET", "/nothing", {}, {}, b"")).status == 404


def test_device_information_wants_the_login() -> None:
    locked = replace(HIKVISION, login=("admin", "12345"))
    path = HIKVISION.device or ""
    refused = ask(locked, http.get(path, most=1))
    assert (refused.status, refused.headers["server"]) == (401, "App-webs/")
    for password, status in (("12345", 200), ("54321", 401)):
        words = digest.answer(refused.headers["www-authenticate"], "admin", password, "GET", path) or ""
        answer = ask(locked, http.get(path, most=1, headers={"Authorization": words}))
        assert answer.status == status
    assert b"<model>DS-2CD0000-LAB</model>" in ask(HIKVISION, http.get(path, most=1)).body


def test_a_camera_of_dahuas_kind_tells_its_type() -> None:
    camera = replace(HIKVISION, device="/cgi-bin/magicBox.cgi")
    assert ask(camera, http.get("/cgi-bin/magicBox.cgi", most=1)).body == b"type=DS-2CD0000-LAB\r\n"


def test_serve_shows_its_page() -> None:
    async def run() -> tuple[bytes, list[str]]:
        async with await serve("127.0.0.1", 0, locked=True) as running:
            reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
            writer.write(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
            page = await reader.read()
            writer.close()
            return page, list(running.heard)

    page, heard = asyncio.run(run())
    assert b"<title>Tiandy IP Camera</title>" in page
    assert heard == ["GET /"]
