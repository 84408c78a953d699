"""How names of people look: Chinese ones by their surname, others by their shape and by common given names."""

import re
from functools import cache

from leftopen.privacy.data import toml

_HAN = re.compile(r"[\u3400-\u9fff]{2,4}")
_DOTTED = re.compile(r"[\u3400-\u9fff]{1,8}(?:[·•・．][\u3400-\u9fff]{1,8}){1,3}")
_KANA = re.compile(r"[\u3400-\u9fff\u3040-\u30ff々ー]{1,5}[ 　]?[\u3400-\u9fff\u3040-\u30ff々ー]{1,6}")
_HANGUL = re.compile(r"[\uac00-\ud7a3]{2,5}(?: [\uac00-\ud7a3]{1,4})?")
_WORD = r"[^\W\d_](?:[^\W\d_]|['’`-](?=[^\W\d_]))*"
_LATIN = re.compile(rf"{_WORD}\.?(?:,? {_WORD}\.?){{0,5}}")
_TITLES = frozenset(
    ("mr", "mrs", "ms", "miss", "dr", "prof", "sir", "herr", "frau", "sr", "sra", "don", "mme", "mlle", "jr")
)


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(toml("leftopen.privacy", "people.toml")[key].split())


@cache
def surnames() -> frozenset[str]:
    """Chinese surnames of one character."""
    return frozenset("".join(_words("surnames")))


@cache
def _never() -> frozenset[str]:
    return frozenset("".join(_words("not_given")))


def given(word: str) -> bool:
    """True for a common given name in any case."""
    return word.casefold().strip(".,") in _words("given")


def chinese(text: str) -> bool:
    """A Chinese name: a known surname and one or two characters, or a name with a middle dot as minorities write it.

    >>> chinese("王小明"), chinese("欧阳若兰"), chinese("阿依古丽·买买提"), chinese("金额"), chinese("设备")
    (True, True, True, False, False)
    """
    if _DOTTED.fullmatch(text):
        return True
    if not _HAN.fullmatch(text):
        return False
    if text[:2] in _words("compound"):
        rest = text[2:]
    elif text[0] in surnames() and len(text) <= 3:
        rest = text[1:]
    else:
        return False
    return 1 <= len(rest) <= 2 and not any(c in _never() for c in rest)


def shaped(text: str) -> bool:
    """Could be a name in some script: few words of letters only. Says nothing against a product of the same shape.

    >>> shaped("Ada Lovelace"), shaped("O'Brien, Mary-Jane"), shaped("Иван Петров"), shaped("SKU 1200"), shaped("a@b")
    (True, True, True, False, False)
    """
    text = " ".join(text.split())
    if not 2 <= len(text) <= 60:
        return False
    if any("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in text):
        return chinese(text) or bool(_KANA.fullmatch(text) and len(text) <= 8) or bool(_HANGUL.fullmatch(text))
    return _LATIN.fullmatch(text) is not None


def known(text: str) -> bool:
    """A name told by its words: a Chinese one, or two to five words with a common given name among them.

    >>> known("Maria Garcia Lopez"), known("Red Chair"), known("李娜")
    (True, False, True)
    """
    if chinese(text):
        return True
    words = [word for word in text.replace(",", " ").split() if word.casefold().strip(".") not in _TITLES]
    return 2 <= len(words) <= 5 and shaped(text) and any(given(word) for word in words)
