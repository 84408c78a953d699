import asyncio
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from leftopen.journal import Notebook
from leftopen.judge.looked import Holder, Looked, Wanted
from leftopen.model import Lookups
from leftopen.net.allowance import Allowance
from leftopen.net.lookups import ask, client
from leftopen.net.lookups.ask import look_up
from leftopen.net.lookups.leave import given
from tests.net.lookups import servers
from tests.net.lookups.servers import ADDRESS, World, card

HERE = "127.66.0.1"
NAMES = {
    ("db.fairhaven.example", "A"): [HERE],
    ("fairhaven.example", "A"): [ADDRESS],
    ("mail.fairhaven.example", "A"): [HERE],
    ("1.0.66.127.in-addr.arpa", "PTR"): ["mail.fairhaven.example.", "maria.garcia.example."],
}
DOMAIN = {
    "objectClassName": "domain",
    "ldhName": "fairhaven.example",
    "entities": [{"roles": ["registrant"], "vcardArray": card("Fairhaven Clinic Ltd")}],
}
ANSWERS: dict[str, Any] = {
    f"/rdap/ip/{HERE}": servers.network("Stratohost GmbH", "ALLOCATED PA"),
    "/rdap/domain/fairhaven.example": DOMAIN,
    "https://fairhaven.example/.well-known/security.txt": servers.security_txt(),
}
WANTED = Wanted((HERE,), ("db.fairhaven.example",), ("fairhaven.example",))


def looked(world: World, wanted: Wanted = WANTED, **more: Any) -> tuple[Looked, str]:
    lookups = Lookups(dns=world.dns, rdap=world.rdap, **more)
    log = Notebook(b"k")
    found = look_up(given(lookups), wanted, log, agent="leftopen/test", table=lookups)
    return found, "\n".join(body.decode() for _, _, body in log.take())


def test_everything_is_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with servers.running(World(NAMES, ANSWERS), tmp_path) as world:
        monkeypatch.setattr(client, "HTTPS", world.https)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        found, noted = looked(world, security_txt=True)
    assert (found.state, found.gaps) == ("done", 0)
    assert found.networks[HERE].organisation == "Stratohost GmbH"
    assert found.networks[HERE].abuse == ("abuse@stratohost.example",)
    assert found.pointers == {HERE: ("mail.fairhaven.example",)}
    assert found.names["mail.fairhaven.example"] == (HERE,)
    assert found.registrations["fairhaven.example"].organisation == "Fairhaven Clinic Ltd"
    assert found.security["fairhaven.example"].contacts == ("mailto:security@fairhaven.example",)
    assert len(world.asked) == len(set(world.asked))
    assert "garcia" not in noted
    assert not any("garcia" in each for each in world.asked)


def test_without_leave_only_the_table_on_the_disk_is_read(tmp_path: Path) -> None:
    path = tmp_path / "asn.tsv"
    path.write_text("127.66.0.0/16\t64500\tStratohost GmbH\n", "utf-8")
    found = look_up(None, WANTED, Notebook(b"k"), agent="x", table=Lookups(asn=str(path)))
    assert (found.state, found.holders) == ("offline", {HERE: Holder(64500, "Stratohost GmbH")})
    assert look_up(None, WANTED, Notebook(b"k"), agent="x", table=None) == Looked()
    gone = look_up(None, WANTED, Notebook(b"k"), agent="x", table=Lookups(asn=str(tmp_path / "none")))
    assert gone.gaps == 1


def test_security_txt_only_where_the_scope_says_so_and_where_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = {
        **ANSWERS,
        "https://fairhaven.example/.well-known/security.txt": servers.security_txt(expires="2020-01-01T00:00:00Z"),
    }
    with servers.running(World(NAMES, old), tmp_path) as world:
        monkeypatch.setattr(client, "HTTPS", world.https)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        assert looked(world)[0].security == {}
        assert not any(each.startswith("https:") for each in world.asked)
        assert looked(world, security_txt=True)[0].security == {}
        assert any(each.startswith("https:") for each in world.asked)


def test_what_has_no_answer_leaves_it_partial() -> None:
    answers = {**ANSWERS, f"/rdap/ip/{HERE}": 500, "/rdap/domain/fairhaven.example": b"{"}
    with servers.running(World(NAMES, answers)) as world:
        found, _ = looked(world)
    assert (found.state, found.gaps) == ("partial", 2)
    assert found.networks == {}


