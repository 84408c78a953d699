"""Text from strangers made harmless, in one way for all of the program: what is looked at, written and said.

Characters that are invisible or that drive a terminal, a reader or a spreadsheet are left out: controls, direction
marks and overrides, joiners, tags, lone surrogates, private and unassigned ones (`str.isprintable`: by categories of
Unicode). They are left out and not marked: a mark in the middle of a name would hide it from those that look for names.
"""

import re

_LINES = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"
_SPACES = re.compile(r"[^\S ]+")
_WITH_IT = "[\u0600-\u06ff\u0750-\u077f\u0900-\u0dff]"
_NON_JOINER = re.compile(f"(?<={_WITH_IT})\u200c(?={_WITH_IT})")
"""The one invisible character that belongs to the spelling, in Persian and in scripts of India (RFC 5892, A.1)."""
_MANY = 4
"""How many times as many characters are read as may be shown, since some of them are left out."""


def clean(text: str, most: int) -> str:
    """At most `most` characters of `text`, harmless and in one line; what is cut is marked with an ellipsis.

    >>> clean("a\\x1b[31mb", 80), clean("two\\r\\nlines", 80), clean("an\\u202ena", 80), clean("x" * 12, 10)
    ('a[31mb', 'two lines', 'anna', 'xxxxxxxxx…')
    """
    read = text[: _MANY * most]
    shown = printable(read)
    return cut(shown, most) if len(read) == len(text) else cut(shown + "…", most)


def printable(text: str) -> str:
    """All of `text`, harmless and in one line: whatever is a space or ends a line becomes a space, at the ends none."""
    if text.isprintable():
        return text
    parts = _NON_JOINER.split(_SPACES.sub(" ", text.strip(_LINES)))
    return "\u200c".join("".join(c for c in part if c.isprintable()) for part in parts)


def cut(text: str, most: int) -> str:
    """At most `most` characters; what is cut is marked with an ellipsis."""
    return text if len(text) <= most else text[: most - 1] + "…"
