"""Several words that are the name of a field together, though people are called like one of them.

`chan_doan` (diagnosis), `jina_la_mteja` (name of the customer), `जन्म वर्ष` (year of birth): each word alone may be
somebody's, all of them in this order are none.
"""

from collections.abc import Mapping, Sequence

from leftopen.privacy import lists
from leftopen.privacy.detect import wordbook
from leftopen.privacy.detect.units import units

MOST = 6
"""Words of a name of a field that are taken together."""
_LEAST = 5
"""Letters that they have at least: fewer are said by chance."""
_LOOKED = 64
"""Words of a text among which phrases are looked for; more stand in no name that is shown."""

Word = tuple[int, int, bool]
"""Where a word begins and ends in its text, and whether the product knows it."""


def together(text: str, words: list[Word]) -> list[Word]:
    """The words, of which those that are a name of a field together are one that is known.

    Figures between words part them; scripts without spaces have words of their own.

    >>> together("chan_doan_anna", [(0, 4, False), (5, 9, False), (10, 14, False)])
    [(0, 9, True), (10, 14, False)]
    """
    if not 2 <= len(words) <= _LOOKED or all(known for _, _, known in words) or lists.unspaced(text):
        return words
    folded = [_folded(text[start:end]) for start, end, _ in words]
    index = wordbook.index()
    found: list[Word] = []
    at = 0
    while at < len(words):
        many = next((n for n in range(min(MOST, len(words) - at), 1, -1) if _phrase(folded[at : at + n], index)), 1)
        start, end = words[at][0], words[at + many - 1][1]
        if many > 1 and not any(c.isdecimal() for c in text[start:end]):
            found.append((start, end, True))
        else:
            many = 1
            found.append(words[at])
        at += many
    return found


def _folded(word: str) -> str:
    return word.lower() if word.isascii() else "".join(units(word))


def _phrase(words: Sequence[str], index: Mapping[str, str]) -> bool:
    key = "".join(words)
    return len(key) >= _LEAST and key in index
