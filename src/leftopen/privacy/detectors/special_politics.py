"""Political opinion.

What: party membership, political opinion or stance recorded of a person. Issuer: none.
Source: the field's name; 政治面貌 stands in most Chinese personnel forms (GB/T 4762-1984).

>>> valid("member"), valid("https://example.org")
(True, False)
"""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy import mask as masks

LABEL = "special.politics"
CLAIM = "named"
CONCEPTS = ("special.politics",)

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
