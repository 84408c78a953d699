"""What a JSON Web Token claims (RFC 7519): its middle part, readable by anyone. It is a token besides."""

import re
from typing import Any

from leftopen.privacy.unwrap import base64

OPENS = ("ey",)
BESIDE = True
_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,}\.([A-Za-z0-9_-]{8,})\.[A-Za-z0-9_-]*")


def value(text: str) -> Any:
    """The claims of a token.

    >>> value("eyJhbGciOiJub25lIn0.eyJlbWFpbCI6ImFubmFAZXhhbXBsZS5vcmcifQ."), value("eyes.on.you")
    ({'email': 'anna@example.org'}, None)
    """
    match = _TOKEN.fullmatch(text)
    return base64.value(match[1]) if match else None
