"""Postal address.

What: where somebody lives or gets post, whole or a part of it. Issuer: postal services. Source: the order of parts in
Chinese addresses (province, city, district, road, number) and the street words of the languages; other forms need the
field's name.

>>> see(["北京市朝阳区建国路88号3单元"]), see(["12 Acacia Avenue, Springfield"]), see(["Hauptstraße 5, 10115 Berlin"])
(True, True, True)
>>> see(["Hauptstr. 5, 34117 Kassel"]), see(["ul. Długa 5/7, 00-238 Warszawa"]), see(["str. 5"]), see(["Instr. 5"])
(True, True, False, False)
>>> see(["version 12"]), see(["北京"]), valid("Berlin"), valid("10115"), valid("326 01"), valid("https://example.org/x")
(False, False, True, True, True, False)
>>> see(["the way to 28"]), see(["28 Mill Way"]), see(["via email 2"]), see(["via Roma 2"])
(False, True, False, True)
>>> see(["1.2.3.4 os"]), see(["番地 3"]), see(["群馬県渋谷区中三依5番地"])
(False, False, True)
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

import re2

from leftopen.privacy import mask as masks
from leftopen.privacy.detect import lexicon
from leftopen.privacy.later import later

LABEL = "contact.address"
CLAIM = "named"
CONCEPTS = ("contact.address",)

_UNITS = "[号號弄栋棟幢座楼樓室层層]|单元|單元|丁目|番"
_STREETS = "|".join(map(re.escape, lexicon.streets("words")))
_ENDINGS = "|".join(map(re.escape, lexicon.streets("endings")))
_HOUSE = r"(?:(?i:n[º°.o]{0,2}|nr|no|д|дом|буд|будинок|бл|τκ)[.:]? ?)?"
"""What stands before the number of a house behind its street: `д. 4`, `No. 7`."""
_LED = rf"(?i)\p{{Nd}}[a-z]?,? (?:.* )?(?:{_STREETS})(?:[^\pL\p{{Nd}}_]|$)"
_FOLLOWED = rf"(?i)(?:^|[^\pL\p{{Nd}}_])(?:{_STREETS})\.? .*\p{{Nd}}|(?:{_ENDINGS})\.?,? {_HOUSE}\p{{Nd}}"
"""RE2 patterns of what every text has in which a number stands before its street, or after it."""
_KOREAN = r"[\x{ac00}-\x{d7a3}](?:로|길) \p{Nd}"
_THAI = r"\p{Nd} (?:ถนน|ถ\.|ซอย|ซ\.|หมู่(?:ที่)? ?\p{Nd}|ตำบล|ต\.|แขวง)"
CUE = rf"[A-Za-z0-9零一二三四五六七八九十百-](?:{_UNITS})|{_LED}|{_FOLLOWED}|{_KOREAN}|{_THAI}"

_MEASURED = r"(?! ?(?:km|m|kg|g|cm|mm|l|ml|min|h|%)\b)"
"""What no number of a house has behind it: `estrada com 5 km`."""
_CODED = r",? ?\d{1,4}[a-z]?,? (?:[A-Z]{1,2}-)?\d{4,5} [^\W\d_]{2}"
"""A house, a postal code and a place, without which `str.` is the end of other words, too: `Instr. 5`."""
_FIGURE = later("[0-9一二三四五六七八九]")
_UNIT = f"(?:番地|{_UNITS})"
_CHINESE = later(
    r"[\u3400-\u9fff\u30f5\u30f6\u30ce]{3,40}[A-Za-z0-9零一二三四五六七八九十百-]{1,8}"
    rf"{_UNIT}(?:[\u3400-\u9fffA-Za-z0-9-]{{1,12}}?{_UNIT}){{0,4}}"
)
_PLACE = later("省|府|県|町|市|区|區|县|縣|镇|鎮|乡|鄉|村|路|街|道|巷|弄|胡同|苑|园|里|大厦|广场")
_TOLD = later(
    r"[\uac00-\ud7a3]{1,10}(?:시|도|군|구) (?:[\uac00-\ud7a3]{1,8}(?:시|군|구|읍|면) ){0,2}"
    r"[\uac00-\ud7a3\d]{1,12}(?:로|길) ?(?:\d{1,4}(?:번)?길 )?\d{1,4}(?:-\d{1,4})?"
    r"|\d{1,4}(?:/\d{1,4})? (?:(?:ถนน|ถ\.|ซอย|ซ\.|หมู่(?:ที่)?(?= ?\d)|ตำบล|ต\.|แขวง) ?[\u0e01-\u0e4e\d]{1,30} ?){1,4}"
)
"""Addresses of Korea and Thailand down to a number: by the Road Name Address Act, and as its post writes them."""
_LEAD = later(".*(?:[在于到至往址:：]|是)(?=.{5})")
_MACHINE = later(
    r"(?=[^:]*[0-9a-f]?:)[0-9A-Fa-f:]{6,39}|[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4}){2}|(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?"
    r"|(?=[a-z.-]*\d)[a-z0-9-]+(?:\.[a-z0-9-]+){2,}|(?=\D*\d)(?=[^A-Za-z]*[A-Za-z])[A-Za-z0-9]{25,}"
)
_WORD = r"[\w.'’-]{1,24}"


@cache
def _common() -> frozenset[str]:
    """Words for streets that are common in running text, too."""
    return frozenset(lexicon.streets("common"))


@cache
def _may_be() -> tuple[Any, Any]:
    return re2.compile(_LED), re2.compile(_FOLLOWED)


@cache
def _forms() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A number before its street and after it, made when a text first names a street."""
    number_first = re.compile(
        rf"(?<!\d\.)\b\d{{1,5}}[a-z]?,?{_MEASURED} "
        rf"(?:(?P<named>(?:{_WORD} ){{1,4}}(?P<behind>{_STREETS}))\b\.?|(?P<before>{_STREETS})\b\.?(?=,? [\w.'-]{{2}}))"
        r"(?P<called>(?:,? [\w.' -]{2,30}){0,2})",
        re.IGNORECASE,
    )
    street_first = re.compile(
        rf"(?:\b[\w.'’-]{{2,24}}(?:{_ENDINGS})(?:\.(?={_CODED}))?"
        rf"|\b(?P<before>{_STREETS})\.?(?P<called>(?: {_WORD}){{1,4}}))"
        rf",? {_HOUSE}\d{{1,5}}[a-z]?\b(?:/\d{{1,4}}\b)?{_MEASURED}"
        r"(?:[,.]?\s{1,2}(?:[A-Z]{1,2}[- ])?\d{2,4}[- ]?\d{2,3}(?: ?[A-Z]{2})?,?\s[\w .'()-]{2,30})?",
        re.IGNORECASE,
    )
    return number_first, street_first


