"""Words of a kind that no list has, told by how they begin and end in most languages (`stems.toml`).

The names of illnesses and of medicines are made of the same Greek and Latin parts everywhere: `gastrită`, `gastryt` and
`Gastritis` begin alike, and so do substances end by what they are (`-pril`, `-sartan`).
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import re2

from leftopen.privacy.data import toml
from leftopen.privacy.detect.units import folded

_HEAD = 120
"""Characters of a text that are looked at."""
_LEAD = 4
"""Letters of the shortest beginning, by which they are found."""
_BEFORE = 3
"""Letters that stand before an ending at least: `april` is no substance."""
_WORD = re.compile(r"[^\W\d_]+")


class Stems:
    """How words of one kind begin and end, and whole ones."""

    def __init__(self, begins: list[str], ends: list[str]) -> None:
        self.whole = frozenset(folded(each[1:]) for each in begins if each[0] == "=")
        self.begins: dict[str, tuple[str, ...]] = {}
        for each in sorted({folded(each) for each in begins if each[0] != "="}):
            self.begins[each[:_LEAD]] = (*self.begins.get(each[:_LEAD], ()), each)
        self.ends = tuple(sorted(set(map(folded, ends))))

    def has(self, word: str) -> bool:
        """True for a folded word that is one of the kind."""
        if word in self.whole or word.startswith(self.begins.get(word[:_LEAD], ())):
            return True
        return len(word) > _LEAD + _BEFORE and word[_BEFORE:].endswith(self.ends)


@cache
def _known() -> dict[str, Stems]:
    table = toml("leftopen.privacy.detect", "stems.toml")
    return {label: Stems(told["begins"], told["ends"]) for label, told in table.items()}


def tells(label: str, text: str) -> bool:
    """True where a text has a word of a kind by its stem.

    >>> told = ("dureri, gastrită", "Enalapril 5 mg", "korsryggsmerter", "гипертонический криз")
    >>> [tells("special.health", text) for text in told]
    [True, True, True, True]
    >>> [tells("special.health", text) for text in ("April 5", "gas station", "diary", "academia", "red")]
    [False, False, False, False, False]
    """
    return tells_any((label,), text)


def tells_any(labels: Iterable[str], text: str) -> bool:
    """True where a text has a word of one of several kinds by its stem."""
    known = [stems for label in labels if (stems := _known().get(label)) is not None]
    return bool(known) and any(stems.has(word) for word in _WORD.findall(folded(text[:_HEAD])) for stems in known)


def within(label: str, text: str) -> bool:
    """True where a note of a script without spaces between words has one of a kind anywhere in it.

    >>> told = ("腰痛の訴えあり、湿布を貼付", "血糖偏高，已加胰岛素", "두통으로 진통제 복용", "お話を楽しまれた")
    >>> [within("special.health", text) for text in told]
    [True, True, True, False]
    """
    pattern = _within().get(label)
    return pattern is not None and pattern.search(text) is not None


@cache
def _within() -> dict[str, Any]:
    table = toml("leftopen.privacy.detect", "stems.toml")
    return {
        label: re2.compile("|".join(map(re.escape, told["within"])))
        for label, told in table.items()
        if "within" in told
    }
