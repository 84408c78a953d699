"""Telephone number.

What: a number of the public telephone network. Issuer: the national numbering authorities under ITU-T E.164. Source:
the libphonenumber metadata (package `phonenumbers`); Chinese mobile numbers by the ranges 13x to 19x of the MIIT.
Without `+` and without a field name only the Chinese mobile shape and numbers written with their separators count.

>>> valid("+49 30 901820"), valid("13800138000"), valid("139-1234-5678"), valid("(212) 555-0142")
(True, True, True, True)
>>> valid("1700000000123"), valid("12345678901"), valid("2024-01-01"), valid("02-03-1234"), valid("02-312-4567")
(False, False, False, False, True)
>>> [*find("please call me on 9472 7916")], [*find("416 60 039 office, room 12")], [*find("we met at 9472 7916")]
([(18, 27)], [(0, 10)], [])
>>> plausible(["030 901820"]), plausible([901820]), plausible(["none"])
(True, True, False)
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from itertools import islice
from typing import Any

import re2

from leftopen.privacy import mask as masks
from leftopen.privacy.detect import lexicon
from leftopen.privacy.later import later

LABEL = "contact.phone"
CLAIM = "checked"
CONCEPTS = ("contact.phone",)
CHANCE = 0.1
PATTERN = (
    r"(?:\b(?:tel|sms|callto):(?://)?)?(?:\+|\b00)[1-9](?:[\s().\x{2010}-\x{2015}/-]{0,3}\d){6,14}"
    r"(?:x\d{1,5}|;ext=\d{1,6})?\b"
    r"|\b(?:(?:0086|86)[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}\b"
    r"|(?:\b[08] ?)?\(\d{2,5}\)[\s.-]{0,2}\d{2,5}(?:[\s.-]\d{2,5}){0,4}\b"
    r"|\b\d{3}[-.]\d{3}[-.]\d{4}(?:x\d{1,5})?\b"
    r"|\b[6-9]\d{4} \d{5}\b|\b\d{7,15}(?::\d{1,3})?@(?:s\.whatsapp\.net|c\.us)\b"
    r"|\bsips?:\+?\d{7,15}(?:;[^\s@<>]{1,40})?@[A-Za-z0-9\[][A-Za-z0-9.:\]-]*(?:;[a-z]+=[a-z]+)*"
    r"|\b0\d(?:[. -]\d{2}){4}\b"
    r"|\b0\d{1,4}(?:[- ]| ?/ ?)\d{2,8}(?:[- ]\d{2,5}){0,4}\b"
)

_BEFORE = "|".join(lexicon.cues("phone_before"))
_AFTER = "|".join(lexicon.cues("phone_after"))
_SAID = rf"(?:{_BEFORE})[ :.]{{1,3}}[+(]?\d|\d ?[-( ] ?(?:{_AFTER})\b"
"""What calls a number of the place, which has no form that shows what it is: `call me on 9472 7916`."""
CUE = _SAID + r"|\d(?:[ ()./-]{0,3}\d){7}"
_GROUPS = r"[+(]{0,2}\d[\d ()./-]{5,18}\d(?:x\d{1,5})?"
_ENDS = later(r"\s*(?:[.,;?!\n)]|$)")
"""What follows figures without groups that are a number called, and no number of what comes next."""
_LEAST, _NEAR, _WHOLE = 7, 8, 9
"""Figures that such a number has at least, fewer are rooms, amounts and years; that one has of which words near it are
about calling; and one with its area, or without groups.
"""
_GROUPED = later(rf"(?<![\w@.,/+])(?<!\d[ -])(?P<number>{_GROUPS})(?![\w@.,/-]?\w)(?! \d)")
_AROUND, _BEHIND = 60, 30
"""Characters before and after a number that are read for such words."""
_APART = later(r"[!?;\n\d]")
"""What ends the part of a sentence that is about a number."""
_WORDS = later(r"[\s,.:()\"“”„«»/-]+")
_SHORT = 3
_FIGURES = later(r"\d+")
_AREA = 3
"""Figures of an area where 1 is dialled before it."""
_AMOUNT = later(r"[1-9]\d?(?:[ .]\d{2,3})*[ .]\d{3}")
"""How amounts are written, and hardly any number that is called."""

_MOST = 20
"""Numbers of a text of which it is asked what stands near them."""

_CHINESE_MOBILE = later(r"(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}")
_DATE = later(r"\d{5}-\d{3}|(?:(?:19|20)\d\d[-./]\d\d?[-./]\d\d?|\d\d?[-./]\d\d?[-./](?:19|20)?\d\d)(?:\.?[ T].*)?")
"""Dates, and postal codes of Brazil."""
_CHATS = ("@s.whatsapp.net", "@c.us")
_CHAT = later(r"\d{7,15}(?::\d{1,3})?@[a-z.]+")
"""Identifiers of a messenger: the number, and which of its devices."""
_REGIONS = ("US", "CN", "DE", "ES", "FR", "GB", "BR", "IN", "RU", "IT", "MX", "JP", "TR", "SA", "ZA", "PK")
_SHORT_AREA = later(r"0\d[-/ ]")
"""An area of one figure, as Seoul and Taipei have: their numbers have nine figures; `02-03-1234` is one of a file."""
_URI = later(r"(?i:tel|sms|callto|whatsapp|facetime):(?://)?(?P<number>[+\d(][^;?]{4,30})(?:[;?].*)?")
"""RFC 3966 and 5724, and what telephones make of them."""
_CALLED = later(r"(?i:sips?):(?P<number>\+?\d{7,15})(?:;[^\s@]*)?@\S+")
"""A number as telephony over the Internet calls it (RFC 3261, 19.1.1)."""
_TRUNK = later(r"[08] ?\(")
"""What is dialled before an area in brackets within some countries."""
_PARTED = str.maketrans("", "", " -.()/")
"""What stands between the figures of a number."""
_NATIONAL = later(r"[+(]?\d[\d\s().\-/–]{4,20}\d(?:\s?(?:x|ext\.?|#)\s?\d{1,6})?")


def valid(text: str) -> bool:
    """True for a number that shows by itself what it is."""
    if "@" in text and _CALLED.fullmatch(text):
        return True
    text = bare(text)
    if text.endswith(_CHATS):
        return _CHAT.fullmatch(text) is not None
    if len(text) > 30 or _DATE.fullmatch(text):
        return False
    if _CHINESE_MOBILE.fullmatch(text):
        return True
    if text.startswith(("+", "00")):
        return _parses("+" + text.lstrip("+0"), None, strict=text.isdecimal())
    if not any(c in " -.()/" for c in text):
        return False
    regions = _REGIONS if _TRUNK.match(text) else _REGIONS[:8]
    number, _, extension = text.translate(_PARTED).partition("x")
    figures = number + extension
    if _SHORT_AREA.match(text) and len(figures) < _WHOLE:
        return False
    if not (figures.isascii() and figures.isdecimal()):
        return any(_parses(text, region) for region in regions)
    return any(
        _parses(text, region)
        for region in regions
        if (form := _could_be(region)) is None or form.fullmatch(number) or form.fullmatch(figures)
    )


def mobile(text: str) -> bool:
    """True for a number in its international form that is of a mobile telephone alone, or a Chinese mobile one.

    >>> mobile("+34 612 345 678"), mobile("+34 912 345 678"), mobile("13800138000"), mobile("612345678")
    (True, False, True, False)
    """
    text = bare(text)
    if _CHINESE_MOBILE.fullmatch(text[:30]):
        return True
    if not text.startswith("+") or len(text) > 30:
        return False
    phonenumbers = _library()
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE)


def bare(text: str) -> str:
    """A number without what RFC 3966 and similar schemes put around it.

    >>> bare("tel:+49-30-901820;ext=12"), bare("callto://+4930901820"), bare("telephone")
    ('+49-30-901820', '+4930901820', 'telephone')
    """
    found = _URI.fullmatch(text.strip()) if "@" not in text else _CALLED.fullmatch(text.strip())
    return found["number"] if found else text.strip()


@cache
def _could_be(region: str) -> re.Pattern[str] | None:
    """What figures must look like for the library to take them as a number of a region; None where it rewrites them.

    A prefix for calls abroad, or its own country code and its prefix within the country, both as they may be, and a
    number of any of the regions that share its code. To ask this first spares most of what `parse` would try in vain.
    """
    phonenumbers = _library()
    own = phonenumbers.PhoneMetadata.metadata_for_region(region)
    if own.national_prefix_transform_rule:
        return None
    sharing = phonenumbers.region_codes_for_country_code(own.country_code)
    told = (phonenumbers.PhoneMetadata.metadata_for_region(each).general_desc for each in sharing)
    forms = "|".join({desc.national_number_pattern for desc in told if desc is not None})
    within = f"(?:{own.national_prefix_for_parsing})?" if own.national_prefix_for_parsing else ""
    return re.compile(f"(?:{own.international_prefix}).*|(?:{own.country_code})?{within}(?:{forms})")


@cache
def _library() -> Any:
    """The metadata and what reads it: as long to load as all detectors, so not before a text looks like a number."""
    return import_module("phonenumbers")


def _parses(text: str, region: str | None, *, strict: bool = False) -> bool:
    """True for a number of a region; one of any country may be one not issued, unless figures alone (`strict`) say so:
    every other number that is filled with zeros in front may be one.
    """
    phonenumbers = _library()
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return False
    if text.startswith("+") and not strict:
        return bool(phonenumbers.is_possible_number(number) or phonenumbers.is_valid_number(number))  # cheaper first
    return bool(phonenumbers.is_valid_number(number)) or _fictional(text, region)


def _fictional(text: str, region: str | None) -> bool:
    """555-01xx, which North America keeps for stories, is a number in form though nobody's."""
    return region == "US" and re.fullmatch(r"\(?[2-9]\d\d\)?[ .-]{0,2}555[ .-]01\d\d", text) is not None


