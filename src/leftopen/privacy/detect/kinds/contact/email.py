"""E-mail address.

What: the address of a mailbox. Issuer: whoever runs the domain. Source: RFC 5321 section 4.1.2 and RFC 6531 (letters
of other scripts too); quoted local parts and address literals are not looked for.

>>> valid("zhao.wei@example.org"), valid("иван@пример.рф"), valid("zhao@example"), valid("a..b@example.org")
(True, True, False, False)
>>> valid("logo@2x.png")
False
"""

import re
from collections.abc import Sequence
from typing import Any

from leftopen.privacy import mask as masks

LABEL = "contact.email"
CLAIM = "checked"
CONCEPTS = ("contact.email",)
_LETTERS = r"\p{Latin}\p{Cyrillic}\p{Greek}\p{Arabic}\p{Hebrew}0-9"
PATTERN = rf"[{_LETTERS}._%+'-]+(?:@|%40)(?:[{_LETTERS}-]+\.)+[{_LETTERS}-]+"
MARKS = ("@", "%40")

_FILES = frozenset(
    {
        "internal",
        "lan",
        "localdomain",
        "localhost",
        "intranet",
        "png",
        "jpg",
        "jpeg",
        "gif",
        "svg",
        "webp",
        "css",
        "js",
        "json",
        "html",
        "service",
        "local",
        "timer",
    }
)


_BARRED = re.compile(r'[\s,;<>()\[\]"]')
_HYPHENS = re.compile(r"\.-|-\.")
_SERVICE = re.compile(r"(?:^|[\s'\"])(?:HTTP|host|cifs|ldap|nfs|MSSQLSvc|krbtgt)/$")
"""The service of a principal of Kerberos: `HTTP/web.example.org@EXAMPLE.ORG`."""
_AFTER = re.compile(r":([^\s:;|,]{1,200})")
_INSIDE = frozenset({"internal", "intranet", "localdomain", "svc", "cluster"})
"""Names that stand only in names of machines."""
_CHATS = ("s.whatsapp.net", "c.us", "g.us", "lid", "broadcast")
"""Ends of the identifiers of a messenger, which are telephone numbers or groups and no mailboxes."""


def valid(text: str) -> bool:
    """True for one address."""
    if "@" not in text:
        text = text.replace("%40", "@", 1)
    if text.count("@") != 1 or ".." in text or _BARRED.search(text):
        return False
    local, _, domain = text.partition("@")
    folded = domain.casefold()
    labels = folded.split(".")
    return (
        1 <= len(local) <= 64
        and local[0] != "."
        and local[-1] != "."
        and len(labels) >= 2
        and "" not in labels
        and ("-" not in domain or not _HYPHENS.search(f".{domain}."))
        and len(domain.rpartition(".")[2]) >= 2
        and not labels[-1].isdigit()
        and labels[-1] not in _FILES
        and _INSIDE.isdisjoint(labels)
        and not folded.endswith(_CHATS)
    )


def placed(text: str, start: int, end: int) -> bool:
    """False for a login in an address (`ssh://git@host`, `https://user:pw@host`), for `git@host:path`, services and
    who is called over the Internet (`sip:+4930901820@host`)."""
    if text[max(0, start - 5) : start].lower().endswith(("sip:", "sips:")):
        return False
    after = _AFTER.match(text, end)
    if _SERVICE.search(text[max(0, start - 12) : start]):
        return False
    if text[max(0, start - 3) : start] == "://" or (after and ("/" in after[1] or after[1].isdigit())):
        return False
    return "://" not in text[max(0, start - 80) : start].rpartition(" ")[2]


def normal(text: str) -> str:
    """Case folded."""
    return text.strip().casefold().replace("%40", "@") if valid(text.strip()) else ""


def mask(values: Sequence[Any]) -> str:
    """`z███@e██████.org`."""
    found = next((str(v).strip() for v in values if isinstance(v, str) and valid(v.strip())), "")
    return masks.email(found.replace("%40", "@")) if found else masks.HIDDEN
