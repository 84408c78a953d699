"""Text from the other side, fit to be shown: harmless characters only, of bounded length, what is personal masked.

All text of the peer goes through here, by one of two rules (`docs/decisions` says what is lost by either):

- `redacted`: names that operators and makers chose (indices, databases, clusters, certificates, titles, versions) are
  shown in every script, unless a part of one is or may be a person's: a name of a person, a number of one, an encoded
  text, whatever a kind of data recognises. Then all of it is masked but for the words that the product knows.
- `plain`: keys that data make (keys of maps, rare fields, families of keys) are shown only where they are made of words
  that the product knows.

Masked first, cut afterwards: no half of an address or number is left at the end.
"""

import base64
import binascii
import ipaddress
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from leftopen.harmless import cut
from leftopen.privacy import lists, mask, phrases, vocabulary
from leftopen.privacy.detect import concepts, prose
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.patterns import spans
from leftopen.privacy.later import later
from leftopen.privacy.letters import as_written, bare, normal
from leftopen.privacy.memo import Sealed, forget_all
from leftopen.privacy.phrases import Word
from leftopen.privacy.readings import packed, readable, readings

_STAYS = ("network.",)
_LONGEST = 2000
"""Characters of one text that are read: a name that is written in percent codes has nine for each of its own."""
_PHRASE = 120
"""Characters of a key that may be one name of a field as a whole: what comes later would be shown unseen."""
_BLOCKS = 12
_MUCH = 7
"""Digits from which on a number may be a person's."""
_SOME = 5
"""The same where the words beside it speak of people."""
_DIGIT = later(r"\d")
_ASCII_LETTERS = later(r"[A-Za-z]+")
_CAMEL = later(r"(?<=[^\W\d_])(?=[A-ZÀ-ÖØ-ÞА-ЯΑ-Ω][^\WA-ZÀ-ÖØ-ÞА-ЯΑ-Ω\d_])|(?<=[a-zß-öø-ÿа-яα-ω])(?=[A-ZÀ-ÖØ-ÞА-ЯΑ-Ω])")
_ADDRESS = later(
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2}|:\d{1,5})?(?![\w.]*\d)"
    r"|\[?[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}\]?(?::\d{1,5})?"
)
_NUMBER = later(r"[+(]?\d(?:[ ./:_()\\~*|'’^#·•‧∙⋅・\u2010-\u2015\u2043\u2212-]{0,3}\d)*")
"""Digits in groups, whatever keeps these apart but commas and semicolons, which part one number from the next."""
_POSITION = later(r"(?<![\w.])[+-]?\d{1,3}\.\d{4,}°?[NSns]?(?:[,;_/|] ?| )[+-]?\d{1,3}\.\d{4,}(?![\w.]*\.)")
"""Degrees with as many places as tell one house from the next."""
_DATE = later(
    r"(?<!\d)(?:(?:200[5-9]|20[1-9]\d)[-._/]?(?:0[1-9]|1[0-2])"
    r"(?:[-._/]?(?:0[1-9]|[12]\d|3[01])(?:[-._ T]?[0-2]\d(?::?[0-5]\d){0,2}(?:\.?\d{3})?)?)?"
    r"|(?:0[1-9]|[12]\d|3[01])[-./](?:0[1-9]|1[0-2])[-./](?:200[5-9]|20[1-9]\d)"
    r"|(?:19|20)\d\d(?:[-._/]| ?[-\u2013\u2014] ?)(?:19|20)\d\d)(?!\d)"
)
"""Dates of 2005 and later, with or without a time, months and spans of years; earlier ones are births more often."""
_FLAW = later(r"(?i)(?<![^\W_])(?:cve|euvd)-\d{4}-\d{4,7}(?!\d)")
"""Numbers of published flaws."""
_ROLLED = later(r"(?<!\d)000\d{3}(?!\d)")
_GENERATION = later(r"(?<=-)000\d{3}\Z")
"""What Elasticsearch counts an index by that is rolled over (`people-000001`): nobody's, whatever stands before it."""
_SHARD = later(r"(?<![^\W_])(?:0\d{2,3}|20[0-4]\d)(?![^\W_])")
"""A part of a store that is counted with leading zeros, or that is of a year (`accounts_0001`, `accounts.2024`)."""
_SEVERAL = later(r"(?i)(?<=[a-z]{3})[a-rt-z]s(?![a-z])")
"""A plural: what is called `accounts` is none of which the number may be."""
_VERSION = later(r"(?<![\d.])(?:0|[1-9]\d{0,4})(?:\.(?:0|\d{1,2}|[1-9]\d{2,4})){1,5}(?![\d.]*\d)")
_AT = later(
    r"(?i)\w\s{0,2}(?:\(at\)|\[at\]|\{at\}|<at>|_at_)\s{0,2}[a-z][\w-]{0,62}(?:\.|\(dot\)|\[dot\]|_dot_)[a-z]{2}"
    r"|\w at [a-z][\w-]{0,62} dot [a-z]{2}"
)
_PACKED = later(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{8,}={0,2}")
_PACKED_PART = later(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{8,}={0,2}")
_CODE = later(r"(?<![^\W_])[A-Za-z0-9]{6,}(?![^\W_])")
_TURNS = later(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_PLATE = later(r"(?i)(?<![^\W_])([a-zäöü]{1,3})[- ]([a-z]{1,2})[- ]?(\d{3,4})(?![^\W_])")
_PAINTED = later(
    r"(?<![^\W_])(?:[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} \d{1,4}[EH]?|[A-Z]{1,2}[- ]\d{3}[- ][A-Z]{1,2}"
    r"|\d{4}[- ]?[B-DF-HJ-NP-TV-Z]{3}|[A-Z]{2}\d{2} [A-Z]{3}"
    r"|\d{1,2}-[A-Z]{2,3}-\d{1,2}|[A-Z]{2}[- ]\d{1,2}[- ][A-Z]{1,3}[- ]\d{4})(?![^\W_])"
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·• -]?[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])"
)
"""Plates in the capitals and with the gaps that stand on cars: of Germany, France and Italy, Spain, Great Britain, the
Netherlands, India, China."""
_IDENTIFIER = later(
    r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
    r"|(?=[0-9]*[a-f][0-9]*[a-f])[0-9a-f]{16,64}|(?=[0-9]*[A-F][0-9]*[A-F])[0-9A-F]{16,64}"
    r"|(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])(?=[^0-9]*[0-9])[A-Za-z0-9_-]{16,64}"
)
"""A UUID, a hash in hexadecimal, or Base64 of random bytes. Numbers alone, and capitals with numbers, are what cards,
accounts, passports and plates look like too."""

_WHOSE = ("id.", "vehicle.", "contact.", "finance.card", "finance.iban")
_ABOUT = ("person.", "about.person", "about.patient")
_HOST = later(r"(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
_DAY = later(r"(?<!\d)(?:19|20)\d\d[-_](?:0\d|1[0-2])[-_][0-3]\d(?!\d)")
_LOGIN = later(r"(?<![^\W_])([^\W\d_])\.([^\W\d_]{4,24})(?![^\W_])(?!\.[^\W_])")
"""An initial and a surname, as names of users are made."""
_NUMBERED = later(r"[a-zA-Z]\d{0,2}")

Place = tuple[int, int]


def redacted(value: str, most: int, *, code: bool = False) -> str:
    """At most `most` characters of a name that somebody chose; `code`: it is a model or version of a product.

    Addresses of machines stay: they are facts of the audit. So do versions, dates and counters.

    >>> redacted("logs-2026.11.23-000004", 80), redacted("maria.garcia", 80), redacted("青山视界_抓拍", 80)
    ('logs-2026.11.23-000004', '█████.██████', '青山视界_抓拍')
    """
    return cut(_redacted((value[:_LONGEST], code)), most)


def identifier(value: str, most: int) -> str:
    """An identifier that a server made of itself (a UUID, a hash): shown in that shape only, else like a name.

    >>> identifier("AYm2tjFQRMOMb5t6qttTGg", 80), identifier("4111111111111111", 80)
    ('AYm2tjFQRMOMb5t6qttTGg', '4█████████████11')
    """
    kept = value[:_LONGEST]
    if _IDENTIFIER.fullmatch(kept) and _random(kept) and not any(True for _ in _recognised(kept)):
        return cut(kept, most)
    return redacted(value, most)


def family(value: str, most: int) -> str:
    """A family of keys, named by data: only the words that the product knows are shown.

    >>> family("session:bkowalski:*", 80), family("db1/cart:*:item", 80)
    ('session:█████████:*', 'db1/cart:*:item')
    """
    text = normal(value[:_LONGEST])
    if plain(text):
        return cut(text, most)
    if _read_otherwise(text, False):
        return cut(_hidden(text), most)
    places = [(start, end, mask.BLOCK * min(end - start, _BLOCKS)) for start, end, known in _words(text) if not known]
    places += [(*at, mask.BLOCK * min(at[1] - at[0], _BLOCKS)) for at in _digits(text) if at[1] - at[0] > 2]
    return cut(_blocked(text, places), most)


_ATTRIBUTE = later(r"(?:^|(?<=[,+]))([A-Za-z][\w-]*|\d+(?:\.\d+)+)=((?:\\.|[^,+\\])*)")
_OF_ORGANISATIONS = {
    **{name: name for name in ("CN", "O", "OU", "L", "ST", "C", "DC")},
    "2.5.4.97": "organizationIdentifier",
    "2.5.4.15": "businessCategory",
    "1.3.6.1.4.1.311.60.2.1.1": "jurisdictionL",
    "1.3.6.1.4.1.311.60.2.1.2": "jurisdictionST",
    "1.3.6.1.4.1.311.60.2.1.3": "jurisdictionC",
}
"""Attributes of X.520 and RFC 4519 that organisations, places and machines have; all others may be a person's: SN, GN,
initials, pseudonym, serialNumber, UID, emailAddress, title, telephoneNumber, postal addresses, …"""
_ALSO_OF_ORGANISATIONS = frozenset(("2.5.4.5", "2.5.4.9", "2.5.4.17", "STREET"))
"""Register number and address, which certificates of companies have too: hidden, but no sign of a person."""


def subject(value: str, most: int) -> str:
    """A distinguished name (RFC 4514): what an attribute is says whether its value may be shown.

    A common name beside a person's attribute is the person's.

    >>> subject("CN=db.example.org,O=Hengda Ltd,C=CN", 80), subject("CN=Xi Zberg,2.5.4.42=Xi,O=Hengda", 80)
    ('CN=db.example.org,O=Hengda Ltd,C=CN', 'CN=███,2.5.4.42=███,O=Hengda')
    """
    kept = value[:_LONGEST]
    whose = {match[1] for match in _ATTRIBUTE.finditer(kept)} - _OF_ORGANISATIONS.keys() - _ALSO_OF_ORGANISATIONS

    def shown(match: re.Match[str]) -> str:
        name, text = match.groups()
        if name not in _OF_ORGANISATIONS or (name == "CN" and whose and not _HOST.fullmatch(text)):
            return f"{name}={mask.HIDDEN}"
        return f"{_OF_ORGANISATIONS[name]}={_redacted((text, False))}"

    told = _ATTRIBUTE.sub(shown, kept)
    return cut(bare(told if told != kept or _ATTRIBUTE.match(kept) else _redacted((kept, False))), most)


@Sealed
def plain(key: str) -> bool:
    """True for a key that is made of words that the product knows, and of dates, versions and counters.

    >>> plain("customer_email"), plain("createdAt"), plain("line2"), plain("balance.2026-11"), plain("x")
    (True, True, True, True, True)
    >>> plain("asmith"), plain("B-AB 1299"), plain("rose"), plain("Anna Berg"), plain("user123456")
    (False, False, False, False, False)
    """
    return _plain(key)


def _plain(key: str) -> bool:
    text = normal(key[:_LONGEST])
    if text != key or not text:
        return text != key and bool(text) and _plain(text)
    return _made_of_words(text) and all(map(_made_of_words, readings(text)))


def _made_of_words(text: str) -> bool:
    if _NUMBERED.fullmatch(text) or text == "_id":
        return True
    if _torn(text) or any(end - start >= _SOME for start, end in _digits(text)):
        return False
    if len(text) <= _PHRASE and concepts.phrase(text):
        return True
    words = [known for _, _, known in _words(text)]
    return bool(words) and all(words)


def own(name: str) -> bool:
    """Whether a name is made of words that the product knows and of nothing else, not even a number: nobody's."""
    if not name or len(name) > _PHRASE or _DIGIT.search(name):
        return False
    known = plain.peek(name)
    return _plain(name) if known is None else known


def keep() -> None:
    """Keeps what was found out of names of our own words that were read as those of fields, stores and types."""
    _redacted.keep(lambda asked: (asked[1] or asked[0] in concepts.read) and own(asked[0]))
    plain.keep(own)


def forget() -> None:
    """Drops every text that was looked at and not kept, and what any memo remembers of names."""
    forget_all()
    vocabulary.forget()


@Sealed
def _redacted(asked: tuple[str, bool]) -> str:
    """A name, and whether it is a code, as it is shown."""
    value, code = asked
    text = normal(value)
    if not text:
        return text
    shown = _shown(text, code)
    if shown != text:
        return shown
    return _hidden(text) if _read_otherwise(text, code) else as_written(value, text)


def _read_otherwise(text: str, code: bool) -> bool:
    """True for a text that shows nothing as it stands and yet may be read as a person's."""
    return any(_shown(other, code) != other for other in readings(text))


def _hidden(text: str) -> str:
    return " ".join(mask.BLOCK * min(len(part), _BLOCKS) for part in text.split(" ") if part)


def _shown(text: str, code: bool) -> str:
    found = [
        (start, end, detector.mask([text[start:end]]))
        for bit, start, end in _recognised(text)
        if not (detector := detectors()[bit]).label.startswith(_STAYS)
    ]
    words = list(_words(text))
    if found or _AT.search(text) or _person(text, words):
        return _all(text, words, found, code)
    places = [*_numbers(text)]
    if not code:
        places += [*_codes(text)]
    concerned = {hint.concept for hint in concepts.read(text[:200])} if places or _some_digits(text) else frozenset()
    if any(concept.startswith(_WHOSE) for concept in concerned) and _holds_value(text, words):
        return _all(text, words, [], code)
    if any(concept.startswith(_ABOUT) for concept in concerned):
        counted = _without(text, (_GENERATION,))
        places += [place for place in _digits(counted) if place[1] - place[0] >= _SOME]
    return _blocked(text, [(start, end, mask.masked(text[start:end])) for start, end in places])


def _recognised(text: str) -> Iterator[tuple[int, int, int]]:
    """What kinds of data recognise: (bit of the detector, start, end)."""
    yield from spans(text)
    if prose.prose(text):
        yield from ((hit.bit, hit.start, hit.end) for hit in prose.hits(text))


def _words(text: str) -> Iterator[Word]:
    """The words of a text as (start, end, known to the product): parts of camelCase, of texts without spaces."""
    yield from phrases.together(text, list(_each_word(text)))


def _each_word(text: str) -> Iterator[Word]:
    for begin, end in _letters(text):
        run = text[begin:end]
        folded = lists.fold(run)
        if lists.known(folded):
            yield begin, end, True
        elif lists.unspaced(run):
            yield from _unspaced(run, begin)
        else:
            cuts = [0, *(cut.start() for cut in _CAMEL.finditer(run)), len(run)]
            if len(cuts) > 2:
                for one, other in pairwise(cuts):
                    yield begin + one, begin + other, _familiar(lists.fold(run[one:other]))
            else:
                yield begin, end, _familiar(folded)


def _letters(text: str) -> Iterator[Place]:
    """Runs of letters and their marks."""
    if text.isascii():
        yield from (match.span() for match in _ASCII_LETTERS.finditer(text))
        return
    begin = -1
    for at, c in enumerate(text):
        if c.isalpha() or unicodedata.category(c)[0] == "M":
            if begin < 0:
                begin = at
        elif begin >= 0:
            yield begin, at
            begin = -1
    if begin >= 0:
        yield begin, len(text)


def _familiar(word: str) -> bool:
    return lists.known(word) or (vocabulary.splits(word) and not vocabulary.name(word))


def _unspaced(run: str, begin: int) -> Iterator[Word]:
    if vocabulary.name(lists.fold(run)):
        yield begin, begin + len(run), False
        return
    for start, end, known in vocabulary.parts(run):
        yield begin + start, begin + end, known


def _person(text: str, words: list[Word]) -> bool:
    """True where a word is, or may be, a person's name."""
    folded = [lists.fold(text[start:end]) for start, end, _ in words]
    if any(not known and vocabulary.name(word) for word, (_, _, known) in zip(folded, words, strict=True)):
        return True
    if any(vocabulary.pair(one, other) for one, other in pairwise(folded)):
        return True
    for match in _LOGIN.finditer(text):
        last = lists.fold(match[2])
        if not (_familiar(last) or lists.common(last) or lists.unspaced(last)):
            return True
    runs = (text[start:end] for start, end in _letters(text))
    return any(vocabulary.name(lists.fold(run)) for run in runs if _mixed(run))


def _mixed(run: str) -> bool:
    """True for a word in camelCase, of which the whole may be a name: `McDonald`."""
    return not run.islower() and not run.isupper() and len(run) <= 24 and not lists.known(lists.fold(run))


def _all(text: str, words: list[Word], found: list[tuple[int, int, str]], code: bool) -> str:
    """A text with all masked but for the words that the product knows, punctuation, and the version it begins with."""
    begun = _VERSION.match(text) if code else None
    places = list(found)
    for start, end, known in words:
        if not known or lists.fold(text[start:end]) in vocabulary.short():
            places.append((start, end, mask.BLOCK * min(end - start, _BLOCKS)))
    places += [
        (*match.span(), mask.BLOCK * min(len(match.group()), _BLOCKS))
        for match in re.finditer(r"\d+", text)
        if begun is None or match.start() >= begun.end()
    ]
    return _blocked(text, places)


def _blocked(text: str, places: list[tuple[int, int, str]]) -> str:
    """The text with these places replaced; of two that overlap the one that begins first, then the longer one."""
    if not places:
        return text
    shown: list[str] = []
    at = 0
    for start, end, instead in sorted(places, key=lambda place: (place[0], -place[1])):
        if end <= at:
            continue
        shown += (text[at:start], instead) if start >= at else (mask.BLOCK * min(end - at, _BLOCKS),)
        at = end
    return "".join((*shown, text[at:]))


def _digits(text: str) -> Iterator[Place]:
    """Runs of digits that are no part of a date or of an address."""
    free = _without(text, (_ADDRESS, _DATE))
    yield from (match.span() for match in re.finditer(r"\d+", free))


def _some_digits(text: str) -> bool:
    return _DIGIT.search(text) is not None


def _without(text: str, patterns: tuple[re.Pattern[str], ...]) -> str:
    """The text with spaces where these patterns fit."""
    for pattern in patterns:
        text = pattern.sub(lambda match: "\0" * len(match.group()) if _meant(match.group()) else match.group(), text)
    return text


def _meant(found: str) -> bool:
    """False for what looks like an address with colons, or like a version, and is none."""
    groups = found.split(".")
    if len(groups) > 2 and min(map(len, groups)) >= 3:
        return False
    if found.count(":") < 2 or found[:4].isdigit():
        return True
    with_port = found.strip("[]").partition("]")[0]
    try:
        ipaddress.ip_address(with_port)
    except ValueError:
        return False
    return True


def _numbers(text: str) -> Iterator[Place]:
    """Groups of digits that may be a person's number: not versions, dates, counters and addresses."""
    if not _some_digits(text):
        return
    for match in _POSITION.finditer(text):
        yield match.span()
    free = _without(text, (_FLAW, _ADDRESS, _DATE, _ROLLED, _VERSION))
    for match in _NUMBER.finditer(free):
        if sum(map(str.isdigit, match.group())) >= _MUCH:
            yield match.span()


def _codes(text: str) -> Iterator[Place]:
    """Encoded texts, and letters with digits among them, which are numbers of documents, plates or secrets."""
    for pattern in (_PACKED, _PACKED_PART):
        for match in pattern.finditer(text):
            if match.group().endswith("=") or _packed(match.group()):
                yield match.span()
    yield from packed(text)
    if not _some_digits(text):
        return
    free = _without(text, (_DATE,))
    for match in _CODE.finditer(free):
        group = match.group()
        digits = sum(map(str.isdigit, group))
        if digits >= 3 and len(_TURNS.findall(group)) >= 2 and not lists.known(group.lower()):
            yield match.span()
    for match in _PLATE.finditer(text):
        if not any(lists.known(lists.fold(part)) for part in match.groups()[:2]) and not _year(match[3]):
            yield match.span()
    for match in _PAINTED.finditer(text):
        words = (lists.fold(word) for word in _ASCII_LETTERS.findall(match.group()) if len(word) > 2)
        if not any(map(lists.known, words)) and not any(map(_year, re.findall(r"\d+", match.group()))):
            yield match.span()


def _year(text: str) -> bool:
    return len(text) == 4 and text[:2] in ("19", "20")


def _packed(group: str) -> bool:
    """True for base64 or hexadecimal digits that hold readable text."""
    bare = group.rstrip("=")
    if len(bare) >= 10 and len(bare) % 2 == 0:
        try:
            if readable(bytes.fromhex(bare)):
                return True
        except ValueError:
            pass
    if len(bare) % 4 == 1 or bare.islower() or bare.isdigit():
        return False
    try:
        padded = bare.translate({45: "+", 95: "/"}) + "=" * (-len(bare) % 4)
        return readable(base64.b64decode(padded, validate=True))
    except (binascii.Error, ValueError):
        return False


def _torn(text: str) -> bool:
    """True for a key that holds something encoded, an address or a number."""
    return "@" in text or any(True for _ in _numbers(text)) or any(True for _ in _codes(text))


def _holds_value(text: str, words: list[Word]) -> bool:
    """True where beside the word for a number of a person something stands that may be it."""
    counted = _without(text, (_GENERATION, _SHARD)) if _SEVERAL.search(text) else text
    if any(end - start >= 3 for start, end in _digits(counted)):
        return True
    free = _without(counted, (_DATE,))
    return any(not known and re.match(r"\d", free[end : end + 1] or " ") for _, end, known in words)


def _random(text: str) -> bool:
    """True for an identifier without readable words or text in it."""
    if _packed(text):
        return False
    words = [lists.fold(text[start:end]) for start, end, _ in _words(text)]
    if _DAY.search(text) or any(vocabulary.pair(one, other) for one, other in pairwise(words)):
        return False
    return not any(vocabulary.name(word) for word in words if len(word) > 4)