def plausible(values: Sequence[Any]) -> bool:
    """True for six to fifteen digits with the usual separators, given a field for telephone numbers."""
    return any(_could(bare(str(v)[:80])) for v in values if isinstance(v, (str, int)) and not isinstance(v, bool))


def _could(text: str) -> bool:
    count = sum(c.isdigit() for c in text[:40])
    return 6 <= count <= 16 and not _DATE.fullmatch(text) and _NATIONAL.fullmatch(text) is not None


def find(text: str) -> Iterator[tuple[int, int]]:
    """Numbers of the place right after what calls one (`call me on`, `Desk:`), or in groups before it (`… office`), and
    those near a word for calling that are of a region where such words are spoken.
    """
    said, before, after = _called()
    found = set()
    if said.search(text):
        for match in before.finditer(text):
            number = match["number"]
            grouped = not number.isdecimal() or match.group().count(":")
            if _enough(number) and (grouped or _ENDS.match(text, match.end()) or _mobile(number)):
                found.add(match.span("number"))
        for match in after.finditer(text):
            if _enough(match["number"]) and not match["number"].isdecimal():
                found.add(match.span("number"))
    for match in islice(_GROUPED.finditer(text), _MOST):
        start, end = match.span("number")
        near = text[max(0, start - _AROUND) : start], text[end : end + _BEHIND]
        if (start, end) not in found and _called_for(match["number"], *near):
            found.add((start, end))
    yield from sorted(found)


