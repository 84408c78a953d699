"""JSON lines of zgrab2: https://github.com/zmap/zgrab2.

An object a host, with an answer for each module. Older versions do not write the port: then it is that of the module,
or of the URL that was asked. Only a module that succeeded, or that was answered in its own protocol, names a service.
"""

from collections.abc import Iterator
from typing import Any

from leftopen.ingest.common import objects
from leftopen.ingest.common.rows import Row, Skipped, moment, protocol, row, whole
from leftopen.ingest.common.text import ListText

LIKELY = 60
_PORTS = {
    "http": 80,
    "https": 443,
    "tls": 443,
    "banner": 80,
    "redis": 6379,
    "mongodb": 27017,
    "mysql": 3306,
    "mssql": 1433,
    "postgres": 5432,
    "memcached": 11211,
    "mqtt": 1883,
    "amqp091": 5672,
    "ftp": 21,
    "smb": 445,
    "ldap": 389,
    "oracle": 1521,
    "telnet": 23,
    "ssh": 22,
    "smtp": 25,
    "imap": 143,
    "pop3": 110,
    "modbus": 502,
    "socks5": 1080,
}
_ANSWERED = {"success", "application-error"}


def fits(head: str) -> bool:
    """The keys of an answer."""
    found = objects.keys(head)
    return {"data", "status"} <= found and not found.isdisjoint({"ip", "domain"}) and "rec_type" not in found


def read(text: ListText) -> Iterator[Row]:
    """One service for each module that was answered."""
    for number, found in objects.objects(text):
        if isinstance(found, Skipped):
            yield found
        else:
            yield from _rows(number, found)


def _rows(number: int, found: dict[str, Any]) -> Iterator[Row]:
    modules = found.get("data")
    if not isinstance(modules, dict):
        yield Skipped(number, "names no module")
        return
    host = found.get("ip") or found.get("domain")
    for name, told in list(modules.items())[:100]:
        if not isinstance(told, dict) or told.get("status") not in _ANSWERED:
            continue
        kind = str(told.get("protocol") or name).lower()
        port = told.get("port") or _asked(told) or found.get("port") or _PORTS.get(kind)
        when = moment(told.get("timestamp"))
        if whole(port) is None:
            yield Skipped(number, "does not say which port was asked")
        else:
            yield row(number, host, port, protocol=protocol(kind), at=when, source="zgrab2")


def _asked(told: dict[str, Any]) -> int | None:
    """The port in the URL that was asked, where it is another one than usual."""
    url = objects.inner(told, "result", "response", "request", "url")
    place = url.get("host") if isinstance(url, dict) else None
    found = whole(place.rpartition(":")[2]) if isinstance(place, str) and ":" in place.rpartition("]")[2] else None
    return found or (443 if isinstance(url, dict) and url.get("scheme") == "https" else None)
