"""Looks up what attribution wants to know, with a client, and gives it back as plain values (`judge.looked`)."""

import asyncio
import datetime as dt
import functools
import ipaddress
import re
import threading
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import msgspec
from msgspec.structs import replace

from leftopen.journal import Log
from leftopen.judge import organisations
from leftopen.judge.gather import crowded
from leftopen.judge.looked import Holder, Looked, Network, Registration, Security, Wanted
from leftopen.model import Lookups, Service
from leftopen.net.allowance import Allowance
from leftopen.net.lookups import networks, rdap, security_txt
from leftopen.net.lookups.client import ALL_SECONDS, Client, Unanswered
from leftopen.net.lookups.leave import Leave
from leftopen.privacy.redact import redacted
from leftopen.scope import ranges
from leftopen.scope.domains import registered

BOOTSTRAP = "https://data.iana.org/rdap/{}.json"
"""The public lists of which registry answers for which addresses and domains (RFC 9224)."""
MOST_ADDRESSES = 1000
_RDAP = "application/rdap+json, application/json"
_NUMBERS = re.compile(r"[0-9]+|(?<![a-z0-9])[0-9a-f]{8}(?![a-z0-9])")
_PATH = "/.well-known/security.txt"


def look_up(
    leave: Leave | None,
    wanted: Wanted,
    log: Log,
    *,
    agent: str,
    services: Sequence[Service] = (),
    table: Lookups | None = None,
    seconds: float = ALL_SECONDS,
    allowance: Allowance | None = None,
    halting: Callable[[Callable[[], None]], None] = lambda _: None,
) -> Looked:
    """Everything wanted that may be asked. Never raises for what a server says; raises JournalError.

    `table`: where the table of networks is named, which needs no leave, as it is on the disk; `services`: all of the
    run, which tell whose networks strangers share; `allowance`: the connections of the run, of which each question is
    one; `halting` is given what ends it early, from any thread, with what was answered until then.
    """
    holders = _holders(table, wanted.addresses)
    if leave is None:
        return Looked(holders=holders or {}, gaps=int(holders is None))
    work = _Work(Client(leave, log, agent, allowance=allowance), wanted)
    asyncio.run(work.run(seconds, halting))
    gaps = work.client.gaps + work.left + int(holders is None)
    found = Looked(
        networks=work.networks,
        pointers=work.pointers,
        holders=holders or {},
        names=work.names,
        registrations=work.registrations,
        security=work.security,
        state="partial" if gaps else "done",
        gaps=gaps,
    )
    full = crowded(services, found)
    return replace(
        found,
        networks={at: replace(each, crowded=each.handle in full) for at, each in found.networks.items()},
    )


def _holders(table: Lookups | None, addresses: Iterable[str]) -> Mapping[str, Holder] | None:
    """From the table of networks; None where it cannot be read."""
    if table is None or table.asn is None:
        return {}
    try:
        return networks.holders(Path(table.asn), addresses)
    except OSError:
        return None


