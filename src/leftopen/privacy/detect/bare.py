"""National numbers in a field whose name says nothing: keys of a map, a column of a file without names.

No pattern looks for them (see `numbers`), as one in a few of all numbers passes some country's check. Many different
numbers of one length of which nearly all pass the same check are another matter, where few others would: two check
digits, or a day of birth beside one. A check that one in ten passes is shared with books, wares and cards.

Letters at fixed places make a form that hardly anything shares, so that one check character is enough there; where
nothing is checked but which letters stand where (a prefix of the issuer, a `P` for a person), those must differ from
number to number, as codes of wares begin alike.
"""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from hashlib import sha256
from string import ascii_uppercase
from typing import Any

from leftopen.privacy.detect.kinds import by_value, detectors
from leftopen.privacy.detect.numbers import similar
from leftopen.privacy.detect.values import nearly_all

_LEAST, _MOST = 24, 64
"""Different numbers that are needed, and how many are asked."""
_DIGITS = range(9, 21)
_NEARLY = 0.95
_RARE, _TRIED = 0.05, 2000
"""The share of random numbers that may pass the check, and of how many it is taken."""
_RARE_LETTERED = 0.15
_CHANGED = 0.2
"""The share of numbers with one digit changed that pass where digits are checked."""
_LETTERED = range(8, 17)
_FORMS = 2
"""How many forms they may have: some check characters are a letter at times."""
_FREE, _LETTERS = 5, 6
"""At how many places different letters stand at least, and how many, where most have a usual form."""
_VARIED = 0.5
"""The share of numbers whose letters no other one has, where letters alone are held to rules."""


def proved(values: Sequence[Any]) -> tuple[list[str], tuple[int, ...]]:
    """The values with the zeros that whole numbers lost, and the detectors of national numbers that nearly all of them
    are valid for; nothing where there are none.

    >>> proved([f"{n:011d}" for n in range(20)]), proved(["12345678909"] * 40), proved(["anna"] * 40)
    (([], ()), ([], ()), ([], ()))
    """
    if not values:
        return [], ()
    if not _digits(values[0]):
        return _lettered(values)
    texts = list(dict.fromkeys(map(_digits, values)))[:_MOST]
    if len(texts) < _LEAST or "" in texts:
        return [], ()
    size = max(map(len, texts))
    if size not in _DIGITS:
        return [], ()
    if all(isinstance(value, int) for value in values) or not any(text[0] == "0" for text in texts):
        texts = [text.zfill(size) for text in texts]
    elif min(map(len, texts)) < size:
        return [], ()
    bits = tuple(
        bit
        for bit in _of(size)
        if nearly_all(detectors()[bit].valid, texts, _NEARLY) and _passing(bit, "9" * size) <= _RARE
    )
    return (texts, bits) if bits else ([], ())


def _digits(value: Any) -> str:
    """A whole number as it is written; "" for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    text = str(value)[: _DIGITS.stop].strip()
    return text if text.isascii() and text.isdecimal() and len(text) < _DIGITS.stop else ""


@cache
def _of(size: int) -> tuple[int, ...]:
    """The detectors that a number of so many digits may be valid for."""
    bits = by_value().get("id.national", ())
    return tuple(bit for bit in bits if (own := detectors()[bit].lengths) is None or size in own())


def _lettered(values: Sequence[Any]) -> tuple[list[str], tuple[int, ...]]:
    """The same of values with letters and digits at the same places each."""
    if not (isinstance(values[0], str) and (form := _form(values[0]))):
        return [], ()
    texts = list(dict.fromkeys(value.strip().upper() for value in values if isinstance(value, str) and value))[:_MOST]
    if len(texts) < _LEAST or "" in (forms := {_form(text) for text in texts}) or len(forms) > _FORMS:
        return [], ()
    bits = tuple(bit for bit in _of(len(form)) if _issued(bit, forms, texts))
    return (texts, bits) if bits else ([], ())


def _form(text: str) -> str:
    """Where digits and letters of a text stand; "" where it has not both, or anything else."""
    text = text[: _LETTERED.stop + 2].strip()
    if len(text) not in _LETTERED or not (text.isascii() and text.isalnum()) or text.isdecimal() or text.isalpha():
        return ""
    return similar(text)


def _issued(bit: int, forms: Iterable[str], texts: Sequence[str]) -> bool:
    """True where nearly all are valid, hardly any other text of a form is, and a check or their letters prove it."""
    detector = detectors()[bit]
    if not nearly_all(detector.valid, texts, _NEARLY):
        return False
    if (usual := detector.usual) is not None:
        return nearly_all(usual, texts, _VARIED) and _varied(texts) and _free(texts) >= _FREE
    if any(_passing(bit, form) > _RARE_LETTERED for form in forms):
        return False
    changed = [f"{text[:at]}{(int(c) + 1) % 10}{text[at + 1 :]}" for text in texts for at, c in _figures(text)]
    return sum(map(detector.valid, changed)) <= _CHANGED * len(changed) or _varied(texts)


def _figures(text: str) -> list[tuple[int, str]]:
    return [(at, c) for at, c in enumerate(text) if c.isdecimal()]


def _varied(texts: Sequence[str]) -> bool:
    """True where letters differ from text to text."""
    letters = {"".join(c for c in text if c.isalpha()) for text in texts}
    return len(letters) >= _VARIED * len(texts) and all(
        len({text[at] for text in texts}) > 1 for at, c in enumerate(texts[0]) if c.isalpha() and at < 3
    )


def _free(texts: Sequence[str]) -> int:
    """At how many places of letters many different ones stand."""
    places = (at for at, c in enumerate(texts[0]) if c.isalpha())
    return sum(len({text[at] for text in texts}) >= _LETTERS for at in places)


@lru_cache(1024)
def _passing(bit: int, form: str) -> float:
    """The share of random texts of a form that are valid."""
    valid, passed = detectors()[bit].valid, 0
    for n in range(_TRIED):
        number = int.from_bytes(sha256(b"%d" % n).digest(), "big")
        text = ""
        for c in form:
            number, place = divmod(number, 260)
            text += str(place % 10) if c == "9" else ascii_uppercase[place % 26]
        passed += valid(text)
    return passed / _TRIED
