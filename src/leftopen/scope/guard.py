"""Is this address and port allowed? A pure question, asked when a target is made and again just before connecting."""

from collections.abc import Iterable

from leftopen.scope import ranges
from leftopen.scope.file import Scope
from leftopen.scope.ranges import AddressRange

NEVER = ranges.merge(ranges.parse(block) for block in ("0.0.0.0/8", "224.0.0.0/3", "::/128", "ff00::/8"))
"""Unspecified, multicast, reserved and broadcast addresses are nobody's service."""


class Guard:
    """Answers for one scope. `resolved` maps host names of the scope to the literal addresses they had at the start.

    A name that later resolves to another address is not followed there: only these addresses are in scope.
    """

    def __init__(self, scope: Scope, resolved: Iterable[tuple[str, str]] = ()) -> None:
        self._targets = scope.targets
        self._ports = frozenset(scope.ports)
        pairs: set[tuple[int, int, int]] = set()
        wide: list[tuple[AddressRange, int]] = []
        for pinned in scope.pinned:
            if pinned.range.size == 1:
                pairs.add((pinned.range.version, pinned.range.first, pinned.port))
            else:
                wide.append((pinned.range, pinned.port))
        hosts: list[AddressRange] = []
        barred: list[AddressRange] = []
        for name, address in resolved:
            item = ranges.plain(address)
            single = AddressRange(item.version, int(item), int(item))
            if name in scope.exclude_hosts:
                barred.append(single)
            for host in scope.hosts:
                if host.name == name and host.port is None:
                    hosts.append(single)
                elif host.name == name and host.port is not None:
                    pairs.add((item.version, int(item), host.port))
        self._exclude = ranges.merge([*scope.exclude, *barred, *NEVER])
        self._hosts = ranges.merge(hosts)
        self._pairs, self._wide = frozenset(pairs), tuple(wide)

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
        if ranges.within(self._exclude, version, number):
            return "excluded by the scope"
        if (version, number, port) in self._pairs:
            return None
        for span, pinned in self._wide:
            if pinned == port and span.version == version and span.first <= number <= span.last:
                return None
        if ranges.within(self._targets, version, number) or ranges.within(self._hosts, version, number):
            return None if port in self._ports else "port not in the scope"
        return "address not in the scope"
