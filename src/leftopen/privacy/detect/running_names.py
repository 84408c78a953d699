"""Full names in running text that long lists tell, where nothing stands before them that announces a name.

A given name of the lists with a surname of the lists right behind it is a name (decision 20 has how often it is not);
either word alone is too often an ordinary one. In Latin letters one of the two has a letter that ASCII has not: makers
and streets that are called after somebody are mostly spelt without, and `person_names` tells common names.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

import re2

from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.declined import declined
from leftopen.privacy.detect.name_lists import Names, kept_names, listed, words
from leftopen.privacy.detect.person_names import KOREAN_SURNAMES, plain, surnames
from leftopen.privacy.kept import kept
from leftopen.privacy.later import later

MARKED = ("\u0900", "\u109f")
"""The first and the last letter of scripts that write vowels as marks, of which the lists are as they are spelt."""
_THAI = frozenset(map(chr, range(0x0E01, 0x0E47)))
_CASELESS, _HIRAGANA, _HAN, _KANA_END, _HANGUL, _HANGUL_END = "\u0590", "\u3040", "\u3400", "\u9fff", "\uac00", "\ud7a3"
_CAPITALS = r"\p{Lu}[\pL\pM'’-]+ \p{Lu}[\pL\pM]"
"""RE2 pattern of what every text has in which a name in a script with capitals stands."""
_WORD = later(r"[^\s\d_.,;:!?()\[\]{}\"“”„«»<>|/\\=%@#&*+،؛؟।。、，；：！？（）「」]+")
_KANJI = later(r"(?P<run>[\u3400-\u9fff々]{1,5})(?:[ \u3000](?P<rest>[\u3400-\u9fff\u3040-\u30ff々]{1,4}))?")
_SYLLABLE = later("[가-힣]")
_POLITE = frozenset("様氏殿")
"""What stands right behind the name of somebody."""
_TWO_SIGNS = later(r"[\u3400-\u9fff]{2}")
_TWO = 2
"""Kanji that are a word more often than a name."""
_VIETNAMESE = re.compile("[\u1ea0-\u1eff]")
"""Letters of a language in which any two words with capitals may be names, and districts are."""
_PLACES = frozenset("路街巷镇鎮乡鄉村区區县縣市省州店厂廠院校寺桥橋湖山江河港")
"""What follows a name after which a place is called."""
_SHARED = frozenset("'’")
"""What joins an ending to a name: `Yılmaz'a`."""
_PARTICLES = "씨|님|에게|한테|께서|께|와|과|랑|이랑"
"""Endings of Korean words that stand behind people more than behind anything else."""
_OTHERS = "은|는|이|가|을|를|의|도|로|으로"


@cache
def _two() -> Any:
    return re2.compile(_CAPITALS)


def find(text: str) -> Iterator[tuple[int, int]]:
    """The places of names.

    >>> [text[start:end] for text in ["Говорили с утра, была Ольга Шевченко"] for start, end in find(text)]
    ['Ольга Шевченко']
    >>> [*find("Perfume by Hugo Boss")], [*find("Walked in São Paulo again")]
    ([], [])
    """
    if text.isascii():  # nothing in Latin letters counts that has ASCII alone
        return
    last = max(text)
    if _two().search(text) is not None and not _VIETNAMESE.search(text):
        yield from _pairs(text, capitals=True)
    if last >= _CASELESS:
        yield from _pairs(text, capitals=False)
    if last >= _HAN:
        yield from _chinese(text)
        yield from _japanese(text)
    if last >= _HANGUL and _SYLLABLE.search(text):
        for match in _korean().finditer(text):
            yield match.span("name")


def _pairs(text: str, *, capitals: bool) -> Iterator[tuple[int, int]]:
    """Two words, one space between them, which are a given name and a surname; longer names by the first such two."""
    first, family = (listed("given"), listed("family")) if capitals else (_caseless("given"), _caseless("family"))
    common = lexicon.people("given") if capitals else frozenset()
    before, start, end = "", 0, -1
    for match in _WORD.finditer(text):
        word = _read(match[0], capitals=capitals)
        beside = match.start() == end + 1 and text[end] == " "
        if word and before and beside and not (capitals and text[start : match.end()].isascii()):
            told = (before in first or before in common) and word in family
            turned = word in common and before in family
            told = told or (capitals and declined(before, word, text[:start]))
            if (told or turned) and _not_names().isdisjoint((before, word)):
                yield start, match.end()
                word = ""
        before, start, end = word, match.start(), match.end()


def _read(word: str, *, capitals: bool) -> str:
    """A word as the lists have it; empty where it is not written as part of a name is."""
    if len(word) < 2 or (word[0] < _CASELESS) != capitals:
        return ""
    if capitals and (not word[0].isupper() or word.isupper()):
        return ""
    if MARKED[0] <= word[0] <= MARKED[1]:
        return _untitled(unicodedata.normalize("NFC", word))
    if not _SHARED.isdisjoint(word):
        word = word.replace("’", "'")
        head, _, rest = word.partition("'")
        word = head if len(head) > len(rest) else word.replace("'", "")
    return plain(word)


def _untitled(word: str) -> str:
    """A word without a title that is written together with it, as in Thai."""
    return next((word[len(title) :] for title in _joined_titles() if word.startswith(title)), word)


@cache
def _joined_titles() -> tuple[str, ...]:
    """Titles of scripts without spaces, the longest first."""
    return tuple(sorted((word for word in lexicon.people("titles") if word[0] in _THAI), key=len, reverse=True))


@cache
def _caseless(name: str) -> Names:
    """Given names or surnames in scripts without capitals; those of further lists, too, as their words are rarer."""
    return kept_names(f"caseless_{name}", lambda: _of_scripts(name))


def _of_scripts(name: str) -> frozenset[str]:
    more = words(name) | words(f"more_{name}") | words(f"further_{name}")
    if name == "given":
        more |= lexicon.people("given")
    return frozenset(word for word in more if _CASELESS <= word[0] < MARKED[0]) | words(f"marked_{name}")


@cache
def _not_names() -> frozenset[str]:
    return frozenset(map(plain, lexicon.people("not_names"))) | lexicon.people("not_names")


@cache
def _two_signs() -> Names:
    """Given names of two Chinese signs, of China and Japan."""
    return kept_names("two_signs", lambda: filter(_TWO_SIGNS.fullmatch, words("given") | words("more_given")))


def _chinese(text: str) -> Iterator[tuple[int, int]]:
    """A surname and a given name of two signs behind it, which are not an ordinary word."""
    ordinary, leads, others = listed("chinese"), surnames(), _two_signs()
    end = 0
    for at in [at for at, sign in enumerate(text[:-2]) if sign in leads]:
        run = text[at : at + 3]
        if at >= end and run[1:] in others and run not in ordinary and run[:2] not in ordinary:
            end = at + 3
            if text[end : end + 1] not in _PLACES:
                yield at, end


def _japanese(text: str) -> Iterator[tuple[int, int]]:
    """Kanji between other signs that are a surname and a given name, with or without a space."""
    for match in _KANJI.finditer(text):
        start, run, end = match.start(), match["run"], match.end("run")
        if run[-1] in _POLITE and not match["rest"]:
            run, end = run[:-1], end - 1
        if start and _HAN <= text[start - 1] <= _KANA_END:
            continue
        if match["rest"]:
            rest = match["rest"]
            size = next((size for size in range(len(rest), 0, -1) if rest[:size] in _kanji_given()), 0)
            told, end = size and run in _kanji_surnames(), match.start("rest") + size
        else:
            sizes = (2, 3, 1) if len(run) > _TWO else ()
            told = any(run[:size] in _kanji_surnames() and run[size:] in _kanji_given() for size in sizes)
        if told and (text[end : end + 1] in _POLITE or not _HAN <= text[end : end + 1] <= _KANA_END):
            yield start, end


@cache
def _kanji_surnames() -> Names:
    return kept_names("kanji_family", lambda: _in(_HAN, "family", "more_family", "further_family"))


@cache
def _kanji_given() -> Names:
    return kept_names("kanji_given", lambda: (word for word in _in(_HIRAGANA, "given", "more_given") if len(word) < 5))


def _in(script: str, *lists: str) -> Iterator[str]:
    """The words of lists that begin in a script or one behind it."""
    return (word for name in lists for word in words(name) if word[0] >= script)


@cache
def _korean() -> re.Pattern[str]:
    """A surname of one syllable and a given name of two, before the ending of a word for people; common ones before
    any ending."""
    own, others = kept("names_hangul", tuple[str, str], _alternatives)
    return re.compile(
        rf"(?<![가-힣])(?P<name>[{KOREAN_SURNAMES}](?:(?:{own})(?=(?:{_PARTICLES}|{_OTHERS})?(?![가-힣]))"
        rf"|(?:{others})(?=(?:{_PARTICLES})(?![가-힣]))))"
    )


def _alternatives() -> tuple[str, str]:
    """Common given names and all of them, as parts of a pattern."""
    common, further = _syllables("given"), _syllables("more_given")
    return "|".join(sorted(common)), "|".join(sorted(common | further))


def _syllables(name: str) -> frozenset[str]:
    """Given names of two syllables, in lists where some stand with their surname."""
    each = words(name) | (lexicon.people("given") if name == "given" else frozenset())
    found = (word[-2:] for word in each if len(word) in (2, 3))
    return frozenset(word for word in found if all(_HANGUL <= c <= _HANGUL_END for c in word))
