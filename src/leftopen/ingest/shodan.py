"""JSON lines of Shodan's downloads, and the answers of its API (`host`, `search`): https://datapedia.shodan.io.

One object a banner; a host of the API has its banners in `data`, a search its own in `matches`. `ip` is the address as
a number there, `ip_str` as text; of IPv6 only the latter is told.
"""

from collections.abc import Iterator
from typing import Any

from leftopen.ingest.common import objects
from leftopen.ingest.common.rows import Row, Skipped, moment, protocol, row
from leftopen.ingest.common.text import ListText

LIKELY = 85


def fits(head: str) -> bool:
    """The key of an address as text, which only Shodan calls so."""
    return "ip_str" in objects.keys(head) or "_shodan" in objects.keys(head)


def read(text: ListText) -> Iterator[Row]:
    """One service a banner."""
    for number, found in objects.objects(text):
        if isinstance(found, Skipped):
            yield found
            continue
        several = found.get("matches") or (found.get("data") if isinstance(found.get("data"), list) else None)
        if isinstance(several, list):
            for each in several:
                if isinstance(each, dict):
                    yield _row(number, {"ip_str": found.get("ip_str"), **each})
                else:
                    yield Skipped(number, "is no banner")
        else:
            yield _row(number, found)


def _row(number: int, found: dict[str, Any]) -> Row:
    own = next((name for name in ("elastic", "mongodb", "redis", "rsync", "docker") if found.get(name)), None)
    told = protocol(own, found.get("product"), objects.inner(found, "_shodan", "module"))
    host, when = found.get("ip_str") or found.get("ipv6"), moment(found.get("timestamp"))
    return row(number, host, found.get("port"), found.get("transport"), protocol=told, at=when, source="shodan")
