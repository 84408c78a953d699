"""Which words the product knows, and which may be names of people: the data behind `redact`.

`words/<language>.toml` holds the words that names of fields and stores are made of (`field`: never taken for a name;
`common`: people bear them too), `words/makers.toml` those of products and makers, and the words of the detectors'
field names count as well. `words/given.txt` and `words/family.txt` are given names and surnames of some 70 locales,
in their own scripts and in Latin letters, made from Faker (MIT) by `docs/people.py`; `words/people.toml` and the
languages of `detect/names` add to them, and so do `words/more_given.txt` and `words/more_family.txt`, from Mimesis and
Faker.js (MIT), which detectors do not weigh. All of it is read at first use, and kept for the next start (see `kept`).
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

from msgspec import Struct

from leftopen.privacy.data import toml, tomls
from leftopen.privacy.detect import concepts, lexicon, person_names
from leftopen.privacy.kept import kept
from leftopen.privacy.later import later

WORDS = "leftopen.privacy.words"
_LATIN = 3
"""Letters that an ASCII name has at least: shorter ones are syllables, initials and abbreviations of all kinds."""
_JOINED = range(6, 25)
"""Letters of a word that may be several names written together."""
_TWO = 80
"""Characters of two words that are written together, at most."""
_PHRASE = 8
"""Letters of the longest word of a script without spaces, marks not counted."""
_UNSPACED = later("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff\uac00-\ud7a3]")
_HAN = later("[\u3400-\u9fff々]+")
_KANA = later("[\u3040-\u30ff]{2,4}")
_INDIA = later("[\u0980-\u0d7f]")
_DEVANAGARI, _BLOCK = 0x0900, 0x80
"""Scripts of India are one alphabet in blocks of equal order (The Unicode Standard, chapter 12, after ISCII)."""
_SKELETON = 3
"""Consonants from which on a name is told across these scripts, which leaves no vowel signs."""
_STEM = 3
_SEVERAL = 3


def fold(word: str) -> str:
    """One spelling: small letters without accents or vowel signs.

    >>> fold("Nguyễn"), fold("ΑΝΝΑ"), fold("Müller")
    ('nguyen', 'αννα', 'muller')
    """
    if word.isascii():
        return word.lower()
    flat = unicodedata.normalize("NFKD", word.casefold())
    if not flat.isalpha():  # marks may be among the letters
        flat = "".join(c for c in flat if c.isalpha() or unicodedata.category(c)[0] != "M")
    return unicodedata.normalize("NFC", flat)


class _Words(Struct, frozen=True, array_like=True):
    """Words of names of fields and stores, and those which people bear too; `others` of these are no names."""

    field: frozenset[str]
    common: frozenset[str]
    others: frozenset[str]


class _People(Struct, frozen=True, array_like=True):
    """Names of people, folded. `told`: those that words of fields give way to, which are of the shorter lists.

    `han_…`: names in ideographs of the longer lists: so many are words too (`青山`) that it takes two to tell.
    `indian`: names in all scripts of India, in Devanagari.
    """

    given: frozenset[str]
    family: frozenset[str]
    told: frozenset[str]
    han_given: frozenset[str]
    han_family: frozenset[str]
    indian: frozenset[str]


@cache
def _words() -> _Words:
    return kept("words", _Words, _sorted_words)


def _sorted_words() -> _Words:
    told = {key for key in concepts.index() if len(key) > 1} | concepts.word_units()
    found = {word if word.isascii() else fold(word) for word in told if len(word) > 1} - _people().told
    field = frozenset(found.union(_under("field")))
    common = frozenset(_under("common") - field)
    return _Words(field, common, common - given() - family())


def _under(key: str) -> set[str]:
    return {fold(word) for _, table in tomls(WORDS) for word in table.get(key, "").split()}


def _field() -> frozenset[str]:
    return _words().field


def _common() -> frozenset[str]:
    return _words().common


@cache
def _people() -> _People:
    return kept("people", _People, _listed_people)


def _listed_people() -> _People:
    languages = list(lexicon.languages().values())
    given = _listed("given").union(_told(language.people.given for language in languages))
    family = _listed("family").union(_told(language.people.compound for language in languages))
    han_given, more_given = _parted("given")
    han_family, more_family = _parted("family")
    several = given | family | more_given | more_family
    indian = frozenset(
        _devanagari(each) for each in several if len(each) >= _SKELETON and "\u0900" <= each[0] <= "\u0d7f"
    )
    return _People(given | more_given, family | more_family, given | family, han_given, han_family, indian)


def _listed(name: str) -> frozenset[str]:
    return frozenset((*person_names.listed(name), *_told([toml(WORDS, "people.toml")[name]])))


def _parted(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """A longer list: what is in ideographs, and what is not."""
    several = frozenset(word for word in person_names.listed(f"more_{name}") if len(word) > 1)
    han = frozenset(word for word in several if _HAN.fullmatch(word))
    return han, several - han


def given() -> frozenset[str]:
    """Given names, folded."""
    return _people().given


def family() -> frozenset[str]:
    """Surnames, folded."""
    return _people().family


def _told(names: Iterable[str]) -> Iterator[str]:
    """Names that stand in one text each, folded, but for those too short to tell."""
    for word in (fold(word) for text in names for word in text.split()):
        if len(word) >= _LATIN or not word.isascii():
            yield word


def _folded(text: str) -> Iterator[str]:
    return (fold(word) for word in text.split())


def known(word: str) -> bool:
    """True for a word that fields and stores are made of and that is no name of a person; `word` is folded.

    >>> known("customers"), known("kundennummer"), known("anna"), known("rose"), known("tuoming")
    (True, True, False, False, False)
    """
    told = _words()
    return word in told.field or word in told.others


def common(word: str) -> bool:
    """True for a word that may be a name too and stays where nothing beside it is one.

    >>> common("rose"), common("anna")
    (True, False)
    """
    return word in _common()


@lru_cache(8192)
def name(word: str) -> bool:
    """True for a folded word that is a person's name and no word that the product knows, also where two are one word.

    >>> [name(word) for word in ("anna", "иванова", "johnsmith", "bkowalski", "wangxiaoming", "김철수", "山田太郎")]
    [True, True, True, True, True, True, True]
    >>> [name(word) for word in ("customers", "rose", "tuoming", "hengda", "qingshan", "青山视界", "抓拍")]
    [False, False, False, False, False, False, False]
    """
    if word in _field() or word in _common():
        return False
    if word in given() or word in family():
        return True
    if unspaced(word):
        return len(word) <= _PHRASE and _unspaced(word)
    if _ends(word) or _transposed(word):
        return True
    if len(word) not in _JOINED or _composed(word):
        return False
    return _together(word) or _several(word) or (word.isascii() and _pinyin(word))


@cache
def _between() -> frozenset[str]:
    """Words between names, which are written together with them: `van`, `de`, `al`."""
    return frozenset(toml(WORDS, "people.toml")["between"].split())


@cache
def _endings() -> tuple[str, ...]:
    return tuple(_folded(toml(WORDS, "people.toml")["endings"]))


def _ends(word: str) -> bool:
    """A surname by how it ends: `nurlanova`, `gudmundsdottir`, `kovacsova`."""
    if word.endswith("ova") and word[:-3] in family():
        return True
    return len(word) <= _JOINED[-1] and word[_STEM:].endswith(_endings())


def _devanagari(word: str) -> str:
    """A word in another script of India, letter by letter in Devanagari."""
    return _INDIA.sub(lambda match: chr(_DEVANAGARI + (ord(match.group()) - _DEVANAGARI) % _BLOCK), word)


def _transposed(word: str) -> bool:
    """A name that a list has in another script of India."""
    return len(word) >= _SKELETON and _INDIA.search(word) is not None and _devanagari(word) in _people().indian


def pair(one: str, other: str) -> bool:
    """True for two words side by side that each may be a name and together are one: `rose hill`."""
    if one in _people().han_family and (other in _people().han_given or other in given()):
        return True
    if not (common(one) and common(other)):
        return False
    return (one in given() and other in family()) or (one in family() and other in given())


def _together(word: str) -> bool:
    """`johnsmith`, `smithjohn`, `jsmith`, `smithj`, in any script that has spaces."""
    first, last = given(), family()
    for cut in range(3, len(word) - 2):
        one, other = word[:cut], word[cut:]
        if (
            len(one) + len(other) >= 8
            and ((one in first and other in last) or (one in last and other in first))
            and not {one, other} & _field()
        ):
            return True
    for rest in (word[1:], word[:-1] if word[-1] not in "sne" else ""):
        if len(rest) >= 5 and rest in last and rest not in _field() and rest not in _common():
            return True
    return len(word) >= 6 and word[1:] in last and word[1:] in _common()


def _plain(word: str) -> bool:
    return word in _field() or word in _common()


def _composed(word: str) -> bool:
    """Two words that the product knows, written together, of which no pair is a person's: `deephaven`, `meshagent`."""
    ways = ((word[:at], word[at:]) for at in range(3, len(word) - 2))
    return any(_plain(one) and _plain(other) and not pair(one, other) for one, other in ways)


