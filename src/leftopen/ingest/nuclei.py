"""JSON lines of nuclei (`-jsonl`; `-json` before version 3): https://github.com/projectdiscovery/nuclei.

Where it found something stands in `matched-at`: a URL, or host:port. That something can be used without a login is
claimed by a template that looks for that, and by no other.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from leftopen.ingest.common import objects
from leftopen.ingest.common.rows import Row, Says, Skipped, harmless, moment, protocol, row, source
from leftopen.ingest.common.text import ListText

LIKELY = 80
_DEFAULTS = {"http": 80, "https": 443, "redis": 6379, "mongodb": 27017, "mysql": 3306, "ftp": 21, "ldap": 389}
_CLAIMS = ("unauth", "exposure", "default-login", "misconfig", "exposed")


def fits(head: str) -> bool:
    """The keys of a finding."""
    return not objects.keys(head).isdisjoint({"template-id", "templateID", "matched-at"})


def read(text: ListText) -> Iterator[Row]:
    """One service a finding."""
    for number, found in objects.objects(text):
        yield found if isinstance(found, Skipped) else _row(number, found)


def _row(number: int, found: dict[str, Any]) -> Row:
    template = str(found.get("template-id") or found.get("templateID") or "")[:60]
    if found.get("matcher-status") is False:
        return Skipped(number, "is a template that did not match", broken=False)
    host, port = _place(found)
    tags = objects.inner(found, "info", "tags")
    words = [str(tag) for tag in tags[:40]] if isinstance(tags, list) else str(tags or "")[:400].split(",")
    kind = str(found.get("type") or "")
    transport = "udp" if kind == "dns" else "tcp"
    told = protocol(*words, *template.split("-"), "http" if kind == "http" else None)
    said = " ".join((*words, template)).lower()
    claim: Says = "open" if any(word in said for word in _CLAIMS) else "reachable"
    named = source("nuclei", template if template.isascii() and template.isprintable() else "")
    when = moment(found.get("timestamp"))
    return row(number, host, port, transport, protocol=told, at=when, source=named, claim=claim)


def _place(found: dict[str, Any]) -> tuple[str | None, Any]:
    """Host and port of the first of its places that has both; the address is preferred to the name."""
    address = found.get("ip") if harmless(found.get("ip")) else None
    for key in ("matched-at", "matched", "url", "host"):
        told = found.get(key)
        if not isinstance(told, str) or not told:
            continue
        try:
            parts = urlsplit(told[:2000] if "://" in told else f"//{told[:2000]}")
            port = parts.port or found.get("port") or _DEFAULTS.get(parts.scheme)
        except ValueError:
            continue
        if parts.hostname and port:
            return address or parts.hostname, port
    return address, found.get("port")
