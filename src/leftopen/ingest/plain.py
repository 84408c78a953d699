"""Plain `host:port` lines, IPv6 as `[2001:db8::1]:9200`; empty lines and what follows a `#` are left out."""

import re
from collections.abc import Iterator

from leftopen.ingest import Listed, Wrong
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
    return not head.lstrip().startswith(("<", "{"))


def read(text: str) -> Iterator[Listed]:
    """One target a line. Raises Wrong."""
    for number, line in enumerate(text.split("\n"), 1):
        item = line.partition("#")[0].strip()
        if not item:
            continue
        found = _LINE.fullmatch(item)
        if found is None and item.count(":") > 1 and re.fullmatch(r"[0-9A-Fa-f:.]+", item):
            raise Wrong(number, "an IPv6 address needs brackets: [2001:db8::1]:9200")
        host = (found["host"] or found["six"]) if found else ""
        if found is None or int(found["port"]) > 65535 or (_NUMBER.fullmatch(host) and not _literal(host)):
            raise Wrong(number, "is no host:port; write one a line, like 10.0.0.7:9200")
        yield Listed(number, host, int(found["port"]))


def _literal(host: str) -> bool:
    try:
        ranges.plain(host)
    except ValueError:
        return False
    return True
