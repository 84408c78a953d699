"""How names of people look: Chinese ones by their surname, others by their shape and by common given names."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

import re2

from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.name_lists import listed
from leftopen.privacy.later import later

_HAN = later(r"[\u3400-\u9fff]{2,4}")
_DOTTED = later(r"[\u3400-\u9fff]{1,8}(?:[·•・．][\u3400-\u9fff]{1,8}){1,3}")
_KANA = later(r"[\u3400-\u9fff\u3040-\u30ff々ー]{1,5}[ 　]?[\u3400-\u9fff\u3040-\u30ff々ー]{1,6}")
_HANGUL = later(r"[\uac00-\ud7a3]{2,5}(?: [\uac00-\ud7a3]{1,4})?")
_MARKS = (
    r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0981-\u0dff\u0e00-\u0e4e"
    r"\u0670\u07a6-\u07b0\u0eb1-\u0ebc\u0ec8-\u0ecd\u0f71-\u0f84\u135d-\u135f\u1000-\u109f\u1780-\u17d3\u200c\u200d"
)
"""Vowels and joiners of scripts that write them as marks; letters of such scripts stand in the same blocks."""
_LETTER = rf"(?:[^\W\d_]|(?![^\W\d_])[{_MARKS}])"
_WORD = rf"{_LETTER}(?:{_LETTER}|['’`-](?=[^\W\d_]))*\d{{0,3}}"
_LATIN = later(rf"{_WORD}\.?(?:(?:,? |(?<=\b[^\W\d_]\.)){_WORD}\.?){{0,8}}")
_MOST = 80
"""Characters of a name with all that stands in it."""
_OPENS = frozenset("\"'(“„«‘")
_CALLED = later(
    r"""(?<![^\s])(?:"[^"\d]{1,30}"|'[^'\d]{1,30}'|“[^”\d]{1,30}”|„[^“\d]{1,30}“|«[^»\d]{1,30}»|‘[^’\d]{1,30}’|\([^)\d]{1,30}\))\s*"""
)
CUE = r"[\x{3400}-\x{9fff}][·•・．]?[\x{3400}-\x{9fff}]|[\pL\pN.,][\s\pZ\x1c-\x1f\x85]+[\pL\pN]"
"""RE2 pattern of what every text has that is `known` or in which `running` finds a name."""


@cache
def surnames() -> frozenset[str]:
    """Chinese surnames of one character."""
    return frozenset("".join(lexicon.people("surnames")))


@cache
def _never() -> frozenset[str]:
    return frozenset("".join(lexicon.people("not_given")))


def given(word: str) -> bool:
    """True for a common given name in any case."""
    return word.casefold().strip(".,") in lexicon.people("given")


def chinese(text: str) -> bool:
    """A Chinese name: a known surname and one or two characters, or a name with a middle dot as minorities write it.

    >>> chinese("王小明"), chinese("欧阳若兰"), chinese("阿依古丽·买买提"), chinese("金额"), chinese("设备")
    (True, True, True, False, False)
    """
    if text.isascii():
        return False
    if not _HAN.fullmatch(text):
        return _DOTTED.fullmatch(text) is not None
    if text[:2] in lexicon.people("compound"):
        rest = text[2:]
    elif text[0] in surnames() and len(text) <= 3:
        rest = text[1:]
    else:
        return False
    return 1 <= len(rest) <= 2 and _never().isdisjoint(rest)


_KANJI = later(r"[\u3400-\u9fff\u3040-\u30ff々]{3,7}")
_FAMILY = (2, 3, 1)
"""Characters of Japanese surnames, the most frequent number first."""
_LAST = frozenset("子美郎介輔助樹斗也人一二三雄男夫彦香奈恵江代枝乃花菜希紀貴志司治史哉弥真莉里沙衣太")
"""Characters that Japanese given names end with, and names of places and firms hardly ever."""


def japanese(text: str) -> float:
    """How much a text without a space reads like a Japanese name, 0..1: a surname with a given name behind it that is
    listed, or that ends as such do.

    >>> japanese("佐藤太郎"), japanese("高橋健一"), japanese("山本商店"), japanese("高田馬場"), japanese("福島第一")
    (1.0, 1.0, 0.0, 0.0, 0.0)
    """
    if text.isascii() or not _KANJI.fullmatch(text):
        return 0.0
    best = 0.0
    for size in _FAMILY:
        if text[:size] in listed("family") and (rest := text[size:]):
            if rest in listed("given") or given(rest):
                return 1.0
            if size > 1 and len(rest) in (2, 3) and rest[-1] in _LAST and rest[0] != "第":
                best = 0.75
    return best


def single(text: str) -> bool:
    """True for a character that is a Chinese or Korean surname, or a common given name, alone."""
    return len(text) == 1 and not text.isascii() and (text in surnames() or text in KOREAN_SURNAMES or given(text))


