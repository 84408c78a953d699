import errno
import socket
import urllib.request
from dataclasses import replace
from functools import partial

import pytest

from leftopen.lab import decoy, redis
from leftopen.lab.cases import planted
from leftopen.lab.demo import RANGE, Lab, LabError, running, scope_text
from leftopen.lab.planted import NORTHPORT, Planted
from leftopen.lab.registry import Registry
from leftopen.lab.server import Running
from leftopen.model import Lookups
from leftopen.probes import named_ports
from leftopen.scope import file
from leftopen.scope.guard import Guard

HOST = "127.84.0.1"


def free_ports(count: int) -> list[int]:
    """Ports of HOST that nobody uses."""
    held = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports: list[int] = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def at(port: int) -> Planted:
    return Planted(f"at {port}", HOST, port, partial(redis.serve, content={}), "redis", "empty")


def answers(port: int, host: str = HOST) -> bool:
    try:
        with socket.create_connection((host, port), 5) as client:
            client.sendall(b"*1\r\n$4\r\nPING\r\n")
            return client.recv(99) == b"+PONG\r\n"
    except ConnectionRefusedError:
        return False


def test_the_servers_run_as_long_as_the_block() -> None:
    one, two = free_ports(2)
    with running([at(one), at(two)]):
        assert answers(one)
        assert answers(two)
        with socket.create_connection((HOST, one), 5) as left_open:
            left_open.sendall(b"*1\r\n$4\r\nPING\r\n")
            assert left_open.recv(99)
    assert not answers(one)
    assert not answers(two)
    with running([at(one)]):
        assert answers(one), "the port is free again at once"


def test_they_stop_when_the_block_fails() -> None:
    (port,) = free_ports(1)
    up = []

    def fail() -> None:
        with running([at(port)]):
            up.append(answers(port))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert up == [True]
    assert not answers(port)


def test_a_second_lab_says_what_is_in_its_way_and_leaves_the_first_alone() -> None:
    free, taken = free_ports(2)
    with running([at(taken)]):
        with pytest.raises(LabError) as told, running([at(free), at(taken)]):
            raise AssertionError("it must not start")
        assert str(told.value).startswith(f"{HOST}:{taken}: the lab cannot listen there (Address already in use).")
        assert "another demo" in str(told.value)
        assert "\n" not in str(told.value)
        assert not answers(free), "what had started has stopped"
        assert answers(taken)


def test_a_system_without_the_addresses_is_told_what_is_needed() -> None:
    async def nowhere(address: str, port: int) -> Running:
        raise OSError(errno.EADDRNOTAVAIL, "peer text")

    with pytest.raises(LabError) as told, running([Planted("x", HOST, 1024, nowhere, "redis", "open")]):
        pass
    assert RANGE in str(told.value)
    assert "another demo" not in str(told.value)
    assert "peer text" not in str(told.value)


def test_two_labs_at_once_have_ranges_of_their_own() -> None:
    item = replace(at(26999), address="127.81.0.99")
    with running([item]) as first, running([item]) as second:
        assert [each.address for each in (*first.planted, *second.planted)] == ["127.81.0.99", "127.81.1.99"]
        assert answers(26999, "127.81.0.99")
        assert answers(26999, "127.81.1.99")
        scope = file.parse(scope_text(second), named_ports(), "demo")
        assert Guard(scope).allows("127.81.1.99", 26999)
        assert not Guard(scope).allows("127.81.0.99", 26999)


def test_the_scope_permits_what_is_planted_and_no_more() -> None:
    everything = planted()
    scope = file.parse(
        scope_text(Lab(everything, Registry("127.81.0.200:5", "http://127.81.0.200:6/rdap"))), named_ports(), "demo"
    )
    guard = Guard(scope)
    assert all(guard.allows(item.address, item.port) for item in everything)
    assert not guard.allows("127.0.0.1", 9200)
    assert not guard.allows("127.81.0.200", 9200)
    assert set(scope.ports) == {item.port for item in everything}
    assert scope.checks.factory_credentials
    assert scope.authorisation
    assert scope.lookups == Lookups(dns="127.81.0.200:5", rdap="http://127.81.0.200:6/rdap")
    assert not guard.allows("127.81.0.200", 6), "the registry is no target"


def test_the_ports_of_the_scope_are_told_once_and_in_order() -> None:
    several = [
        Planted("x", f"127.81.0.{n}", port, decoy.serve, "redis", "decoy") for n, port in ((1, 9), (2, 8), (3, 9))
    ]
    assert "ports = [8, 9]\n" in scope_text(Lab(several, Registry()))


def test_a_registry_beside_them_knows_who_holds_their_networks() -> None:
    item, other = at(free_ports(1)[0]), replace(at(1), address="127.84.0.7")
    with running([item], known=[other]) as lab:
        for address in (HOST, "127.84.0.7"):
            with urllib.request.urlopen(f"{lab.registry.rdap}/ip/{address}", timeout=240) as answer:
                assert NORTHPORT.name in answer.read().decode()
    assert lab.registry.rdap.startswith("http://127.84.0.200:")
