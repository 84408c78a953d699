"""Whose network is this? What must be shown before a first byte is sent, and whether what was shown suffices. Pure.

Loopback and private ranges need the `[authorisation]` table. Public addresses also need proof, one of:

- `dns:example.org`   a TXT record at `_leftopen.example.org`, which names networks; proves host names within the domain
  at addresses within these networks
- `http`              `/.well-known/leftopen.txt` on each public address; proves these addresses
- `mandate:FILE.minisig`  a mandate beside the scope file, signed in minisign's format by a key that the operator pinned

Record and file hold the same token: `v=leftopen1; ref=AUD-2026-114; until=2027-01-31`, that of a record also
`; networks=192.0.2.0/28 2001:db8::7`. Who owns a domain decides what its names point to, also to machines of others:
the name alone is no proof, and a domain under which everybody can register (`org`, `co.uk`) proves nothing.
"""

import base64
import binascii
import datetime as dt
import hashlib
import re
import tomllib
from collections.abc import Iterable, Sequence

from msgspec import Struct

from leftopen.scope import domains, ranges
from leftopen.scope.file import Scope
from leftopen.scope.ranges import AddressRange

PRIVATE = ranges.merge(
    ranges.parse(block)
    for block in (
        "10.0.0.0/8",  # RFC 1918
        "127.0.0.0/8",  # RFC 1122
        "169.254.0.0/16",  # RFC 3927
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",  # RFC 4291
        "fc00::/7",  # RFC 4193
        "fe80::/10",
    )
)
"""Ranges that nobody routes: here the scope file alone suffices. Shared (100.64/10) and documentation ranges do not."""

MOST_ADDRESSES = 256
"""`proof = "http"` asks each public address, so it is meant for a few."""


class Denied(Exception):
    """The conduct rules forbid this run; the text says why and what would permit it."""


class Mandate(Struct, frozen=True):
    """A signed permission: networks as merged ranges, the reference of the audit, the last day."""

    networks: tuple[AddressRange, ...]
    reference: str
    expires: dt.date


def check(scope: Scope, now: dt.datetime) -> None:
    """What needs no network: an authorisation that holds now. Raises Denied."""
    permission = scope.authorisation
    if permission is None:
        raise Denied(
            f"{scope.path}: has no [authorisation]: nothing was sent. Name who permits the audit (by), "
            "where that is written down (reference) and until when (expires)."
        )
    if scope.expired(now):
        raise Denied(
            f"{scope.path}: the authorisation {permission.reference!r} expired on {permission.expires}: nothing was "
            f"sent. Ask {permission.by!r} to renew it, then change expires."
        )


def public(scope: Scope, resolved: Iterable[tuple[str, str]]) -> tuple[AddressRange, ...]:
    """The part of the scope that lies outside private ranges, excluded addresses left out."""
    wanted = [*scope.targets, *(item.range for item in scope.pinned)]
    names = {host.name for host in scope.hosts}
    barred = [*scope.exclude, *ranges.NEVER]
    for name, address in resolved:
        single = ranges.single(address)
        if name in names:
            wanted.append(single)
        if name in scope.exclude_hosts:
            barred.append(single)
    return ranges.without(ranges.without(ranges.merge(wanted), PRIVATE), ranges.merge(barred))


class Token(Struct, frozen=True):
    """What a TXT record or a well-known file says: the last day, and the networks that it names, merged."""

    until: dt.date
    networks: tuple[AddressRange, ...] = ()


def tokens(text: str, reference: str, today: dt.date) -> list[Token]:
    """Those that permit the audit with this reference today.

    >>> found = tokens("v=leftopen1; ref=AUD-1; until=2027-01-31", "AUD-1", dt.date(2026, 12, 1))
    >>> [str(token.until) for token in found]
    ['2027-01-31']
    """
    found: list[Token] = []
    for line in text.splitlines():
        parts = dict(part.strip().split("=", 1) for part in line.split(";") if "=" in part)
        try:
            until = dt.date.fromisoformat(parts.get("until", ""))
            networks = ranges.merge(map(ranges.parse, re.split(r"[\s,]+", parts["networks"].strip())))
        except KeyError:
            networks = ()
        except ValueError:
            continue
        if parts.get("v") == "leftopen1" and parts.get("ref") == reference and today <= until:
            found.append(Token(until, networks))
    return found


