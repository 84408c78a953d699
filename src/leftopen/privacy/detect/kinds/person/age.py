"""Age.

What: how old a person is, in years. Issuer: none. Source: the field's name; values are whole years up to 120, or age
strings of DICOM (PS3.5, value representation AS: three figures and one of D, W, M, Y).

>>> valid("34"), valid("120"), valid("20-29"), valid("34岁"), valid("1984"), valid("")
(True, True, True, True, False, False)
>>> valid("045Y"), valid("006M"), valid("34 tahun"), valid("34세"), valid("3d"), valid("045y")
(True, True, True, True, False, False)
>>> valid("34 yrs"), valid("61yo"), valid("7 y/o"), valid("34 y.o."), valid("34 ys 2 m"), valid("34 yards")
(True, True, True, True, False, False)
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

LABEL = "person.age"
CLAIM = "named"
CONCEPTS = ("person.age",)

CUE = r"(?i)\p{Nd}[- ]?y|aged? (?:of )?\p{Nd}|\p{Nd} ?(?:周?岁|歲)|\p{Nd} (?:jahre|años|ans|anos)"

_FORM = re.compile(
    r"(?:1[01]\d|120|\d{1,2})(?:\.\d+)?(?: ?(?:-|–|to|\+|岁|歲|歳|才|세|살|years?|yrs?\b"
    r"|y(?:[./]?o)?(?=[.]?$|[ /,])|jahre|años|ans|anos|лет|года?|років"
    r"|lat|let|jaar|år|év|anni|tahun|tuổi|yaş|ετών|ปี|שנים|سنة|سال).*)?|\d{3}[DWMY]"
)

_TOLD = re.compile(
    r"\b(?P<a>1?\d{1,2})[- ]?(?:years?|yrs?|y)[- /]?(?:old|o\b)|\baged? (?:of )?(?P<b>1?\d{1,2})\b"
    r"|(?P<c>1?\d{1,2}) ?(?:周?岁|歲)"
    r"|\b(?P<d>1?\d{1,2}) (?:Jahre alt|años de edad|ans\b|anos de idade)",
    re.IGNORECASE,
)


_RATING = re.compile(r"(?:[0-9]|1[0-9]|2[01])\+")
"""For whom a film or a toy is: `12+`."""


def valid(text: str) -> bool:
    """True for years, or a range of them."""
    return len(text) <= 20 and _FORM.fullmatch(text) is not None


def plausible(values: Sequence[Any]) -> bool:
    """True for a number up to 120 or text of one, but for whom films and toys are (`12+`); `65+` is a group of people.

    >>> plausible(["34"]), plausible(["12+"]), plausible(["65+"])
    (True, False, True)
    """
    told = [str(v) for v in values if isinstance(v, (str, int, float)) and not isinstance(v, bool)]
    return any(valid(each) and not _RATING.fullmatch(each) for each in told)


def find(text: str) -> Iterator[tuple[int, int]]:
    """Ages told in words: `53 years old`, `aged 53`, `53岁`."""
    for match in _TOLD.finditer(text):
        yield match.span(match.lastgroup or 0)


def mask(_values: Sequence[Any]) -> str:
    """Two blocks, whatever the age."""
    return "██"
