"""Shapes of values that several detectors share; each says them by its own name."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from leftopen.privacy import mask

LONGEST = 120
LEAST = 64
"""Characters of an image in base64, at least."""
_FILE = re.compile(r"[^\s<>]{1,300}\.(?:jpe?g|png|bmp|webp|gif|heic|tiff?)(?:[?#]\S{0,300})?", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?|s3|oss|ftp|file)://\S{4,500}", re.IGNORECASE)


def short(text: str) -> bool:
    """A word, a code or a short phrase, and no address."""
    return 1 <= len(text.strip()) <= LONGEST and "://" not in text


def answer(values: Sequence[Any]) -> bool:
    """Yes or no, a number, a date, or such a text."""
    return any(isinstance(v, (bool, int, float, date)) or (isinstance(v, str) and short(v)) for v in values)


def picture(values: Sequence[Any]) -> bool:
    """The content of an image, as bytes or in base64; only its first bytes are looked at."""
    return any(_content(value) for value in values)


def _content(value: Any) -> bool:
    if isinstance(value, (bytes, bytearray)):
        return mask.image(bytes(value[:16])) is not None
    return isinstance(value, str) and len(value) >= LEAST and _packed(value)


def _packed(text: str) -> bool:
    content = mask.unpack(text, 64)
    return content is not None and mask.image(content) is not None


def picture_text(text: str) -> bool:
    """An image in base64, or the path or address of one."""
    return bool(_FILE.fullmatch(text[:700]) or _ADDRESS.fullmatch(text[:600])) or _packed(text)


def picture_or_name(values: Sequence[Any]) -> bool:
    """An image or where it is."""
    return any(_content(value) or (isinstance(value, str) and picture_text(value.strip())) for value in values)


def shown_picture(values: Sequence[Any]) -> str:
    """`JPEG image, 23 kB`."""
    return mask.picture(next((value for value in values if isinstance(value, (str, bytes))), ""))
