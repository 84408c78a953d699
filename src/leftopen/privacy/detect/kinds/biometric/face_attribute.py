"""Attribute of a face.

What: what a recognition system noted of a face: hat, beard, glasses, mask, hair, expression. Issuer: none. Source: the
field's name, as camera makers use them (for example the face attributes of GA/T 1400.3-2017, 图像对象).

>>> valid("1"), valid("有"), valid("no glasses"), valid("x" * 80)
(True, True, True, False)
"""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy import mask as masks

LABEL = "biometric.face_attribute"
CLAIM = "named"
CONCEPTS = ("biometric.face_attribute",)

_LONGEST = 24


def valid(text: str) -> bool:
    """True for a short word or code."""
    return 1 <= len(text) <= _LONGEST


def plausible(values: Sequence[Any]) -> bool:
    """True for a boolean, a small number or a short word."""
    return any(_could(value) for value in values)


def _could(value: Any) -> bool:
    if isinstance(value, bool):
        return True
    if isinstance(value, (int, float)):
        return -1 <= value <= 100
    return isinstance(value, str) and valid(value.strip())


def mask(values: Sequence[Any]) -> str:
    """Nothing shows, except that it is a flag."""
    return "yes/no flag" if isinstance(values[0], bool) else masks.hidden(values)
