"""Lines of rustscan (`-g`): `10.0.0.1 -> [22,9200]`; its coloured ones (`Open 10.0.0.1:22`) and banner are read too.

https://github.com/RustScan/RustScan
"""

import re
from collections.abc import Iterator

from leftopen.ingest.common.rows import Row, Skipped, row
from leftopen.ingest.common.text import ListText

LIKELY = 40
_COLOUR = re.compile(r"\x1b\[[0-9;]{0,20}m")
_LINE = re.compile(r"([0-9A-Za-z_:.\[\]-]{1,255}) -> \[([\d,\s]{0,600000})\]", re.ASCII)
_OPEN = re.compile(r"Open ([0-9A-Za-z_:.\[\]-]{1,255}):(\d{1,5})", re.ASCII)


def fits(head: str) -> bool:
    """One of its lines, whole, among the first."""
    return any(_found(line) for line in head.splitlines()[:60])


def read(text: ListText) -> Iterator[Row]:
    """One service for each port."""
    for number, line in text.lines():
        if isinstance(line, Skipped):
            yield line
        elif found := _found(line):
            for port in found[1].replace(" ", "").split(","):
                if port:
                    yield row(number, found[0], port, source="rustscan")
        elif " -> " in line:
            yield Skipped(number, "is no line of rustscan's")


def _found(line: str) -> tuple[str, str] | None:
    shown = _COLOUR.sub("", line).strip()
    match = _LINE.fullmatch(shown) or _OPEN.fullmatch(shown)
    return (match[1], match[2]) if match else None
