"""Date of birth.

What: the day (or month) a person was born. Issuer: civil registries. Source: ISO 8601, RFC 4517 and common
national forms; the field's name has to agree, since any date looks like it.

>>> valid("1984-03-07"), valid("07.03.1984"), valid("19840307"), valid("1984年3月7日"), valid("2984-03-07"), valid("x")
(True, True, True, True, False, False)
>>> valid("07.03.1984."), valid("07.03.1984.5"), valid("19840307000000Z"), valid("19840307000000.0+0100")
(True, False, True, True)
>>> valid("昭和55年3月7日"), valid("۱۳۸۸/۱۱/۲۵"), valid("14/02/2530"), valid("09-SEP-1983"), valid("3 мая 1984 г.")
(True, True, True, True, True)
>>> valid("12 de março de 1987"), valid("1º de mayo del 1990"), valid("3月14日"), valid("12 de março")
(True, True, True, False)
>>> valid("12/05/2001 ዓ.ም"), valid("12.05.1991 ж."), valid("12/05/2001 x")
(True, True, False)
>>> valid("२०६०/०१/०५"), valid("2060/01/32"), valid("2091/01/05"), valid("107.05.12"), valid("0750312")
(True, True, False, True, True)
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from leftopen.privacy import mask as masks
from leftopen.privacy.detect import lexicon
from leftopen.privacy.later import later

LABEL = "person.birth_date"
CLAIM = "named"
CONCEPTS = ("person.birth_date",)

_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:18|19|20)\d\d"
_FORMS = later(
    rf"(?P<a>{_YEAR})(?:[-/.年년]\s?{_MONTH}(?:[-/.月월]\s?{_DAY}[日일]?|[月월])?)?(?:[T ].*)?[-/.年년]?"
    rf"|{_DAY}[-/. ]\s?(?:{_DAY}|[^\W\d_]{{3,12}}\.?)[-/. ]\s?(?P<b>(?:18|19|20)?\d\d)"
    r"(?: ?(?:г|р|ж|y|ዓ)\.?.*| \d.*|\.)?"
    rf"|(?P<c>{_YEAR})(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{{6}}(?:[.,]\d{{1,6}})?(?:Z|[+-]\d{{4}}))?"
    rf"|[^\W\d_]{{3,12}}\.? \d\d?,? (?P<d>{_YEAR})"
)
_OTHER = later(
    rf"(?:(?:1[2-4]|2[45])\d\d(?:[-/.]{_MONTH}[-/.]{_DAY})?|{_DAY}[-/.]{_MONTH}[-/.](?:1[2-4]|2[45])\d\d)"
    rf"(?: ?(?:هـ?|AH|H|BE))?"
    rf"|(?:明治|大正|昭和|平成|令和|民國|民国|[MTSHR])\s?(?:元|\d{{1,3}})[年./-]?\s?(?:{_MONTH}[月./-]?\s?(?:{_DAY}日?)?)?(?:生)?"
    rf"|(?:20[2-8]\d|19[5-9]\d)[-/.]{_MONTH}[-/.](?:{_DAY}|32)(?: ?(?:BS|B\.S\.|वि\.सं\.))?"
    rf"|(?:0\d|1[01])\d[-/.]{_MONTH}[-/.]{_DAY}|(?:0\d\d|1[01]\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    rf"|\d\d[-/.]{_MONTH}[-/.]{_DAY}|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d|\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    rf"|{_DAY}(?:º|er|\.)? (?:de |of )(?:[^\W\d_]){{3,12}}(?: del?| of)?,? {_YEAR}"
    rf"|{_MONTH}月{_DAY}日|{_MONTH}월 ?{_DAY}일"
    rf"|{_DAY} (?:[^\W\d_]|[\u0900-\u0eff])[\w.\u0900-\u0eff]{{1,16}} (?:1[2-4]|2[45])?\d\d"
)
"""Solar and lunar Hijri and Buddhist years, Bikram Sambat of Nepal (56 to 57 years ahead, months of up to 32 days),
eras of Japan and of the Republic of China, two digits of a year first."""
_AHEAD = 57
"""Years that Bikram Sambat is ahead."""
_PART = later(
    rf"{_DAY}|-?\d{{9,13}}|{_YEAR}[-/.]?{_MONTH}?|[^\W\d_]{{3,12}}\.?,? {_YEAR}"
    rf"|(?:{_DAY}{_MONTH}|{_MONTH}{_DAY}){_YEAR}|[1-4]\d{{4}}"
    r"|\\?/Date\(-?\d{1,14}(?:[+-]\d{4})?\)\\?/|(?:new Date|ISODate)\([^()]{1,40}\)"
)
"""A day or a month by itself, seconds or milliseconds since 1970, a year with its month, eight digits year last, days
since 1900 as spreadsheets count them; dates as ASP.NET and the shell of MongoDB write them."""


_BORN, _AFTER = "|".join(lexicon.cues("born")), "|".join(lexicon.cues("born_after"))
CUE = f"{_BORN}|{_AFTER}"
_SAID = (
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}[年년] ?\d{1,2}[月월](?: ?\d{1,2}[日일])?"
    r"|\d{1,2}(?:\.|st|nd|rd|th|er|º)?(?: de| of)? [^\W\d_]{3,12}\.?(?: del?)?,? \d{4}"
    r"|[^\W\d_]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
)
"""A day within a sentence, whose words are not asked: what stands beside it says that somebody was born."""
_YEARS = later(r"\d{4}")
_LONGEST = 80
"""Characters of a place and a day."""
_ANSWERS = (0, 1)
_NO_DATE = ((32, 1200), (2700, 3653), (47_500, 190_001), (210_013, 1_000_000))
"""Figures from and below which a number is no day, month or year of any calendar, no days since 1900 of whom may live,
no year with its month, and no day, month and year in one number."""


def valid(text: str) -> bool:
    """True for a date at which a living or historic person may be born."""
    text = _ascii(text.strip()[:40])
    match = _FORMS.fullmatch(text)
    if match is None:
        return _OTHER.fullmatch(text) is not None
    year = next(group for group in match.groups() if group is not None)
    now = datetime.now(UTC).year
    return len(year) == 2 or 1850 <= int(year) <= now or (int(year) <= now + _AHEAD and bool(_OTHER.fullmatch(text)))


def _ascii(text: str) -> str:
    """Digits of other scripts as ASCII ones, and marks of direction left out."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text if c not in "\u200e\u200f\u200c")


