"""MAC address.

What: the address of a network card, often of one person's device. Issuer: IEEE registration authority. Source:
IEEE 802-2014 section 8.

>>> valid("02:1a:4b:9c:0d:e7"), valid("021A.4B9C.0DE7"), valid("02-1A-4B-9C-0D-E7"), valid("ff:ff:ff:ff:ff:ff")
(True, True, True, False)
>>> valid("12:30:45"), valid("02:1a:4b-9c:0d:e7")
(False, False)
"""

import re
from collections.abc import Sequence
from typing import Any

LABEL = "network.mac"
CLAIM = "checked"
CONCEPTS = ("network.mac",)
PATTERN = r"\b[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}\b|\b[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4}){2}\b"
CHANCE = 0.01

_FORMS = re.compile(r"[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}|[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}")

_BARE = re.compile(r"(?![1-9]\d{11})[0-9A-Fa-f]{12}")


def valid(text: str) -> bool:
    """True for 48 bits with one kind of separator, neither all zeros nor broadcast."""
    text = text.casefold()
    return _FORMS.fullmatch(text) is not None and len(set(text) - set(":-.")) > 1


def plausible(values: Sequence[Any]) -> bool:
    """True for twelve hexadecimal digits too, given a field for it, unless all are decimal and the first is no zero:
    then they are a telephone's number in most cases (`Calling-Station-Id`, RFC 2865 5.31; E.164 has no country 0)."""
    return any(isinstance(v, str) and (valid(v.strip()) or _BARE.fullmatch(v.strip()) is not None) for v in values)


def mask(_values: Sequence[Any]) -> str:
    """Nothing shows."""
    return "██:██:██:██:██:██"