def _several(word: str) -> bool:
    """Three names and more, or two with what stands between them: `mariagarcialopez`, `annavandenberg`, `pdevries`."""
    first, surnames, field = given(), family(), _field()
    said: dict[int, int] = {0: 0}  # up to which letter: how many names, initials and words between were read
    if any(word.startswith(each, 1) for each in _between()):
        said[1] = 1
    for at in range(len(word)):
        if at not in said:
            continue
        for end in range(at + 2, len(word) + 1):
            part = word[at:end]
            last = end == len(word)
            if (at and not last and part in _between()) or (
                at != 1
                and len(part) > _STEM
                and (part in surnames or (not last and part in first))
                and part not in field
            ):
                said[end] = max(said.get(end, 0), said[at] + 1)
    return said.get(len(word), 0) >= _SEVERAL


@cache
def _mandarin() -> tuple[frozenset[str], frozenset[str]]:
    table = toml(WORDS, "people.toml")
    return frozenset(table["surnames"].split()), frozenset(table["syllables"].split())


def _pinyin(word: str) -> bool:
    """A Mandarin surname and two syllables of a given name, `wangxiaoming`, or one of four letters, `zhangming`."""
    surnames, syllables = _mandarin()
    for cut in range(2, 7):
        if word[:cut] not in surnames:
            continue
        rest = word[cut:]
        if len(rest) >= 3 and len(word) >= 7 and rest in syllables:
            return True
        if any(rest[:at] in syllables and rest[at:] in syllables for at in range(2, len(rest) - 1)):
            return len(word) >= 9
    return False


