"""Fetches the proof that a public address may be asked: the TXT record, the well-known file, the signed mandate."""

import datetime as dt
import http.client
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from leftopen.scope import authority_proof, ranges
from leftopen.scope.authority_proof import Refused
from leftopen.scope.file import Scope, day_after

Txt = Callable[[str], Iterable[str]]
WellKnown = Callable[[str], str]

MOST = 4096
SECONDS = 5.0


def require(
    scope: Scope,
    resolved: Sequence[tuple[str, str]],
    now: dt.datetime,
    *,
    txt: Txt | None = None,
    well_known: WellKnown | None = None,
) -> dt.datetime:
    """Until when the whole scope may be asked, as far as authorisation and proof go.

    Raises Refused; without proof nothing was sent to any target but the request for the proof.
    """
    authority_proof.check(scope, now)
    needed = authority_proof.public(scope, resolved)
    permission, today = scope.authorisation, now.date()
    assert permission is not None, "check refuses a scope without one"
    if not needed:
        return permission.until
    kind, _, detail = (permission.proof or "").partition(":")
    if kind == "dns":
        last = _dns(scope, resolved, needed, detail, today, txt or txt_records)
    elif kind == "http":
        last = _http(needed, permission.reference, today, well_known or well_known_file)
    elif kind == "mandate":
        last = _mandate(Path(scope.path).parent / detail, needed, permission.reference, today)
    else:
        raise Refused(
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
    hosts = {host.name for host in scope.hosts}
    own = (address for name, address in resolved if name in hosts and authority_proof.within(domain, name))
    named = ranges.merge(ranges.parse(address) for address in own)
    if missing := authority_proof.subtract(needed, named):
        raise Refused(
            f"{missing[0]} is public, and a DNS record of {domain} proves host names within it only: nothing was sent. "
            "Name the hosts in targets, or use an http or mandate proof."
        )
    reference = scope.authorisation.reference if scope.authorisation else ""
    found = (authority_proof.token_until(record, reference, today) for record in txt(f"_leftopen.{domain}"))
    last = max((day for day in found if day), default=None)
    if last is None:
        raise Refused(
            f"No TXT record at _leftopen.{domain} permits this: nothing was sent. "
            f'Publish "v=leftopen1; ref={reference}; until=YYYY-MM-DD" there.'
        )
    return last


def _http(needed: Sequence[ranges.AddressRange], reference: str, today: dt.date, well_known: WellKnown) -> dt.date:
    if sum(item.size for item in needed) > authority_proof.MOST_ADDRESSES:
        raise Refused(
            f"The http proof is for at most {authority_proof.MOST_ADDRESSES} public addresses: nothing was sent. "
            "Use a mandate."
        )
    last = dt.date.max
    for item in needed:
        for number in range(item.first, item.last + 1):
            address = ranges.literal(item.version, number)
            day = authority_proof.token_until(well_known(address), reference, today)
            if day is None:
                raise Refused(
                    f"http://{address}/.well-known/leftopen.txt does not permit this: no service was asked. "
                    f'Put "v=leftopen1; ref={reference}; until=YYYY-MM-DD" there.'
                )
            last = min(last, day)
    return last


def _mandate(file: Path, needed: Sequence[ranges.AddressRange], reference: str, today: dt.date) -> dt.date:
    try:
        signature = file.read_text("utf-8")
        signed = file.with_suffix("").read_bytes()
    except (OSError, UnicodeDecodeError):
        remedy = f"the signed text is expected at {file.with_suffix('')}"
        raise Refused(f"{file}: the mandate cannot be read ({remedy}): nothing was sent.") from None
    given = authority_proof.mandate(signed, signature, pinned_keys())
    why = authority_proof.covers(given, needed, reference, today)
    if why is not None:
        raise Refused(f"{file}: {why}: nothing was sent.")
    return given.expires


def pinned_keys() -> list[str]:
    """The minisign public keys that the operator trusts: `*.pub` in $LEFTOPEN_KEYS or ~/.config/leftopen/keys."""
    folder = Path(os.environ.get("LEFTOPEN_KEYS") or Path.home() / ".config" / "leftopen" / "keys")
    try:
        return [file.read_text("utf-8") for file in sorted(folder.glob("*.pub"))]
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{folder}: a pinned key cannot be read ({type(error).__name__}): nothing was sent.") from None


def txt_records(name: str) -> list[str]:
    """The TXT records at a name, by the system's resolver; empty where there are none."""
    import dns.exception  # takes longer to load than the rest of the command line, and most scopes are private
    import dns.resolver

    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=SECONDS)
    except dns.exception.DNSException:
        return []
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def well_known_file(address: str, port: int = 80) -> str:
    """`/.well-known/leftopen.txt` of one address; empty where there is none. Redirects are not followed."""
    connection = http.client.HTTPConnection(address, port, timeout=SECONDS)
    try:
        connection.request("GET", "/.well-known/leftopen.txt", headers={"Connection": "close"})
        response = connection.getresponse()
        return response.read(MOST).decode("utf-8", "replace") if response.status == 200 else ""
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        connection.close()
