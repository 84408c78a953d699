"""Which words may be names of people, and what a text without spaces is made of: the rules behind `redact`.

The words and the names themselves are in `lists`.
"""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from leftopen.privacy.detect import person_names
from leftopen.privacy.kept import kept
from leftopen.privacy.later import later
from leftopen.privacy.lists import (
    HAN,
    INDIA,
    KANA,
    SKELETON,
    characters,
    common,
    common_words,
    devanagari,
    each_folded,
    family,
    field_words,
    fold,
    given,
    hiragana,
    known,
    organisations,
    people,
    table,
    unspaced,
    words,
)

_LATIN = 3
"""Letters that an ASCII part of a name has at least."""
_JOINED = range(5, 25)
"""Letters of a word that may be several names written together."""
_TWO = 80
"""Characters of two words that are written together, at most."""
_UNSPACED_MOST = 24
"""Characters of a text without spaces that may be a name, marks not counted; those of Thai are long."""
_PHRASE = 8
"""Letters of the longest word of a script without spaces, marks not counted."""
_LEAD = 3
"""Characters by which words are looked up that a text without spaces may begin with."""
_SYLLABLES = later("[\u3041-\u30ff]{4,12}")
_THAI = later("[\u0e00-\u0e7f]")
_STEM = 3
_FEMININE = ("ova", "eva", "ina", "ова", "ева", "ина")
_SEVERAL = 3


@lru_cache(8192)
def name(word: str) -> bool:
    """True for a folded word that is a person's name and no word that the product knows, also where two are one word.

    >>> [name(word) for word in ("anna", "иванова", "johnsmith", "bkowalski", "wangxiaoming", "김철수", "山田太郎")]
    [True, True, True, True, True, True, True]
    >>> [name(word) for word in ("customers", "rose", "tuoming", "hengda", "qingshan", "青山视界", "抓拍")]
    [False, False, False, False, False, False, False]
    """
    if word in field_words() or word in common_words():
        return False
    if word in given() or word in family():
        return True
    if unspaced(word):
        return len(word) <= _UNSPACED_MOST and not _of_organisation(word) and _unspaced(word)
    if _ends(word) or _transposed(word):
        return True
    if len(word) not in _JOINED or _composed(word):
        return False
    if len(word) == _JOINED[0] and word.isascii():
        return _pinyin(word)
    return _together(word) or _several(word) or (word.isascii() and _pinyin(word))


@cache
def _between() -> frozenset[str]:
    """Words between names, which are written together with them: `van`, `de`, `al`."""
    return frozenset(table()["between"].split())


@cache
def _endings() -> tuple[str, ...]:
    return tuple(each_folded(table()["endings"]))


def _ends(word: str) -> bool:
    """A surname by how it ends: `nurlanova`, `gudmundsdottir`, `kovacsova`."""
    if word.endswith("ova") and word[:-3] in family():
        return True
    if word.endswith(_FEMININE) and word[:-1] in family():
        return True
    if word.endswith("ی") and (word[:-1] in given() or word[:-2] in given()):
        return True
    return len(word) <= _JOINED[-1] and word[_STEM:].endswith(_endings())


def _transposed(word: str) -> bool:
    """A name that a list has in another script of India."""
    return len(word) >= SKELETON and INDIA.search(word) is not None and devanagari(word) in people().indian


def pair(one: str, other: str) -> bool:
    """True for two words side by side that each may be a name and together are one: `rose hill`."""
    if one in people().han_family and (other in people().han_given or other in given()):
        return True
    if one.isascii() and other.isascii() and (_beside(one, other) or _beside(other, one)):
        return True
    if not (common(one) and common(other)):
        return False
    return (one in given() and other in family()) or (one in family() and other in given())


def _beside(one: str, other: str) -> bool:
    """A surname of few letters beside a given name: `li` and `zixuan`, `le` and `hieu`."""
    if _plain(other):
        return False
    surnames, syllables = _mandarin()
    if one in surnames and len(other) >= 4 and _two(other, syllables | _more_syllables()):
        return True
    return one in short() and len(other) > 2 and other in given()


def _two(word: str, syllables: frozenset[str]) -> bool:
    """A word of two of these, such as a given name of two characters is in pinyin."""
    return any(word[:at] in syllables and word[at:] in syllables for at in range(2, len(word) - 1))


