"""Date of birth.

What: the day (or month) a person was born. Issuer: civil registries. Source: date forms of ISO 8601 and common
national ones; the field's name has to agree, since any date looks like it.

>>> valid("1984-03-07"), valid("07.03.1984"), valid("19840307"), valid("1984年3月7日"), valid("2984-03-07"), valid("x")
(True, True, True, True, False, False)
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from leftopen.privacy import mask as masks

LABEL = "person.birth_date"
CLAIM = "named"
CONCEPTS = ("person.birth_date",)

_FORMS = re.compile(
    r"(?P<a>(?:18|19|20)\d\d)(?:[-/.年]\s?(?:0?[1-9]|1[0-2])(?:[-/.月]\s?(?:0?[1-9]|[12]\d|3[01])日?|月)?)?(?:[T ].*)?"
    r"|(?:0?[1-9]|[12]\d|3[01])[-/. ](?:0?[1-9]|[12]\d|3[01]|[A-Za-z]{3,9})[-/. ](?P<b>(?:18|19|20)?\d\d)"
    r"|(?P<c>(?:18|19|20)\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|[A-Za-z]{3,9} \d\d?,? (?P<d>(?:18|19|20)\d\d)"
)


def valid(text: str) -> bool:
    """True for a date at which a living or historic person may be born."""
    match = _FORMS.fullmatch(text.strip()[:40])
    if match is None:
        return False
    year = next(group for group in match.groups() if group is not None)
    return len(year) == 2 or 1850 <= int(year) <= datetime.now(UTC).year


def plausible(values: Sequence[Any]) -> bool:
    """True for a date of any type, epoch milliseconds or seconds (also before 1970)."""
    return any(_could(value) for value in values)


def _could(value: Any) -> bool:
    if isinstance(value, (date, datetime)):
        return 1850 <= value.year <= datetime.now(UTC).year
    if isinstance(value, str):
        return valid(value)
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and (valid(str(value)) or -3.8e12 <= value <= 4e12)


def mask(values: Sequence[Any]) -> str:
    """`19██-██-██`."""
    return masks.day(next((value for value in values if _could(value)), ""))
