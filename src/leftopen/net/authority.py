"""Fetches the proof that a public address may be asked: the TXT record, the well-known file, the signed mandate.

What it takes to ask for one is loaded where that is done: few scopes have public addresses.
"""

import datetime as dt
import io
import os
import re
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from leftopen import regular
from leftopen.harmless import clean
from leftopen.journal import Log
from leftopen.model import Target
from leftopen.scope import authority_proof, domains, ranges
from leftopen.scope.authority_proof import Denied
from leftopen.scope.file import Scope, day_after

if TYPE_CHECKING:
    import http.client
    import socket

Txt = Callable[[str], Iterable[str]]
WellKnown = Callable[[str], str]

PATH = "/.well-known/leftopen.txt"
_END = "\r\n"
MOST = 16_384
"""Bytes of an answer, head and body."""

SECONDS = 5.0
"""For all of an answer: one that comes a byte at a time is none."""


def require(
    scope: Scope,
    resolved: Sequence[tuple[str, str]],
    now: dt.datetime,
    *,
    txt: Txt,
    well_known: WellKnown,
) -> dt.datetime:
    """Until when the whole scope may be asked, by authorisation and proof. `txt`, `well_known`: see `Fetcher`.

    Raises Denied; without proof nothing was sent to any target but the request for the proof.
    """
    authority_proof.check(scope, now)
    needed = authority_proof.public(scope, resolved)
    permission, today = scope.authorisation, now.date()
    assert permission is not None, "check refuses a scope without one"
    if not needed:
        return permission.until
    kind, _, detail = (permission.proof or "").partition(":")
    if kind == "dns":
        last = _dns(scope, resolved, needed, detail, today, txt)
    elif kind == "http":
        last = _http(needed, permission.reference, today, well_known)
    elif kind == "mandate":
        last = _mandate(Path(scope.path).parent / detail, needed, permission.reference, today)
    else:
        raise Denied(
            f"{scope.path}: {needed[0]} is public and there is no proof that it is yours: nothing was sent. "
            'Add proof = "dns:…", "http" or "mandate:…" to [authorisation].'
        )
    return min(permission.until, day_after(last))


def _dns(
    scope: Scope,
    resolved: Sequence[tuple[str, str]],
    needed: Sequence[ranges.AddressRange],
    domain: str,
    today: dt.date,
    txt: Txt,
) -> dt.date:
    reference = scope.authorisation.reference if scope.authorisation else ""
    if not authority_proof.registrable(domain):
        raise Denied(
            f"{domain} belongs to nobody: everybody can register names under it, so that it proves nothing. "
            "Nothing was sent. Name your own domain."
        )
    hosts = {host.name for host in scope.hosts}
    own = (address for name, address in resolved if name in hosts and authority_proof.within(domain, name))
    if missing := ranges.without(needed, ranges.merge(map(ranges.single, own))):
        raise Denied(
            f"{missing[0]} is public, and a DNS record of {domain} proves host names within it only: nothing was sent. "
            "Name the hosts in targets, or use an http or mandate proof."
        )
    records = txt(f"_leftopen.{domain}")
    found = [token for record in records for token in authority_proof.tokens(record, reference, today)]
    missing = ranges.without(needed, ranges.merge(item for token in found for item in token.networks))
    if missing:
        raise Denied(
            f"No TXT record at _leftopen.{domain} permits {missing[0]}: nothing was sent to it. Publish "
            f'"v=leftopen1; ref={reference}; until=YYYY-MM-DD; networks={missing[0]}" there.'
        )
    return min(token.until for token in found if token.networks)


def _http(needed: Sequence[ranges.AddressRange], reference: str, today: dt.date, well_known: WellKnown) -> dt.date:
    if sum(item.size for item in needed) > authority_proof.MOST_ADDRESSES:
        raise Denied(
            f"The http proof is for at most {authority_proof.MOST_ADDRESSES} public addresses: nothing was sent. "
            "Use a mandate."
        )
    last = dt.date.max
    for item in needed:
        for number in range(item.first, item.last + 1):
            address = ranges.literal(item.version, number)
            day = authority_proof.token_until(well_known(address), reference, today)
            if day is None:
                raise Denied(
                    f"http://{address}/.well-known/leftopen.txt does not permit this: no service was asked. "
                    f'Put "v=leftopen1; ref={reference}; until=YYYY-MM-DD" there.'
                )
            last = min(last, day)
    return last


def _mandate(file: Path, needed: Sequence[ranges.AddressRange], reference: str, today: dt.date) -> dt.date:
    try:
        signature = regular.text(file)
        signed = regular.held(file.with_suffix(""))
    except (OSError, UnicodeDecodeError):
        remedy = f"the signed text is expected at {file.with_suffix('')}"
        raise Denied(f"{file}: the mandate cannot be read ({remedy}): nothing was sent.") from None
    given = authority_proof.mandate(signed, signature, pinned_keys())
    why = authority_proof.covers(given, needed, reference, today)
    if why is not None:
        raise Denied(f"{file}: {why}: nothing was sent.")
    return given.expires


