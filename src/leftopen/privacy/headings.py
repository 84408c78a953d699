"""Which keys of a user's own map are columns, though a word of theirs is a rare name of people, too.

A key of a map may be somebody; a heading of a table, which stands beside others of words that are known, is not.
"""

import re

from leftopen.model import CLAIM
from leftopen.privacy.detect.concepts import read
from leftopen.privacy.detect.person_names import full, given
from leftopen.privacy.detect.units import units
from leftopen.privacy.flatten import Node
from leftopen.privacy.redact import plain

_WRITTEN = re.compile(
    r"[a-z][a-z0-9]{1,24}(?:_[a-z0-9]{1,24}|[A-Z][a-z0-9]{0,24}){0,5}|[A-Z][A-Z0-9]{1,24}(?:_[A-Z0-9]{1,24}){0,5}"
)
"""Columns in snake_case, in camelCase and in capitals; people are written otherwise."""
_JOINED = re.compile(r"(?:[A-Z][a-z0-9]{0,24}){2,6}")
"""Words that are joined as columns are (`CongDist`), which are of several people at the worst (`AnnaBerg`)."""
_SIDE_BY_SIDE = 3
_STRANGE = 0.5
"""Keys of a map, and which share of them may be of words that are not known, for those to be columns."""
_HARDLY_STRANGE = 0.25
"""The same share where how a key is written says less: `Nachname_Frau`, `قاضی`."""
_SEVERAL = 3
"""Words from which on a name of somebody reads as one from end to end."""
_LED = 0.8
"""The share of keys that begin with a word which is that of their table."""
_OWN = 1
"""Fields from which on those of a map are its own."""


def worded(part: str) -> bool:
    """True for a key that is a name of what a field may hold, also beside words of the product: `Faith`, `cust_Faith`.

    >>> worded("Faith"), worded("cust_Faith"), worded("cust_Grace"), worded("Faith Lindqvist")
    (True, True, False, False)
    """
    return _calls(part) or (
        len(words := units(part)) > 1 and any(map(_calls, words)) and all(plain(word) or _calls(word) for word in words)
    )


def _calls(word: str) -> bool:
    return any(hint.strength == 1.0 for hint in read(word))


class Headings:
    """The keys of a map of the user's own: what they say together is found out once, not for each of them."""

    def __init__(self, node: Node) -> None:
        self._keys = list(node.children)
        self._led: dict[str, bool] = {}
        self._strange: dict[bool, int] = {}

    def column(self, part: str) -> bool:
        """True for a key that is written as columns are, in a map that mostly has keys of known words.

        `fare`, `brutto`, `bureau` are rare surnames too; common given names are none of such keys, but what a table has
        before all of its columns may be (`DIS_LOCK`), and a word among others that no person is called
        (`OUT_DIS_ID`). What is no Latin word, or has a known word in it, may be a column that is not written as such
        (`قاضی`, `Addr_Vill`), beside known words.
        """
        words = units(part)
        led = len(words) > 1 and self._leads(words[0])
        own = words[1:] if led else words
        if any(map(given, own)) and (len(own) < _SEVERAL or full(" ".join(own).title()) >= CLAIM):
            return False
        if _WRITTEN.fullmatch(part):
            most = _STRANGE
        elif not any(map(str.isdecimal, words)) and (
            not part.isascii() or _JOINED.fullmatch(part) or any(map(plain, words))
        ):
            most = _HARDLY_STRANGE if full(" ".join(own).title()) < CLAIM else -1.0
        else:
            return False
        return len(self._keys) >= _SIDE_BY_SIDE and self._of_no_word(led=led) <= most * len(self._keys)

    def _leads(self, word: str) -> bool:
        """True for the word that most keys begin with."""
        if word not in self._led:
            led = sum(key[: len(word)].casefold() == word for key in self._keys)
            self._led[word] = led >= max(_SIDE_BY_SIDE, _LED * len(self._keys))
        return self._led[word]

    def _of_no_word(self, *, led: bool) -> int:
        """How many keys, or what is left of them behind the word that leads, are of no word that is known."""
        if led not in self._strange:
            keys = ["_".join(units(key)[1:]) for key in self._keys] if led else self._keys
            self._strange[led] = sum(not plain(key) and all(hint.strength < 1.0 for hint in read(key)) for key in keys)
        return self._strange[led]


def unlike(child: Node, node: Node) -> bool:
    """True for a map with fields of its own beside maps of other fields: `kenkou`, `سلامت` are names of people, too.

    What is kept of several people has the same fields for each of them. Common given names are none of such keys.
    """
    inner = child.items or child
    if len(inner.children) < _OWN or any(map(given, units(child.parts[-1]))):
        return False
    maps = [(other.items or other).children for other in node.children.values() if other is not child]
    own = inner.children.keys()
    return any(maps) and all(own.isdisjoint(other) for other in maps)
