"""Fertility.

What: whether a person can, shall or will bear children: pregnancy, cycle, contraception, "breed ready". Issuer: none.
Source: the field's name. Apart from health, since it exposes women to harm of its own kind.

>>> valid("1"), valid("pregnant"), valid("未孕"), valid("x" * 80)
(True, True, True, False)
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from leftopen.privacy import mask as masks

LABEL = "special.fertility"
CLAIM = "named"
CONCEPTS = ("special.fertility",)

_LONGEST = 60


def valid(text: str) -> bool:
    """True for a short word, code or date."""
    return 1 <= len(text.strip()) <= _LONGEST and "://" not in text


def plausible(values: Sequence[Any]) -> bool:
    """True for yes or no, a number, a date or a short word."""
    return any(isinstance(v, (bool, int, float, date)) or (isinstance(v, str) and valid(v)) for v in values)


def mask(_values: Sequence[Any]) -> str:
    """Nothing shows, whatever the value."""
    return masks.HIDDEN
