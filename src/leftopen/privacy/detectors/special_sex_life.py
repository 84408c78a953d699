"""Sex life.

What: sexual orientation, practice or partners recorded of a person. Issuer: none.
Source: the field's name.

>>> valid("undisclosed"), valid("https://example.org")
(True, False)
"""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy import mask as masks

LABEL = "special.sex_life"
CLAIM = "named"
CONCEPTS = ("special.sex_life",)

_LONGEST = 120


def valid(text: str) -> bool:
    """True for a word, a code or a short phrase."""
    return 1 <= len(text.strip()) <= _LONGEST and "://" not in text


def plausible(values: Sequence[Any]) -> bool:
    """True for such text, yes or no, or a code."""
    return any(isinstance(value, (bool, int)) or (isinstance(value, str) and valid(value)) for value in values)


def mask(values: Sequence[Any]) -> str:
    """Nothing shows."""
    return masks.hidden(values)
