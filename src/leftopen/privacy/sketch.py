"""Keyed sketches: which stores hold the same people, and how many distinct ones, without keeping who.

A sketch is the `K` smallest keyed 64-bit hashes (bottom-k; A. Z. Broder, "On the resemblance and containment of
documents", 1997; E. Cohen and H. Kaplan, "Summarizing data using bottom-k sketches", 2007). The key is random, one per
audit, lives in memory and is dropped at its end: after that nobody can test a guess against a sketch.
"""

import secrets
from collections.abc import Callable
from hashlib import blake2b
from math import expm1, log1p, sqrt

from leftopen.model import Sketch

K = 256
_RANGE = 2.0**64
_FEW = 10
"""Repeats up to which their number is far from normally distributed."""


def new_key() -> bytes:
    """The key of one audit."""
    return secrets.token_bytes(32)


class Sketcher:
    """Makes the sketches of one audit; those of other processes with the same `key` can be compared with them.

    `close` drops the key; hashing after it raises ValueError.
    """

    __slots__ = ("_key",)

    def __init__(self, key: bytes | None = None) -> None:
        self._key: bytes | None = key or new_key()

    def __repr__(self) -> str:
        return "<Sketcher>"

    def __reduce_ex__(self, protocol: object) -> str:
        raise TypeError("a Sketcher holds a key and is not serialised")

    def close(self) -> None:
        """Drops the key."""
        self._key = None

    def hash(self, label: str, value: str) -> int:
        """The keyed 64-bit hash of a normalised value; the same value under another label hashes apart."""
        if self._key is None:
            raise ValueError("this sketcher is closed")
        data = f"{label}\x1f{value}".encode("utf-8", "replace")
        return int.from_bytes(blake2b(data, digest_size=8, key=self._key).digest(), "big")

    def sketch(self, collection: str, label: str, hashes: list[int]) -> Sketch:
        """The sketch of all hashes seen, repeats included."""
        return Sketch(collection, label, len(hashes), tuple(sorted(set(hashes))[:K]))


def size(sketch: Sketch) -> int:
    """How many distinct values a sketch has seen: exact below `K`, estimated from the k-th smallest hash above."""
    count = len(sketch.minhash)
    if count < K:
        return count
    return round((K - 1) * _RANGE / (sketch.minhash[-1] + 1))


def overlap(one: Sketch, other: Sketch) -> tuple[float, int]:
    """Which share of the smaller sketch's values stands in the other too, and of how many compared values.

    Compares only hashes below the bound up to which both sketches are complete, so that the share is unbiased.
    Sketches of different labels have nothing in common: (0.0, 0).
    """
    if one.label != other.label or not one.minhash or not other.minhash:
        return 0.0, 0
    bounds = [sketch.minhash[-1] for sketch in (one, other) if len(sketch.minhash) >= K]
    bound = min(bounds, default=int(_RANGE))
    first = {value for value in one.minhash if value <= bound}
    second = {value for value in other.minhash if value <= bound}
    compared = min(len(first), len(second))
    return (len(first & second) / compared, compared) if compared else (0.0, 0)


def distinct(sketch: Sketch, sampled: int, total: int) -> tuple[int, int]:
    """How many distinct people a store of `total` records holds, (low, high), from `sampled` of them.

    The repeats among the sampled values tell it (the occupancy problem; I. J. Good, "The population frequencies of
    species", 1953): if S people have N/S records each, a sample of n records misses a person with probability
    q = (1 - n/N)^(N/S), so S(1 - q) distinct people are expected in it. The range holds every S for which the
    observed number lies within two standard deviations of that (the smaller of the binomial and the Poisson one). It
    assumes that the sample is not sorted by person; people who have far more records than others make the low end
    lower than the truth. No repeat in a small sample leaves a wide range: that is what such a sample knows.
    """
    seen = sketch.seen
    found = min(seen, size(sketch))  # an estimate above what was seen is an error of the estimate
    if not seen or sampled <= 0 or total <= 0:
        return found, found
    holders = max(found, (total * min(seen, sampled) + sampled // 2) // sampled)
    if sampled >= total or seen >= holders:
        return found, found

    def mean(people: int) -> float:
        """How many different ones are met of so many; exact also where a store is said to be enormous."""
        return -people * expm1(log1p(-seen / holders) * (holders / people))

    def spread(people: int) -> float:
        caught = mean(people)
        return 2 * sqrt(max(0.0, min(caught * (1 - caught / people), seen - caught)))

    repeats = seen - found
    few = _fewest(repeats) if repeats <= _FEW else None
    low = _first(found, holders, lambda people: mean(people) + spread(people) >= found)
    high = _first(
        found,
        holders,
        lambda people: mean(people) - spread(people) > found if few is None else seen - mean(people) < few,
    )
    return low, high


def _fewest(count: int) -> float:
    """The lower end of the 95 % interval of a Poisson mean (Wilson and Hilferty's approximation, 1931)."""
    return count * max(0.0, 1 - 1 / (9 * count) - 1.96 / (3 * sqrt(count))) ** 3 if count else 0.0


def _first(start: int, stop: int, holds: Callable[[int], bool]) -> int:
    """The first number for which a condition holds that goes on holding, or `stop`."""
    while start < stop:
        middle = (start + stop) // 2
        if holds(middle):
            stop = middle
        else:
            start = middle + 1
    return start
