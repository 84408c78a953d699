"""Which words the product knows, and which may be names of people: the data behind `redact`.

`words/<language>.toml` holds the words that names of fields and stores are made of (`field`: never taken for a name;
`common`: people bear them too), `words/makers.toml` those of products and makers, and the words of the detectors'
field names count as well. `words/given.txt` and `words/family.txt` are given names and surnames of some 70 locales,
in their own scripts and in Latin letters, made from Faker (MIT) by `docs/people.py`; `words/people.toml` and the
languages of `detect/names` add to them. All of it is read at first use, and kept for the next start (see `kept`).
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
_UNSPACED = later("[\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7a3]")


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
    """Names of people, folded."""

    given: frozenset[str]
    family: frozenset[str]


@cache
def _words() -> _Words:
    return kept("words", _Words, _sorted_words)


def _sorted_words() -> _Words:
    told = {key for key in concepts.index() if len(key) > 1} | concepts.word_units()
    found = {word if word.isascii() else fold(word) for word in told if len(word) > 1} - given() - family()
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
    languages = lexicon.languages().values()
    return _People(
        _listed("given").union(_told(language.people.given for language in languages)),
        _listed("family").union(_told(language.people.compound for language in languages)),
    )


def _listed(name: str) -> frozenset[str]:
    return frozenset((*person_names.listed(name), *_told([toml(WORDS, "people.toml")[name]])))


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
    if word.isascii():
        return len(word) in _JOINED and (_together(word) or _pinyin(word))
    return len(word) <= _PHRASE and _unspaced(word)


def pair(one: str, other: str) -> bool:
    """True for two words side by side that each may be a name and together are one: `rose hill`."""
    if not (common(one) and common(other)):
        return False
    return (one in given() and other in family()) or (one in family() and other in given())


def _together(word: str) -> bool:
    """`johnsmith`, `smithjohn`, `jsmith`, `smithj`."""
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
    return word[0] in "abcdefghijklmnopqrstuvwxyz" and len(word) >= 6 and word[1:] in last and word[1:] in _common()


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
    if person_names.chinese(word):
        return _bestowed(word)
    for cut in range(1, min(4, len(word))):
        one, other = word[:cut], word[cut:]
        if one in family() and (other in given() or _syllables(other)):
            return True
    return False


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
