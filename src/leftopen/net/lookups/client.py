"""One client for everything that is looked up: names over DNS (RFC 1035, by dnspython) and documents over HTTP.

Each question is asked once a run, at a pace, within a time, and noted before it is sent. Answers are bounded. Of HTTPS
the certificate is checked against OpenSSL's default store. A document that somebody else's name leads to is fetched
from an address that was looked at first, so that a name cannot lead into a private network or to a target.
"""

import asyncio
import http.client
import ssl
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from leftopen.harmless import clean
from leftopen.journal import Log
from leftopen.net import authority
from leftopen.net.allowance import Allowance
from leftopen.net.lookups.leave import Leave
from leftopen.scope import ranges
from leftopen.scope.domains import registered

SECONDS = 5.0
"""For each answer."""
ALL_SECONDS = 120.0
"""For everything that is looked up in one run."""
PACE = 0.02
"""Seconds between two questions."""
MOST = 1 << 20
_AT_ONCE = 8
_HOPS = 3
_NAMES = 8

HTTPS = 443
"""Where the web servers of domains are asked."""

T = TypeVar("T")


class Unanswered(Exception):
    """A question that got no answer in time, or none that can be read."""


class Reply(Struct, frozen=True):
    """An answer over HTTP: its status, where it leads, its body."""

    status: int
    location: str | None
    body: bytes


