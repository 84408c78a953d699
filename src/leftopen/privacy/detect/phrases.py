"""Words and phrases of a list in running text, in whatever form they stand there.

Words are inflected and joined, so that those of some length count by their stems, and by how a compound ends. Scripts
without spaces between words are searched for the longest ones.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import re2

_WORD = re.compile(r"[^\W\d_][\w'’]*+(?:/[^\W\d_]\b)?")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff\uac00-\ud7a3]")
_MOST = 1000
"""Words of a text that are looked at."""
_STEM, _LONG, _HEAD, _BEFORE = 6, 8, 5, 3
"""Letters from which on a word loses its last one, or its last two; of the shortest stem and of the shortest last part
of a compound; and of the shortest part before it.
"""


def unspaced(word: str) -> bool:
    """True for a word of a script that has no spaces between words."""
    return _UNSPACED.search(word) is not None


class Running(NamedTuple):
    """A text in small letters, its words with their places, and whether it has any of a script without spaces."""

    text: str
    words: list[tuple[str, int]]
    unspaced: bool


def running(text: str) -> Running:
    """A text as `Phrases.found` reads it, each letter in its place."""
    lowered = _lowered(text)
    words = [(match.group(), match.start()) for match in islice(_WORD.finditer(lowered), _MOST)]
    return Running(lowered, words, _UNSPACED.search(lowered) is not None)


class Phrases:
    """A list by what its words are: whole ones, also by how they end; stems by how they begin; phrases by their first
    word; the RE2 pattern of those of scripts without spaces, the longest first.
    """

    def __init__(self, listed: Iterable[str]) -> None:
        self._phrases: dict[str, tuple[str, ...]] = {}
        whole: set[str] = set()
        joined: list[str] = []
        for word in (each.strip().casefold() for each in listed):
            if not word.isascii() and unspaced(word):
                joined.append(word)
            elif first := _WORD.match(word):
                if first.end() == len(word):
                    whole.add(word)
                else:
                    self._phrases[first.group()] = (*self._phrases.get(first.group(), ()), word)
        self._whole = frozenset(whole)
        self._ends = _by((word for word in whole if len(word) >= _HEAD), slice(-_HEAD, None))
        self._stems = _by({_stem(word) for word in whole} - {""}, slice(_HEAD))
        longest = sorted((word for word in joined if len(word) > 1), key=len, reverse=True)
        self._joined: Any = re2.compile("|".join(map(re.escape, longest))) if longest else None

    def found(self, said: Running) -> Iterator[tuple[int, int]]:
        """Where the words stand in a text, the longest of those that begin at a word.

        >>> text = "Pacjentka choruje na cukrzycę"
        >>> [text[start:end] for start, end in Phrases(["cukrzyca", "choruje na astmę"]).found(running(text))]
        ['cukrzycę']
        """
        at = 0
        for word, start in said.words:
            if start < at:
                continue
            for phrase in self._phrases.get(word, ()):
                if said.text.startswith(phrase, start):
                    at = start + len(phrase)
                    yield start, at
                    break
            else:
                if word in self._whole or (len(word) >= _STEM - 1 and self._inflected(word)):
                    yield start, start + len(word)
        if said.unspaced and self._joined is not None:
            for match in islice(self._joined.finditer(said.text), _MOST):
                yield match.span()

    def some(self, said: Running) -> bool:
        """True where any of the words stands in a text: in most texts of most lists none does.

        >>> listed = Phrases(["cukrzyca", "choruje na astmę"])
        >>> [listed.some(running(text)) for text in ("Ma cukrzycę", "Choruje na astmę", "Choruje na dnę")]
        [True, True, False]
        """
        words = {word for word, _ in said.words}
        if not self._whole.isdisjoint(words):
            return True
        if any(len(word) >= _STEM - 1 and self._inflected(word) for word in words):
            return True
        unspaced = said.unspaced and self._joined is not None
        return (unspaced or not words.isdisjoint(self._phrases)) and next(self.found(said), None) is not None

    def _inflected(self, word: str) -> bool:
        """True for a known word with another ending, or a compound that ends in one."""
        stems = self._stems.get(word[:_HEAD])
        if stems is not None and word.startswith(stems):
            return True
        ends = self._ends.get(word[-_HEAD:]) if len(word) > _LONG else None
        return ends is not None and word[_BEFORE:].endswith(ends)


def _by(words: Iterable[str], part: slice) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(word[part], []).append(word)
    return {lead: tuple(each) for lead, each in found.items()}


def _stem(word: str) -> str:
    """A word without what changes with its case or number; "" for one too short for that.

    >>> _stem("cukrzyca"), _stem("astma"), _stem("rakovina")
    ('cukrzy', '', 'rakovi')
    """
    return "" if len(word) < _STEM else word[: -2 if len(word) >= _LONG else -1]


def _lowered(text: str) -> str:
    """The same in small letters, each in its place."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(low if len(low := c.lower()) == 1 else c for c in text)
