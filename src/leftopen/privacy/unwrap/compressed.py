"""Compressed JSON in Base64: gzip (RFC 1952) and zlib (RFC 1950), as sessions, queues and events carry it.

What is unpacked is bounded: the rest of a longer document is not looked at, and so it is none.
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
    """The map or list that a text holds.

    >>> value("eJyrVspLzE1VslJQcszLS1SqBQAqtgT6"), value("eJyz"), value("eNvy")
    ({'name': 'Anna'}, None, None)
    """
    data = unpacked(text)
    if data is None or not data.startswith(_MARKS):
        return None
    try:
        found = msgspec.json.decode(zlib.decompressobj(_EITHER).decompress(data, _MOST))
    except (zlib.error, msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return found if isinstance(found, dict | list) else None
