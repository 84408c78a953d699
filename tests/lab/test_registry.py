"""The registry of the lab is asked as leftopen asks one, and by the libraries' own readers."""

import asyncio
import socket
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import dns.asyncquery
import dns.flags
import dns.message
import dns.opcode
import dns.rcode
import msgspec
import pytest

from leftopen.lab import decoy, registry
from leftopen.lab.planted import NORTHPORT, Holder, Planted
from leftopen.lab.registry import Registry, entries
from leftopen.net.lookups import rdap

T = TypeVar("T")
ADDRESS = "127.84.12.200"
OWN = Holder("Lendwell Finance BV", "lendwell.example", "LENDWELL", "ASSIGNED PA", 30, "search.lendwell.example")
PLANTED = [
    Planted("guest", "127.84.12.10", 9200, decoy.serve, "redis", "open"),
    Planted("its other door", "127.84.12.10", 9201, decoy.serve, "redis", "open"),
    Planted("owner", "127.84.12.95", 9200, decoy.serve, "redis", "open", holder=OWN),
]


def asked(ask: Callable[[Registry], Coroutine[Any, Any, T]]) -> T:
    async def run() -> T:
        async with await registry.serve(ADDRESS, entries(PLANTED)) as running:
            return await ask(running)

    return asyncio.run(run())


async def document(running: Registry, path: str) -> tuple[int, Any]:
    host, _, port = running.rdap.removeprefix("http://").removesuffix("/rdap").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET /rdap{path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    return int(head.split()[1]), msgspec.json.decode(body)


async def resolved(running: Registry, question: dns.message.Message) -> dns.message.Message:
    host, _, port = running.dns.partition(":")
    return await dns.asyncquery.udp(question, host, 5, int(port))


def records(answer: dns.message.Message) -> list[str]:
    return [record.to_text() for several in answer.answer for record in several]


@pytest.mark.parametrize(
    ("address", "holder", "first", "size"),
    [("127.84.12.10", NORTHPORT, "127.84.12.0", 256), ("127.84.12.95", OWN, "127.84.12.92", 4)],
)
def test_a_network_is_told_as_registries_tell_it(address: str, holder: Holder, first: str, size: int) -> None:
    status, told = asked(lambda running: document(running, f"/ip/{address}"))
    network = rdap.network(told)
    assert status == 200
    assert network
    assert (network.organisation, network.name, network.kind) == (holder.name, holder.net, holder.kind)
    assert network.abuse == (f"abuse@{holder.domain}",), "in an entity within another"
    assert (network.size, told["startAddress"]) == (size, first)


def test_a_domain_has_a_registrant() -> None:
    status, told = asked(lambda running: document(running, "/domain/lendwell.example"))
    assert status == 200
    found = rdap.registration(told, "lendwell.example")
    assert found
    assert found.organisation == OWN.name


@pytest.mark.parametrize("path", ["/ip/127.84.12.11", "/domain/nobody.example", "/entity/x", "/"])
def test_of_others_nothing_is_registered(path: str) -> None:
    status, told = asked(lambda running: document(running, path))
    assert status == 404
    assert told["errorCode"] == 404


@pytest.mark.parametrize(
    ("name", "kind", "wanted"),
    [
        ("10.12.84.127.in-addr.arpa", "PTR", ["static-127-84-12-10.northport-hosting.example."]),
        ("95.12.84.127.in-addr.arpa", "PTR", ["search.lendwell.example."]),
        ("Search.Lendwell.Example", "A", ["127.84.12.95"]),
        ("search.lendwell.example", "AAAA", []),
    ],
)
def test_names_lead_there_and_back(name: str, kind: str, wanted: list[str]) -> None:
    answer = asked(lambda running: resolved(running, dns.message.make_query(name, kind)))
    assert answer.rcode() == dns.rcode.NOERROR
    assert records(answer) == wanted


def test_a_name_of_nobody_does_not_exist() -> None:
    answer = asked(lambda running: resolved(running, dns.message.make_query("nobody.example", "A")))
    assert answer.rcode() == dns.rcode.NXDOMAIN


def test_what_is_no_question_gets_no_answer_and_the_next_one_does() -> None:
    update = dns.message.make_query("search.lendwell.example", "A")
    update.set_opcode(dns.opcode.NOTIFY)
    answered = dns.message.make_query("search.lendwell.example", "A")
    answered.flags |= dns.flags.QR

    async def ask(running: Registry) -> tuple[list[str], list[str]]:
        host, _, port = running.dns.partition(":")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as noisy:
            for data in (b"", b"\x00", b"x" * 40, update.to_wire(), answered.to_wire()):
                noisy.sendto(data, (host, int(port)))
            answer = await resolved(running, dns.message.make_query("search.lendwell.example", "A"))
            noisy.setblocking(False)
            with pytest.raises(BlockingIOError):
                noisy.recv(1)
        return records(answer), running.heard

    assert asked(ask) == (["127.84.12.95"], ["A search.lendwell.example"])


def test_both_end_with_the_block() -> None:
    async def run() -> tuple[str, str]:
        async with await registry.serve(ADDRESS, entries(PLANTED)) as running:
            return running.dns, running.rdap

    dns_place, _ = asyncio.run(run())
    host, _, port = dns_place.partition(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as again:
        again.bind((host, int(port)))


def test_a_resolver_that_cannot_listen_takes_the_registry_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refused(*_: object, **__: object) -> None:
        raise OSError("taken")

    async def run() -> set[asyncio.Task[Any]]:
        monkeypatch.setattr(asyncio.get_running_loop(), "create_datagram_endpoint", refused)
        with pytest.raises(OSError, match="taken"):
            await registry.serve(ADDRESS, entries(PLANTED))
        return asyncio.all_tasks() - {asyncio.current_task()}

    assert asyncio.run(run()) == set()