def _called_for(number: str, before: str, behind: str) -> bool:
    """True for a number with a word for calling near it that has the form of those where such words are spoken.

    >>> [_called_for("40 61 58 65", before, "") for before in ("Kunden vil bli oppringt på ", "Kunden har kjøpt ")]
    [True, False]
    """
    figures = number.translate(_PARTED).partition("x")[0]
    if len(figures) < (_WHOLE if number.isdecimal() else _NEAR) or not _enough(number):
        return False
    near = f"{_APART.split(before)[-1]} {_APART.split(behind, maxsplit=1)[0]}"
    regions = dict.fromkeys(region for word in _WORDS.split(near.casefold()) for region in _spoken(word))
    return any(_as_written_in(region, number) for region in _takers(number, figures, regions))


def _as_written_in(region: str, number: str) -> bool:
    """True for a valid number with all that is dialled within its region, in groups as one of there may have.

    What is dialled first, an area's 0 or the region's code, may be missing where the groups are libphonenumber's.

    >>> [_as_written_in("DE", number) for number in ("030901820", "030 90 18 20", "30901820", "3090 1820")]
    [True, True, False, False]
    >>> [_as_written_in("PL", number) for number in ("601 109 492", "601-10-94-92", "48 601 109 492", "6011 0949 2")]
    [True, True, True, False]
    >>> _as_written_in("RU", "912 345-67-89"), _as_written_in("LV", "21 235 587"), _as_written_in("DK", "21 235 587")
    (True, True, False)
    """
    phonenumbers = _library()
    parsed = phonenumbers.parse(number, region)
    parsed.extension = None
    own = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    groups, theirs = (_FIGURES.findall(each.partition("x")[0]) for each in (number, own))
    figures, dialled = "".join(groups), "".join(theirs)
    if figures == dialled:
        if _AMOUNT.fullmatch(number):
            return groups == theirs
        return len(groups) == 1 or groups == theirs or figures[0] == "0" or all(1 < len(group) < 4 for group in groups)
    if groups[0] == str(parsed.country_code):
        groups, figures = groups[1:], "".join(groups[1:])
    first = dialled.removesuffix(figures)
    while first and theirs:
        cut = min(len(first), len(theirs[0]))
        first, theirs = first[cut:], [theirs[0][cut:], *theirs[1:]] if cut < len(theirs[0]) else theirs[1:]
    return len(groups) > 1 and groups == theirs


