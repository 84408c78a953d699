import asyncio
import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from leftopen.model import Access, Status
from leftopen.net.session.driver import Outcome
from leftopen.net.session.identify import MOST
from leftopen.probes import Probe, probes
from leftopen.raw import Finding
from leftopen.scope.file import Limits as Given
from leftopen.wire.talk import Broken, Foreign, SampleLimits, Talk, line, send
from tests.net.certificates import make, server_context
from tests.net.lines import WEB, WORDS, Handler, driver, open_words, probe, says, serving, word, words

LIMITS = Given(rate=100_000, timeout=0.5, service_seconds=3.0)


@pytest.fixture(autouse=True)
def _grammar() -> object:
    with words():
        yield


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return server_context(make(tmp_path_factory.mktemp("tls")))


def ask(handler: Handler, *probes: Probe, hint: Probe | None = None, tls: ssl.SSLContext | None = None) -> Outcome:
    """The outcome; the probe `hint` is told that this is its port."""

    async def main() -> Outcome:
        async with serving(handler, tls=tls) as target:
            hinted = [replace(hint, spec=replace(hint.spec, ports=(target.port,)))] if hint else []
            return await driver(*probes, *hinted, limits=LIMITS).ask(target)

    return asyncio.run(main())


def web(body: bytes, first: bytes = b"HTTP/1.1 200 OK") -> Handler:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(first + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    return handler


def both(limit: bytes) -> Handler:
    """Words, from a server which is courteous to browsers."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        text = await reader.readline()
        writer.write(limit + b"\r\n\r\nno HTTP port" if text.startswith(b"GET") else b"+0\n")
        await writer.drain()
        if not text.startswith(b"GET"):
            await reader.read()

    return handler


def banner(limits: SampleLimits) -> Talk[Finding]:
    if not (yield from line(64, b"\n")).startswith(b"words "):
        raise Foreign("another banner")
    yield from send(word("LIST"))
    yield from line(64, b"\n")
    return Finding("banner", Access.OPEN, "LIST was answered")


BANNER = probe("banner", banner, opening=None, recognises=lambda first: first.startswith(b"words "))


async def speaks_first(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"words 1.0\n")
    await open_words(reader, writer)


def protocol(outcome: Outcome) -> str | None:
    return outcome.finding.protocol if outcome.finding else None


def test_a_hinted_probe_comes_first_and_is_enough() -> None:
    outcome = ask(open_words, WEB, BANNER, hint=WORDS)
    assert protocol(outcome) == "words"
    assert (outcome.footprint.connections, outcome.footprint.requests) == (1, 1)
    assert not outcome.problems


@pytest.mark.parametrize(
    ("handler", "found"),
    [
        (open_words, "words"),
        (speaks_first, "banner"),
        (web(b"words"), "web"),
        (both(b"HTTP/1.0 200 OK"), "words"),
        (both(b"HTTP/1.1 400 Bad Request"), "words"),
    ],
)
@pytest.mark.parametrize("inside", [False, True])
def test_a_service_is_found_on_any_port_in_the_plain_and_in_tls(
    handler: Handler, found: str, inside: bool, tls: ssl.SSLContext
) -> None:
    outcome = ask(handler, WORDS, WEB, BANNER, tls=tls if inside else None)
    assert protocol(outcome) == found
    assert outcome.tls is inside
    assert (outcome.certificate is not None) is inside


def test_a_wrong_hint_does_no_harm() -> None:
    assert protocol(ask(open_words, WORDS, hint=WEB)) == "words"
    assert protocol(ask(web(b"words"), WEB, hint=WORDS)) == "web"


def test_what_came_first_is_offered_to_the_hinted_probe_before_all_others() -> None:
    offered: list[bytes] = []

    def recognises(first: bytes) -> bool:
        offered.append(first)
        return True

    other = replace(WEB, name="a", spec=replace(WEB.spec, recognises=recognises))
    assert protocol(ask(web(b"words"), other, hint=WEB)) == "web"
    assert not offered
    assert protocol(ask(web(b"no"), other, hint=WEB)) is None
    assert len(offered) == 1


@pytest.mark.parametrize("hint", [WORDS, WEB])
def test_a_hinted_service_may_be_inside_tls(hint: Probe, tls: ssl.SSLContext) -> None:
    outcome = ask(open_words if hint is WORDS else web(b"words"), hint=hint, tls=tls)
    assert protocol(outcome) == hint.name
    assert outcome.tls


def test_where_http_is_heard_raw_probes_stay_away() -> None:
    outcome = ask(web(b"a shop"), WORDS, BANNER, WEB)
    assert (outcome.finding, outcome.says) == (None, "answers with HTTP, none of the probes knows it")
    assert outcome.footprint.connections == 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_web_server_that_says_to_come_later_was_not_judged(status: int) -> None:
    outcome = ask(web(b"busy", b"HTTP/1.1 %d Busy" % status), WEB)
    assert (outcome.finding, outcome.status) == (None, Status.FOREIGN)
    assert [problem.status for problem in outcome.problems] == [Status.UNJUDGED]
    assert not ask(web(b"gone", b"HTTP/1.1 404 Gone"), WEB).problems


@pytest.mark.parametrize("inside", [False, True])
def test_a_web_server_that_waits_for_the_end_of_a_line_is_no_problem(inside: bool, tls: ssl.SSLContext) -> None:
    """Bytes of another protocol hold no end of a head, so that the hinted probe gets no answer."""
    silent = probe("silent", nothing)
    outcome = ask(web(b"a shop"), WEB, hint=silent, tls=tls if inside else None)
    assert outcome.says.endswith("answers with HTTP, none of the probes knows it")
    assert not outcome.problems


def nothing(limits: SampleLimits) -> Talk[Finding]:
    yield from send(word("LIST"))
    yield from line(64, b"\n")
    raise Foreign("no words")


def test_silence_towards_the_hinted_probe_is_a_problem_where_nothing_else_is_known() -> None:
    assert [problem.says for problem in ask(says(), WEB, hint=WORDS).problems] == ["no answer in time"]
    courteous = ask(web(b"not here", b"HTTP/1.1 400 Bad Request"), WEB, hint=probe("silent", nothing))
    assert [problem.says for problem in courteous.problems] == ["no answer in time"]


def choosy(made: ssl.SSLContext) -> Handler:
    """TLS by hand, since asyncio's own closes without the alert that tells why."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        session, failed = made.wrap_bio(incoming, outgoing, server_side=True), False
        while not failed and (data := await reader.read(65_536)):
            incoming.write(data)
            try:
                session.do_handshake()
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLError:
                failed = True
            writer.write(outgoing.read())

    return handler


def test_a_server_that_wants_a_certificate_of_us_is_told_and_left(tmp_path: Path) -> None:
    made = server_context(make(tmp_path))
    made.verify_mode = ssl.CERT_REQUIRED
    outcome = ask(choosy(made), WEB, WORDS, BANNER)
    assert (outcome.finding, outcome.problems) == (None, ())
    assert outcome.says == "speaks TLS and asks for a certificate of the client"
    assert outcome.footprint.connections <= 4


def test_where_a_banner_came_http_and_tls_stay_away() -> None:
    async def other(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail\r\n")
        heard.append(await reader.read())

    heard: list[bytes] = []
    outcome = ask(other, WORDS, BANNER, WEB)
    assert outcome.says == "sends a banner first, none of the probes knows it"
    assert (outcome.footprint.connections, b"".join(heard)) == (1, b"")


def test_what_a_service_did_is_said_in_our_words(tls: ssl.SSLContext) -> None:
    async def at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async def any_word(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1000):
            writer.write(b"?\n\n\n\n\n")

    assert ask(at_once, WORDS, WEB).says == "closes every connection and says nothing"
    assert ask(at_once, hint=WORDS).says == "closes every connection and says nothing"
    assert ask(says(), WORDS, WEB).says.startswith("accepts connections and stays silent")
    assert ask(any_word, WORDS, WEB).says == "answers, none of the probes knows it"
    assert (
        ask(web(b"a shop"), WEB, tls=tls).says == "speaks TLS, inside it answers with HTTP, none of the probes knows it"
    )


def test_the_realm_of_a_login_that_nobody_knows_is_handed_on_unprinted() -> None:
    head = b'HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Basic realm="Ward 7"'
    outcome = ask(web(b"no", head), WORDS)
    assert outcome.says == "answers with HTTP and asks for a login (401), none of the probes knows it"
    assert outcome.realm is not None
    assert outcome.realm.text == "Ward 7"
    assert "Ward" not in repr(outcome)
    assert ask(web(b"a shop"), WORDS).realm is None


def test_what_a_hinted_probe_could_not_read_is_a_problem_unless_another_fits() -> None:
    outcome = ask(says(b""), hint=WORDS)
    assert [(problem.probe, problem.status, problem.says) for problem in outcome.problems] == [
        ("words", Status.SILENT, "no answer in time")
    ]
    found = ask(web(b"words"), WEB, hint=WORDS)
    assert found.finding
    assert not found.problems


def test_a_bug_in_a_probe_is_a_problem_and_the_next_probe_is_tried() -> None:
    def bug(limits: SampleLimits) -> Talk[Finding]:
        yield from send(word("LIST"))
        heard = yield from line(64, b"\n")
        raise ValueError(heard)

    outcome = ask(says(b"ann\n"), probe("bug", bug, recognises=lambda first: first == b"ann\n"), WORDS)
    assert [problem.says for problem in outcome.problems if (problem.probe, problem.status) == ("bug", Status.BUG)] == [
        "the probe failed with ValueError"
    ]
    assert protocol(ask(open_words, probe("bug", bug, anywhere=1), WORDS)) == "words"


def test_a_breach_of_conduct_ends_the_service_and_is_recorded() -> None:
    def wipes(limits: SampleLimits) -> Talk[Finding]:
        yield from send(word("WIPE"))
        raise AssertionError

    outcome = ask(open_words, probe("wipes", wipes, anywhere=1, opening=word("WIPE")), WORDS)
    assert outcome.finding is None
    assert [problem.status for problem in outcome.problems] == [Status.CONDUCT]
    assert "ann" not in str(outcome)


def test_broken_answers_are_recorded_where_nothing_fits() -> None:
    def breaks(limits: SampleLimits) -> Talk[Finding]:
        yield from send(word("LIST"))
        yield from line(64, b"\n")
        raise Broken("a list that lies")

    outcome = ask(says(b"ann\n"), probe("breaks", breaks, recognises=lambda first: first == b"ann\n"))
    assert [(problem.probe, problem.status, problem.says) for problem in outcome.problems] == [
        ("breaks", Status.BROKEN, "a list that lies")
    ]


# --- as many probes as there may be -----------------------------------------------------------------------------------


def clones(times: int, hint: str | None = None, port: int = 0) -> list[Probe]:
    """Every probe there is, so many times; those called `hint` name the port."""
    return [
        replace(probe, name=f"{probe.name}{n}", spec=replace(probe.spec, ports=(port,) if probe.name == hint else ()))
        for n in range(times)
        for probe in probes()
    ]


def cost(handler: Handler, times: int, hint: str | None, patience: float = 0.2) -> Outcome:
    async def main() -> Outcome:
        async with serving(handler) as target:
            given = Given(rate=100_000, timeout=patience, service_seconds=60.0)
            return await driver(*clones(times, hint, target.port), limits=given).ask(target)

    return asyncio.run(main())


def banners(said: bytes) -> Handler:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await reader.read()

    return handler


def to_anything(said: bytes, *, then_close: bool = False) -> Handler:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(4096):
            writer.write(said)
            if then_close:
                return

    return handler


async def echoes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(4096):
        writer.write(data)


async def closes_at_a_word(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)


async def drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)
    while True:
        writer.write(b"H")
        await asyncio.sleep(0.02)


PEERS = {
    "a banner": banners(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "a text": to_anything(b"what do you want?\r\n"),
    "a text, then closes": to_anything(b"what do you want?\r\n", then_close=True),
    "a shop": to_anything(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nshop"),
    "a shop that closes": to_anything(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nshop", then_close=True),
    "an old shop": to_anything(b"HTTP/1.0 200 OK\r\n\r\nshop", then_close=True),
    "nothing": says(),
    "nothing, then closes": closes_at_a_word,
    "what it was told": echoes,
    "a byte at a time": drips,
    "zeros": to_anything(bytes(4096)),
    "a TLS alert": to_anything(b"\x15\x03\x01\x00\x02\x02\x46", then_close=True),
    "one letter of PostgreSQL": to_anything(b"S"),
    "PONG to all": to_anything(b"+PONG\r\n", then_close=True),
}
SILENT = ("nothing", "one letter of PostgreSQL")


@pytest.mark.parametrize("hint", [None, "redis", "elasticsearch", "postgresql"])
@pytest.mark.parametrize("says_what", PEERS)
def test_with_ten_times_the_probes_no_port_costs_more(says_what: str, hint: str | None) -> None:
    patience = 0.2 if says_what in SILENT else 10.0  # those take what they are given; of others no load takes so much
    few, many = (cost(PEERS[says_what], times, hint, patience) for times in (1, 10))
    if few.finding is None:
        assert few.footprint.connections <= MOST
    assert many.footprint.connections <= few.footprint.connections + 1  # another port, which may be like a probe's
    assert (many.finding is None, many.status) == (few.finding is None, few.status)
    if says_what == "nothing, then closes":  # that it keeps a connection on which nothing is said is no silence
        assert few.status is Status.CLOSED


LOCKED: dict[str, Handler] = {
    "redis": to_anything(b"-NOAUTH Authentication required.\r\n", then_close=True),
    "memcached": to_anything(b"CLIENT_ERROR unauthenticated\r\n", then_close=True),
    "rtsp": to_anything(b'RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: Basic realm="x"\r\n\r\n'),
    "elasticsearch": to_anything(
        b'HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Basic realm="security"\r\n'
        b"content-type: application/json\r\ncontent-length: 41\r\n\r\n"
        b'{"error":{"type":"security_exception"}}  '
    ),
    "couchdb": to_anything(
        b"HTTP/1.1 401 Unauthorized\r\nServer: CouchDB/3.3.3 (Erlang OTP/25)\r\ncontent-length: 24\r\n\r\n"
        b'{"error":"unauthorized"}'
    ),
}


@pytest.mark.parametrize("hint", [None, "mongodb", "elasticsearch"])
@pytest.mark.parametrize("name", LOCKED)
def test_the_right_one_of_many_probes_is_reached(name: str, hint: str | None) -> None:
    outcome = cost(LOCKED[name], 10, hint)
    assert protocol(outcome) == name
    assert outcome.problems == ()


def test_what_is_recognised_and_cannot_be_judged_is_said() -> None:
    """Else a run that has seen nothing of it would be complete."""

    def knows(limits: SampleLimits) -> Talk[Finding]:
        yield from send(word("LIST"))
        yield from line(64, b"\n")
        return Finding("words", Access.UNKNOWN, "the list did not come")

    outcome = ask(open_words, hint=probe("words", knows))
    assert outcome.finding
    assert [(problem.probe, problem.status) for problem in outcome.problems] == [("words", Status.UNJUDGED)]


def old(elsewhere: bytes) -> Handler:
    """A web server of HTTP/1.0, as `python -m http.server` and small devices are; it waits for the end of a head."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        status = b"200 OK" if asked.startswith(b"GET / ") else elsewhere
        writer.write(b"HTTP/1.0 " + status + b"\r\nContent-Type: text/html\r\n\r\n<title>Intranet</title>")

    return handler


@pytest.mark.parametrize("hint", [None, "airflow", "clickhouse_native"])
def test_an_old_web_server_that_tells_places_apart_is_one_and_no_courtesy(hint: str | None) -> None:
    """It closes each connection, so that it would be asked for other protocols until none is left for what it is."""
    outcome = cost(old(b"404 Not Found"), 1, hint)
    assert (outcome.finding, outcome.status, outcome.problems) == (None, Status.FOREIGN, ())
    assert outcome.says == "answers with HTTP, none of the probes knows it"
    assert outcome.footprint.connections <= MOST
    courteous = cost(old(b"200 OK"), 1, "clickhouse_native")
    assert courteous.problems, "it says the same wherever it is asked, so that it may be another protocol's server"


def unjudged(outcome: Outcome) -> list[str]:
    return [problem.says for problem in outcome.problems if problem.status is Status.UNJUDGED]


@pytest.mark.parametrize("alert", [b"\x02\x70", b"\x02\x28", b"\x02\x46"], ids=["name", "handshake", "version"])
def test_tls_that_is_refused_to_us_is_no_all_clear(alert: bytes) -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if (await reader.read(4096))[:2] == b"\x16\x03":
            writer.write(b"\x15\x03\x03\x00\x02" + alert)
            await writer.drain()

    assert any("speaks TLS and refuses it to us" in says for says in unjudged(ask(handler, *probes())))


@pytest.mark.parametrize("status", [b"400 Bad Request", b"421 Misdirected Request"])
def test_what_calls_each_request_a_bad_one_is_not_judged(status: bytes) -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(4096):
            writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n")

    outcome = ask(handler, *probes())
    assert outcome.finding is None
    assert any("neither given nor refused" in says for says in unjudged(outcome))


def test_a_bad_request_beside_other_answers_is_one_answer() -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            status = b"400 Bad Request" if head.startswith(b"GET / ") else b"404 Not Found"
            writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n")

    assert not unjudged(ask(handler, *probes()))


def test_a_web_server_that_dropped_the_first_request_is_not_judged() -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if (await reader.read(4096)).startswith(b"OPTIONS"):
            writer.write(b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()

    assert any("neither given nor refused" in says for says in unjudged(ask(handler, *probes())))


@pytest.mark.parametrize(("link", "doubted"), [(b"/es/", True), (b"/about/", False)])
def test_a_page_that_leads_to_a_store_below_a_path_is_not_judged(link: bytes, doubted: bool) -> None:
    body = b'<h1>Welcome</h1><a href="' + link + b'">there</a>'

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            status, said = (b"200 OK", body) if head.startswith(b"GET / ") else (b"404 Not Found", b"")
            writer.write(b"HTTP/1.1 %b\r\nContent-Length: %d\r\n\r\n%b" % (status, len(said), said))

    assert any("below a path" in says for says in unjudged(ask(handler, *probes()))) is doubted
