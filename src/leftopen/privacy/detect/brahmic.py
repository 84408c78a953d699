"""Words of Indian scripts in Latin letters: `janma_tithi`, `janam_tithi`, `jaati`, `oporadh`.

Unicode lays the scripts of ISCII out alike, 128 places each, so that one table has the letters of all of them (The
Unicode Standard, 12.1). People write them in many ways: long vowels as one letter or two, `v` or `w`, with the vowel
that a consonant has by itself or without it at the end of a word and inside. So what is compared is a `fold`, and a
word has one for each way to leave such vowels out inside.
"""

import re
from itertools import islice, product

_FIRST, _LAST = "\u0900", "\u0d7f"
_BLOCK = 0x80
_BENGALI = 1
"""Which of the blocks has `o` for its own vowel, or `a`, too; Assamese has it as well."""
_VOICED = frozenset((5, 6, 7, 8))
"""Tamil, Telugu, Kannada and Malayalam: the vowel of a consonant is always spoken."""
_INDEPENDENT = {
    0x05: "a",
    0x06: "aa",
    0x07: "i",
    0x08: "i",
    0x09: "u",
    0x0A: "u",
    0x0B: "ri",
    0x0D: "e",
    0x0E: "e",
    0x0F: "e",
    0x10: "ai",
    0x11: "o",
    0x12: "o",
    0x13: "o",
    0x14: "au",
    0x72: "a",
}
_CONSONANTS = {
    0x15: "k",
    0x16: "kh",
    0x17: "g",
    0x18: "gh",
    0x19: "n",
    0x1A: "ch",
    0x1B: "chh",
    0x1C: "j",
    0x1D: "jh",
    0x1E: "n",
    0x1F: "t",
    0x20: "th",
    0x21: "d",
    0x22: "dh",
    0x23: "n",
    0x24: "t",
    0x25: "th",
    0x26: "d",
    0x27: "dh",
    0x28: "n",
    0x29: "n",
    0x2A: "p",
    0x2B: "ph",
    0x2C: "b",
    0x2D: "bh",
    0x2E: "m",
    0x2F: "y",
    0x30: "r",
    0x31: "r",
    0x32: "l",
    0x33: "l",
    0x34: "l",
    0x35: "v",
    0x36: "sh",
    0x37: "sh",
    0x38: "s",
    0x39: "h",
    0x58: "k",
    0x59: "kh",
    0x5A: "g",
    0x5B: "z",
    0x5C: "r",
    0x5D: "rh",
    0x5E: "ph",
    0x5F: "y",
}
_VOWELS = {
    0x3E: "aa",
    0x3F: "i",
    0x40: "i",
    0x41: "u",
    0x42: "u",
    0x43: "ri",
    0x45: "e",
    0x46: "e",
    0x47: "e",
    0x48: "ai",
    0x49: "o",
    0x4A: "o",
    0x4B: "o",
    0x4C: "au",
}
_RI = ("ri", "ru")
_VIRAMA, _NUKTA, _OPEN = 0x4D, 0x3C, 0x05
_ENDING = 2
"""Signs of the end of a word that has two consonants there, behind the first of them."""
_DOTTED = {"j": "z", "d": "r", "dh": "rh", "b": "r"}
"""What a dot below makes of a consonant; of others it makes none that is written otherwise."""
_MARKS = {0x01: ("n", ""), 0x02: ("n",), 0x03: ("h", "")}
"""Signs behind a vowel: candrabindu, anusvara, visarga."""
_BY_SCRIPT = {
    (1, 0x2F): ("j",), (1, 0x2D): ("bh", "v"), (1, 0x02): ("ng", "n"), (1, 0x70): ("r",), (1, 0x71): ("v",),
    (2, 0x70): ("n",), (2, 0x71): ("",),
    (5, 0x15): ("k", "g"), (5, 0x1A): ("s", "ch"), (5, 0x1F): ("t", "d"), (5, 0x24): ("th", "t", "d"),
    (5, 0x2A): ("p", "b"), (5, 0x34): ("l", "zh"),
    **{(block, 0x24): ("t", "th") for block in (6, 7, 8)}, **{(block, 0x26): ("d", "dh") for block in (6, 7, 8)},
    **{(block, 0x02): ("m", "n") for block in (6, 7, 8)},
    **dict.fromkeys(((8, 0x7A), (8, 0x7B)), ("n",)), (8, 0x7C): ("r",), **dict.fromkeys(((8, 0x7D), (8, 0x7E)), ("l",)),
}  # fmt: skip
"""What one of the scripts has otherwise, by its block and place: Bengali and Assamese, Gurmukhi, Tamil, and those of
`_VOICED` that write `th` for what is no `t` of the palate."""
_LETTERLESS = frozenset(((2, 0x70), (2, 0x71), (8, 0x7A), (8, 0x7B), (8, 0x7C), (8, 0x7D), (8, 0x7E)))
"""Those of them that have no vowel of their own."""
_MOST = 16
"""Ways of one word that are kept."""

