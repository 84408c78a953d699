"""Figures of the scripts that people read, as ASCII has them."""

import re
import unicodedata

OTHER = re.compile(r"[^\D0-9]")
"""A figure of another script, or of full width."""


def in_ascii(text: str) -> str:
    """The same text with each of its figures as ASCII has it.

    >>> in_ascii("๑-๒๓"), in_ascii("رقمي ٠٥٠"), in_ascii("AB 12"), in_ascii("½")
    ('1-23', 'رقمي 050', 'AB 12', '½')
    """
    return text if text.isascii() else OTHER.sub(_plain, text)


def _plain(figure: re.Match[str]) -> str:
    return str(unicodedata.decimal(figure.group()))
