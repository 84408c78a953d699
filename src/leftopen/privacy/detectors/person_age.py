"""Age.

What: how old a person is, in years. Issuer: none. Source: the field's name; values are whole years up to 120.

>>> valid("34"), valid("120"), valid("20-29"), valid("34岁"), valid("1984"), valid("")
(True, True, True, True, False, False)
"""

import re
from collections.abc import Sequence
from typing import Any

LABEL = "person.age"
CLAIM = "named"
CONCEPTS = ("person.age",)

_FORM = re.compile(r"(?:1[01]\d|120|\d{1,2})(?:\.\d+)?(?: ?(?:-|–|to|\+|岁|歲|years?|jahre|años|ans|anos|лет).*)?")


def valid(text: str) -> bool:
    """True for years, or a range of them."""
    return len(text) <= 20 and _FORM.fullmatch(text) is not None


def plausible(values: Sequence[Any]) -> bool:
    """True for a number up to 120 or text of one."""
    return any(valid(str(v)) for v in values if isinstance(v, (str, int, float)) and not isinstance(v, bool))


def mask(_values: Sequence[Any]) -> str:
    """Two blocks, whatever the age."""
    return "██"
