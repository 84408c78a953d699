"""Values that are packed each by itself, in Base64 or in hexadecimal digits (RFC 4648): what a field holds in them.

A document in Base64 is opened while it is read (see `unwrap`); an address or a name alone begins as any word does, so
that only many of them together tell: nearly all values of the field, and what comes out is text of a person.
"""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy.later import later
from leftopen.privacy.readings import readable
from leftopen.privacy.unwrap.base64 import unpacked

_LEAST = 8
"""Different values from which on it means something that all are packed."""
_NEARLY = 0.9
_LONGEST = 4096
_HEX = later(r"(?:0x)?((?:[0-9a-fA-F]{2}){5,})")
_MIXED = later(r"(?=.*[a-z])(?=.*[A-Z]).{8,}")
"""Words in small letters are in the alphabet of Base64, too, and come out as no text."""


def opened(values: Sequence[Any]) -> list[str]:
    """What the values of a field hold where nearly all of them are packed; nothing where they are not.

    >>> import base64
    >>> texts = [f"anna.berg{n}@example.org" for n in range(10)]
    >>> opened([base64.b64encode(text.encode()).decode() for text in texts]) == texts
    True
    >>> opened([text.encode().hex() for text in texts]) == texts, opened(texts), opened(["checkout"] * 10)
    (True, [], [])
    """
    texts = [value for value in values if isinstance(value, str)]
    if len(texts) < _NEARLY * len(values) or len(set(texts)) < _LEAST:
        return []
    found: list[str] = []
    spare = len(texts) - _NEARLY * len(texts)
    for each in texts:
        if text := _text(each.strip()):
            found.append(text)
        else:
            spare -= 1
            if spare < 0:
                return []
    return found


def _text(value: str) -> str:
    """What one value holds; "" where it is only itself."""
    if len(value) > _LONGEST or not value.isascii():
        return ""
    if (match := _HEX.fullmatch(value)) is not None:
        data: bytes | None = bytes.fromhex(match[1])
    else:
        data = unpacked(value) if _MIXED.fullmatch(value) else None
    if not data or not readable(data):
        return ""
    wide = "utf-16-be" if data[0] == 0 else "utf-16-le"
    return data.decode(wide if b"\0" in data else "utf-8", "replace").lstrip("\ufeff")
