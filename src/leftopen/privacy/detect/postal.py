"""Postal addresses from end to end by their parts, without a word for a street: a house, a postal code and a place.

Sources: the order of the parts in the Universal Postal Union's addressing systems of its members (S42): a house stands
before or behind the name of its street, or is a part of its own; the code stands before its place, behind it, or alone.
"""

from collections.abc import Sequence

from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.concepts import read
from leftopen.privacy.detect.weights import number
from leftopen.privacy.later import later

LONGEST = 160
"""Characters of the longest address that is looked at."""
_FEWEST, _MOST, _PART = 2, 8, 56
"""Parts of an address, and characters of one."""
_APART = later(r"[,\n،、]|\s-\s")
_LETTER = r"[^\d\s,;:@<>{}\[\]=|\\\"*%$€£+?!_#/()~^&-]"
_WORD = rf"[^\W\d_](?:{_LETTER}|[-(/](?={_LETTER})|\))*"
_NAME = rf"{_WORD}(?: {_WORD}){{0,5}}"
_CALLED = r"(?:(?:№|#|[Nn][º°o]?[.:]?|[Nn]r[.:]?|[дД]\.?|[Дд]ом|[Бб]уд\.?|[Hh]\. ?[Nn]o\.?|[Hh]ouse [Nn]o\.?|[Ss]ố) ?)?"
_DIGITS = r"(?:\d{1,5}[^\W\d_]?(?:[-/ ]\d{1,4}[^\W\d_]?){0,2}\.?|S/N|s/n)"
_HOUSE = _CALLED + _DIGITS
_ROOMS = rf"(?: (?:{_WORD}\.?:?|#) ?[\w/-]{{1,6}}){{0,3}}"
"""What is behind a house and its street: `Apt. 3`, `Piso 2`, `кв. 4`."""
_HOUSED = later(rf"{_HOUSE}\.? {_NAME}{_ROOMS}|{_NAME}\.? (?:\d{{1,3}}[^\W\d_]? ?)?{_HOUSE}{_ROOMS}")
_ALONE = later(_HOUSE)
_NAMED = r"[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*"
_BEHIND = later(rf"\d{{1,5}}[A-Za-z]? (?:{_NAMED} ){{1,4}}(?P<word>{_NAMED})\b\.?{_ROOMS}")
_BEFORE = later(rf"(?P<word>{_NAMED})\.? (?:{_WORD} ){{0,5}}{_NAMED}\.?,? {_HOUSE}(?:{_ROOMS})?(?:, {_NAME})?")
_PLACE = later(rf"{_NAME}\.?(?: [(/] ?{_WORD}\)?)?")
_CODE = later(
    r"(?<![\w])(?:\d{5}-?\d{3,4}|\d{3} \d{2}|\d{2}-\d{3}|\d{4} ?[A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
    r"|[A-Z]\d[A-Z] ?\d[A-Z]\d|(?:[A-Z]{1,3}-)?(?!(?:19|20)\d\d(?!\d))\d{4,7})(?![\w-])"
)
"""Postal codes with a form of their own, and four to seven digits that are no year."""
_ARMY = later(r"(?:PSC|CMR|Unit|US[A-Z]{1,3}) [^,\n]{1,40}[,\n] ?(?:Box \d+[,\n] ?)?[ADF]PO A[AEP] \d{5}")
"""Addresses of the armed forces of the United States (Domestic Mail Manual 602 1.5)."""
_WORDS, _LONG = later(r"[^\W\d_]+"), 4
"""Words, and letters of one that is no particle (`rue de la Gare`)."""
_ELSE = ("other.order", "other.thing", "other.time", "other.measure", "other.hash")
"""Concepts of words that number something else: `Batch 12, Serial 123456`."""


def formed(text: str) -> bool:
    """True for a text that is an address by its parts.

    >>> formed("Podlesní 880, 730 21 Mníšek"), formed("807 Ada Estate Apt. 573, Jonesville, OK 33181")
    (True, True)
    >>> formed("12 कौल, आदिलाबाद 332245"), formed("Flat 26k, Ash River, Clarketown, L3 2NP"), formed("Elm 3, 2019 Rome")
    (True, True, False)
    >>> formed("Ada Berg, Oslo, 12345"), formed("Order 12, Serial 123456"), formed("Paris, 75001")
    (False, False, False)
    """
    text = text.strip(" .,;\n")
    if len(text) > LONGEST:
        return False
    if _ARMY.fullmatch(text):
        return True
    parts = [part.strip() for part in _APART.split(text) if part.strip()]
    if not 0 < len(parts) <= _MOST or any(len(part) > _PART for part in parts):
        return False
    if _street(parts):
        return True
    codes = [at for at in range(len(parts)) if _coded(parts, at)]
    if len(parts) < _FEWEST or not codes or not _capital(text):
        return False
    return any(at not in codes[-1:] and _housed(parts, at) for at in range(len(parts)))


def _street(parts: Sequence[str]) -> bool:
    """True for a house with its street, by a word for one that is common elsewhere: `565 Ada Cliff`, `Feira Sá, 73`."""
    words = lexicon.streets("alone")
    if (behind := _BEHIND.fullmatch(parts[0])) is not None:
        return behind["word"].casefold() in words
    before = _BEFORE.fullmatch(", ".join(parts[:2]))
    return before is not None and before["word"].casefold() in words


def _coded(parts: Sequence[str], at: int) -> bool:
    """True for a part that is a postal code, alone beside a place or with it."""
    code = _CODE.search(parts[at])
    if code is None:
        return False
    rest = f"{parts[at][: code.start()]} {parts[at][code.end() :]}".strip(" -")
    if not rest:
        return any(_PLACE.fullmatch(part) is not None for part in parts)
    return at > 0 and _PLACE.fullmatch(rest) is not None and not _says_else(rest)


def _housed(parts: Sequence[str], at: int) -> bool:
    """True for a part that is a house with its street, or for one alone beside the name of a street."""
    if _ALONE.fullmatch(parts[at]):
        beside = parts[at - 1] if at else parts[1]
        return _PLACE.fullmatch(beside) is not None and not _says_else(beside)
    return _HOUSED.fullmatch(parts[at]) is not None and not _says_else(parts[at])


def _capital(text: str) -> bool:
    """True where names begin as such, with a capital or in a script that has none, not as words of sentences do."""
    words = [word for word in _WORDS.findall(text) if len(word) >= _LONG]
    small = sum(word[0].islower() for word in words)
    return 2 * small <= len(words) and any(not word[0].islower() for word in _WORDS.findall(text))


def _says_else(part: str) -> bool:
    return any(hint.concept in _ELSE and hint.strength >= number("clear") for hint in read(part))