def pinned_keys() -> list[str]:
    """The minisign public keys that the operator trusts: `*.pub` in $LEFTOPEN_KEYS or ~/.config/leftopen/keys."""
    folder = Path(os.environ.get("LEFTOPEN_KEYS") or Path.home() / ".config" / "leftopen" / "keys")
    try:
        return [regular.text(file) for file in sorted(folder.glob("*.pub"))]
    except (OSError, UnicodeDecodeError) as error:
        raise Denied(f"{folder}: a pinned key cannot be read ({type(error).__name__}): nothing was sent.") from None


class Fetcher:
    """Fetches proofs, at most `rate` a second, and notes each request before it is sent; `agent`: the User-Agent."""

    def __init__(self, agent: str, rate: float, log: Log | None = None) -> None:
        self._agent, self._pause, self._log = agent, 1 / rate, log
        self._next = 0.0

    def txt_records(self, name: str) -> list[str]:
        """The TXT records at a name, by the system's resolver; empty where there are none.

        Raises Denied where the name is an alias of one of another domain, which is for somebody else to write.
        """
        import dns.exception
        import dns.resolver  # late: see the module; it takes as long to load as half of the program

        self._note("lookup", name=name, type="TXT")
        try:
            answer = dns.resolver.resolve(name, "TXT", lifetime=SECONDS)
        except dns.exception.DNSException:
            return []
        real = answer.canonical_name.to_text(omit_final_dot=True)
        domain = domains.registered(name)
        if domain is None or not authority_proof.within(domain, real):
            raise Denied(
                f"{name} is an alias of {clean(real, 100)}, where somebody else may write: nothing was sent. "
                "Publish the record at the name itself."
            )
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]

    def well_known_file(self, address: str, port: int = 80) -> str:
        """`/.well-known/leftopen.txt` of one address; empty where there is none, or not in time, or elsewhere."""
        import asyncio  # late: see the module
        import http.client  # late: the same

        now = time.monotonic()
        wait, self._next = max(0.0, self._next - now), max(now, self._next) + self._pause
        request = http.client.HTTPConnection(address, port)
        fields = {"Host": _host(request), "User-Agent": self._agent, "Connection": "close"}
        head = f"GET {PATH} HTTP/1.1{_END}{''.join(f'{name}: {value}{_END}' for name, value in fields.items())}{_END}"
        target = Target(address, port).id
        said = {"out": len(head), "verbs": [f"GET {PATH}"], "shown": [f"GET {PATH}"]}
        self._note("exchange", target=target, tls=False, **said)
        data = asyncio.run(_answer(address, port, head.encode("ascii", "replace"), wait))
        digest = {"digest": _digest(self._log, data)} if self._log else {}
        self._note("exchange", target=target, tls=False, **{"in": len(data)}, **digest)
        return _body(data)

    def _note(self, kind: str, **fields: Any) -> None:
        if self._log:
            self._log.note(kind, **fields)


def _host(request: "http.client.HTTPConnection") -> str:
    name = f"[{request.host}]" if ":" in request.host else request.host
    return name if request.port == 80 else f"{name}:{request.port}"


def _digest(log: Log, data: bytes) -> str:
    digest = log.digest()
    digest.update(data)
    return digest.hexdigest()


async def _answer(address: str, port: int, request: bytes, wait: float) -> bytes:
    """What comes within the time that is allowed for all of it, at most so much; empty where it does not end by then.

    `wait`: seconds before it is asked.
    """
    import asyncio  # late: see the module

    await asyncio.sleep(wait)
    writer = None
    data = b""
    try:
        async with asyncio.timeout(SECONDS):
            reader, writer = await asyncio.open_connection(address, port)
            writer.write(request)
            while len(data) < MOST and not whole(data) and (more := await reader.read(MOST - len(data))):
                data += more
    except (OSError, TimeoutError):
        return b""
    finally:
        if writer is not None:
            writer.transport.abort()
    return data


def whole(data: bytes) -> bool:
    """Whether an answer is there to its end, as its head says; without a length it ends with the connection."""
    head, end, body = data.partition(b"\r\n\r\n")
    if not end:
        return False
    if found := re.search(rb"\r\n[Cc]ontent-[Ll]ength:[ \t]*(\d{1,9})[ \t]*(\r|$)", head):
        return len(body) >= int(found[1])
    return b"chunked" in head.lower() and body.endswith(b"\r\n0\r\n\r\n")


class _Heard:
    """Bytes that were read, in place of the socket that `http.client` reads from."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def makefile(self, *_: object) -> io.BytesIO:
        return io.BytesIO(self._data)


def heard(data: bytes) -> "socket.socket":
    """Bytes that were read, for `http.client` to read again."""
    return cast("socket.socket", _Heard(data))


def _body(data: bytes) -> str:
    """The body of an answer 200, as far as it is there."""
    import http.client  # late: see the module

    response = http.client.HTTPResponse(heard(data), method="GET")
    try:
        response.begin()
        return response.read(MOST).decode("utf-8", "replace") if response.status == 200 else ""
    except (OSError, ValueError, http.client.HTTPException):
        return ""
