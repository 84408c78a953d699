"""XML of nmap (`-oX`), and that of masscan, which has its shape.

Read host by host (https://nmap.org/book/nmap-dtd.html): a file that was cut off, as by a scan that was stopped, counts
as far as its last whole host. Only `open` is open: `open|filtered` is what nmap says of silence. Several scans one
after the other in one file are read, each by itself. No entity is expanded and nothing outside the file is read.
"""

from collections.abc import Iterator
from typing import Any

from leftopen.ingest.common.rows import Row, Skipped, moment, protocol, row
from leftopen.ingest.common.text import ListText

LIKELY = 90
_MOST = 70_000
"""The most ports of a host: a host has no more."""


def fits(head: str) -> bool:
    """XML whose first element is nmap's."""
    return head.lstrip("\ufeff \t\r\n").startswith("<") and "<nmaprun" in head


def read(text: ListText) -> Iterator[Row]:
    """One service for each port that is open."""
    scan: _Scan | None = None
    dead = False
    for number, line in text.lines():
        if isinstance(line, Skipped):
            yield line
            continue
        if scan is None or line.startswith("<?xml "):
            if scan is not None and not dead:
                yield from scan.end(number)
            scan, dead = _Scan(), False
        if not dead:
            yield from scan.feed(number, line)
            dead = scan.fault
    if scan is not None and not dead:
        yield from scan.end(number)


class _Hosts:
    """What the parser tells of, kept for one host at a time; the tree itself is never built."""

    def __init__(self) -> None:
        self.source = "nmap"
        self.done: list[list[tuple[dict[str, str], dict[str, Any]]]] = []
        self.host: dict[str, str] | None = None
        self.ports: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.port: dict[str, Any] | None = None

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "nmaprun":
            self.source = "masscan" if given.get("scanner") == "masscan" else "nmap"
        elif tag == "host":
            self.host, self.ports = dict(given), []
        elif self.host is None:
            return
        elif tag == "address" and given.get("addrtype") != "mac":
            self.host.setdefault("addr", given.get("addr", ""))
        elif tag == "port":
            self.port = dict(given)
        elif tag in {"state", "service"} and self.port is not None:
            self.port[tag] = dict(given)

    def end(self, tag: str) -> None:
        if tag == "port" and self.port is not None and self.host is not None:
            if len(self.ports) < _MOST:
                self.ports.append((self.host, self.port))
            self.port = None
        elif tag == "host":
            self.done.append(self.ports)
            self.host, self.ports, self.port = None, [], None


class _Scan:
    """One document. `fault`: nothing more of it can be read."""

    def __init__(self) -> None:
        from defusedxml.ElementTree import XMLParser  # late: few commands read XML

        self._hosts = _Hosts()
        self._parser = XMLParser(target=self._hosts, forbid_dtd=False, forbid_entities=True, forbid_external=True)
        self.fault = False

    def feed(self, number: int, line: str) -> Iterator[Row]:
        from xml.etree.ElementTree import ParseError

        from defusedxml.common import DefusedXmlException

        says = None
        try:
            self._parser.feed(line + "\n")
        except DefusedXmlException:
            says = "defines entities, as no scanner does: nothing more of the file was read"
        except (ParseError, ValueError):
            says = "is no whole XML; what stands before it was read as far as its last whole host"
        yield from self._told(number)
        if says is not None:
            self.fault = True
            yield Skipped(number, says)

    def end(self, number: int) -> Iterator[Row]:
        from xml.etree.ElementTree import ParseError

        try:
            self._parser.close()
        except ParseError:
            yield Skipped(number, "the file is cut off here; it was read as far as its last whole host")
        yield from self._told(number)

    def _told(self, number: int) -> Iterator[Row]:
        done, self._hosts.done = self._hosts.done, []
        for ports in done:
            for host, port in ports:
                if (port.get("state") or {}).get("state") == "open":
                    yield _row(number, host, port, self._hosts.source)


def _row(number: int, host: dict[str, str], port: dict[str, Any], source: str) -> Row:
    service = port.get("service") or {}
    told = protocol(service.get("product"), service.get("name"))
    when = moment(host.get("endtime") or host.get("starttime"))
    return row(
        number, host.get("addr"), port.get("portid"), port.get("protocol"), protocol=told, at=when, source=source
    )
