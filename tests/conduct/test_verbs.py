"""No writing (rule 2) and no guessing of logins (rule 3), as the servers heard it."""

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from urllib.parse import unquote

import pytest

from leftopen import wire
from leftopen.face.cli import main
from leftopen.lab import camera, elasticsearch, rtsp
from leftopen.lab.server import Running, listen
from leftopen.lab.web import Answer, Ask, conversation
from leftopen.probes import probes
from tests.conduct import stores
from tests.labs import PEOPLE, Start, labs, report_of, scope_file

HOST = "127.82.56.1"
GRAMMARS = {
    name: module
    for name in (found.name for found in iter_modules(wire.__path__))
    if hasattr(module := import_module(f"leftopen.wire.{name}"), "DENIED")
}
DENIED = frozenset[str]().union(*(module.DENIED for module in GRAMMARS.values()))
SAYS = frozenset[str]().union(*(probe.spec.says for probe in probes()))


def audit(*arguments: object) -> int:
    return main(["audit", *map(str, arguments), "--quiet"])


@cache
def declared(heard: str) -> bool:
    """Whether a probe declares this verb. Of HTTP requests method and path are heard, where a template is declared."""
    if heard in SAYS:
        return True
    shapes = (re.split(r"(\{\w+\})", verb.split("?")[0].removesuffix(" +login")) for verb in SAYS if "/" in verb)
    for shape in shapes:
        pattern = "".join("[^/]+" if part.startswith("{") else re.escape(part) for part in shape).split("\\ ")
        if re.fullmatch("\\ ".join(pattern[:2]), heard):
            return True
    return False


def test_the_question_can_be_answered_with_no() -> None:
    assert declared("GET /people/_mapping")
    assert declared("SCAN")
    wrong = (
        "PUT /people",
        "POST /people/_update",
        "GET /people/_doc/1",
        "DELETE /",
        "SET",
        "FLUSHALL",
        "insert",
        "PLAY",
    )
    assert not any(map(declared, wrong))


def test_no_probe_declares_what_is_never_sent() -> None:
    assert not SAYS & DENIED
    assert all(module.DENIED for module in GRAMMARS.values())


# --- all that the lab hears -------------------------------------------------------------------------------------------

KINDS = {kind: serve for kind, serve in stores.kinds() if kind != "decoy"}
PROBES = {probe.name: probe for probe in probes()}


def usual(kind: str, locked: bool) -> tuple[str, int]:
    """An address of its own and the usual port, so that the probe for it is the one that asks, and no guess."""
    port = next(port for port in PROBES[kind].spec.ports if port >= 1024)
    return f"127.82.57.{2 * sorted(KINDS).index(kind) + locked + 1}", port


