"""The letters of a key or a name: one harmless form that is looked at, and the one that it was written in."""

import unicodedata

from leftopen.harmless import printable
from leftopen.privacy import numerals
from leftopen.privacy.detect.patterns import sound
from leftopen.privacy.readings import decoded

_LOOKED = 512
"""Characters of what keys say that are looked at; fewer are ever shown."""
_WHOLE = {"\u0e4d\u0e32": "\u0e33", "\u0ecd\u0eb2": "\u0eb3"}
"""The letter AM of Thai and Lao, which NFKC takes apart: a field would be told under another name than it has."""


def normal(value: str) -> str:
    """The first `_LOOKED` characters in one harmless form: no escapes, digits as ASCII.

    >>> normal("Ｎａｍｅ"), normal("٣"), normal("a%40b")
    ('Name', '3', 'a@b')
    """
    text = bare(value if value.isascii() else _decoded(value))
    return _flat(bare(decoded(text))[:_LOOKED])


def as_written(value: str, text: str) -> str:
    """A value in the letters it was written with (`№`, `①`), where `text`, its normal form, says the same as they do.

    >>> as_written("№ 1", normal("№ 1")), as_written("a%40b", normal("a%40b"))
    ('№ 1', 'a@b')
    """
    written = bare(value)
    return written if len(written) <= _LOOKED and _flat(written) == text else text


def bare(text: str) -> str:
    """Harmless characters only, without those that join letters: a name is the same with them and without."""
    return printable(text).replace("\u200c", "")


def _flat(text: str) -> str:
    """Harmless text with one spelling of each letter and figure."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", sound(text))[:_LOOKED]
    for apart, whole in _WHOLE.items():
        text = text.replace(apart, whole)
    return bare(numerals.in_ascii(text))


def _decoded(value: str) -> str:
    """Text of a header that was read byte by byte, as the UTF-8 that it is in truth, where it is that."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
