"""Names whose words are clipped as there was no room for them: `ultima_mest`, `pref_sexual`, `casell_giud`.

Such a name is part of a phrase that is known: it begins as the phrase does and lacks its end, that of its first word,
or that of each of its words. All phrases that it may be must tell the same of what is special, and without a doubt:
clipped names are otherwise read wrong more often than right.
"""

from collections.abc import Iterable, Sequence

from leftopen.privacy.detect.index import Index

_LEAST, _PIECE, _WHOLE = 8, 3, 5
"""Letters of such a name, of each of its words, and of the words behind the first where that is the clipped one."""
_CUT = range(2, 13)
"""How many letters may be missing."""
_EACH, _CUT_EACH, _ENDING, _LAST = 4, range(2, 25), 2, 10
"""Letters of each word where all are clipped, how many may be missing, and those that the first and the last lack."""
_LENT = (1, 2)
"""Letters of the first word of a clipped phrase, which compounds of other words may end with."""
_FEW = range(2, 5)
"""How many words such a name has."""
_TOLD = ("special.", "criminal.", "finance.income")


def clipped(parts: Sequence[str], words: Index) -> str:
    """The concept that a name of these words tells if they are clipped, "" where none can be told."""
    if len(parts) not in _FEW or any(len(part) < _PIECE or not part.isalpha() for part in parts):
        return ""
    name = "".join(parts)
    if len(name) < _LEAST or name in words:
        return ""
    fits = [word for word in words.beginning(name) if len(word) - len(name) in _CUT]
    rest = name[len(parts[0]) :]
    if not fits and len(rest) >= _WHOLE:
        fits = [word for word in words.beginning(parts[0]) if word.endswith(rest) and len(word) - len(name) in _CUT]
    if not fits and all(len(part) >= _EACH for part in parts):
        fits = [word for word in words.beginning(parts[0]) if _each(word, parts) and len(word) - len(name) in _CUT_EACH]
    return _one(words[word] for word in fits)


def _each(phrase: str, parts: Sequence[str]) -> bool:
    """True where a phrase may have a word that begins as each of the parts, in their order: what stands between them is
    at least as long as an ending."""
    at = 0
    for part in parts:
        found = phrase.find(part, at)
        if found < 0 or 0 < found - at < _ENDING:
            return False
        at = found + len(part)
    return len(phrase) - at <= _LAST


def borrowed(end: str, words: Index) -> int:
    """How many letters of what ends a compound are the end of what stands before it: clipped words begin with one or
    two (`g datum`), and without those it says nothing of anybody (`belegdatum`)."""
    rests = ((letters, end[letters:]) for letters in _LENT if len(end) - letters >= _WHOLE)
    return next((letters for letters, rest in rests if rest in words and _plain(words[rest])), 0)


def _plain(told: str) -> bool:
    return all(each.lstrip("=?").startswith(("other.", "time.")) for each in told.split(" "))


def _one(told: Iterable[str]) -> str:
    """What all tell, where that is one thing and something special."""
    found = {concept for each in told for concept in each.split(" ")}
    concept = found.pop() if len(found) == 1 else ""
    return concept if concept.startswith(_TOLD) else ""
