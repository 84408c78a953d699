"""Japanese words in Latin letters: `arerugii`, `syuukyou`, `shukyo`, `shinbun`.

Kana are syllables, so that each has its letters. People write them as Hepburn did, as the Cabinet order of 1954 does
(Kunrei: `si`, `tu`, `sya`) or as they type them (`jyu`), and long vowels as one letter, as two, or as they are spelt in
kana (`ou`). So what is compared is a `fold`, near to Kunrei with short vowels. Kanji have no letters: `[readings]` of
`names/ja.toml` has the kana of the words that names are made of.
"""

import re
from collections.abc import Mapping

_SYLLABLES = (
    ("", "アイウエオ", "aiueo"),
    ("k", "カキクケコ", "aiueo"),
    ("s", "サシスセソ", "aiueo"),
    ("t", "タチツテト", "aiueo"),
    ("n", "ナニヌネノ", "aiueo"),
    ("h", "ハヒフヘホ", "aiueo"),
    ("m", "マミムメモ", "aiueo"),
    ("y", "ヤユヨ", "auo"),
    ("r", "ラリルレロ", "aiueo"),
    ("w", "ワ", "a"),
    ("", "ヲ", "o"),
    ("g", "ガギグゲゴ", "aiueo"),
    ("z", "ザジズゼゾ", "aiueo"),
    ("z", "ヂヅ", "iu"),
    ("d", "ダデド", "aeo"),
    ("b", "バビブベボ", "aiueo"),
    ("p", "パピプペポ", "aiueo"),
)
"""Each row of the table of syllables with its consonant and vowels, as Kunrei has them."""
_LETTERS = {
    kana: f"{first}{vowel}" for first, row, vowels in _SYLLABLES for kana, vowel in zip(row, vowels, strict=True)
}
_LETTERS["ヴ"] = "vu"
_SMALL = {"ャ": "ya", "ュ": "yu", "ョ": "yo", "ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o"}
"""What takes the vowel of the syllable before it, and gives its own."""
_FOREIGN = {"hu": "f", "u": "w", "vu": "v", "si": "sy", "zi": "zy", "ti": "ty"}
"""Syllables before a small vowel, as they stand in words of other languages: `ファ`, `ウィ`, `チェ`."""
_LONG, _STOP, _NASAL = "ー", "ッ", "ン"
_HIRAGANA = {ord("ぁ") + at: ord("ァ") + at for at in range(86)}
_LONGEST = 6
"""Characters of the longest word of `[readings]` that is looked for in another one."""

_FOLDS = (
    *(("tch", "tty"), ("cch", "tty"), ("shi", "si"), ("sh", "sy"), ("chi", "ti"), ("ch", "ty"), ("cy", "ty")),
    *(
        ("ji", "zi"),
        ("jy", "zy"),
        ("j", "zy"),
        ("tyi", "ti"),
        ("zyi", "zi"),
        ("fu", "hu"),
        ("tsu", "tu"),
        ("dzu", "zu"),
    ),
    *(("mb", "nb"), ("mp", "np"), ("nn", "n")),
    *(("ou", "o"), ("oo", "o"), ("uu", "u"), ("aa", "a"), ("ii", "i"), ("ee", "e")),
)
"""What Hepburn and keyboards write otherwise than Kunrei, and long vowels."""
_OH = re.compile("oh(?![aeiouy])")
_VOWELS_TWICE = re.compile(r"([AEIOU])\1+|(?<=O)U")


def fold(word: str) -> str:
    """A word in small Latin letters as all ways to write it in them are written, in capitals.

    >>> {fold(way) for way in ("shuukyou", "shukyo", "syuukyou", "syukyo")}, fold("zyuusyo"), fold("juusho")
    ({'SYUKYO'}, 'ZYUSYO', 'ZYUSYO')
    >>> fold("kempo"), fold("kenpou"), fold("bocchi"), fold("botchi")
    ('KENPO', 'KENPO', 'BOTTI', 'BOTTI')
    """
    for written, kept in _FOLDS:
        word = word.replace(written, kept)
    return single((_OH.sub("o", word) if "oh" in word else word).upper())


def single(folded: str) -> str:
    """Long vowels as short ones: where two folded parts of a name meet."""
    return _VOWELS_TWICE.sub(r"\1", folded)


def spelling(kana: str) -> str:
    """A word of kana in Latin letters, "" for any other.

    >>> [spelling(word) for word in ("アレルギー", "しゅうきょう", "ワクチン", "けっか", "宗教")]
    ['arerugii', 'syuukyou', 'wakutin', 'kekka', '']
    """
    made: list[str] = []
    for sign in kana.translate(_HIRAGANA):
        before = made[-1] if made else ""
        if sign == _STOP:
            made.append("")
        elif sign == _LONG:
            made.append(before[-1:])
        elif sign in _SMALL and before:
            small = _SMALL[sign]
            made[-1] = (before[:-1] if len(small) > 1 else _FOREIGN.get(before, before[:-1])) + small
        elif letters := "n" if sign == _NASAL else _LETTERS.get(sign):
            made.append(letters[0] + letters if made and not before else letters)
        else:
            return ""
    return "".join(made)


def read(word: str, readings: Mapping[str, str]) -> str:
    """A word with kanji in Latin letters, by the longest words that have a reading; "" where a part of it has none.

    >>> read("血液型", {"血液": "けつえき", "型": "がた", "血": "ち"}), read("血圧", {"血": "ち"})
    ('ketuekigata', '')
    """
    kana, at = "", 0
    while at < len(word):
        ends = range(min(len(word), at + _LONGEST), at, -1)
        end = next((end for end in ends if word[at:end] in readings), at + 1)
        kana += readings.get(word[at:end], word[at:end])
        at = end
    return spelling(kana)
