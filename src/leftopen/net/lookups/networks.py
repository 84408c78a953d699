"""A table of networks on the disk: prefix, number of the autonomous system, its name, separated by tabs.

Comments (`#`) and lines that cannot be read are left out. The longest prefix that holds an address is its network.
"""

import ipaddress
from collections.abc import Iterable
from pathlib import Path

from leftopen import regular
from leftopen.harmless import clean
from leftopen.judge.looked import Holder

MOST = 256 << 20
"""Bytes of a table that are read."""
_LINE, _NAME = 1000, 120


def holders(path: Path, addresses: Iterable[str]) -> dict[str, Holder]:
    """The holders of these addresses. Raises OSError where the table cannot be read."""
    wanted = {address: ipaddress.ip_address(address) for address in addresses}
    ends = {len_: {} for len_ in (4, 6)}  # type: dict[int, dict[tuple[int, int], list[str]]]
    for text, address in wanted.items():
        bits = address.max_prefixlen
        for length in range(bits + 1):
            ends[address.version].setdefault((length, int(address) >> (bits - length)), []).append(text)
    best: dict[str, tuple[int, Holder]] = {}
    with regular.reading(path) as file:
        read = 0
        while (line := file.readline(_LINE)) and read < MOST:
            read += len(line)
            if (row := _row(line)) is None:
                continue
            network, holder = row
            shift = network.max_prefixlen - network.prefixlen
            for text in ends[network.version].get((network.prefixlen, int(network.network_address) >> shift), ()):
                if text not in best or best[text][0] < network.prefixlen:
                    best[text] = network.prefixlen, holder
    return {text: holder for text, (_, holder) in best.items()}


def _row(line: bytes) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, Holder] | None:
    parts = line.decode("utf-8", "replace").rstrip("\r\n").split("\t")
    if len(parts) < 2 or parts[0].startswith("#"):
        return None
    try:
        network = ipaddress.ip_network(parts[0].strip(), strict=False)
        number = int(parts[1].strip().upper().removeprefix("AS"))
    except ValueError:
        return None
    name = clean(parts[2].strip(), _NAME) if len(parts) > 2 else ""
    return network, Holder(number, name or f"AS{number}")
