"""Words of other scripts as developers spell them in Latin letters: `data_rozhdeniya`, `dataRojdenija`, `tareekh`.

There are several ways to write one word, and people mix them. So what is compared is a `skeleton`, which writes all of
them in one way: ISO 9, ICAO 9303 and BGN/PCGN for Cyrillic, ELOT 743 and what people type for Greek, long vowels and
doubled letters of Arabic, Persian and Hebrew. `[latin]` of `names/<lang>.toml` has the letters of a script with their
usual spelling (or two, a space between them: `ж = "zh j"`); a table without letters is of a language whose script
leaves vowels out, and whose words are listed in Latin letters by hand.
"""

import re
from collections.abc import Mapping

_LEAST = 6
"""Letters of the shortest skeleton that may be part of a name; one that has one less counts as the whole name."""
_WHOLE = 5

_BARE = 5
"""Letters of the shortest Arabic word that may have an article."""

_FOLDS = (
    ("shch|sch|shh|ssh|shj|sh", "š"),
    ("(?<=[aeiou])h$", ""),
    ("tch|ch|kh|gh|x|h", "h"),
    ("zh|dzh|dj", "z"),
    ("tz|ts|tc|cz", "c"),
    ("ph", "f"),
    ("th", "t"),
    ("w", "v"),
    ("q|ck", "k"),
    ("ou|oo", "u"),
    ("aa", "a"),
    ("ee", "i"),
    ("[yji]+(?=[aueo])", ""),
    ("j(?=[^aeouyj])", "z"),
    ("[yji]+", "i"),
)
"""What is spelt in several ways, and how it is written here; the first that fits at a place counts."""
_ANY = re.compile("|".join(f"(?P<f{at}>{found})" for at, (found, _) in enumerate(_FOLDS)))
_TWICE = re.compile(r"(.)\1+")


def skeleton(word: str) -> str:
    """A word in small Latin letters as all its spellings are written, in capitals, so that it is no other word.

    >>> skeleton("rozhdeniya"), skeleton("rojdenija"), skeleton("rozhdenia")
    ('ROZDENA', 'ROZDENA', 'ROZDENA')
    >>> skeleton("tareekh"), skeleton("tarikh"), skeleton("hm"), skeleton("eponymo")
    ('TARIH', 'TARIH', 'HM', 'EPONIMO')
    """
    plain = _ANY.sub(lambda hit: _FOLDS[int((hit.lastgroup or "f0")[1:])][1], word)
    return _TWICE.sub(r"\1", plain).upper()


def spellings(word: str, letters: Mapping[str, str]) -> list[str]:
    """A word in Latin letters: by the first spelling of each letter, and by the second of those that have two.

    >>> spellings("рожд", {"р": "r", "о": "o", "ж": "zh j", "д": "d"})
    ['rozhd', 'rojd']
    """
    if word.isascii():
        return [word]
    ways = []
    for way in (0, -1):
        made = "".join(letters[letter].split(" ")[way] if letter in letters else letter for letter in word)
        if made.isascii() and made not in ways:
            ways.append(made)
    return ways


def bare(unit: str) -> str:
    """An Arabic word without its article, and without `for the`; any other as it is.

    >>> [bare(word) for word in ("الهوية", "هوية", "للعميل", "nom")]
    ['هوية', 'هوية', 'عميل', 'nom']
    """
    led = unit.startswith(("\u0627\u0644", "\u0644\u0644")) and len(unit) >= _BARE
    return unit[2:] if led else unit


def keys(units: list[str], letters: Mapping[str, str]) -> list[str]:
    """The skeletons of a word, its units joined: none for one that has no spelling or is too short to tell anything."""
    each = [spellings(unit, letters) for unit in units]
    found = []
    for way in (0, -1):
        made = "".join(skeleton(ways[way]) if ways else "" for ways in each)
        if all(each) and len(made) >= _WHOLE and made not in found:
            found.append(made)
    return found


def whole(key: str) -> bool:
    """True for a skeleton that is so short that it counts as the whole name only."""
    return len(key) < _LEAST