def token_until(text: str, reference: str, today: dt.date) -> dt.date | None:
    """The last day on which a well-known file permits the audit with this reference, None where it does not today."""
    return max((token.until for token in tokens(text, reference, today)), default=None)


def registrable(domain: str) -> bool:
    """Whether a domain belongs to somebody: it is not one under which everybody can register (publicsuffix.org).

    >>> registrable("example.org"), registrable("co.uk")
    (True, False)
    """
    return domains.registered(domain) is not None


def within(domain: str, name: str) -> bool:
    """True when the host name is the domain or below it."""
    domain, name = domain.rstrip(".").lower(), name.rstrip(".").lower()
    return name == domain or name.endswith("." + domain)


def mandate(signed: bytes, signature: str, keys: Iterable[str]) -> Mandate:
    """A mandate whose signature verifies with one of the pinned keys. Raises Denied.

    Format: minisign (https://jedisct1.github.io/minisign/): base64 of algorithm (`Ed`, or `ED` for a BLAKE2b-512
    prehash), 8 bytes of key id and an Ed25519 signature; then a trusted comment with a signature over both.
    """
    from cryptography.exceptions import InvalidSignature  # late: few scopes have a mandate
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    lines = signature.splitlines()
    if len(lines) < 4 or not lines[2].startswith("trusted comment: "):
        raise Denied("The mandate's signature is no minisign signature of four lines.")
    algorithm, key_id, made = _decode(lines[1], 74)
    whole = _base64(lines[3])
    if algorithm not in (b"Ed", b"ED"):
        raise Denied("The mandate's signature is of no known algorithm.")
    data = hashlib.blake2b(signed).digest() if algorithm == b"ED" else signed
    for key in keys:
        body = [line for line in key.splitlines() if line.strip() and not line.startswith("untrusted comment:")]
        kind, pinned_id, public_key = _decode(body[0] if body else "", 42)
        if kind != b"Ed" or pinned_id != key_id:
            continue
        verifier = Ed25519PublicKey.from_public_bytes(public_key)
        try:
            verifier.verify(made, data)
            verifier.verify(whole, made + lines[2].removeprefix("trusted comment: ").encode())
        except InvalidSignature:
            raise Denied("The mandate does not match its signature: it was changed after it was signed.") from None
        return _read(signed)
    raise Denied(
        "The mandate is signed by a key that is not pinned here. Pin its public key only if you know whose it is."
    )


def covers(given: Mandate, needed: Sequence[AddressRange], reference: str, today: dt.date) -> str | None:
    """None when the mandate permits all that is needed, otherwise why not."""
    if given.reference != reference:
        return "the mandate is for another reference"
    if today > given.expires:
        return f"the mandate expired on {given.expires}"
    missing = ranges.without(needed, given.networks)
    return f"the mandate does not name {missing[0]}" if missing else None


def _read(signed: bytes) -> Mandate:
    try:
        document = tomllib.loads(signed.decode("utf-8"))
        networks = ranges.merge(ranges.parse(item) for item in document["networks"])
        expires = document["expires"]
        if not isinstance(expires, dt.date):
            raise TypeError("expires")
        return Mandate(networks, str(document["reference"]), expires)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Denied(
            "The mandate is signed, but is no TOML text with networks, reference and expires (a date)."
        ) from None


def _decode(line: str, length: int) -> tuple[bytes, bytes, bytes]:
    data = _base64(line)
    if len(data) != length:
        raise Denied("A minisign key or signature has the wrong length.")
    return data[:2], data[2:10], data[10:]


def _base64(line: str) -> bytes:
    try:
        return base64.b64decode(line.strip(), validate=True)
    except (ValueError, binascii.Error):
        raise Denied("A minisign key or signature is not base64.") from None
