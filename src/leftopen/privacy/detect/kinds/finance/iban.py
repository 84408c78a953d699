"""International bank account number (IBAN).

What: country, two check digits, domestic account number. Issuer: banks. Source: ISO 13616, SWIFT IBAN registry (the
lengths and inner forms come from python-stdnum).

>>> valid("DE89 3704 0044 0532 0130 00"), valid("DE89370400440532013001"), valid("XX82WEST12345698765432")
(True, False, False)
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Any

from leftopen.privacy import mask as masks
from leftopen.privacy.detect import checksum
from leftopen.privacy.later import later

LABEL = "finance.iban"
CLAIM = "checked"
CONCEPTS = ("finance.iban",)
_LONGEST = 60
_LENGTHS = {
    15: "NO",
    16: "BE",
    18: "DK|FI|FK|FO|GL|NL|SD",
    19: "MK|SI",
    20: "AT|BA|EE|KZ|LT|LU|MN|XK",
    21: "CH|HR|LI|LV",
    22: "BG|BH|CR|DE|GB|GE|IE|ME|RS|VA",
    23: "AE|GI|IL|IQ|OM|SO|TL",
    24: "AD|CZ|ES|MD|PK|RO|SA|SE|SK|TN|VG",
    25: "LY|PT|ST",
    26: "IS|TR",
    27: "BI|DJ|FR|GR|IT|MC|MR|SM",
    28: "AL|AZ|BY|CY|DO|GT|HN|HU|LB|NI|PL|SV",
    29: "BR|EG|PS|QA|UA",
    30: "JO|KW|MU|YE",
    31: "MT|SC",
    32: "LC",
    33: "RU",
}
"""How many characters they have by country (a test holds it to the registry): in groups of four, the last may be
followed by a word or a number that is none of theirs, as in `ES96 2100 0815 5224 5538 0862 por 20`."""
_GROUPS = (
    rf"(?:{countries})\d\d(?:[ -][A-Z0-9]{{4}}){{{size // 4 - 1}}}"
    + (rf"[ -]?[A-Z0-9]{{{size % 4}}}" if size % 4 else "")
    for size, countries in _LENGTHS.items()
)
PATTERN = (
    rf"\b(?:{'|'.join(_GROUPS)})\b|"
    r"\b[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,3})?\b|\b[A-Z]{2} ?\d{2} ?[A-Z0-9]{11,30}\b"
)


def valid(text: str) -> bool:
    """True where the country, its length and form, and ISO 7064 mod 97 agree."""
    compact = normal(text)
    if not (15 <= len(compact) <= 34 and checksum.mod97(compact)):
        return False
    form = _registered(compact[:2])
    return form is not None and form.fullmatch(compact, 4) is not None


@cache
def _registered(country: str) -> re.Pattern[str] | None:
    """The form of the accounts of a country after its code and the check, as the registry (SWIFT) tells it."""
    told: str = import_module("stdnum.numdb").get("iban").info(country)[0][1].get("bban", "")
    classes = {"n": "[0-9]", "a": "[A-Z]", "c": "[A-Za-z0-9]"}
    return re.compile("".join(f"{classes[kind]}{{{size}}}" for size, kind in _PART.findall(told))) if told else None


_PART = re.compile(r"([0-9]{1,2})!?([nac])")


_SHAPE = later(r"[A-Z]{2}[0-9*•X]{2}[A-Z0-9*•]{11,30}")
"""What one looks like with some of it hidden, or with a digit too few."""


def plausible(values: Sequence[Any]) -> bool:
    """True for what looks like one, given a field for it."""
    return any(isinstance(value, str) and len(value) <= _LONGEST and _could(value) for value in values)


def _could(text: str) -> bool:
    return valid(text) or _SHAPE.fullmatch("".join(c for c in text.upper() if c not in " -.")) is not None


def normal(text: str) -> str:
    """Upper case without separators."""
    return "".join(c for c in text if c.isalnum()).upper()


def mask(values: Sequence[Any]) -> str:
    """The first and the last two characters."""
    return masks.masked(next((normal(v) for v in values if isinstance(v, str) and valid(v)), ""))
