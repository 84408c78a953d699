"""National numbers in bare digits in a field whose name says nothing: keys of a map, a column of a file without names.

No pattern looks for them (see `numbers`), as one in a few of all numbers passes some country's check. Many different
numbers of one length of which nearly all pass the same check are another matter, where few others would: two check
digits, or a day of birth beside one. A check that one in ten passes is shared with books, wares and cards.
"""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from typing import Any

from leftopen.privacy.detect.kinds import by_value, detectors
from leftopen.privacy.detect.values import nearly_all

_LEAST, _MOST = 24, 64
"""Different numbers that are needed, and how many are asked."""
_DIGITS = range(9, 21)
_NEARLY = 0.95
_RARE, _TRIED = 0.05, 2000
"""The share of random numbers that may pass the check, and of how many it is taken."""


def proved(values: Sequence[Any]) -> tuple[list[str], tuple[int, ...]]:
    """The values with the zeros that whole numbers lost, and the detectors of national numbers that nearly all of them
    are valid for; nothing where there are none.

    >>> proved([f"{n:011d}" for n in range(20)]), proved(["12345678909"] * 40), proved(["anna"] * 40)
    (([], ()), ([], ()), ([], ()))
    """
    if not (values and _digits(values[0])):
        return [], ()
    texts = list(dict.fromkeys(map(_digits, values)))[:_MOST]
    if len(texts) < _LEAST or "" in texts:
        return [], ()
    size = max(map(len, texts))
    if size not in _DIGITS:
        return [], ()
    if all(isinstance(value, int) for value in values):
        texts = [text.zfill(size) for text in texts]
    elif min(map(len, texts)) < size:
        return [], ()
    bits = tuple(
        bit for bit in _of(size) if nearly_all(detectors()[bit].valid, texts, _NEARLY) and _passing(bit, size) <= _RARE
    )
    return (texts, bits) if bits else ([], ())


def _digits(value: Any) -> str:
    """A whole number as it is written; "" for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    text = str(value)[: _DIGITS.stop].strip()
    return text if text.isascii() and text.isdecimal() and (isinstance(value, int) or len(text) in _DIGITS) else ""


@cache
def _of(size: int) -> tuple[int, ...]:
    """The detectors that a number of so many digits may be valid for."""
    bits = by_value().get("id.national", ())
    return tuple(bit for bit in bits if (own := detectors()[bit].lengths) is None or size in own())


@cache
def _passing(bit: int, size: int) -> float:
    """The share of numbers of so many random digits that are valid."""
    valid = detectors()[bit].valid
    numbers = (int.from_bytes(sha256(b"%d" % n).digest()[:12], "big") % 10**size for n in range(_TRIED))
    return sum(valid(f"{number:0{size}d}") for number in numbers) / _TRIED
