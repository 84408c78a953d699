"""Long texts in pieces: patterns look at so much of a text at a time, and what stands behind that is of somebody, too.

A text is cut where a word, a sentence or a cell ends. What has no such place (an image in Base64, a digest, a sequence)
is one value and stays whole, and so do numbers without words.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

PIECE = 4096
"""Characters of one value that are examined at a time."""
MOST = 16_384
"""Pieces of one value that patterns look at, 64 million characters: the rest of a longer one is not."""
ALL = 256 * PIECE
"""Characters of one value that are taken apart, and of a line of text that is one record."""
_AT_ONCE = 16
"""Pieces that are held at a time."""
_BREAK = re.compile(r"[\s,;|&。，、；<>]")
_AHEAD = 512
"""Characters before the end of a piece in which a place to cut is looked for."""
_WORD = re.compile(r"[^\W\d_]{2}")


def pieces(text: str) -> Iterator[str]:
    """The pieces of a text.

    >>> [len(each) for each in pieces("word " * 2000)], len(list(pieces("QUJD" * 2000))), list(pieces("short"))
    ([4095, 4095, 1810], 1, ['short'])
    """
    if parted(text):
        yield from cut(text[: MOST * PIECE], PIECE)
    else:
        yield text


def parted(text: str) -> bool:
    """True for a text that is looked at in pieces."""
    return len(text) > PIECE and _BREAK.search(text) is not None and _WORD.search(text, PIECE) is not None


def tails(values: Sequence[object]) -> Iterator[list[str]]:
    """Of all texts among values the pieces but the first, some at a time.

    >>> [[len(each) for each in some] for some in tails(["a", 1, "word " * 2000])]
    [[4095, 1810]]
    >>> list(tails(["a", "b"])), list(tails([1, None]))
    ([], [])
    """
    texts = [value for value in values if type(value) is str]
    if not texts or max(map(len, texts)) <= PIECE:
        return
    late = (tail for text in texts if parted(text) for tail in islice(pieces(text), 1, None))
    while some := list(islice(late, _AT_ONCE)):
        yield some


def cut(text: str, size: int) -> Iterator[str]:
    """A text in parts of at most so many characters, cut behind a word, a sentence or a cell where one ends near."""
    at = 0
    while len(text) - at > size:
        end = at + size
        near = [found.end() for found in _BREAK.finditer(text, max(at, end - _AHEAD), end)]
        end = near[-1] if near else end
        yield text[at:end]
        at = end
    if at < len(text):
        yield text[at:]
