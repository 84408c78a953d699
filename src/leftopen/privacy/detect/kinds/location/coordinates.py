"""Coordinates.

What: a point on Earth as latitude and longitude. Issuer: none. Source: ISO 6709, RFC 7946 (GeoJSON puts longitude
first) and the `POINT(x y)` of OGC 06-103r4. A lone number needs its name and the other half beside it.

>>> valid("39.9087, 116.3975"), valid("POINT(116.3975 39.9087)"), valid("geo:48.2010,16.3695"), valid("1.2, 3.4.5")
(True, True, True, False)
>>> plausible([39.9087]), plausible([116.3975, 39.9087]), plausible([1999])
(True, True, False)
"""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy import mask as masks
from leftopen.privacy.later import later

LABEL = "location.coordinates"
CLAIM = "named"
LOOSE = True
CONCEPTS = ("location.coordinates", "location.latitude", "location.longitude")

_NUMBER = r"[-+]?\d{1,3}[.,]\d{2,15}"
_PAIR = later(rf"(?:geo:|POINT ?\()?\s*(?P<a>{_NUMBER})°? ?[NSns]?[,; ] ?(?P<b>{_NUMBER})°? ?[EWew]?\s*\)?")
_HALF = later(r"[-+]?\d{1,3}(?:[.,]\d{1,15}|°(?:\d{1,2}['’′](?:\d{1,2}(?:\.\d+)?[\"”″])?)?)°? ?[NSEWO]?")


def valid(text: str) -> bool:
    """True for a pair in one text."""
    match = _PAIR.fullmatch(text[:80].strip())
    return match is not None and _on_earth(_degrees(match["a"]), _degrees(match["b"]))


def _degrees(text: str) -> float:
    """Degrees with a point or a comma; what follows a degree sign is left out."""
    return float(text.partition("°")[0].replace(",", ".").rstrip("NSEWO "))


def _on_earth(one: float, other: float) -> bool:
    return (abs(one) <= 90 and abs(other) <= 180) or (abs(one) <= 180 and abs(other) <= 90)


def plausible(values: Sequence[Any]) -> bool:
    """True for a pair, or for half of one as a number or text."""
    numbers = [value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)]
    if len(numbers) == 1 and isinstance(numbers[0], int):
        return False  # a whole number of degrees names no place: it is a position in a list, a delay, a score
    if numbers:
        return all(abs(number) <= 180 for number in numbers) and (len(numbers) == 1 or _on_earth(*numbers[:2]))
    return any(isinstance(v, str) and (valid(v) or _half(v)) for v in values)


def _half(text: str) -> bool:
    text = text.strip()
    return len(text) <= 24 and _HALF.fullmatch(text) is not None and abs(_degrees(text)) <= 180


def company(concepts: frozenset[str]) -> float:
    """Both halves in one record."""
    both = "location.latitude" in concepts and "location.longitude" in concepts
    return 0.97 if both else 0.0


def mask(values: Sequence[Any]) -> str:
    """`3█.██, 12█.██`."""
    if values and isinstance(values[0], str) and valid(values[0]):
        match = _PAIR.fullmatch(values[0][:80].strip())
        return masks.coordinates(*match.groups()) if match else masks.HIDDEN
    return masks.coordinates(*values)
