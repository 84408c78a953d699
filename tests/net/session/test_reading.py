import asyncio
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from leftopen.model import Status
from leftopen.net.session.driver import Outcome
from leftopen.net.session.reading import (
    Place,
    given_all_the_same,
    greets,
    leads_below,
    sent_on,
    settles,
    to_tls,
    websocket,
)
from leftopen.probes import Probe, probes
from leftopen.raw import Finding
from leftopen.scope.file import Limits as Given
from leftopen.wire.talk import Foreign, Response, SampleLimits, Talk, line
from tests.net.lines import WEB, Handler, driver, probe, serving, words

HERE = Place(9200, False, "/_search?size=1")
ROOT = Place(9200, False, "/")


def answer(status: int, body: bytes = b"", location: str | None = None, *, cut: bool = False) -> Response:
    return Response(status, "", {"location": location} if location is not None else {}, body, cut)


@pytest.mark.parametrize(
    ("status", "headers", "said"),
    [
        (400, {"sec-websocket-version": "13"}, True),  # NATS 2.9
        (426, {"upgrade": "WebSocket"}, True),
        (426, {"upgrade": "TLS/1.2, HTTP/1.1"}, False),
        (200, {"sec-websocket-version": "13"}, False),
        (400, {}, False),
    ],
)
def test_who_wants_websockets_says_so(status: int, headers: dict[str, str], said: bool) -> None:
    assert websocket(Response(status, "", headers, b"Bad Request\n")) is said


def test_what_speaks_websockets_alone_is_not_judged() -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nSec-Websocket-Version: 13\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        await reader.read(4096)

    async def main() -> Outcome:
        async with serving(handler) as target:
            return await driver(WEB).ask(target)

    outcome = asyncio.run(main())
    assert outcome.finding is None
    assert [problem.status for problem in outcome.problems if "WebSockets" in problem.says] == [Status.UNJUDGED]


@pytest.mark.parametrize("status", [200, 204, 400, 401, 403, 404, 405, 410, 426, 451, 501, 505])
def test_what_is_given_refused_or_not_there_is_settled(status: int) -> None:
    assert settles(HERE, answer(status, b'{"a": 1}'))


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 520])
def test_what_failed_or_was_put_off_is_not(status: int) -> None:
    assert not settles(HERE, answer(status, b"{}"))


@pytest.mark.parametrize(
    ("body", "settled"),
    [
        (b"", True),
        (b"<html>", True),
        (b"OK", True),
        (b"[1]", True),
        (b'\xef\xbb\xbf{"a": 1}', True),
        (b'{"a": 1}\n{"a": 2}\n', True),
        (b'{"a": ', False),
        (b"[{", False),
    ],
)
def test_half_an_object_settles_nothing(body: bytes, settled: bool) -> None:
    assert settles(HERE, answer(200, body)) is settled
    assert settles(HERE, answer(200, body, cut=True))
    assert settles(HERE, answer(403, body))


@pytest.mark.parametrize(
    ("location", "settled"),
    [
        ("/_search/", False),
        ("/elasticsearch/_search?size=1", False),
        ("http://db.example:9200/_search/", False),
        ("https://db.example:9200/_search", True),
        ("https://db.example/_search", True),
        ("http://db.example/_search", True),
        ("/login?next=/_search", True),
        ("/", True),
        ("", True),
        ("http://[", True),
    ],
)
def test_what_was_asked_for_under_another_path_of_the_same_service_is_not_refused(location: str, settled: bool) -> None:
    assert settles(HERE, answer(301, location=location)) is settled


