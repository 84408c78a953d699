"""Keyed sketches: which stores hold the same people, and how many distinct ones, without keeping who.

A sketch is the `K` smallest keyed 64-bit hashes (bottom-k; A. Z. Broder, "On the resemblance and containment of
documents", 1997; E. Cohen and H. Kaplan, "Summarizing data using bottom-k sketches", 2007). The key is random, one per
audit, lives in memory and is dropped at its end: after that nobody can test a guess against a sketch.
"""

import secrets
from hashlib import blake2b
from math import sqrt

from leftopen.model import Sketch

K = 256
_RANGE = 2.0**64
_SURE = 3.0
"""Mean of a Poisson count that shows at least one event with 95 % chance: -ln(0.05)."""


class Sketcher:
    """Makes the sketches of one audit. `close` drops the key; hashing after it raises ValueError."""

    __slots__ = ("_key",)

    def __init__(self) -> None:
        self._key: bytes | None = secrets.token_bytes(32)

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

    The repeats among the sampled values tell it (the birthday argument; I. J. Good, "The population frequencies of
    species", 1953): if each person has r records, of the n(n-1)/2 pairs of sampled records a fraction
    (r-1)/(N-1) is of one person, so c repeats put r near 1 + c(N-1)/(n(n-1)/2). The range takes c at the two ends of
    its 95 % Poisson interval. It assumes that the sample is not sorted by person; people who have far more records
    than others make the low end lower than the truth. No repeat in a small sample leaves a wide range: that is what
    such a sample knows.
    """
    seen, found = sketch.seen, size(sketch)
    if not seen or sampled <= 0 or total <= 0:
        return found, found
    holders = max(found, round(total * min(1.0, seen / sampled)))
    if sampled >= total or seen >= holders:
        return found, found
    if seen < 2:
        return found, holders
    repeats = max(0, seen - found)
    few, many = _poisson(repeats)
    pairs = seen * (seen - 1) / 2
    low = holders / (1 + many * (holders - 1) / pairs)
    high = holders / (1 + few * (holders - 1) / pairs)
    return max(found, int(low)), max(found, min(holders, round(high)))


def _poisson(count: int) -> tuple[float, float]:
    """About the 95 % interval of a Poisson mean from one count (square-root transform; exact upper end at none)."""
    if not count:
        return 0.0, _SURE
    root = sqrt(count)
    return max(0.0, (root - 0.98) ** 2 - 0.25) if count > 1 else 0.03, (sqrt(count + 1) + 0.98) ** 2 - 0.25
