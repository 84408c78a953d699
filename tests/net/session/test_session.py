import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from leftopen.journal import Journal
from leftopen.model import Access, Target
from leftopen.net.admission import Permit
from leftopen.net.allowance import Allowance
from leftopen.net.session.budget import Budget
from leftopen.net.session.logins import Logins
from leftopen.net.session.policy import ConductError
from leftopen.net.session.session import Context, Session
from leftopen.net.session.tls import context
from leftopen.probes import Probe
from leftopen.raw import Finding
from leftopen.wire import http
from leftopen.wire.talk import (
    Broken,
    Closed,
    Fault,
    Foreign,
    InTls,
    Late,
    Request,
    Response,
    SampleLimits,
    Send,
    Spent,
    Talk,
    exact,
    fetch,
    line,
    pause,
    redial,
    rest,
    send,
    start_tls,
)
from tests.net.certificates import make, server_context
from tests.net.lines import WORDS, Handler, open_words, probe, says, serving, until, word, words
from tests.permits import EVERYWHERE


@pytest.fixture(autouse=True)
def _grammar() -> object:
    with words():
        yield


def means(permit: Permit = EVERYWHERE, journal: Journal | None = None) -> Context:
    return Context(
        permit,
        journal,
        SampleLimits(),
        context(),
        Allowance(1e6),
        "leftopen/test",
        Logins(allowed=False),
    )


@asynccontextmanager
async def asked(handler: Handler, *, given: Context | None = None, **budget: float) -> AsyncIterator[Session]:
    async with serving(handler) as target:
        spend = Budget(seconds=budget.pop("seconds", 5.0), patience=budget.pop("patience", 1.0), **budget)  # type: ignore[arg-type]  # keywords of a test
        service = Session(target, given or means(), spend)
        try:
            yield service
        finally:
            service.hang_up()


def run(probe: Probe, handler: Handler, **budget: Any) -> Finding:
    async def main() -> Finding:
        async with asked(handler, **budget) as service:
            return await service.run(probe)

    return asyncio.run(main())


def saying(*verbs: str) -> Callable[[Callable[[SampleLimits], Talk[Finding]]], Probe]:
    return lambda talk: probe("test", talk, verbs=frozenset(verbs))


def over_http(*verbs: str) -> Callable[[Callable[[SampleLimits], Talk[Finding]]], Probe]:
    return lambda talk: probe("test", talk, verbs=frozenset(verbs), over="http")


def unknown(text: object) -> Finding:
    return Finding("test", Access.UNKNOWN, str(text))


def proof(finding: Finding) -> str:
    return "".join(str(part) for part in finding.proof)


# --- raw talks --------------------------------------------------------------------------------------------------------


def test_a_probe_runs_to_its_finding() -> None:
    finding = run(WORDS, open_words)
    assert (finding.access, finding.listed) == (Access.OPEN, 2)


def test_every_read_gives_what_it_names() -> None:
    @saying("LIST")
    def talk(limits: SampleLimits) -> Talk[Finding]:
        yield from send(word("LIST"))
        return unknown([(yield from exact(2)), (yield from line(9, b"\n")), (yield from rest(3))])

    assert proof(run(talk, says(b"ab12\nxyz!"))) == "[b'ab', b'12', b'xyz']"


def test_a_pause_is_a_pause_and_never_longer_than_the_budget() -> None:
    @saying("LIST")
    def talk(limits: SampleLimits) -> Talk[Finding]:
        yield from send(word("LIST"))
        yield from pause(0.01)
        first = yield from exact(1)
        try:
            yield from pause(3600.0)
        except Spent:
            return unknown(first)
        return unknown("went on")

    assert proof(run(talk, says(b"a"), seconds=0.3)) == "b'a'"


