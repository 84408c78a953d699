"""Names of fields with words of Korean, Japanese and Indian languages in Latin letters: `jonggyo_code`, `byoureki`.

Every such word has its spellings by `hangul`, `kana` or `brahmic`, and what is compared is what their `fold` makes of
one. A name is read with those of its parts replaced that are such words and nothing else in any language, so that the
words beside them are read as ever.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import NamedTuple
from unicodedata import normalize

from leftopen.privacy.detect import brahmic, hangul, kana
from leftopen.privacy.detect.index import LEAD, Index
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
_MOST_WAYS, _MOST_PARTS = 16, 8


class _Way(NamedTuple):
    """A way to write a script: what its folds begin with in the index, and how they are made. `bare`: a word before
    another one that is written without a space. `sure`: letters from which on a short one is no word of others."""

    mark: str
    fold: Callable[[str], str]
    single: Callable[[str], str]
    bare: Callable[[str], str] = str
    sure: int = 6


_HANGUL = _Way("한", Memo(hangul.fold), hangul.single)
_KANA = _Way("か", Memo(kana.fold), kana.single)
_BRAHMIC = _Way("क", Memo(brahmic.fold), brahmic.single, brahmic.bare, 99)
_WAYS = (_HANGUL, _KANA, _BRAHMIC)


def keys(word: str, its: Sequence[str], readings: Mapping[str, str]) -> list[str]:
    """What a word, and its units, is called in the index in Latin letters; nothing for one of another script.

    >>> keys("종교", ["종교"], {}), keys("前科", ["前", "科"], {"前科": "ぜんか"}), keys("nom", ["nom"], {})
    (['한CONKYO'], ['かZENKA', 'かZENKA?'], [])
    """
    found: dict[str, None] = {}
    for way, spelt in _spelt(word, its, readings):
        for each in islice(product(*spelt), _MOST_WAYS):
            apart, joined = way.single("".join(map(way.fold, each))), way.fold("".join(map(way.bare, each)))
            for folded in (apart, joined):
                if len(folded) >= _LEAST:
                    found[way.mark + folded] = None
                if len(folded) == _LEAST:
                    found[way.mark + folded + _DOUBT] = None
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


def told(parts: list[str], words: Index, least: int = 1) -> list[str]:
    """A name with those of its parts that are such a word as it is called in the index, `least` together for a word."""
    if not least <= len(parts) <= _MOST_PARTS:
        return parts
    begun = frozenset(way for part in parts for way in _begun((words, part)))
    for way in _WAYS:
        if way in begun:
            parts = _replaced(parts, way, words, least)
    return parts


def _ways(sought: tuple[Index, str]) -> tuple[_Way, ...]:
    words, part = sought
    return tuple(way for way in _WAYS if part.isascii() and _begins(way, way.fold(part), words))


_begun = Memo(_ways)
"""The ways in which a word of the index may begin with a part: hardly any does with a word of running text."""


def _begins(way: _Way, folded: str, words: Index) -> bool:
    lead = f"{way.mark}{folded}"
    return bool(folded) and (len(lead) < LEAD or lead[:LEAD] in words.part(lead).leads)


def _replaced(parts: list[str], way: _Way, words: Index, least: int) -> list[str]:
    folded = [way.fold(part) if part.isascii() else "" for part in parts]
    found: list[str] = []
    short: dict[int, list[str]] = {}
    at = 0
    while at < len(parts):
        end = next((end for end in _ends(folded, at, way, words, least) if not _known(parts[at:end], words)), at)
        key = way.mark + way.single("".join(folded[at:end])) if end > at else parts[at]
        if end > at and len(key) <= _LEAST + 1:
            short[len(found)] = parts[at:end]
        found.append(key)
        at = max(end, at + 1)
    if short and not all(place in short or _beside(part, way) for place, part in enumerate(found)):
        return [part for place, whole in enumerate(found) for part in short.get(place, [whole])]
    if len(short) == 1 == sum(part.startswith(way.mark) for part in found):
        [(place, typed)] = short.items()
        found[place] += _DOUBT if len("".join(typed)) < way.sure else ""
    return found


def _beside(part: str, way: _Way) -> bool:
    return part.startswith(way.mark) or part in _BESIDE


def _ends(folded: list[str], at: int, way: _Way, words: Index, least: int) -> Iterator[int]:
    """Where such words end that begin at one part, longest first; most parts begin none."""
    if not _begins(way, folded[at], words):
        return
    shelf = words.part(f"{way.mark}{folded[at]}")
    for end in range(len(folded), at + least - 1, -1):
        if all(folded[at:end]) and f"{way.mark}{way.single(''.join(folded[at:end]))}" in shelf.words:
            yield end


def _known(parts: list[str], words: Index) -> bool:
    """True for what is a word as it stands, of whatever language."""
    return "".join(parts) in words


def forget() -> None:
    """Drops every name that was folded: keys of maps may be people."""
    _begun.forget()
    for way in _WAYS:
        way.fold.forget()  # type: ignore[attr-defined]  # a `Memo`
