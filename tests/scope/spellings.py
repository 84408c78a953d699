"""Ways in which one IPv4 address is written."""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address


def _six(head: str) -> Callable[[IPv4Address], str]:
    return lambda address: f"{head}{address}"


def _hexadecimal(head: int) -> Callable[[IPv4Address], str]:
    return lambda address: str(IPv6Address(head << 32 | int(address)))


def _whole(head: int) -> Callable[[IPv4Address], str]:
    return lambda address: IPv6Address(head << 32 | int(address)).exploded.upper()


_MAPPED, _NAT64 = 0xFFFF, 0x64FF9B << 64

SAME: tuple[Callable[[IPv4Address], str], ...] = (
    str,
    _six("::ffff:"),
    _six("0:0:0:0:0:FFFF:"),
    _hexadecimal(_MAPPED),
    _whole(_MAPPED),
    _six("64:ff9b::"),
    _hexadecimal(_NAT64),
    _whole(_NAT64),
)
"""Those that are read as the IPv4 address (RFC 4291, 2.5.5.2; RFC 6052, 2.1)."""

TUNNELS: tuple[Callable[[IPv4Address], str], ...] = (
    _six("::"),
    _six("::ffff:0:"),
    _six("64:ff9b:1::"),
    lambda address: str(IPv6Address(0x2002 << 112 | int(address) << 80 | 1)),
    lambda address: str(IPv6Address(0x2001 << 112 | 0x41 << 64 | (int(address) ^ 0xFFFF_FFFF))),
    _six("2a00::5efe:"),
    _six("fe80::200:5efe:"),
)
"""Those that lead there through something that is not known from here (`scope.ranges.TUNNELS`)."""

OLD: tuple[Callable[[IPv4Address], str], ...] = (
    lambda address: str(int(address)),
    lambda address: hex(int(address)),
    lambda address: oct(int(address)).replace("0o", "0"),
    lambda address: ".".join(f"{part:03}" for part in address.packed),
    lambda address: ".".join(f"0{part:o}" for part in address.packed),
    lambda address: ".".join(map(hex, address.packed)),
    lambda address: f"{address.packed[0]}.{int.from_bytes(address.packed[1:])}",
    lambda address: f"0x{address.packed[0]:X}.{int.from_bytes(address.packed[1:]):#x}",
    lambda address: f"{address}.",
)
"""Those of inet_aton(3), which mean this or another address by who reads them."""