def test_messages_that_follow_each_other_leave_together_and_the_last_word_leaves_too() -> None:
    heard: list[bytes] = []

    async def remember(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"+")
        while data := await reader.read(1000):
            heard.append(data)

    @saying("LIST", "BYE")
    def talk(limits: SampleLimits) -> Talk[Finding]:
        yield from send(word("LIST"))
        yield from send(word("LIST"))
        yield from exact(1)
        yield from send(word("BYE"))
        return unknown("")

    async def main() -> None:
        async with asked(remember) as service:
            await service.run(talk)
            await until(lambda: b"".join(heard).endswith(b"BYE\n"))

    asyncio.run(main())
    assert heard in ([b"LIST\nLIST\n", b"BYE\n"], [b"LIST\nLIST\nBYE\n"])


def test_an_undeclared_verb_is_our_bug_and_nothing_is_sent() -> None:
    heard: list[bytes] = []

    async def remember(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read())

    closed: list[str] = []

    @saying("LIST")
    def talk(limits: SampleLimits) -> Talk[Finding]:
        try:
            yield from send(word("LIST", b"WIPE\n"))
        finally:
            closed.append("closed")
        return unknown("never")

    async def main() -> None:
        async with asked(remember) as service:
            with pytest.raises(ConductError):
                await service.run(talk)
            await until(lambda: heard)

    asyncio.run(main())
    assert heard == [b""]
    assert closed == ["closed"]


def test_the_permit_is_asked_before_every_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    ports: set[int] | None = None
    heard: list[tuple[str, int]] = []

    def why_not(_: Permit, address: str, port: int) -> str | None:
        heard.append((address, port))
        return None if ports is None or port in ports else "port not in the scope"

    monkeypatch.setattr(Permit, "why_not", why_not)

    @saying("LIST")
    def talk(limits: SampleLimits) -> Talk[Finding]:
        nonlocal ports
        yield from redial()
        ports = set()
        yield from redial()
        return unknown("never")

    async def main() -> None:
        async with asked(open_words, given=means()) as service:
            with pytest.raises(ConductError, match="port not in the scope"):
                await service.run(talk)
            assert heard == [(service.target.address, service.target.port)] * 3
            assert service.budget.connections == 2

    asyncio.run(main())


def test_a_name_is_not_connected_to() -> None:
    async def main() -> None:
        service = Session(Target("localhost", 80), means(), Budget(5, 1))
        with pytest.raises(ConductError, match="literal"):
            await service.connect(tls=False)

    asyncio.run(main())


def test_a_probe_may_finish_after_a_fault_or_let_it_through() -> None:
    @saying("LIST")
    def finishes(limits: SampleLimits) -> Talk[Finding]:
        try:
            yield from line(10, b"\n")
        except Late:
            return unknown("late")
        return unknown("?")

    @saying("LIST")
    def lets_through(limits: SampleLimits) -> Talk[Finding]:
        yield from line(10, b"\n")
        return unknown("?")

    assert proof(run(finishes, says(b""), patience=0.05)) == "late"
    with pytest.raises(Late):
        run(lets_through, says(b""), patience=0.05)


@pytest.mark.parametrize("budget", [{"most_requests": 3}, {"most_in": 30}, {"seconds": 0.2, "patience": 0.1}])
def test_a_budget_ends_even_a_probe_that_does_not_care(budget: dict[str, float]) -> None:
    @saying("LIST")
    def stubborn(limits: SampleLimits) -> Talk[Finding]:
        while True:
            try:
                yield from send(word("LIST"))
                yield from exact(11)
            except Fault:
                pass

    with pytest.raises((Spent, Late, Closed)):
        run(stubborn, open_words, **budget)


@pytest.mark.own_time
def test_a_probe_that_asks_for_nothing_at_all_ends() -> None:
    @saying("LIST")
    def idle(limits: SampleLimits) -> Talk[Finding]:
        while True:
            yield from exact(0)

    with pytest.raises(Spent):
        run(idle, open_words, seconds=0.1)


