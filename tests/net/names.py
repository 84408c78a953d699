"""A name server of a few records on loopback, over UDP and TCP, for lookups that are made in earnest."""

import socketserver
import struct
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset

Zone = Mapping[tuple[str, str], Sequence[str]]
"""Records as they are written in a zone file, by name (without its last dot) and type."""

Turn = Callable[[dns.message.Message], bytes | None]
"""The answer to a question, where it is not the zone's; None: none at all."""

_MOST_UDP = 512


class Names:
    """`asked`: (name, type, transport) of each question, in turn."""

    def __init__(self, zone: Zone, turn: Turn | None = None) -> None:
        self.zone, self.turn = zone, turn
        self.asked: list[tuple[str, str, str]] = []

    def answer(self, data: bytes, transport: str) -> bytes | None:
        query = dns.message.from_wire(data)
        (question,) = query.question
        name, kind = question.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind, transport))
        if self.turn:
            return self.turn(query)
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.AA
        found = self.zone.get((name, kind))
        if found:
            reply.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
        elif not any(known == name for known, _ in self.zone):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        whole = reply.to_wire()
        if transport == "udp" and len(whole) > _MOST_UDP:
            short = dns.message.make_response(query)
            short.flags |= dns.flags.TC
            return short.to_wire()
        return whole


@contextmanager
def serving(zone: Zone, turn: Turn | None = None) -> Iterator[tuple[Names, dns.resolver.Resolver]]:
    """The server, and a resolver that asks it and nobody else."""
    names = Names(zone, turn)

    class Datagram(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            data, sender = self.request
            if (answer := names.answer(data, "udp")) is not None:
                sender.sendto(answer, self.client_address)

    class Stream(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            (size,) = struct.unpack(">H", self.rfile.read(2))
            if (answer := names.answer(self.rfile.read(size), "tcp")) is not None:
                self.wfile.write(struct.pack(">H", len(answer)) + answer)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Stream) as tcp:
        address: tuple[str, int] = tcp.server_address[:2]  # type: ignore[assignment] # an IPv4 socket has these
        with socketserver.ThreadingUDPServer(address, Datagram) as udp:
            threads = [threading.Thread(target=each.serve_forever, args=(0.05,)) for each in (tcp, udp)]
            for thread in threads:
                thread.start()
            resolver = dns.resolver.Resolver(configure=False)
            resolver.nameservers, resolver.port = [address[0]], address[1]
            try:
                yield names, resolver
            finally:
                for each in (tcp, udp):
                    each.shutdown()
                for thread in threads:
                    thread.join()


@contextmanager
def asked_by_the_system(zone: Zone, turn: Turn | None = None) -> Iterator[Names]:
    """The server takes the place of this machine's resolver for all lookups that are made inside."""
    before = dns.resolver.default_resolver
    with serving(zone, turn) as (names, resolver):
        dns.resolver.default_resolver = resolver
        try:
            yield names
        finally:
            dns.resolver.default_resolver = before


def cut(query: dns.message.Message) -> bytes:
    """Half an answer."""
    return dns.message.make_response(query).to_wire()[:9]


def servfail(query: dns.message.Message) -> bytes:
    """`SERVFAIL`."""
    reply = dns.message.make_response(query)
    reply.set_rcode(dns.rcode.SERVFAIL)
    return reply.to_wire()


def silent(_: dns.message.Message) -> None:
    """No answer."""


def of_another(query: dns.message.Message) -> bytes:
    """An answer to a question that nobody asked."""
    other = dns.message.make_query("other.example", "TXT", id=query.id)
    reply = dns.message.make_response(other)
    reply.answer.append(dns.rrset.from_text("other.example.", 60, "IN", "TXT", '"v=leftopen1"'))
    return reply.to_wire()
