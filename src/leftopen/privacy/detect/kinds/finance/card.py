"""Payment card number (PAN).

What: 12 to 19 digits, the first of them the issuer's. Issuer: card schemes under ISO/IEC 7812. Source: ISO/IEC 7812-1
annex B (Luhn) and the schemes' public ranges (Visa 4, Mastercard 51-55 and 2221-2720, American Express 34 and 37,
Discover 6011, 644-649 and 65, JCB 35 and, with 15 digits, 2131 and 1800, Diners 36, 38 and 300-305, UnionPay 62,
Maestro 50, 56-58, 63 and 67, Mir 2200-2204). One number in ten of a range passes by chance: a lone one proves nothing.

>>> valid("4111 1111 1111 1111"), valid("6222021234567890123"), valid("4111111111111112"), valid("9111111111111111")
(True, False, False, False)
>>> valid("1700000000123"), valid("0000000000000000")
(False, False)
"""

import re
from collections.abc import Sequence
from typing import Any

from leftopen.privacy import mask as masks
from leftopen.privacy.detect import checksum

LABEL = "finance.card"
CLAIM = "checked"
CONCEPTS = ("finance.card",)
PATTERN = (
    r"\b[2-6]\d{3}[ -]?\d{4}[ -]?\d{4}(?:[ -]?\d{1,4}){0,2}\b"
    r"|\b3[4-7]\d{2}[ -]?\d{6}[ -]?\d{4,5}\b|\b(?:2131|1800)\d{11}\b"
)
CHANCE = 0.1

_RANGES = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}"
    r"|6(?:011|4[4-9]\d|5\d\d)\d{12}|35\d{14}|(?:2131|1800)\d{11}|3(?:0[0-5]|[68]\d)\d{11}|62\d{14,17}|220[0-4]\d{12}"
    r"|(?:5[06-8]|6[37])\d{10,17}"
)


def valid(text: str) -> bool:
    """True where length, issuer range and check digit agree."""
    figures = normal(text)
    return _RANGES.fullmatch(figures) is not None and checksum.luhn(figures) and len(set(figures)) > 1


def plausible(values: Sequence[Any]) -> bool:
    """True for the right number of digits (tokens and masked numbers too), given a field for it."""
    return any(_could(str(v)) for v in values if isinstance(v, (str, int)) and not isinstance(v, bool))


def _could(text: str) -> bool:
    figures = "".join(c for c in text[:30] if c.isalnum() or c in "*•")
    return 12 <= len(figures) <= 19 and all(c in "0123456789*•xX" for c in figures)


def normal(text: str) -> str:
    """The digits."""
    return text[:30].replace(" ", "").replace("-", "")


def mask(values: Sequence[Any]) -> str:
    """The first and the last two digits."""
    return masks.masked(next((normal(str(v)) for v in values if plausible([v])), ""))