def test_time_runs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with servers.running(World(NAMES, ANSWERS)) as world:
        lookups = Lookups(dns=world.dns, rdap=world.rdap)
        found = look_up(given(lookups), WANTED, Notebook(b"k"), agent="x", seconds=0.0)
    assert (found.state, found.gaps) == ("partial", 1)


def test_private_addresses_are_not_asked_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    with servers.running(World(NAMES, ANSWERS)) as world:
        monkeypatch.setattr(client.Client, "_server", lambda _: (ADDRESS, int(world.dns.split(":")[1])))
        lookups = Lookups(rdap=world.rdap)
        found = look_up(given(lookups), Wanted((HERE,), (), ()), Notebook(b"k"), agent="x")
        assert found.networks
        assert not any(each.startswith("PTR") for each in world.asked)
        alone = look_up(given(Lookups(dns=world.dns)), Wanted((HERE,), (), ()), Notebook(b"k"), agent="x")
    assert alone.networks == {}


def test_the_public_lists_lead_to_the_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    with servers.running(World(NAMES, {})) as world:
        base = world.rdap.removesuffix("/rdap")
        monkeypatch.setattr(ask, "BOOTSTRAP", base + "/{}.json")
        world.answers = {
            "/dns.json": {"services": [[["example"], ["https://wide.example/"]], [["none"], ["https://x.example/"]]]},
            "/ipv4.json": {"services": [[["127.0.0.0/8", "odd"], ["http://plain.example/", "https://v4.example/"]]]},
            "/ipv6.json": b"nonsense",
        }

        async def go() -> list[str | None]:
            leave = given(Lookups(dns=world.dns))
            assert leave is not None
            work = ask._Work(client.Client(leave, Notebook(b"k"), "x", pace=0), WANTED)
            asked = [("domain", "fairhaven.example"), ("ip", HERE), ("ip", "8.8.8.8"), ("ip", "2001:db8::1")]
            return [await work._base(kind, value) for kind, value in asked]

        assert asyncio.run(go()) == ["https://wide.example/", "https://v4.example/", None, None]
        assert world.asked.count("/ipv4.json") == 1


@pytest.mark.parametrize(
    ("host", "asked"),
    [
        ("static-192-0-2-7.net.example", True),
        ("p4fd5a1b2.dip0.provider.example", True),
        ("mail.fair.example", True),
        ("fatima-yupanqui-192-0-2-7.dyn.provider.example", False),
        ("pc-johnsmith1984.pool.provider.example", False),
        ("dhcp.fatima-yupanqui.example", False),
    ],
)
def test_no_reverse_name_that_is_a_person_s_is_asked_about(host: str, asked: bool) -> None:
    assert ask._nobodys(host, "192.0.2.7") is asked


def test_it_ends_early_with_what_was_answered_until_then() -> None:
    halts: list[Callable[[], None]] = []

    def stop() -> None:
        while not any(each.startswith("PTR") for each in world.asked) or not halts:
            time.sleep(0.01)
        halts[0]()

    with servers.running(World(NAMES, {})) as world, socket.create_server((ADDRESS, 0)) as silent:
        lookups = Lookups(dns=world.dns, rdap=f"http://{ADDRESS}:{silent.getsockname()[1]}/rdap")
        thread = threading.Thread(target=stop)
        thread.start()
        found = look_up(given(lookups), WANTED, Notebook(b"k"), agent="leftopen/test", halting=halts.append)
        thread.join()
    assert found.state == "partial"
    assert (found.networks, found.registrations) == ({}, {})
    halts[0]()  # once it is over, that ends nothing


def test_an_end_that_nobody_asked_for_is_none_of_its_own() -> None:
    async def main() -> None:
        work = ask._Work(client.Client(cast("Any", given(Lookups(dns="127.66.0.9:1"))), Notebook(b"k"), "x"), WANTED)
        task = asyncio.ensure_future(work.run(60.0, lambda _: None))
        await asyncio.sleep(0)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(main())


def test_each_question_is_a_connection_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    class Counted(Allowance):
        def claim(self, count: int, now: float) -> int:
            asked.append(count)
            return len(asked) % 2  # every other time there is none left

    with servers.running(World(NAMES, ANSWERS)) as world:
        lookups = Lookups(dns=world.dns, rdap=world.rdap)
        look_up(given(lookups), WANTED, Notebook(b"k"), agent="leftopen/test", allowance=Counted(100))
        assert len(asked) == 2 * len(world.asked) - 1