class _Work:
    """One run of lookups."""

    def __init__(self, client: Client, wanted: Wanted) -> None:
        self.client, self.wanted = client, wanted
        self.networks: dict[str, Network] = {}
        self.pointers: dict[str, tuple[str, ...]] = {}
        self.names: dict[str, tuple[str, ...]] = {}
        self.registrations: dict[str, Registration] = {}
        self.security: dict[str, Security] = {}
        self.left = max(0, len(wanted.addresses) - MOST_ADDRESSES)

    async def run(self, seconds: float, halting: Callable[[Callable[[], None]], None]) -> None:
        """Asks; what is not answered in time, or until it is to end, is a gap."""
        loop, task, halted = asyncio.get_running_loop(), asyncio.current_task(), threading.Event()

        def halt() -> None:
            halted.set()
            with suppress(RuntimeError):  # the loop is closed: everything was asked
                loop.call_soon_threadsafe(cast("asyncio.Task[None]", task).cancel)

        try:
            halting(halt)
            async with asyncio.timeout(seconds):
                addresses = self.wanted.addresses[:MOST_ADDRESSES]
                await _all(self._address(each) for each in addresses)
                reverse = (each for found in self.pointers.values() for each in found)
                hosts = dict.fromkeys((*self.wanted.hosts, *reverse))
                await _all(self._name(each) for each in hosts)
                domains = dict.fromkeys((*self.wanted.domains, *(d for host in hosts if (d := registered(host)))))
                await _all(self._domain(each) for each in domains)
                if self.client.leave.lookups.security_txt:
                    await _all(self._security(each) for each in domains)
        except TimeoutError:
            self.left += 1
        except asyncio.CancelledError:
            if not halted.is_set():
                raise
            self.left += 1

    async def _address(self, address: str) -> None:
        leave, client = self.client.leave, self.client
        if leave.about(address, leave.lookups.dns):
            found = await client.pointers(address)
            self.pointers[address] = tuple(name for name in found if _nobodys(name, address))
        if leave.about(address, leave.lookups.rdap):
            told = await self._registry("ip", address)
            if (network := rdap.network(told)) is not None:
                self.networks[address] = network

    async def _name(self, host: str) -> None:
        self.names[host] = await self.client.addresses(host)

    async def _domain(self, domain: str) -> None:
        found = rdap.registration(await self._registry("domain", domain), domain)
        if found is not None:
            self.registrations[domain] = found

    async def _security(self, domain: str) -> None:
        holder = self.registrations.get(domain)
        if any(map(organisations.hosting, (domain, (holder and holder.organisation) or ""))):
            return
        own = [host for host in self.names if registered(host) == domain and host != domain]
        for name in (domain, *own[:2]):
            nothing: tuple[str, ...] | None = None
            contacts = await self.client.once(("security", name), functools.partial(self._file, name), nothing)
            if contacts is not None:
                self.security[domain] = Security(domain, contacts)
                return

    async def _file(self, name: str) -> tuple[str, ...] | None:
        answer = await self.client.theirs(name, _PATH, "text/plain")
        if answer.status != 200:
            return None
        told = security_txt.parse(answer.body, f"https://{name}{_PATH}", dt.datetime.now(dt.UTC))
        return told.contacts if told.says is None else None

    async def _registry(self, kind: str, value: str) -> Any:
        async def ask() -> Any:
            base = self.client.leave.lookups.rdap or await self._base(kind, value)
            if base is None:
                return None
            answer = await self.client.document(f"{base.rstrip('/')}/{kind}/{quote(value, safe=':.')}", _RDAP)
            if answer.status == 404:
                return None
            return _decoded(answer.status, answer.body)

        return await self.client.once(("rdap", kind, value), ask, None)

    async def _base(self, kind: str, value: str) -> str | None:
        """The registry that answers for this, by the public list."""
        item = None if kind == "domain" else ranges.plain(value)
        name = "dns" if item is None else f"ipv{item.version}"
        services = await self._bootstrap(name)
        best: tuple[int, str] | None = None
        for entry in services:
            keys, urls = entry[0], [url for url in entry[1] if url.startswith("https://")]
            for key in keys if urls else ():
                length = _covers(key, value, kind)
                if length is not None and (best is None or length > best[0]):
                    best = length, urls[0]
        return best[1] if best else None

    async def _bootstrap(self, name: str) -> list[list[list[str]]]:
        async def ask() -> list[list[list[str]]]:
            answer = await self.client.document(BOOTSTRAP.format(name), "application/json")
            if answer.status != 200:
                raise Unanswered
            try:
                return msgspec.json.decode(answer.body, type=_Bootstrap).services
            except msgspec.MsgspecError:
                raise Unanswered from None

        return await self.client.once(("bootstrap", name), ask, [])


class _Bootstrap(msgspec.Struct):
    services: list[list[list[str]]]


def _covers(key: str, value: str, kind: str) -> int | None:
    """How closely an entry of the list fits: the length of its prefix, or its labels; None where it does not."""
    if kind == "domain":
        return key.count(".") + 1 if value == key or value.endswith(f".{key}") else None
    try:
        network, address = ipaddress.ip_network(key), ipaddress.ip_address(value)
    except ValueError:
        return None
    return network.prefixlen if address.version == network.version and address in network else None


def _decoded(status: int, body: bytes) -> Any:
    """The JSON of an answer 200. Raises Unanswered."""
    if status != 200:
        raise Unanswered
    try:
        return msgspec.json.decode(body)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise Unanswered from None


def _nobodys(host: str, address: str) -> bool:
    """Whether a reverse name may be asked about: it is a host name, and nothing in it may be a person's."""
    parts = host.split(".")
    fit = all(part and len(part) <= 63 and re.fullmatch(r"[a-z0-9_-]+", part) for part in parts)
    if not fit or len(host) > 253:
        return False
    if organisations.generic_pointer(host, address):
        host = _NUMBERS.sub("", host)  # those of the address, which are nobody's
    return redacted(host, 300) == host


async def _all(several: Iterable[Coroutine[Any, Any, None]]) -> None:
    await asyncio.gather(*several)
