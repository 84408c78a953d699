"""Chinese resident identity number (公民身份号码).

What: 18 characters: 6 of the place of registration, 8 of the date of birth, 3 in sequence (odd for men), 1 check.
Issuer: the public security organs of China. Source: GB 11643-1999; the first two digits by GB/T 2260.

>>> valid("11010519491231002X"), valid("110105194912310021"), valid("99010519491231002X"), valid("11010519491331002X")
(True, False, False, False)
>>> plausible(["110105194912310021"]), plausible(["11010"])
(True, False)
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from leftopen.privacy import mask as masks
from leftopen.privacy.detect import checksum

LABEL = "id.cn.resident"
CLAIM = "checked"
FITS = 0.6
CONCEPTS = ("id.cn.resident",)
PATTERN = r"\b[1-9]\d{5}(?:1[89]|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]\b"

_FIRST = {
    "1": "12345",
    "2": "123",
    "3": "1234567",
    "4": "123456",
    "5": "01234",
    "6": "12345",
    "7": "1",
    "8": "12",
    "9": "1",
}
_PROVINCES = frozenset(head + tail for head, tails in _FIRST.items() for tail in tails)


def valid(text: str) -> bool:
    """True where region, date and check character are right: chance is below 1 in 100 000."""
    return text[:2] in _PROVINCES and checksum.mod11_2(text) and _day(text[6:14])


def _day(text: str) -> bool:
    try:
        born = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return date(1850, 1, 1) <= born <= date(2100, 1, 1)


def plausible(values: Sequence[Any]) -> bool:
    """True for the shape without the check, or of the 15 digits used before 1999, given a field for it."""
    return any(_could(str(v).strip()) for v in values if isinstance(v, (str, int)) and not isinstance(v, bool))


def _could(text: str) -> bool:
    if len(text) == 18 and checksum.digits(text[:17]) and text[17] in "0123456789Xx":
        return text[:2] in _PROVINCES and _day(text[6:14])
    return len(text) == 15 and checksum.digits(text) and text[:2] in _PROVINCES and _day("19" + text[6:12])


def normal(text: str) -> str:
    """Upper case, where valid or at least of the shape."""
    text = text.strip().upper()
    return text if _could(text) else ""


def mask(values: Sequence[Any]) -> str:
    """`1███████████████2X`."""
    found = next((str(v).strip() for v in values if plausible([v])), "")
    return masks.masked(found) if found else masks.HIDDEN
