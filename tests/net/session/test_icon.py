import asyncio
import base64
import json
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from leftopen.journal import Journal, JournalError
from leftopen.model import Access, Again, Target
from leftopen.net.session.driver import Outcome
from leftopen.net.session.session import Session
from leftopen.probes import Probe
from leftopen.raw import Finding
from leftopen.wire import http, icon
from leftopen.wire.talk import Foreign, SampleLimits, Talk, fetch
from tests.net.lines import Handler, driver, probe, serving

PICTURE = b"\0\0\1\0" + b"an icon of somebody's own"
NUMBER = icon.murmur(base64.encodebytes(PICTURE))


def site(limits: SampleLimits) -> Talk[Finding]:
    """A store over HTTP, whose access is what its first page says."""
    answer = yield from fetch(http.get("/", most=100))
    if answer.body.decode() not in set(Access):
        raise Foreign("no access")
    return Finding("site", Access(answer.body.decode()), "It was read.")


SITE = probe("site", site, over="http", verbs=frozenset({"GET /"}), recognises=lambda _: True)


def web(access: str, picture: bytes | None = PICTURE, *, keeps: bool = True, heard: list[str] | None = None) -> Handler:
    """A web server; `heard`: what it was asked for, one connection after the other."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if heard is not None:
            heard.append("connection")
        while head := await reader.readuntil(b"\r\n\r\n"):
            path = head.split(b" ")[1]
            if heard is not None:
                heard.append(path.decode())
            if path == b"/":
                status, kind, body = 200, b"text/plain", access.encode()
            elif path == b"/favicon.ico" and picture is not None:
                status, kind, body = 200, b"image/x-icon", picture
            else:
                status, kind, body = 404, b"text/plain", b""
            more = b"" if keeps else b"Connection: close\r\n"
            head = b"HTTP/1.1 %d X\r\nContent-Type: %b\r\nContent-Length: %d\r\n%b\r\n"
            writer.write(head % (status, kind, len(body), more) + body)
            await writer.drain()
            if not keeps:
                break
        writer.close()

    return handle


def ask(handler: Handler, *, known: Probe = SITE, again: bool = False, journal: Journal | None = None) -> Outcome:
    async def main() -> Outcome:
        async with serving(handler) as target:
            wanted = Again("site", False, ("x",)) if again else None
            made = driver(known, journal=journal) if journal else driver(known)
            return await made.ask(Target(target.address, target.port, again=wanted))

    return asyncio.run(main())


@pytest.mark.parametrize("access", ["open", "metadata"])
def test_an_open_store_on_the_web_is_asked_for_its_icon_once_on_the_connection_that_there_is(access: str) -> None:
    heard: list[str] = []
    outcome = ask(web(access, heard=heard))
    assert outcome.icon == NUMBER
    assert heard[heard.index("connection") :].count("/favicon.ico") == 1
    assert heard[-2:] != ["connection", "/favicon.ico"]


@pytest.mark.parametrize("access", ["locked", "empty", "decoy", "unknown", "nothing of the kind"])
def test_no_other_web_server_is(access: str) -> None:
    heard: list[str] = []
    outcome = ask(web(access, heard=heard))
    assert outcome.icon is None
    assert "/favicon.ico" not in heard


def test_a_camera_is_not_nor_one_whose_door_is_asked_again() -> None:
    heard: list[str] = []
    camera = replace(SITE, spec=replace(SITE.spec, kind="camera"))
    assert ask(web("open", heard=heard), known=camera).icon is None
    assert ask(web("open", heard=heard), again=True).icon is None
    assert "/favicon.ico" not in heard


def test_where_connections_are_not_kept_one_more_is_made() -> None:
    heard: list[str] = []
    assert ask(web("open", keeps=False, heard=heard)).icon == NUMBER
    assert heard[-2:] == ["connection", "/favicon.ico"]


@pytest.mark.parametrize("picture", [None, b"<!doctype html>", PICTURE + b"." * icon.MOST])
def test_where_there_is_none_the_finding_stands(picture: bytes | None) -> None:
    outcome = ask(web("open", picture))
    assert outcome.finding is not None
    assert (outcome.icon, outcome.finding.access, outcome.problems) == (None, Access.OPEN, ())


def test_a_server_that_breaks_off_then_costs_the_icon_only() -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if b"favicon" not in head:
            writer.write(b"HTTP/1.1 200 X\r\nContent-Length: 4\r\nConnection: close\r\n\r\nopen")
        writer.close()

    outcome = ask(handle)
    assert outcome.finding is not None
    assert (outcome.icon, outcome.finding.access, outcome.problems) == (None, Access.OPEN, ())


def test_it_stands_in_the_journal(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal.jsonl") as journal:
        ask(web("open"), journal=journal)
    lines = [json.loads(line) for line in (tmp_path / "journal.jsonl").read_text().splitlines()]
    assert [line["verbs"] for line in lines if icon.VERB in line.get("verbs", ())] == [[icon.VERB]]


def test_a_full_disk_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Session.ask

    async def full(service: Session, talk: Talk[Any], verbs: Collection[str]) -> Any:
        if icon.VERB in verbs:
            raise JournalError("full")
        return await asked(service, talk, verbs)

    monkeypatch.setattr(Session, "ask", full)
    with pytest.raises(JournalError):
        ask(web("open"))
