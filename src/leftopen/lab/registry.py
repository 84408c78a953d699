"""The registry and the resolver of the invented part of the world: who holds the network of each planted address, and
what the address is called.

RDAP over HTTP (RFC 9083; contacts are jCard, RFC 7095) and DNS over UDP (RFC 1035, by dnspython). As in the world, most
machines stand in the network of a hoster under a name that the hoster made, and some in one of their owner's own.
"""

import asyncio
import ipaddress
from collections.abc import Callable, Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Self, cast

import dns.exception
import dns.flags
import dns.message
import dns.opcode
import dns.rcode
import dns.rdatatype
import dns.reversename
import dns.rrset

from leftopen.lab import web
from leftopen.lab.planted import Holder, Planted
from leftopen.lab.server import listen

_SECONDS = 300
"""How long a record of the resolver holds."""


@dataclass(frozen=True)
class Entries:
    """What is registered. `holders`: by address; `names`: (name, type) to records, without the dot at the end."""

    holders: Mapping[str, Holder]
    names: Mapping[tuple[str, str], tuple[str, ...]]

    @property
    def domains(self) -> Mapping[str, Holder]:
        """By domain."""
        return {holder.domain: holder for holder in self.holders.values()}


def entries(planted: Iterable[Planted]) -> Entries:
    """The entries that these servers have."""
    holders = {item.address: item.holder for item in planted}
    names: dict[tuple[str, str], tuple[str, ...]] = {}
    for address, holder in holders.items():
        name = holder.called(address)
        names[dns.reversename.from_address(address).to_text(omit_final_dot=True), "PTR"] = (f"{name}.",)
        names[name, "A"] = (address,)
    return Entries(holders, names)


@dataclass
class Registry:
    """A registry that runs, as `[lookups]` names it. `heard`: what it was asked, RDAP as path, DNS as type and name."""

    dns: str = ""
    rdap: str = ""
    heard: list[str] = field(default_factory=list)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()


async def serve(address: str, known: Entries) -> Registry:
    """Starts both on a loopback address, at ports that are free."""
    registry = Registry()
    heard = registry.heard.append

    def answer(ask: web.Ask) -> web.Answer:
        heard(ask.path)
        return _document(ask.path, known)

    talk = web.conversation(answer)
    running = await registry._stack.enter_async_context(await listen(address, 0, talk))
    try:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: _Resolver(known, heard), local_addr=(address, 0))
    except BaseException:
        await registry._stack.aclose()
        raise
    registry._stack.callback(transport.close)
    registry.rdap = f"http://{address}:{running.port}/rdap"
    registry.dns = f"{address}:{transport.get_extra_info('sockname')[1]}"
    return registry


class _Resolver(asyncio.DatagramProtocol):
    """Answers questions over UDP."""

    def __init__(self, known: Entries, heard: Callable[[str], None]) -> None:
        self._known, self._heard = known, heard

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps what to send with."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: Any) -> None:
        """One question, one answer; what is no question gets none."""
        try:
            asked = dns.message.from_wire(data)
        except (dns.exception.DNSException, ValueError):
            return
        if asked.opcode() == dns.opcode.QUERY and len(asked.question) == 1 and not asked.flags & dns.flags.QR:
            self._transport.sendto(self._answer(asked).to_wire(), addr)

    def _answer(self, asked: dns.message.Message) -> dns.message.Message:
        question = asked.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        kind = dns.rdatatype.to_text(question.rdtype)
        self._heard(f"{kind} {name}")
        answer = dns.message.make_response(asked)
        if records := self._known.names.get((name, kind)):
            answer.answer.append(dns.rrset.from_text(question.name, _SECONDS, "IN", kind, *records))
        elif not any(known == name for known, _ in self._known.names):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer


def _document(path: str, known: Entries) -> web.Answer:
    kind, _, value = path.removeprefix("/rdap/").partition("/")
    found = None
    if kind == "ip" and (holder := known.holders.get(value)):
        found = _network(value, holder)
    elif kind == "domain" and (holder := known.domains.get(value.lower())):
        found = {"objectClassName": "domain", "ldhName": holder.domain, "entities": [_registrant(holder)]}
    if found is None:
        return web.as_json({"errorCode": 404, "title": "nothing is registered under this"}, 404)
    return web.as_json({"rdapConformance": ["rdap_level_0"], **found}, 200)


def _network(address: str, holder: Holder) -> Mapping[str, Any]:
    network = ipaddress.ip_network(f"{address}/{holder.prefix}", strict=False)
    return {
        "objectClassName": "ip network", "handle": f"{network[0]} - {network[-1]}", "name": holder.net,
        "startAddress": str(network[0]), "endAddress": str(network[-1]), "ipVersion": "v4", "type": holder.kind,
        "country": holder.country,
        "entities": [_registrant(holder)],
    }  # fmt: skip


def _registrant(holder: Holder) -> Mapping[str, Any]:
    """The holder; its desk for abuse stands within it, as most registries have it."""
    desk = {"objectClassName": "entity", "roles": ["abuse"], "vcardArray": _card("Abuse desk", "group", holder.abuse)}
    return {"objectClassName": "entity", "roles": ["registrant"], "vcardArray": _card(holder.name, "org"),
            "entities": [desk]}  # fmt: skip


def _card(name: str, kind: str, mail: str | None = None) -> list[Any]:
    rows: list[list[Any]] = [["version", {}, "text", "4.0"], ["fn", {}, "text", name], ["kind", {}, "text", kind]]
    return ["vcard", rows + ([["email", {}, "text", mail]] if mail else [])]