_FOLDS = (
    *(("ksh", "KS"), ("x", "KS"), ("chh", "C"), ("cch", "C"), ("ch", "C"), ("sh", "S"), ("ph", "F")),
    *(("dny", "GI"), ("gy", "GI"), ("jn", "GI"), ("np", "MP"), ("nb", "MB")),
    *(("aa", "A"), ("ee", "I"), ("ii", "I"), ("oo", "U"), ("uu", "U"), ("ou", "U")),
)
_LETTERS = str.maketrans("ywqcz", "IVKKJ")
"""What people write in several ways."""
_GLIDE = re.compile("iy(?=[aeouAU])")
_END = re.compile("(?<=[^aeiou])(?:a+|o)$")
_OWN = re.compile("(?<=[^aeiou])[ao]$")
_TWICE = re.compile(r"(.)\1+")


def fold(word: str) -> str:
    """A word in small Latin letters as all ways to write it in them are written, in capitals.

    >>> {fold(way) for way in ("beemaari", "bimari", "bimaree")}, {fold(way) for way in ("dharma", "dharm")}
    ({'BIMARI'}, {'DHARM'})
    """
    if word[-1:] in ("a", "o"):
        word = _END.sub("", word)
    for written, kept in _FOLDS:
        word = word.replace(written, kept)
    return single((_GLIDE.sub("I", word) if "iy" in word else word).translate(_LETTERS).upper())


def single(folded: str) -> str:
    """Letters that come twice in a row, once: where two folded parts of a name meet."""
    return _TWICE.sub(r"\1", folded)


def bare(spelling: str) -> str:
    """A word as it is written before another one without a space: without its last own vowel, not a long one.

    >>> bare("naama"), bare("kaa")
    ('naam', 'kaa')
    """
    return _OWN.sub("", spelling)


def spellings(word: str) -> list[str]:
    """The ways to write a word of an Indian script that `fold` does not make one; none for any other word.

    >>> spellings("धर्म"), spellings("रक्त"), spellings("जाति"), spellings("name")
    (['dharma', 'dharama'], ['rakta', 'rakata'], ['jaati'], [])
    >>> "oporaadho" in spellings("অপরাধ"), spellings("మతం")
    (True, ['matam', 'matan', 'matham', 'mathan'])
    """
    if not word or not all(_FIRST <= sign <= _LAST for sign in word):
        return []
    block = (ord(word[0]) - ord(_FIRST)) // _BLOCK
    own = ("o", "a") if block == _BENGALI else ("a",)
    signs = [(ord(sign) - ord(_FIRST)) % _BLOCK for sign in word]
    found: list[str] = []
    for vowel in own:
        parts = _parts(signs, vowel, block)
        found += ["".join(way) for way in islice(product(*parts), _MOST) if parts]
    return list(dict.fromkeys(found))


def _parts(signs: list[int], own: str, block: int) -> list[tuple[str, ...]]:
    """The ways to write each sign of a word, and between consonants the vowel that is not written, or none."""
    parts: list[tuple[str, ...]] = []
    for at, sign in enumerate(signs):
        after = signs[at + 1 :]
        while after and after[0] == _NUKTA:
            after = after[1:]
        if sign in _CONSONANTS or (block, sign) in _BY_SCRIPT:
            ways = _BY_SCRIPT.get((block, sign)) or (_CONSONANTS[sign],)
            if signs[at + 1 : at + 2] == [_NUKTA]:
                ways = (_DOTTED.get(ways[0], ways[0]),)
            parts.append(ways)
            if sign not in _MARKS and (block, sign) not in _LETTERLESS:
                parts.append(_vowel(signs[:at], after, own, block in _VOICED))
        elif sign in _VOWELS:
            parts.append(_RI if _VOWELS[sign] == "ri" else (_VOWELS[sign],))
        elif sign in _INDEPENDENT:
            parts.append(_RI if _INDEPENDENT[sign] == "ri" else (own if sign == _OPEN else _INDEPENDENT[sign],))
        elif sign in _MARKS:
            parts.append(_MARKS[sign])
        elif sign not in (_VIRAMA, _NUKTA):
            return []
    return parts


def _vowel(before: list[int], after: list[int], own: str, voiced: bool) -> tuple[str, ...]:
    """What a consonant has behind it where no sign says so: its own vowel, none, or either."""
    if after and after[0] in _VOWELS:
        return ("",)
    if after and after[0] == _VIRAMA:
        return ("", own) if not voiced and len(after) == _ENDING and after[1] in _CONSONANTS and before else ("",)
    if voiced or (after and not before) or (after and after[0] in _MARKS):
        return (own,)
    return (own,) if not after else (own, "")
