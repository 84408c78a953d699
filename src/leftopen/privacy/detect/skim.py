"""Texts of a field that are not examined one by one: which of them hold something that a pattern finds.

All of them are looked at together, in one pass of the set of patterns over their text, which takes a tenth of a
microsecond each; only where a pattern hits, and it is not one that the field is known to be full of, is it asked which
text that was. So what stands in one of a hundred texts is found in a million of them as it would be in a hundred.
"""

from collections.abc import Collection, Sequence
from typing import Any

from leftopen.privacy.detect.patterns import HEAD, holding, sound

FULL = 65_536
"""Characters, about, that are looked at together."""
LEAST, SHORT = 12, 64
"""Characters of the shortest text that may hold something inside it, and from which on one word may."""


def roomy(text: str) -> bool:
    """True for a text that may hold something inside it: several words, a script without spaces, or a long one."""
    size = len(text)
    return size > SHORT or (size >= LEAST and (text.count(" ") > 1 or not text.isascii()))


def wordy(value: Any) -> bool:
    """True for running text: several words, or a script without spaces; a long word (base64, a token) is none.

    >>> wordy("write to all"), wordy("北京市朝阳区建国路一百二十"), wordy("A" * 99), wordy("Ada Lovelace"), wordy(7)
    (True, True, False, False, False)
    """
    return type(value) is str and len(value) >= LEAST and (value.count(" ") > 1 or not value.isascii())


def roomy_ones(values: Sequence[Any]) -> Sequence[int]:
    """The places of those of several values that may hold something inside; most fields have none of that."""
    kinds = set(map(type, values))
    if kinds.isdisjoint(_HOLDERS):
        return ()
    if kinds == {str}:
        longest = max(map(len, values))
        if longest < LEAST:
            return ()
        if longest <= SHORT:
            whole = "".join(values)
            if " " not in whole and whole.isascii():
                return ()
        return [
            at
            for at, text in enumerate(values)  # as `roomy`, without a call of each
            if len(text) >= LEAST and (text.count(" ") > 1 or not text.isascii() or len(text) > SHORT)
        ]
    return [at for at, value in enumerate(values) if holder((value,))]


_HOLDERS = frozenset({str, list, tuple, bytes})


def holder(values: Sequence[Any]) -> bool:
    """True for what may hold something inside it: texts of several words, and several values."""
    if len(values) != 1:
        return True
    (value,) = values
    if type(value) is not str:
        return isinstance(value, (list, tuple, bytes))
    return roomy(value)


class Skim:
    """Texts that wait to be looked at together; `looks` are the records whose texts were taken."""

    __slots__ = ("_size", "_texts", "looks")

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._size = self.looks = 0

    def take(self, values: Sequence[Any]) -> bool:
        """The texts among the values of one record; true where enough of them wait."""
        self.looks += 1
        for value in values:
            if type(value) is str and roomy(value):
                head = value[:HEAD]
                self._texts.append(head)
                self._size += len(head)
        return self._size >= FULL

    def take_all(self, values: Sequence[Any]) -> bool:
        """The only values of so many records, those that are texts all roomy; true where enough of them wait."""
        self.looks += len(values)
        heads = [value[:HEAD] for value in values if type(value) is str]
        self._texts += heads
        self._size += sum(map(len, heads))
        return self._size >= FULL

    def holding(self, known: Collection[int]) -> list[str]:
        """Those that hold a value by a pattern of a detector that is not `known`; none waits any more."""
        texts, self._texts, self._size = self._texts, [], 0
        if not texts:
            return []
        return [sound(texts[place]) for place in holding(texts, known)]