@pytest.mark.parametrize("locked", [False, True], ids=["open", "locked"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_server_hears_reading_verbs_that_are_declared(kind: str, locked: bool, tmp_path: Path) -> None:
    with labs(partial(KINDS[kind], *usual(kind, locked), stores.content(kind), locked=locked)) as (server,):
        assert audit(scope_file(tmp_path, [server]), "--out", tmp_path / "out") == (not locked)
        heard = set(server.heard) - {""}
    (service,) = report_of(tmp_path / "out")["services"]
    assert (service["access"] == "locked") == locked
    assert heard, "the server was asked nothing that it understood"
    assert [verb for verb in heard if not declared(verb)] == []
    assert not heard.isdisjoint(PROBES[kind].spec.verbs) or kind in ("camera", "elasticsearch")
    assert heard & DENIED == set()
    assert {verb.split(" ")[0] for verb in heard if "/" in verb} <= {"GET", "HEAD", "POST"}
    assert not any("+login" in verb for verb in heard)


# --- names that a server chose ----------------------------------------------------------------------------------------

NAMES = (
    "a%2f..",
    "a%2f_bulk",
    "%2e%2e",
    "%252e%252e",
    "_refresh",
    "_bulk%3f",
    "a%3f",
    "a/_bulk",
    "..\\x",
    "a\0",
    "a;b",
)
"""Names of indices that no server has which means well: each would be another path to somebody."""


def decoded(heard: str) -> str:
    """The request as the most eager of proxies reads it."""
    while (plain := unquote(heard)) != heard:
        heard = plain
    return heard


def test_names_that_would_be_other_paths_are_passed_over_and_the_others_are_not(tmp_path: Path) -> None:
    node = elasticsearch.Elasticsearch([elasticsearch.Index("people", PEOPLE)])
    rows = [{"index": name, "status": "open", "docs.count": "900"} for name in NAMES]

    def answer(ask: Ask) -> Answer:
        known = node.answer(ask)
        return (
            replace(known, body=json.dumps([*rows, *json.loads(known.body)]).encode()) if "_cat" in ask.path else known
        )

    usually = next(port for port in PROBES["elasticsearch"].spec.ports)
    with labs(partial(listen, HOST, usually, conversation(answer))) as (server,):
        assert audit(scope_file(tmp_path, [server]), "--out", tmp_path / "out") == 1
        heard = set(server.heard) - {""}
    assert [verb for verb in heard if not declared(decoded(verb))] == []
    assert {verb for verb in heard if verb.endswith("_mapping")} == {"GET /people/_mapping"}
    (service,) = report_of(tmp_path / "out")["services"]
    assert service["access"] == "open"
    assert "rule of conduct" not in (tmp_path / "out" / "report.json").read_text("utf-8")


@pytest.mark.parametrize("place", ["..", "_shutdown", "a%2f..%2f.."])
def test_a_device_does_not_choose_what_else_is_called(place: str, tmp_path: Path) -> None:
    def answer(ask: Ask) -> Answer:
        known = camera.Camera().answer(ask)
        return replace(known, body=known.body.replace(b"/onvif/media_service", f"/onvif/{place}".encode()))

    with labs(partial(listen, HOST, 8000, conversation(answer))) as (server,):
        audit(scope_file(tmp_path, [server]), "--out", tmp_path / "out")
        heard = set(server.heard) - {""}
    assert [verb for verb in heard if not declared(decoded(verb))] == []
    assert "POST /onvif/media_service" in heard
    assert "rule of conduct" not in (tmp_path / "out" / "report.json").read_text("utf-8")


# --- logins -----------------------------------------------------------------------------------------------------------


def noting_logins(answer: Callable[[Ask], Answer], logins: list[str]) -> Start:
    """A web server that notes the credentials it is offered."""

    def noted(ask: Ask) -> Answer:
        if offered := ask.headers.get("authorization"):
            logins.append(offered)
        return answer(ask)

    return partial(listen, HOST, 0, conversation(noted))


def known_maker(logins: list[str], login: tuple[str, str]) -> list[Start]:
    """The two web sides and the two streams of one device, of a maker with a published login."""
    web = replace(camera.HIKVISION, login=login)
    stream = rtsp.Camera(realm=web.realm, login=login, path="/Streaming/Channels/101")
    streams = [partial(rtsp.serve, HOST, 0, camera=stream) for _ in range(2)]
    return [*(noting_logins(web.answer, logins) for _ in range(2)), *streams]


def tries(logins: list[str], servers: list[Running]) -> int:
    return len(logins) + sum(Counter(server.heard)["DESCRIBE +login"] for server in servers)


def test_nothing_is_offered_a_login_unless_the_scope_says_so(tmp_path: Path) -> None:
    logins: list[str] = []
    node = elasticsearch.Elasticsearch(access="locked")
    starts = [*known_maker(logins, ("someone", "else")), noting_logins(node.answer, logins)]
    with labs(*starts) as servers:
        audit(scope_file(tmp_path, servers), "--out", tmp_path / "out")
        assert tries(logins, servers) == 0
        assert not any("+login" in verb for server in servers for verb in server.heard)
    assert {service["access"] for service in report_of(tmp_path / "out")["services"]} == {"locked"}


@pytest.mark.parametrize("login", [("someone", "else"), ("admin", "12345")], ids=["changed", "factory"])
def test_a_device_is_offered_at_most_two_where_it_does(login: tuple[str, str], tmp_path: Path) -> None:
    logins: list[str] = []
    with labs(*known_maker(logins, login)) as servers:
        path = scope_file(tmp_path, servers, "[checks]\nfactory_credentials = true\n")
        audit(path, "--out", tmp_path / "out")
        assert 1 <= tries(logins, servers) <= 2
    words = {service["access"] for service in report_of(tmp_path / "out")["services"]}
    assert words == ({"factory", "locked"} if login[0] == "admin" else {"locked"})


def test_a_sign_of_lockout_ends_it(tmp_path: Path) -> None:
    logins: list[str] = []
    locking = replace(camera.HIKVISION, login=("someone", "else"))

    def answer(ask: Ask) -> Answer:
        known = locking.answer(ask)
        return (
            replace(known, body=b"<subStatusCode>userLocked</subStatusCode><lockStatus>locked</lockStatus>")
            if known.status == 401
            else known
        )

    with labs(noting_logins(answer, logins)) as servers:
        path = scope_file(tmp_path, servers, "[checks]\nfactory_credentials = true\n")
        audit(path, "--out", tmp_path / "out")
    assert logins == []


def test_what_is_no_camera_is_never_offered_one(tmp_path: Path) -> None:
    logins: list[str] = []

    def answer(ask: Ask) -> Answer:
        return Answer(401, b"", {"WWW-Authenticate": 'Digest realm="router", nonce="5eed"', "Server": "router"})

    node = elasticsearch.Elasticsearch(access="locked")
    with labs(noting_logins(answer, logins), noting_logins(node.answer, logins)) as servers:
        path = scope_file(tmp_path, servers, "[checks]\nfactory_credentials = true\n")
        audit(path, "--out", tmp_path / "out")
    assert logins == []


def test_a_public_address_is_never_asked_with_a_login_without_proof(tmp_path: Path) -> None:
    path = scope_file(tmp_path, ["192.0.2.10"], "[checks]\nfactory_credentials = true\n")
    assert audit(path, "--out", tmp_path / "out") == 3
    assert not (tmp_path / "out").exists()
