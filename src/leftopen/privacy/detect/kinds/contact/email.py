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
_AT = r"@|%40|&(?:#64|#x40|commat);| ?[(\[{](?i:at)[)\]}] ?"
_DOT = r"(?:\.|&(?:#46|#x2[eE]|period);| ?[(\[{](?i:dot|punkt|point|punto|ponto|punt)[)\]}] ?)"
_SPOKEN = rf"[{_LETTERS}._%+'-]+ (?:AT (?:[{_LETTERS}-]+ DOT )+|at (?:[{_LETTERS}-]+ dot )+)[{_LETTERS}-]+"
PATTERN = rf"(?:[{_LETTERS}._%+'-]|{_DOT})+(?:{_AT})(?:[{_LETTERS}-]+{_DOT})+[{_LETTERS}-]+|{_SPOKEN}"
MARKS = ("@", "%40", "&#64;", "&#x40;", "&commat;", "at)", "at]", "at}", "AT)", "AT]", "AT}", " DOT ", " dot ")
"""Also as pages write them so that robots do not see them (HTML 5.2, 8.1.4; `name (at) example (dot) org`)."""
_WRITTEN_AT, _WRITTEN_DOT = re.compile(rf"{_AT}| (?:AT|at) "), re.compile(rf"{_DOT}| (?:DOT|dot) ")
_SAID = re.compile(r" (?:at|AT) ")
_ENDS = frozenset(("com", "org", "net", "edu", "info", "example", "test"))
"""Ends of addresses that are spoken out in small letters, so that `at the dot product` is none."""

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
_SERVICE = re.compile(r"(?:^|[\s'\"])(?:HTTP|host|cifs|ldap|nfs|MSSQLSvc|krbtgt)/(?:[\w.-]{1,64}:)?$")
"""The service of a principal of Kerberos: `HTTP/web.example.org@EXAMPLE.ORG`."""
_PRINCIPAL = re.compile(r"(?:^|[^\w])[A-Za-z]{2,20}[:/]$")
"""What kind of principal or whose service one is, right before it: `User:svc_scan@EXAMPLE.ORG`, `kafka/`."""
_AFTER = re.compile(r"::?([^\s:;|,]{1,200})")
_CALLS_HOST = re.compile(
    r"(?:^|[\s;&|$(`'\"/])(?:ssh|scp|sftp|rsync|sshfs|mosh|autossh|ssh-copy-id)"
    r"(?: {1,2}(?:-[\w=./-]{1,80}+|(?=\S{0,80}[\d/.:~@])[^\s-]\S{0,80}+)){0,8} {1,2}$"
)
"""A command that calls a login at a host, with options and paths between: `ssh -p 2222 deploy@`, `scp a.txt joe@`."""
_INSIDE = frozenset({"internal", "intranet", "localdomain", "svc", "cluster"})
"""Names that stand only in names of machines."""
_NUMBERED, _FIGURES = 14, 5
"""Characters and figures that the left part of the identifier of a message has at least."""
_CHATS = ("s.whatsapp.net", "c.us", "g.us", "lid", "broadcast")
"""Ends of the identifiers of a messenger, which are telephone numbers or groups and no mailboxes."""


def valid(text: str) -> bool:
    """True for one address."""
    spoken = "@" not in text and _SAID.search(text) is not None
    if spoken and " at " in text and text.rpartition(" ")[2].casefold() not in _ENDS:
        return False
    text = _plain(text)
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
        and (labels[-1].startswith("xn--") or not any(map(str.isdigit, labels[-1])))
        and labels[-1] not in _FILES
        and _INSIDE.isdisjoint(labels)
        and not folded.endswith(_CHATS)
    )


def _plain(text: str) -> str:
    """With the signs that are written otherwise.

    >>> _plain("anna&#46;b&#64;x&#46;example"), _plain("anna (at) x [dot] example"), _plain("anna%40x.example")
    ('anna.b@x.example', 'anna@x.example', 'anna@x.example')
    """
    if "@" in text and "&" not in text and "(" not in text and "[" not in text:
        return text
    return _WRITTEN_DOT.sub(".", text if "@" in text else _WRITTEN_AT.sub("@", text, count=1))


def _message(text: str, start: int, end: int) -> bool:
    """True for the identifier of a message (RFC 5322, 3.6.4): in angle brackets, its left part long and of figures.

    >>> _message("<20240305101112.3F21@mx.example>", 1, 31), _message("<anna.berg@x.example>", 1, 20)
    (True, False)
    """
    if text[start - 1 : start] != "<" or text[end : end + 1] != ">":
        return False
    local = text[start:end].partition("@")[0]
    return (
        len(local) >= _NUMBERED
        and 2 * sum(c in "0123456789abcdefABCDEF.-$_" for c in local) > 1.7 * len(local)
        and (sum(map(str.isdigit, local)) >= _FIGURES)
    )


def _principal(text: str, start: int, end: int) -> bool:
    """True for a login of a realm, which is written in capitals (RFC 4120, 6.1), behind what kind it is, as rules of
    access have them.

    >>> _principal("User:svc@EXAMPLE.ORG", 5, 20), _principal("mail:anna@example.org", 5, 21)
    (True, False)
    """
    local, _, realm = text[start:end].partition("@")
    before = text[max(0, start - 24) : start]
    return realm.isupper() and not local.isupper() and _PRINCIPAL.search(before) is not None


def placed(text: str, start: int, end: int) -> bool:
    """False for a login in an address (`ssh://git@host`, `//svc@nas/share`), for `git@host:path`, services, who
    is called over the Internet (`sip:+4930901820@host`), messages, and people of a federation (`@anna@host`)."""
    if text[start - 1 : start] == "@" or _message(text, start, end):
        return False
    if text[max(0, start - 5) : start].lower().endswith(("sip:", "sips:")):
        return False
    after = _AFTER.match(text, end)
    if _SERVICE.search(text[max(0, start - 78) : start]) or _principal(text, start, end):
        return False
    if text[max(0, start - 2) : start] == "//" or (
        after and ("/" in after[1] or after[1].isdigit() or after[1].endswith(".git") or text[end : end + 2] == "::")
    ):
        return False  # a module of rsync has two colons before it
    if text[start - 1 : start] == " " and _CALLS_HOST.search(text[max(0, start - 160) : start]):
        return False
    before = text[max(0, start - 80) : start].rpartition(" ")[2]
    return "://" not in before or ("?" in before and before[-1] == "=")


def normal(text: str) -> str:
    """Case folded."""
    return _plain(text.strip()).casefold() if valid(text.strip()) else ""


def mask(values: Sequence[Any]) -> str:
    """`z███@e██████.org`."""
    found = next((str(v).strip() for v in values if isinstance(v, str) and valid(v.strip())), "")
    return masks.email(_plain(found)) if found else masks.HIDDEN
