"""Address ranges as integers, so that a /8 costs no more memory than a single host."""

import ipaddress
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class AddressRange(NamedTuple):
    """`first` to `last`, both included, of one IP version (4 or 6). Sorts by version, then by address."""

    version: int
    first: int
    last: int

    @property
    def size(self) -> int:
        """How many addresses."""
        return self.last - self.first + 1

    def __str__(self) -> str:
        ends = literal(self.version, self.first), literal(self.version, self.last)
        return ends[0] if self.first == self.last else f"{ends[0]}-{ends[1]}"


_TOP = 1 << 128

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def literal(version: int, number: int) -> str:
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


def spelling(span: AddressRange) -> str:
    """The range as a scope file has it: as a network where it is one.

    >>> spelling(parse("10.20.0.0-10.20.255.255"))
    '10.20.0.0/16'
    """
    bits = (span.size - 1).bit_length()
    if span.size < 2 or span.size != 1 << bits or span.first % span.size:
        return str(span)
    return f"{literal(span.version, span.first)}/{(32 if span.version == 4 else 128) - bits}"


def merge(ranges: Iterable[AddressRange]) -> tuple[AddressRange, ...]:
    """Sorted, without overlaps, neighbours joined: no address is counted twice."""
    merged: list[AddressRange] = []
    for item in sorted(ranges):
        if merged and item.version == merged[-1].version and item.first <= merged[-1].last + 1:
            merged[-1] = merged[-1]._replace(last=max(merged[-1].last, item.last))
        else:
            merged.append(item)
    return tuple(merged)


def within(ranges: Sequence[AddressRange], version: int, number: int) -> bool:
    """True when any of the ranges, sorted and merged, holds the address; in logarithmic time."""
    place = bisect_right(ranges, (version, number, _TOP)) - 1
    return place >= 0 and ranges[place][0] == version and number <= ranges[place][2]