@pytest.mark.parametrize(
    ("location", "settled"),
    [
        ("/elasticsearch/", False),
        ("/_plugin/kibana", False),
        ("/_db/_system/", False),
        ("/api/v1", False),
        ("/login", True),
        ("/shop/index.html", True),
        ("https://db.example/elasticsearch/", True),
    ],
)
def test_a_first_page_below_the_name_of_a_store_is_not_another_service(location: str, settled: bool) -> None:
    assert settles(ROOT, answer(302, location=location)) is settled


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (answer(200, b"<html>shop</html>"), True),
        (answer(200, b'{"name": "shop"}'), True),
        (answer(200, b"OK"), True),
        (answer(200, b" \n"), False),
        (answer(200, b"{}"), False),
        (answer(200, b'{"name": '), False),
        (answer(204), False),
        (answer(404, b"<html>shop</html>"), False),
        (answer(302, location="/shop"), False),
    ],
)
def test_a_first_page_shows_something_of_its_own(said: Response, shown: bool) -> None:
    assert greets(said) is shown


@pytest.mark.parametrize(
    ("said", "port", "inside"),
    [
        (answer(301, location="https://db.example:9200/"), 9200, True),
        (answer(301, location="https://db.example/"), 443, True),
        (answer(301, location="https://db.example/"), 9200, False),
        (answer(301, location="http://db.example:9200/"), 9200, False),
        (answer(301, location="/login"), 9200, False),
        (answer(301, location="https://["), 9200, False),
        (answer(200, location="https://db.example:9200/"), 9200, False),
        (answer(426), 9200, True),
    ],
)
def test_a_web_server_that_sends_on_into_tls_on_its_own_port(said: Response, port: int, inside: bool) -> None:
    assert to_tls(said, port) is inside


@pytest.mark.parametrize(
    ("said", "there"),
    [
        (answer(301, location="https://db.example/_search?size=1"), "https://db.example"),
        (answer(302, location="/login?next=/_search"), "/login"),
        (answer(302, location="/_search/"), None),
        (answer(404, location="/login"), None),
    ],
)
def test_those_that_are_all_sent_on_to_one_place(said: Response, there: str | None) -> None:
    assert sent_on(HERE, said) == there


# --- what a session makes of it ---------------------------------------------------------------------------------------


def asked(handler: Handler, *known: Probe, hint: Probe | None = None) -> Outcome:
    async def main() -> Outcome:
        async with serving(handler) as target:
            hinted = [replace(hint, spec=replace(hint.spec, ports=(target.port,)))] if hint else []
            limits = Given(rate=100_000, timeout=0.5, service_seconds=5.0)
            return await driver(*known, *hinted, limits=limits).ask(target)

    with words():
        return asyncio.run(main())


def foreign(limits: SampleLimits) -> Talk[Finding]:
    yield from line(64, b"\n")
    raise Foreign("no words")


def states(outcome: Outcome) -> list[Status]:
    return [problem.status for problem in outcome.problems]