def test_tls_can_begin_in_the_middle_and_is_remembered(tmp_path: Path) -> None:
    server = server_context(make(tmp_path))

    async def upgrade(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"S")
        await writer.start_tls(server)
        writer.write(await reader.readline())
        await reader.read()

    @saying("LIST", "SAFE")
    def talk(limits: SampleLimits) -> Talk[Finding]:
        yield from send(word("SAFE"))
        yield from exact(1)
        yield from start_tls()
        with pytest.raises(InTls):
            yield from start_tls()
        yield from send(word("LIST"))
        return unknown((yield from exact(5)))

    async def main() -> None:
        async with asked(upgrade) as service:
            assert proof(await service.run(talk)) == "b'LIST\\n'"
            assert service.started_tls
            assert service.certificate is not None
            await service.connect(tls=False)
            assert not service.started_tls

    asyncio.run(main())


def test_the_journal_has_what_was_sent_and_only_a_digest_of_what_was_heard(tmp_path: Path) -> None:
    @saying("LIST")
    def talk(limits: SampleLimits) -> Talk[Finding]:
        message = word("LIST")
        for _ in range(2):
            yield Send(type(message)(message.grammar, message.verb, message.data, "LIST " + "x" * 500))
            yield from exact(11)
        return unknown("")

    async def main() -> None:
        with Journal(tmp_path / "journal.jsonl") as journal:
            async with asked(open_words, given=means(journal=journal)) as service:
                await service.run(talk)

    asyncio.run(main())
    text = (tmp_path / "journal.jsonl").read_text()
    assert "ann" not in text
    lines = [json.loads(line) for line in text.splitlines()]
    assert [(line["kind"], line.get("in"), line.get("out")) for line in lines] == [
        ("connect", None, None),
        ("exchange", None, 5),
        ("exchange", 11, 5),
        ("exchange", 11, None),
    ]
    assert len(lines[1]["shown"][0]) == 200
    assert len(lines[2]["digest"]) == 64
    assert lines[2]["digest"] == lines[3]["digest"], "the same was heard"


# --- HTTP -------------------------------------------------------------------------------------------------------------


class Web:
    """Answers each request by `answer(first line)`; counts connections and requests."""

    def __init__(self, answer: Callable[[bytes], bytes], after: int = 1000) -> None:
        self.answer, self.after = answer, after
        self.connections = 0
        self.heads: list[bytes] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        for _ in range(self.after):
            head = await reader.readuntil(b"\r\n\r\n")
            self.heads.append(head)
            writer.write(self.answer(head.split(b"\r\n")[0]))
        await writer.drain()
        writer.close()


