"""Names of wares and dwellings: `Camisa Santiago`, `Căn hộ Hoàng Anh`. What is sold is called as people are, behind a
word for it, and somebody's name has none."""

from collections.abc import Iterable
from functools import cache

from leftopen.model import CLAIM
from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.weights import number

_UNSPACED = "\u0e00"
_CHARACTERS = 64


@cache
def _words(concept: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Words of scripts with spaces, each between two, and what names in others end with."""
    told = lexicon.closed(concept)
    spaced = frozenset(f" {word} " for word in told if word[0] < _UNSPACED)
    return spaced, tuple(word for word in told if word[0] >= _UNSPACED)


def ware(text: str) -> bool:
    """True for a name with a word for a ware or a dwelling.

    >>> [ware(each) for each in ("Camisa Santiago", "Lampe Anna", "Căn hộ Hoàng Anh", "김치냉장고", "Ada Lampert")]
    [True, True, True, True, False]
    """
    return _has(text, "about.ware")


def _has(text: str, concept: str) -> bool:
    spaced, joined = _words(concept)
    text = text[:_CHARACTERS].strip().casefold()
    if text.endswith(joined):
        return True
    its = text.split()
    pairs = (f" {' '.join(its[at : at + length])} " for length in (1, 2) for at in range(len(its) - length + 1))
    return not spaced.isdisjoint(pairs)


def of_wares(texts: Iterable[str]) -> bool:
    """True where half of several texts are names of wares."""
    return _half(texts, "about.ware")


def of_ledgers(texts: Iterable[str]) -> bool:
    """True where half of several texts are what accounts of a ledger are called.

    >>> of_ledgers(["Trade receivables", "Sales revenue", "Rent expense", "Utilities"]), of_ledgers(["Johnny Cash"] * 4)
    (True, False)
    """
    return _half(texts, "about.ledger")


def _half(texts: Iterable[str], concept: str) -> bool:
    told = [_has(text, concept) for text in texts]
    return len(told) > number("two_words") and sum(told) >= CLAIM * len(told)
