"""JSON lines of naabu (`-json`): https://github.com/projectdiscovery/naabu.

Version 1 and early 2 wrote the port as an object (`{"Port":443,"Protocol":0,"TLS":false}`), later ones as a number.
"""

from collections.abc import Iterator
from typing import Any

from leftopen.ingest.common import objects
from leftopen.ingest.common.rows import Row, Skipped, moment, protocol, row
from leftopen.ingest.common.text import ListText

LIKELY = 20


def fits(head: str) -> bool:
    """JSON with an address and a port, as other formats have it too: asked after those."""
    found = objects.keys(head)
    return "port" in found and ("ip" in found or "host" in found)


def read(text: ListText) -> Iterator[Row]:
    """One service an object."""
    for number, found in objects.objects(text):
        yield found if isinstance(found, Skipped) else _row(number, found)


def _row(number: int, found: dict[str, Any]) -> Row:
    port, transport = found.get("port"), found.get("protocol")
    if isinstance(port, dict):
        transport = {1: "udp", "1": "udp"}.get(port.get("Protocol", port.get("protocol")), transport)
        port = port.get("Port", port.get("port"))
    told = protocol(objects.inner(found, "service", "name"), found.get("service"))
    when = moment(found.get("timestamp"))
    return row(number, found.get("ip") or found.get("host"), port, transport, protocol=told, at=when, source="naabu")