@pytest.mark.parametrize(
    ("said", "told"),
    [(b"come later\r\n", False), (b"\xff\xfd\x18\n", False), (b"SSH-2.0-x\r\n", True), (b"220 a ESMTP\r\n", True)],
)
def test_what_answers_on_the_port_of_a_store_in_nothing_that_is_known_was_not_judged(said: bytes, told: bool) -> None:
    async def banner(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await reader.read()

    other = probe("foreign", foreign, opening=None)
    assert (Status.UNJUDGED in states(asked(banner, WEB, hint=other))) is not told
    assert Status.UNJUDGED not in states(asked(banner, WEB, other))


def moved(location: Callable[[int, bytes], bytes], heard: list[bytes]) -> Handler:
    """Sends all on, as the function says of the port and the path that was asked for."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            heard.append(head.split(b" ")[1].partition(b"?")[0])
            size = re.search(rb"\nContent-Length: (\d+)", head)
            await reader.readexactly(int(size[1]) if size else 0)
            there = location(writer.get_extra_info("sockname")[1], heard[-1])
            writer.write(b"HTTP/1.1 301 Moved\r\nLocation: %b\r\nContent-Length: 0\r\n\r\n" % there)

    return handler


def test_a_web_server_that_sends_on_into_tls_on_its_own_port_is_looked_for_there() -> None:
    outcome = asked(moved(lambda port, path: b"https://store.example:%d%b" % (port, path), []), WEB)
    assert (outcome.footprint.connections, states(outcome)) == (2, [Status.UNJUDGED])


def test_a_web_server_that_sends_all_on_to_one_other_place_is_soon_left() -> None:
    heard: list[bytes] = []
    outcome = asked(moved(lambda _, path: b"https://other.example" + path, heard), *probes())
    assert (outcome.finding, outcome.problems, outcome.footprint.connections) == (None, (), 1)
    assert len(heard) < 24


def test_a_web_server_that_sends_each_on_to_itself_below_another_path_was_not_judged() -> None:
    outcome = asked(moved(lambda _, path: path + b"/", []), *probes())
    assert (outcome.finding, states(outcome)) == (None, [Status.UNJUDGED])


STORES = ("/futon/", "/_utils/", "/es/", "/neo4j/browser", "/pma/", "/kibana/app", "/minio/login", "/db/")


@pytest.mark.parametrize("path", STORES)
def test_a_first_page_that_sends_on_to_where_a_store_stands_settles_nothing(path: str) -> None:
    assert not settles(ROOT, answer(302, location=path))


@pytest.mark.parametrize("path", ["/login", "/en/", "/shop/cart", "/resetting"])
def test_a_first_page_that_sends_on_to_its_own_settles_it(path: str) -> None:
    assert settles(ROOT, answer(302, location=path))


def page(*links: str) -> Response:
    return answer(200, "".join(f'<p><a class="x" href="{link}">there</a></p>' for link in links).encode())


@pytest.mark.parametrize(
    "link",
    [
        "/es/",
        "/couchdb/_utils/",
        "/prom/graph",
        "solr/",
        "./kibana/app",
        "/Elasticsearch/",
        "http://a.example:9200/es/",
    ],
)
def test_a_page_may_lead_to_a_store_below_it(link: str) -> None:
    assert leads_below(ROOT, page("/about.html", link))
    assert leads_below(ROOT, answer(200, f"<A HREF = {link}>".encode()))


@pytest.mark.parametrize(
    "link",
    ["/", "/about.html", "/docs/elasticsearch/", "/es", "/shop/es/", "/listing/", "/api/", "https://a.example/es/",
     "http://a.example/es/", "http://[/es/", "/database/"],
)  # fmt: skip
def test_a_link_to_something_else_leads_to_no_store(link: str) -> None:
    assert not leads_below(ROOT, page(link))
    assert not leads_below(ROOT, answer(200, b"see /es/"))


GIVEN = [b'{"took":1,"hits":{"hits":[{"_source":{"a":1}}]}}', b'[{"index":"people","status":"open"}]', b'["crm","hr"]']
REFUSALS = [
    b'{"error":{"root_cause":[{"type":"security_exception"}]},"status":401}',
    b'{"errors":[{"code":"UNAUTHORIZED","detail":[{"Type":"registry"}]}]}',
    b'{"status":{"code":401,"text":"Unauthorized"}}',
    b'{"RemoteException":{"javaClassName":"x","message":"y"}}',
    b'{"message":"Bad credentials","links":[{"href":"x"}]}',
    b'{"status":401}',
    b"{}",
    b"[]",
    b"<html>401</html>",
    b'{"a": [',
]


@pytest.mark.parametrize("status", [401, 403, 407])
@pytest.mark.parametrize("body", GIVEN)
def test_what_is_given_beside_a_refusal_is_given(body: bytes, status: int) -> None:
    told = given_all_the_same(answer(status, body))
    assert (told.status, told.body) == (200, body)
    assert given_all_the_same(answer(404, body)).status == 404


@pytest.mark.parametrize("body", REFUSALS)
def test_a_refusal_stays_one(body: bytes) -> None:
    assert given_all_the_same(answer(401, body)) == answer(401, body)
