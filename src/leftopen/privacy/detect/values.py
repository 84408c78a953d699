"""Values as the detectors take them: of bounded length and number, sound text, and long numbers as they were."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from leftopen.privacy.detect.patterns import HEAD, valid
from leftopen.privacy.detect.weights import number

CELL = 16
"""Values of one field in one record that are examined."""
CHARACTERS = 16_384
"""Characters of one field in one record that are examined, so that long texts in a list cost no more than one."""
_LONG = 262_144
_HUGE = 10**24
_LONG_NUMBER, _EXACT = 10**6, 2**53
"""Figures that may number somebody, and up to where a fraction holds whole numbers exactly."""
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d\d?")
"""A long number as spreadsheets write it, its last digits lost."""
_FRACTIONAL = re.compile(r"(\d{7,24})[.,]0{1,2}")
"""A long number that went through a table of fractions on its way to a text."""
_WRITTEN = ("E+", ".0", ",0")
_NO_VALUES = (
    "",
    "n/a",
    "#n/a",
    "null",
    "(null)",
    "<null>",
    "nan",
    "tbd",
    "undefined",
    "\\n",
    "-",
    "--",
    "---",
    "?",
    "??",
)
BLANK = frozenset({"NaN"}.union(*((word, word.upper(), word.title()) for word in _NO_VALUES)))
"""What programs and people write where there is no value."""
_SHORT = 64
"""Characters of a text that may be such a number, or a name."""


def distinct_texts(kept: Iterable[Any], most: int = _SHORT) -> set[str]:
    """The different texts among values, without spaces around them and cut after so many characters."""
    return {value.strip()[:most] for value in kept if isinstance(value, str)}


def mostly_figures(kept: Iterable[Any]) -> bool:
    """True where nearly all texts have figures, as codes have and names have not."""
    texts = distinct_texts(kept)
    return sum(any(map(str.isdigit, text)) for text in texts) > number("nearly") * len(texts)


def whole(value: Any) -> bool:
    """True for a whole number, also in writing, of any length: Python refuses to read one of thousands of figures.

    >>> whole(7), whole("007"), whole(True), whole("7.5")
    (True, True, False, False)
    """
    return type(value) is int or (isinstance(value, str) and value.isdecimal())


def countable(value: Any, figures: int) -> bool:
    """True for a whole number, in writing of at most so many figures.

    >>> countable(7, 3), countable("007", 3), countable("1234", 3), countable(1234, 3)
    (True, True, False, True)
    """
    return whole(value) and (type(value) is int or len(value) <= figures)


def nearly_all(passes: Callable[[str], bool], texts: Sequence[str], share: float) -> bool:
    """True where at least this share of the texts passes; the first failure too many ends it.

    >>> nearly_all(str.isdigit, ["1", "2", "a", "4"], 0.75), nearly_all(str.isdigit, ["1", "b", "a", "4"], 0.75)
    (True, False)
    """
    spare = len(texts) - share * len(texts)
    for text in texts:
        if not passes(text):
            spare -= 1
            if spare < 0:
                return False
    return True


def tame(value: Any) -> Any:
    """A value that every detector can take: text as valid Unicode of bounded length."""
    if not isinstance(value, str):
        return value
    return value[:_LONG] if value.isascii() else valid(value[:_LONG])


def fit(values: Sequence[Any]) -> list[Any]:
    """Of the values of one field in one record those to examine, none where they are all empty."""
    if len(values) == 1:
        (value,) = values
        if type(value) is str and value.isascii():
            return [] if value in BLANK else [value[:_LONG]]
        if type(value) is int:
            return [value] if measurable(value) else []
    some = [tame(counted(value)) for value in values[:CELL] if measurable(value) and not _blank(value)]
    if len(some) > 1:
        some = _bounded(some)
    return [] if all(value == "" for value in some) else some


def _blank(value: Any) -> bool:
    return type(value) is str and value in BLANK


def counted(value: Any) -> Any:
    """A long number that is kept as a fraction without any (`13910002000.0`) as a whole one."""
    return (
        int(value) if isinstance(value, float) and value.is_integer() and _LONG_NUMBER <= abs(value) < _EXACT else value
    )


def altered(text: str) -> bool:
    """True for a text that may be a number written as no number of somebody is."""
    return len(text) <= _SHORT and any(mark in text for mark in _WRITTEN)


def whole_number(value: Any) -> Any:
    """A long number as it was: one that a spreadsheet shortened with zeros for what is lost, and none of a fraction.

    >>> whole_number("4.9163E+12"), whole_number("4915112345678.0"), whole_number("12.0"), whole_number("3.1.0")
    ('4916300000000', '4915112345678', '12.0', '3.1.0')
    """
    if type(value) is not str or not altered(value):
        return value
    if _SHORTENED.fullmatch(value):
        return str(int(float(value.replace(",", "."))))
    found = _FRACTIONAL.fullmatch(value)
    return found[1] if found else value


def _bounded(values: list[Any]) -> list[Any]:
    """The values as far as they have `CHARACTERS` together, at least one."""
    left = CHARACTERS
    for count, value in enumerate(values):
        if isinstance(value, str):
            left -= min(len(value), HEAD)
            if left < 0:
                return values[: max(1, count)]
    return values


def measurable(value: Any) -> bool:
    """False for no value, and for whole numbers beyond all that anything is numbered with."""
    return value is not None and not (isinstance(value, int) and abs(value) > _HUGE)


def textual(value: Any) -> bool:
    """True for what patterns are looked for in: text and whole numbers."""
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def kind(values: Sequence[Any]) -> str:
    """The type of a field's values as reports show it: `text`, `integer`, `float[512]`, …"""
    if not values:
        return "null"
    value = values[0]
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "float"
    if isinstance(value, str):
        return "text"
    if isinstance(value, (list, tuple)):
        return f"float[{len(value)}]" if value else "array"
    if isinstance(value, (bytes, bytearray)):
        return "bytes"
    return "date" if hasattr(value, "isoformat") else "other"
