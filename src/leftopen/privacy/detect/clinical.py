"""Health of somebody in running text: notes of clinics, letters, messages.

A word for an illness alone is news, a product or an insult. Somebody's health it is where a word of treatment stands
with it (`patient`, `diagnosed`, `患者`: `[cues] health` of `names/*.toml`), or several of illness and treatment stand
together. Words are inflected, so that those of some length count by their stems.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import re2

from leftopen.privacy.detect import lexicon

_WORD = re.compile(r"[^\W\d_][\w'’]*+(?:/[^\W\d_]\b)?")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff\uac00-\ud7a3]")
_MOST = 1000
"""Words of a text that are looked at."""
_STEM, _LONG, _HEAD, _BEFORE = 6, 8, 5, 3
"""Letters from which on a word loses its last one, or its last two; of the shortest stem and of the shortest last part
of a compound; and of the shortest part before it.
"""
_TOGETHER, _SEVERAL = 2, 4
"""Words that agree with illness which are as good as one for it; words of both kinds that need no cue."""


class _Words(NamedTuple):
    """Words by what they are: whole ones, also by how they end; stems by how they begin; phrases by their first word;
    the RE2 pattern of those of scripts without spaces, the longest first.
    """

    whole: frozenset[str]
    ends: dict[str, tuple[str, ...]]
    stems: dict[str, tuple[str, ...]]
    phrases: dict[str, tuple[str, ...]]
    unspaced: Any


def unspaced(word: str) -> bool:
    """True for a word of a script that has no spaces between words."""
    return _UNSPACED.search(word) is not None


@cache
def _words(kind: str) -> _Words:
    told = lexicon.cues("health") if kind == "cues" else sorted(lexicon.closed(kind))
    listed = [word.strip().casefold() for word in told]
    unspaced = sorted((word for word in listed if _UNSPACED.search(word) and len(word) > 1), key=len, reverse=True)
    plain = [word for word in listed if not _UNSPACED.search(word)]
    single = frozenset(word for word in plain if _WORD.fullmatch(word))
    phrases: dict[str, tuple[str, ...]] = {}
    for word in plain:
        if word not in single and (first := _WORD.match(word)):
            phrases[first.group()] = (*phrases.get(first.group(), ()), word)
    together = re2.compile("|".join(map(re.escape, unspaced)))
    ends = _by((word for word in single if len(word) >= _HEAD), slice(-_HEAD, None))
    stems = _by({_stem(word) for word in single} - {""}, slice(_HEAD))
    return _Words(single, ends, stems, phrases, together)


def _by(words: Iterable[str], part: slice) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in words:
        found[word[part]] = (*found.get(word[part], ()), word)
    return found


def _stem(word: str) -> str:
    """A word without what changes with its case or number; "" for one too short for that.

    >>> _stem("cukrzyca"), _stem("astma"), _stem("rakovina")
    ('cukrzy', '', 'rakovi')
    """
    return "" if len(word) < _STEM else word[: -2 if len(word) >= _LONG else -1]


def find(text: str) -> Iterator[tuple[int, int]]:
    """The words for illnesses in a text that tells of somebody's health.

    >>> text = "Pt with type 2 diabetes, denies chest pain"
    >>> [text[start:end] for start, end in find(text)], list(find("Diabetes is on the rise")), list(find("patient now"))
    (['type 2 diabetes'], [], [])
    >>> list(find("Pacjentka choruje na cukrzycę")), list(find("患者は糖尿病で通院中"))
    ([(21, 29)], [(3, 6)])
    """
    lowered = _lowered(text)
    marked = _UNSPACED.search(lowered) is not None
    words = [(match.group(), match.start()) for match in islice(_WORD.finditer(lowered), _MOST)]
    illness = dict(_found(_words("special.health"), words, lowered, marked))
    agreeing = dict(_found(_words("special.health?"), words, lowered, marked))
    others = {start: end for start, end in agreeing.items() if start not in illness}
    if not illness and len(others) < _TOGETHER:
        return
    cued = next(_found(_words("cues"), words, lowered, marked), None) is not None
    many = len({lowered[start:end] for start, end in (*illness.items(), *others.items())})
    if cued or (illness and many >= _SEVERAL):
        yield from sorted((illness or others).items())


def named(text: str) -> bool:
    """True where a text has a word for an illness, or one that may be with one of treatment, whoever has it.

    >>> named("The rash is back, diabetes too"), named("Thanks, see you tomorrow")
    (True, False)
    """
    lowered = _lowered(text)
    marked = _UNSPACED.search(lowered) is not None
    words = [(match.group(), match.start()) for match in islice(_WORD.finditer(lowered), _MOST)]
    kinds = ("special.health", "special.health?", "cues")
    illness, agreeing, cued = (next(_found(_words(each), words, lowered, marked), None) is not None for each in kinds)
    return illness or (agreeing and cued)


def _found(known: _Words, words: list[tuple[str, int]], text: str, marked: bool) -> Iterator[tuple[int, int]]:
    """Where known words stand in a text, the longest of those that begin at a word."""
    at = 0
    for word, start in words:
        if start < at:
            continue
        for phrase in known.phrases.get(word, ()):
            if text.startswith(phrase, start):
                at = start + len(phrase)
                yield start, at
                break
        else:
            if word in known.whole or (len(word) >= _STEM - 1 and _inflected(word, known)):
                yield start, start + len(word)
    for match in islice(known.unspaced.finditer(text), _MOST) if marked else ():
        yield match.span()


def _lowered(text: str) -> str:
    """The same in small letters, each in its place."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(low if len(low := c.lower()) == 1 else c for c in text)


def _inflected(word: str, known: _Words) -> bool:
    """True for a known word with another ending, or a compound that ends in one."""
    stems = known.stems.get(word[:_HEAD])
    if stems is not None and word.startswith(stems):
        return True
    ends = known.ends.get(word[-_HEAD:]) if len(word) > _LONG else None
    return ends is not None and word[_BEFORE:].endswith(ends)
