"""Image of a face.

What: a picture that was cut to a face or captured to recognise one. Issuer: none. Source: the magic numbers of image
formats and the field's name or company; the picture itself is never looked at.

>>> valid("/9j/4AAQSkZJRgABAQAAAQABAAD"), valid("/faces/2024/07/11.jpg"), valid("smiling"), valid("face.txt")
(True, True, False, False)
"""

import re
from collections.abc import Sequence
from typing import Any

from leftopen.privacy import mask as masks

LABEL = "biometric.face_image"
CLAIM = "named"
CONCEPTS = ("biometric.face_image", "biometric.face")

_FILE = re.compile(r"[^\s<>]{1,300}\.(?:jpe?g|png|bmp|webp|gif|heic|tiff?)(?:[?#]\S{0,300})?", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?|s3|oss|ftp|file)://\S{4,500}", re.IGNORECASE)


def valid(text: str) -> bool:
    """True for an image in base64, or the path or address of an image file."""
    if _FILE.fullmatch(text[:700]) or _ADDRESS.fullmatch(text[:600]):
        return True
    content = masks.unpack(text, 64)
    return content is not None and masks.image(content) is not None


def see(values: Sequence[Any]) -> bool:
    """True for the content of an image."""
    return any(_content(value) for value in values)


def _content(value: Any) -> bool:
    if isinstance(value, (bytes, bytearray)):
        return masks.image(bytes(value[:16])) is not None
    if not isinstance(value, str) or len(value) < 64:
        return False
    content = masks.unpack(value, 64)
    return content is not None and masks.image(content) is not None


def plausible(values: Sequence[Any]) -> bool:
    """True for an image or a reference to one."""
    return any(_content(value) or (isinstance(value, str) and valid(value.strip())) for value in values)


def company(concepts: frozenset[str]) -> float:
    """Beside an embedding or attributes of faces, or where capturing is what the records are about."""
    if any(concept.startswith("biometric.face_") for concept in concepts):
        return 0.8
    return 0.6 if "biometric.face" in concepts else 0.3


def mask(values: Sequence[Any]) -> str:
    """`JPEG image, 23 kB`."""
    return masks.picture(next((value for value in values if isinstance(value, (str, bytes))), ""))
