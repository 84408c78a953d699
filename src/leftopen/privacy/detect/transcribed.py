"""Names of fields with words of Asian languages in Latin letters: `jonggyo_code`, `satsana`, `minzu`.

Every such word has its spellings by `hangul`, `kana`, `brahmic`, `pinyin` or `thai`, and what is compared is what their
`fold` makes of one. A name is read with those of its parts replaced that are such words and nothing else in any
language, so that the words beside them are read as ever.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import NamedTuple
from unicodedata import normalize

from leftopen.privacy.detect import brahmic, hangul, kana, pinyin, thai
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
_BEHIND = "音"
"""What the key of a word ends with that is so short that it tells something behind others alone."""
_RUN = re.compile(r"[a-z]+|[^\W\d_a-z]+")
"""Words of Japanese with the marks of their kana, which units are without."""
_AHEAD = 6
"""Letters by which is told whether any key begins so."""
_MOST_WAYS, _MOST_PARTS = 16, 8


class _Way(NamedTuple):
    """A way to write a script: what its folds end with in the index, and how they are made. `bare`: a word before
    another one that is written without a space. `sure`: letters from which on a short one is no word of others. `cut`:
    what is written together as its syllables."""

    mark: str
    fold: Callable[[str], str]
    single: Callable[[str], str]
    bare: Callable[[str], str] = str
    sure: int = 6
    cut: Callable[[str], list[str]] | None = None


_HANGUL = _Way("한", hangul.fold, hangul.single)
_KANA = _Way("か", kana.fold, kana.single)
_BRAHMIC = _Way("क", brahmic.fold, brahmic.single, brahmic.bare, 99)
_PINYIN = _Way("拼", pinyin.fold, pinyin.single, cut=pinyin.cut)
_THAI = _Way("ไ", thai.fold, thai.single, sure=8)
_WAYS = (_HANGUL, _KANA, _BRAHMIC, _PINYIN, _THAI)


class Spoken(NamedTuple):
    """How words are read that no table of letters tells: by their kana or Latin letters, and characters by their
    syllables."""

    words: Mapping[str, str] = {}
    syllables: Mapping[str, tuple[str, ...]] = {}


_PLAIN = Spoken()


def keys(word: str, its: Sequence[str], read: Spoken = _PLAIN, *, behind: bool = False) -> list[str]:
    """What a word, and its units, is called in the index in Latin letters; nothing for one of another script. `behind`:
    it may stand behind others (`number`, `code`), where a short one tells enough.

    >>> keys("종교", ["종교"]), keys("nom", ["nom"]), keys("前科", ["前", "科"], Spoken({"前科": "ぜんか"}))
    (['CONKYO한'], [], ['ZENKAか', 'ZENKAか?'])
    >>> keys("宗教", ["宗", "教"], Spoken({}, {"宗": ("zong",), "教": ("jiao",)}))
    ['ZONGJIAO拼']
    """
    found: dict[str, None] = {}
    for way, spelt in _spelt(word, its, read):
        for each in islice(product(*spelt), _MOST_WAYS):
            apart, joined = way.single("".join(map(way.fold, each))), way.fold("".join(map(way.bare, each)))
            for folded in (apart, joined):
                if len(folded) >= _LEAST:
                    found[folded + way.mark] = None
                if len(folded) == _LEAST:
                    found[folded + way.mark + _DOUBT] = None
                if len(folded) < _LEAST and way.cut and behind:
                    found[folded + _BEHIND] = None
    return list(found)


def _spelt(word: str, its: Sequence[str], read: Spoken) -> Iterator[tuple[_Way, list[list[str]]]]:
    """The ways of a word with the spellings of each of its parts, where all of them have one."""
    if all(map(str.isascii, its)):
        return
    if all(spelt := [[unit] if unit.isascii() else hangul.spellings(unit) for unit in its]):
        yield _HANGUL, spelt
    elif all(spelt := [[unit] if unit.isascii() else brahmic.spellings(unit) for unit in its]):
        yield _BRAHMIC, spelt
    elif all(spelt := [[unit] if unit.isascii() else list(read.syllables.get(unit, ())) for unit in its]):
        yield _PINYIN, spelt
    elif thai.written(word):
        spelt = [ways for unit in its for ways in ([[unit]] if unit.isascii() else thai.ways(unit, read.words))]
        if all(spelt):
            yield _THAI, spelt
    else:
        words = [run if run.isascii() else kana.read(run, read.words) for run in _RUN.findall(normalize("NFKC", word))]
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
                if way.cut and least == 1:
                    parts = _cut(parts, way, way.cut, self._words())
        return parts

    def _begun(self, part: str) -> tuple[int, ...]:
        """In which ways a word may begin with a part of a name; most do in none."""
        if not part.isascii():
            return ()
        leads = self._words().leads
        return tuple(at for at, way in enumerate(_WAYS) if way.fold(part)[:_AHEAD] in leads.get(way.mark, ()))


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


def _cut(parts: list[str], way: _Way, cut: Callable[[str], list[str]], words: Index) -> list[str]:
    """A name with those of its parts that begin as words of a way as those words, which are written together there."""
    found: list[str] = []
    for part in parts:
        told = _joined(cut(part), way, words) if part.isascii() and part not in words else []
        found += told or [part]
    if len(found) == len(parts) and not any(way.mark in part for part in found):
        return parts
    return [key if (key := way.fold(part) + _BEHIND) in words and part not in words else part for part in found]


def _joined(syllables: list[str], way: _Way, words: Index) -> list[str]:
    """The words that syllables make up, the longest first, as they are listed or else as they are spelt; none where the
    first of them tells nothing, nor of listed ones alone where anything else stands beside them."""
    found: list[str] = []
    at = marked = rest = 0
    while at < len(syllables):
        end, key = next(_told(syllables, at, way, words), (at + 1, syllables[at]))
        told = key != syllables[at] or f"{way.fold(key)}{_BEHIND}" in words
        if not at and (not told or len(key) <= _LEAST):
            return []
        marked, rest = marked + (way.mark in key), rest + (not told)
        found.append(key)
        at = end
    return found if marked or not rest else []


def _told(syllables: list[str], at: int, way: _Way, words: Index) -> Iterator[tuple[int, str]]:
    for end in range(len(syllables), at, -1):
        listed = "".join(syllables[at:end])
        key = f"{way.fold(listed)}{way.mark}"
        if len(listed) >= _LEAST and listed in words:
            yield end, listed
        elif key in words:
            yield end, key


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
