"""Where somebody lives, by the name of a field: `home_lat`, `Privatadresse`, `domicilio_lat`.

A site and a firm have no home, and nothing is delivered to a pole: a position that is called so is somebody's in
records of things, too, and a list of firms has no private address.
"""

from functools import cache

from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.joined import joined
from leftopen.privacy.detect.units import own_words

_COMPOUND = 5
"""Letters of the shortest word that others are written together with."""
_UNSPACED = "\u0e00"
"""The first letter of scripts that write words without spaces, and of Korean."""


def called(column: Column) -> bool:
    """True where a word of a field's name is one for a home, or begins with one."""
    words = own_words(column.node.parts)
    if any(word in _homes() or word.startswith(_compound()) for word in words):
        return True
    return "".join(words).startswith(_unspaced())


@cache
def _homes() -> frozenset[str]:
    return frozenset(joined("about.home"))


@cache
def _compound() -> tuple[str, ...]:
    return tuple(sorted(word for word in _homes() if len(word) >= _COMPOUND and word[0] < _UNSPACED))


@cache
def _unspaced() -> tuple[str, ...]:
    return tuple(sorted(word for word in _homes() if word[0] >= _UNSPACED))
