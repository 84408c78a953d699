"""Licence plate.

What: the registration of a vehicle. Issuer: traffic authorities. Source: GA 36-2018 for China (a province's character,
a letter, five or six characters, never I or O); other countries' forms are many, there the field's name has to agree.

>>> valid("京A12345"), valid("粤BD12345"), valid("B-AB 1234"), valid("京AI2345"), valid("12")
(True, True, True, False, False)
>>> valid("ZH 123456"), valid("A01234567")
(True, False)
>>> valid("12가3456"), valid("品川 300 あ 12-34"), valid("А123ВС77"), valid("กข 1234")
(True, True, True, True)
>>> see(["京A12345"]), see(["B-AB 1234"])
(True, False)
>>> [*find("The van, reg NJ63 UZY, left")], [*find("Kennzeichen: HH-TW 345")], [*find("Auto BMW 320 kaufen")]
([(13, 21)], [(13, 22)], [])
>>> [*find("车牌号沪J78744违停")], [*find("Order NJ63 UZY shipped")], [*find("Номер В629ТУ77 снят")]
([(3, 10)], [], [(6, 14)])
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from leftopen.privacy import mask as masks
from leftopen.privacy.data import beside
from leftopen.privacy.detect import lexicon
from leftopen.privacy.later import later

LABEL = "vehicle.plate"
CLAIM = "named"
CONCEPTS = ("vehicle.plate",)

_PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
_CALLED = "|".join(lexicon.cues("plate"))
_LEAD = f"{_PROVINCE}[A-HJ-NP-Z]"
CUE = rf"{_LEAD}|(?i:{_CALLED})"

_CHINA = later(_LEAD + "[·•. -]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]")
_ANY = later(
    rf"(?!{_PROVINCE}[A-Z])(?!\d{{1,9}}\.\d{{1,9}}$)(?!.*\d{{7}})(?=.*\d)[^\W_](?:[^\W_]|[ .·-]){{2,13}}[^\W_]"
)


_SLAV = "[АВЕІКМНОРСТУХ]"
_FORMS = (
    r"[A-ZÄÖÜ]{1,3}[- ][A-Z]{1,2}[ -]?[1-9]\d{0,3}[EH]?",  # Germany
    r"[A-Z]{2}[ -]?\d{3}[ -]?[A-Z]{2}",  # France, Italy
    r"\d{4}[ -]?[B-DF-HJ-NP-TV-Z]{3}",  # Spain
    r"[A-Z]{3}[ -]?\d[A-Z0-9]\d{1,2}",  # Brazil, Sweden, Mercosur
    r"[A-Z]{2}\d{2} ?[A-Z]{3}",  # United Kingdom
    r"(?=[\d-]{0,8}[A-Z])(?=[A-Z-]{0,8}\d)[A-Z0-9]{1,3}-[A-Z0-9]{2,3}-[A-Z0-9]{1,2}",  # Netherlands, Portugal
    r"[A-Z]{2,3} ?\d[A-Z0-9]{3,4}",  # Poland
    r"\d{2} ?[A-Z]{1,3} ?\d{2,4}",  # Turkey
    rf"{_SLAV} ?\d{{3}} ?{_SLAV}{{2}} ?\d{{2,3}}",  # Russia
    rf"{_SLAV}{{2}} ?\d{{4}} ?{_SLAV}{{2}}",  # Ukraine
    r"\d{3}-\d{2}-\d{3}|\d{2}-\d{3}-\d{2}",  # Israel
    r"[A-Z]{2}[ -]?\d{1,2}[ -]?[A-Z]{1,3}[ -]?\d{4}",  # India
    r"\d{2}[A-Z]\d?[- ]\d{3}\.?\d{2}",  # Vietnam
    r"[A-Z]{1,2} \d{1,4} [A-Z]{1,3}",  # Indonesia
    r"\d{2,3}[가-힣] ?\d{4}",  # Korea
    r"[\u3400-\u9fff]{1,4} ?\d{2,3} ?[ぁ-ん] ?[\d・]{1,2}-?\d{2}",  # Japan
    r"[ก-ฮ]{2} ?\d{1,4}|\d[ก-ฮ]{2} ?\d{1,4}",  # Thailand
)
"""How countries print them (Wikipedia, "Vehicle registration plates by country"); each is one only where a word calls
it, as numbers of models and of parts look alike."""
_MAKES = frozenset(beside(__name__)["makes"])
"""What stands before a number behind a word for a vehicle and is its maker or its model."""
_LETTERS = later("[A-Z]+")
_SENTENCE = later("[A-Z]{2}[^ ]{0,12} [a-z]{2}")
"""Capitals with a word behind them: `HH55 CJN took`."""


@cache
def _called() -> re.Pattern[str]:
    """What calls a plate and the plate, made when a text first has a cue."""
    joined = "|".join(word for word in lexicon.cues("plate") if word >= "\u0e00")
    said = rf"(?<![^\W_])(?i:{_CALLED})(?:[ \t]{{0,2}}{lexicon.linked()})?[ \t:：#,=-]{{0,3}}"
    return re.compile(
        rf"(?:{said}|(?:{joined})[は是:： ]{{0,2}})(?P<plate>{'|'.join(_FORMS)})(?![^\W\u0e00-\ud7ff]|-\w)"
    )


def find(text: str) -> Iterator[tuple[int, int]]:
    """Plates behind a word that calls them or a vehicle, and Chinese ones anywhere."""
    for match in _CHINA.finditer(text):
        yield match.span()
    for match in _called().finditer(text):
        maker = _LETTERS.match(match["plate"])
        if maker is None or maker.group() not in _MAKES:
            yield match.span("plate")


def valid(text: str) -> bool:
    """True for a Chinese plate, or four to fifteen letters and digits of any script, not digits alone or a fraction.

    Of seven figures and more in a row it is the number of something: a student, a member."""
    if _CHINA.fullmatch(text) is not None:
        return True
    return _ANY.fullmatch(text) is not None and not text.isdecimal() and _SENTENCE.search(text) is None


def see(values: Sequence[Any]) -> bool:
    """True for a Chinese plate, whose form is its own."""
    return any(isinstance(value, str) and _CHINA.fullmatch(value.strip()[:12]) for value in values)


def mask(values: Sequence[Any]) -> str:
    """The first character at most."""
    return masks.masked(str(values[0]).strip()[:20])
