"""Sessions that a web application signs and leaves readable: those of Django (docs.djangoproject.com, "Cryptographic
signing", "How to use sessions") and of Flask (itsdangerous.palletsprojects.com, "Serialization interface").

    eyJtYWlsIjoi…:1qYbJw:Xm3K…    payload, time and signature; a dot before it where the payload is compressed
    ZDJh…                         Base64 of `digest:payload`, as Django wrote them before its version 3.1
"""

import re
import zlib
from typing import Any

import msgspec

from leftopen.privacy.unwrap import base64, pickle

OPENS = ("ey", ".e", *(first + second for first in "MNOYZ" for second in "DGTWjmz2"))
"""How payloads begin, and a digest in hexadecimal digits in Base64."""
_SIGNED = re.compile(r"(\.?)([A-Za-z0-9_-]{8,})[.:][A-Za-z0-9_-]{5,12}[.:][A-Za-z0-9_-]{20,64}")
_DIGEST = re.compile(rb"[0-9a-f]{40,64}:")
_LEAST = 60
"""Characters of a digest and a payload, at least."""
_MOST = 1 << 20
"""Bytes that are unpacked."""


def value(text: str) -> Any:
    """The map or list that a session is.

    >>> value("eyJuYW1lIjoiQW5uYSJ9:1qYbJw:0123456789abcdefghij"), value("Monday"), value("eyes.on.you")
    ({'name': 'Anna'}, None, None)
    """
    if text[:1] not in "e.":
        data = base64.unpacked(text) if len(text) >= _LEAST else None
        return None if data is None or (match := _DIGEST.match(data)) is None else _document(data[match.end() :])
    signed = _SIGNED.fullmatch(text)
    data = base64.unpacked(signed[2]) if signed else None
    if data is None or signed is None:
        return None
    if not signed[1]:
        return _document(data)
    try:
        return _document(zlib.decompressobj().decompress(data, _MOST))
    except zlib.error:
        return None


def _document(data: bytes) -> Any:
    if data[:1] == b"\x80":
        return pickle.of_bytes(data)
    try:
        found = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return found if isinstance(found, dict | list) else None
