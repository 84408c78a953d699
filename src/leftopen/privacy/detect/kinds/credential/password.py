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

LABEL = "credential.password"
CLAIM = "named"
CONCEPTS = ("credential.password",)

_HASH = re.compile(
    r"\$[0-9a-zA-Z]+\$.*|\{[A-Z0-9-]+\}.*|[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{56,128}|pbkdf2.*|\*[0-9A-F]{40}"
)
_NONE = re.compile(
    r"[*•.x█]*|true|false|null|none|yes|no|undefined|\[?(?:redacted|hidden|removed|masked|filtered)\]?", re.IGNORECASE
)


def valid(text: str) -> bool:
    """True for a text that is neither a hash nor a stand-in."""
    return 1 <= len(text) <= 128 and _HASH.fullmatch(text) is None and _NONE.fullmatch(text) is None


def mask(values: Sequence[Any]) -> str:
    """Nothing shows, not even the length."""
    return masks.hidden(values)
