"""No target outside the scope (rule 4), and whose network this is (always does, 1): traps that must hear nothing."""

import asyncio
import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from leftopen.face.cli import main
from leftopen.lab import camera, mongodb, redis
from leftopen.lab.server import Running, listen
from leftopen.lab.web import Answer, Ask, conversation
from tests.conduct.sockets import connected, recorded
from tests.labs import PEOPLE, Start, labs, report_of, scope_file

HOST, NEIGHBOUR, EXCLUDED = "127.82.48.1", "127.82.48.2", "127.82.48.3"
CONTENT = {"": {"people": PEOPLE}}


async def trap(address: str, port: int = 0) -> Running:
    """Notes whoever connects."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[str], None]) -> None:
        note("connected")
        writer.write(b"+PONG\r\n")
        await reader.read(-1)

    return await listen(address, port, talk)


def audit(*arguments: object) -> int:
    return main(["audit", *map(str, arguments), "--quiet"])


@pytest.fixture
def pitfall() -> Iterator[Running]:
    """A trap on an address that is in no scope of these tests."""
    with labs(partial(trap, NEIGHBOUR)) as (one,):
        yield one


def test_a_trap_hears_whoever_comes_and_the_recorder_sees_it(pitfall: Running, tmp_path: Path) -> None:
    with recorded() as asked:
        audit(scope_file(tmp_path, [pitfall]), "--out", tmp_path / "out")
    assert pitfall.heard
    assert (NEIGHBOUR, pitfall.port) in connected(asked)


# --- sweeps and lists -------------------------------------------------------------------------------------------------


def test_a_sweep_passes_by_what_is_excluded_next_door_or_on_another_port(tmp_path: Path) -> None:
    with labs(partial(redis.serve, HOST, 0, CONTENT)) as (server,):
        places = [(EXCLUDED, server.port), ("127.82.48.9", server.port), (HOST, 0), ("127.82.47.255", server.port)]
        with labs(*(partial(trap, *place) for place in places)) as traps, recorded() as asked:
            more = f'ports = [{server.port}]\nexclude = ["{EXCLUDED}"]'
            path = scope_file(tmp_path, ["127.82.48.0/29"], more)
            assert audit(path, "--out", tmp_path / "out") == 1
    assert not [each.heard for each in traps if each.heard]
    wanted = {(f"127.82.48.{last}", server.port) for last in range(8)} - {(EXCLUDED, server.port)}
    assert connected(asked) == wanted


def test_a_list_is_no_way_around_the_scope(pitfall: Running, tmp_path: Path) -> None:
    with labs(partial(redis.serve, HOST, 0, CONTENT), partial(trap, EXCLUDED)) as (server, excluded):
        listed = tmp_path / "list.txt"
        lines = [
            f"{HOST}:{server.port}",
            f"{NEIGHBOUR}:{pitfall.port}",
            f"[::ffff:{NEIGHBOUR}]:{pitfall.port}",
            f"{EXCLUDED}:{excluded.port}",
            f"{HOST}:{server.port + 1 if server.port < 65535 else 1}",
            "0.0.0.0:80",
            "[::]:80",
        ]
        listed.write_text("\n".join(lines))
        more = f'ports = [{server.port}]\nexclude = ["{EXCLUDED}"]'
        path = scope_file(tmp_path, [HOST, f"{EXCLUDED}:{excluded.port}"], more)
        with recorded() as asked:
            assert audit(path, "--out", tmp_path / "out", "--from", listed) == 1
        assert not excluded.heard
    assert not pitfall.heard
    assert connected(asked) == {(HOST, server.port)}
    stages = [error["stage"] for error in report_of(tmp_path / "out")["errors"]]
    assert stages == ["scope"] * 5


# --- servers that send us elsewhere -----------------------------------------------------------------------------------


def redirecting(trap: Running, code: int) -> Start:
    def answer(ask: Ask) -> Answer:
        return Answer(code, b"moved", {"Location": f"http://{trap.address}:{trap.port}{ask.path}"})

    return partial(listen, HOST, 0, conversation(answer))


def moved(trap: Running) -> Start:
    """A member of a Redis Cluster that says another one has it."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[str], None]) -> None:
        while line := await reader.readline():
            if line.strip() == b"PING":
                writer.write(b"+PONG\r\n")
            elif line[:1] not in (b"*", b"$"):
                writer.write(f"-MOVED 3999 {trap.address}:{trap.port}\r\n".encode())

    return partial(listen, HOST, 0, talk)


@dataclass(frozen=True, slots=True)
class Pointing(camera.Camera):
    """A camera whose media service is somewhere else."""

    where: str = ""

    def _told(self, action: str) -> str | None:
        told = camera.Camera._told(self, action)
        return told.replace("http://127.0.0.1", f"http://{self.where}") if told else None


def member(trap: Running) -> Start:
    """A member of a MongoDB replica set that names another as primary."""

    async def serve() -> Running:
        other = f"{trap.address}:{trap.port}"
        with pytest.MonkeyPatch.context() as patch:
            greeting = {**mongodb._GREETING, "hosts": [other], "primary": other, "me": other, "setName": "rs0"}
            patch.setattr(mongodb, "_GREETING", greeting)
            return await mongodb.serve(HOST, 0, {"shop": {"people": PEOPLE}})

    return serve


