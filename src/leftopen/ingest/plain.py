"""Plain `host:port` lines, IPv6 as `[2001:db8::1]:9200`; empty lines and what follows a `#` are left out."""

import re
from collections.abc import Iterator

from leftopen.ingest.common.rows import Listed, Row, Skipped
from leftopen.ingest.common.text import ListText
from leftopen.scope import ranges

LIKELY = 0
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_LINE = re.compile(
    rf"(?:(?P<host>{_LABEL}(?:\.{_LABEL}){{0,126}}\.?)|\[(?P<six>[0-9A-Fa-f:.]{{2,45}})\]):0*(?P<port>[1-9]\d{{0,4}})",
    re.ASCII,
)
_NUMBER = re.compile(r"[0-9.]+|.*:.*")
"""What a resolver would take for an address, some in ways that nobody means: `10.1` for 10.0.0.1."""


def fits(head: str) -> bool:
    """Any text that is not obviously markup or JSON."""
    return re.match(r"\s*(?:[<{]|\[[^0-9A-Fa-f:])", head) is None


def read(text: ListText) -> Iterator[Row]:
    """One target a line."""
    for number, line in text.lines():
        if isinstance(line, Skipped):
            yield line
        elif item := line.partition("#")[0].strip():
            yield _row(number, item)


def _row(number: int, item: str) -> Row:
    found = _LINE.fullmatch(item) if len(item) < 400 else None
    if found is None and item.count(":") > 1 and re.fullmatch(r"[0-9A-Fa-f:.]+", item):
        return Skipped(number, "an IPv6 address needs brackets: [2001:db8::1]:9200")
    host = (found["host"] or found["six"]) if found else ""
    if found is None or int(found["port"]) > 65535 or (_NUMBER.fullmatch(host) and not _literal(host)):
        return Skipped(number, "is no host:port; write one a line, like 10.0.0.7:9200")
    return Listed(number, host, int(found["port"]), source="list")


def _literal(host: str) -> bool:
    try:
        ranges.plain(host)
    except ValueError:
        return False
    return True
