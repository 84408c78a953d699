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
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.numbers import country_of, similar
from leftopen.privacy.detect.values import nearly_all

_LEAST, _MOST = 24, 64
"""Different numbers that are needed, and how many are asked."""
_DIGITS = range(8, 21)
_NEARLY = 0.95
_RARE, _TRIED = 0.15, 2000
"""The share of random texts of their form that may be valid, and of how many it is taken."""
_RARE_FORM = 0.06
"""The same of forms that nothing checks."""
_OWN = 0.2
"""The share of codes of anything with their check that may be valid."""
_CHANGED, _ALTERED = 0.2, 24
"""The share of numbers with one digit changed that pass where digits are checked, and of how many it is taken."""
_LONG = 3
"""A part of a number from which on what all begin with is more than the issuer's prefix (`9`, `784`)."""
_PREFIX = 3
"""Figures of the longest prefix of an issuer that rows of anything have, too."""
_GENERATION = 12
"""Years that dates in numbers of people are apart at least: those in numbers of orders are of ten at most."""
_LETTERED = range(7, 25)
_FORMS = 8
"""How many forms they may have: some check characters are a letter at times, and some numbers a digit shorter."""
_BETWEEN = " .-/()"
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
    bits = tuple(bit for bit in _of(size) if _checked(bit, texts) and not shared(bit, texts))
    return (texts, bits) if bits else ([], ())


def _checked(bit: int, texts: Sequence[str]) -> bool:
    """True where nearly all are valid, which hardly any other number is, nor one of them with a digit changed."""
    form = "9" * len(texts[0])
    if not nearly_all(detectors()[bit].proved, texts, _NEARLY) or _passing(bit, form) > _RARE:
        return False
    return not _by_form(bit, texts) or _rare(bit, form, texts)


def _rare(bit: int, form: str, texts: Sequence[str]) -> bool:
    """True where a form that nothing checks is one of people alone: hardly any other text that begins so has it, no day
    of a few years is in front, and births in it are of a generation."""
    lead = _lead(texts)
    lead = lead if _LONG * len(joined(lead)) > len(joined(form)) else ""
    if sum(map(detectors()[bit].proved, _begun(lead, form))) > _RARE_FORM * _TRIED:
        return False
    if detectors()[bit].year is not None:
        return born(bit, texts)
    return not (_prefixed(bit, form, texts) or codes.dated(list(map(joined, texts)), _NEARLY))


def _prefixed(bit: int, form: str, texts: Sequence[str]) -> bool:
    """True where nothing but the first figures make such a number, as those of any row do (`1004...`): not its letters,
    nor a range within it."""
    if not form.isdecimal():
        return False
    return sum(map(detectors()[bit].proved, _begun(texts[0][:_PREFIX], form))) > _NEARLY * _TRIED


def born(bit: int, texts: Sequence[str]) -> bool:
    """True where the dates in numbers are of more years than orders have, or where they hold none that is known."""
    year = detectors()[bit].year
    years = sorted(int(found) for text in texts if year and (found := year(text)).isdecimal())
    spare = len(years) // len(texts[0])
    return not years or years[-1 - spare] - years[spare] >= _GENERATION


def _by_form(bit: int, texts: Sequence[str]) -> bool:
    """True where most are valid with any other digit, too: no digit is checked."""
    changed = [
        f"{text[:at]}{(int(c) + 1) % 10}{text[at + 1 :]}" for text in texts[:_ALTERED] for at, c in _figures(text)
    ]
    return sum(map(detectors()[bit].proved, changed)) > _CHANGED * len(changed)


def shared(bit: int, texts: Sequence[str]) -> bool:
    """True where codes of anything may be so, too: their check explains all, and what is more takes most of them."""
    plain = [joined(text) for text in texts if detectors()[bit].proved(text)]
    general = codes.explains(plain)
    if general is None:
        return False
    alike = list(filter(general, _begun(_lead(plain), "9" * len(plain[0]))))
    own = sum(map(detectors()[bit].proved, alike)) / max(1, len(alike))
    return own > _OWN or codes.dated(plain, _NEARLY)


def _begun(lead: str, form: str) -> Iterable[str]:
    """Random texts of a form that begin so."""
    return (lead + text[len(lead) :] for text in _drawn(form))


def _lead(texts: Sequence[str]) -> str:
    """What all of some texts begin with.

    >>> _lead(["17034", "17112", "1705"]), _lead(["8", "9"])
    ('17', '')
    """
    first, last = min(texts), max(texts)
    same = (at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other)
    return first[: next(same, min(len(first), len(last)))]


def joined(text: str) -> str:
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
    return tuple(bit for bit in held() if (own := detectors()[bit].lengths) is None or size in own())


@cache
def held() -> tuple[int, ...]:
    """The detectors of national numbers that are held to more than a form, or to one that is theirs alone; those of
    several countries once."""
    return tuple(
        bit
        for bit, each in enumerate(detectors())
        if each.label.startswith("id.") and (each.claim == "checked" or each.held)
        if country_of(each.label) != "xx" and not each.yields and not each.of
    )


def _lettered(values: Sequence[Any]) -> tuple[list[str], tuple[int, ...]]:
    """The same of values with letters and digits at the same places each."""
    if not (isinstance(values[0], str) and (form := _form(values[0]))):
        return [], ()
    texts = list(dict.fromkeys(value.strip().upper() for value in values if isinstance(value, str) and value))[:_MOST]
    if len(texts) < _LEAST or "" in (forms := {_form(text) for text in texts}):
        return [], ()
    bits = tuple(bit for bit in _of(len(form)) if _issued(bit, forms, texts) and not shared(bit, texts))
    return (texts, bits) if bits else ([], ())


def _form(text: str) -> str:
    """Where digits, letters and what parts them stand; "" where it has no digit, or anything else."""
    text = text[: _LETTERED.stop + 2].strip()
    if len(text) not in _LETTERED or not (text.isascii() and joined(text)) or joined(text).isalpha():
        return ""
    return similar(text) if all(c.isalnum() or c in _BETWEEN for c in text) else ""


def _issued(bit: int, forms: set[str], texts: Sequence[str]) -> bool:
    """True where nearly all are valid, hardly any other text of a form is, and a check or their letters prove it."""
    detector = detectors()[bit]
    if not nearly_all(detector.proved, texts, _NEARLY):
        return False
    if detector.sole is not None and nearly_all(detector.sole, texts, _NEARLY):
        return _LONG * len(joined(_lead(texts))) <= len(joined(texts[0]))
    if len(forms) > _FORMS:
        return False
    if (usual := detector.usual) is not None:
        return nearly_all(usual, texts, _VARIED) and _varied(texts) and _free(texts) >= _FREE
    if any(_passing(bit, form) > _RARE for form in forms):
        return False
    if not _by_form(bit, texts):
        return True
    lettered = any(map(str.isalpha, texts[0])) and detector.year is None
    return _varied(texts) if lettered else all(_rare(bit, form, texts) for form in forms)


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


def passing(bit: int, text: str) -> float:
    """The share of random texts of the form of this one that are valid."""
    return _passing(bit, similar(text))


@lru_cache(1024)
def _passing(bit: int, form: str) -> float:
    """The share of random texts of a form that are valid."""
    return sum(map(detectors()[bit].proved, _drawn(form))) / _TRIED


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