ELSEWHERE: dict[str, Callable[[Running], Start]] = {
    "HTTP 301": lambda trap: redirecting(trap, 301),
    "HTTP 302": lambda trap: redirecting(trap, 302),
    "HTTP 307": lambda trap: redirecting(trap, 307),
    "Redis MOVED": moved,
    "MongoDB replica set": member,
    "ONVIF address": lambda trap: partial(camera.serve, HOST, 0, camera=Pointing(where=f"{trap.address}:{trap.port}")),
}


def test_servers_that_name_other_hosts_are_not_followed(pitfall: Running, tmp_path: Path) -> None:
    with labs(*(each(pitfall) for each in ELSEWHERE.values())) as servers, recorded() as asked:
        more = "[limits]\ntimeout = 0.5\nservice_seconds = 5\n"
        audit(scope_file(tmp_path, servers, more), "--out", tmp_path / "out")
        assert not pitfall.heard
    assert connected(asked) == {(server.address, server.port) for server in servers}
    services = {service["port"]: service for service in report_of(tmp_path / "out")["services"]}
    named = services[servers[list(ELSEWHERE).index("MongoDB replica set")].port]["facts"]
    assert f"{NEIGHBOUR}:{pitfall.port}" in named["hosts"], "what the server names is reported"


def test_a_name_that_changes_its_address_is_not_followed(
    pitfall: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [HOST]

    def lookup(name: str, *_: object, **__: object) -> list[Any]:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers[-1], 0))]
        answers.append(NEIGHBOUR)
        return found

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with labs(partial(redis.serve, HOST, pitfall.port, CONTENT)) as (server,), recorded() as asked:
        path = scope_file(tmp_path, [f"rebound.localhost:{server.port}"])
        assert audit(path, "--out", tmp_path / "out") == 1
    assert not pitfall.heard
    assert connected(asked) == {(HOST, server.port)}


# --- whose network is this? -------------------------------------------------------------------------------------------


def refused(path: Path, folder: Path, capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """The line of a refusal, after which nothing was sent and nothing was written."""
    with recorded() as asked:
        assert audit(path, "--out", folder / "out", *arguments) == 3
    assert {what for what in asked if what[0] != "socket.getaddrinfo"} == set()
    assert not (folder / "out").exists()
    said, told = capsys.readouterr()
    assert said == ""
    assert told.startswith("leftopen: refused: ")
    assert told.count("\n") == 1
    return told


@pytest.mark.parametrize(
    "targets",
    [
        ["192.0.2.10"],
        ["198.51.100.7:6379"],
        ["127.0.0.1", "198.51.100.0/28"],
        ["100.64.0.1"],
        ["2001:db8::1"],
        ["::ffff:192.0.2.10"],
        ["10.255.255.255-11.0.0.1"],
    ],
)
def test_a_public_address_without_proof_is_refused(
    targets: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused(scope_file(tmp_path, targets), tmp_path, capsys)
    assert "is public and there is no proof that it is yours: nothing was sent" in told


def test_a_name_that_leads_to_a_public_address_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(socket.AF_INET, 1, 6, "", ("192.0.2.10", 0))])
    told = refused(scope_file(tmp_path, ["db.example"]), tmp_path, capsys)
    assert told.startswith(f"leftopen: refused: {tmp_path}/scope.toml: 192.0.2.10 is public")


def test_a_list_of_public_addresses_is_not_asked_either(tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text("192.0.2.10:80\n[2001:db8::1]:80\n")
    with recorded() as asked:
        assert audit(scope_file(tmp_path, [HOST]), "--out", tmp_path / "out", "--from", listed) == 4
    assert connected(asked) == set()


@pytest.mark.parametrize("proof", ["mandate:none.minisig", "dns:example.org"])
def test_a_proof_that_cannot_be_had_is_a_refusal(
    proof: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leftopen.net.authority.Fetcher.txt_records", lambda *_: [])
    path = scope_file(tmp_path, ["192.0.2.10"])
    path.write_text(path.read_text().replace("reference =", f"proof = {json.dumps(proof)}\nreference ="))
    assert "nothing was sent" in refused(path, tmp_path, capsys)


def test_an_authorisation_that_is_over_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = scope_file(tmp_path, [HOST])
    path.write_text(path.read_text().replace("2099-12-31", "2020-01-01"))
    assert "expired on 2020-01-01: nothing was sent" in refused(path, tmp_path, capsys)


def test_without_an_authorisation_not_even_loopback_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "scope.toml"
    path.write_text(f'name = "x"\ntargets = ["{HOST}"]\n')
    assert "has no [authorisation]: nothing was sent" in refused(path, tmp_path, capsys)
    listed = tmp_path / "list.txt"
    listed.write_text(f"{HOST}:80\n")
    refused(path, tmp_path, capsys, "--from", listed)