def ok(body: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join([b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *headers, b"", body])


def gets(*requests: Request) -> Probe:
    @over_http("GET /", "GET /a", "GET /b")
    def talk(limits: SampleLimits) -> Talk[Finding]:
        bodies = []
        for request in requests:
            answer: Response = yield from fetch(request)
            bodies.append((answer.body, answer.cut))
        return unknown(bodies)

    return talk


def test_requests_share_a_connection_and_answers() -> None:
    web = Web(lambda first: ok(first.split()[1]))
    one, two = (
        gets(http.get("/a", most=9), http.get("/b", most=9)),
        gets(http.get("/a", most=9), http.get("/b", most=1)),
    )

    async def main() -> None:
        async with asked(web) as service:
            assert proof(await service.run(one)) == "[(b'/a', False), (b'/b', False)]"
            assert proof(await service.run(two)) == "[(b'/a', False), (b'/', True)]"
            assert service.budget.requests == 2

    asyncio.run(main())
    assert (web.connections, len(web.heads)) == (1, 2)
    assert b"User-Agent: leftopen/test\r\n" in web.heads[0]
    assert b"\r\nHost: 127.0.0.1:" in web.heads[0]


def test_what_came_after_an_answer_that_said_to_come_later_is_shared_instead() -> None:
    said = iter([b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", ok(b"here"), ok(b"other")])
    web = Web(lambda first: next(said))
    once, afresh = http.get("/a", most=9), http.get("/a", most=9, shared=False)

    async def main() -> None:
        async with asked(web) as service:
            assert proof(await service.run(gets(once, once))).count("b''") == 2
            assert service.busy
            assert proof(await service.run(gets(afresh, once))).count("here") == 2
            assert not service.busy

    asyncio.run(main())
    assert len(web.heads) == 2


def test_an_answer_that_was_cut_is_asked_again_for_more_and_on_purpose() -> None:
    web = Web(lambda first: ok(b"12345"))
    asks = [http.get("/a", most=2), http.get("/a", most=5), http.get("/a", most=5, shared=False)]
    assert proof(run(gets(*asks), web)) == "[(b'12', True), (b'12345', False), (b'12345', False)]"
    assert len(web.heads) == 3


def test_a_probe_without_the_verb_gets_no_shared_answer_either() -> None:
    web = Web(lambda first: ok(b"x"))

    async def main() -> None:
        async with asked(web) as service:
            await service.run(gets(http.get("/a", most=9)))
            with pytest.raises(ConductError):
                await service.run(over_http("GET /")(gets(http.get("/a", most=9)).talk))

    asyncio.run(main())


def test_a_server_that_closes_between_requests_is_asked_again() -> None:
    web = Web(lambda first: ok(b"x"), after=1)
    assert proof(run(gets(http.get("/a", most=9), http.get("/b", most=9)), web)) == "[(b'x', False), (b'x', False)]"
    assert web.connections == 2


def test_a_server_that_closes_without_an_answer_is_asked_once() -> None:
    web = Web(lambda first: b"", after=1)
    with pytest.raises(Closed):
        run(gets(http.get("/a", most=9)), web)
    assert web.connections == 1


def test_a_redirect_is_an_answer_like_any_other() -> None:
    canary: list[str] = []

    async def trap(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        canary.append("connected")

    async def main() -> str:
        async with serving(trap, address="127.0.0.2") as there:
            to = f"Location: http://{there.address}:{there.port}/\r\n".encode()
            web = Web(lambda first: b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n" + to + b"\r\n")
            async with asked(web) as service:
                return proof(await service.run(gets(http.get("/a", most=9))))

    assert asyncio.run(main()) == "[(b'', False)]"
    assert canary == []


def test_compressed_bodies_are_decoded_within_the_bound() -> None:
    bomb = gzip.compress(bytes(3_000_000))
    web = Web(lambda first: ok(bomb, b"Content-Encoding: gzip"))
    assert proof(run(gets(http.get("/a", most=10_000)), web)) == str([(bytes(10_000), True)])


def test_a_broken_answer_ends_the_connection() -> None:
    answers = iter([b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", ok(b"x")])
    web = Web(lambda first: next(answers))

    async def main() -> None:
        async with asked(web) as service:
            with pytest.raises(Broken):
                await service.run(gets(http.get("/a", most=9)))
            assert proof(await service.run(gets(http.get("/a", most=9)))) == "[(b'x', False)]"

    asyncio.run(main())
    assert web.connections == 2


def test_what_is_not_http_is_foreign() -> None:
    with pytest.raises(Foreign):
        run(gets(http.get("/a", most=9)), says(b"-ERR unknown command\r\n"))


@pytest.mark.parametrize(
    ("target", "host"),
    [
        (Target("10.0.0.1", 9200), "10.0.0.1:9200"),
        (Target("::1", 9200), "[::1]:9200"),
        (Target("10.0.0.1", 80), "10.0.0.1"),
        (Target("10.0.0.1", 443, "db.example.org"), "db.example.org:443"),
    ],
)
def test_the_host_is_named_as_a_browser_would(target: Target, host: str) -> None:
    async def main() -> str:
        return Session(target, means(), Budget(1, 1))._host()

    assert asyncio.run(main()) == host


def test_shared_answers_are_bounded() -> None:
    web = Web(lambda first: ok(b"x" * 900_000))
    asks = [http.get("/a", most=1 << 20), http.get("/b", most=1 << 20), http.get("/a", most=1 << 20)]

    async def main() -> None:
        async with asked(web, patience=5.0) as service:
            await service.run(gets(*asks, http.get("/b", most=1 << 20)))
            assert service.budget.requests == 3

    asyncio.run(main())