def shaped(text: str) -> bool:
    """Could be a name in some script: few words of letters only. Says nothing against a product of the same shape.

    >>> shaped("Ada Lovelace"), shaped("O'Brien, Mary-Jane"), shaped("Иван Петров"), shaped("SKU 1200"), shaped("a@b")
    (True, True, True, False, False)
    >>> shaped("K.M. Perera"), shaped("Иванов И.И."), shaped("ພົມມະຈັນ"), shaped("1.2.3")
    (True, True, True, False)
    >>> shaped("王"), shaped("김"), shaped("伟"), shaped("甲"), shaped("女"), shaped("A")
    (True, True, True, False, False, False)
    """
    text = " ".join(plainly(text).split())
    if not 2 <= len(text) <= 60:
        return single(text)
    if not text.isascii() and any("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in text):
        return chinese(text) or bool(_KANA.fullmatch(text) and len(text) <= 8) or bool(_HANGUL.fullmatch(text))
    return _LATIN.fullmatch(text) is not None


def plainly(text: str) -> str:
    """A name without what stands in it in quotes or brackets: how somebody is called, or was.

    >>> plainly('José "Pepe" García'), plainly("Erika Muster (geb. Kurz)"), plainly("Chair (2024)"), plainly("O'Neil")
    ('José García', 'Erika Muster', 'Chair (2024)', "O'Neil")
    """
    return _CALLED.sub("", text[:_MOST]).strip() if not _OPENS.isdisjoint(text[:_MOST]) else text


def with_number(text: str, start: int, end: int) -> bool:
    """True where all that stands beside a number in a text is the full name of somebody.

    >>> with_number("Maria Garcia: 503 555 0100", 14, 26), with_number("Red Chair 503 555 0100", 10, 22)
    (True, False)
    """
    rest = f"{text[:start]} {text[end:]}".strip(" ,;:/|-–()<>\t\n")
    return len(rest) <= _MOST and full(rest) > 0


def known(text: str) -> bool:
    """A name told by its words: a Chinese one, or two to five words with a common given name among them.

    >>> known("Maria Garcia Lopez"), known("Red Chair"), known("李娜")
    (True, False, True)
    """
    if chinese(text) or japanese(text) == 1.0:
        return True
    titles = lexicon.people("titles")
    words = [word for word in text.replace(",", " ").split() if word.casefold().strip(".") not in titles]
    return 2 <= len(words) <= 5 and any(map(given, words)) and shaped(text)


_PATRONYMICS = (
    "ович",
    "евич",
    "ильич",
    "овна",
    "евна",
    "ична",
    "йович",
    "івна",
    "ївна",
    "ovich",
    "evich",
    "ovna",
    "evna",
)
KOREAN_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염"
    "여추도소석선설마길연위표명기반왕금옥"
)
_HANGUL_GIVEN = (
    "민준서연지우현수영호진성은경미숙정희선아윤하도예주원태재승상철동규환훈혁기용인식광종남춘순자옥화란애린채율"
    "시온유나혜소빈솔건찬웅범석병덕명복욱일창길근배강솜별봄보람름중후"
)
"""Syllables that begin Korean names, and of which given names of two are mostly made (Statistics Korea, 2015; registers
of births). Some other words are made so too, so that one says little."""
_HANGUL_NAME = later(f"[{KOREAN_SURNAMES}][{_HANGUL_GIVEN}]{{2}}")
_SYLLABLES = 3
_AND = frozenset(("and", "und", "et", "e", "y", "en", "och", "og", "the", "of"))
"""Words that join partners of a firm, or stand in titles."""


def full(text: str) -> float:
    """How much a text reads like a whole name by the long lists, 0..1; they hold too many words to tell one alone.

    >>> full("김민준"), full("우울증"), full("세탁기")
    (0.75, 0.0, 0.0)
    >>> full("Gareth Stroud"), full("Blue Chair"), full("Colm Murphy"), full("李娜"), full("Иванов Пётр Ильич")
    (0.75, 0.0, 1.0, 1.0, 1.0)
    """
    if chinese(text):
        return 1.0
    if told := japanese(text):
        return told
    if len(text) == _SYLLABLES and _HANGUL_NAME.fullmatch(text):
        return 0.75
    text = plainly(text)
    words = [plain(word) for word in text.replace(",", " ").split()]
    words = [word for word in words if word and word not in lexicon.people("titles")]
    if not (2 <= len(words) <= 5 and shaped(text)) or text.islower() or not _AND.isdisjoint(words):
        return 0.0
    others = any(word in listed("family") for word in words)
    if any(word.endswith(_PATRONYMICS) for word in words[1:]):
        return 0.5 + 0.5 * others
    ends = (words[0], words[-1]) if words[0] not in listed("family") else (*words[:2], words[-1])
    first = any(word in listed("given") or given(word) for word in ends)
    return 0.5 * first + 0.25 * (first and len(words) <= 3) + 0.25 * (first and others)


