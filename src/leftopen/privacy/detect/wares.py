"""Names of wares and dwellings: `Camisa Santiago`, `Căn hộ Hoàng Anh`. What is sold is called as people are, behind a
word for it, and somebody's name has none."""

from collections.abc import Iterable
from functools import cache

from leftopen.model import CLAIM
from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.concepts import read
from leftopen.privacy.detect.standing import SOMEBODY
from leftopen.privacy.detect.units import units
from leftopen.privacy.detect.weights import number

_UNSPACED = "\u0e00"
_CHARACTERS = 64
_OF_WARES = frozenset(("about.article", "about.thing"))
_CODES = frozenset(("other.part", "other.order"))
"""Concepts of names for a code and for the number of something, with which a name says that it is one of a ware."""
_LONGEST = 3
"""Words of the longest one for a thing that a name of a code has."""


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


def numbers(name: str) -> bool:
    """True for a name of the code of a ware, whatever check its makers give it: `šifra_artikla`, `kod_części`.

    >>> [numbers(each) for each in ("šifra_artikla", "kod_części", "item_code", "SKU", "product_no")]
    [True, True, True, True, True]
    >>> [numbers(each) for each in ("customer_no", "šifra_kupca", "item_owner_code", "osebna_številka", "code")]
    [False, False, False, False, False]
    """
    told = {hint.concept for hint in read(name)}
    if any(concept in SOMEBODY or concept.startswith(("person.", "id.")) for concept in told):
        return False
    if not told.isdisjoint(_OF_WARES):
        return True
    its = units(name)
    parts = (" ".join(its[at : at + length]) for length in range(1, _LONGEST + 1) for at in range(len(its)))
    coded = not told.isdisjoint(_CODES) or any(hint.concept in _CODES for unit in its for hint in read(unit))
    return coded and not _things().isdisjoint(parts)


@cache
def _things() -> frozenset[str]:
    """Words for things as parts of a name are written."""
    return frozenset(" ".join(units(word)) for word in lexicon.closed("about.item"))
