"""Is this address and port allowed? A pure question, asked when a target is made and again just before connecting."""

from bisect import bisect_right
from collections.abc import Iterable

from leftopen.scope import ranges
from leftopen.scope.file import Scope
from leftopen.scope.ranges import NEVER, NOBODY, AddressRange


class Guard:
    """Answers for one scope. `resolved` maps host names of the scope to the literal addresses they had at the start.

    A name that later resolves to another address is not followed there: only these addresses are in scope. `exclude`:
    what is never asked, merged; the addresses of excluded names are part of it.
    """

    def __init__(self, scope: Scope, resolved: Iterable[tuple[str, str]] = ()) -> None:
        self._targets = scope.targets
        self._ports = frozenset(scope.ports)
        pairs: set[tuple[int, int, int]] = set()
        wide: dict[int, list[AddressRange]] = {}
        for pinned in scope.pinned:
            if pinned.range.size == 1:
                pairs.add((pinned.range.version, pinned.range.first, pinned.port))
            else:
                wide.setdefault(pinned.port, []).append(pinned.range)
        hosts: list[AddressRange] = []
        barred: list[AddressRange] = []
        for name, address in resolved:
            single = ranges.single(address)
            if name in scope.exclude_hosts:
                barred.append(single)
            for host in scope.hosts:
                if host.name == name and host.port is None:
                    hosts.append(single)
                elif host.name == name and host.port is not None:
                    pairs.add((single.version, single.first, host.port))
        self.exclude = ranges.merge([*scope.exclude, *barred, *NEVER])
        self._hosts = ranges.merge(hosts)
        self._pairs = frozenset(pairs)
        self._wide = {port: ranges.merge(several) for port, several in wide.items()}
        some = ranges.without(ranges.merge([*scope.targets, *hosts]), self.exclude)
        self._some = {version: _ends([span for span in some if span.version == version]) for version in (4, 6)}

    def allows(self, address: str, port: int) -> bool:
        """True when the scope names this address and port and does not exclude the address."""
        return self.why_not(address, port) is None

    def why_not(self, address: str, port: int) -> str | None:
        """None when allowed, otherwise the reason in words."""
        try:
            item = ranges.plain(address)
        except ValueError:
            return "not a literal address"
        return self.why_not_number(item.version, int(item), port)

    def why_not_number(self, version: int, number: int, port: int) -> str | None:
        """`why_not` for an address as an integer: the same answer without parsing, for the sweep."""
        if version == 6:
            if ranges.tunnelled(version, number):
                return f"nobody's address ({NOBODY})"
            version, number = ranges.one(version, number)
        if port in self._ports:  # of most questions the whole answer
            firsts, lasts = self._some[version]
            place = bisect_right(firsts, number) - 1
            if place >= 0 and number <= lasts[place]:
                return None
        if ranges.within(self.exclude, version, number):
            nobody = ranges.within(NEVER, version, number)
            return f"nobody's address ({NOBODY})" if nobody else "excluded by the scope"
        wide = self._wide.get(port)
        if (version, number, port) in self._pairs or (wide and ranges.within(wide, version, number)):
            return None
        if ranges.within(self._targets, version, number) or ranges.within(self._hosts, version, number):
            return "port not in the scope"
        return "address not in the scope"


def _ends(spans: list[AddressRange]) -> tuple[list[int], list[int]]:
    """Where each begins and ends: numbers are compared sooner than ranges."""
    return [span.first for span in spans], [span.last for span in spans]
