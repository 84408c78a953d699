"""Machine readable zone of a travel document.

What: the lines of `<` and capitals at the foot of a passport, a visa or an identity card: name, number, birth date and
sex of its holder. Issuer: states. Source: ICAO 9303, parts 3 to 5 (check digits: part 3, 4.9) and 7.

>>> valid("L898902C36UTO7408122F1204159ZE184226B<<<<<10"), valid("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<")
(True, True)
>>> valid("P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<"), valid("6408125F2010315D<<<<<<<<<<<<<4")
(True, True)
>>> valid("L898902C37UTO7408122F1204159ZE184226B<<<<<10"), valid("7408122F1204159UTO<<<<<<<<<<<6")
(False, True)
"""

import re
from collections.abc import Sequence
from typing import Any

from leftopen.privacy import mask as masks
from leftopen.privacy.later import later

LABEL = "id.xx.passport"
CLAIM = "checked"
CONCEPTS = ("id.xx.passport",)
_FORMS = (
    r"[PV][A-Z<][A-Z][A-Z<]{2}[A-Z]+(?:<[A-Z]+)*<<[A-Z<]{8,}",
    r"(?P<number>[A-Z0-9<]{9}\d)[A-Z<]{3}(?P<birth>\d{7})[MFX<](?P<expiry>\d{7})[A-Z0-9<]{8,16}",
    r"[IAC][A-Z<][A-Z][A-Z<]{2}(?P<number>[A-Z0-9<]{9}\d)[A-Z0-9<]{15}",
    r"(?P<birth>\d{7})[MFX<](?P<expiry>\d{7})[A-Z][A-Z<]{2}[A-Z0-9<]{11}\d\b",
)
"""The line of a name, which has no check; the second of a passport or visa; the first and the second of a card. Groups
are what ends in its check digit. A state has three letters, or one: Germany is `D<<` (part 3, section 5)."""
PATTERN = "|".join(rf"\b{re.sub('[?]P<[a-z]+>', '?:', form)}" for form in _FORMS)
_LINES = tuple(map(later, _FORMS))
_LONGEST = 44
_WEIGHTS = (7, 3, 1)


def valid(text: str) -> bool:
    """True for a line whose check digits are right, and for one of a name."""
    if len(text) > _LONGEST:
        return False
    found = (form.fullmatch(text) for form in _LINES)
    return any(all(map(_checks, match.groupdict().values())) for match in found if match is not None)


def _checks(field: str) -> bool:
    """True where the last digit of a field is the check of what comes before it."""
    values = (0 if each == "<" else int(each, 36) for each in field[:-1])
    return sum(value * _WEIGHTS[at % 3] for at, value in enumerate(values)) % 10 == int(field[-1])


def plausible(values: Sequence[Any]) -> bool:
    """True for such lines, also several of them in one value."""
    lines = [line.strip() for value in values if isinstance(value, str) for line in value[:200].split("\n")]
    return any(map(valid, lines))


def mask(_values: Sequence[Any]) -> str:
    """Nothing shows."""
    return masks.HIDDEN