@cache
def _more_syllables() -> frozenset[str]:
    return frozenset(table()["more_syllables"].split())


@cache
def short() -> frozenset[str]:
    """Surnames of two letters, which are told beside a given name only."""
    return frozenset(table()["short"].split())


def _together(word: str) -> bool:
    """`johnsmith`, `smithjohn`, `jsmith`, `smithj`, in any script that has spaces."""
    first, last = given(), family()
    least = _LATIN if word.isascii() else _LATIN - 1
    for cut in range(least, len(word) - least + 1):
        one, other = word[:cut], word[cut:]
        if (
            len(word) >= (8 if word.isascii() else 5)
            and ((one in first and other in last) or (one in last and other in first))
            and not {one, other} & field_words()
        ):
            return True
    for rest in (word[1:], word[:-1] if word[-1] not in "sne" else ""):
        long = len(rest) >= 5 or (not word.isascii() and len(rest) >= _LATIN)
        if long and rest in last and rest not in field_words() and rest not in common_words():
            return True
    return len(word) >= 6 and word[1:] in last and word[1:] in common_words()


def _plain(word: str) -> bool:
    return word in field_words() or word in common_words()


def _composed(word: str) -> bool:
    """Two words that the product knows, written together, of which no pair is a person's: `deephaven`, `meshagent`."""
    ways = ((word[:at], word[at:]) for at in range(3, len(word) - 2))
    return any(_plain(one) and _plain(other) and not pair(one, other) for one, other in ways)


def _several(word: str) -> bool:
    """Three names and more, or two with what stands between them: `mariagarcialopez`, `annavandenberg`, `pdevries`."""
    first, surnames, field = given(), family(), field_words()
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
    return frozenset(table()["surnames"].split()), frozenset(table()["syllables"].split())


def _pinyin(word: str) -> bool:
    """A Mandarin surname and two syllables of a given name, `wangxiaoming`, or one of four letters, `zhangming`."""
    surnames, syllables = _mandarin()
    for cut in range(2, 7):
        if word[:cut] in surnames:
            rest = word[cut:]
            if len(rest) >= 3 and len(word) >= 7 and rest in syllables:
                return True
            if _two(rest, syllables):
                return len(word) >= 9
        if word[-cut:] in surnames and len(word) >= 9 and _two(word[:-cut], syllables):
            return True
    return len(word) >= 5 and len(word[1:]) >= 4 and word[1:] in surnames


def _of_organisation(word: str) -> bool:
    """A name of an organisation whose head is no whole name of a person."""
    ends = [cut for cut in range(2, len(word) - 1) if word[cut:] in organisations()]
    return any(not _unspaced(word[:cut]) for cut in ends)


def _unspaced(word: str) -> bool:
    """A name in a script that puts no space between surname and given name."""
    if word in words().others:
        return False
    if (person_names.chinese(word) and _bestowed(word)) or _frequent(word):
        return True
    if _SYLLABLES.fullmatch(word):
        return _spelt(hiragana(word))
    if _THAI.match(word):
        return _thai(word)
    for cut in range(1, min(4, len(word))):
        one, other = word[:cut], word[cut:]
        listed = one in people().han_family
        if (listed or one in family()) and (other in given() or other in people().han_given or _syllables(other)):
            return True
        plain = cut == 1 and (one in person_names.surnames() or not HAN.fullmatch(one))
        if not plain and (listed or one in family()) and _bestowed_in_japan(other):
            return True
    return False


def _frequent(word: str) -> bool:
    """A surname that few words begin with, and one or two characters that make no word with it: `张三`, `刘亦菲`."""
    if len(word) == 3 and (known(word[1:]) or known(word[:2])):
        return False
    told = word.translate(dict.fromkeys(map(ord, table()["given_too"] if len(word) == 3 else "")))
    if len(word) not in (2, 3) or not (told == word[0] or person_names.chinese(told)):
        return False
    return word[0] in table()["frequent"] or (len(word) == 3 and word[0] in table()["frequent_of_words"])


def _spelt(word: str) -> bool:
    """A Japanese surname and given name in Kana, written together."""
    first, last = people().kana_given, people().kana_family
    return any(word[:cut] in last and word[cut:] in first for cut in range(2, len(word) - 1))


