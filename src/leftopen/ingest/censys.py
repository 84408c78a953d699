"""JSON of Censys: its first search and data (`protocols`, `p443`), version 2 (`services`), and its platform (`host`).

https://docs.censys.com. The answers of the API wrap hosts in `result`, `hits` or `resource`; downloads have one a line.
"""

import re
from collections.abc import Iterator
from typing import Any

from leftopen.ingest.common import objects
from leftopen.ingest.common.rows import Row, Skipped, moment, protocol, row
from leftopen.ingest.common.text import ListText

LIKELY = 65
_WRAPS = ("result", "hits", "host", "hosts", "resource", "host_v1", "resources", "data")
_OLD = re.compile(r"p(\d{1,5})", re.ASCII)
_DEPTH = 5


def fits(head: str) -> bool:
    """The keys of a host in one of its shapes."""
    found = objects.keys(head)
    if "ip_str" in found or "template-id" in found:
        return False
    services = "services" in found and not found.isdisjoint({"service_name", "transport_protocol", "scan_time"})
    old = "protocols" in found or any(_OLD.fullmatch(key) for key in found)
    return services or ("ip" in found and old)


def read(text: ListText) -> Iterator[Row]:
    """One service for each that a host has."""
    for number, found in objects.objects(text):
        if isinstance(found, Skipped):
            yield found
            continue
        hosts = list(_hosts(found, 0))
        if not hosts:
            yield Skipped(number, "names no host")
        for host in hosts:
            yield from _rows(number, host)


def _hosts(found: Any, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(found, list):
        for each in found:
            yield from _hosts(each, depth)
    elif isinstance(found, dict) and "ip" in found:
        yield found
    elif isinstance(found, dict) and depth < _DEPTH:
        for key in _WRAPS:
            yield from _hosts(found.get(key), depth + 1)


def _rows(number: int, host: dict[str, Any]) -> Iterator[Row]:
    services = host.get("services") or host.get("matched_services")
    if isinstance(services, list):
        for service in services:
            if isinstance(service, dict):
                yield _service(number, host, service)
            else:
                yield Skipped(number, "is no service")
        return
    protocols = host.get("protocols")
    when = moment(host.get("updated_at") or host.get("timestamp"))
    pairs = [str(each).partition("/") for each in protocols] if isinstance(protocols, list) else []
    known = {port: name for port, _, name in pairs}
    for key in [*known, *(match[1] for each in host if (match := _OLD.fullmatch(each)))]:
        name = known.get(key, next(iter(host.get(f"p{key}") or {}), None) if key not in known else None)
        if key in known and name is None:
            continue
        yield row(number, host.get("ip"), key, protocol=protocol(name), at=when, source="censys")


def _service(number: int, host: dict[str, Any], service: dict[str, Any]) -> Row:
    names = [service.get(key) for key in ("extended_service_name", "service_name", "protocol")]
    when = moment(service.get("observed_at") or service.get("scan_time") or host.get("last_updated_at"))
    way = service.get("transport_protocol") or service.get("transport")
    return row(number, host.get("ip"), service.get("port"), way, protocol=protocol(*names), at=when, source="censys")
