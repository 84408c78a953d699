"""Chinese words in Latin letters: `zongjiao_xinyang`, `fanzuileixing`, `jingshenbing_shi`.

Hanyu Pinyin (ISO 7098) has one way to write a syllable, and names of fields leave its tones out, so that a word has as
many spellings as its characters have readings. `[syllables]` of `names/zh.toml` has the characters of each syllable.
Words are often written together, and a syllable is no part of two of them: what is joined is cut into syllables first.
"""

import re
from collections.abc import Mapping
from functools import cache

_FINALS = {
    "b": "a o ai ei ao an en ang eng i ie iao ian in ing u",
    "p": "a o ai ei ao ou an en ang eng i ie iao ian in ing u",
    "m": "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u",
    "f": "a o ei ou an en ang eng u",
    "d": "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian ing u uo ui uan un",
    "t": "a e ai ao ou an ang eng ong i ie iao ian ing u uo ui uan un",
    "n": "a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan ue",
    "l": "a e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un ue",
    "g": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "k": "a e ai ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "h": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "j": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "q": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "x": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "zh": "i a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "ch": "i a e ai ao ou an en ang eng ong u uo uai ui uan un uang",
    "sh": "i a e ai ei ao ou an en ang eng u ua uo uai ui uan un uang",
    "r": "i e ao ou an en ang eng ong u uo ui uan un",
    "z": "i a e ai ei ao ou an en ang eng ong u uo ui uan un",
    "c": "i a e ai ao ou an en ang eng ong u uo ui uan un",
    "s": "i a e ai ao ou an en ang eng ong u uo ui uan un",
    "y": "a e ao ou an ang i in ing ong u ue uan un",
    "w": "a o ai ei an en ang eng u",
    "": "a o e ai ei ao ou an en ang er",
}
"""The syllables of Mandarin: each initial with its finals."""
_SYLLABLES = frozenset(f"{initial}{final}" for initial, finals in _FINALS.items() for final in finals.split())
_LONGEST = max(map(len, _SYLLABLES))
_MOST = 48
"""Letters of the longest name that is cut."""
_UMLAUT = re.compile("(?<=[lnjqxy])v|(?<=^[ln])yu")
"""Where `ü` is typed as another letter."""


def fold(word: str) -> str:
    """A word in small Latin letters as all ways to write it are written, in capitals.

    >>> fold("zongjiao"), fold("falv"), fold("lyushi")
    ('ZONGJIAO', 'FALU', 'LUSHI')
    """
    return _UMLAUT.sub("u", word).upper()


def single(folded: str) -> str:
    """Nothing changes where two parts of a name meet."""
    return folded


@cache
def readings(syllables: tuple[tuple[str, str], ...]) -> Mapping[str, tuple[str, ...]]:
    """Each character with its syllables, from the syllables with their characters.

    >>> readings((("hang", "行航"), ("xing", "行姓")))["行"]
    ('hang', 'xing')
    """
    found: dict[str, tuple[str, ...]] = {}
    for syllable, characters in syllables:
        for character in characters:
            found[character] = (*found.get(character, ()), syllable)
    return found


def cut(word: str) -> list[str]:
    """A word in small letters as its syllables, each as long as it can be; none for what is no Chinese.

    >>> cut("zongjiaoxinyang"), cut("fangan"), cut("shengao"), cut("language"), cut("falv")
    (['zong', 'jiao', 'xin', 'yang'], ['fang', 'an'], ['sheng', 'ao'], ['lan', 'gua', 'ge'], ['fa', 'lu'])
    >>> cut("religion"), cut("x" * 60)
    ([], [])
    """
    word = _UMLAUT.sub("u", word)
    if len(word) > _MOST:
        return []
    rest: list[list[str] | None] = [None] * len(word) + [[]]
    for start in range(len(word) - 1, -1, -1):
        for end in range(min(len(word), start + _LONGEST), start, -1):
            after = rest[end]
            if after is not None and word[start:end] in _SYLLABLES:
                rest[start] = [word[start:end], *after]
                break
    return rest[0] or []
