"""Address ranges as integers, so that a /8 costs no more memory than a single host.

An IPv4 address has spellings in IPv6 that reach the same machine: `::ffff:192.0.2.1` (RFC 4291, 2.5.5.2) and, through
a translator, `64:ff9b::192.0.2.1` (RFC 6052, 2.1). Both are read as the IPv4 address, so that each address has one
representation and an exclusion holds whichever way it is spelt.
"""

import ipaddress
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
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

_FOUR = (0xFFFF, 0x64FF9B << 64)
"""The upper 96 bits of the IPv6 spellings of IPv4 addresses."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def literal(version: int, number: int) -> str:
    """The usual spelling of an address given as an integer."""
    return str(ipaddress.IPv4Address(number) if version == 4 else ipaddress.IPv6Address(number))


def one(version: int, number: int) -> tuple[int, int]:
    """Version and number of an address in its one representation."""
    if version == 6 and number >> 32 in _FOUR:
        return 4, number & 0xFFFF_FFFF
    return version, number


@lru_cache(maxsize=4096)
def plain(address: str) -> Address:
    """An address as the network sees it: no zone, and a spelling of an IPv4 address is that.

    Raises ValueError where the text is no literal address.
    """
    parsed = ipaddress.ip_address(address.split("%", 1)[0])
    if parsed.version == 6 and int(parsed) >> 32 in _FOUR:
        return ipaddress.IPv4Address(int(parsed) & 0xFFFF_FFFF)
    return parsed


def single(address: str) -> AddressRange:
    """The range of one address. Raises ValueError where the text is no literal address."""
    item = plain(address)
    return AddressRange(item.version, int(item), int(item))


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
        return _in_one_spelling(spelling, AddressRange(network.version, int(network[0]), int(network[-1])))
    if "-" in spelling:
        low, high = (part.strip() for part in spelling.split("-", 1))
        first = plain(low)
        if high.isdigit() and first.version == 4:
            high = low.rsplit(".", 1)[0] + "." + high
        last = plain(high)
        if first.version != last.version or int(last) < int(first):
            raise ValueError(f"{spelling} does not run from a lower to a higher address of one kind")
        return _in_one_spelling(spelling, AddressRange(first.version, int(first), int(last)))
    return single(spelling)


def _in_one_spelling(spelling: str, span: AddressRange) -> AddressRange:
    """The IPv4 range that a range of IPv6 spells, if it does; one that holds such spellings among others is refused."""
    if span.version == 4:
        return span
    first, last = one(6, span.first), one(6, span.last)
    if first[0] == last[0] == 4 and span.first >> 32 == span.last >> 32:
        return AddressRange(4, first[1], last[1])
    if any(span.first >> 32 <= head <= span.last >> 32 for head in _FOUR):
        raise ValueError(f"{spelling} spans IPv4 addresses in an IPv6 spelling (::ffff:0:0/96 or 64:ff9b::/96)")
    return span


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


def without(whole: Sequence[AddressRange], holes: Sequence[AddressRange]) -> tuple[AddressRange, ...]:
    """`whole` without `holes`; both merged. In linear time."""
    left: list[AddressRange] = []
    place = 0
    for version, first, last in whole:
        while place < len(holes) and (holes[place].version, holes[place].last) < (version, first):
            place += 1
        at = place
        while at < len(holes) and (holes[at].version, holes[at].first) <= (version, last):
            if holes[at].first > first:
                left.append(AddressRange(version, first, holes[at].first - 1))
            first = holes[at].last + 1
            at += 1
        if first <= last:
            left.append(AddressRange(version, first, last))
    return tuple(left)


def within(ranges: Sequence[AddressRange], version: int, number: int) -> bool:
    """True when any of the ranges, sorted and merged, holds the address; in logarithmic time."""
    place = bisect_right(ranges, (version, number, _TOP)) - 1
    return place >= 0 and ranges[place][0] == version and number <= ranges[place][2]


TUNNELS = merge(
    map(
        parse,
        (
            "::2-::ffff:ffff",  # IPv4-compatible, without :: and ::1 (RFC 4291, 2.5.5.1)
            "::ffff:0:0:0/96",  # IPv4-translated (RFC 2765, 2.1)
            "64:ff9b:1::/48",  # through a translator of the network's own (RFC 8215)
            "2001::/32",  # Teredo (RFC 4380)
            "2002::/16",  # 6to4 (RFC 3056)
        ),
    )
)
"""Where IPv6 addresses lead to an IPv4 address through something that is not known from here: no exclusion of that
address could hold, so that none of them is asked."""

_ISATAP = frozenset((0x5EFE, 0x0200_5EFE))
"""Bits 64 to 95 of an address that leads to the IPv4 address in its last 32 bits (RFC 5214, 6.1)."""


def tunnelled(version: int, number: int) -> bool:
    """Whether this is an IPv6 address that leads to an IPv4 address through a tunnel or translator.

    >>> [tunnelled(6, int(ipaddress.ip_address(each))) for each in ("2002:7f00:1::", "::7f00:1", "::1", "2001:db8::1")]
    [True, True, False, False]
    """
    return version == 6 and (number >> 32 & 0xFFFF_FFFF in _ISATAP or within(TUNNELS, version, number))


def through(span: AddressRange) -> bool:
    """Whether all of a range leads to IPv4 addresses through a tunnel or translator.

    >>> [through(parse(each)) for each in ("2002::/16", "2002::/15", "2a00::5efe:7f00:0-2a00::5efe:7f00:9")]
    [True, False, True]
    """
    one_head = span.first >> 32 == span.last >> 32
    return not without((span,), TUNNELS) or (one_head and tunnelled(span.version, span.first))


NEVER = merge([*map(parse, ("0.0.0.0/8", "224.0.0.0/3", "::/128", "ff00::/8")), *TUNNELS])
"""Addresses at which nobody's service stands (IANA special-purpose registries, RFC 6890; RFC 4291, 2.7)."""

NOBODY = "unspecified, multicast, reserved or broadcast, or of a tunnel to IPv4"
"""What `NEVER` holds, in words."""
