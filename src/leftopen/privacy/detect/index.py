"""The words of names of fields by how they begin: of tens of thousands those are read that begin as a name does."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

BEGIN, LEAD = 2, 5
"""Letters of the parts that are read at a time, and those that tell whether any long word begins so."""
_LAST = "\U0010ffff"
"""What stands behind every letter."""
_MOST = 8192
"""Parts that are remembered at a time, empty ones too."""


class Packed(Struct, frozen=True):
    """All words by their first letters, packed; `concepts` that they stand for; `leads` of transcribed ones."""

    words: dict[str, msgspec.Raw]
    concepts: frozenset[str]
    leads: msgspec.Raw = msgspec.Raw(msgspec.msgpack.encode({}))


def packed(words: Mapping[str, str], leads: Mapping[str, frozenset[str]] | None = None) -> Packed:
    """The words, each with what it stands for: concepts behind their flags, a space between them."""
    parts: dict[str, dict[str, str]] = {}
    for word, told in sorted(words.items()):
        parts.setdefault(word[:BEGIN], {})[word] = told
    concepts = {concept.lstrip("=?") for told in set(words.values()) for concept in told.split(" ")}
    return Packed(
        {lead: msgspec.Raw(msgspec.msgpack.encode(part)) for lead, part in parts.items()},
        frozenset(concepts),
        msgspec.Raw(msgspec.msgpack.encode(leads or {})),
    )


class Shelf(NamedTuple):
    """The words that begin alike; how long the longest is, and how those of `LEAD` letters or more begin."""

    words: dict[str, str]
    longest: int
    leads: frozenset[str]


_NONE = Shelf({}, 0, frozenset())


class Index(Mapping[str, str]):
    """Each word with what it stands for, as `packed` has it."""

    def __init__(self, kept: Packed) -> None:
        self.concepts = kept.concepts
        self._packed = kept.words
        self._leads = kept.leads
        self._parts: dict[str, Shelf] = {}

    def part(self, lead: str) -> Shelf:
        """The words that begin with these letters, of which the first `BEGIN` count."""
        begin = lead[:BEGIN]
        found = self._parts.get(begin)
        if found is None:
            if len(self._parts) >= _MOST:
                self._parts.clear()
            found = self._parts[begin] = self._read(begin)
        return found

    def _read(self, begin: str) -> Shelf:
        raw = self._packed.get(begin)
        if raw is None:
            return _NONE
        words = msgspec.msgpack.decode(raw, type=dict[str, str])
        leads = frozenset(word[:LEAD] for word in words if len(word) >= LEAD)
        return Shelf(words, max(map(len, words)), leads)

    def get(self, word: str, default: Any = None) -> Any:
        """What a word stands for."""
        return self.part(word).words.get(word, default)

    @cached_property
    def leads(self) -> dict[str, frozenset[str]]:
        """How those words begin that are transcribed, by their way (see `transcribed`)."""
        return msgspec.msgpack.decode(self._leads, type=dict[str, frozenset[str]])

    def beginning(self, lead: str) -> list[str]:
        """The words that begin with all of these letters."""
        words = list(self.part(lead).words)
        first = bisect_left(words, lead)
        return words[first : bisect_left(words, f"{lead}{_LAST}", first)]

    def __getitem__(self, word: str) -> str:
        return self.part(word).words[word]

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and word in self.part(word).words

    def __iter__(self) -> Iterator[str]:
        for begin in self._packed:
            yield from self._read(begin).words

    def __len__(self) -> int:
        return sum(len(self._read(begin).words) for begin in self._packed)