def _spoken(word: str) -> Iterable[str]:
    """The regions of those who begin a word for calling so."""
    stems = lexicon.phone_stems()
    yield from stems.get(word, ())
    for size in range(_SHORT + 1, len(word)):
        yield from stems.get(word[:size], ())


@cache
def _called() -> tuple[Any, re.Pattern[str], re.Pattern[str]]:
    """Made when a text first has a cue."""
    return (
        re2.compile(_SAID),
        re.compile(rf"\b(?:{_BEFORE})[ :.]{{1,3}}(?P<number>{_GROUPS})(?![\w@.,]?\w)"),
        re.compile(rf"(?<![\w.@/-])(?<!\d,)(?P<number>{_GROUPS}) ?[-( ] ?(?:{_AFTER})\b(?= ?(?:[\n\r,;)\\]|$))"),
    )


def _mobile(figures: str) -> bool:
    """True for figures of a whole number as some country writes it within."""
    return len(figures) >= _WHOLE and any(_takers(figures, figures, _REGIONS))


def _takers(number: str, figures: str, regions: Iterable[str]) -> Iterator[str]:
    """Those of the regions in which a number, of these figures, is valid as it is dialled within."""
    for region in regions:
        if ((form := _could_be(region)) is None or form.fullmatch(figures)) and _parses(number, region):
            yield region


def _enough(text: str) -> bool:
    return sum(c.isdigit() for c in text) >= _LEAST and _could(text) and not _release(text)


def _release(text: str) -> bool:
    """True for a release of software: one of its parts is a single figure, which in a number is only the 1 in front.

    >>> _release("2.24.10.81"), _release("20240511.2"), _release("1.800.555.0123"), _release("01.23.45.67.89")
    (True, True, False, False)
    """
    first, *rest = text.split(".")
    if not rest or not all(map(str.isdecimal, (first, *rest))):
        return False
    return any(len(part) == 1 for part in rest) or (len(first) == 1 and len(rest[0]) < _AREA)


def normal(text: str) -> str:
    """The last nine digits: the same with and without country code and trunk prefix."""
    figures = "".join(c for c in bare(text).partition("@")[0].partition(":")[0] if c.isdigit())
    return figures[-9:] if len(figures) >= 7 else ""


def mask(values: Sequence[Any]) -> str:
    """Blocks with the first and last digit at most."""
    found = next((str(v).strip() for v in values if plausible([v])), "")
    return masks.masked(found) if found else masks.HIDDEN
