"""Greppable output of nmap and masscan (`-oG`): `Host: 10.0.0.1 (name) Ports: 22/open/tcp//ssh///, 80/closed/tcp//…`.

https://nmap.org/book/output-formats-grepable-output.html
"""

import re
from collections.abc import Iterator

from leftopen.ingest.common.rows import Row, Skipped, moment, protocol, row
from leftopen.ingest.common.text import ListText

LIKELY = 45
_HOST = re.compile(r"(?:Timestamp: (\d{1,12})\s+)?Host: (\S{1,100}) \([^)]{0,300}\)\s+(.*)", re.ASCII)


def fits(head: str) -> bool:
    """A line of a host among the first."""
    return any(_HOST.match(line) for line in head.splitlines()[:60])


def read(text: ListText) -> Iterator[Row]:
    """One service for each port that is open."""
    for number, line in text.lines():
        if isinstance(line, Skipped):
            yield line
        elif match := _HOST.match(line):
            for part in match[3].partition("Ports: ")[2].partition("\t")[0].split(","):
                if part.strip():
                    yield from _port(number, match, part.strip().split("/"))
        elif line.strip() and not line.startswith("#"):
            yield Skipped(number, "is no greppable line")


def _port(number: int, match: re.Match[str], parts: list[str]) -> Iterator[Row]:
    if len(parts) < 3:
        yield Skipped(number, "names a port without its state")
    elif parts[1] == "open":
        names = (parts[6] if len(parts) > 6 else None, parts[4] if len(parts) > 4 else None)
        yield row(
            number, match[2], parts[0], parts[2], protocol=protocol(*names), at=moment(match[1]), source="greppable"
        )