def plausible(values: Sequence[Any]) -> bool:
    """True for a date of any type, epoch milliseconds or seconds (also before 1970); 0 and 1 are answers."""
    return any(_could(value) for value in values)


def _day(text: str) -> bool:
    """True for a day, also behind the place where somebody was born, as Indonesia has both: `Solo, 1-2-1999`."""
    if valid(text):
        return True
    place, comma, day = text[:_LONGEST].rpartition(",")
    return bool(comma) and valid(day) and not any(map(str.isdigit, place)) and any(map(str.isalpha, place))


def _could(value: Any) -> bool:
    if isinstance(value, (date, datetime)):
        return 1850 <= value.year <= datetime.now(UTC).year
    if isinstance(value, str):
        return _day(value) or (value.strip() != "1" and _PART.fullmatch(value.strip()[:20]) is not None)
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or any(least <= value < most for least, most in _NO_DATE):
        return number and valid(str(value))
    return valid(str(value)) or (-3.8e12 <= value <= 4e12 and value not in (0, 1))


def find(text: str) -> Iterator[tuple[int, int]]:
    """Days right after what says that somebody was born, or before it (`1975年3月12日生まれ`)."""
    for form in _told():
        for match in form.finditer(text):
            year = _YEARS.search(match["day"])
            if valid(match["day"]) if year is None else 1850 <= int(year.group()) <= datetime.now(UTC).year:
                yield match.span("day")


@cache
def _told() -> tuple[re.Pattern[str], ...]:
    """Made when a text first has a cue."""
    return (
        re.compile(rf"(?<![^\W\d_])(?:{_BORN})[ \t:]{{0,3}}(?P<day>{_SAID})(?!\d)"),
        re.compile(rf"(?<!\d)(?P<day>{_SAID}) ?(?:{_AFTER})"),
    )


def mask(values: Sequence[Any]) -> str:
    """`19██-██-██`."""
    return masks.day(next((value for value in values if _could(value)), ""))
