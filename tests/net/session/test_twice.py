import asyncio
import re
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest

from leftopen.lab.elasticsearch import Elasticsearch, Index
from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, Status
from leftopen.net.session.driver import Outcome
from leftopen.probes import Probe, probes
from leftopen.raw import Finding
from leftopen.scope.file import Limits as Given
from leftopen.wire.talk import LOGIN, SampleLimits, Talk
from tests.net.lines import Handler, driver, list_words, probe, serving, words

LIMITS = Given(rate=100_000, timeout=0.5, service_seconds=3.0)
SHUT, OPEN = b"- who are you\n", b"+1\nada\n"


@pytest.fixture(autouse=True)
def _grammar() -> object:
    with words():
        yield


def in_turn(*answers: bytes) -> tuple[Handler, list[int]]:
    """A port whose connections are dealt to servers in turn: what each says, and how many were asked anything."""
    asked: list[int] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not await reader.readline():
            return
        writer.write(answers[len(asked) % len(answers)])
        asked.append(1)
        await writer.drain()
        await reader.read()

    return handler, asked


def ask(handler: Handler, *several: Probe) -> Outcome:
    async def main() -> Outcome:
        async with serving(handler) as target:
            return await driver(*several, limits=LIMITS).ask(target)

    return asyncio.run(main())


WORDS = probe("words", list_words, recognises=lambda first: first[:1] in b"+-", anywhere=1)


def access(outcome: Outcome) -> Access | None:
    return outcome.finding.access if outcome.finding else None


def test_one_of_two_servers_behind_a_port_that_lets_in_is_open() -> None:
    handler, _ = in_turn(SHUT, OPEN)
    assert access(ask(handler, WORDS)) is Access.OPEN


def test_where_both_refuse_it_is_locked_and_two_are_asked() -> None:
    handler, asked = in_turn(SHUT)
    assert access(ask(handler, WORDS)) is Access.LOCKED
    handler, open_asked = in_turn(OPEN)
    assert access(ask(handler, WORDS)) is Access.OPEN
    assert len(asked) == len(open_asked) + 1


def test_a_login_is_not_tried_twice() -> None:
    handler, once = in_turn(SHUT)
    verbs = frozenset({"LIST", f"x{LOGIN}"})
    assert access(ask(handler, replace(WORDS, spec=replace(WORDS.spec, verbs=verbs)))) is Access.LOCKED
    handler, twice = in_turn(SHUT)
    assert access(ask(handler, WORDS)) is Access.LOCKED
    assert len(twice) == len(once) + 1


@pytest.mark.parametrize("second", [b"", b"nonsense\n", b"+3\nada\n"])
def test_what_the_second_time_does_not_show_changes_nothing(second: bytes) -> None:
    handler, _ = in_turn(SHUT, SHUT, second)
    assert access(ask(handler, WORDS)) is Access.LOCKED


def test_a_bug_at_the_second_time_takes_nothing_from_the_first() -> None:
    times: list[int] = []

    def talk(limits: SampleLimits) -> Talk[Finding]:
        times.append(1)
        if len(times) > 1:
            raise KeyError("a bug")
        return (yield from list_words(limits))

    handler, _ = in_turn(SHUT)
    broken = probe("words", talk, recognises=lambda first: first[:1] in b"+-")
    assert access(ask(handler, broken)) in (Access.LOCKED, None)


NODE = Elasticsearch([Index("people", [{"name": f"Zoe {i}"} for i in range(30)])])
DENIED = as_json({"error": {"type": "security_exception", "reason": "missing authentication credentials"}}, 401)
ES = next(each for each in probes() if each.name == "elasticsearch")


def dealt(answer: Answer, *, first: bool) -> Handler:
    """Requests to two nodes in turn, each in a connection of its own; the `first` one or the second refuses."""
    count = [0]

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        count[0] += 1
        method, target, _ = head.split(" ", 2)
        length = re.search(r"(?i)content-length: (\d+)", head)
        body = await reader.readexactly(int(length[1]) if length else 0)
        path, _, query = target.partition("?")
        told = NODE.answer(Ask(method, path, dict(parse_qsl(query)), {}, body))
        said = answer if (count[0] % 2 == 1) is first else told
        fields = "".join(f"{name}: {value}\r\n" for name, value in said.headers.items())
        lengths = f"Connection: close\r\nContent-Length: {len(said.body)}\r\n\r\n"
        writer.write(f"HTTP/1.1 {said.status} X\r\n{fields}{lengths}".encode() + said.body)
        await writer.drain()

    return handler


@pytest.mark.parametrize("first", [True, False])
def test_one_of_two_nodes_that_are_asked_in_turn(first: bool) -> None:
    assert access(ask(dealt(DENIED, first=first), ES)) in (Access.OPEN, Access.METADATA)


def test_a_node_that_says_401_and_sends_the_records_is_open() -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := (await reader.readuntil(b"\r\n\r\n")).decode():
            method, target, _ = head.split(" ", 2)
            length = re.search(r"(?i)content-length: (\d+)", head)
            body = await reader.readexactly(int(length[1]) if length else 0)
            path, _, query = target.partition("?")
            said = NODE.answer(Ask(method, path, dict(parse_qsl(query)), {}, body))
            status = 401 if said.status == 200 else said.status
            writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(said.body)}\r\n\r\n".encode() + said.body)

    assert access(ask(handler, ES)) is Access.OPEN


def behind(page: bytes, *, whatever: bool) -> tuple[Handler, list[str]]:
    """A node behind a page of something else; `whatever`: that page is the answer to all. What was asked of it."""
    asked: list[str] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := (await reader.readuntil(b"\r\n\r\n")).decode():
            method, target, _ = head.split(" ", 2)
            length = re.search(r"(?i)content-length: (\d+)", head)
            body = await reader.readexactly(int(length[1]) if length else 0)
            path, _, query = target.partition("?")
            asked.append(path)
            said = NODE.answer(Ask(method, path, dict(parse_qsl(query)), {}, body))
            if whatever or path == "/":
                said = Answer(200, page)
            writer.write(f"HTTP/1.1 {said.status} X\r\nContent-Length: {len(said.body)}\r\n\r\n".encode() + said.body)

    return handler, asked


def test_a_node_behind_the_page_of_something_else_is_found_on_any_port() -> None:
    handler, asked = behind(b"<title>Shop</title>", whatever=False)
    assert access(ask(handler, *probes())) is Access.OPEN
    assert "/_cat/indices" in asked


def test_one_page_for_whatever_is_asked_ends_it() -> None:
    handler, asked = behind(b"<title>Shop</title>", whatever=True)
    outcome = ask(handler, *probes())
    assert outcome.finding is None
    assert outcome.status is Status.FOREIGN
    assert len(asked) <= 6