class Client:
    """Asks for one run. `gaps` counts questions without an answer; `agent`: the User-Agent; `allowance`: connections of
    the run, of which each question takes one.
    """

    def __init__(
        self, leave: Leave, log: Log, agent: str, pace: float = PACE, allowance: Allowance | None = None
    ) -> None:
        self.leave, self._log, self._agent, self._pace = leave, log, agent, pace
        self._allowance = allowance
        self.gaps = 0
        self._known: dict[tuple[str, ...], asyncio.Task[Any]] = {}
        self._turn, self._many, self._next = asyncio.Lock(), asyncio.Semaphore(_AT_ONCE), 0.0
        self._tls: ssl.SSLContext | None = None

    async def once(self, key: tuple[str, ...], ask: Callable[[], Awaitable[T]], nothing: T) -> T:
        """The answer to a question, which is asked but once; `nothing` where there is none, which counts as a gap."""
        if key not in self._known:
            self._known[key] = asyncio.ensure_future(self._guarded(ask, nothing))
        found: T = await self._known[key]
        return found

    async def _guarded(self, ask: Callable[[], Awaitable[T]], nothing: T) -> T:
        try:
            return await ask()
        except (Unanswered, OSError, TimeoutError, ValueError, EOFError):
            self.gaps += 1
            return nothing

    async def _paced(self) -> None:
        async with self._turn:
            now = time.monotonic()
            wait, self._next = max(0.0, self._next - now), max(now, self._next) + self._pace
            await asyncio.sleep(wait)
            if self._allowance is not None:
                while not self._allowance.claim(1, time.monotonic()):  # noqa: ASYNC110 - time alone fills it
                    await asyncio.sleep(self._pace)

    # --- names --------------------------------------------------------------------------------------------------------

    async def addresses(self, name: str) -> tuple[str, ...]:
        """The addresses of a name, in their one spelling."""
        found = [await self._records(name, kind) for kind in ("A", "AAAA")]
        return tuple(dict.fromkeys(str(ranges.plain(each)) for several in found for each in several))

    async def pointers(self, address: str) -> tuple[str, ...]:
        """The reverse names of an address, in lower case."""
        import dns.reversename

        found = await self._records(str(dns.reversename.from_address(address)), "PTR")
        return tuple(dict.fromkeys(each.rstrip(".").lower() for each in found))[:_NAMES]

    async def _records(self, name: str, kind: str) -> tuple[str, ...]:
        return await self.once(("dns", kind, name), lambda: self._query(name, kind), ())

    async def _query(self, name: str, kind: str) -> tuple[str, ...]:
        import dns.asyncquery
        import dns.exception
        import dns.message
        import dns.rcode

        try:
            question = dns.message.make_query(name, kind)
        except (dns.exception.DNSException, UnicodeError):
            return ()
        server, port = self._server()
        await self._paced()
        self._log.note("lookup", server=f"{server}#{port}", type=kind, name=name)
        try:
            async with self._many:
                answer, _ = await dns.asyncquery.udp_with_fallback(question, server, timeout=SECONDS, port=port)
        except (dns.exception.DNSException, OSError, EOFError):
            raise Unanswered from None
        if answer.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
            raise Unanswered
        found = [record.to_text() for each in answer.answer for record in each if record.rdtype.name == kind]
        return tuple(found[:_NAMES])

    def _server(self) -> tuple[str, int]:
        if self.leave.dns is not None:
            return self.leave.dns
        import dns.exception
        import dns.resolver

        try:
            known = dns.resolver.Resolver().nameservers
        except dns.exception.DNSException:
            raise Unanswered from None
        if not known:
            raise Unanswered
        return str(known[0]), 53

    # --- documents ----------------------------------------------------------------------------------------------------

    async def document(self, url: str, kind: str) -> Reply:
        """A document of a server that the scope, or the public list of registries, names; `kind`: what is accepted.

        Raises Unanswered. It may lead elsewhere on the same server; to another one only over HTTPS, and only to an
        address that everybody has.
        """
        first = urlsplit(url)
        for _ in range(_HOPS + 1):
            place = urlsplit(url)
            same = (place.scheme, place.hostname, place.port) == (first.scheme, first.hostname, first.port)
            address = None if same else await self._elsewhere(place.scheme, place.hostname)
            answer = await self._get(url, kind, address)
            if answer.status not in (301, 302, 303, 307, 308) or not answer.location:
                return answer
            url = urljoin(url, answer.location)
        raise Unanswered

    async def _elsewhere(self, scheme: str, host: str | None) -> str:
        if scheme != "https" or not host or self.leave.lookups.rdap is not None:
            raise Unanswered
        for address in await self.addresses(host):
            if self.leave.why_not(address, HTTPS, None) is None:
                return address
        raise Unanswered

    async def theirs(self, name: str, path: str, kind: str) -> Reply:
        """A document of a domain that was found, over HTTPS at its usual port. Raises Unanswered."""
        url, home = f"https://{name}{path}", registered(name)
        for _ in range(_HOPS):
            place = urlsplit(url)
            host = place.hostname or ""
            if place.scheme != "https" or place.port not in (None, 443) or registered(host) != home:
                raise Unanswered
            address = next((each for each in await self.addresses(host) if not self._barred(each)), None)
            if address is None:
                return Reply(404, None, b"")
            answer = await self._get(url, kind, address)
            if answer.status not in (301, 302, 303, 307, 308) or not answer.location:
                return answer
            url = urljoin(url, answer.location)
        raise Unanswered

    def _barred(self, address: str) -> str | None:
        """Why a web server may not be asked there; that it was so is noted."""
        why = self.leave.why_not(address, HTTPS, self.leave.lookups.dns)
        if why is not None:
            self._log.note("barred", target=f"{address}:{HTTPS}", says=why)
        return why

    async def _get(self, url: str, kind: str, address: str | None) -> Reply:
        place = urlsplit(url)
        host, secure = place.hostname or "", place.scheme == "https"
        if place.scheme not in ("http", "https") or not host:
            raise Unanswered
        port = place.port or (HTTPS if secure else 80)
        path = (place.path or "/") + (f"?{place.query}" if place.query else "")
        if not (path.isascii() and path.isprintable() and " " not in path):
            raise Unanswered
        named = f"[{host}]" if ":" in host else host
        said = named if place.port is None else f"{named}:{port}"
        fields = {"Host": said, "User-Agent": self._agent, "Accept": kind, "Connection": "close"}
        head = _head(path, fields)
        await self._paced()
        self._log.note("lookup", server=f"{address or host}:{port}", tls=secure, shown=clean(f"GET {path}", 200))
        async with self._many:
            data = await self._exchange(address or host, port, host if secure else None, head)
        digest = self._log.digest()
        digest.update(data)
        self._log.note("lookup", server=f"{address or host}:{port}", **{"in": len(data)}, digest=digest.hexdigest())
        return _read(data)

    async def _exchange(self, address: str, port: int, name: str | None, head: bytes) -> bytes:
        """Everything that comes in time, at most so much. `name`: that of the certificate, None without TLS."""
        if name is not None and self._tls is None:
            self._tls = ssl.create_default_context()
        context = self._tls if name is not None else None
        data = b""
        writer: asyncio.StreamWriter | None = None
        try:
            async with asyncio.timeout(SECONDS):
                reader, writer = await asyncio.open_connection(address, port, ssl=context, server_hostname=name)
                writer.write(head)
                while len(data) < MOST and not authority.whole(data) and (more := await reader.read(1 << 16)):
                    data += more
        finally:
            if writer is not None:
                writer.transport.abort()
        return data


def _head(path: str, fields: dict[str, str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    return "\r\n".join(lines).encode("ascii", "replace")


def _read(data: bytes) -> Reply:
    """An answer from its bytes. Raises Unanswered."""
    response = http.client.HTTPResponse(authority.heard(data), method="GET")
    try:
        response.begin()
        return Reply(response.status, response.getheader("Location"), response.read(MOST))
    except (OSError, ValueError, http.client.HTTPException):
        raise Unanswered from None
