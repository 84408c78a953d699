"""All (address, port) pairs of a scope as numbers 0..size-1, and a fair order to visit them in.

Memory is that of the scope file, not of the networks it names: a /8 is three integers. Numbers run through the ports
of an address, then through the addresses.

The order is the Kronecker sequence `number = (offset + position * stride) mod size`. With `stride` coprime to `size` it
visits every number once, and it can be resumed from any position at no cost. With a `stride` whose ratio to `size` is
badly approximable (all partial quotients of its continued fraction are small), visits are spread evenly at every scale
at once: in any stretch of time each address, each network and each half of the scope gets its fair share, give or take
one or two visits. A random permutation would hit networks in bursts. (Three-distance theorem; L. Kuipers and
H. Niederreiter, Uniform Distribution of Sequences, 1974, ch. 2.3.)
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import gcd
from typing import NamedTuple

from leftopen.scope import ranges
from leftopen.scope.file import Pinned, Scope
from leftopen.scope.ranges import AddressRange

Ask = tuple[int, int, int, tuple[str, int]]
"""A visit: its position in the walk, its host and network as integers (`host_key`, `network_key`), address and port.

A plain tuple, as the sweep makes one for each pair; the last item is what `connect` takes.
"""

SIX = 1 << 128
"""Added to an IPv6 address in host keys, so that `::1` and `0.0.0.1` differ."""

_TRIES = 64
_OCTETS = tuple(str(number) for number in range(256))


def host_key(version: int, number: int) -> int:
    """One integer for an address of either version."""
    return number if version == 4 else number | SIX


def network_key(host: int) -> int:
    """The /24 or /64 that a host key lies in."""
    return host >> 64 if host >= SIX else host >> 8


class _Block(NamedTuple):
    """Neighbouring addresses from the host key `first` on, each with all of `ports`; numbers begin at `start`.

    A network key is a host key shifted right by `bits`; with `shift` added it is the number of that network among all
    networks of the scope.
    """

    start: int
    first: int
    ports: tuple[int, ...]
    bits: int
    shift: int


class Targets:
    """The pairs of `spans` x `ports`, and of `pinned`, without the addresses of `exclude`, which is merged. No pair is
    counted twice.

    `size` is how many there are; `networks` in how many /24 and /64 networks they lie.
    """

    def __init__(
        self,
        spans: Iterable[AddressRange],
        ports: Iterable[int],
        pinned: Iterable[Pinned] = (),
        exclude: Sequence[AddressRange] = (),
    ) -> None:
        wanted = tuple(sorted(set(ports)))
        whole = ranges.without(ranges.merge(spans), exclude) if wanted else ()
        groups = [(span, wanted) for span in whole]
        singles: dict[int, list[AddressRange]] = {}
        for item in pinned:
            singles.setdefault(item.port, []).append(item.range)
        for port, spots in singles.items():
            covered = whole if port in wanted else ()
            left = ranges.without(ranges.without(ranges.merge(spots), exclude), covered)
            groups += [(span, (port,)) for span in left]
        groups.sort()
        self._blocks: list[_Block] = []
        self.size = self.networks = 0
        top = -1
        for span, some in groups:
            first, last = host_key(span.version, span.first), host_key(span.version, span.last)
            bits = 8 if span.version == 4 else 64
            low, high = first >> bits, last >> bits
            ordinal = self.networks - max(top - low + 1, 0)
            self.networks += max(high - max(top, low - 1), 0)
            top = max(top, high)
            self._blocks.append(_Block(self.size, first, some, bits, ordinal - low))
            self.size += span.size * len(some)
        self._starts = [block.start for block in self._blocks]

    def at(self, number: int) -> tuple[str, int]:
        """Address and port of a number. Raises IndexError outside 0..size-1."""
        if not 0 <= number < self.size:
            raise IndexError(number)
        block = self._blocks[bisect_right(self._starts, number) - 1]
        step, place = divmod(number - block.start, len(block.ports))
        host = block.first + step
        return ranges.literal(6 if host >= SIX else 4, host & (SIX - 1)), block.ports[place]

    def walk(
        self, key: bytes, start: int = 0, stop: int | None = None, *, part: int = 0, parts: int = 1
    ) -> Iterator[Ask]:
        """The visits at positions `start` to `stop` (not included; None: the end), in the order that `key` stands for.

        With `parts` > 1 only those to every `parts`-th network: several processes share one walk by network, so that
        limits for a host and for a network hold without the processes knowing of each other.
        """
        size, starts, blocks, octets, six = self.size, self._starts, self._blocks, _OCTETS, SIX - 1
        stop = size if stop is None else min(stop, size)
        if start >= stop:
            return
        stride, offset = order(key, size)
        number = (offset + start * stride) % size
        several = len(blocks) > 1
        begin, first, ports, bits, shift = blocks[0]
        for position in range(start, stop):
            if several:
                begin, first, ports, bits, shift = blocks[bisect_right(starts, number) - 1]
            step, place = divmod(number - begin, len(ports))
            number += stride
            if number >= size:
                number -= size
            host = first + step
            network = host >> bits
            if parts > 1 and (network + shift) % parts != part:
                continue
            if bits == 8:
                text = f"{octets[host >> 24]}.{octets[host >> 16 & 255]}.{octets[network & 255]}.{octets[host & 255]}"
            else:
                text = ranges.literal(6, host & six)
            yield position, host, network, (text, ports[place])


def targets_of(scope: Scope, resolved: Iterable[tuple[str, str]], exclude: Sequence[AddressRange]) -> Targets:
    """The pairs of a scope, with its host names at the addresses they resolved to, without what is never asked."""
    spans, pinned = list(scope.targets), list(scope.pinned)
    for name, address in resolved:
        single = ranges.single(address)
        for host in scope.hosts:
            if host.name == name and host.port is None:
                spans.append(single)
            elif host.name == name and host.port is not None:
                pinned.append(Pinned(single, host.port))
    return Targets(spans, scope.ports, pinned, exclude)


@lru_cache(maxsize=8)
def order(key: bytes, size: int) -> tuple[int, int]:
    """Stride and offset of the walk that `key` stands for.

    Of 64 strides that the key gives, the one whose largest partial quotient is smallest.
    """
    digits = size.bit_length() // 8 + 9

    def draw(label: bytes) -> int:
        return int.from_bytes(hashlib.shake_256(label + b"\0" + key).digest(digits)) % size

    draws = (draw(b"stride %d" % turn) for turn in range(_TRIES))
    stride = min((draw for draw in draws if gcd(draw, size) == 1), key=lambda n: _roughness(n, size), default=1)
    return stride, draw(b"offset")


def _roughness(stride: int, size: int) -> int:
    """The largest partial quotient of the continued fraction of stride / size: the smaller, the evener the walk."""
    worst, low, high = 0, stride, size
    while low:
        quotient, rest = divmod(high, low)
        high, low, worst = low, rest, max(worst, quotient)
    return worst
