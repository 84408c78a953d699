"""Thai words in Latin letters: `satsana`, `sasana`, `chuea_chat`, `lek_prajam_tua_prachachon`.

Thai writes vowels around consonants and no spaces between words, so that letters alone do not tell how a word is read:
`[readings]` of `names/th.toml` has the words that names of fields are made of, as the Royal Thai General System of
Transcription writes them (1999). People leave its `h` out, write what they hear (`b`, `d`, `j`), or vowels as English
would (`er`, `ee`). So what is compared is a `fold` that writes all of them in one way.
"""

import re
from collections.abc import Mapping

_FIRST, _LAST = "\u0e00", "\u0e7f"
_APART, _AM = "\u0e4d\u0e32", "\u0e33"
"""A vowel as NFKC takes it apart, and as it is written."""
_LONGEST = 16
"""Characters of the longest word of `[readings]`."""

_FOLDS = (
    *(("ch", "C"), ("ng", "N"), ("kh", "K"), ("ph", "P"), ("th", "T")),
    *(("uea", "UA"), ("eua", "UA"), ("ue", "U"), ("eu", "U"), ("oo", "U"), ("uu", "U")),
    *(("oe", "E"), ("er", "E"), ("ae", "E"), ("ee", "I"), ("ii", "I"), ("aa", "A"), ("aw", "O")),
)
"""Aspirates, a nasal that is two letters, and vowels of several letters."""
_LETTERS = str.maketrans("jgbdvq", "CKPTWK")
"""Sounds that the system writes as others."""
_LIQUID = re.compile("L(?=[BCDFGHJKLMNPQRSTVWXYZ]|$)")
"""What is written at the end of a syllable as the Thai letter is, and heard as `n`: `sakul`."""
_TWICE = re.compile(r"([A-Z])\1+")


def written(word: str) -> bool:
    """True for a word with Thai letters and no other script beside Latin ones."""
    return any(_FIRST < sign <= _LAST for sign in word) and all(
        sign.isascii() or _FIRST < sign <= _LAST for sign in word
    )


def fold(word: str) -> str:
    """A word in small Latin letters as all ways to write it in them are written, in capitals.

    >>> {fold(way) for way in ("phae ya", "pae ya")}, {fold(way) for way in ("lek pracham tua", "lek prajam tua")}
    ({'PE YA'}, {'LEK PRACAM TUA'})
    >>> {fold(way) for way in ("namsakun", "namsakul")}, {fold(way) for way in ("wan koet", "wan kerd")}
    ({'NAMSAKUN'}, {'WAN KET'})
    """
    for spelt, kept in _FOLDS:
        word = word.replace(spelt, kept)
    return single(_LIQUID.sub("N", word.translate(_LETTERS).upper()))


def single(folded: str) -> str:
    """Letters that come twice in a row, once: where two folded parts of a name meet."""
    return _TWICE.sub(r"\1", folded)


def ways(word: str, readings: Mapping[str, str]) -> list[list[str]]:
    """The parts of a word of Thai, each with its readings, by the longest that have one; one without any where some
    part has none.

    >>> ways("แพ้ยา", {"แพ้": "phae", "ยา": "ya"}), ways("แพ้นม", {"แพ้": "phae"})
    ([['phae'], ['ya']], [[]])
    """
    found: list[list[str]] = []
    at = 0
    word = word.replace(_APART, _AM)
    while at < len(word):
        ends = range(min(len(word), at + _LONGEST), at, -1)
        end = next((end for end in ends if word[at:end] in readings), at)
        if end == at:
            return [[]]
        found.append(readings[word[at:end]].split())
        at = end
    return found
