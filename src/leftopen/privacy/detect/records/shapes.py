"""What values of nobody look like under words that are of somebody: files, digests, classes of drugs, votes."""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy.detect.values import distinct_texts
from leftopen.privacy.detect.weights import number
from leftopen.privacy.later import later

OPINIONS, _SORTS = ("special.politics", "special.union", "special.religion", "special.sex_life"), 20
"""Labels of what one has one of a few sorts of, and how many of them are told apart by codes."""
_FILE = later(r"(?:[A-Za-z]:\\|\\\\|\.{0,2}/[\w.-]+/)\S.*|0[xX][0-9A-Fa-f]{2,16}")
"""What a file or a place in a memory is called by: a path from its root, hexadecimal figures."""
_DIGEST = later("(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}|[0-9a-fA-F]{128})")
"""MD5, SHA-1, SHA-256 and SHA-512."""
_CLASSES = frozenset(("A", "B", "B1", "B2", "B3", "C", "D", "X"))
_SOME = 0.2
"""Share of texts that are different at most where a field holds a few ones again and again."""
_CHARACTERS = 80


def again(kept: Sequence[Any], different: set[str]) -> bool:
    """True where many values are a few `different` ones again and again."""
    return len(kept) >= number("constant") and len(different) <= _SOME * len(kept)


def few(kept: Sequence[Any]) -> bool:
    """True for a few values that come again and again.

    >>> few(["a", "b"] * 9), few([*range(18)]), few(["a"] * 3)
    (True, False, False)
    """
    return again(kept, set(map(str, kept)))


def digests(kept: Sequence[Any]) -> bool:
    """True for hexadecimal figures of the length of a digest, of a key or a file: templates of fingers are longer."""
    texts = {str(value).replace(":", "") for value in kept}
    return len({len(text) for text in texts}) == 1 and all(map(_DIGEST.fullmatch, texts))


def of_files(kept: Sequence[Any]) -> bool:
    """True where what is called an address is one of files or in a memory.

    >>> of_files(["/srv/data/a.txt", "C:\\\\temp\\\\b.doc", "0x1F00"]), of_files(["12 High Street", "/", "4/12"])
    (True, False)
    """
    texts = distinct_texts(kept, _CHARACTERS)
    return len(texts) >= number("two_words") and all(map(_FILE.fullmatch, texts))


def of_a_drug(kept: Sequence[Any]) -> bool:
    """True for the letters by which drugs are classed for use in pregnancy, the last of which, X, is among them (FDA,
    21 CFR 201.57 until 2015: A, B, C, D and X; in Australia B in three).

    >>> of_a_drug(["A", "B", "C", "X"]), of_a_drug(["A", "B", "D"]), of_a_drug(["X", None])
    (True, False, False)
    """
    texts = distinct_texts(kept, _CHARACTERS) - {""}
    return "X" in texts and len(texts) > number("two_words") and texts <= _CLASSES


def tallied(kept: Sequence[Any]) -> bool:
    """True for numbers of votes and of members: whole ones, more than sorts of any opinion have a code.

    >>> tallied([*range(90, 150)]), tallied([1, 2, 3, 9]), tallied(["DEM", "REP"])
    (True, False, False)
    """
    counted = bool(kept) and all(type(value) is int for value in kept)
    return counted and len(set(kept)) > _SORTS and max(kept) > _SORTS * number("few")
