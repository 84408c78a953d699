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
"""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy import mask as masks
from leftopen.privacy.later import later

LABEL = "vehicle.plate"
CLAIM = "named"
CONCEPTS = ("vehicle.plate",)

_PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
CUE = f"{_PROVINCE}[A-HJ-NP-Z]"

_CHINA = later(CUE + "[·•. -]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]")
_ANY = later(
    rf"(?!{_PROVINCE}[A-Z])(?!\d{{1,9}}\.\d{{1,9}}$)(?!.*\d{{7}})(?=.*\d)[^\W_](?:[^\W_]|[ .·-]){{2,13}}[^\W_]"
)


def valid(text: str) -> bool:
    """True for a Chinese plate, or four to fifteen letters and digits of any script, not digits alone or a fraction.

    Of seven figures and more in a row it is the number of something: a student, a member."""
    return _CHINA.fullmatch(text) is not None or (_ANY.fullmatch(text) is not None and not text.isdecimal())


def see(values: Sequence[Any]) -> bool:
    """True for a Chinese plate, whose form is its own."""
    return any(isinstance(value, str) and _CHINA.fullmatch(value.strip()[:12]) for value in values)


def mask(values: Sequence[Any]) -> str:
    """The first character at most."""
    return masks.masked(str(values[0]).strip()[:20])
