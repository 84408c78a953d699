"""Two processes never have the same network of loopback, and one has the same at each call."""

import subprocess
import sys
from pathlib import Path

from tests.live import frame, networks

ASKS = "import sys; from tests.live import networks; print(networks.own(), flush=True); sys.stdin.read()"


def test_each_process_has_a_network_of_its_own() -> None:
    others = [
        subprocess.Popen(
            [sys.executable, "-c", ASKS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(2)
    ]
    said = [int(other.stdout.readline()) for other in others if other.stdout]
    mine = networks.own()
    for other in others:
        assert other.communicate("")[1] is None
    assert len({mine, *said}) == 3
    assert {mine, *said} <= set(networks.OCTETS)


def test_it_stays_the_same_and_is_free_again_when_it_is_let_go() -> None:
    assert networks.own() == networks.own()
    octet, kept = networks.claim()
    assert octet != networks.own()
    kept.close()


def test_a_server_keeps_its_place_in_it() -> None:
    server = frame.servers(["redis-limited"])[0]
    there = networks.moved(server)
    assert there.address == f"127.{networks.own()}.{server.address.split('.', 2)[2]}"
    assert (there.name, there.expect, there.start) == (server.name, server.expect, server.start)
