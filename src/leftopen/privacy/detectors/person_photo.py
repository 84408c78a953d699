"""Photograph of a person.

What: a portrait, avatar or scanned document picture. Issuer: none. Source: the magic numbers of image formats; that a
person is on it, only the field's name can tell: the picture is never looked at.

>>> valid("https://example.org/u/7.png"), valid("/9j/4AAQSkZJRgABAQAAAQABAAD"), valid("portrait mode")
(True, True, False)
"""

import re
from collections.abc import Sequence
from typing import Any

from leftopen.privacy import mask as masks

LABEL = "person.photo"
CLAIM = "named"
CONCEPTS = ("person.photo",)

_FILE = re.compile(
    r"[^\s<>]{1,300}\.(?:jpe?g|png|bmp|webp|gif|heic|tiff?)(?:[?#]\S{0,300})?|https?://\S{4,500}", re.IGNORECASE
)


def valid(text: str) -> bool:
    """True for an image in base64, or the path or address of an image file."""
    if _FILE.fullmatch(text[:700]):
        return True
    content = masks.unpack(text, 64)
    return content is not None and masks.image(content) is not None


def see(values: Sequence[Any]) -> bool:
    """True for the content of an image."""
    return any(_content(value) for value in values)


def _content(value: Any) -> bool:
    if isinstance(value, (bytes, bytearray)):
        return masks.image(bytes(value[:16])) is not None
    return isinstance(value, str) and len(value) >= 64 and _image(value)


def _image(text: str) -> bool:
    content = masks.unpack(text, 64)
    return content is not None and masks.image(content) is not None


def plausible(values: Sequence[Any]) -> bool:
    """True for an image or a reference to one."""
    return any(_content(value) or (isinstance(value, str) and valid(value.strip())) for value in values)


def mask(values: Sequence[Any]) -> str:
    """`JPEG image, 23 kB`."""
    return masks.picture(next((value for value in values if isinstance(value, (str, bytes))), ""))
