import asyncio
from pathlib import Path

import dns.resolver
import pytest

from leftopen.journal import Notebook
from leftopen.model import Lookups
from leftopen.net.lookups import client
from leftopen.net.lookups.client import Client, Reply, Unanswered
from leftopen.net.lookups.leave import given
from tests.net.lookups import servers
from tests.net.lookups.servers import ADDRESS, World

NAMES = {
    ("fairhaven.example", "A"): [ADDRESS],
    ("www.fairhaven.example", "A"): [ADDRESS],
    ("elsewhere.example", "A"): [ADDRESS],
    ("1.0.66.127.in-addr.arpa", "PTR"): ["db.Fairhaven.example."],
}


def asking(world: World, *, dns: bool = True, targets: tuple[tuple[str, int], ...] = ()) -> tuple[Client, Notebook]:
    leave = given(Lookups(dns=world.dns if dns else None, rdap=world.rdap), targets=targets)
    assert leave is not None
    log = Notebook(b"k")
    return Client(leave, log, "leftopen/test", pace=0), log


def said(log: Notebook) -> str:
    return "\n".join(body.decode() for _, _, body in log.take())


def test_a_name_is_asked_once_and_noted() -> None:
    async def go(world: World) -> None:
        asks, log = asking(world)
        assert await asks.addresses("fairhaven.example") == (ADDRESS,)
        assert await asks.addresses("fairhaven.example") == (ADDRESS,)
        assert await asks.pointers(ADDRESS) == ("db.fairhaven.example",)
        assert await asks.addresses("none.example") == ()
        assert await asks.addresses("x" * 70 + ".example") == ()
        assert asks.gaps == 0
        assert world.asked.count("A fairhaven.example") == 1
        assert '"name":"fairhaven.example"' in said(log)

    with servers.running(World(NAMES, {})) as world:
        asyncio.run(go(world))


def test_no_answer_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "SECONDS", 0.2)

    async def go(world: World) -> None:
        asks, _ = asking(world)
        assert await asks.addresses("broken.example") == ()
        assert asks.gaps == 2
        gone = given(Lookups(dns="127.66.0.9:1", rdap=world.rdap))
        assert gone is not None
        late = Client(gone, Notebook(b"k"), "x", pace=0)
        assert await late.addresses("fairhaven.example") == ()
        assert late.gaps == 2

    with servers.running(World(NAMES, {}, frozenset({"broken.example"}))) as world:
        asyncio.run(go(world))


def test_a_document_may_lead_elsewhere_on_its_server_only() -> None:
    answers = {
        "/rdap/a": {"x": 1},
        "/rdap/b": (302, "/rdap/a"),
        "/rdap/c": (302, "https://elsewhere.example/x"),
        "/rdap/d": (302, "/rdap/d"),
        "/rdap/e": (302, None),
    }

    async def go(world: World) -> None:
        asks, log = asking(world)
        first = await asks.document(f"{world.rdap}/a", "application/json")
        assert first == Reply(200, None, b'{"x": 1}')
        assert (await asks.document(f"{world.rdap}/b", "application/json")).body == b'{"x": 1}'
        assert (await asks.document(f"{world.rdap}/e", "application/json")).status == 302
        assert (await asks.document(f"{world.rdap}/none", "application/json")).status == 404
        for path in ("c", "d"):
            with pytest.raises(Unanswered):
                await asks.document(f"{world.rdap}/{path}", "application/json")
        for odd in ("ftp://x/", "http:///x", f"{world.rdap}/é"):
            with pytest.raises(Unanswered):
                await asks.document(odd, "application/json")
        assert "GET /rdap/a" in said(log)

    with servers.running(World(NAMES, answers)) as world:
        asyncio.run(go(world))


def test_a_domain_is_asked_over_https_that_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {
        "https://fairhaven.example/s": b"here",
        "https://www.fairhaven.example/s": (301, "https://fairhaven.example/s"),
        "https://fairhaven.example/away": (301, "https://elsewhere.example/s"),
        "https://fairhaven.example/round": (301, "/round"),
    }

    async def go(world: World) -> None:
        monkeypatch.setattr(client, "HTTPS", world.https)
        asks, _ = asking(world)
        with pytest.raises(OSError, match="certificate"):
            await asks.theirs("fairhaven.example", "/s", "text/plain")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        asks, log = asking(world)
        assert (await asks.theirs("fairhaven.example", "/s", "text/plain")).body == b"here"
        assert (await asks.theirs("www.fairhaven.example", "/s", "text/plain")).body == b"here"
        assert (await asks.theirs("none.example", "/s", "text/plain")).status == 404
        for path in ("/away", "/round"):
            with pytest.raises(Unanswered):
                await asks.theirs("fairhaven.example", path, "text/plain")
        barred, log = asking(world, targets=((ADDRESS, world.https),))
        assert (await barred.theirs("fairhaven.example", "/s", "text/plain")).status == 404
        assert "a target of the scope" in said(log)

    with servers.running(World(NAMES, answers), tmp_path) as world:
        asyncio.run(go(world))


def test_what_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unanswered):
        client._read(b"\x16\x03\x01")


def test_the_machine_s_resolver_where_the_scope_names_none(monkeypatch: pytest.MonkeyPatch) -> None:
    class Known:
        nameservers: tuple[str, ...] = ("127.66.0.8",)

    class Empty:
        nameservers: tuple[str, ...] = ()

    def broken() -> Known:
        raise dns.resolver.NoResolverConfiguration

    leave = given(Lookups())
    assert leave is not None
    asks = Client(leave, Notebook(b"k"), "x", pace=0)
    monkeypatch.setattr(dns.resolver, "Resolver", Known)
    assert asks._server() == ("127.66.0.8", 53)
    for odd in (Empty, broken):
        monkeypatch.setattr(dns.resolver, "Resolver", odd)
        with pytest.raises(Unanswered):
            asks._server()


def test_a_public_registry_may_lead_to_another_at_a_public_address_only(monkeypatch: pytest.MonkeyPatch) -> None:
    leave = given(Lookups())
    assert leave is not None
    asks = Client(leave, Notebook(b"k"), "x", pace=0)
    known = {"rdap.example": ("10.0.0.1", "8.8.8.8"), "inner.example": ("10.0.0.1",)}

    async def addresses(name: str) -> tuple[str, ...]:
        return known[name]

    monkeypatch.setattr(asks, "addresses", addresses)
    assert asyncio.run(asks._elsewhere("https", "rdap.example")) == "8.8.8.8"
    for scheme, name in (("https", "inner.example"), ("http", "rdap.example"), ("https", None)):
        with pytest.raises(Unanswered):
            asyncio.run(asks._elsewhere(scheme, name))
