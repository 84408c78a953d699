"""Names of fields with words of Korean, Japanese and Indian languages in Latin letters: `jonggyo_code`, `byoureki`.

Every such word has its spellings by `hangul`, `kana` or `brahmic`, and what is compared is what their `fold` makes of
one. A name is read with those of its parts replaced that are such words and nothing else in any language, so that the
words beside them are read as ever.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import NamedTuple
from unicodedata import normalize

from leftopen.privacy.detect import brahmic, hangul, kana
from leftopen.privacy.detect.index import Index
from leftopen.privacy.memo import Memo

_LEAST = 5
"""Letters of the shortest fold that tells anything: one of so many does as the whole name, beside another word of its
language, or beside what programs say of a field."""
_DOUBT = "?"
"""What the key of such a short one ends with where it may be a word of anything else (`mammal`, `simon`)."""
_BESIDE = frozenset(
    ("cd", "code", "data", "flag", "flg", "gb", "gbn", "id", "kbn", "nm", "no", "num", "type", "umu", "yn")
)
_RUN = re.compile(r"[a-z]+|[^\W\d_a-z]+")
"""Words of Japanese with the marks of their kana, which units are without."""
_AHEAD = 6
"""Letters by which is told whether any key begins so."""
_MOST_WAYS, _MOST_PARTS = 16, 8


class _Way(NamedTuple):
    """A way to write a script: what its folds end with in the index, and how they are made. `bare`: a word before
    another one that is written without a space. `sure`: letters from which on a short one is no word of others."""

    mark: str
    fold: Callable[[str], str]
    single: Callable[[str], str]
    bare: Callable[[str], str] = str
    sure: int = 6


_HANGUL = _Way("한", hangul.fold, hangul.single)
_KANA = _Way("か", kana.fold, kana.single)
_BRAHMIC = _Way("क", brahmic.fold, brahmic.single, brahmic.bare, 99)
_WAYS = (_HANGUL, _KANA, _BRAHMIC)


def keys(word: str, its: Sequence[str], readings: Mapping[str, str]) -> list[str]:
    """What a word, and its units, is called in the index in Latin letters; nothing for one of another script.

    >>> keys("종교", ["종교"], {}), keys("前科", ["前", "科"], {"前科": "ぜんか"}), keys("nom", ["nom"], {})
    (['CONKYO한'], ['ZENKAか', 'ZENKAか?'], [])
    """
    found: dict[str, None] = {}
    for way, spelt in _spelt(word, its, readings):
        for each in islice(product(*spelt), _MOST_WAYS):
            apart, joined = way.single("".join(map(way.fold, each))), way.fold("".join(map(way.bare, each)))
            for folded in (apart, joined):
                if len(folded) >= _LEAST:
                    found[folded + way.mark] = None
                if len(folded) == _LEAST:
                    found[folded + way.mark + _DOUBT] = None
    return list(found)


def _spelt(word: str, its: Sequence[str], readings: Mapping[str, str]) -> Iterator[tuple[_Way, list[list[str]]]]:
    """The ways of a word with the spellings of each of its parts, where all of them have one."""
    if all(map(str.isascii, its)):
        return
    if all(spelt := [[unit] if unit.isascii() else hangul.spellings(unit) for unit in its]):
        yield _HANGUL, spelt
    elif all(spelt := [[unit] if unit.isascii() else brahmic.spellings(unit) for unit in its]):
        yield _BRAHMIC, spelt
    else:
        words = [run if run.isascii() else kana.read(run, readings) for run in _RUN.findall(normalize("NFKC", word))]
        if all(words):
            yield _KANA, [[word] for word in words]


def doubted(key: str) -> bool:
    """True for the key of a word that may be one of anything else."""
    return key.endswith(_DOUBT)


def begins(words: Iterable[str]) -> dict[str, frozenset[str]]:
    """How the keys among words begin, in two letters and more, by their way: most parts of names begin none.

    >>> {way: sorted(leads) for way, leads in begins(["name", "CONKYO한"]).items() if leads}
    {'한': ['CO', 'CON', 'CONK', 'CONKY', 'CONKYO']}
    """
    found: dict[str, set[str]] = {way.mark: set() for way in _WAYS}
    for word in words:
        key, mark = word[:-1], word[-1]
        if mark in found:
            found[mark].update(key[:size] for size in range(2, min(len(key), _AHEAD) + 1))
    return {mark: frozenset(leads) for mark, leads in found.items()}


class Reader:
    """Reads names by the index of words that `words` gives."""

    def __init__(self, words: Callable[[], Index]) -> None:
        self._words = words
        self._begins = Memo(self._begun)

    def told(self, parts: list[str], least: int = 1) -> list[str]:
        """A name with those of its parts that are such a word as it is called in the index, `least` together."""
        if not least <= len(parts) <= _MOST_PARTS:
            return parts
        begun = [ways for part in parts if (ways := self._begins(part))]
        if not begun:
            return parts
        for at, way in enumerate(_WAYS):
            if any(at in ways for ways in begun):
                parts = _replaced(parts, way, self._words(), least)
        return parts

    def _begun(self, part: str) -> tuple[int, ...]:
        """In which ways a word may begin with a part of a name; most do in none."""
        if not part.isascii():
            return ()
        leads = self._words().leads
        return tuple(at for at, way in enumerate(_WAYS) if way.fold(part)[:_AHEAD] in leads.get(way.mark, ()))

    def forget(self) -> None:
        """Drops every name that was read: keys of maps may be people."""
        self._begins.forget()


def _replaced(parts: list[str], way: _Way, words: Index, least: int) -> list[str]:
    folded = [way.fold(part) if part.isascii() else "" for part in parts]
    found: list[str] = []
    short: dict[int, list[str]] = {}
    at = 0
    while at < len(parts):
        end = next((end for end in _ends(folded, at, way, words, least) if not _known(parts[at:end], words)), at)
        key = way.single("".join(folded[at:end])) + way.mark if end > at else parts[at]
        if end > at and len(key) <= _LEAST + 1:
            short[len(found)] = parts[at:end]
        found.append(key)
        at = max(end, at + 1)
    if short and not all(place in short or _beside(part, way) for place, part in enumerate(found)):
        return [part for place, whole in enumerate(found) for part in short.get(place, [whole])]
    if len(short) == 1 == sum(way.mark in part for part in found):
        [(place, typed)] = short.items()
        found[place] += _DOUBT if len("".join(typed)) < way.sure else ""
    return found


def _beside(part: str, way: _Way) -> bool:
    return way.mark in part or part in _BESIDE


def _ends(folded: list[str], at: int, way: _Way, words: Index, least: int) -> Iterator[int]:
    """Where such words end that begin at one part, longest first; most parts begin none."""
    for end in range(len(folded), at + least - 1, -1):
        if all(folded[at:end]) and f"{way.single(''.join(folded[at:end]))}{way.mark}" in words:
            yield end


def _known(parts: list[str], words: Index) -> bool:
    """True for what is a word as it stands, of whatever language."""
    return "".join(parts) in words
