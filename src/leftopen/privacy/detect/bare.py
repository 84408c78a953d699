"""National numbers in a field whose name says nothing: keys of a map, a column of a file without names, `ref`.

No pattern looks for them (see `numbers`), as one in a few of all numbers passes some country's check. Many different
numbers of one length of which nearly all pass the same check are another matter: one in ten does by chance, and not
all of two dozen. What else may explain them is a check that codes of anything have (see `codes`): such numbers need a
form besides that hardly any code of that check has, such as a day of birth. Where a check takes what has one digit
changed, it is a form alone, as numbers of orders begin with dates, too; those must not be of a few years.

Letters at fixed places make a form that hardly anything shares; where nothing is checked but which letters stand where
(a prefix of the issuer, a `P` for a person), those must differ from number to number, as codes of wares begin alike.
"""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from hashlib import sha256
from string import ascii_uppercase
from typing import Any

from leftopen.privacy.detect import codes
from leftopen.privacy.detect.kinds import by_value, detectors
from leftopen.privacy.detect.numbers import similar
from leftopen.privacy.detect.values import nearly_all

_LEAST, _MOST = 24, 64
"""Different numbers that are needed, and how many are asked."""
_DIGITS = range(8, 21)
_NEARLY = 0.95
_RARE, _TRIED = 0.15, 2000
"""The share of random texts of their form that may be valid, and of how many it is taken."""
_RARE_FORM = 0.05
"""The same of forms that nothing checks."""
_OWN = 0.2
"""The share of codes of anything with their check that may be valid."""
_CHANGED, _ALTERED = 0.2, 24
"""The share of numbers with one digit changed that pass where digits are checked, and of how many it is taken."""
_LONG = 3
"""A part of a number from which on what all begin with is more than the issuer's prefix (`9`, `784`)."""
_LETTERED = range(8, 22)
_FORMS = 4
"""How many forms they may have: some check characters are a letter at times, and some numbers a digit shorter."""
_BETWEEN = " .-/"
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
    if "" in texts:
        return _lettered(values)
    if len(texts) < _LEAST:
        return [], ()
    size = max(map(len, texts))
    if size not in _DIGITS:
        return [], ()
    if all(isinstance(value, int) for value in values) or not any(text[0] == "0" for text in texts):
        texts = [text.zfill(size) for text in texts]
    elif min(map(len, texts)) < size:
        return [], ()
    bits = tuple(bit for bit in _of(size) if _checked(bit, texts) and not _shared(bit, texts))
    return (texts, bits) if bits else ([], ())


def _checked(bit: int, texts: Sequence[str]) -> bool:
    """True where nearly all are valid, which hardly any other number is, nor one of them with a digit changed."""
    valid = detectors()[bit].valid
    if not nearly_all(valid, texts, _NEARLY):
        return False
    passing = _passing(bit, "9" * len(texts[0]))
    if passing > _RARE:
        return False
    if not _by_form(bit, texts):
        return True
    lead = _lead(texts)
    lead = lead if _LONG * len(lead) > len(texts[0]) else ""
    return sum(map(valid, _begun(lead, len(texts[0])))) <= _RARE_FORM * _TRIED and not codes.dated(texts, _NEARLY)


def _by_form(bit: int, texts: Sequence[str]) -> bool:
    """True where most are valid with any other digit, too: no digit is checked."""
    changed = [
        f"{text[:at]}{(int(c) + 1) % 10}{text[at + 1 :]}" for text in texts[:_ALTERED] for at, c in _figures(text)
    ]
    return sum(map(detectors()[bit].valid, changed)) > _CHANGED * len(changed)


def _shared(bit: int, texts: Sequence[str]) -> bool:
    """True where codes of anything may be so, too: their check explains all, and what is more takes most of them."""
    plain = [_joined(text) for text in texts if detectors()[bit].valid(text)]
    general = codes.explains(plain)
    if general is None:
        return False
    alike = list(filter(general, _begun(_lead(plain), len(plain[0]))))
    own = sum(map(detectors()[bit].valid, alike)) / max(1, len(alike))
    return own > _OWN or codes.dated(plain, _NEARLY)


def _begun(lead: str, size: int) -> Iterable[str]:
    """Random numbers of so many digits that begin so."""
    return (lead + text[len(lead) :] for text in _drawn("9" * size))


def _lead(texts: Sequence[str]) -> str:
    """What all of some texts begin with.

    >>> _lead(["17034", "17112", "1705"]), _lead(["8", "9"])
    ('17', '')
    """
    first, last = min(texts), max(texts)
    same = (at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other)
    return first[: next(same, min(len(first), len(last)))]


def _joined(text: str) -> str:
    """A text without what parts it."""
    return "".join(c for c in text if c.isalnum())


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
    bits = tuple(bit for bit in _of(len(form)) if _issued(bit, forms, texts) and not _shared(bit, texts))
    return (texts, bits) if bits else ([], ())


def _form(text: str) -> str:
    """Where digits, letters and what parts them stand; "" where it has no digit, or anything else."""
    text = text[: _LETTERED.stop + 2].strip()
    if len(text) not in _LETTERED or not (text.isascii() and (joined := _joined(text))) or joined.isalpha():
        return ""
    return similar(text) if all(c.isalnum() or c in _BETWEEN for c in text) else ""


def _issued(bit: int, forms: Iterable[str], texts: Sequence[str]) -> bool:
    """True where nearly all are valid, hardly any other text of a form is, and a check or their letters prove it."""
    detector = detectors()[bit]
    if not nearly_all(detector.valid, texts, _NEARLY):
        return False
    if (usual := detector.usual) is not None:
        return nearly_all(usual, texts, _VARIED) and _varied(texts) and _free(texts) >= _FREE
    if any(_passing(bit, form) > _RARE for form in forms):
        return False
    return not _by_form(bit, texts) or _varied(texts)


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
    return sum(map(detectors()[bit].valid, _drawn(form))) / _TRIED


@lru_cache(16)
def _drawn(form: str) -> tuple[str, ...]:
    """Random texts of a form, the same each time."""
    drawn = []
    for n in range(_TRIED):
        number = int.from_bytes(sha256(b"%d" % n).digest(), "big")
        text = ""
        for c in form:
            number, place = divmod(number, 260)
            text += str(place % 10) if c == "9" else ascii_uppercase[place % 26] if c == "A" else c
        drawn.append(text)
    return tuple(drawn)
