"""Social security number (United States).

What: nine digits in three groups, no check digit. Issuer: Social Security Administration. Source: SSA Program
Operations Manual RM 10201.035 (areas 000, 666 and 900 to 999, group 00 and serial 0000 are never issued). Without
its dashes, or from an area never issued (as test data is), only the field's name can tell it.

>>> valid("536-22-8145"), valid("666-22-8145"), valid("536-00-8145"), valid("987-65-4320"), valid("078-05-1120")
(True, False, False, False, False)
>>> plausible(["999-52-8145"]), plausible([536228145]), plausible(["53622"])
(True, True, False)
"""

import re
from collections.abc import Sequence
from typing import Any

from leftopen.privacy import mask as masks

LABEL = "id.us.ssn"
CLAIM = "checked"
CONCEPTS = ("id.us.ssn",)
PATTERN = r"\b\d{3}-\d{2}-\d{4}\b"
CHANCE = 0.05

_PUBLISHED = frozenset({"078-05-1120", "219-09-9999", "123-45-6789"})
_SHAPE = re.compile(r"\d{3}[- ]?\d{2}[- ]?\d{4}|[*xX]{3}-[*xX]{2}-\d{4}")


def valid(text: str) -> bool:
    """True for an issued area, group and serial, written with dashes; numbers once printed in adverts are none."""
    parts = text.split("-")
    if [len(part) for part in parts] != [3, 2, 4] or not all(part.isascii() and part.isdigit() for part in parts):
        return False
    area, group, serial = parts
    return not (area in ("000", "666") or area >= "900" or group == "00" or serial == "0000" or text in _PUBLISHED)


def plausible(values: Sequence[Any]) -> bool:
    """True for nine digits, given a field for them."""
    return any(_SHAPE.fullmatch(str(v).strip()) for v in values if isinstance(v, (str, int)) and len(str(v)[:20]) < 13)


def normal(text: str) -> str:
    """The nine digits."""
    figures = "".join(c for c in text if c.isdigit())
    return figures if len(figures) == 9 else ""


def mask(values: Sequence[Any]) -> str:
    """`5█████████5` at most."""
    return masks.masked(next((str(v).strip() for v in values if plausible([v])), ""))
