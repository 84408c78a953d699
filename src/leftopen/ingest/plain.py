"""Plain `host:port` lines, IPv6 as `[2001:db8::1]:9200`; empty lines and what follows a `#` are left out."""

from collections.abc import Iterator

from leftopen.ingest import Listed, Wrong

LIKELY = 0


def fits(head: str) -> bool:
    """Any text that is not obviously markup or JSON."""
    return not head.lstrip().startswith(("<", "{"))


def read(text: str) -> Iterator[Listed]:
    """One target a line. Raises Wrong."""
    for number, line in enumerate(text.splitlines(), 1):
        item = line.partition("#")[0].strip()
        if not item:
            continue
        host, colon, port = item.rpartition(":")
        if item.startswith("["):
            host = host.removeprefix("[").removesuffix("]")
        elif ":" in host:
            raise Wrong(number, "an IPv6 address needs brackets: [2001:db8::1]:9200")
        if not colon or not host or not (port.isascii() and port.isdigit()) or not 1 <= int(port[:6]) <= 65535:
            raise Wrong(number, "is no host:port; write one a line, like 10.0.0.7:9200")
        yield Listed(number, host, int(port))