def _unspaced(word: str) -> bool:
    """A name in a script that puts no space between surname and given name."""
    if person_names.chinese(word) and _bestowed(word):
        return True
    for cut in range(1, min(4, len(word))):
        one, other = word[:cut], word[cut:]
        listed = one in _people().han_family
        if (listed or one in family()) and (other in given() or other in _people().han_given or _syllables(other)):
            return True
        plain = cut == 1 and (one in person_names.surnames() or not _HAN.fullmatch(one))
        if not plain and (listed or one in family()) and _bestowed_in_japan(other):
            return True
    return False


def _bestowed_in_japan(text: str) -> bool:
    """Two or three characters of given names, or Kana, that are no word: after Japanese and traditional surnames."""
    if known(text):
        return False
    return bool(_KANA.fullmatch(text)) or (2 <= len(text) <= 3 and all(c in _characters() for c in text))


@cache
def _characters() -> frozenset[str]:
    """The characters that given names of one and two ideographs or syllables are made of."""
    return frozenset(c for each in given() if not each.isascii() and len(each) <= 2 for c in each)


def _bestowed(word: str) -> bool:
    return "·" in word or all(c in _characters() for c in word[1 if len(word) <= 3 else 2 :])


def _syllables(text: str) -> bool:
    """Two syllables of Hangul that given names are made of."""
    return len(text) == 2 and all("\uac00" <= c <= "\ud7a3" and c in _characters() for c in text)


def unspaced(text: str) -> bool:
    """True for text of a script that has no spaces between words."""
    return _UNSPACED.search(text) is not None


def parts(run: str) -> list[tuple[int, int, bool]]:
    """Text without spaces as (start, end, known): the longest known words, and what is left between them.

    >>> parts("王小明病历"), parts("青山视界")
    ([(0, 3, False), (3, 5, True)], [(0, 2, False), (2, 4, True)])
    """
    flat, starts = _flat(run)
    begun = _begun()
    found: list[tuple[int, int, bool]] = []
    begin = at = 0
    while at < len(flat):
        word = next((word for n in begun.get(flat[at : at + 2], ()) if known(word := flat[at : at + n])), "")
        if not word:
            at += 1
            continue
        start, at = starts[at], at + len(word)
        if begin < start:
            found.append((begin, start, False))
        begin = starts[at]
        found.append((start, begin, True))
    if begin < len(run):
        found.append((begin, len(run), False))
    return found


def _flat(run: str) -> tuple[str, Sequence[int]]:
    """A text folded once, and where in it each character of that begins; marks belong to the one before them."""
    flat = fold(run)
    if flat == run:
        return flat, range(len(run) + 1)
    each = [(at, folded if len(folded) == 1 else c) for at, c in enumerate(run) if (folded := fold(c))]
    return "".join(c for _, c in each), [*(at for at, _ in each), len(run)]


@cache
def _begun() -> Mapping[str, tuple[int, ...]]:
    """How long the known words are that begin with these two characters, the longest first."""
    lengths: dict[str, set[int]] = {}
    for word in (*_field(), *_words().others):
        if 2 <= len(word) <= _PHRASE:
            lengths.setdefault(word[:2], set()).add(len(word))
    return {two: tuple(sorted(found, reverse=True)) for two, found in lengths.items()}


@lru_cache(4096)
def splits(word: str) -> bool:
    """True for two known words that are written together: `createdat`."""
    return len(word) <= _TWO and any(
        word[:at] in _field() and (word[at:] in _field()) and len(word[:at]) >= 3 for at in range(3, len(word) - 1)
    )


def forget() -> None:
    """Drops every word that was asked for: it may be a person's."""
    for cached in (name, splits):
        cached.cache_clear()
