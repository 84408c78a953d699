"""Password.

What: a secret word that lets somebody in, as it is typed. Issuer: its owner. Source: the field's name; a value that
has the form of a hash is a `credential.password_hash`.

>>> valid("correct horse"), valid("5f4dcc3b5aa765d61d8327deb882cf99"), valid("********"), valid("true")
(True, False, False, False)
"""

import re
from collections.abc import Sequence
from typing import Any

from leftopen.privacy import mask as masks
from leftopen.privacy.later import later

LABEL = "credential.password"
CLAIM = "named"
LOOSE = True
CONCEPTS = ("credential.password",)
PATTERN = (
    r"[a-z0-9]://[^\s:/@?#]{0,60}:([^\s@/?#]{3,60})@[A-Za-z0-9.\[-]"
    r"|[?&;] ?(?i:password|passwd|pwd)=([^\s;&'\"<>{}$%]{4,60})(?:[\s;&'\"]|$)"
    r"|\b(?:[A-Z][A-Z0-9]{0,20}_){0,4}(?:PASSWORD|PASSWD|PASS|PWD)=([^\s'\"<>{}$%&;]{4,60})(?:[\s'\"]|$)"
    r"|curl\s[^|\n]{0,200}?-u ['\"]?[^\s:'\"]{1,60}:([^\s'\"<>{}$]{4,60})(?:[\s'\"]|$)"
    r"|[A-Za-z0-9]@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+[:;|]([^\s:;|,@/\\.]{6,60})(?:[\s:;|]|$)"
)
"""The password of a connection string, that of a call or of a setting of an environment, and what follows an address in
a list of logins."""

_SHORTEST = 4
"""Digits of a secret number, at least."""
_HASH = later(
    r"\$[0-9a-zA-Z]+\$.*|\{[A-Z0-9-]+\}.*|[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{56,128}|pbkdf2.*|\*[0-9A-F]{40}"
)
_NONE = later(
    r"[*•.x█]*|true|false|null|none|yes|no|undefined|pass(?:ed)?|fail(?:ed)?|ok"
    r"|\$\{[\w.:-]+\}|\{\{.*\}\}|<[\w -]+>|\[?(?:redacted|hidden|removed|masked|filtered)\]?",
    re.IGNORECASE,
)


_PATH = later(r"/[a-z]{2,12}(?:/[\w.-]{1,40}){0,8}/?|[A-Z]:\\[\w\\. -]{2,100}")
"""A working directory (`pwd`)."""


_PARAMETER = later(r"\w@[\w.-]+;[a-z]+=[a-z]+[\s;]?")
"""What an address of telephony says of the way to it: `;transport=tcp`."""
_SETTING = later(r"[A-Z0-9_]*(?:PASSWORD|PASSWD|PASS|PWD)=([^\s]*?)[\s'\"]?")
_FOLLOWED = later(r".*[:;|](?P<word>[^:;|]+?)[\s:;|]?")


def _written(text: str) -> bool:
    """True for a login with its password, as the pattern finds it."""
    if "@" not in text:
        return False
    if "://" in text:
        return "*" not in text
    match = _FOLLOWED.fullmatch(text)
    word = match["word"] if match else ""
    return not word.isdigit() and _HASH.fullmatch(word) is None and _NONE.fullmatch(word) is None


def _last(text: str) -> str:
    """What stands behind the last mark of a setting or a call."""
    return re.split("[=:]", text)[-1].strip("\"'; &")


def valid(text: str) -> bool:
    """True for a text that is neither a hash nor a stand-in."""
    if ":" in text and _written(text):
        return True
    if ";" in text and _PARAMETER.fullmatch(text):
        return False
    if text[:1] in ("?", "&", ";") or text.startswith("curl"):
        text = _last(text)
    elif "=" in text and (setting := _SETTING.fullmatch(text)):
        text = setting[1]
    other = _HASH.fullmatch(text) or _NONE.fullmatch(text) or _PATH.fullmatch(text)
    return 1 <= len(text) <= 128 and other is None


def plausible(values: Sequence[Any]) -> bool:
    """True for such a text, and for a number of four digits or more: fewer are pins of a chip, counts, ports."""
    return any(_could(value) for value in values)


def _could(value: Any) -> bool:
    if isinstance(value, str):
        text = value.strip()
        return valid(text) and not (text.isdigit() and len(text) < _SHORTEST)
    return isinstance(value, int) and not isinstance(value, bool) and value >= 10 ** (_SHORTEST - 1)


def mask(values: Sequence[Any]) -> str:
    """Nothing shows, not even the length."""
    return masks.hidden(values)
