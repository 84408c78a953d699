"""Token.

What: a ticket that lets its bearer act for somebody: JSON web tokens, session and OAuth tokens. Issuer: the service.
Source: RFC 7519 (three base64url parts, the first a JSON object with `alg`), RFC 6750 (`Bearer`); others by name.

>>> valid("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"), valid("eyJub3QganNvbg.eyJ.c2ln"), valid("a")
(True, False, False)
>>> valid("?code=6ee38a836ebf9d32521823ffda8be560"), valid("&code=product-page-of-the-summer"), valid("?code=12")
(True, False, False)
>>> valid("Basic YW5uYTpodW50ZXI="), valid("Basic authentication"), valid("Bearer 8f14e45fceea167a5a36")
(True, False, True)
"""

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Any

from leftopen.privacy.later import later

LABEL = "credential.token"
CLAIM = "checked"
CONCEPTS = ("credential.token",)
_ISSUED_FORM = (
    r"\bs(?:%3A|:)[A-Za-z0-9_-]{32}\.[A-Za-z0-9%+/]{40,60}"
    r"|\b[A-Za-z0-9_-]{11,22}:APA91b[A-Za-z0-9_-]{100,}"
    r"|\b1//0[A-Za-z0-9_-]{40,}"
    r"|\bEAA[A-Za-z0-9]{80,}\b"
)
"""The forms that tell whose they are: cookies of Express, tokens of Firebase, of Google and of Facebook."""
PATTERN = (
    r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]*"
    r"|\b(?:Bearer|Basic) (?:[A-Za-df-z0-9._~+/-]|e[A-Za-xz0-9._~+/-])[A-Za-z0-9._~+/-]{8,}={0,2}"
    r"|[?&](?:code|reset|verify|confirm|invite|magic|otp_token|signature|sig|X-Amz-Signature)=([A-Za-z0-9_-]{24,})"
    f"|{_ISSUED_FORM}"
)
MARKS = (
    "code=",
    "reset=",
    "verify=",
    "confirm=",
    "invite=",
    "magic=",
    "otp_token=",
    "ignature=",
    "sig=",
    "eyJ",
    "Bearer ",
    "Basic ",
    "s%3A",
    "s:",
    "APA91b",
    "1//0",
    "EAA",
)
_ISSUED, _MOST_ISSUED = later(_ISSUED_FORM), 256
"""None has more characters; a pattern that counts so far takes long for each of its hits."""

_LEAST, _DIGITS = 16, 3
"""Characters of a bearer's token, and digits among them, at least."""
_OPAQUE = re.compile(r"(?:Bearer |Basic |Token )?[A-Za-z0-9._~+/=:%-]{16,}")


def valid(text: str) -> bool:
    """True for a JSON web token whose head is a JSON object, and for what an `Authorization` holds."""
    if not text.startswith(("eyJ", "B")) and len(text) <= _MOST_ISSUED and _ISSUED.fullmatch(text):
        return True
    if text[:1] in ("?", "&"):
        return _borne(text.partition("=")[2])
    scheme, space, word = text.partition(" ")
    if space and scheme in ("Bearer", "Basic"):
        return _borne(word) if scheme == "Bearer" else _login(word)
    head, _, rest = text.partition(".")
    if not (text.startswith("eyJ") and rest.count(".") == 1 and text.isascii()):
        return False
    try:
        told = base64.urlsafe_b64decode(head[:400] + "=" * (-len(head[:400]) % 4))
    except (binascii.Error, ValueError):
        return False
    return b'"alg"' in told or b'"typ"' in told


def _borne(word: str) -> bool:
    """True for a token of a bearer: long, with digits, and no word of a sentence."""
    return len(word) >= _LEAST and sum(map(str.isdigit, word)) >= _DIGITS and not word.endswith(".")


def _login(word: str) -> bool:
    """True for a login and its password in Base64 (RFC 7617)."""
    try:
        told = base64.b64decode(word[:400], validate=True).decode()
    except (binascii.Error, ValueError):
        return False
    return ":" in told[1:] and told.isprintable()


def plausible(values: Sequence[Any]) -> bool:
    """True for sixteen characters or more without spaces, with digits, given a field for tokens."""
    return any(isinstance(v, str) and _could(v.strip()) for v in values)


def _could(text: str) -> bool:
    return len(text) < 5000 and _OPAQUE.fullmatch(text) is not None and any(c.isdigit() for c in text)


def mask(values: Sequence[Any]) -> str:
    """The kind only."""
    return "JSON web token" if any(isinstance(v, str) and "eyJ" in v[:12] for v in values) else "token"
