"""Coordinates.

What: a point on Earth as latitude and longitude. Issuer: none. Source: ISO 6709, RFC 7946 (GeoJSON puts longitude
first) and the `POINT(x y)` of OGC 06-103r4. A lone number needs its name and the other half beside it.

>>> valid("39.9087, 116.3975"), valid("POINT(116.3975 39.9087)"), valid("geo:48.2010,16.3695"), valid("1.2, 3.4.5")
(True, True, True, False)
>>> plausible(["48°51'12.3\\" N 2°17'40.2\\" E"]), plausible(["u33dc0cpke"]), plausible(["8FVC9G8F+6X"])
(True, True, True)
>>> plausible([524870000]), plausible([52])
(True, False)
>>> plausible([39.9087]), plausible([116.3975, 39.9087]), plausible([1999]), plausible(["45 deg 12' 33.20\\" N"])
(True, True, False, True)
>>> [*find("parked at 44.14122, 13.03998.")], [*find("losses 12.34567, 3.45678, 1.23456")]
([(10, 28)], [])
"""

from collections.abc import Iterator, Sequence
from typing import Any

from leftopen.privacy import mask as masks
from leftopen.privacy.later import later

LABEL = "location.coordinates"
CLAIM = "named"
LOOSE = True
CONCEPTS = ("location.coordinates", "location.latitude", "location.longitude")
TOGETHER = True

_NUMBER = r"[-+]?\d{1,3}[.,]\d{2,15}"
_HEIGHT = r"(?:,-?\d{1,5}(?:\.\d+)?)?"
_PAIR = later(rf"(?:geo:|POINT ?\()?\s*(?P<a>{_NUMBER})°? ?[NSns]?[,; ] ?(?P<b>{_NUMBER})°? ?[EWew]?\s*{_HEIGHT}\)?")
_SIXTIETHS = r"\d{1,2}(?:\.\d+)?['’′](?: ?\d{1,2}(?:\.\d+)?(?:[\"”″]|''))?"
_HALF = later(rf"[-+]?\d{{1,3}}(?:[.,]\d{{1,15}}|(?:°| ?deg) ?(?:{_SIXTIETHS})?)°? ?[NSEWO]?")
_DEGREES = rf"\d{{1,3}}(?:\.\d+)?(?:°| ?deg) ?(?:{_SIXTIETHS})? ?"
_GRID = later(
    rf"(?:[NS] ?)?{_DEGREES}[NSns]?[,; ]{{1,2}}(?:[EW] ?)?{_DEGREES}[EWOewo]?"
    r"|(?=[a-z]*\d)(?=\d*[a-z])[0-9b-hj-km-np-z]{6,12}"
    r"|[23456789CFGHJMPQRVWX]{6,8}\+[23456789CFGHJMPQRVWX]{2,3}|\d{1,2}[C-HJ-NP-X][A-HJ-NP-Z]{2}(?: ?\d{3,5}){2}"
)
"""Pairs in degrees, minutes and seconds, geohashes, plus codes and the military grid."""
CUE = r"\d\.\d{4,15}[°NS]{0,2}[,;/ ] ?[-+]?\d{1,3}\.\d{4}|\d ?° ?\d"
_IN_TEXT = later(
    r"(?:(?P<url>[@=/])|(?<![A-Za-z0-9_.,;°+-])(?<![\d,;] ))"
    r"(?P<pair>(?P<a>[-+]?\d{1,3}\.\d{5,15})[°NS]{0,2}[,;/] ?(?P<b>[-+]?\d{1,3}\.\d{5,15})[°EW]{0,2})"
    r"(?(url)|(?![A-Za-z0-9_]|\.\w|[,;/]? ?[-+]?\d+\.\d))"
    rf"|(?<![\w.°])(?P<grid>\d{{1,2}}° ?{_SIXTIETHS} ?[NSns],? ?\d{{1,3}}° ?{_SIXTIETHS} ?[EWOewo])(?!\w)"
)
"""A pair with as many places as positions of machines have, and not in a row of numbers; or with degrees and sides."""
_LEAST_E7, _MOST_E7 = 10**6, 18 * 10**8
"""Degrees as whole numbers of ten-millionths, or millionths, far from the equator and Greenwich."""
_RESULTS = 10
_MARK = later(r"°| ?deg")


def valid(text: str) -> bool:
    """True for a pair in one text."""
    match = _PAIR.fullmatch(text[:80].strip())
    return match is not None and _on_earth(_degrees(match["a"]), _degrees(match["b"]))


def _degrees(text: str) -> float:
    """Degrees with a point or a comma; what follows a degree sign is left out."""
    return float(_MARK.split(text)[0].replace(",", ".").rstrip("NSEWO "))


def _on_earth(one: float, other: float) -> bool:
    return (abs(one) <= 90 and abs(other) <= 180) or (abs(one) <= 180 and abs(other) <= 90)


def find(text: str) -> Iterator[tuple[int, int]]:
    """Pairs in running text. Below ten both are more often results of something than a place."""
    for match in _IN_TEXT.finditer(text):
        if match["grid"]:
            yield match.span("grid")
        elif _on_earth(one := float(match["a"]), other := float(match["b"])) and max(abs(one), abs(other)) >= _RESULTS:
            yield match.span("pair")


def plausible(values: Sequence[Any]) -> bool:
    """True for a pair, or for half of one as a number or text."""
    numbers = [value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)]
    if len(numbers) == 1 and isinstance(numbers[0], int):
        return _LEAST_E7 <= abs(numbers[0]) <= _MOST_E7  # ten-millionths; else a position in a list, a delay, a score
    if numbers:
        return all(abs(number) <= 180 for number in numbers) and (len(numbers) == 1 or _on_earth(*numbers[:2]))
    return any(isinstance(v, str) and (valid(v) or _half(v) or _GRID.fullmatch(v.strip()[:40])) for v in values)


def _half(text: str) -> bool:
    text = text.strip()
    return len(text) <= 32 and _HALF.fullmatch(text) is not None and abs(_degrees(text)) <= 180


def mask(values: Sequence[Any]) -> str:
    """`3█.██, 12█.██`."""
    if values and isinstance(values[0], str) and valid(values[0]):
        match = _PAIR.fullmatch(values[0][:80].strip())
        return masks.coordinates(*match.groups()) if match else masks.HIDDEN
    return masks.coordinates(*values)
