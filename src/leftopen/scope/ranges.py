"""Address ranges as integers, so that a /8 costs no more memory than a single host."""

import ipaddress
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class AddressRange(NamedTuple):
    """`first` to `last`, both included, of one IP version (4 or 6). Sorts by version, then by address."""

    version: int
    first: int
    last: int

    def __len__(self) -> int:
        """How many addresses; a range of 2**63 or more has no `len()`: use `size`."""
        return self.size

    @property
    def size(self) -> int:
        """How many addresses."""
        return self.last - self.first + 1

    def holds(self, address: "Address") -> bool:
        """True when the address is within."""
        return address.version == self.version and self.first <= int(address) <= self.last

    def __str__(self) -> str:
        ends = text(self.version, self.first), text(self.version, self.last)
        return ends[0] if self.first == self.last else f"{ends[0]}-{ends[1]}"


Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def text(version: int, number: int) -> str:
    """The usual spelling of an address given as an integer."""
    return str(ipaddress.IPv4Address(number) if version == 4 else ipaddress.IPv6Address(number))


def plain(address: str) -> Address:
    """An address as the network sees it: no zone, and `::ffff:a.b.c.d` is the IPv4 address that it reaches.

    Raises ValueError where the text is no literal address.
    """
    parsed = ipaddress.ip_address(address.split("%", 1)[0])
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        return parsed.ipv4_mapped
    return parsed


def parse(spelling: str) -> AddressRange:
    """`10.0.0.0/16`, `10.0.0.5-10.0.0.9`, `10.0.0.5-9`, `192.0.2.1`, `2001:db8::/120`.

    Raises ValueError in words fit for a user.

    >>> str(parse("10.0.0.5-9"))
    '10.0.0.5-10.0.0.9'
    """
    if "/" in spelling:
        network = ipaddress.ip_network(spelling, strict=False)
        if network.network_address != ipaddress.ip_address(spelling.split("/", 1)[0]):
            raise ValueError(f"{spelling} has bits set beyond its prefix; did you mean {network}?")
        return AddressRange(network.version, int(network[0]), int(network[-1]))
    if "-" in spelling:
        low, high = (part.strip() for part in spelling.split("-", 1))
        first = plain(low)
        if high.isdigit() and first.version == 4:
            high = low.rsplit(".", 1)[0] + "." + high
        last = plain(high)
        if first.version != last.version or int(last) < int(first):
            raise ValueError(f"{spelling} does not run from a lower to a higher address of one kind")
        return AddressRange(first.version, int(first), int(last))
    one = plain(spelling)
    return AddressRange(one.version, int(one), int(one))


def merge(ranges: Iterable[AddressRange]) -> tuple[AddressRange, ...]:
    """Sorted, without overlaps, neighbours joined: no address is counted twice."""
    merged: list[AddressRange] = []
    for item in sorted(ranges):
        if merged and item.version == merged[-1].version and item.first <= merged[-1].last + 1:
            merged[-1] = merged[-1]._replace(last=max(merged[-1].last, item.last))
        else:
            merged.append(item)
    return tuple(merged)


def holds(ranges: Sequence[AddressRange], address: Address) -> bool:
    """True when any of the ranges, sorted and merged, holds the address; in logarithmic time."""
    low, high = 0, len(ranges)
    key = (address.version, int(address))
    while low < high:
        middle = (low + high) // 2
        if (ranges[middle].version, ranges[middle].last) < key:
            low = middle + 1
        else:
            high = middle
    return low < len(ranges) and ranges[low].holds(address)
