"""E-mail address.

What: the address of a mailbox. Issuer: whoever runs the domain. Source: RFC 5321 section 4.1.2 and RFC 6531 (letters
of other scripts too); quoted local parts and address literals are not looked for.

>>> valid("zhao.wei@example.org"), valid("иван@пример.рф"), valid("zhao@example"), valid("a..b@example.org")
(True, True, False, False)
>>> valid("logo@2x.png")
False
"""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy import mask as masks

LABEL = "contact.email"
CLAIM = "checked"
CONCEPTS = ("contact.email",)
_LETTERS = r"\p{Latin}\p{Cyrillic}\p{Greek}\p{Arabic}\p{Hebrew}0-9"
PATTERN = rf"[{_LETTERS}._%+'-]+@(?:[{_LETTERS}-]+\.)+[{_LETTERS}-]+"

_FILES = frozenset(
    {"png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js", "json", "html", "service", "local", "timer"}
)


def valid(text: str) -> bool:
    """True for one address."""
    local, at, domain = text.rpartition("@")
    labels = domain.split(".")
    return (
        bool(at)
        and 1 <= len(local) <= 64
        and len(labels) >= 2
        and all(label and not label.startswith("-") and not label.endswith("-") for label in labels)
        and len(labels[-1]) >= 2
        and not labels[-1].isdigit()
        and labels[-1].casefold() not in _FILES
        and not any(c.isspace() or c in '@,;<>()[]"' for c in text.replace("@", "", 1))
        and ".." not in text
        and local[0] != "."
        and local[-1] != "."
    )


def normal(text: str) -> str:
    """Case folded."""
    return text.strip().casefold() if valid(text.strip()) else ""


def mask(values: Sequence[Any]) -> str:
    """`z███@e██████.org`."""
    found = next((str(v).strip() for v in values if isinstance(v, str) and valid(v.strip())), "")
    return masks.email(found) if found else masks.HIDDEN
