"""What masscan writes: JSON (`-oJ`, with its comma too many, or cut off), JSON lines (`-oD`), lists (`-oL`).

https://github.com/robertdavidgraham/masscan, `src/out-json.c`, `out-ndjson.c` and `out-text.c`. A banner stands in a
row of its own beside that of the port.
"""

from collections.abc import Iterator
from typing import Any

from leftopen.ingest.common import objects
from leftopen.ingest.common.rows import Row, Skipped, moment, protocol, row
from leftopen.ingest.common.text import ListText

LIKELY = 70


def fits(head: str) -> bool:
    """The comment of a list, one of its lines, or the keys of the JSON."""
    first = head.lstrip("\ufeff \t\r\n")
    if first.startswith("#masscan") or _list(first.partition("\n")[0]) is not None:
        return True
    found = objects.keys(head)
    if not first.strip("[], \t\r\n") or objects.FINISHED.match(first):  # nothing was found
        return True
    return {"ip", "ports", "proto"} <= found or {"ip", "port", "rec_type"} <= found


def read(text: ListText) -> Iterator[Row]:
    """One service for each port that is open, and for each banner."""
    if text.head.lstrip("\ufeff \t\r\n").startswith(("[", "{", ",")):
        for number, found in objects.objects(text):
            if isinstance(found, Skipped):
                yield found
            else:
                yield from _object(number, found)
        return
    for number, line in text.lines():
        if isinstance(line, Skipped):
            yield line
        elif line.strip() and not line.lstrip().startswith("#"):
            yield from _line(number, line)


def _object(number: int, found: dict[str, Any]) -> Iterator[Row]:
    ports = found.get("ports")
    if not isinstance(ports, list):
        ports = [found | (found["data"] if isinstance(found.get("data"), dict) else {})]
    for port in ports:
        if not isinstance(port, dict):
            yield Skipped(number, "names no port")
            continue
        if port.get("status", "open") != "open":
            continue
        banner = objects.inner(port, "service", "name") or port.get("service_name") or port.get("name")
        told, when = protocol(banner), moment(found.get("timestamp"))
        yield row(
            number, found.get("ip"), port.get("port"), port.get("proto"), protocol=told, at=when, source="masscan"
        )


def _list(line: str) -> list[str] | None:
    parts = line.split(None, 6)
    known = len(parts) >= 4 and parts[0] in {"open", "closed", "banner"} and parts[1] in {"tcp", "udp", "sctp", "icmp"}
    return parts if known else None


def _line(number: int, line: str) -> Iterator[Row]:
    parts = _list(line[:500])
    if parts is None:
        yield Skipped(number, "is no line of masscan's")
        return
    kind, transport, port, host, *more = parts
    if kind != "closed":
        told = protocol(more[1]) if kind == "banner" and len(more) > 1 else None
        when = moment(more[0]) if more else None
        yield row(number, host, port, transport, protocol=told, at=when, source="masscan")
