"""JSON and XML in Base64 (RFC 4648, both alphabets): cookies, queues, states of applications, assertions of SAML. No
padding is asked for.
"""

import binascii
import re
from typing import Any

import msgspec

from leftopen.privacy.unwrap import xml

OPENS = ("ey", "e3", "W3", "Wy", "PD", "PH")
"""How `{"`, `{` before another, `[{`, `["`, `<?` and an element begin."""
_TEXT = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_LEAST = 8
"""Characters of the shortest document that is looked for."""


def unpacked(text: str) -> bytes | None:
    """The bytes that a text holds, whichever of the alphabets it is in.

    >>> unpacked("eyJh"), unpacked("4-_h"), unpacked("a b c d e"), unpacked("aaaaa")
    (b'{"a', b'\\xe3\\xef\\xe1', None, None)
    """
    if _TEXT.fullmatch(text) is None:
        return None
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return binascii.a2b_base64(plain + "=" * (-len(plain) % 4))
    except binascii.Error:
        return None


def value(text: str) -> Any:
    """The map or list that a text holds.

    >>> value("eyJuYW1lIjogIkFubmEifQ=="), value("eye-colour"), value("eyJhbm5h.eyJhbm5h.c2ln")
    ({'name': 'Anna'}, None, None)
    """
    data = unpacked(text) if len(text.rstrip("=")) >= _LEAST else None
    if data is not None and data[:1] == b"<":
        return xml.value(data.decode("utf-8", "replace"))
    try:
        found = None if data is None else msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return found if isinstance(found, dict | list) else None
