"""Host names of the scope to literal addresses, once, before anything is sent: what they say later is not followed."""

import socket
from collections.abc import Callable, Iterable

from leftopen.scope import ranges

Lookup = Callable[[str], Iterable[str]]


def system(name: str) -> list[str]:
    """The addresses of a host name by the system's resolver; empty where there is none."""
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return sorted({str(entry[4][0]).split("%", 1)[0] for entry in found})


def ours(address: str) -> bool:
    """Whether this literal address is one of this machine, from which it can connect."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            return False
    return True


def resolve(names: Iterable[str], lookup: Lookup = system) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """(name, address) pairs, each address in its one representation, and the names that have no address."""
    pairs: list[tuple[str, str]] = []
    lost: list[str] = []
    for name in sorted(set(names)):
        addresses = sorted({str(ranges.plain(address)) for address in lookup(name)})
        pairs.extend((name, address) for address in addresses)
        if not addresses:
            lost.append(name)
    return tuple(pairs), tuple(lost)
