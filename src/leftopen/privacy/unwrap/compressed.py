"""Compressed JSON and text in Base64: gzip (RFC 1952) and zlib (RFC 1950), as sessions, queues and events carry it.

What is unpacked is bounded: a longer document is read as text as far as that, and so is what is no JSON.
"""

import zlib
from typing import Any

import msgspec

from leftopen.privacy.unwrap.base64 import unpacked

OPENS = ("H4", "eJ", "eN", "eA")
"""How the marks of gzip and of zlib begin in Base64."""
_MARKS = (b"\x1f\x8b", b"\x78\x9c", b"\x78\xda", b"\x78\x01", b"\x78\x5e")
_EITHER = 32 + zlib.MAX_WBITS
_MOST = 1 << 20
"""Bytes that are unpacked."""


def value(text: str) -> Any:
    """The map or list that a text holds, or a map with the text that it is packed of.

    >>> value("eJyrVspLzE1VslJQcszLS1SqBQAqtgT6"), value("eJyz"), value("eNvy")
    ({'name': 'Anna'}, None, None)
    >>> value("eJwrT03Nzqm0UkjMy0t0KMgvLtFLrUjMLchJBQB8ZAmq")
    {'text': 'weekly: anna@post.example'}
    """
    data = unpacked(text)
    if data is None or not data.startswith(_MARKS):
        return None
    try:
        inner = zlib.decompressobj(_EITHER).decompress(data, _MOST)
    except zlib.error:
        return None
    try:
        found = msgspec.json.decode(inner)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return _text(inner)
    return found if isinstance(found, dict | list) else None


def _text(inner: bytes) -> dict[str, str] | None:
    try:
        text = inner.decode("utf-8", "ignore" if len(inner) == _MOST else "strict")
    except UnicodeDecodeError:
        return None
    return {"text": text} if text and "\0" not in text else None
