"""Faults of machines, which are told in words that forms have for illnesses: `diagnosi` over `batteria` and `scheda`.

Words for parts and faults are `about.fault` in `[values]` of the languages. A heart has a valve and a pump, too, and an
ear a noise: half of the texts must have such a word, and none one for an illness. What engines tell of themselves are
codes of their own (SAE J2012: a letter and four figures).
"""

from collections.abc import Sequence
from functools import cache
from itertools import islice
from typing import Any

from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.joined import joined
from leftopen.privacy.detect.units import units
from leftopen.privacy.detect.values import distinct_texts, nearly_all
from leftopen.privacy.detect.weights import number
from leftopen.privacy.later import later

_CHARACTERS, _LONGEST, _TEXTS = 80, 3, 32
"""Characters of a text that are read, words of the longest one for a fault, and texts that are."""
_TROUBLE = later("[PBCU][0-3][0-9A-F]{3}")
"""A trouble code of a vehicle: where it is, whose, and three figures."""


def of_machines(column: Column, bit: int) -> bool:
    """True where half of several different texts have a word for a part of a machine or a fault, and none one of this
    kind."""
    if column.agrees[bit] or column.whole[bit]:
        return False
    return told(column.kept)


def told(kept: Sequence[Any]) -> bool:
    """True where at least two and half of the texts have a word for a part or a fault.

    >>> told(["dead battery", "water leak", "none"]), told(["漏水", "电机异响"]), told(["gout", "battery", "no"])
    (True, True, False)
    """
    texts = list(islice(sorted(distinct_texts(kept, _CHARACTERS) - {""}), _TEXTS))
    return 2 * sum(map(_faulty, texts)) >= max(2 * number("two_words"), len(texts))


def _faulty(text: str) -> bool:
    its = units(text)
    runs = ("".join(its[start:end]) for start in range(len(its)) for end in range(start + 1, start + 1 + _LONGEST))
    spaced, unspaced = _words()
    return any(run in spaced for run in runs) or any(word in text for word in unspaced)


@cache
def _words() -> tuple[frozenset[str], tuple[str, ...]]:
    """Words of scripts with spaces, joined, and those of scripts without."""
    every = lexicon.closed("about.fault")
    unspaced = tuple(sorted(word for word in every if len(word) > 1 and min(word) >= _UNSPACED))
    return frozenset(joined("about.fault")), unspaced


_UNSPACED = "\u0e00"
"""The first letter of scripts that write words without spaces, and of Korean."""


def coded(kept: Sequence[Any]) -> bool:
    """True for trouble codes of vehicles.

    >>> coded(["P0301", "P0420", "U0100"]), coded(["F32.1", "P07.3"]), coded(["P0301"])
    (True, False, False)
    """
    texts = sorted(distinct_texts(kept, _CHARACTERS))
    if len(texts) < number("few"):
        return len(texts) >= number("two_words") and all(map(_TROUBLE.fullmatch, texts))
    return nearly_all(lambda text: _TROUBLE.fullmatch(text) is not None, texts, number("nearly"))
