"""Ethnicity.

What: the ethnic group or race recorded of a person. Issuer: registries. Source: the 56 groups of GB/T 3304-1991 and
their codes, and group words of other registers, in the `.toml`; the field's name has to agree.

>>> see(["维吾尔族"]), see(["Uyghur"]), see(["Springfield"]), valid("Han"), valid("HA"), valid("x" * 60)
(True, True, False, True, True, False)
"""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy import mask as masks
from leftopen.privacy.data import beside

LABEL = "special.ethnicity"
CLAIM = "named"
CONCEPTS = ("special.ethnicity",)

_GROUPS = frozenset(word.casefold() for word in beside(__name__)["groups"])
_LONGEST = 48


def valid(text: str) -> bool:
    """True for a short word or code."""
    return 1 <= len(text) <= _LONGEST and "://" not in text and "@" not in text


def see(values: Sequence[Any]) -> bool:
    """True for a word of the list, with or without 族."""
    return any(isinstance(v, str) and len(v) <= _LONGEST and _known(v.strip().casefold()) for v in values)


def _known(text: str) -> bool:
    return text in _GROUPS or (text.endswith("族") and len(text) > 1 and text[:-1] in _GROUPS)


def mask(values: Sequence[Any]) -> str:
    """`█族`, or nothing."""
    return "█族" if any(isinstance(value, str) and value.strip().endswith("族") for value in values) else masks.HIDDEN
