"""Korean words in Latin letters: `hyeoraekhyeong`, `hyeolaekhyeong`, `hyoraekhyong`.

The code point of a syllable tells its initial, vowel and final (The Unicode Standard, 3.12). People write them as the
Revised Romanisation does (2000), letter by letter or as they are spoken, or as McCune and Reischauer did (1939),
without their marks, or as English would (`hyulaekhyung`, `young`). So what is compared is a `fold` that writes all of
them in one way, and a word has one for each way to speak where two syllables meet.
"""

import re
from itertools import islice, pairwise, product

FIRST, LAST = "\uac00", "\ud7a3"
_INITIALS = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
_VOWELS = (
    *("a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe"),
    *("yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"),
)
_FINALS = (
    *("", "k", "k", "ks", "n", "nj", "nh", "t", "l", "lk", "lm", "lp", "ls", "lt", "lp", "lh"),
    *("m", "p", "ps", "s", "ss", "ng", "j", "ch", "k", "t", "p", "h"),
)
"""As they are written; what is heard of them at the end of a syllable is `_HEARD`."""
_HEARD = {
    "ks": "k",
    "nj": "n",
    "nh": "n",
    "lk": "k",
    "lm": "m",
    "ls": "l",
    "lt": "l",
    "lp": "l",
    "lh": "l",
    "ps": "p",
    "s": "t",
    "ss": "t",
    "j": "t",
    "ch": "t",
    "h": "",
}
_NASAL = {"k": "ng", "t": "n", "p": "m"}
"""What a stop becomes before a nasal: `hangnyeon`, not `haknyeon`."""
_MOST = 24
"""Ways of one word that are kept."""

_FOLDS = (
    *(("tch", "C"), ("ch", "C"), ("sh", "S")),
    *(("eo", "O"), ("eu", "U"), ("oo", "U"), ("ou", "U"), ("ee", "I")),
)
_LETTERS = str.maketrans("jsgkqdtbprl", "CSKKKTTPPRR")
"""Sounds that one system writes apart and another does not, or marks that people leave out; doubled ones are single."""
_TWICE = re.compile(r"([^AEIOUWY])\1+")


def fold(word: str) -> str:
    """A word in small Latin letters as all ways to write it in them are written, in capitals.

    >>> {fold(way) for way in ("jonggyo", "chonggyo")}, {fold(way) for way in ("hyeoraekhyeong", "hyoraekhyong")}
    ({'CONKYO'}, {'HYORAEKHYONK'})
    """
    for written, kept in _FOLDS:
        word = word.replace(written, kept)
    return single(word.translate(_LETTERS).upper())


def single(folded: str) -> str:
    """Consonants that come twice in a row, once: where two folded parts of a name meet."""
    return _TWICE.sub(r"\1", folded)


def spellings(word: str) -> list[str]:
    """The ways to write a word of Hangul in Latin letters that `fold` does not make one; none for any other word.

    >>> spellings("학년"), spellings("종교"), spellings("名")
    (['haknyeon', 'hangnyeon', 'haknyun', 'hangnyun'], ['jonggyo'], [])
    """
    if not word or not all(FIRST <= syllable <= LAST for syllable in word):
        return []
    apart = [_apart(syllable) for syllable in word]
    joints = [_joints(one[2], other) for one, other in pairwise(apart)]
    first, last = apart[0], apart[-1]
    parts = [[f"{syllable[1]}{joint}" for joint in each] for syllable, each in zip(apart, joints, strict=False)]
    ways = [f"{first[0]}{''.join(way)}{last[1]}{_heard(last[2])}" for way in islice(product(*parts), _MOST)]
    return list(dict.fromkeys((*ways, *(way.replace("eo", "u") for way in ways))))


def _apart(syllable: str) -> tuple[str, str, str]:
    """Its initial, vowel and final."""
    place = ord(syllable) - ord(FIRST)
    return _INITIALS[place // 588], _VOWELS[place % 588 // 28], _FINALS[place % 28]


def _heard(final: str) -> str:
    return _HEARD.get(final, final)


def _joints(final: str, after: tuple[str, str, str]) -> list[str]:
    """What may stand between the vowels of two syllables: letter by letter, then as it is spoken."""
    initial, vowel, _ = after
    heard = _heard(final)
    found = [heard + initial]
    if not final:
        return found
    if not initial:
        found += _before_vowel(final, heard, vowel)
    elif initial == "h" and heard in _NASAL:
        found.append("ch" if final == "j" else heard)
    elif initial in ("n", "m") and heard in _NASAL:
        found.append(_NASAL[heard] + initial)
    elif initial == "r" and heard in _NASAL:
        found.append(f"{_NASAL[heard]}n")
    elif initial == "r" and heard in ("m", "ng", "n"):
        found += [f"{heard}n", *(("l",) if heard == "n" else ())]
    elif initial == "n" and heard == "l":
        found.append("l")
    return list(dict.fromkeys(found))


def _before_vowel(final: str, heard: str, vowel: str) -> list[str]:
    """A final that is heard where a syllable begins with a vowel: `s` is no `t` there, and an `n` may come between."""
    carried = {"h": "", "nh": "n", "lh": "l", "ng": "ng"}.get(final, final)
    found = [carried]
    if vowel == "i" and final in ("t", "lt"):
        found.append(f"{final[:-1]}j")
    if vowel[0] in "yi":
        found.append(f"{_NASAL.get(heard, heard)}{'l' if heard == 'l' else 'n'}")
    return found
