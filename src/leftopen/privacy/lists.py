"""Words and names as data: which words the product knows, and given names and surnames, folded.

`words/<language>.toml` holds the words that names of fields and stores are made of (`field`: never taken for a name;
`common`: people bear them too), `words/makers.toml` those of products and makers, and the words of the detectors'
field names count as well. `words/given.txt` and `words/family.txt` are given names and surnames of some 70 locales,
in their own scripts and in Latin letters, made from Faker (MIT) by `docs/people.py`; `words/people.toml` and the
languages of `detect/names` add to them, and so do `words/more_….txt`, from Mimesis and Faker.js (MIT), and
`words/further_….txt`, from a census and other packages, which detectors do not weigh. `words/chinese.txt` holds Chinese
words that begin like a surname. All of it is read at first use, and kept for the next start (see `kept`).
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from msgspec import Struct

from leftopen.privacy.data import toml, tomls
from leftopen.privacy.detect import lexicon, name_lists, wordbook
from leftopen.privacy.kept import kept
from leftopen.privacy.later import later

_LATIN = 3
"""Letters that an ASCII name has at least: shorter ones are syllables, initials and abbreviations of all kinds."""
HAN = later("[\u3400-\u9fff々]+")
KANA = later("[\u3040-\u30ff]{2,4}")
_UNSPACED = later("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff\uac00-\ud7a3]")
_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_VOWELLED = later("[\u0900-\u0dff]")
INDIA = later("[\u0980-\u0d7f]")
_DEVANAGARI, _BLOCK = 0x0900, 0x80
"""Scripts of India are one alphabet in blocks of equal order (The Unicode Standard, chapter 12, after ISCII)."""
SKELETON = 3
"""Consonants from which on a name is told across these scripts, which leaves no vowel signs."""


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


class ListedWords(Struct, frozen=True, array_like=True):
    """Words of names of fields and stores, and those which people bear too; `others` of these are no names."""

    field: frozenset[str]
    common: frozenset[str]
    others: frozenset[str]


class ListedNames(Struct, frozen=True, array_like=True):
    """Names of people, folded. `told`: those that words of fields give way to, which are of the shorter lists.

    `han_…`: names in ideographs of the longer lists: so many are words too (`青山`) that it takes two to tell.
    `indian`: names in all scripts of India, in Devanagari. `kana_…`: Japanese names in Hiragana.
    """

    given: frozenset[str]
    family: frozenset[str]
    told: frozenset[str]
    han_given: frozenset[str]
    han_family: frozenset[str]
    indian: frozenset[str]
    kana_given: frozenset[str]
    kana_family: frozenset[str]


@cache
def words() -> ListedWords:
    """All words."""
    return kept("words", ListedWords, _sorted_words)


def _sorted_words() -> ListedWords:
    listed = wordbook.listed()
    each = {word if word.isascii() else fold(word): word for word in wordbook.word_units() if len(word) > 1}
    each |= {word if word.isascii() else fold(word): word for word in listed if len(word) > 1}
    names = given() | family()
    # A part of a longer name alone is no word where people are called so (`phrases` reads those), and neither is a
    # name of a field that is one of a person but for the vowels that are folded away (`सजाय`, `संजय`).
    whole = {folded for folded, word in each.items() if word in listed and not _VOWELLED.search(word)}
    found = {folded for folded in each if folded not in names or folded in whole} - people().told
    field = frozenset(found.union(_under("field"), organisations()))
    common = frozenset(_under("common") - field)
    return ListedWords(field, common, (common - given() - family()) | _plain_chinese())


def _under(key: str) -> set[str]:
    return {fold(word) for _, table in tomls(name_lists.WORDS) for word in table.get(key, "").split()}


def field_words() -> frozenset[str]:
    """Words that fields and stores are named by, and nobody."""
    return words().field


def common_words() -> frozenset[str]:
    """Words that people are called by too."""
    return words().common


@cache
def people() -> ListedNames:
    """All names."""
    return kept("people", ListedNames, _listed_people)


def _listed_people() -> ListedNames:
    languages = list(lexicon.languages().values())
    given = _listed("given").union(_told(language.people.given for language in languages))
    family = _listed("family").union(_told(language.people.compound for language in languages))
    han_given, more_given = _parted("given")
    han_family, more_family = _parted("family")
    several = given | family | more_given | more_family
    indian = frozenset(
        devanagari(each) for each in several if len(each) >= SKELETON and "\u0900" <= each[0] <= "\u0d7f"
    )
    first, last = given | more_given, family | more_family
    return ListedNames(first, last, given | family, han_given, han_family, indian, _in_kana(first), _in_kana(last))


def _in_kana(names: frozenset[str]) -> frozenset[str]:
    return frozenset(hiragana(each) for each in names if KANA.match(each))


def hiragana(word: str) -> str:
    """Katakana as Hiragana, folded: marks of voiced sounds are none of the letter.

    >>> hiragana("タロウ")
    'たろう'
    """
    return word.translate(_HIRAGANA)


def _listed(name: str) -> frozenset[str]:
    return frozenset((*name_lists.words(name), *_told([table()[name]])))


def _parted(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """A longer list: what is in ideographs, and what is not."""
    longer = name_lists.words(f"more_{name}") | name_lists.words(f"further_{name}")
    several = frozenset(word for word in longer if len(word) > 1)
    han = frozenset(word for word in several if HAN.fullmatch(word))
    return han, several - han


def given() -> frozenset[str]:
    """Given names, folded."""
    return people().given


def family() -> frozenset[str]:
    """Surnames, folded."""
    return people().family


@cache
def organisations() -> frozenset[str]:
    """What names of organisations end with in scripts without spaces."""
    return frozenset(table()["organisations"].split())


def chinese() -> frozenset[str]:
    """Chinese words of two and three characters that begin like a surname."""
    return name_lists.words("chinese")


def _plain_chinese() -> frozenset[str]:
    each = people()
    return chinese() - each.given - each.family - each.han_given - each.han_family


@cache
def table() -> Mapping[str, str]:
    """What is told of names by hand."""
    return toml(name_lists.WORDS, "people.toml")


def _told(names: Iterable[str]) -> Iterator[str]:
    """Names that stand in one text each, folded, but for those too short to tell."""
    for word in (fold(word) for text in names for word in text.split()):
        if len(word) >= _LATIN or not word.isascii():
            yield word


def each_folded(text: str) -> Iterator[str]:
    """The words of a text, folded."""
    return (fold(word) for word in text.split())


def known(word: str) -> bool:
    """True for a word that fields and stores are made of and that is no name of a person; `word` is folded.

    >>> known("customers"), known("kundennummer"), known("anna"), known("rose"), known("tuoming")
    (True, True, False, False, False)
    """
    told = words()
    return word in told.field or word in told.others


def common(word: str) -> bool:
    """True for a word that may be a name too and stays where nothing beside it is one.

    >>> common("rose"), common("anna")
    (True, False)
    """
    return word in common_words()


def unspaced(text: str) -> bool:
    """True for text of a script that has no spaces between words."""
    return _UNSPACED.search(text) is not None


@cache
def characters() -> frozenset[str]:
    """The characters that given names of one and two ideographs or syllables are made of."""
    return frozenset(c for each in given() if not each.isascii() and len(each) <= 2 for c in each)


def devanagari(word: str) -> str:
    """A word in another script of India, letter by letter in Devanagari."""
    return INDIA.sub(lambda match: chr(_DEVANAGARI + (ord(match.group()) - _DEVANAGARI) % _BLOCK), word)
