"""The long lists of names, by their first letters: of a hundred thousand those are read that begin as a word does.

Whole, the lists of `privacy/words` take a tenth of a second to read, which is a tenth of what a small file takes.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import resources

import msgspec

from leftopen.privacy.kept import kept

WORDS = "leftopen.privacy.words"
_NONE: frozenset[str] = frozenset()


def by_letter(words: Iterable[str]) -> dict[str, msgspec.Raw]:
    """Words by their first letters, each part packed."""
    parts: dict[str, list[str]] = {}
    for word in sorted(words):
        parts.setdefault(word[:1], []).append(word)
    return {letter: msgspec.Raw(msgspec.msgpack.encode(part)) for letter, part in parts.items()}


class _Parts(dict[str, frozenset[str]]):
    """The words that begin with a letter, read when they are first asked for; a letter of none is not remembered."""

    def __init__(self, packed: Mapping[str, msgspec.Raw]) -> None:
        super().__init__()
        self._packed = packed

    def __missing__(self, letter: str) -> frozenset[str]:
        raw = self._packed.get(letter)
        if raw is None:
            return _NONE
        found = self[letter] = msgspec.msgpack.decode(raw, type=frozenset[str])
        return found


class Names:
    """What is asked of a list: whether a word is in it.

    >>> names = Names(by_letter(["ada", "李娜"]))
    >>> "ada" in names, "李娜" in names, "李" in names, "" in names
    (True, True, False, False)
    """

    def __init__(self, packed: Mapping[str, msgspec.Raw]) -> None:
        self._parts = _Parts(packed)

    def __contains__(self, word: str) -> bool:
        return word in self._parts[word[:1]]


def kept_names(name: str, made: Callable[[], Iterable[str]]) -> Names:
    """A list by its name, as it was kept, or as it is `made` now."""
    return Names(kept(f"names_{name}", dict[str, msgspec.Raw], lambda: by_letter(made())))


@cache
def listed(name: str) -> Names:
    """A list of `privacy/words`: `given`, `family`, `chinese`."""
    return kept_names(name, lambda: words(name))


def words(name: str) -> frozenset[str]:
    """All words of a list of `privacy/words`, folded (`marked_given`, `marked_family`: as they are spelt)."""
    return frozenset((resources.files(WORDS) / f"{name}.txt").read_text("utf-8").split())