def part(text: str) -> bool:
    """True for a given name or a surname of the long lists alone, or for a text that has one.

    >>> part("Murphy"), part("Ada L."), part("李娜"), part("Blue"), part("OIDADMIS")
    (True, True, True, False, False)
    """
    if chinese(text) or japanese(text):
        return True
    words = [plain(word) for word in text.replace(",", " ").split()[:5]]
    return any(word in listed("given") or word in listed("family") or given(word) for word in words)


def plain(word: str) -> str:
    """A word of a name as the lists have it."""
    bare = word.casefold().strip(".'’")
    if bare.isascii():
        return bare
    flat = unicodedata.normalize("NFKD", bare)
    return "".join(c for c in flat if not unicodedata.combining(c))


_FIRST_IDEOGRAPH = "\u3400"
_RUN = r"(?P<name>[\u3400-\u9fff]{2,4}%s)"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞА-Я][\w'’-]{1,20}"


def _any(part: str) -> str:
    """The cues of one part in all languages, as alternatives."""
    return "|".join(lexicon.cues(part))


@cache
def _cued() -> re.Pattern[str]:
    return re.compile(rf"(?:{_any('name_before')})(?:是|为|為|叫|：|:|\s){{0,2}}(?={_RUN % ''})")


@cache
def _followed() -> re.Pattern[str]:
    tells = rf"(?:的|，|,|：|:|（|\(|\s)?(?:{_any('name_tells')})"
    return re.compile(rf"(?={_RUN % '?'}(?:{_any('name_after')}|{tells}))")


@cache
def _next() -> re.Pattern[str]:
    return re.compile(_any("name_ends"))


_CAPITALS = r"[A-ZÀ-ÖØ-ÞА-Я][^ ]+ (?:[A-Z]\.? |(?:de|da|van|von|del|la|bin|al) )*[A-ZÀ-ÖØ-ÞА-Я]"
_BEFORE, _BEHIND, _BESIDE, _TWO_CAPITALS = range(4)


@cache
def _signs() -> Any:
    """RE2 set of what every text has in which names are found, as most have none of it: what stands before a Chinese
    one that is told, what behind one, what before one that `_western` finds, and what is in each of `_SEVERAL`."""
    signs = re2.Set.SearchSet()
    signs.Add(_any("name_before"))
    signs.Add(f"{_any('name_after')}|{_any('name_tells')}")
    signs.Add(f"(?:{_any('name_title')}|{_any('name_said')})\\.? ")
    signs.Add(_CAPITALS)
    signs.Compile()
    return signs


@cache
def _western() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A name after a title, and after what somebody says of themselves."""
    titled = rf"\b(?:{_any('name_title')})\.? (?P<name>{_CAPITAL}(?: (?:[A-Z]\.? )?{_CAPITAL}){{0,2}})"
    said = rf"\b(?:{_any('name_said')}) (?P<name>{_CAPITAL}(?: {_CAPITAL}){{1,2}})"
    return re.compile(titled), re.compile(said)


_SEVERAL = later(rf"\b(?P<name>{_CAPITAL}(?: (?:[A-Z]\.? |(?:de|da|van|von|del|la|bin|al) ){{0,2}}{_CAPITAL}){{1,3}})")


def in_prose(text: str) -> Iterator[tuple[int, int]]:
    """Names in running text: Chinese ones beside a cue, others after a title or with a common given name."""
    signs = _signs().Match(text)
    if signs is None:
        return
    if (_BEFORE in signs or _BEHIND in signs) and max(text) >= _FIRST_IDEOGRAPH:
        yield from _running_chinese(text, before=_BEFORE in signs, behind=_BEHIND in signs)
    if text.islower():
        return
    if _BESIDE in signs:
        for form in _western():
            for match in form.finditer(text):
                yield match.span("name")
    if _TWO_CAPITALS in signs:
        for match in _SEVERAL.finditer(text):
            if given(match["name"].split()[0]):
                yield match.span("name")


@cache
def _leads() -> frozenset[str]:
    """What Chinese names begin with."""
    return surnames() | {word[0] for word in lexicon.people("compound")}


def _running_chinese(text: str, *, before: bool, behind: bool) -> Iterator[tuple[int, int]]:
    for match in _cued().finditer(text) if before else ():
        length = _length(match["name"] + text[match.end("name") : match.end("name") + 2])
        if length:
            yield match.start("name"), match.start("name") + length
    for match in _followed().finditer(text) if behind else ():
        name = match["name"]
        if name[0] in _leads() and chinese(name) and name not in listed("chinese"):
            yield match.span("name")


def _length(run: str) -> int:
    """How many characters at the start of a run are a name, the longest first; 0 for none."""
    long = run[:2] in lexicon.people("compound") or _HAN.fullmatch(run[:4]) is None
    for length in (4, 3, 2) if long else (3, 2):
        if run[:length] in listed("chinese"):  # an ordinary word, such as what a relative did (`家属来访`)
            return 0
        if chinese(run[:length]) and not any(_next().match(run, place) for place in range(2, length)):
            return length
    return 0