@cache
def _elements() -> frozenset[str]:
    return frozenset(fold(each) for each in table()["thai"].split())


def _thai(word: str) -> bool:
    """A Thai word that two and more elements of names make."""
    if len(word) < _STEM:
        return False
    ends = {0: 0}  # up to which letter: the elements so far
    for at in range(len(word)):
        if at in ends:
            for end in range(at + 1, min(len(word), at + _PHRASE) + 1):
                if word[at:end] in _elements():
                    ends[end] = max(ends.get(end, 0), ends[at] + 1)
    return ends.get(len(word), 0) > 1


def _bestowed_in_japan(text: str) -> bool:
    """Two or three characters of given names, or Kana, that are no word: after Japanese and traditional surnames."""
    if known(text):
        return False
    return bool(KANA.fullmatch(text)) or (len(text) <= 3 and all(c in characters() or text in _single() for c in text))


@cache
def _single() -> frozenset[str]:
    return frozenset(table()["single"].split())


def _bestowed(word: str) -> bool:
    return "·" in word or all(c in characters() for c in word[1 if len(word) <= 3 else 2 :])


def _syllables(text: str) -> bool:
    """Two syllables of Hangul that given names are made of."""
    return len(text) == 2 and all("\uac00" <= c <= "\ud7a3" and c in characters() for c in text)


def parts(run: str) -> list[tuple[int, int, bool]]:
    """Text without spaces as (start, end, known): the longest known words, and what is left between them.

    >>> parts("王小明病历"), parts("青山视界")
    ([(0, 3, False), (3, 5, True)], [(0, 2, False), (2, 4, True)])
    """
    flat, starts = _flat(run)
    begun, fields, others = _begun(), field_words(), words().others  # what `known` asks, called for each character
    found: list[tuple[int, int, bool]] = []
    begin = at = 0
    while at < len(flat):
        for n in begun.get(flat[at : at + _LEAD], ()) + begun.get(flat[at : at + 2], ()):
            word = flat[at : at + n]
            if word in fields or word in others:
                break
        else:
            at += 1
            continue
        start, at = starts[at], at + len(word)
        if begin < start:
            found.append((begin, start, False))
        begin = starts[at]
        found.append((start, begin, True))
    if begin < len(run):
        found.append((begin, len(run), False))
    return _organised(run, found)


def _organised(run: str, found: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """The parts, of which a surname alone before what names of organisations end with is a place's or a firm's."""
    for at, ((start, end, told), (_, until, after)) in enumerate(pairwise(found)):
        head = fold(run[start:end])
        if after and not told and run[end:until] in organisations() and len(head) > 1 and not _unspaced(head):
            found[at] = (start, end, True)
    return found


def _flat(run: str) -> tuple[str, Sequence[int]]:
    """A text folded once, and where in it each character of that begins; marks belong to the one before them."""
    flat = fold(run)
    if flat == run:
        return flat, range(len(run) + 1)
    folds = {c: fold(c) for c in set(run)}
    each = [(at, folded if len(folded) == 1 else c) for at, c in enumerate(run) if (folded := folds[c])]
    return "".join(c for _, c in each), [*(at for at, _ in each), len(run)]


@cache
def _begun() -> Mapping[str, tuple[int, ...]]:
    """How long the known words are that begin with these characters, `_LEAD` or all of them, the longest first."""
    return kept("begun", dict[str, tuple[int, ...]], _lengths)


def _lengths() -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for word in (*field_words(), *words().others):
        if 2 <= len(word) <= _PHRASE:
            lengths.setdefault(word[:_LEAD], set()).add(len(word))
    return {lead: tuple(sorted(found, reverse=True)) for lead, found in lengths.items()}


@lru_cache(4096)
def splits(word: str) -> bool:
    """True for two known words that are written together: `createdat`."""
    return len(word) <= _TWO and any(
        word[:at] in field_words() and (word[at:] in field_words()) and len(word[:at]) >= 3
        for at in range(3, len(word) - 1)
    )


def forget() -> None:
    """Drops every word that was asked for: it may be a person's."""
    for cached in (name, splits):
        cached.cache_clear()