def valid(text: str) -> bool:
    """True for text that a field named for addresses may hold: letters, or a postal code."""
    if not 2 <= len(text) <= 300 or "://" in text or "@" in text or _of_machine(text):
        return False
    return any(c.isalpha() for c in text) or (text.replace("-", "").replace(" ", "").isdigit() and 4 <= len(text) <= 10)


def _of_machine(text: str) -> bool:
    """True for what addresses machines, cards and wallets: hexadecimal, names of hosts, long words with figures.

    >>> _of_machine("00a1.b2c3.d4e5"), _of_machine("2001:db8::7"), _of_machine("db-1.example.internal")
    (True, True, True)
    >>> _of_machine("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"), _of_machine("10115"), _of_machine("Unter.den.Linden")
    (True, False, False)
    """
    return " " not in text and _MACHINE.fullmatch(text) is not None


def plausible(values: Sequence[Any]) -> bool:
    """True for such text, or a number as house numbers and postal codes are; 0 and 1 are answers."""
    return any(
        valid(v.strip()) if isinstance(v, str) else isinstance(v, int) and not isinstance(v, bool) and 1 < v < 10**7
        for v in values
    )


def see(values: Sequence[Any]) -> bool:
    """True for text that is an address from end to end."""
    return any(isinstance(value, str) and 6 <= len(value) <= 300 and _whole(value.strip()) for value in values)


def _whole(text: str) -> bool:
    return any(end - start >= 0.5 * len(text) for start, end in find(text))


def find(text: str) -> tuple[tuple[int, int], ...]:
    """Chinese addresses down to a number, and streets with a number in other scripts."""
    return _found(text[:1000])


@lru_cache(1)
def _found(text: str) -> tuple[tuple[int, int], ...]:
    """The same; a text is asked twice on end, as a whole and as running text."""
    return tuple(_spans(text)) if _FIGURE.search(text) else ()


forget = _found.cache_clear


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for match in _CHINESE.finditer(text) if not text.isascii() else ():
        lead = _LEAD.match(match.group())
        start = match.start() + (lead.end() if lead else 0)
        if _PLACE.search(text, start, match.end()):
            yield start, match.end()
    if not text.isascii():
        yield from (match.span() for match in _TOLD.finditer(text))
    first, after = (form.search(text) is not None for form in _may_be())
    if first or after:
        number_first, street_first = _forms()
        found = [match.span() for match in number_first.finditer(text) if _named(match)] if first else []
        yield from found or ([match.span() for match in street_first.finditer(text) if _named(match)] if after else ())


def _named(match: re.Match[str]) -> bool:
    """False for a word that running text has as well, and no name with it: `put 8 soldiers in castle 3`."""
    told = match.groupdict()
    if behind := told.get("behind"):
        before, word = told["named"].split()[-2:]
        called = before[0].isupper() and len(before) > 2 and before[:3].isalpha()  # not `I` or `I've`
        return behind.lower() not in _common() or word[0].isupper() or called
    before = told["before"]
    return before is None or before.lower() not in _common() or not told["called"].islower()


def mask(values: Sequence[Any]) -> str:
    """All blocks, a group per word."""
    return masks.words(next((value for value in values if isinstance(value, str)), ""))
